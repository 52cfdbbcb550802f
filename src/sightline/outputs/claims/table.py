"""Claims as CSV and Parquet, in the documented columns; reading them gives the same findings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

import pyarrow as pa

from sightline.claims.batch import Batch
from sightline.outputs.claims.rows import as_texts, rows, tables


def write_csv(batches: Iterable[Batch], out: BinaryIO) -> int:
    """Write claims as CSV (UTF-8, comma, a header, lists as JSON); the number of rows."""
    from pyarrow import csv

    count = 0
    options = csv.WriteOptions(quoting_style="needed", quoting_header="needed")
    writer = csv.CSVWriter(out, as_texts(_empty()).schema, write_options=options)
    with writer:
        for table in tables(batches):
            writer.write_table(as_texts(table))
            count += table.num_rows
    return count


def write_parquet(batches: Iterable[Batch], out: BinaryIO) -> int:
    """Write claims as Parquet (amounts and units as decimals, dates as dates, lists as lists); the number of rows."""
    from pyarrow import parquet

    count = 0
    with parquet.ParquetWriter(out, _empty().schema, compression="zstd") as writer:
        for table in tables(batches):
            writer.write_table(table)
            count += table.num_rows
    return count


def _empty() -> pa.Table:
    """The rows of no claims: their columns."""
    from sightline.claims.schema import CLAIM, DIAGNOSIS, LINE

    return rows(CLAIM.empty_table(), LINE.empty_table(), DIAGNOSIS.empty_table())
