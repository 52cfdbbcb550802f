"""The segments of an X12 file as the bytes that they are, to be written again, whole or with some elements exchanged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from sightline.claims.x12.delimiters import BLANK, Delimiters
from sightline.claims.x12.segments import Segments


@dataclass(frozen=True)
class Raw:
    """A segment, number `number` (from 1) of the file: `data` are its bytes up to the next segment, `key` is its identifier."""

    number: int
    key: str
    data: bytes
    delimiters: Delimiters

    @property
    def elements(self) -> list[str]:
        """The elements without blanks around them, the identifier first; characters are bytes (latin-1)."""
        return [each.strip(BLANK) for each in self.raw_elements]

    @property
    def raw_elements(self) -> list[str]:
        """The elements as written."""
        return self._cut()[0].split(self.delimiters.element)

    def having(self, elements: Mapping[int, str]) -> Raw:
        """The segment with other values in some elements; those that are missing before them are made, empty."""
        body, rest = self._cut()
        parts = body.split(self.delimiters.element)
        for at, value in elements.items():
            parts += [""] * (at + 1 - len(parts))
            parts[at] = value
        return replace(self, data=(self.delimiters.element.join(parts) + rest).encode("latin-1"))

    def _cut(self) -> tuple[str, str]:
        """The text before the end of the segment, and the rest."""
        text = self.data.decode("latin-1")
        ends = "\r\n" if self.delimiters.terminator in "\r\n" else self.delimiters.terminator
        at = min((found for each in ends if (found := text.find(each)) >= 0), default=len(text.rstrip(BLANK)))
        return text[:at], text[at:]


def raw_segments(source: BinaryIO, aside: BinaryIO) -> Iterator[Raw]:
    """The segments of a file, which is open twice. Text before the first is left out. See rewrite.require_837p."""
    last: tuple[int, str, int, Delimiters] | None = None  # number, text, start, delimiters
    for run in Segments(source, lambda message, byte: None):
        for number, (text, start) in enumerate(zip(run.texts, run.starts, strict=True), run.first):
            if last is not None:
                yield _raw(last, aside.read(start - last[2]))
            else:
                aside.seek(start)
            last = (number, text, start, run.delimiters)
    if last is not None:
        yield _raw(last, aside.read())


def raw_of(path: Path) -> Iterator[Raw]:
    """The segments of the file at `path`."""
    with path.open("rb") as source, path.open("rb") as aside:
        yield from raw_segments(source, aside)


def _raw(seen: tuple[int, str, int, Delimiters], data: bytes) -> Raw:
    number, text, _, delimiters = seen
    return Raw(number, text.split(delimiters.element, 1)[0].strip(BLANK).upper(), data, delimiters)
