"""The codes of a table, row by row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sightline.pages.verify.either import settled
from sightline.pages.verify.find.blocks import Grid
from sightline.pages.verify.find.columns import Column, columns_of, system_in
from sightline.pages.verify.find.in_prose import named_in
from sightline.pages.verify.find.mention import Mention
from sightline.pages.verify.find.patterns import Found, Lists, expanded, places_in

_WITH_MODIFIER = re.compile(r"\b[0-9A-Z]{5}-([0-9A-Z]{2})\b")

#: What stands in a column of codes and is written like none: listed all the same.
_ONE_WORD = re.compile(r"(?=.*\d)[0-9A-Z][0-9A-Z.]{3,11}")


class _Row(NamedTuple):
    """What is the same for every code of a row."""

    text: str
    line: int
    table: int
    heading: str
    applies: str
    modifiers: tuple[str, ...]
    procedure: str  # the only one of the row


def of_table(grid: Grid, number: int, lists: Lists) -> Iterator[Mention]:
    """The mentions of a table, which is the `number`th of its document."""
    columns = columns_of(grid, lists)
    for line in grid.rows:
        cells = [line.cells[n] if n < len(line.cells) else "" for n in range(len(columns))]
        systems = [system_in(column, cell, cells) for column, cell in zip(columns, cells, strict=True)]
        systems = [
            system if columns[at].typed >= 0 else settled(system, cells[at].upper(), _label(columns, cells, at), lists)
            for at, system in enumerate(systems)
        ]
        codes = {
            system: [
                place.code
                for of, cell in zip(systems, cells, strict=True)
                if of == system
                for place in places_in(system, cell.upper())
            ]
            for system in ("modifier", "procedure")
        }
        row = _Row(
            " | ".join(cell for cell in cells if cell), line.number, number, grid.heading,
            " ".join(cell for column, cell in zip(columns, cells, strict=True) if column.kind == "applies"),
            tuple(codes["modifier"]), codes["procedure"][0] if len(set(codes["procedure"])) == 1 else "",
        )  # fmt: skip
        leading = next((n for n, system in enumerate(systems) if system), None)
        taken: set[tuple[str, str]] = set()
        for at, (column, cell) in enumerate(zip(columns, cells, strict=True)):
            if systems[at]:
                label = _label(columns, cells, at)
                for mention in _of_cell(systems[at], cell, label, row, at == leading, lists):
                    taken.add((mention.system, mention.code))
                    yield mention
            elif column.kind in ("text", "label"):
                for named in named_in(cell, lists):
                    if (named.system, named.code) not in taken:
                        taken.add((named.system, named.code))
                        yield Mention(
                            named.system, named.code, named.written, named.label.text, row.text, row.line, number,
                            grid.heading, False, row.applies, sure=named.label.sure, ranged=named.ranged,
                        )  # fmt: skip


def _of_cell(system: str, cell: str, label: str, row: _Row, leading: bool, lists: Lists) -> Iterator[Mention]:
    upper = cell.upper()
    codes = expanded(system, upper, lists)
    if not codes and system in ("procedure", "diagnosis", "taxonomy") and _ONE_WORD.fullmatch(upper.strip()):
        codes = [Found(upper.strip().replace(".", "") if system == "diagnosis" else upper.strip(), 0, len(upper))]
    rest = cell
    for start, end in sorted({(place.start, place.end) for place in codes}, reverse=True):
        rest = f"{rest[:start]} {rest[end:]}"
    rest = rest.strip(" ,;:–—-/()[]|+=")
    with_modifier = _WITH_MODIFIER.findall(upper) if system == "procedure" else []
    text = label or (rest if re.search(r"[a-z]{3}", rest, re.IGNORECASE) else "")
    for place in codes:
        yield Mention(
            system, place.code, upper[place.start : place.end], text, row.text, row.line, row.table, row.heading, leading,
            row.applies, tuple(dict.fromkeys([*with_modifier, *row.modifiers])) if system == "procedure" else (),
            row.procedure if system == "modifier" else "", sure=len(codes) == 1,
            ranged=len(upper[place.start : place.end].replace(".", "")) > len(place.code),
        )  # fmt: skip
    for code in with_modifier if len(codes) == 1 else ():
        yield Mention(
            "modifier",
            code,
            code,
            "",
            row.text,
            row.line,
            row.table,
            row.heading,
            False,
            row.applies,
            (),
            codes[0].code,
        )


def _label(columns: Sequence[Column], cells: Sequence[str], at: int) -> str:
    """The label of a column's code: to its right up to the next column of codes; where labels come first, to its left."""
    if columns[at].system == "modifier" and any(column.system == "procedure" for column in columns):
        return ""  # the label of such a row is the procedure's
    for n in range(at + 1, len(columns)):
        if columns[n].kind == "label":
            return cells[n]
        if columns[n].system not in ("", "modifier", columns[at].system):
            break
        if columns[n].system == columns[at].system and columns[n].typed < 0 and columns[at].typed < 0:
            break
    named = [n for n, column in enumerate(columns) if column.kind == "label"]
    coded = [n for n, column in enumerate(columns) if column.system]
    if named and coded and named[0] < coded[0]:
        return next((cells[n] for n in reversed(named) if n < at), "")
    return ""
