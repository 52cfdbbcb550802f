"""From an edit's sentences to SQL, for what an engine says itself; edits/words.py says the same by Arrow."""

from __future__ import annotations

import re

import pyarrow as pa

from sightline.engines.duckdb import literal

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


def placeholders(template: str) -> set[str]:
    """The column names a template uses."""
    return {match[1] for match in PLACEHOLDER.finditer(template)}
