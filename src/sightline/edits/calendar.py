"""Which release answers for a date of service.

A release answers for the dates of its period. Outside every period the nearest release answers, one of the same yearly
edition first (a fee schedule belongs to its calendar year, ICD-10-CM to its fiscal year), and the run says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pyarrow as pa

from sightline.reference.release import Release
from sightline.reference.tables import KINDS, Kind

#: The kinds that are chosen by date of service; of the others the newest release answers for every date.
DATED = ("fee_schedule", "ptp", "mue", "addon", "icd10cm")
#: Of these `era` says too whether the release speaks for the dates, or is only the nearest: a code that it lacks may then
#: be valid nevertheless.
SPEAKING = ("fee_schedule", "icd10cm")
#: The era of a line without a date: no dated release answers, while what holds on every date is known.
DATELESS = -1


@dataclass(frozen=True)
class Answer:
    """The release that answers for a date, and how the date lies to its period: in, older or newer.

    "older" means that the release is older than the date of service.
    """

    release: Release
    relation: str


def answer(releases: Iterable[Release], on: date, *, in_starter: bool) -> Answer | None:
    """The release of one kind that answers for `on`; None when none covers the code.

    `in_starter` says whether the code is one of those that the starter release covers.
    """
    usable = [r for r in releases if in_starter or r.scope == "all"]
    if not usable:
        return None
    kind = KINDS[usable[0].kind]
    best = min(usable, key=lambda release: _rank(kind, release, on))
    if best.period_from <= on < best.period_to:
        return Answer(best, "in")
    return Answer(best, "older" if on >= best.period_to else "newer")


def _rank(kind: Kind, release: Release, on: date) -> tuple[bool, bool, int, bool, int]:
    """Smaller is better: in period, same edition, nearest, whole rather than starter, newest."""
    distance = 0
    if on < release.period_from:
        distance = (release.period_from - on).days
    elif on >= release.period_to:
        distance = (on - release.period_to).days + 1
    last_day = release.period_to - timedelta(days=1)
    same_edition = bool(kind.edition_start) and _edition(kind, last_day) == _edition(kind, on)
    return distance > 0, not same_edition, distance, release.scope != "all", -release.period_to.toordinal()


def _edition(kind: Kind, on: date) -> int:
    return on.year + (1 if kind.edition_start > 1 and on.month >= kind.edition_start else 0)


def eras(
    releases: Sequence[Release], dates: Iterable[date]
) -> tuple[pa.Table, pa.Table, dict[tuple[date, bool, str], Answer]]:
    """The tables `calendar` (date_of_service, era) and `era`, and the answers behind them.

    An era is a set of releases that answer for the same dates; `era` has two rows for each, for codes that the starter
    covers and for the others, with the position in `releases` of each kind's answer (null: none covers the code), and
    whether that of each of SPEAKING has the dates in its period. One more era (DATELESS) has no releases.
    """
    number = {id(release): position for position, release in enumerate(releases)}
    of_kind = {kind: [r for r in releases if r.kind == kind] for kind in DATED}
    answers: dict[tuple[date, bool, str], Answer] = {}
    width = len(DATED) + len(SPEAKING)
    known: dict[tuple[int | None, ...], int] = {(None,) * (2 * width): DATELESS}
    ordered = sorted(dates)
    era_of = []
    for on in ordered:
        chosen: list[int | None] = []
        for in_starter in (False, True):
            for kind in DATED:
                # ICD-10-CM is whole even in the starter: a diagnosis is outside no scope.
                found = answer(of_kind[kind], on, in_starter=in_starter or kind == "icd10cm")
                chosen.append(number[id(found.release)] if found else None)
                if found:
                    answers[on, in_starter, kind] = found
            for kind in SPEAKING:
                spoken = answers.get((on, in_starter, kind))
                chosen.append(int(spoken.relation == "in") if spoken else None)
        era_of.append(known.setdefault(tuple(chosen), len(known) - 1))
    columns = (*DATED, *(f"{kind}_speaks" for kind in SPEAKING))
    rows = [
        {"era": era, "in_starter": in_starter, **dict(zip(columns, chosen[start : start + width], strict=True))}
        for chosen, era in known.items()
        for in_starter, start in ((False, 0), (True, width))
    ]
    era_schema = pa.schema([("era", pa.int32()), ("in_starter", pa.bool_()), *((name, pa.int32()) for name in columns)])
    calendar = pa.table({"date_of_service": pa.array(ordered, pa.date32()), "era": pa.array(era_of, pa.int32())})
    return calendar, pa.Table.from_pylist(rows, era_schema), answers
