"""The sources of a page as footnotes, numbered as they are first met."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sightline.pages.record import Cite, Page, Source


class Mark(NamedTuple):
    """A footnote's number, and the place in it as words ("" for none)."""

    number: int
    place: str


class Footnotes:
    """Numbers sources; the same source keeps its number."""

    def __init__(self) -> None:
        self._numbers: dict[Source, int] = {}

    def marks(self, cites: Iterable[Cite]) -> list[Mark]:
        """The marks of some cites, each once."""
        found: dict[Mark, None] = {}  # in order, each once
        for source, row, place in cites:
            number = self._numbers.get(source)
            if number is None:
                number = self._numbers[source] = len(self._numbers) + 1
            found[Mark(number, f"row {row:,}" if row is not None else place)] = None
        return list(found)

    def listed(self) -> list[tuple[int, Source]]:
        """Every source met, by number."""
        return [(number, source) for source, number in self._numbers.items()]


def all_cites(page: Page) -> Iterable[Cite]:
    """Every cite of a page in the order in which it is read."""
    for section in page.sections:
        for fact in (*section.text, *section.facts):
            yield from fact.cites
        for table in section.tables:
            for row in table.rows:
                yield from row.cites


def describe(source: Source) -> str:
    """A source in one line: publisher, title, file, period."""
    parts = [source.publisher, source.title, source.file]
    if source.period:
        parts.append(f"period {source.period}" if " to " in source.period else source.period)
    return " · ".join(part for part in parts if part)
