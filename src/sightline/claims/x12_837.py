"""Read X12 837 professional claims: 005010X222, X222A1, X222A2 and 004010X098A1.

One pass over the segments: this module follows the envelopes (ISA, GS, ST) and the hierarchy (loops 1000 to 2010),
`x12_claim` reads each claim, `tables` turns the rows into Arrow. What is odd becomes an issue with its position.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from .batch import Batch, Counts
from .issues import Issues
from .tables import Tables
from .x12_claim import HANDLERS, Claim
from .x12_commit import commit
from .x12_delimiters import Delimiters, with_component
from .x12_envelope import Envelopes
from .x12_hierarchy import Hierarchy
from .x12_segments import BLOCK, Place, Run, Segments, Source
from .x12_values import separator_used

FLUSH = 10_000  # claims in a batch, about
FLUSH_LINES = 50_000
PADDING = [""] * 12
UNKNOWN = "a segment that is not known was passed over"
START, END = "the segment starts a claim", "the segment ends a claim"
#: A claim has at most fifty lines; one that goes on far beyond that is damage, and is cut so that memory stays bounded.
MOST_SEGMENTS, MOST_BYTES = 200_000, 32 << 20


def read_837p(
    source: Source, name: str, *, first_claim_key: int = 1, block_size: int = BLOCK, processes: int = 1
) -> Iterator[Batch]:
    """Stream the professional claims of a binary file object as Arrow batches, in one pass and in bounded memory.

    `name` is what origins show as the file. `first_claim_key` is the key of the first claim; keys count up from there.
    `block_size` is how many bytes are read at a time. The counts of the batches add up to those of the file; the last
    batch asserts that no claim and no line was lost, and carries `unreadable` when there was nothing to read.
    Damage never raises: it becomes an issue or a rejected row. With more than one of `processes` a large file is read by
    so many of them, with the same result; then it raises ClaimsError when one of them dies.
    """
    reader, total = Reader(source, name, first_claim_key, block_size), Counts()
    parts = reader.batches()
    if processes > 1:
        from .x12_parts import read_parts  # which is needed for large files alone, and needs this module

        parts = chain(read_parts(reader, source, processes), parts)
    for batch in parts:
        total += batch.counts
        yield batch
    reader.close(total)
    last = reader.flush()
    total += last.counts
    total.check(name)
    read = total.claims + total.rejected_claims + total.rejected_lines
    yield last if read else replace(last, unreadable=name)


@contextmanager
def collection_paused() -> Iterator[None]:
    """No garbage collection: the reader makes no cycles, and looking for them takes a seventh of its time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@dataclass
class Tally:
    """Counts on their way to a batch; the fields of `Counts`."""

    claims: int = 0
    lines: int = 0
    rejected_claims: int = 0
    rejected_lines: int = 0
    set_aside: int = 0
    set_aside_lines: int = 0
    claims_in_file: int = 0
    lines_in_file: int = 0
    segments: int = 0
    bytes: int = 0

    def take(self) -> Counts:
        """The counts since the last time."""
        counts = Counts(**vars(self))
        self.__init__()  # type: ignore[misc]
        return counts


@dataclass(frozen=True)
class Standing:
    """All that reading on depends on at a segment that starts an interchange or a transaction, but for the issues."""

    place: Place
    component: str  # the separator in use
    checked: bool
    next_key: int
    envelopes: dict[str, Any]


class Reader:
    """The state between the runs of segments of one file."""

    def __init__(self, source: Source, name: str, first_claim_key: int, block_size: int) -> None:
        self.block_size = block_size
        self.read_from(source)
        self.longest = 0  # segments of a claim that goes on, with all after it in the same run
        self.tables = Tables(name, first_claim_key)
        self.tally = Tally()
        self.issues = Issues()
        self.hierarchy = Hierarchy(self._body_note, self.tables)
        self.envelopes = Envelopes(self._body_note, self.hierarchy.start, lambda index: self.run.first + index)
        self.run: Run = Run(None, [], [], 1)  # type: ignore[arg-type]
        self._open: Run | None = None  # a claim or level that may go on in the next run
        self._element = ""
        self._checked = False  # the component separator was seen in use
        self._inside: dict[str, Any] = {}
        self._outside: dict[str, Any] = {}
        self._ends: frozenset[str] = frozenset()

    # parts of a file

    def read_from(self, source: Source, place: Place | None = None) -> None:
        """Take the file from `source`; with `place`, what it holds from there on."""
        self.segments = Segments(source, self._stream_issue, self.block_size, place)
        self._bytes = 0

    def standing(self) -> Standing | None:
        """What reading on depends on at the end of what was read; None when that may be inside a segment."""
        place = self.segments.place
        if not place or not self.segments.whole:
            return None
        return Standing(place, self.tables.component, self._checked, self.tables.next_key, self.envelopes.standing())

    def resume(self, source: Source, standing: Standing) -> None:
        """Go on with `source`, which is what the file holds from there on."""
        self.read_from(source, standing.place)
        self._delimit(standing.place.delimiters)
        self.tables.delimit(standing.place.delimiters.element, standing.component)
        self.tables.next_key = standing.next_key
        self._checked, self.longest = standing.checked, 0
        self.envelopes.resume(standing.envelopes)

    # issues

    def _stream_issue(self, message: str, byte: int) -> None:
        self.issues.add(f"byte {byte:,}: {message}" if byte else message, (), self.envelopes.numbers, 0, byte)

    def note(self, kind: str, index: int, *values: Any) -> None:
        """An issue at segment `index` of the run; -1 is its end."""
        segment, byte = self.origin(index) if self.run.texts else (0, 0)
        self.issues.add(kind, values, self.envelopes.numbers, segment, byte)

    def _body_note(self, kind: str, index: int, *values: Any) -> None:
        """As `note`, but silent in a transaction that is not an 837."""
        if not self.envelopes.foreign:
            self.note(kind, index, *values)

    def origin(self, index: int) -> tuple[int, int]:
        """Segment number and byte offset of segment `index` of the run."""
        run = self.run
        index = index % len(run.texts)
        return run.first + index, run.starts[index]

    # runs

    def batches(self) -> Iterator[Batch]:
        """Read the stream; what it ends with is still held."""
        runs = iter(self.segments)
        more = True
        while more:
            with collection_paused():
                more = self._fill(runs)
                if more:
                    batch = self.flush()
            if more:
                yield batch

    def flush(self) -> Batch:
        """What was read since the last time."""
        return self.tables.flush(self.tally.take(), self.issues.take())

    def _fill(self, runs: Iterator[Run]) -> bool:
        """Read runs until the tables hold a batch; False when the file ended before."""
        tables = self.tables
        for run in runs:
            self.take(run)
            if tables.claim_count >= FLUSH or tables.line_count >= FLUSH_LINES or len(tables.rejected) >= FLUSH_LINES:
                return True
        return False

    def take(self, run: Run) -> None:
        """Read a run, all but the claim that may go on in the next one."""
        tally = self.tally
        tally.segments += len(run.texts)
        tally.bytes += self.segments.bytes - self._bytes
        self._bytes = self.segments.bytes
        tally.claims_in_file += run.count("CLM")
        tally.lines_in_file += run.count("SV1")
        if run.interchange:
            self.finish()
            self._delimit(run.delimiters)
        elif not self._element:
            self._delimit(run.delimiters)
        if self._open is not None:
            run = self._open + run
            self._open = None
        last = self._last_claim(run)
        self._read(run, last)
        if last < len(run.texts):
            self._open = run.tail(last)

    def _last_claim(self, run: Run) -> int:
        """Where a claim starts that may go on in the next run; the length of the run when there is none."""
        size = len(run.texts)
        self.longest = max(self.longest, size)
        if size > MOST_SEGMENTS or run.starts[-1] - run.starts[0] > MOST_BYTES:
            return size
        mark = "CLM" + self._element
        for i in range(size - 1, -1, -1):
            text = run.texts[i]
            if text[:3] in self._ends and (text[:3] != "CLM" or text.startswith(mark)):
                return i if text.startswith(mark) else size
        return size

    def close(self, total: Counts) -> None:
        """Read what is left, and say what was still open. `total` is what earlier batches counted."""
        self.finish()
        claims = total.claims_in_file + self.tally.claims_in_file
        if not self._element:
            self._add_plain("not a claim file: no X12 segment was found in it", 0, 0)
        else:
            self.envelopes.close(claims, self._add_plain)
        self.issues.close()

    def _add_plain(self, message: str, segment: int, byte: int) -> None:
        self.issues.rows.append((message, *self.envelopes.numbers, segment, byte))

    def finish(self) -> None:
        """Read what may go on in the next run: it does not."""
        self.tally.bytes += self.segments.bytes - self._bytes
        self._bytes = self.segments.bytes
        if self._open is not None:
            run, self._open = self._open, None
            self._read(run, len(run.texts))

    def _delimit(self, delimiters: Delimiters) -> None:
        """Take the delimiters of a run."""
        self._checked = False
        self.tables.delimit(delimiters.element, delimiters.component)
        if delimiters.element != self._element:
            element = self._element = delimiters.element

            def keyed(table: dict[str, Any]) -> dict[str, Any]:
                return {key if len(key) == 3 else key + element: value for key, value in table.items()}

            ends = ("CLM", "HL", "ST", "SE", "GS", "GE", "ISA", "IEA", "TA1", "BHT")
            self._inside = keyed(HANDLERS | dict.fromkeys(ends, END))
            self._outside = keyed(
                {**self.hierarchy.handlers, **dict.fromkeys(self.envelopes.handlers, self._envelope), "CLM": START}
            )
            self._ends = frozenset(keyed(dict.fromkeys(ends)))

    def _read(self, run: Run, last: int) -> None:
        """Read segments 0 to `last` (not with it); a claim that starts before `last` ends there at the latest."""
        self.run = run
        texts, get, unknown = run.texts, self._outside.get, self._unknown
        claim_mark = "CLM" + self._element
        i = 0
        while i < last:
            text = texts[i]
            handler = get(text[:3], unknown)
            if handler is not None:
                if handler is START:
                    if text.startswith(claim_mark):
                        i = self._claim(i, last)
                        continue
                    handler = unknown
                handler(text, i)
            i += 1

    def _claim(self, start: int, last: int) -> int:
        """Read the claim whose CLM is segment `start`; the index of the segment after it."""
        run = self.run
        texts, element, get, unknown = run.texts, self._element, self._inside.get, self._unknown_inside
        if not self._checked:
            self._check_component(start, last)
        elements = texts[start].split(element)
        elements += PADDING
        claim = Claim(self.tables, run, self.hierarchy.billing, elements, start)
        end = last
        for i in range(start + 1, last):
            text = texts[i]
            handler = get(text[:3], unknown)
            if handler is not None:
                if handler is END:
                    if text[:3] != "CLM" or text.startswith("CLM" + element):
                        end = i
                        break
                    handler = unknown
                handler(claim, text, i)
        commit(self, claim)
        return end

    def _check_component(self, start: int, last: int) -> None:
        """See from SV101 whether the component separator is the one that ISA16 declares."""
        texts, element = self.run.texts, self._element
        declared = self.run.delimiters.component
        for i in range(start + 1, last):
            key = texts[i][:3]
            if key in self._ends:
                return
            if texts[i].startswith("SV1" + element):
                sv101 = texts[i].split(element, 2)[1]
                used = separator_used(sv101, declared)
                self._checked = bool(used)
                if used and used != declared:
                    self.tables.delimit(element, used)
                    self.run.delimiters = with_component(self.run.delimiters, used)
                    if self.envelopes.numbers[0]:
                        kind = "ISA16 declares another component separator than SV101 uses; read with the one in use"
                        self.note(kind, i)
                if used:
                    return

    def _envelope(self, text: str, index: int) -> None:
        elements = self.tables.elements.parse(text)
        handler = self.envelopes.handlers.get(elements[0], self._unknown_envelope)
        if handler is not None:
            handler(elements, index)

    def _unknown_envelope(self, elements: list[str], index: int) -> None:
        self.note(UNKNOWN, index)

    def _unknown_inside(self, claim: Claim, text: str, index: int) -> None:
        claim.issue("claim {} has a segment that is not known", index, claim.claim_id)

    def _unknown(self, text: str, index: int) -> None:
        key = text.partition(self._element)[0]
        if key == "SV1" and len(text) > 3:
            self.reject("line", "", "SV1 stands outside of any claim", index)
        elif key in HANDLERS:
            self._body_note("{} stands outside of any claim", index, key)
        else:
            self._body_note(UNKNOWN, index)

    def reject(self, level: str, claim_id: str, reason: str, index: int) -> None:
        """A claim or a line that cannot be read."""
        segment, byte = self.origin(index)
        if level == "line":
            self.tally.rejected_lines += 1
        else:
            self.tally.rejected_claims += 1
        reason = f"segment {segment:,} (byte {byte:,}): {reason}"
        self.tables.rejected.append((level, claim_id, reason, *self.envelopes.numbers, segment, byte))
