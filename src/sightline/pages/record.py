"""What a code page is: a plain record of sections that renderers draw without knowing what a code is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple


class Source(NamedTuple):
    """A published file or document, as a footnote names it. `editorial`: written by us, from no published file."""

    publisher: str
    title: str
    file: str = ""
    period: str = ""
    address: str = ""
    editorial: bool = False


class Cite(NamedTuple):
    """A source and the place in it: `row` counts as the published file does (None: no single row)."""

    source: Source
    row: int | None = None
    place: str = ""


class Fact(NamedTuple):
    """One thing that is known: its name, its value in words, and where it is published."""

    name: str
    value: str
    cites: tuple[Cite, ...] = ()
    note: str = ""


class Gap(NamedTuple):
    """Something that the loaded data does not say, and the file that would fill it."""

    what: str
    filled_by: str


class Row(NamedTuple):
    """A row of a table: one text for each column, and where the row is published."""

    cells: tuple[str, ...]
    cites: tuple[Cite, ...] = ()


class Table(NamedTuple):
    """A table. `numbers` are its columns of numbers.

    A `long` one is folded away on paper and can be filtered; a `flow` may be set as running text on paper. The
    `code_column` holds names of other pages, the `says_column` a word for how things stand.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""
    long: bool = False
    code_column: int | None = None
    numbers: tuple[int, ...] = ()
    says_column: int | None = None
    flow: bool = False


class Chart(NamedTuple):
    """Amounts over time, in dollars: a label and an amount for each bar."""

    title: str
    bars: tuple[tuple[str, Decimal], ...]


class Section(NamedTuple):
    """A part of the page. What is `editorial` was written by us and says so. `drawing` is an SVG, for HTML."""

    name: str
    title: str
    text: tuple[Fact, ...] = ()  # paragraphs: a Fact without a name
    facts: tuple[Fact, ...] = ()
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    gaps: tuple[Gap, ...] = ()
    editorial: bool = False
    drawing: str = ""


class Page(NamedTuple):
    """Everything about a code on a date. `title` is our own short label, or what kind of service it is."""

    code: str
    title: str
    on: date
    status: str  # active | deleted | not in the fee schedule | not known on that date
    sections: tuple[Section, ...]

    def section(self, name: str) -> Section:
        """The section called `name`; raises KeyError when the page has none."""
        for section in self.sections:
            if section.name == name:
                return section
        raise KeyError(name)


def fact(text: str, *cites: Cite) -> Fact:
    """A paragraph."""
    return Fact("", text, cites)
