"""What each column of a table holds: codes of a system, labels, or something else."""

from __future__ import annotations

import re
from typing import NamedTuple

from sightline.pages.verify.find.blocks import Grid
from sightline.pages.verify.find.patterns import SYSTEMS, Lists, codes_in, system_of_heading

_LABEL = re.compile(
    r"desc|name|title|label|meaning|definition|what|where|specialt|procedure|service|diagnos|test|long|short|text|item|exam",
    re.IGNORECASE,
)
_CODES = re.compile(r"\bcodes?\b|#|^no\.?$", re.IGNORECASE)
_APPLIES = re.compile(r"appl|allowed|permitted|for this code|valid\b|billable", re.IGNORECASE)
_OTHER = re.compile(
    r"price|amount|fee\b|fees\b|charge|cost|rate|\brev|npi|zip|phone|units?\b|qty|quantity|rvu|\bcdm|item|gl\b|dept|department|"
    r"account|date|effective|ndc|payer|tax id|setting|status|version|\bplan\b",
    re.IGNORECASE,
)
_MIXED = ("taxonomy", "procedure", "diagnosis")
_SURE = 0.6  # of the filled cells of a column
_SENTENCE = 40  # characters; a longer cell that does not begin with its code is text
#: What files call the kind of a code beside it, and the system it stands for here; "" is a kind that is not checked.
_TYPES = {
    "cpt": "procedure", "cpt4": "procedure", "cpt-4": "procedure", "hcpcs": "procedure", "hcpc": "procedure",
    "cpt/hcpcs": "procedure", "hcpcs/cpt": "procedure", "icd": "diagnosis", "icd10": "diagnosis", "icd-10": "diagnosis",
    "icd-10-cm": "diagnosis", "icd10cm": "diagnosis", "dx": "diagnosis", "diagnosis": "diagnosis", "nucc": "taxonomy",
    "taxonomy": "taxonomy", "modifier": "modifier", "pos": "place", "rc": "", "rev": "", "revenue": "", "ndc": "", "cdm": "",
    "local": "", "drg": "", "ms-drg": "", "apr-drg": "", "ap-drg": "", "r-drg": "", "s-drg": "", "aps-drg": "", "tris-drg": "",
    "ms-ltc-drg": "", "apc": "", "eapg": "", "hipps": "", "cdt": "", "cmg": "", "icd-10-pcs": "", "icd10pcs": "", "pcs": "",
    "other": "",
}  # fmt: skip


class Column(NamedTuple):
    """A column: the system of its codes ("" for none), else its kind: label, applies, text or other.

    `typed`: the column that says row by row of which system the codes are; -1 without one.
    """

    system: str
    kind: str
    typed: int = -1


def system_in(column: Column, cell: str, cells: list[str]) -> str:
    """The system of a column's code in one row: of what kind the row says it is, or what it looks like."""
    if column.typed >= 0:
        return _TYPES.get(cells[column.typed].strip().lower(), "")
    if column.system in ("procedure", "diagnosis") and not SYSTEMS[column.system].search(cell):
        return next((system for system in _MIXED if SYSTEMS[system].fullmatch(cell)), column.system)
    return column.system


def columns_of(grid: Grid, lists: Lists) -> list[Column]:
    """A Column for each column of the table."""
    wide = max([len(grid.columns), *(len(row.cells) for row in grid.rows)], default=0)
    names = [grid.columns[n] if n < len(grid.columns) else "" for n in range(wide)]
    cells = [[row.cells[n] for row in grid.rows if n < len(row.cells) and row.cells[n]] for n in range(wide)]
    typed = _typed(names, cells)
    found = [
        Column("procedure", "code", typed[n]) if n in typed else _column(names[n], cells[n], grid.heading, lists)
        for n in range(wide)
    ]
    coded = [n for n in range(wide) if found[n].system and found[n].system != "modifier"] or [
        n for n in range(wide) if found[n].system
    ]
    # Beside each column of codes the first text before the next one is its label, unless a column is named so.
    left = any(found[n].kind == "label" for n in range(coded[0])) if coded else False
    for at, until in zip(coded, [*coded[1:], wide], strict=False):
        between = range(at + 1, until)
        if not any(found[n].kind == "label" for n in between):
            text = next((n for n in between if found[n].kind == "text"), None)
            if text is not None and not left:
                found[text] = Column("", "label")
    if coded and not any(column.kind == "label" for column in found):
        before = [n for n in range(coded[0]) if found[n].kind == "text"]
        if before:
            found[before[-1]] = Column("", "label")
    return found


def _typed(names: list[str], cells: list[list[str]]) -> dict[int, int]:
    """The columns of codes whose kind another column gives, and that column: code|1 and code|1|type, or Code and Code Type."""
    found: dict[int, int] = {}
    lower = [name.strip().lower() for name in names]
    for at, name in enumerate(lower):
        if "type" not in name and "system" not in name:
            continue
        types = sum(cell.strip().lower() in _TYPES for cell in cells[at])
        if not types or types * 2 < len(cells[at]):
            continue
        partner = re.sub(r"[|\s_-]*(?:type|system)$", "", name)
        near = sorted((n for n in range(len(names)) if n != at and _CODES.search(names[n])), key=lambda n: abs(n - at))
        of = next((n for n, other in enumerate(lower) if other == partner and n != at), near[0] if near else None)
        if of is not None:
            found[of] = at
    return found


def _column(name: str, cells: list[str], heading: str, lists: Lists) -> Column:
    named = system_of_heading(name)
    told_other = re.search(r"payer|\bplan|hospital_|facility name|drug_|standard_charge", name, re.IGNORECASE)
    if told_other or (_OTHER.search(name) and not named and not re.search(r"desc|name", name, re.IGNORECASE)):
        # "Item" names what is sold as well as its number.
        labels = _LABEL.search(name) and _wordy(cells)
        return Column("", "label" if labels and not told_other else "other")
    # Sentences under such a name tell of codes: "Relationship to this procedure".
    if (
        named
        and _share(named, cells, strict=False) >= 0.5
        and (_share(named, cells, strict=True) >= 0.5 or _short(cells))
    ):
        return Column(named, "code")
    if _APPLIES.search(name) and not _share_any(cells):
        return Column("", "applies")
    by_heading = system_of_heading(heading)
    system = _by_shape(name, cells, by_heading, lists)
    if system and (not name or _CODES.search(name) or named or not _LABEL.search(name)):
        return Column(system, "code")
    if system and _share(system, cells, strict=True) >= _SURE:
        return Column(system, "code")
    if name and _LABEL.search(name) and _wordy(cells):
        return Column("", "label")
    return Column("", "text" if _wordy(cells) else "other")


def _by_shape(name: str, cells: list[str], by_heading: str, lists: Lists) -> str:
    """The system whose codes begin most cells; what the heading above tells comes first, two digits need it."""
    if by_heading and _share(by_heading, cells, strict=True) >= 0.5:
        return by_heading
    for system in ("taxonomy", "diagnosis", "procedure"):
        if _share(system, cells, strict=True) < _SURE:
            continue
        # Numbers of five digits are many things: under a name that says nothing half of them must be codes.
        codes = [code for cell in cells for code, _ in codes_in(system, cell)]
        if system == "taxonomy" or _CODES.search(name) or 2 * sum(lists.has(system, c) for c in codes) >= len(codes):
            return system
    if _CODES.search(name):
        # Procedures and diagnoses in one column.
        counted = {system: _share(system, cells, strict=True) for system in _MIXED}
        if sum(counted.values()) >= _SURE:
            return max(counted, key=lambda system: counted[system])
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


def _short(cells: list[str]) -> bool:
    return sum(len(cell) <= _SENTENCE for cell in cells) * 2 >= len(cells)


def _wordy(cells: list[str]) -> bool:
    return bool(cells) and sum(bool(re.search(r"[A-Za-z]{3}", cell)) for cell in cells) * 2 >= len(cells)
