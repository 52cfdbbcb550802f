"""What acknowledgments (277CA) say of each claim: accepted or rejected, when, and with which statuses.

005010X214: a claim is HL*PT with TRN*2 (the biller's number), STC (category:status:entity, date), SVC and STC of its lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sightline.claims import values
from sightline.claims.files import files_at
from sightline.claims.x12.delimiters import find_start
from sightline.claims.x12.raw import raw_of
from sightline.claims.x12.segments import HEAD, head_text

from .table import statuses


@dataclass
class Acknowledged:
    """A claim as an acknowledgment has it. `accepted` and `rejected` are the dates of such a status; `statuses` is each
    status that rejects the claim or a line of it, as category:status:entity."""

    claim: str
    accepted: date | None = None
    rejected: date | None = None
    statuses: tuple[str, ...] = ()
    number: str = ""  # the payer's (REF*1K)

    @property
    def stands(self) -> bool:
        """Whether the claim is rejected, and was not accepted after that."""
        return bool(self.statuses) and not (self.accepted and self.rejected and self.accepted > self.rejected)


def acknowledgments(paths: Sequence[str | Path]) -> dict[str, Acknowledged]:
    """What the 277CA files say of each claim, by the biller's number; a file that is none says nothing. Raises ClaimsError
    for a path that is not there."""
    found: dict[str, Acknowledged] = {}
    for path in paths:
        for file in files_at(path):
            with Path(file).open("rb") as source:
                if find_start(head_text(source.read(HEAD))) is None:
                    continue
            _read(Path(file), found)
    return found


def _read(file: Path, found: dict[str, Acknowledged]) -> None:
    claim: Acknowledged | None = None
    of_claim, inside = False, False
    for segment in raw_of(file):
        e = segment.elements + [""] * 12
        if segment.key == "ST":
            inside, claim = e[1] == "277", None
        elif not inside:
            continue
        elif segment.key == "HL":
            of_claim, claim = e[3] == "PT", None
        elif segment.key == "TRN" and of_claim and e[1] == "2":
            claim = found.setdefault(e[2], Acknowledged(e[2]))
        elif claim is not None and segment.key == "STC":
            _status(claim, e, segment.delimiters.component)
        elif claim is not None and segment.key == "REF" and e[1] == "1K":
            claim.number = e[2]


def _status(claim: Acknowledged, e: list[str], component: str) -> None:
    """Take a status: STC01, STC10 and STC11, on the date of STC02."""
    number = values.day(e[2])
    on = None if number is None else date.fromordinal(values.EPOCH + number)
    for stated in (e[1], e[10], e[11]):
        kind = statuses().get(stated.split(component)[0], ("", ""))[0]
        if kind == "rejected":
            claim.statuses += (stated.replace(component, ":"),)
            claim.rejected = max(filter(None, (claim.rejected, on)), default=None)
        elif kind == "accepted" and stated.split(component)[0] == "A2":
            claim.accepted = max(filter(None, (claim.accepted, on)), default=None)
