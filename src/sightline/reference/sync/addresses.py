"""The table of addresses (addresses.toml): where each kind is published and how the names of its files tell the date."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from sightline.reference.period import month_named

TABLE = Path(__file__).parent / "addresses.toml"
_SHORT = re.compile(r"(\d\d)clabq([1-4])|dme(\d\d)-?([a-d])")


@dataclass(frozen=True)
class Published:
    """One row of the table; see the head of addresses.toml for what each field means."""

    kind: str
    page: str
    name: str
    dated: str
    source: str
    through: str = ""
    by_hand: str = ""
    default: bool = True


@cache
def published() -> tuple[Published, ...]:
    """The rows of the table."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["file"]
    return tuple(Published(**row) for row in rows)


@cache
def hosts() -> frozenset[str]:
    """The hosts that the table names; files are fetched from no other."""
    return frozenset(urlsplit(row.page).netloc for row in published())


def first_day(row: Published, name: str) -> date | None:
    """The first day that a file of this name speaks for; None when the name does not tell one."""
    try:
        return _day(row.dated, name.lower())
    except ValueError:
        return None


def _day(dated: str, name: str) -> date | None:
    if dated == "mmddyy":  # two of them; the file speaks from its last day on
        found = re.findall(r"(?<!\d)(\d\d)(\d\d)(\d\d)(?!\d)", name)
        return date(2000 + int(found[-1][2]), int(found[-1][0]), int(found[-1][1])) if found else None
    if dated == "short":
        match = _SHORT.search(name)
        if match is None:
            return None
        quarter = int(match[2]) if match[1] else "abcd".index(match[4]) + 1
        return date(2000 + int(match[1] or match[3]), quarter * 3 - 2, 1)
    if dated == "version":  # 26.0 is in effect from April, 26.1 from October
        match = re.search(r"_(\d\d)([01])\.", name)
        return date(2000 + int(match[1]), 10 if match[2] == "1" else 4, 1) if match else None
    if dated == "year":  # of a fiscal year: from October before, an April update from April
        match = re.search(r"20\d\d", name)
        if match is None:
            return None
        return date(int(match[0]), 4, 1) if "apr" in name else date(int(match[0]) - 1, 10, 1)
    return month_named([name])
