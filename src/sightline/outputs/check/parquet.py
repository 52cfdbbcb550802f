"""Findings as Parquet, for warehouses: straight from Arrow, no row is made into Python."""

from __future__ import annotations

import json
from typing import BinaryIO

from sightline.edits.result import Result
from sightline.edits.rows import SCHEMA, findings, not_checked, rejected
from sightline.outputs.check import record


def write_result(result: Result, out: BinaryIO) -> None:
    """Write the findings, then what was not checked and what was rejected, told apart by `status`.

    The file's metadata has `sightline`: the summary and the reference of docs/json.md as JSON.
    """
    from pyarrow import parquet

    about = {"summary": result.summary, "reference": record.reference(result)}
    schema = SCHEMA.with_metadata({"sightline": json.dumps(about, ensure_ascii=False)})
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        for table in (findings(result), not_checked(result), rejected(result)):
            if table.num_rows:
                writer.write_table(table.replace_schema_metadata(schema.metadata))
