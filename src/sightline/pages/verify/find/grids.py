"""Rows into tables: which row names the columns, and where another table begins directly under one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sightline.pages.verify.find.blocks import Grid, Line

_CODE_LIKE = re.compile(
    r"(?:\d{4}[0-9A-Z]|[A-V]\d{4}|[A-Z]\d[0-9A-Z]\.[0-9A-Z]{1,4}|\d{3}[0-9A-Z]{6}X|\d\d)"
    r"(?:\s*(?:[-–—,;/&+]|\b(?:to|thru|through|and|or)\b)\s*[0-9A-Z.]+)*"  # more of them, a range, a modifier
)
_SEARCHED = 40  # rows in which the names of the columns are looked for: hospitals write a preamble above them
_LONGEST_NAME = 60  # characters
#: What a column of codes is called, all of its name.
_CODES = re.compile(
    r"(?:(?:cpt|hcpcs|hcpc|icd(?:[- ]?10)?(?:[- ]?cm)?|nucc|taxonomy|modifiers?|mods?|pos|place of service|dx|diagnos[ei]s|"
    r"procedure|proc|svc|service|billing|related|test|primary)[\s/&,.®()*_-]*)+(?:codes?|#|no\.?|numbers?|id)?\s*\d?|codes?|"
    r"code\|\d+",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"desc|name|title|label|meaning|definition|what|where|when|why|special|notes?\b|relevance|relation|use\b|fee\b|price|"
    r"charge|comment|units?\b|effect|proc|service|diagnos|\btext\b|item|type|exam",
    re.IGNORECASE,
)


def grids(heading: str, rows: Sequence[Line]) -> Iterator[Grid]:
    """The tables that rows make up; a row of names under rows of codes begins another one."""
    begin = 0
    for at in range(1, len(rows)):
        if at > begin + 1 and names_columns(rows[at].cells) and any(_coded(row) for row in rows[begin:at]):
            yield as_grid(heading, rows[begin:at])
            begin = at
    yield as_grid(heading, rows[begin:])


def names_columns(cells: Sequence[str]) -> bool:
    """Whether the cells are names of columns: one of codes, one of something else, and no code among them."""
    filled = [cell for cell in cells if cell]
    if len(filled) < 2 or any(_CODE_LIKE.fullmatch(cell) for cell in filled):
        return False
    coded = [cell for cell in filled if _CODES.fullmatch(cell) and len(cell) <= _LONGEST_NAME]
    return bool(coded) and any(_OTHERS.search(cell) for cell in filled if cell != coded[0])


def as_grid(heading: str, rows: Sequence[Line]) -> Grid:
    """Rows as a table under the row that names its columns; what stands above that row is no part of the table.

    Where no row reads as names, the last one before the first code is taken, if it has several cells.
    """
    named = next((at for at, row in enumerate(rows[:_SEARCHED]) if names_columns(row.cells)), None)
    coded = next((at for at, row in enumerate(rows) if _coded(row)), None)
    if named is None or (coded is not None and coded < named):
        before = range(coded if coded is not None else min(1, len(rows)))
        named = next((at for at in reversed(before) if sum(map(bool, rows[at].cells)) > 1), None)
    if named is None:
        return Grid(heading, (), tuple(rows))
    return Grid(heading, rows[named].cells, tuple(rows[named + 1 :]))


def _coded(row: Line) -> bool:
    return any(_CODE_LIKE.fullmatch(cell) for cell in row.cells)
