"""Amounts and dates as X12 writes them, as exact integers: hundredths, thousandths, days since 1970-01-01."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import partial

EPOCH = date(1970, 1, 1).toordinal()
NUMBER = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?")


def scaled(text: str, places: int, digits: int) -> int | None:
    """`text` as an exact number of 10**-places.

    None when it is not a plain decimal number, has more decimals than `places` or does not fit into `digits` digits.
    """
    found = NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    sign, whole, decimals = found[1], found[2], found[3] or ""
    if not whole and not decimals:
        return None
    decimals = decimals.rstrip("0")
    whole = whole.lstrip("0")
    if len(decimals) > places or len(whole) + places > digits:
        return None
    number = int((whole or "0") + decimals.ljust(places, "0"))
    return -number if sign == "-" else number


def cents(text: str) -> int | None:
    """Dollars in cents, as `schema.MONEY` holds them; None as `scaled`."""
    # 12.34 as nearly all are written: a third of the time
    if text[-3:-2] == "." and len(text) < 20 and text.isascii() and (digits := text[:-3] + text[-2:]).isdigit():
        return int(digits)
    return scaled(text, 2, 18)


#: Units in thousandths, as `schema.UNITS` holds them.
thousandths = partial(scaled, places=3, digits=15)


def money(text: str) -> Decimal | None:
    """`text` as dollars, or None."""
    number = cents(text)
    return None if number is None else Decimal(number).scaleb(-2)


def units(text: str) -> Decimal | None:
    """`text` as units, or None."""
    number = thousandths(text)
    return None if number is None else Decimal(number).scaleb(-3)


def day(text: str) -> int | None:
    """CCYYMMDD, with or without a time after it, as days since 1970-01-01, or None when there is no such date."""
    if len(text) not in (8, 12, 14) or not (text.isascii() and text.isdigit()):
        return None
    try:
        return date.fromisoformat(text[:8]).toordinal() - EPOCH
    except ValueError:
        return None


def period(text: str) -> tuple[int, int] | None:
    """First and last day of a DTP03 in any of the forms D8, DT, RD8 and RDT, recognized by its shape; None when invalid."""
    text = text.strip()
    first, dash, last = text.partition("-")
    start = day(first.strip())
    if start is None:
        return None
    if not dash:
        return start, start
    end = day(last.strip())
    return None if end is None else (start, end)


def ndc(text: str) -> str:
    """A national drug code in eleven digits, from ten or eleven in three parts (4-4-2, 5-3-2, 5-4-1, 5-4-2); one that is
    written otherwise as it stands, without its hyphens where it has eleven digits."""
    parts = text.strip().split("-")
    sizes = tuple(map(len, parts))
    if sizes in ((4, 4, 2), (5, 3, 2), (5, 4, 1), (5, 4, 2)) and "".join(parts).isdigit():
        return parts[0].zfill(5) + parts[1].zfill(4) + parts[2].zfill(2)
    joined = "".join(parts)
    return joined if len(joined) == 11 and joined.isdigit() else text
