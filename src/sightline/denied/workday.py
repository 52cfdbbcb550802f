"""Working days of the federal government: what is no weekend and no legal holiday.

The holidays are those of 5 U.S.C. 6103(a); one on a Saturday is kept on the Friday before, one on a Sunday on the Monday
after (5 U.S.C. 6103(b); Executive Order 11582). Inauguration Day is kept around Washington alone and is not among them.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

_DAY = timedelta(days=1)
_SATURDAY, _SUNDAY = 5, 6
#: Holidays on a date: month and day, and the first year.
_DATED = ((1, 1, 1870), (6, 19, 2021), (7, 4, 1870), (11, 11, 1978), (12, 25, 1870))
#: Holidays on a weekday (Monday is 0): month, weekday, which of the month.
_NTH = ((1, 0, 3), (2, 0, 3), (9, 0, 1), (10, 0, 2), (11, 3, 4))


def next_workday(day: date) -> date:
    """The day itself where it is a working day, else the first one after it."""
    while day.weekday() >= _SATURDAY or day in _holidays(day.year):
        day += _DAY
    return day


@cache
def _holidays(year: int) -> frozenset[date]:
    """The days of a year on which a legal holiday is kept; New Year's of the next may be kept on December 31."""
    dated = [date(year, month, day) for month, day, since in _DATED if year >= since] + [date(year + 1, 1, 1)]
    kept = {_kept(each) for each in dated} | {_nth(year, *each) for each in _NTH}
    last_of_may = date(year, 5, 31)
    return frozenset(kept | {last_of_may - last_of_may.weekday() * _DAY})


def _kept(holiday: date) -> date:
    """The day on which a dated holiday is kept."""
    return holiday + {_SATURDAY: -_DAY, _SUNDAY: _DAY}.get(holiday.weekday(), timedelta())


def _nth(year: int, month: int, weekday: int, which: int) -> date:
    """Such as the third Monday of January."""
    first = date(year, month, 1)
    return first + ((weekday - first.weekday()) % 7 + 7 * (which - 1)) * _DAY
