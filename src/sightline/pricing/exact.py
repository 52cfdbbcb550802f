"""Amounts, units and factors as whole numbers of their last digit (cents, hundredths of RVUs, ten-thousandths of factors),
which every engine holds exactly; they come in and leave as decimals."""

from __future__ import annotations

import pyarrow as pa


def unscaled(table: pa.Table) -> pa.Table:
    """The table with whole numbers in the place of decimals: 12.34 in a column of two places is 1234."""
    columns = [_unscaled(column) if pa.types.is_decimal(column.type) else column for column in table.columns]
    return pa.Table.from_arrays(columns, table.column_names)


def scaled_to(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """The columns of a schema, whole numbers as the decimals that it has: 1234 in a column of two places is 12.34."""
    arrays = [
        _scaled(column.combine_chunks(), field.type) if pa.types.is_decimal(field.type) else column.cast(field.type)
        for field in schema
        for column in (table[field.name],)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _unscaled(column: pa.ChunkedArray) -> pa.Array:
    return _read_as(column.combine_chunks(), pa.decimal128(column.type.precision, 0)).cast(pa.int64())


def _scaled(values: pa.Array, kind: pa.Decimal128Type) -> pa.Array:
    return _read_as(values.cast(pa.int64()).cast(pa.decimal128(19, 0)), kind)


def _read_as(values: pa.Array, kind: pa.DataType) -> pa.Array:
    """The same bytes as another decimal type."""
    return pa.Array.from_buffers(kind, len(values), values.buffers(), offset=values.offset)
