"""From an edit's sentences to texts: of a row in Python, or as SQL; edits/rule/filled.py says the same by Arrow."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from sightline.engines import literal

#: {column}, or {column|noun} for a number with its noun, "1 unit", "2 units".
PLACEHOLDER = re.compile(r"\{(\w+)(?:\|([^{}]+))?\}")


def shown(column: str, kind: pa.DataType | None) -> str:
    """The SQL text of a column as people read it: dates ISO, dollars with separators, units without idle zeros."""
    if kind is not None and (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        return f"coalesce({column}, '')"
    text = f"CAST({column} AS VARCHAR)"
    if kind is not None and pa.types.is_decimal(kind):
        if kind.scale == 2:
            text = (
                f"CASE WHEN abs({column}) < 1000 THEN {text}"
                f" WHEN abs({column}) < 1000000 THEN substr({text}, 1, length({text}) - 6) || ',' || right({text}, 6)"
                f" ELSE substr({text}, 1, length({text}) - 9) || ',' || substr({text}, length({text}) - 8, 3)"
                f" || ',' || right({text}, 6) END"
            )
        elif kind.scale > 0:
            text = f"regexp_replace({text}, '[.]?0+$', '')"
    return f"coalesce({text}, '')"


def sentence(template: str, types: dict[str, pa.DataType]) -> str:
    """The SQL expression that fills a template such as ``"{code} has {units|unit}"`` from columns of the row.

    Raises KeyError with the name of a placeholder that is no column.
    """
    parts: list[str] = []
    position = 0
    for match in PLACEHOLDER.finditer(template):
        if match.start() > position:
            parts.append(literal(template[position : match.start()]))
        parts.append(shown(match[1], types[match[1]]))
        if match[2]:
            parts.append(f"CASE WHEN {match[1]} = 1 THEN {literal(f' {match[2]}')} ELSE {literal(f' {match[2]}s')} END")
        position = match.end()
    if position < len(template):
        parts.append(literal(template[position:]))
    return " || ".join(parts) if parts else "''"


#: Columns that engines hold as dollars and as truth, whatever they are to Python.
_DOLLARS = frozenset({"charge", "lines_charge", "paid", "adjusted", "decided", "expected"})
_FLAGS = frozenset({"facility_na"})
#: A piece of a sentence: words, or the place of a column and the noun behind its number.
Piece = str | tuple[int, str]


def text_of(value: Any, column: str) -> str:
    """A value of a column as people read it: dates ISO, dollars with separators, units without idle zeros; "" for null."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if column in _DOLLARS:
        return f"{value:,.2f}"
    if column in _FLAGS:
        return "true" if value else "false"
    return f"{value:.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def pieces(template: str, columns: Mapping[str, int]) -> list[Piece]:
    """A template in pieces; `columns` says where in a row each column is."""
    found: list[Piece] = []
    position = 0
    for match in PLACEHOLDER.finditer(template):
        found += [template[position : match.start()], (columns[match[1]], match[2] or "")]
        position = match.end()
    return [piece for piece in (*found, template[position:]) if piece]


def filled(parts: Sequence[Piece], texts: Sequence[str], row: Sequence[Any]) -> str:
    """A sentence of its pieces, the texts of the columns of a row, and its values, which decide "1 unit" or "2 units"."""
    words = []
    for part in parts:
        if isinstance(part, str):
            words.append(part)
            continue
        at, noun = part
        words.append(texts[at])
        if noun:
            words.append(f" {noun}" if row[at] == 1 else f" {noun}s")
    return "".join(words)


def placeholders(template: str) -> set[str]:
    """The column names a template uses."""
    return {match[1] for match in PLACEHOLDER.finditer(template)}
