"""What reading reports answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sightline.edits.result import Result

from .document import Unread
from .read import Read


@dataclass(frozen=True)
class Matched:
    """Which claim a report was held against (`claim_key` of the claims read), or why none."""

    claim_key: int | None
    reason: str


@dataclass(frozen=True)
class Reports:
    """Reports as read, what could not be, and (with a claim) the findings of the comparison. Immutable.

    `findings` has the columns of a check's findings, one result for each report, in order; `matched` says against which
    claim each was held. `summary` counts; every file is in `reports` or in `unread`.
    """

    reports: tuple[Read, ...]
    unread: tuple[Unread, ...]
    findings: tuple[Result, ...] = ()
    matched: tuple[Matched, ...] = ()

    @property
    def summary(self) -> dict[str, Any]:
        """Counts: reports read, reports that could not be, answers by status, findings by status."""
        statuses = [answer.status for read in self.reports for answer in read.answers]
        found: dict[str, int] = {}
        for result in self.findings:
            for status, count in result.summary["findings"].items():
                found[status] = found.get(status, 0) + count
        return {
            "reports": len(self.reports),
            "unread": len(self.unread),
            "answers": {status: statuses.count(status) for status in ("met", "contradicted", "missing", "unclear")},
            "findings": found,
            "without_claim": sum(one.claim_key is None for one in self.matched),
        }
