"""Tables as rows of bytes, which is how they go to Spark's workers, between them, and back.

A row holds some rows of each table in the format of Arrow streams. Spark then moves few long values, where columns would be
made rows and rows columns at every step: with a hundred columns, that costs more than the checking.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.edits.divide import part_of
from sightline.spark.session import schema_for

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_32 = 0xFFFFFFFF
#: Rows of a table that are one value.
_ROWS = 1 << 15
_COMPRESSED = pa.ipc.IpcWriteOptions(compression="lz4")


def schema_of(tables: Iterable[str], *own: pa.Field) -> pa.Schema:
    """The schema of the rows: bytes for each table, after the columns `own`."""
    return pa.schema([*own, *((name, pa.binary()) for name in tables)])


def packed(tables: Mapping[str, pa.Table], schema: pa.Schema, **own: Any) -> Iterator[pa.RecordBatch]:
    """The tables as rows of `schema`; `own` has the values of its other columns."""
    for begin in range(0, max(table.num_rows for table in tables.values()), _ROWS):
        parts = {name: table.slice(begin, _ROWS) for name, table in tables.items()}
        row = own | {name: _written(part) for name, part in parts.items() if part.num_rows}
        yield pa.RecordBatch.from_pylist([row], schema)


def unpacked(batches: Iterable[pa.RecordBatch], tables: Mapping[str, pa.Schema]) -> dict[str, pa.Table]:
    """The tables of some rows, in no order."""
    found = {name: [schema.empty_table()] for name, schema in tables.items()}
    for batch in batches:
        for name, kept in found.items():
            cells = (cell for cell in batch.column(name) if cell.is_valid)
            kept += (pa.ipc.open_stream(cell.as_buffer()).read_all().select(tables[name].names) for cell in cells)
    return {name: pa.concat_tables(kept) for name, kept in found.items()}


def parted(
    tables: Mapping[str, pa.Table], numbers: Mapping[str, pa.ChunkedArray], parts: int
) -> dict[int, dict[str, pa.Table]]:
    """The tables by part: of `parts`, the one that the number of each row falls into."""
    found: dict[int, dict[str, pa.Table]] = {}
    for name, table in tables.items():
        part = part_of(numbers[name].combine_chunks(), parts)
        order = pc.sort_indices(part)
        rows, runs = table.combine_chunks().take(order), pc.run_end_encode(part.take(order))
        begin = 0
        for number, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
            found.setdefault(number, {})[name] = rows.slice(begin, end - begin)
            begin = end
    return found


def labels(parts: int) -> list[int]:
    """Numbers of which each is a task of its own when Spark repartitions by them (int32) into `parts`."""
    return [*{_hash(label) % parts: label for label in range(20 * parts)}.values()]


def _hash(number: int) -> int:
    """Spark's hash of an int, Murmur3 with the seed 42, by the task of which only an even spread depends."""
    value = 42 ^ (_turned(number * 0xCC9E2D51, 15) * 0x1B873593 & _32)
    value = _turned(value, 13) * 5 + 0xE6546B64 & _32 ^ 4
    value = (value ^ value >> 16) * 0x85EBCA6B & _32
    value = (value ^ value >> 13) * 0xC2B2AE35 & _32
    value ^= value >> 16
    return value - (value >> 31 << 32)


def _turned(value: int, by: int) -> int:
    return (value << by | (value & _32) >> 32 - by) & _32


def rows_of(frame: DataFrame, name: str, schema: pa.Schema) -> DataFrame:
    """The rows of one table as a DataFrame."""
    return _of(frame, name).mapInArrow(partial(_read, name=name, schema=schema), schema_for(schema))


def table_of(frame: DataFrame, name: str, schema: pa.Schema) -> pa.Table:
    """The rows of one table, brought to this process: of counts and the like."""
    return unpacked(_of(frame, name).toArrow().to_batches(), {name: schema})[name]


def _of(frame: DataFrame, name: str) -> DataFrame:
    return frame.select(name).where(f"{name} IS NOT NULL")


def _read(batches: Iterable[pa.RecordBatch], name: str, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        yield from unpacked([batch], {name: schema})[name].to_batches()


def _written(table: pa.Table) -> memoryview:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=_COMPRESSED) as stream:
        stream.write_table(table)
    return memoryview(sink.getvalue())
