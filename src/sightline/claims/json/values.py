"""JSON values that may be of any shape, as what a reader hopes for: never raises, answers nothing instead."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

#: A number with more digits than that is none of ours.
LONGEST = 40


def exact(digits: str) -> Decimal:
    """A JSON number; one that no decimal can hold (1e9999999999999999999) is not a number, and spoils no other."""
    try:
        return Decimal(digits)
    except ArithmeticError:
        return Decimal("NaN")


def text(value: Any) -> str:
    """A text or a number as text; otherwise ""."""
    if isinstance(value, str):
        plain: str = value if value.isascii() else value.encode("utf-8", "replace").decode()  # half a surrogate pair
        return plain.strip()
    if isinstance(value, Decimal):
        return f"{value:f}" if value.is_finite() and abs(value.adjusted()) < LONGEST else "not a number"
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**LONGEST else "not a number"
    return repr(value) if isinstance(value, float) else ""


def texts(value: Any) -> list[str]:
    """The texts of a list, or the one text, without empty ones."""
    return [each for each in map(text, value if isinstance(value, list) else [value]) if each]


def record(value: Any) -> dict[str, Any]:
    """An object; the first one of a list; otherwise an empty one."""
    if isinstance(value, list):
        value = next((each for each in value if isinstance(each, dict)), None)
    return value if isinstance(value, dict) else {}


def records(value: Any) -> list[dict[str, Any]]:
    """The objects of a list, or the one object."""
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict)]


def first(*values: str) -> str:
    """The first text that is not empty."""
    return next((value for value in values if value), "")


def number(value: Any) -> Decimal | None:
    """An exact number from a number or a text; otherwise None."""
    try:
        found = Decimal(text(value))
    except ArithmeticError:
        return None
    return found if found.is_finite() else None
