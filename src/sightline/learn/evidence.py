"""What is known of each line that a payer decided, as relations of one engine."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from sightline.engines.duckdb import DuckDB
from sightline.engines.relations import relations_in

#: The text of a relation by its name.
relation = relations_in(Path(__file__).parent / "relations")

#: What became of a line. `explained`: a loaded rule said that it would be denied. Dollars; `expected` is what Medicare allows.
DECISION = pa.schema(
    [
        pa.field("claim_key", pa.int64()),
        pa.field("line_no", pa.int32()),
        pa.field("denied", pa.bool_()),
        pa.field("explained", pa.bool_()),
        pa.field("reason", pa.string()),  # CARC with its group, "CO 50"; "" where nothing was taken off
        pa.field("allowed", pa.decimal128(12, 2)),
        pa.field("expected", pa.decimal128(12, 2)),
        pa.field("place", pa.int32()),  # among the day's procedures that Medicare reduces by rank; null of others
    ]
)
#: Days within which payers forbid a service to be repeated, and how many of it they take in a day or a year.
DAYS = (1, 6, 13, 27, 29, 30, 59, 60, 89, 90, 179, 180, 364, 365)
MOST = tuple(range(1, 13))


def make_evidence(engine: DuckDB, claims: pa.Table, lines: pa.Table, diagnoses: pa.Table, decisions: pa.Table) -> None:
    """Make `seen` (a row for each line decided) and `trait` (what is true of it); tables of CLAIM, LINE, DIAGNOSIS, DECISION."""
    for name, table in (
        ("claim_read", claims), ("line_read", lines), ("diagnosis_read", diagnoses), ("decision", decisions.cast(DECISION)),
        ("day_limit", pa.table({"days": pa.array(DAYS, pa.int32())})),
        ("count_limit", pa.table({"most": pa.array(MOST, pa.int32())})),
    ):  # fmt: skip
        engine.register(name, table)
    for name in ("seen", "trait"):
        engine.create(name, relation(name))
