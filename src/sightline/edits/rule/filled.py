"""An edit's sentences filled in for all its rows at once, by Arrow: as edits/rule/text.py has an engine say them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from sightline.edits.rule.text import PLACEHOLDER

#: Where the separators of dollars stand, by the least amount that has them.
_SEPARATORS = (
    (1_000_000, r"^(-?[0-9]+)([0-9]{3})([0-9]{3}[.][0-9]{2})$", r"\1,\2,\3"),
    (1_000, r"^(-?[0-9]+)([0-9]{3}[.][0-9]{2})$", r"\1,\2"),
)


class Words:
    """The columns of some rows as people read them, each put into text once; `more` are words that are no columns."""

    def __init__(self, rows: pa.RecordBatch, more: Mapping[str, pa.Array]) -> None:
        self._rows = rows
        self._shown = dict(more)

    def shown(self, column: str) -> pa.Array:
        """A column as text: dates ISO, dollars with separators, units without idle zeros; "" for null."""
        if column not in self._shown:
            self._shown[column] = _text(self._rows[column])
        return self._shown[column]

    def sentence(self, template: str) -> pa.Array:
        """A template such as ``"{code} has {units|unit}"`` filled in for each row.

        Raises KeyError with the name of a placeholder that is no column.
        """
        parts: list[pa.Array | str] = []
        position = 0
        for match in PLACEHOLDER.finditer(template):
            parts += [template[position : match.start()], self.shown(match[1])]
            if match[2]:
                one = pc.fill_null(pc.equal(self._rows[match[1]], 1), False)
                parts.append(pc.if_else(one, f" {match[2]}", f" {match[2]}s"))
            position = match.end()
        if not parts:
            return pa.repeat(template, self._rows.num_rows)
        parts.append(template[position:])
        return pc.binary_join_element_wise(*(part for part in parts if not isinstance(part, str) or part), "")

    def evidence(self, columns: Sequence[str]) -> pa.MapArray:
        """For each row the map of the columns' names to their texts."""
        rows, width = self._rows.num_rows, len(columns)
        offsets = pa.concat_arrays(
            [pa.array([0], pa.int32()), pc.cumulative_sum(pa.repeat(pa.scalar(width, pa.int32()), rows))]
        )
        if not columns:
            return pa.MapArray.from_arrays(offsets, pa.array([], pa.string()), pa.array([], pa.string()))
        at = pc.subtract(pc.cumulative_sum(pa.repeat(1, rows * width)), 1)
        row = pc.divide(at, width)
        column = pc.subtract(at, pc.multiply(row, width))
        texts = pa.concat_arrays([self.shown(name) for name in columns])
        values = texts.take(pc.add(pc.multiply(column, rows), row))
        return pa.MapArray.from_arrays(offsets, pa.array(columns, pa.string()).take(column), values)


def _text(values: pa.Array) -> pa.Array:
    kind = values.type
    if pa.types.is_string(kind):
        return values.fill_null("")
    text = values.cast(pa.string())
    if pa.types.is_decimal(kind) and kind.scale == 2:
        size = pc.max(pc.abs(values)).as_py() or 0
        for least, pattern, replacement in _SEPARATORS:
            if size >= least:
                text = pc.replace_substring_regex(text, pattern=pattern, replacement=replacement)
    elif pa.types.is_decimal(kind) and kind.scale > 0:
        text = pc.replace_substring_regex(text, pattern="[.]?0+$", replacement="")
    return text.fill_null("")
