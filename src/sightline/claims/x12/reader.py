"""The reader of an 837P: one pass over its segments, claim by claim.

This module cuts the segments into blocks, each of which starts with a CLM, an HL or a segment of an envelope. `plain` reads
blocks of a plain shape at once. All others are read segment by segment: `envelope` and `hierarchy` follow what is around claims
(loops 1000 to 2010), and `claim` reads each claim. `commit` writes its rows and `tables` turns them into Arrow. What is odd
becomes an issue with its position.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sightline.claims.batch import Batch, Counts
from sightline.claims.x12.claim import Claim
from sightline.claims.x12.codes import HANDLERS
from sightline.claims.x12.commit import commit
from sightline.claims.x12.delimiters import Delimiters, with_component
from sightline.claims.x12.plain import (
    BLOCK,
    CLAIM,
    ENDS,
    ClaimPlan,
    LevelPlan,
    Plans,
    letters,
    prefix_of,
    read_claim,
    read_level,
)
from sightline.claims.x12.segments import Place, Run, Segments, Source
from sightline.claims.x12.state import MOST_BYTES, MOST_SEGMENTS, PADDING, Checkpoint, State
from sightline.claims.x12.values import separator_used
from sightline.collection import collection_paused

FLUSH = 10_000  # claims in a batch, about
FLUSH_LINES = 50_000
UNKNOWN = "a segment that is not known was passed over"


class Reader(State):
    """Reads the runs of segments of one file into its State."""

    def __init__(self, source: Source, name: str, first_claim_key: int, block_size: int) -> None:
        super().__init__(name, first_claim_key)
        self.block_size = block_size
        self.read_from(source)
        self.longest = 0  # segments of a claim that goes on, with all after it in the same run
        self._open: Run | None = None  # a claim or level that may go on in the next run
        self._element = ""
        self._checked = False  # the component separator was seen in use
        self._inside: dict[str, Any] = {}
        self._outside: dict[str, Any] = {}
        self._ends: frozenset[str] = frozenset()
        self._letters = letters("*")
        self._plans = Plans()

    # parts of a file

    def read_from(self, source: Source, place: Place | None = None) -> None:
        """Take the file from `source`; with `place`, what it holds from there on."""
        self.segments = Segments(source, self._stream_issue, self.block_size, place)
        self._bytes = 0

    def checkpoint(self) -> Checkpoint | None:
        """What reading on depends on at the end of what was read; None when that may be inside a segment."""
        place = self.segments.place
        if not place or not self.segments.whole:
            return None
        return Checkpoint(
            place, self.tables.component, self._checked, self.tables.next_key, self.envelopes.checkpoint()
        )

    def resume(self, source: Source, checkpoint: Checkpoint) -> None:
        """Go on with `source`, which is what the file holds from there on."""
        self.read_from(source, checkpoint.place)
        self._delimit(checkpoint.place.delimiters)
        self.tables.delimit(checkpoint.place.delimiters.element, checkpoint.component)
        self.tables.next_key = checkpoint.next_key
        self._checked, self.longest = checkpoint.checked, 0
        self.envelopes.resume(checkpoint.envelopes)

    # issues

    def _stream_issue(self, message: str, byte: int) -> None:
        self.issues.add(f"byte {byte:,}: {message}" if byte else message, (), self.envelopes.numbers, 0, byte)

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

            self._inside = keyed(HANDLERS)
            self._outside = keyed({**self.hierarchy.handlers, **dict.fromkeys(self.envelopes.handlers, self._envelope)})
            self._ends = frozenset(keyed(dict.fromkeys(ENDS)))
            self._letters = letters(element)

    def _read(self, run: Run, last: int) -> None:
        """Read segments 0 to `last` (not with it); a claim that starts before `last` ends there at the latest."""
        self.run = run
        plans = self._plans
        shape = "".join(map(self._letters.__getitem__, map(prefix_of, run.texts)))  # by maps, a quarter faster
        start, plain = 0, self.envelopes.plain
        for block in BLOCK.findall(shape, 0, last):
            end, plan = start + len(block), plans[block]
            if block[0] == CLAIM:
                if not self._checked:
                    self._check_component(start, last)
                if not (plain and isinstance(plan, ClaimPlan) and read_claim(self, plan, start)):
                    self._claim(start, end)
            elif not (isinstance(plan, LevelPlan) and read_level(self, plan, start)):
                self._other(start, end)
                plain = self.envelopes.plain
            start = end

    def _other(self, start: int, end: int) -> None:
        """Read segments that are in no claim."""
        texts, get, unknown = self.run.texts, self._outside.get, self._unknown
        for i in range(start, end):
            handler = get(texts[i][:3], unknown)
            if handler is not None:
                handler(texts[i], i)

    def _claim(self, start: int, end: int) -> None:
        """Read a claim segment by segment; its CLM is segment `start`."""
        run = self.run
        texts, element, get, unknown = run.texts, self._element, self._inside.get, self._unknown_inside
        elements = texts[start].split(element)
        elements += PADDING
        claim = Claim(self.tables, run, self.hierarchy.billing, elements, start)
        for i in range(start + 1, end):
            text = texts[i]
            handler = get(text[:3], unknown)
            if handler is not None:
                handler(claim, text, i)
        commit(self, claim)

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
            self.reject("line", "", "SV1 is outside any claim", index)
        elif key in HANDLERS:
            self._body_note("{} is outside any claim", index, key)
        else:
            self._body_note(UNKNOWN, index)
