"""What the reader of a remittance gives to the reading of its payments: the place in the file, rows, counts and issues."""

from __future__ import annotations

from typing import Any, Protocol

from sightline.claims.x12.segments import Run
from sightline.claims.x12.state import Tally

from .batch import Rows


class Reading(Protocol):
    """The state between the segments of one file, as `payment.py` uses it."""

    rows: Rows
    tally: Tally
    run: Run
    index: int  # of the segment in the run
    component: str

    def note(self, kind: str, *values: Any) -> None:
        """Add an issue at the segment that is being read."""

    def origin(self) -> tuple[Any, ...]:
        """Control numbers, segment number and byte offset of the segment that is being read."""

    def reject(self, level: str, claim_id: str, reason: str) -> None:
        """Reject a remitted claim or line that cannot be read."""
