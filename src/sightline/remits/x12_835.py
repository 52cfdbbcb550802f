"""Read X12 835 remittances: 005010X221A1 and 004010X091A1.

One pass over the segments. This module follows the envelopes (ISA, GS, ST) and says where a segment stands;
`payment.py` says what the segments of a payment mean. What is odd becomes an issue with its position.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from sightline.claims.batch import Counts
from sightline.claims.issues import Issues
from sightline.claims.x12.envelope import TRANSACTIONS, Envelopes
from sightline.claims.x12.segments import BLOCK, Run, Segments
from sightline.claims.x12.state import Tally
from sightline.claims.x12.values import separator_used
from sightline.collection import collection_paused

from .batch import RemitBatch, Rows
from .payment import PADDING, Payments

UNKNOWN = "a segment that is not known was passed over"
OTHER_SEPARATOR = "ISA16 declares another component separator than SVC01 uses; read with the one in use"
Handlers = dict[str, Callable[[list[str]], None] | None]


def read_835(
    source: BinaryIO, name: str, *, first_payment_key: int = 1, first_remit_key: int = 1, block_size: int = BLOCK
) -> Iterator[RemitBatch]:
    """Stream the remittances of a binary file object as Arrow batches, in one pass and in bounded memory.

    `name` is what origins show as the file; keys count up from the first ones given; `block_size` is how many bytes are
    read at a time. The counts of the batches add up to those of the file; the last batch asserts that no remitted claim
    and no remitted line was lost, and carries `unreadable` when nothing was read. Damage never raises: it becomes an
    issue or a rejected row.
    """
    reader = Reader(source, name, first_payment_key, first_remit_key, block_size)
    total = Counts()
    runs = iter(reader.segments)
    more = True
    while more:
        with collection_paused():
            more = reader.fill(runs)
            if not more:
                reader.close(total)
            batch = reader.flush("" if more or reader.read_anything else name)
        total += batch.counts
        if not more:
            total.check(name)
        yield batch


class Reader:
    """The state between the segments of one file."""

    def __init__(self, source: BinaryIO, name: str, payment_key: int, remit_key: int, block_size: int) -> None:
        self.segments = Segments(source, self._stream_issue, block_size)
        self.rows = Rows(name)
        self.tally = Tally()
        self.issues = Issues()
        self.payments = Payments(self, payment_key, remit_key)
        self.envelopes = Envelopes(self._note_at, self._start, lambda index: self.run.first + index)
        self.run: Run = Run(None, [], [], 1)  # type: ignore[arg-type]
        self.index = 0  # of the segment in the run
        self.component = ""
        self._element = ""
        self._checked = False  # the component separator was seen in use
        self._bytes = 0
        self._others: dict[str, int] = {}  # transactions that are not 835
        self._envelope: Handlers = {
            "ISA": self._pass_on,
            "GS": self._pass_on,
            "ST": self._transaction,
            "SE": self._end,
            "GE": self._pass_on,
            "IEA": self._pass_on,
            "TA1": None,
        }
        self._inside: Handlers = {**self.payments.handlers, **self._envelope, "SVC": self._service}
        self._foreign: Handlers = {**self._envelope, "CLP": self._claim_aside, "SVC": self._line_aside}
        self._handlers = self._inside

    @property
    def read_anything(self) -> bool:
        """Whether a payment or a claim was read, or one was rejected."""
        return self.payments.any

    # issues and rejections

    def _stream_issue(self, message: str, byte: int) -> None:
        self.issues.add(f"byte {byte:,}: {message}" if byte else message, (), self.envelopes.numbers, 0, byte)

    def note(self, kind: str, *values: Any) -> None:
        """An issue at the segment that is being read."""
        self._note_at(kind, self.index, *values)

    def _note_at(self, kind: str, index: int, *values: Any) -> None:
        if self._handlers is self._inside:
            place = self._origin(index) if self.run.texts else (0, 0)
            self.issues.add(kind, values, self.envelopes.numbers, *place)

    def origin(self) -> tuple[Any, ...]:
        """Control numbers, segment number and byte offset of the segment that is being read."""
        run, index = self.run, self.index
        return (*self.envelopes.numbers, run.first + index, run.starts[index])

    def _origin(self, index: int) -> tuple[int, int]:
        index = index % len(self.run.texts)
        return self.run.first + index, self.run.starts[index]

    def reject(self, level: str, claim_id: str, reason: str) -> None:
        """A remitted claim or line that cannot be read."""
        if level == "line":
            self.tally.rejected_lines += 1
        else:
            self.tally.rejected_claims += 1
        segment, byte = self._origin(self.index)
        reason = f"segment {segment:,} (byte {byte:,}): {reason}"
        self.rows["rejected"].append((level, claim_id, reason, *self.envelopes.numbers, segment, byte))

    # runs

    def fill(self, runs: Iterator[Run]) -> bool:
        """Read runs until there are rows for a batch; False when the file ended before."""
        for run in runs:
            self._take(run)
            if self.rows.full:
                return True
        return False

    def flush(self, unreadable: str) -> RemitBatch:
        """What was read since the last time."""
        self.rows["issues"].extend(self.issues.take())
        return self.rows.flush(self.tally.take(), unreadable)

    def _take(self, run: Run) -> None:
        tally, self.run = self.tally, run
        tally.segments += len(run.texts)
        tally.bytes += self.segments.bytes - self._bytes
        self._bytes = self.segments.bytes
        tally.claims_in_file += run.count("CLP")
        tally.lines_in_file += run.count("SVC")
        if run.interchange or not self._element:
            self._element, self.component = run.delimiters.element, run.delimiters.component
            self._checked = False
        element, unknown = self._element, self._unknown
        for self.index, text in enumerate(run.texts):
            e = text.split(element)
            handler = self._handlers.get(e[0], unknown) if len(e) > 1 else unknown  # no element: not one that counts
            if handler is not None:
                e += PADDING
                handler(e)

    def close(self, total: Counts) -> None:
        """Finish what is open and say what the file holds when it holds no remittance. `total`: earlier batches."""
        self.payments.end()
        self.tally.bytes += self.segments.bytes - self._bytes
        self.envelopes.close(1, self._add_plain)
        if not self._element:
            empty = not self.segments.bytes
            self._add_plain("the file is empty" if empty else "not a remittance: no X12 segment was found in it", 0, 0)
        elif self._others and not self.read_anything:
            names = [f"{_name(code)} (ST01 = {code})" for code in self._others]
            self._add_plain(f"not a remittance: it holds {', '.join(names[:3])}", 0, 0)
        elif not total.claims_in_file + self.tally.claims_in_file:
            self._add_plain("there is no remitted claim in it (no CLP segment)", 0, 0)
        self.issues.close()

    def _add_plain(self, message: str, segment: int, byte: int) -> None:
        self.issues.rows.append((message, *self.envelopes.numbers, segment, byte))

    # envelopes

    def _start(self) -> None:
        """An envelope starts: what was open is over."""
        self.payments.end()
        self._handlers = self._inside

    def _pass_on(self, e: list[str]) -> None:
        handler = self.envelopes.handlers[e[0]]
        if handler is not None:
            handler(e, self.index)

    def _transaction(self, e: list[str]) -> None:
        self._pass_on(e)
        if e[1] in ("835", ""):
            self.payments.start()
        else:
            self._others[e[1][:3]] = self._others.get(e[1][:3], 0) + 1
            self._handlers = self._foreign

    def _end(self, e: list[str]) -> None:
        self.payments.end()
        self._pass_on(e)

    # what is not a payment's

    def _service(self, e: list[str]) -> None:
        """An SVC, its component separator made sure of first."""
        if not self._checked:
            used = separator_used(e[1], self.component)
            self._checked = bool(used)
            if used and used != self.component:
                self.component = used
                self.note(OTHER_SEPARATOR)
        self.payments.service(e)

    def _claim_aside(self, e: list[str]) -> None:
        self.tally.set_aside += 1

    def _line_aside(self, e: list[str]) -> None:
        self.tally.set_aside_lines += 1

    def _unknown(self, e: list[str]) -> None:
        self.note(UNKNOWN)


def _name(code: str) -> str:
    """What a transaction is."""
    return "claims" if code == "837" else TRANSACTIONS.get(code[:3], "a transaction")
