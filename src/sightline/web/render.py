"""Pages: templates filled in, everything escaped, with the session's cookie and the token of its forms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from sightline import __version__
from sightline.edits.edit import DISPOSITIONS
from sightline.outputs.record import fix as fix_of
from sightline.web.reading import available

_TEMPLATES = Path(__file__).parent / "templates"
#: The navigation: address and word.
ROOMS = [
    ("/check", "Check"),
    ("/report", "Reports"),
    ("/code", "Codes"),
    ("/rates", "Rates"),
    ("/edits", "Edits"),
    ("/payers", "Payers"),
    ("/reference", "Reference"),
    ("/api", "API"),
]
STATUS = {
    "fail": ("Fail", "a payer will reject or deny"),
    "bypassed": ("Bypassed", "would fail; a modifier claims an exception that records must support"),
    "review": ("To review", "a person must look"),
    "info": ("For information", "no action is expected from this alone"),
    "unchecked": ("Not checked", "no finding, but some edit could not judge it"),
    "clean": ("Clean", "no loaded rule objects"),
}


def page(
    request: Request, name: str, status: int = 200, headers: Mapping[str, str] | None = None, **values: Any
) -> HTMLResponse:
    """The page of a template; `values` are what it shows."""
    sessions = request.app.state.service.sessions
    text = fragment(
        name, **values, csrf=sessions.csrf(request), path=request.url.path, rooms=_rooms(), version=__version__
    )
    response = HTMLResponse(text, status, dict(headers or {}))
    sessions.keep(request, response)
    return response


def fragment(name: str, **values: Any) -> str:
    """A template filled in."""
    return _environment().get_template(name).render(**values)


def markdown(text: str) -> Markup:
    """Markdown of our own documentation as HTML; HTML in it is shown, not passed on."""
    return Markup(MarkdownIt("commonmark", {"html": False}).enable("table").render(text))


def _rooms() -> list[tuple[str, str]]:
    """The rooms that are there: reports need packages that not everybody installs."""
    return [room for room in ROOMS if room[0] != "/report" or available()]


@cache
def _environment() -> Environment:
    found = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    found.filters |= {
        "dollars": _dollars, "units": _units, "day": _day, "count": _count, "s": _s, "payer": _payer,
        "markdown": markdown, "fix": fix_of,
    }  # fmt: skip
    found.globals |= {"STATUS": STATUS, "DISPOSITIONS": DISPOSITIONS}
    return found


def _dollars(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:,.2f}"


def _units(number: Decimal | None) -> str:
    return "" if number is None else f"{number.normalize():f}"


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""


def _count(number: int) -> str:
    return f"{number:,}"


def _s(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _payer(name: str) -> str:
    """A payer's name as it is read: files often shout."""
    return name.title() if name.isupper() else name
