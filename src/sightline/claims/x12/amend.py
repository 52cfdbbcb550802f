"""Write an 837P with lines of some claims changed or taken out, and every other byte as it was.

A line that is changed has other bytes in SV101, SV102, SV104 and SV105, its claim in CLM02 where the charges change. Where a line
is taken out, the lines after it are numbered anew (LX01) and the segments of the transaction counted anew (SE01).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

from sightline.claims.batch import ClaimsError
from sightline.claims.x12.raw import Raw, raw_of
from sightline.claims.x12.rewrite import with_procedure
from sightline.claims.x12.values import separator_used


@dataclass(frozen=True)
class LineAmendment:
    """What a line has instead; None is what it has. `modifiers` are up to four, `place` is a place of service."""

    code: str | None = None
    modifiers: tuple[str, ...] | None = None
    charge: Decimal | None = None
    units: Decimal | None = None
    place: str | None = None


@dataclass(frozen=True)
class Amendment:
    """What a claim has instead: `lines` by the number of their SV1 in the file (from 1), `removed` are such numbers too, `charge`
    the claim's own where it changes."""

    lines: Mapping[int, LineAmendment] = field(default_factory=dict)
    removed: frozenset[int] = frozenset()
    charge: Decimal | None = None


def amend(source: Path, target: BinaryIO, claims: Mapping[int, Amendment]) -> None:
    """Write the 837P at `source` with the amendments made; `claims` are by the number of their CLM in the file (from 1).

    Raises ClaimsError when a claim or a line is not found again. See rewrite.require_837p for what can be read.
    """
    found: list[int] = []
    removed = 0  # segments of the transaction
    claim: list[Raw] = []
    for segment in raw_of(source):
        if claim and segment.key in ("CLM", "HL", "SE", "ST", "GE", "GS", "IEA", "ISA"):
            removed += _write(claim, claims[claim[0].number], target)
            claim = []
        if segment.key == "CLM" and segment.number in claims:
            found.append(segment.number)
            claim = [segment]
        elif claim:
            claim.append(segment)
        else:
            stated = segment.elements[1:2]
            if segment.key == "SE" and removed and stated and stated[0].isdecimal():
                segment = segment.having({1: str(int(stated[0]) - removed)})
            removed = 0 if segment.key in ("SE", "ST") else removed
            target.write(segment.data)
    if claim:
        _write(claim, claims[claim[0].number], target)
    if len(found) != len(claims):
        raise ClaimsError(f"{source}: a claim that is to be changed was not found again; nothing was written")


def _write(claim: list[Raw], amendment: Amendment, target: BinaryIO) -> int:
    """Write a claim with its amendment; how many segments were taken out."""
    head, *lines = _lines(claim)
    sv1 = {segment.number for segment in claim if segment.key == "SV1"}
    if not {*amendment.lines, *amendment.removed} <= sv1:
        raise ClaimsError("a line that is to be changed was not found again; nothing was written")
    if amendment.charge is not None:
        head[0] = head[0].having({2: _plain(amendment.charge)})
    kept = [line for line in lines if not any(segment.number in amendment.removed for segment in line)]
    for segment in head:
        target.write(segment.data)
    for number, line in enumerate(kept, 1):
        for segment in line:
            if segment.key == "LX" and len(kept) < len(lines):
                segment = segment.having({1: str(number)})
            change = amendment.lines.get(segment.number) if segment.key == "SV1" else None
            target.write((_amended(segment, change) if change else segment).data)
    return len(claim) - len(head) - sum(map(len, kept))


def _lines(claim: list[Raw]) -> Iterator[list[Raw]]:
    """What comes before the service lines, then each of them; a line starts at its LX, or at an SV1 without one."""
    part: list[Raw] = []
    for segment in claim:
        own = [each.key for each in part]
        if segment.key == "LX" or (segment.key == "SV1" and not ("LX" in own and "SV1" not in own)):
            yield part
            part = []
        part.append(segment)
    yield part


def _amended(segment: Raw, change: LineAmendment) -> Raw:
    """An SV1 with its changes."""
    values: dict[int, str] = {}
    if change.code is not None or change.modifiers is not None:
        old = segment.raw_elements[1] if len(segment.elements) > 1 else ""
        component = separator_used(old.strip(), segment.delimiters.component)
        if not component:
            raise ClaimsError("the procedure (SV101) of a line has no qualifier; nothing was written")
        values[1] = with_procedure(old, component, change.code, change.modifiers)
    for at, amount in ((2, change.charge), (4, change.units)):
        if amount is not None:
            values[at] = _plain(amount)
    if change.place is not None:
        values[5] = change.place
    return segment.having(values)


def _plain(amount: Decimal) -> str:
    """A number as X12 writes it (type R): no zeros at its end behind the point."""
    return f"{amount.normalize():f}"
