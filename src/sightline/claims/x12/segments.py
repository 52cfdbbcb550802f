"""From the bytes of an X12 file to its segments, with their positions, in bounded memory.

The delimiters are found by counting the sixteen elements of each ISA (X12.5, interchange control structures), never by
a fixed offset, and found again at every ISA. Text is handled one character per byte (latin-1), so that positions stay
exact; a segment that holds UTF-8 is decoded as such when it is handed on.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, repeat
from operator import add
from typing import Protocol

from sightline.claims.x12.delimiters import BLANK, ISA_ROOM, B, Delimiters, find_start, fragment_delimiters, parse_isa

BLOCK = 256 << 10
HEAD = 64 << 10  # how far into a file the first segment may be
LONGEST = 1 << 20  # no segment is longer
#: Identifiers in lower case at the head of a file.
LOWER = re.compile(rf"(?<![A-Za-z0-9])(?:bht|nm1|clm|sv1|bpr|clp|svc)[^A-Za-z0-9{B}]")

Report = Callable[[str, int], None]


class Source(Protocol):
    """A binary stream."""

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; none at the end."""


@dataclass(frozen=True)
class Place:
    """A place between two segments of a file, and what reading on from there depends on."""

    byte: int
    segments: int  # before it
    delimiters: Delimiters
    lower: bool  # identifiers are put in upper case


@dataclass
class Run:
    """Consecutive segments under the same delimiters.

    `texts[i]` is segment number `first + i` of the file, without blanks around it, and starts at byte `starts[i]`.
    """

    delimiters: Delimiters
    texts: list[str]
    starts: list[int]
    first: int
    whole: str = ""  # the text of the run, where it is nothing but the segments with `terminator` between them
    terminator: str = ""
    interchange: bool = False  # the run is an ISA

    def tail(self, i: int) -> Run:
        """The segments from `i` on."""
        return Run(self.delimiters, self.texts[i:], self.starts[i:], self.first + i)

    def __add__(self, after: Run) -> Run:
        """These segments and those `after` them."""
        return Run(after.delimiters, self.texts + after.texts, self.starts + after.starts, self.first)

    def count(self, key: str) -> int:
        """How many segments have the identifier `key` and at least one element."""
        start = f"{key}{self.delimiters.element}"
        between = self.terminator or self.delimiters.terminator
        whole = self.whole or between.join(self.texts)
        return whole.count(between + start) + whole.startswith(start)


class Segments:
    """Iterate over the runs of a binary stream; `report(message, byte)` hears of what is wrong with the stream.

    The stream may be what a file holds from `place` on, without byte order mark and not UTF-16.
    """

    def __init__(self, source: Source, report: Report, block_size: int = BLOCK, place: Place | None = None) -> None:
        self.delimiters: Delimiters | None = place.delimiters if place else None
        self.bytes = 0
        self.whole = True  # what was read until now ends where a segment does
        self._place = place
        self._source = source
        self._report = report
        self._block = max(block_size, 1)
        self._count = place.segments if place else 0
        self._eof = False
        self._lower = place.lower if place else False
        self._scale = 1
        self._skip = 0
        self._decode: Callable[[bytes, bool], str] = _latin1

    def byte(self, position: int) -> int:
        """The byte offset in the file of a position in characters."""
        return self._skip + position * self._scale

    @property
    def place(self) -> Place | None:
        """Where reading is, once a segment was found and where `whole`."""
        if self.delimiters is None:
            return None
        before = self._place.byte if self._place else 0
        return Place(before + self.bytes, self._count, self.delimiters, self._lower)

    def __iter__(self) -> Iterator[Run]:
        if self._place:
            yield from self._read_on(self._read(), self._place.byte, 0)
            return
        text = self._first_text()
        # what is decided by the head does not depend on how much is read at a time
        head = text[: (HEAD - self._skip) // self._scale]
        start = find_start(head)
        if start is None:
            return
        self._lower = LOWER.search(head) is not None
        isa = parse_isa(head[start : start + ISA_ROOM])
        self.delimiters = isa[0] if isa else fragment_delimiters(head, start)
        if isa is None:
            self._report(
                "there is no interchange header (ISA); the delimiters were found from the segments", self.byte(start)
            )
        if text[:start].strip(BLANK):
            self._report("text before the first segment was passed over", 0)
        yield from self._read_on(text, 0, start)

    def _read_on(self, text: str, base: int, at: int) -> Iterator[Run]:
        """The runs of a stream that starts with `text`, which is at position `base`, from `at` in it on."""
        assert self.delimiters is not None
        lost = False  # inside a segment that does not end
        while True:
            end = self._eof
            upto = len(text)  # or where an ISA starts that is not all there yet, and that may turn out to be none
            while (found := self._next_isa(text, at, lost, end)) is not None:
                isa, delimiters, size = found
                if delimiters is None:
                    upto = isa
                    break
                if isa > at and not lost:
                    yield from self._cut(text[at:isa], base + at)
                self.delimiters = delimiters
                for run in self._cut(text[isa : isa + size], base + isa):
                    run.interchange = True
                    yield run
                at, lost = isa + size, False
            if lost and (first := self._find_end(text, at, upto)) > 0:
                at, lost = first, False
            if not lost:
                cut = upto if end else self._last_end(text, upto)
                if end and self.delimiters.terminator not in "\r\n":
                    rest = text[max(self._last_end(text, upto), at) :].lstrip(BLANK)
                    if rest and not rest.startswith("IEA"):
                        self._report(
                            "the last segment has no terminator; the file may be cut short",
                            self.byte(base + len(text) - len(rest)),
                        )
                if cut > at:
                    yield from self._cut(text[at:cut], base + at)
                    at = cut
            if upto - at > LONGEST and not end:
                if not lost:
                    self._report("a segment does not end within 1 MiB; its text was passed over", self.byte(base + at))
                    yield from self._cut(text[at : at + ISA_ROOM], base + at)
                at, lost = upto - ISA_ROOM, True
            if end:
                return
            self.whole = at == len(text)
            text, base, at = text[at:] + self._read(), base + at, 0

    # reading

    def _first_text(self) -> str:
        """The head of the file, its encoding recognised."""
        raw = b""
        while len(raw) < HEAD and (more := self._source.read(max(self._block, 4096))):
            raw += more
        self.bytes += len(raw)
        self._eof = not raw
        mark, order = encoding_of(raw)
        self._skip = len(mark)
        if order:
            self._decode = codecs.getincrementaldecoder(f"utf-16-{order}")("replace").decode
            self._scale = 2
            self._report("the file is UTF-16; byte positions count two bytes for every character", 0)
        return self._decode(raw[len(mark) :], False)

    def _read(self) -> str:
        """The next block; blocks end at multiples of the block size in the file, wherever reading started."""
        before = self._place.byte if self._place else 0
        raw = self._source.read(self._block - (before + self.bytes) % self._block)
        self.bytes += len(raw)
        self._eof = not raw
        return self._decode(raw, not raw)

    # cutting

    def _find_end(self, text: str, at: int, upto: int) -> int:
        """Where the first segment that ends in `text` between `at` and `upto` ends; 0 without one."""
        assert self.delimiters is not None
        ends = "\r\n" if self.delimiters.terminator in "\r\n" else self.delimiters.terminator
        return min((found + 1 for each in ends if (found := text.find(each, at, upto)) >= 0), default=0)

    def _last_end(self, text: str, upto: int) -> int:
        """Where the last segment that ends in `text` before `upto` ends; 0 without one."""
        assert self.delimiters is not None
        ends = "\r\n" if self.delimiters.terminator in "\r\n" else self.delimiters.terminator
        end = max(text.rfind(each, 0, upto) for each in ends) + 1
        while end and text[end : end + 1] in ("\r", "\n"):
            end += 1
        return end

    def _next_isa(self, text: str, at: int, anywhere: bool, end: bool) -> tuple[int, Delimiters | None, int] | None:
        """Where the next ISA from `at` on starts, its delimiters (None: more text is needed) and its length."""
        isa = text.find("ISA", at)
        while isa >= 0:
            if anywhere or self._starts_segment(text, at, isa):
                if len(text) - isa < ISA_ROOM and not end:
                    return isa, None, 0
                found = parse_isa(text[isa : isa + ISA_ROOM])
                if found is not None:
                    return isa, *found
            isa = text.find("ISA", isa + 3)
        return None

    def _starts_segment(self, text: str, start: int, at: int) -> bool:
        """Whether only blanks are between `at` and `start` or the end of a segment or a line."""
        assert self.delimiters is not None
        if text[at + 3 : at + 4].isalnum():
            return False
        ends = "\r\n" + self.delimiters.terminator
        before = at
        while before > start and text[before - 1] in BLANK and text[before - 1] not in ends:
            before -= 1
        return before == start or text[before - 1] in ends

    def _cut(self, text: str, base: int) -> Iterator[Run]:
        """The segments of `text`, which is at position `base`: one run, or none when all is blank."""
        assert self.delimiters is not None
        terminator, element = self.delimiters.terminator, self.delimiters.element
        size = len(text)
        text = text.lstrip(BLANK)  # such as the line end of the segment before, when a block ended within it
        base += size - len(text)
        if terminator in "\r\n":
            text, terminator = text.replace("\r", "\n"), "\n"
        inside = terminator != "\n" and ("\n" in text or "\r" in text)  # line ends inside segments
        pieces: list[str] = []
        if inside:
            # the line end after a terminator is part of it where it is the same throughout
            line_end = "\r\n" if text.startswith("\r\n", text.find(terminator) + 1) else "\n"
            pieces = text.split(terminator + line_end)
            if len(pieces) == text.count(terminator) + 1:
                terminator += line_end
                inside = text.count("\n") + text.count("\r") != len(line_end) * (len(pieces) - 1)
        if len(terminator) == 1:
            pieces = text.split(terminator)
        if not pieces[-1].strip(BLANK):
            pieces.pop()
        sizes: Iterable[int] = map(add, map(len, pieces), repeat(len(terminator)))
        starts = list(accumulate(sizes, initial=base))
        starts.pop()
        texts = [piece.strip(BLANK) for piece in pieces]
        whole = ""
        if texts == pieces:
            whole = text
        else:
            starts = [
                start + len(piece) - len(piece.lstrip(BLANK)) for start, piece in zip(starts, pieces, strict=True)
            ]
        if inside:
            whole = ""
            texts = [each.replace("\r", "").replace("\n", "") for each in texts]
        before, after = f" {element}", f"{element} "
        if inside or before in text or after in text:
            whole = ""
            texts = [strip_elements(each, element) if before in each or after in each else each for each in texts]
        if not text.isascii() and self._scale == 1:
            texts = [each if each.isascii() else decoded(each) for each in texts]
        if self._lower:
            whole = ""
            texts = [upper_id(each, element) for each in texts]
        if "" in texts:
            starts = [start for start, each in zip(starts, texts, strict=True) if each]
            texts = [each for each in texts if each]
        if texts:
            if self._scale != 1 or self._skip:
                starts = [self.byte(start) for start in starts]
            yield Run(self.delimiters, texts, starts, self._count + 1, whole, terminator)
            self._count += len(texts)


def encoding_of(raw: bytes) -> tuple[bytes, str]:
    """The byte order mark at the start of a file (or b""), and "le" or "be" for UTF-16 (otherwise "")."""
    for mark, order in ((codecs.BOM_UTF8, ""), (codecs.BOM_UTF16_LE, "le"), (codecs.BOM_UTF16_BE, "be")):
        if raw.startswith(mark):
            return mark, order
    for order, odd in (("le", 1), ("be", 0)):
        sample = raw[:400]
        if len(sample) > 8 and not any(sample[odd::2]) and all(sample[1 - odd :: 2]):
            return b"", order
    return b"", ""


def head_text(head: bytes) -> str:
    """The first bytes of a file as text, one character for each byte or pair of bytes."""
    mark, order = encoding_of(head)
    return head[len(mark) :].decode(f"utf-16-{order}" if order else "latin-1", "replace")


def _latin1(raw: bytes, final: bool) -> str:
    return raw.decode("latin-1")


def decoded(text: str) -> str:
    """A segment read as latin-1 that may be UTF-8."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def strip_elements(text: str, element: str) -> str:
    """The segment without blanks around its elements."""  # by default, strip takes the last byte of an à for a blank
    return element.join([each.strip(BLANK) for each in text.split(element)])


def upper_id(text: str, element: str) -> str:
    """The segment with its identifier in upper case."""
    key, mark, rest = text.partition(element)
    return key.upper() + mark + rest if len(key) <= 3 else text
