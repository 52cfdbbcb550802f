"""Dates as people, spreadsheets and databases write them, as days since 1970-01-01. No form is read that has two meanings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from sightline.claims.rows.layout import NONE
from sightline.claims.values import EPOCH

#: What a parser answers for a text that it cannot read; None is "nothing".
BAD = object()
#: The forms, for the message about a column in which none is found.
FORMS = (
    "2026-03-02, 20260302, 3/2/2026, 3/2/26, 02-Mar-2026, March 2, 2026, or a spreadsheet's day number such as 46083"
)

#: A time after a day, in any form; not what may be a second day.
TIME = r"(?:[T :](?! *(?:[-–—]|to\b|thr).*[0-9A-Za-z])(?!.*[0-9]/[0-9]).*)?"
ISO = re.compile(rf"([0-9]{{4}})([-/.])([0-9]{{1,2}})\2([0-9]{{1,2}}){TIME}")
COMPACT = re.compile(rf"([0-9]{{4}})([0-9]{{2}})([0-9]{{2}}){TIME}")
US = re.compile(rf"([0-9]{{1,2}})([/-])([0-9]{{1,2}})\2([0-9]{{4}}|[0-9]{{2}}){TIME}")
US_COMPACT = re.compile(r"([0-9]{2})([0-9]{2})((?:19|20)[0-9]{2})")
DAY_FIRST = re.compile(rf"([0-9]{{1,2}})[- /.]?([A-Za-z]{{3,9}})\.?[-, /.]*([0-9]{{4}}|[0-9]{{2}}){TIME}")
MONTH_FIRST = re.compile(rf"([A-Za-z]{{3,9}})\.?[- ]+([0-9]{{1,2}})(?:st|nd|rd|th)?(?:, ?|[- ]+)([0-9]{{4}}){TIME}")
YEAR_FIRST = re.compile(rf"([0-9]{{4}})[- /]([A-Za-z]{{3,9}})[- /]([0-9]{{1,2}}){TIME}")
#: Between two days: 3/2/2026 - 3/4/2026, 3/2/2026 to 3/4/2026, 20260302-20260304.
BETWEEN = re.compile(r"\s*(?:\b(?:to|thru|through|and)\b|[-–—/;,&])\s*|\s+", re.IGNORECASE)
SERIAL = re.compile(r"([0-9]{5})(?:\.[0-9]+)?")
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
          "december")  # fmt: skip
#: Day 0 of the day numbers of spreadsheets (from March 1900 on), and the last one that is read: the end of 2099.
ZERO = date(1899, 12, 30).toordinal()
GREATEST = 73_050
SHORTEST, LONGEST = 11, 60  # letters of two days in one cell
LIFETIME = 110  # years


def day(text: str) -> Any:
    """A day from any of FORMS, with or without a time; two digits of a year are never of the future."""
    return _day(text, _century)


def both_days(text: str) -> tuple[str, str] | None:
    """The first and the last day of a text that holds two; None for any other."""
    if SHORTEST <= len(text) <= LONGEST:
        for cut in BETWEEN.finditer(text):
            both = text[: cut.start()], text[cut.end() :]
            if any(
                all(isinstance(_one_day(order(each), _century), int) for each in both) for order in (str, month_first)
            ):
                return both
    return None


def birth(text: str) -> Any:
    """As `day`; a year of two digits that may be of either century is not read."""
    return _day(text, _century_of_birth)


def _day(text: str, century: Callable[[int, int, int], int]) -> Any:
    return BAD if both_days(text) else _one_day(text, century)


def _one_day(text: str, century: Callable[[int, int, int], int]) -> Any:
    if text in ("", NONE):
        return None
    if found := ISO.fullmatch(text):
        return _made(int(found[1]), int(found[3]), int(found[4]))
    if found := COMPACT.fullmatch(text):
        first = _made(int(found[1]), int(found[2]), int(found[3])) if int(found[1]) >= 1800 else BAD
        other = US_COMPACT.fullmatch(text)
        return first if first is not BAD or not other else _made(int(other[3]), int(other[1]), int(other[2]))
    if found := US.fullmatch(text):
        month, of_month, year = int(found[1]), int(found[3]), found[4]
    elif found := DAY_FIRST.fullmatch(text):
        month, of_month, year = _month(found[2]), int(found[1]), found[3]
    elif found := MONTH_FIRST.fullmatch(text):
        month, of_month, year = _month(found[1]), int(found[2]), found[3]
    elif found := YEAR_FIRST.fullmatch(text):
        month, of_month, year = _month(found[2]), int(found[3]), found[1]
    elif found := SERIAL.fullmatch(text):
        number = int(found[1])
        return ZERO + number - EPOCH if 10_000 <= number <= GREATEST else BAD
    else:
        return BAD
    whole = int(year) if len(year) == 4 else century(int(year), month, of_month)
    return _made(whole, month, of_month)


def _made(year: int, month: int, of_month: int) -> Any:
    try:
        return date(year, month, of_month).toordinal() - EPOCH
    except ValueError:
        return BAD


def _month(name: str) -> int:
    """The number of a month, from its name or its first letters; 0 for no month."""
    plain = name.lower()
    return next((number for number, each in enumerate(MONTHS, 1) if each.startswith(plain)), 0)


def _century(year: int, month: int, of_month: int) -> int:
    """The year that two digits stand for, of a day that is not to come."""
    return 2000 + year if (2000 + year, month, of_month) <= _today() else 1900 + year


def _century_of_birth(year: int, month: int, of_month: int) -> int:
    """The same of a birth; 0, which is no year, where both centuries are possible."""
    whole = _century(year, month, of_month)
    return 0 if whole >= 2000 and whole - 100 >= _today()[0] - LIFETIME else whole


def _today() -> tuple[int, int, int]:
    now = date.today()
    return now.year, now.month, now.day


def order_of(texts: Iterable[str]) -> str:
    """How the dates of a column that are written with signs must be meant: "day" or "month" first, "both" when some can only
    be the one and some only the other; "" when nothing shows it."""
    found = {
        "day" if int(match[1]) > 12 else "month"
        for match in map(US.fullmatch, texts)
        if match and (int(match[1]) > 12) != (int(match[3]) > 12)
    }
    return "both" if len(found) > 1 else next(iter(found), "")


def month_first(text: str) -> str:
    """A date with its day before its month in the order that `day` reads."""
    found = US.fullmatch(text)
    return f"{found[3]}{found[2]}{found[1]}{found[2]}{found[4]}" if found else text
