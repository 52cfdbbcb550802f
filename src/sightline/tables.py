"""Arrow tables with other values in a column."""

from __future__ import annotations

from typing import Any

import pyarrow as pa


def with_column(table: Any, name: str, values: Any) -> Any:
    """A table or record batch with `values` in the place of its column `name`.

    A list gets the column's type; an array keeps its own.
    """
    at = table.schema.get_field_index(name)
    field = table.schema.field(at)
    if not isinstance(values, (pa.Array, pa.ChunkedArray)):
        values = pa.array(values, field.type)
    return table.set_column(at, field if values.type == field.type else name, values)
