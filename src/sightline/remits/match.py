"""Which claim line each remitted line answers: by control number, then claim and code, then code and date; never a guess."""

from __future__ import annotations

import pyarrow as pa

from sightline.engines.duckdb import DuckDB

from .relation import relation

#: The methods of relations/candidate.sql, the surest first.
METHODS = (1, 2, 3, 4, 5)
_OPEN = """
    SELECT 1 FROM candidate k
    WHERE NOT EXISTS (SELECT 1 FROM matched m WHERE m.remit_key = k.remit_key AND m.remit_line = k.remit_line) LIMIT 1
"""


def match(engine: DuckDB) -> None:
    """Make the relation `fate`: what became of every remitted line, with the tables that led to it.

    Input: claim_read, line_read (schemas CLAIM, LINE), payment, remitted_claim, remitted_line (schemas of
    remits.schema) and reversal_state (reversals.reversal_state).
    """
    for name in ("remitted", "claim", "billed", "paid_line", "claim_candidate", "candidate"):
        engine.create(name, relation(name))
    engine.create(
        "matched",
        "SELECT remit_key, remit_line, claim_key, line_no, method FROM candidate WHERE FALSE",
    )
    for name in ("accepted", "accepted", "in_order", "in_sum", "accepted"):
        _settle(engine, name)
        if not engine.query(_OPEN).num_rows:
            break
    engine.create("fate", relation("fate"))


def _settle(engine: DuckDB, name: str) -> None:
    """Add what a relation settles to `matched`. What it settles may leave a single line for what was open before."""
    for method in METHODS if name != "in_order" else METHODS[:1]:
        engine.register("pass", pa.table({"method": pa.array([method], pa.int32())}))
        engine.append("matched", relation(name))
