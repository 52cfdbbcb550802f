"""Read claims from tables: Parquet, and Arrow, pandas or Polars tables (see `delimited` for CSV).

One row per service line, in the columns of `layout`; other names by synonyms or by the user's own mapping. Every cell
is taken as text and read exactly (see `cells`); a bad one is null with an issue, a row without a code or a claim id is
rejected with its number.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, BinaryIO

import pyarrow as pa

from sightline.claims.batch import Batch, ClaimsError
from sightline.claims.rows.cells import listed_text, plain_text
from sightline.claims.rows.reading import DAMAGED, Names, Reading, first_line

ROWS = 65_536  # rows that are read at a time


def read_parquet(
    source: BinaryIO, name: str, *, first_claim_key: int = 1, block_size: int = 0, columns: Names | None = None
) -> Iterator[Batch]:
    """Stream the claims of a Parquet file (a seekable stream). The first row is row 1."""
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(source)
        names = file.schema_arrow.names
    except DAMAGED as error:
        reading = Reading(name, first_claim_key, [], {})
        yield reading.stopped(f"not a Parquet file that can be read: {first_line(error)}")
        return
    reading = Reading(name, first_claim_key, names, columns or {})
    needed = reading.choose()
    batches = file.iter_batches(ROWS, columns=needed, use_threads=False)
    yield from reading.batches(_numbered([_utf_8(column) for column in batch.columns] for batch in batches))


def read_table(
    table: Any, name: str = "table", *, first_claim_key: int = 1, columns: Names | None = None
) -> Iterator[Batch]:
    """Stream the claims of an Arrow, pandas or Polars table, or of a list of dicts; `name` is what origins show.

    The first row is row 1. A table without rows holds no claims. Raises ClaimsError when it is none of these, or lacks a
    column that claims need or that `columns` names.
    """
    arrow = as_arrow(table)
    reading = Reading(name, first_claim_key, arrow.column_names, columns or {})
    if missing := reading.missing():
        raise ClaimsError(missing)
    batches = ([*each.columns] for each in arrow.to_batches(max_chunksize=ROWS))
    for batch in reading.batches(_numbered(batches)):
        yield batch if arrow.num_rows else replace(batch, unreadable="")


def as_arrow(table: Any) -> pa.Table:
    """The Arrow table of a table of any kind. Raises ClaimsError."""
    if isinstance(table, pa.Table):
        return table
    if isinstance(table, pa.RecordBatch):
        return pa.Table.from_batches([table])
    if isinstance(table, (list, tuple)) and all(isinstance(row, Mapping) for row in table):
        names = list(dict.fromkeys(str(name) for row in table for name in row))
        return pa.table({name: [_cell(row.get(name)) for row in table] for name in names})
    try:
        if hasattr(table, "__dataframe__") and type(table).__module__.startswith("pandas"):
            return pa.Table.from_pandas(table, preserve_index=False)
        if hasattr(table, "__arrow_c_stream__"):
            return pa.table(table)
    except (pa.ArrowException, TypeError, ValueError):
        return pa.table({str(name): [_cell(value) for value in table[name]] for name in table.columns})
    raise ClaimsError(
        "claims come as files, as Arrow, pandas or Polars tables, or as a list of dicts, one for each line"
    )


def is_table(given: Any) -> bool:
    """Whether `given` is a table of lines and not a path or a list of paths."""
    if isinstance(given, (list, tuple)):
        return bool(given) and all(isinstance(row, Mapping) for row in given)
    return (
        isinstance(given, (pa.Table, pa.RecordBatch))
        or hasattr(given, "__arrow_c_stream__")
        or (type(given).__module__.startswith("pandas") and hasattr(given, "columns"))
    )


def _cell(value: Any) -> str | None:
    """A Python value as a cell: what it would be in a CSV file."""
    if isinstance(value, dict):
        return json.dumps(value, default=str)
    if hasattr(value, "__iter__") and not isinstance(value, (str, bytes)):  # a list, a set, an array of numpy
        return listed_text(value)
    return plain_text(value)


def _utf_8(column: pa.Array) -> pa.Array:
    """The column; one of texts that are no UTF-8 as bytes, whose readable part is then read."""
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        return column.cast(pa.binary()) if pa.types.is_string(column.type) else column
    return column


def _numbered(batches: Iterable[list[pa.Array]]) -> Iterator[tuple[list[pa.Array], pa.Array]]:
    at = 1
    for columns in batches:
        count = len(columns[0]) if columns else 0
        yield columns, pa.array(range(at, at + count), pa.int64())
        at += count
