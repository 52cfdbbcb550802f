"""Which period a published file speaks for, as its name, its headings or the user tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sightline.reference.release import ReferenceDataError

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = "(" + "|".join(_MONTHS) + ")[a-z]*"

# Each gives year and month from the groups of a match; tried in this order on each name.
_NCCI_VERSION = re.compile(r"(?<![a-z0-9])v?(\d\d)[.]?([0-3])r\d(?!\d)")
_QUARTER = re.compile(r"(20\d\d)[-_ ]?q([1-4])")
_US_DATE = re.compile(r"(?<!\d)(\d\d)[-_]?(\d\d)[-_]?(20\d\d)(?!\d)")
_ISO_MONTH = re.compile(r"(?<!\d)(20\d\d)-(\d\d)(?!\d)")
_YEAR_MONTH = re.compile(rf"(20\d\d)[-_ ,]*{_MONTH}")
_MONTH_YEAR = re.compile(rf"(?<![a-z]){_MONTH}[-_ ,]*(?:\d{{1,2}}[-_ ,]+)?(20\d\d)")
_RVU_FILE = re.compile(r"rvu(\d\d)([a-d])r?(?![a-z])")


@dataclass(frozen=True)
class Period:
    """A named half-open span of dates."""

    name: str
    start: date
    end: date


def months_later(day: date, months: int) -> date:
    """The first day of the month that lies `months` after the month of `day`."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def quarter(day: date) -> Period:
    """The calendar quarter of `day`, named like 2026q2."""
    start = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return Period(f"{start.year}q{(start.month + 2) // 3}", start, months_later(start, 3))


def month_named(names: Iterable[str]) -> date | None:
    """The first day of the month (or quarter) that the first telling name tells: a file's, its zip's, its folder's."""
    for name in names:
        found = _month_in(name.lower())
        if found:
            return found
    return None


def _month_in(name: str) -> date | None:
    if match := _NCCI_VERSION.search(name):
        return date(1994 + int(match[1]), int(match[2]) * 3 + 1, 1)
    if match := _QUARTER.search(name):
        return date(int(match[1]), int(match[2]) * 3 - 2, 1)
    if match := _RVU_FILE.search(name):
        return date(2000 + int(match[1]), "abcd".index(match[2]) * 3 + 1, 1)
    if (match := _US_DATE.search(name)) and 1 <= int(match[1]) <= 12:
        return date(int(match[3]), int(match[1]), 1)
    if (match := _ISO_MONTH.search(name)) and 1 <= int(match[2]) <= 12:
        return date(int(match[1]), int(match[2]), 1)
    if match := _YEAR_MONTH.search(name):
        return date(int(match[1]), _MONTHS.index(match[2]) + 1, 1)
    if match := _MONTH_YEAR.search(name):
        return date(int(match[2]), _MONTHS.index(match[1]) + 1, 1)
    return None


def year_named(names: Iterable[str]) -> int | None:
    """The year that the first telling name tells."""
    for name in names:
        if match := re.search(r"(?<!\d)(20\d\d)(?!\d)", name):
            return int(match[1])
    return None


def given_month(period: str) -> date:
    """The first day of a period that the user gave: 2026-04, 2026q2 or 2026-04-01; raises ReferenceDataError."""
    text = period.strip().lower()
    found = _month_in(text) if re.fullmatch(r"20\d\d(-\d\d(-\d\d)?|q[1-4])", text) else None
    if found is None:
        raise ReferenceDataError(f"the period {period!r} is not of the form 2026-04 or 2026q2.")
    return found


def told_month(names: Sequence[str], period: str | None) -> date:
    """The month that the user gave, else the one that the names tell; raises ReferenceDataError when nobody says."""
    found = given_month(period) if period else month_named(names)
    if found is None:
        raise ReferenceDataError(
            "neither the file nor its name tells its period: keep the publisher's file name, "
            "or give the period, such as 2026-04 or 2026q2."
        )
    return found
