"""Kept rates, row by row: csv, JSON or Parquet, written as they come."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO, TextIO

import pyarrow as pa

from sightline.outputs import as_json
from sightline.outputs.cells import safe


def write_csv(rows: pa.RecordBatchReader, out: TextIO) -> int:
    """Write a header and the rows; returns their number."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(rows.schema.names)
    count = 0
    for values in _plain(rows):
        writer.writerow([safe(value) for value in values])
        count += 1
    return count


def write_json(rows: pa.RecordBatchReader, out: TextIO) -> int:
    """Write a JSON array, a row a line; rates are texts, never binary numbers. Returns the number of rows."""
    names, count = rows.schema.names, 0
    out.write("[")
    for values in _plain(rows):
        out.write((",\n" if count else "\n") + as_json.line(dict(zip(names, values, strict=True))))
        count += 1
    out.write("\n]\n")
    return count


def write_parquet(rows: pa.RecordBatchReader, out: BinaryIO) -> int:
    """Write a Parquet file; returns the number of rows."""
    import pyarrow.parquet as pq

    count = 0
    with pq.ParquetWriter(out, rows.schema, compression="zstd") as writer:
        for batch in rows:
            writer.write_batch(batch)
            count += batch.num_rows
    return count


def shown(rate: Decimal) -> str:
    """A rate with at least two decimals, and as many as it has."""
    text = f"{rate:f}"
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"


def _plain(rows: pa.RecordBatchReader) -> Iterator[list[Any]]:
    for batch in rows:
        for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield [_text(value) for value in values]


def _text(value: Any) -> Any:
    if isinstance(value, Decimal):
        return shown(value)
    return value.isoformat() if isinstance(value, date) else value
