"""The rows that are kept: prices, the provider groups they are for, and which belongs to which."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

DIGITS = 18  # decimals of a rate that are kept; more are refused, never rounded
RATE = pa.decimal128(38, DIGITS)  # dollars, or percent of the charge

#: One price of one `element`: prices that are for the same providers share its number.
PRICE = pa.schema(
    [
        ("element", pa.int64()),
        ("billing_code", pa.string()),
        ("code_type", pa.string()),
        ("arrangement", pa.string()),
        ("modifiers", pa.string()),  # in order, a space between
        ("component", pa.string()),  # 26, TC or global
        ("rate", RATE),
        ("unit", pa.string()),  # dollars or percent
        ("method", pa.string()),
        ("class", pa.string()),
        ("setting", pa.string()),
        ("places", pa.string()),  # in order, a space between; CSTM-00 is every place; "" is not stated
        ("expires", pa.date32()),  # null: no end
    ]
)
#: Which providers an element is for: `provider` is a provider reference or a set of groups written in place.
MEMBER = pa.schema([("element", pa.int64()), ("provider", pa.int64()), ("prices", pa.int32())])
#: The groups of a provider reference.
GROUP = pa.schema(
    [
        ("provider", pa.int64()),
        ("tin_type", pa.string()),
        ("tin", pa.string()),
        ("name", pa.string()),
        ("npis", pa.list_(pa.int64())),
    ]
)
TABLES = {"price": PRICE, "member": MEMBER, "provider": GROUP}
_BATCH = 1 << 16


class Rows:
    """Collects rows of one schema and writes them to a Parquet file, a row group at a time."""

    def __init__(self, path: Path, schema: pa.Schema, *, weigh: int = _BATCH) -> None:
        self._writer = pq.ParquetWriter(path, schema, compression="zstd")
        self._schema = schema
        self._weigh = weigh
        self._weight = 0
        self._rows: list[tuple[Any, ...]] = []
        self.count = 0

    def add(self, row: tuple[Any, ...], weight: int = 1) -> None:
        """Add a row, its values in the schema's order. A long row weighs more, so that a batch stays small."""
        self._rows.append(row)
        self._weight += weight
        if self._weight >= self._weigh:
            self.flush()

    def flush(self) -> None:
        """Write what is collected."""
        if not self._rows:
            return
        columns = zip(*self._rows, strict=True)
        arrays = [pa.array(column, field.type) for column, field in zip(columns, self._schema, strict=True)]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
        self.count += len(self._rows)
        self._rows.clear()
        self._weight = 0

    def close(self) -> None:
        """Write the rest and finish the file."""
        self.flush()
        self._writer.close()
