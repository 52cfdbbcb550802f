"""Several tables as rows of one schema, which is how they go to and from Spark's workers: each row in the column of its table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

#: Rows that go to Spark at a time.
_ROWS = 1 << 16


def schema_of(tables: Mapping[str, pa.Schema], *own: pa.Field) -> pa.Schema:
    """The schema of the rows: a struct for each table, after the columns `own`, which every row has."""
    return pa.schema([*own, *((name, pa.struct(list(schema))) for name, schema in tables.items())])


def packed(
    tables: Mapping[str, pa.Table], schema: pa.Schema, **own: Mapping[str, pa.Array]
) -> Iterator[pa.RecordBatch]:
    """The tables as rows of `schema`; `own` has by table the values of the columns that every row has, else null."""
    for name, table in tables.items():
        values = {column: by_table[name] for column, by_table in own.items() if name in by_table}
        whole = pa.table({name: _structs(table, schema.field(name).type), **values})
        for batch in whole.to_batches(max_chunksize=_ROWS):
            columns: dict[str, Any] = {field.name: pa.nulls(len(batch), field.type) for field in schema}
            columns |= dict(zip(batch.schema.names, batch.columns, strict=True))
            yield pa.record_batch([columns[field.name].cast(field.type) for field in schema], schema=schema)


def unpacked(batches: Iterable[pa.RecordBatch], tables: Mapping[str, pa.Schema]) -> dict[str, pa.Table]:
    """The tables of some rows, in no order."""
    found: dict[str, list[pa.RecordBatch]] = {name: [] for name in tables}
    for batch in batches:
        for name, kept in found.items():
            rows = batch.column(name)
            rows = rows.filter(pc.is_valid(rows))
            if len(rows):
                kept.append(pa.RecordBatch.from_struct_array(rows).cast(tables[name]))
    return {name: pa.Table.from_batches(kept, tables[name]) for name, kept in found.items()}


def _structs(table: pa.Table, kind: pa.StructType) -> pa.Array:
    """The rows of a table as structs of `kind`."""
    schema = pa.schema(list(kind))
    return table.select(schema.names).cast(schema).combine_chunks().to_struct_array()
