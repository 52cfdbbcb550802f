"""Whether Spark wrote the rows that DuckDB gave: compared in DuckDB, in no order."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

#: Claim keys are a run's own where claims are read from lines.
_OWN = ("claim_key",)


def differences(mine: pa.Table, theirs: Path, limit: int = 5) -> list[str]:
    """Rows of a table that a folder of Parquet has not as often, and the reverse; a few of them as text."""
    database = duckdb.connect()
    database.register("mine", mine)
    database.execute(f"CREATE VIEW theirs AS SELECT * FROM read_parquet('{theirs}/*.parquet')")
    columns = ", ".join(
        f'CAST("{field.name}" AS VARCHAR) AS "{field.name}"' for field in mine.schema if field.name not in _OWN
    )
    told = []
    for one, two in (("mine", "theirs"), ("theirs", "mine")):
        lost = database.execute(
            f"SELECT * FROM (SELECT {columns} FROM {one} EXCEPT ALL SELECT {columns} FROM {two}) LIMIT {limit}"
        ).fetchall()
        told += [f"only {one}: {row}" for row in lost]
    counts = database.execute("SELECT (SELECT count(*) FROM mine), (SELECT count(*) FROM theirs)").fetchone()
    return told if counts and counts[0] == counts[1] else [f"rows: {counts}", *told]
