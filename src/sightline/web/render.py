"""Pages: templates filled in, everything escaped, with the session's cookie and the token of its forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache, wraps
from pathlib import Path
from typing import Any, get_type_hints

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from sightline import __version__
from sightline.edits.rule.edit import DISPOSITIONS
from sightline.payers.profile import load_profiles
from sightline.web.report_desk import available
from sightline.web.workspace.accounts import user_of

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
    "overridden": ("Overridden", "its findings are overridden"),
    "info": ("For information", "no action is expected from this alone"),
    "unchecked": ("Not checked", "no finding, but some edit could not judge it"),
    "clean": ("Clean", "no loaded rule objects"),
}


def page(
    request: Request, name: str, status: int = 200, headers: Mapping[str, str] | None = None, **values: Any
) -> HTMLResponse:
    """The page of a template; `values` are what it shows."""
    sessions = request.app.state.service.sessions
    user = user_of(request)
    text = fragment(
        name, **values, csrf=sessions.csrf(request), path=request.url.path, rooms=_rooms(), user=user,
        version=__version__,
    )  # fmt: skip
    response = HTMLResponse(text, status, dict(headers or {}))
    sessions.keep(request, response)
    return response


def fragment(name: str, **values: Any) -> str:
    """A template filled in."""
    return environment().get_template(name).render(**values)


def markdown(text: str) -> Markup:
    """Markdown of our own documentation as HTML; HTML in it is shown, not passed on."""
    return Markup(MarkdownIt("commonmark", {"html": False}).enable("table").render(text))


def _rooms() -> list[tuple[str, str]]:
    """The rooms that are there: reports need packages that not everybody installs."""
    return [room for room in ROOMS if room[0] != "/report" or available()]


def compile_all() -> None:
    """Compile every template, so that nobody waits for it."""
    for name in environment().list_templates():
        environment().get_template(name)


@cache
def environment() -> Environment:
    """What templates are read and filled in with."""
    found = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, auto_reload=False,
    )  # fmt: skip
    found.filters |= {name: checked(filter_) for name, filter_ in FILTERS.items()}
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


#: Words of payers' names that are no abbreviations, however short they are.
_WORDS = frozenset(
    [
        "of",
        "the",
        "and",
        "for",
        "in",
        "at",
        "a",
        "an",
        "blue",
        "care",
        "plan",
        "life",
        "one",
        "first",
        "home",
        "good",
        "new",
        "best",
        "east",
        "west",
    ]
)


def _payer(name: str) -> str:
    """A payer's name as the payer writes it, where a profile says so; where a file shouts, as it is read: words of more than
    four letters may be no abbreviations."""
    known = _names_of_payers().get(name.upper())
    if known or not name.isupper():
        return known or name
    words = [
        word.lower() if word.lower() in ("of", "and", "the", "for", "in", "at") and at
        else word.title() if len(word) > 4 or word.lower() in _WORDS
        else word
        for at, word in enumerate(name.split(" "))
    ]  # fmt: skip
    return " ".join(words)


@cache
def _names_of_payers() -> dict[str, str]:
    """The titles of the payer profiles by the same in capitals."""
    return {profile.title.upper(): profile.title for profile in load_profiles()}


#: What templates can do with a value. The type of the first parameter is what the filter takes.
FILTERS: dict[str, Callable[..., Any]] = {
    "dollars": _dollars, "units": _units, "day": _day, "count": _count, "s": _s, "payer": _payer,
    "markdown": markdown,
}  # fmt: skip


def checked(filter_: Callable[..., Any]) -> Callable[..., Any]:
    """The filter, raising TypeError for a value of another type than it takes: a float as dollars, a list as a count."""
    kind = next(iter(get_type_hints(filter_).values()))

    @wraps(filter_)
    def call(value: Any, *more: Any) -> Any:
        if not isinstance(value, kind):
            raise TypeError(f"{filter_.__name__} takes {kind}, not {type(value).__name__}")
        return filter_(value, *more)

    return call
