"""The last day on a route: counted from the notice or from the service, by rule or by the payer's profile; else unknown.

It moves to the next working day where a published rule of the route says so (steps.toml, `rolls`); elsewhere it stays.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from sightline.payers.profile import UNKNOWN, Profile

from .table import routes
from .workday import next_workday

#: A time as profiles state it; receipt of a notice is presumed some days after it.
_TIME = re.compile(r"(\d+) (days|months)(?: from the notice| from receipt, presumed (\d+) days after the notice)?")


@dataclass(frozen=True)
class Deadline:
    """The last day (None: unknown, or there is none), how it is counted, and the published source.

    `known` is False where a time exists and nobody has published it to us.
    """

    day: date | None = None
    known: bool = True
    says: str = ""
    source: str = ""

    def over(self, on: date) -> bool:
        """Whether the day has passed."""
        return self.day is not None and self.day < on


NONE = Deadline()


def last_day(route: str, *, notice: date | None, service: date | None, profile: Profile | None = None) -> Deadline:
    """The last day on a route of steps.toml ("" = no route), from the date of the remittance and the first day of service."""
    if not route:
        return NONE
    way = routes()[route]
    start = notice if way.counted_from == "notice" else service
    whence = "the remittance" if way.counted_from == "notice" else "the service"
    months, days, says, source = way.months, way.days, way.says, way.source
    if way.parameter:
        value = profile.value(way.parameter) if profile is not None else UNKNOWN
        found = _TIME.fullmatch(value)
        if found is None:
            return Deadline(None, False, "in the contract or the payer's manual; state it in a profile", "")
        months, days = (int(found[1]), 0) if found[2] == "months" else (0, int(found[1]))
        days += int(found[3] or 0)
        says = value if " from " in value else f"{value} after {whence}"
        source = profile.parameters[way.parameter].source if profile is not None else ""
    if start is None:
        return Deadline(None, False, f"{whence} has no date; {says}", source)
    day = _after(start, months, days)
    if not way.rolls or (moved := next_workday(day)) == day:
        return Deadline(day, True, says, source)
    return Deadline(moved, True, f"{says}; {day} is no working day, so the next one", f"{source}; {way.rolls}")


def _after(start: date, months: int, days: int) -> date:
    """A date so many months and days later; the last day of the month where it has no such day."""
    month = start.month - 1 + months
    year, month = start.year + month // 12, month % 12 + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1])) + timedelta(days=days)
