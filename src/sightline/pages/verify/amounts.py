"""Amounts in labels: views, minutes, lesions, ages, milligrams … each as the range of numbers that it allows."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_WORDS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "twelve": "12", "fifteen": "15",
}  # fmt: skip
_UNITS = {
    "v": "view", "vw": "view", "vws": "view", "views": "view", "projection": "view", "projections": "view",
    "min": "minute", "mins": "minute", "minutes": "minute", "hr": "hour", "hrs": "hour", "hours": "hour", "h": "hour",
    "yr": "year", "yrs": "year", "years": "year", "yo": "year", "y": "year", "wk": "week", "wks": "week", "weeks": "week",
    "units": "unit", "u": "unit", "gm": "g", "grams": "g", "gram": "g", "mgs": "mg", "milligram": "mg", "milligrams": "mg",
    "mcgs": "mcg", "ug": "mcg", "cc": "ml", "lvl": "level", "lvls": "level", "days": "day", "studies": "study",
    "vertebrae": "vertebra",
    "extremity": "limb",
    "extremities": "limb", "classes": "class",
} | {
    unit: unit
    for unit in (
        "view", "minute", "hour", "year", "week", "unit", "g", "mg", "mcg", "ml", "cm", "mm", "sqcm", "meq", "level", "day",
        "lesion", "muscle", "percent", "lead", "dose", "valent", "nail", "region", "class", "study", "test", "segment", "visit",
        "vessel", "limb", "lobe", "joint", "vertebra", "month", "wart", "tag", "callus", "vein", "antigen", "fetus",
    )
}  # fmt: skip
_NUMBER = r"(?<![a-z0-9.])(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?|\.\d+)"
_AFTER = r"(?:\s*,?\s*(?:or|and)?\s*(?:more|over|older|up|greater|above|less|fewer|under|younger|minimum{})\b)?"
_AMOUNT = re.compile(
    r"(?P<before>(?:\b(?:less than|fewer than|under|below|up to|more than|greater than|over|above|at least|minimum(?: of)?|min|"
    r"ages?|aged|level|lvl)\s*)*(?:[<>≤≥]=?\s*)?)"
    + _NUMBER
    + r"(?!(?:st|nd|rd|th)\b)(?:\s*(?:-|–|to|or|through|thru|and)\s*(?P<last>\d+(?:\.\d+)?)(?!\d|(?:st|nd|rd|th)\b))?"
    + rf"(?P<plus>\s*\+)?(?P<middle>{_AFTER.format('')})(?:[\s-]*(?P<unit>sq\.? ?cm|[a-z]{{1,12}})\b)?"
    + rf"(?P<after>{_AFTER.format('|min')})"
)
_NAMED = re.compile(r"\b(?:stage|type|group|grade|class|phase|factor|category|h|hiv|vitamin|f)\s*$")
_FROM = re.compile(r"more than|greater than|over|above|at least|minimum|\bmin\b|[>≥]")
_UP_TO = re.compile(r"less than|fewer than|under|below|up to|[<≤]")
_MORE = re.compile(r"more|over|older|up|greater|above|min")
_LESS = re.compile(r"less|fewer|under|younger")
_OPEN = re.compile(r"than|under|below|over|above|[<>](?!=)")
_INFINITE = float("inf")
_MARGIN = 1e-6  # below 3 is not 3


class Amount(NamedTuple):
    """The numbers that a label allows of a unit ("" when it names none); `plain`: a single number without more words."""

    unit: str
    least: float
    most: float
    plain: bool


@lru_cache(maxsize=1 << 16)
def amounts(text: str) -> tuple[tuple[Amount, ...], str]:
    """The amounts of a label in lower case, and its text without those that have a unit or a range."""
    text = re.sub(r"\b(?:" + "|".join(_WORDS) + r")\b(?!-)", lambda m: _WORDS[m[0]], text)
    found = []

    def take(match: re.Match[str]) -> str:
        if _NAMED.search(text[: match.start()]):
            return match[0]
        amount, kept = _amount(match)
        if amount is None:
            return match[0]
        found.append(amount)
        return f" {kept} "

    rest = _AMOUNT.sub(take, text)
    return tuple(found), rest


def _amount(match: re.Match[str]) -> tuple[Amount | None, str]:
    before, around = match["before"], f"{match['middle']} {match['after']}"
    first = float(match[2].replace(",", ""))
    word = (match["unit"] or "").replace(" ", "").replace(".", "")
    unit = _UNITS.get(word) or _UNITS.get(word.removesuffix("s"), "")
    kept = "" if unit else word
    if re.search(r"\b(?:level|lvl)\b", before):
        kept, unit = word, "level"
    elif re.search(r"\bage[sd]?\b", before):
        kept, unit = ("" if unit == "year" else word), "year"
    least = most = first
    last = match["last"]
    if last:
        least, most = min(first, float(last)), max(first, float(last))
    qualified = bool(last)
    if match["plus"] or _FROM.search(before) or _MORE.search(around):
        least, most, qualified = least + (_MARGIN if _OPEN.search(before) else 0), _INFINITE, True
    elif _UP_TO.search(before) or _LESS.search(around):
        least, most, qualified = 0.0, most - (_MARGIN if _OPEN.search(before) else 0), True
    if not unit and not qualified:
        return None, ""
    scale = {"hour": ("minute", 60.0), "mcg": ("mg", 0.001), "g": ("mg", 1000.0), "mm": ("cm", 0.1)}.get(unit)
    if scale and not (unit == "g" and first >= 50):  # grams of an organ stay grams
        unit, least, most = scale[0], least * scale[1], most * scale[1]
    return Amount(unit, least, most, plain=not qualified), kept


def disagree(label: tuple[Amount, ...], title: tuple[Amount, ...]) -> tuple[str, ...]:
    """What the title says of an amount that the label gives otherwise; nothing when they can both hold."""
    for unit in {amount.unit for amount in label if amount.unit}:
        meant = [amount for amount in title if amount.unit == unit]
        stated = [amount for amount in label if amount.unit == unit]
        if meant and not any(_meet(a, b) for a in stated for b in meant):
            return tuple(spelled(amount) for amount in meant)
    units = {amount.unit for amount in label} & {amount.unit for amount in title}
    for some, others in ((label, title), (title, label)):
        # One that names no unit is held against all that have no counterpart.
        bare = [amount for amount in some if not amount.unit]
        left = [amount for amount in others if amount.unit not in units or not amount.unit]
        if bare and left and not any(_meet(a, b) for a in bare for b in left):
            return tuple(spelled(amount) for amount in title)
    return ()


def _meet(one: Amount, other: Amount) -> bool:
    return one.least <= other.most and other.least <= one.most


def spelled(amount: Amount) -> str:
    """An amount in words."""
    if amount.most == _INFINITE:
        number = f"{amount.least:.6g} or more"
    elif amount.least == amount.most:
        number = f"{amount.least:g}"
    else:
        number = f"{amount.least:g} to {amount.most:g}" if amount.least else f"up to {amount.most:g}"
    return f"{number} {amount.unit}".strip()
