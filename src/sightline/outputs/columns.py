"""Arrow columns as the cells of CSV: the very text that Python's writer gives for each value, made of whole columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from sightline.outputs.cells import safe

#: Texts that `safe` marks, or that the writer puts within quotes: found by the column, then left to those two.
_SPECIAL = '^[=+\\-@]|[",\r\n]'


def cells(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """A column's values as cells; null is blank. A number or an amount is shown as it is, a text so that nothing runs it."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if not pa.types.is_string(whole.type):
        return pc.fill_null(whole.cast(pa.string()), "")
    texts = pc.fill_null(whole, "")
    special = pc.match_substring_regex(texts, _SPECIAL)
    if not pc.any(special, min_count=0).as_py():
        return texts
    marked = texts.filter(special).dictionary_encode()
    shown = pa.array([joined([safe(each)]) for each in marked.dictionary.to_pylist()], pa.string())
    return pc.replace_with_mask(texts, special, shown.take(marked.indices))


def joined(values: Iterable[object]) -> str:
    """Values as cells beside each other, without the end of the line."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(values)
    return line.getvalue()


def lines(columns: Sequence[pa.Array]) -> str:
    """Columns of cells as lines, each with its end."""
    texts = pc.binary_join_element_wise(*columns, ",")
    return "".join([f"{text}\n" for text in texts.to_pylist()])
