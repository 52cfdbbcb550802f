"""What each column of a table holds: codes of a system, labels, or something else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from sightline.pages.verify.blocks import Grid
from sightline.pages.verify.patterns import SYSTEMS, codes_in, system_of_heading

_LABEL = re.compile(
    r"desc|name|title|label|meaning|definition|what|specialt|procedure|service|diagnos|test|long|short|text",
    re.IGNORECASE,
)
_CODES = re.compile(r"\bcodes?\b|#|^no\.?$", re.IGNORECASE)
_APPLIES = re.compile(r"appl|allowed|permitted|for this code|valid\b|billable", re.IGNORECASE)
_OTHER = re.compile(
    r"price|amount|fee\b|fees\b|charge|cost|rate|\brev|npi|zip|phone|units?\b|qty|quantity|rvu|\bcdm\b|item|gl\b|dept|department|"
    r"account|date|effective|ndc|payer|tax id",
    re.IGNORECASE,
)
_SURE = 0.6  # of the filled cells of a column


class Column(NamedTuple):
    """A column: the system of its codes ("" for none), else its kind: label, applies, text or other."""

    system: str
    kind: str


def columns_of(grid: Grid, known: Callable[[str, str], bool]) -> list[Column]:
    """A Column for each column of the table."""
    wide = max([len(grid.columns), *(len(row.cells) for row in grid.rows)], default=0)
    names = [grid.columns[n] if n < len(grid.columns) else "" for n in range(wide)]
    cells = [[row.cells[n] for row in grid.rows if n < len(row.cells) and row.cells[n]] for n in range(wide)]
    found = [_column(name, filled, grid.heading, known) for name, filled in zip(names, cells, strict=True)]
    coded = [n for n in range(wide) if found[n].system and found[n].system != "modifier"] or [
        n for n in range(wide) if found[n].system
    ]
    # Beside each column of codes the first text before the next one is its label, unless a column is named so.
    for at, until in zip(coded, [*coded[1:], wide], strict=False):
        between = range(at + 1, until)
        if not any(found[n].kind == "label" for n in between):
            text = next((n for n in between if found[n].kind == "text"), None)
            if text is not None and not (at == coded[0] and any(found[n].kind == "label" for n in range(at))):
                found[text] = Column("", "label")
    if coded and not any(column.kind == "label" for column in found):
        before = [n for n in range(coded[0]) if found[n].kind == "text"]
        if before:
            found[before[-1]] = Column("", "label")
    return found


def _column(name: str, cells: list[str], heading: str, known: Callable[[str, str], bool]) -> Column:
    named = system_of_heading(name)
    if _OTHER.search(name) and not named and not re.search(r"desc|name", name, re.IGNORECASE):
        return Column("", "other")
    if named and _share(named, cells, strict=False) >= 0.5:
        return Column(named, "code")
    if _APPLIES.search(name) and not _share_any(cells):
        return Column("", "applies")
    told = system_of_heading(heading)
    system = _by_shape(cells, told, known)
    if system and (not name or _CODES.search(name) or named or not _LABEL.search(name)):
        return Column(system, "code")
    if system and _share(system, cells, strict=True) >= _SURE:
        return Column(system, "code")
    if name and _LABEL.search(name) and _wordy(cells):
        return Column("", "label")
    return Column("", "text" if _wordy(cells) else "other")


def _by_shape(cells: list[str], told: str, known: Callable[[str, str], bool]) -> str:
    """The system whose codes begin most cells; what the heading above tells comes first, two digits need it."""
    if told and _share(told, cells, strict=True) >= 0.5:
        return told
    for system in ("taxonomy", "diagnosis", "procedure"):
        if _share(system, cells, strict=True) < _SURE:
            continue
        codes = [code for cell in cells for code, _ in codes_in(system, cell)]
        hits = Counter(known(system, code) for code in codes)
        if system == "taxonomy" or hits[True] * 2 >= len(codes):
            return system
    return ""


def _share(system: str, cells: list[str], *, strict: bool) -> float:
    """How many of the cells hold a code of the system; `strict`: begin with one."""
    if not cells:
        return 0.0
    pattern = SYSTEMS[system]
    held = sum(bool(pattern.match(cell) if strict else pattern.search(cell)) for cell in cells)
    return held / len(cells)


def _share_any(cells: list[str]) -> bool:
    return any(_share(system, cells, strict=True) >= _SURE for system in ("taxonomy", "diagnosis", "procedure"))


def _wordy(cells: list[str]) -> bool:
    return bool(cells) and sum(bool(re.search(r"[A-Za-z]{3}", cell)) for cell in cells) * 2 >= len(cells)
