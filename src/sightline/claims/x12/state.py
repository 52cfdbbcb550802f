"""What reading an 837P holds between segments: the tables, the counts, the issues, and where in the file it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sightline.claims.batch import Counts
from sightline.claims.issues import Issues
from sightline.claims.x12.envelope import Envelopes
from sightline.claims.x12.hierarchy import Hierarchy
from sightline.claims.x12.segments import Place, Run
from sightline.claims.x12.tables import Tables

PADDING = [""] * 12
#: A claim has at most fifty lines; one that goes on far beyond that is damage, and is cut so that memory stays bounded.
MOST_SEGMENTS, MOST_BYTES = 200_000, 32 << 20


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
class Checkpoint:
    """All that reading on depends on at a segment that starts an interchange or a transaction, but for the issues."""

    place: Place
    component: str  # the separator in use
    checked: bool
    next_key: int
    envelopes: dict[str, Any]


class State:
    """What the claims of one file are read into, and what was noted about them."""

    def __init__(self, name: str, first_claim_key: int) -> None:
        self.tables = Tables(name, first_claim_key)
        self.tally = Tally()
        self.issues = Issues()
        self.hierarchy = Hierarchy(self._body_note, self.tables)
        self.envelopes = Envelopes(self._body_note, self.hierarchy.start, lambda index: self.run.first + index)
        self.run: Run = Run(None, [], [], 1)  # type: ignore[arg-type]

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

    def reject(self, level: str, claim_id: str, reason: str, index: int) -> None:
        """A claim or a line that cannot be read."""
        segment, byte = self.origin(index)
        if level == "line":
            self.tally.rejected_lines += 1
        else:
            self.tally.rejected_claims += 1
        reason = f"segment {segment:,} (byte {byte:,}): {reason}"
        self.tables.rejected.append((level, claim_id, reason, *self.envelopes.numbers, segment, byte))
