"""Which release answers for a date of service.

A release answers for the dates of its period. Outside every period the nearest release answers, one of the same yearly
edition first (a fee schedule belongs to its calendar year, ICD-10-CM to its fiscal year), and the run says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from sightline.reference.release import Release
from sightline.reference.tables import KINDS, Kind

#: The kinds that are chosen by date of service; of the others the newest release answers for every date.
DATED = ("fee_schedule", "ptp", "mue", "addon", "hcpcs", "icd10cm")
#: Of these `era` says too whether the release speaks for the dates, or is only the nearest: a code that it lacks may then
#: be valid nevertheless.
SPEAKING = ("fee_schedule", "hcpcs", "icd10cm")
#: The era of a line without a date: no dated release answers, while what holds on every date is known.
DATELESS = -1
_REMEMBERED = 10_000


@dataclass(frozen=True)
class Answer:
    """The release that answers for a date, and how the date lies to its period: in, older or newer.

    "older" means that the release is older than the date of service.
    """

    release: Release
    relation: str

    def days(self, on: date) -> int:
        """How many days the date lies outside the release's period."""
        if self.relation == "older":
            return (on - self.release.period_to).days + 1
        return (self.release.period_from - on).days if self.relation == "newer" else 0


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


class Calendar:
    """Which releases answer for dates of service; what is found of a date is remembered.

    `columns` are those of the rows of `era`: for each kind of DATED the position in `releases` of its answer (null: none
    covers the code), for each of SPEAKING whether that has the dates in its period.
    """

    columns: ClassVar[dict[str, str]] = {
        "era": "number",
        "in_starter": "flag",
        **dict.fromkeys((*DATED, *(f"{kind}_speaks" for kind in SPEAKING)), "number"),
    }

    def __init__(self, releases: Sequence[Release]) -> None:
        self._number = {id(release): position for position, release in enumerate(releases)}
        self._of_kind = {kind: [r for r in releases if r.kind == kind] for kind in DATED}
        self._found: dict[date, tuple[tuple[int | None, ...], dict[tuple[date, bool, str], Answer]]] = {}

    def eras(
        self, dates: Iterable[date]
    ) -> tuple[list[tuple[date, int]], list[tuple[Any, ...]], dict[tuple[date, bool, str], Answer]]:
        """The rows of `calendar` (date_of_service, era) and of `era`, and the answers behind them.

        An era is a set of releases that answer for the same dates; `era` has two rows for each, for codes that the
        starter covers and for the others. One more era (DATELESS) has no releases.
        """
        width = len(DATED) + len(SPEAKING)
        known: dict[tuple[int | None, ...], int] = {(None,) * (2 * width): DATELESS}
        days: list[tuple[date, int]] = []
        answers: dict[tuple[date, bool, str], Answer] = {}
        for on in sorted(dates):
            chosen, answered = self._found.get(on) or self._find(on)
            days.append((on, known.setdefault(chosen, len(known) - 1)))
            answers.update(answered)
        rows = [
            (era, in_starter, *chosen[start : start + width])
            for chosen, era in known.items()
            for in_starter, start in ((False, 0), (True, width))
        ]
        return days, rows, answers

    def _find(self, on: date) -> tuple[tuple[int | None, ...], dict[tuple[date, bool, str], Answer]]:
        answers: dict[tuple[date, bool, str], Answer] = {}
        chosen: list[int | None] = []
        for in_starter in (False, True):
            for kind in DATED:
                # ICD-10-CM is whole even in the starter: a diagnosis is outside no scope.
                found = answer(self._of_kind[kind], on, in_starter=in_starter or kind == "icd10cm")
                chosen.append(self._number[id(found.release)] if found else None)
                if found:
                    answers[on, in_starter, kind] = found
            for kind in SPEAKING:
                spoken = answers.get((on, in_starter, kind))
                chosen.append(int(spoken.relation == "in") if spoken else None)
        if len(self._found) >= _REMEMBERED:
            self._found.clear()
        self._found[on] = made = tuple(chosen), answers
        return made
