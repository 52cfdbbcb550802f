"""Dates as reports write them."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def date_of(written: str) -> date | None:
    """The date that `2026-03-02`, `3/2/2026`, `20260302`, `March 2, 2026` or `02-Mar-2026` is; None when it is none."""
    numbers = re.findall(r"\d+", written)
    named = re.search(r"[A-Za-z]{3}", written)
    try:
        if named and len(numbers) == 2:
            return date(int(numbers[1]), _MONTHS.index(named[0].lower()) + 1, int(numbers[0]))
        if len(numbers) == 1 and len(numbers[0]) == 8:
            return date(int(numbers[0][:4]), int(numbers[0][4:6]), int(numbers[0][6:]))
        first, second, third = (int(number) for number in numbers)
        if first > 31:
            return date(first, second, third)
        return date(third + 2000 if third < 100 else third, first, second)
    except ValueError:
        return None
