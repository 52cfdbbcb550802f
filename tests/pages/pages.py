"""Pages as of one date, made once for all tests."""

from __future__ import annotations

from datetime import date
from functools import cache

from sightline.pages.code import Pages
from sightline.pages.record import Page, Table
from sightline.reference.store import STARTER, Reference, releases_in

ON = date(2026, 4, 2)


@cache
def maker() -> Pages:
    """Pages of the starter alone."""
    releases = sorted(releases_in(STARTER), key=lambda r: (r.kind, r.period_from, r.name))
    return Pages(Reference(tuple(releases)), on=ON)


@cache
def page(code: str) -> Page:
    (found,) = maker().pages([code])
    return found


def fact(code: str, section: str, name: str) -> str:
    """The value of the first fact whose name begins so."""
    return next(f.value for f in page(code).section(section).facts if f.name.startswith(name))


def table(code: str, section: str, title: str) -> Table:
    """The first table whose title begins so."""
    return next(t for t in page(code).section(section).tables if t.title.startswith(title))


def codes(text: str) -> set[str]:
    """The codes of a list with runs: 10004-10012, 10021."""
    found: set[str] = set()
    for part in text.replace(" ", "").split(","):
        first, _, last = part.partition("-")
        found |= {f"{n:05}" for n in range(int(first), int(last or first) + 1)} if first.isdigit() else {first}
    return found
