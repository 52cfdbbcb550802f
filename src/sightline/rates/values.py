"""What rate files write in many ways, read into one: codes, modifiers, places of service, dates, exact rates."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from sightline.rates.rows import DIGITS

COMPONENTS = ("26", "TC")
EVERY_PLACE = "CSTM-00"
PERCENTAGE = "percentage"  # the method whose rates are percent, not dollars
_SPLIT = re.compile(r"[\s,;|/]+")


def text(value: Any) -> str:
    """A text, trimmed; "" for null."""
    if type(value) is str:
        return value.strip()
    return "" if value is None else str(value).strip()


def word(value: Any) -> str:
    """A word of a closed list, in lower case and with single spaces."""
    return " ".join(text(value).lower().split())


def code(value: Any) -> str:
    """A billing code, in upper case."""
    return text(value).upper()


def words(value: Any) -> tuple[str, ...]:
    """A list, a packed text such as "52,53", or null, as its parts, in order."""
    return _words(tuple(map(text, value)) if isinstance(value, list) else (text(value),))


@lru_cache(1 << 14)
def _words(parts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({one for part in parts for one in _SPLIT.split(part.upper()) if one}))


def joined(parts: tuple[str, ...]) -> str:
    """Modifiers as they are kept."""
    return " ".join(parts)


def places(parts: tuple[str, ...]) -> str:
    """Places of service as they are kept: two digits each; CSTM-00 stands for all."""
    if EVERY_PLACE in parts:
        return EVERY_PLACE
    return " ".join(sorted({part.zfill(2) for part in parts}))


def component(parts: tuple[str, ...]) -> str:
    """26, TC, or global for a service that is not split."""
    split = [part for part in COMPONENTS if part in parts]
    return split[0] if len(split) == 1 else "global"


def expiry(value: str) -> date | None:
    """The last day of a price; None for 9999-12-31, which means no end, and for what is no date."""
    found = day(value)
    return None if found is None or found.year == 9999 else found


def day(value: str) -> date | None:
    """A date written 2026-04-01 or 4/1/2026; None for anything else."""
    if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", value.strip()):
        value = f"{match[3]}-{match[1]:0>2}-{match[2]:0>2}"
    try:
        return date.fromisoformat(value.strip()[:10])
    except ValueError:
        return None


@lru_cache(1 << 13)
def rate(token: bytes) -> Decimal | str:
    """The exact rate that a JSON number (or a text that holds one) states; else the reason why it is refused."""
    shown = token.decode("utf-8", "replace").strip().strip('"').replace("$", "").replace(",", "").strip()
    if shown in ("", "null"):
        return "no rate"
    try:
        value = Decimal(shown)
    except InvalidOperation:
        return "rate is not a number"
    if not value.is_finite():
        return "rate is not a number"
    if value < 0:
        return "rate is negative"
    if value.adjusted() > 18:
        return "rate has more than 19 digits before the point"
    if -int(value.as_tuple().exponent) > DIGITS:
        value = value.normalize()
        if -int(value.as_tuple().exponent) > DIGITS:
            return f"rate has more than {DIGITS} decimals"
    return value
