"""Which claim line each remitted line answers: by control number, then claim and code, then code and date; never a guess."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from sightline.engines.duckdb import DuckDB

from .relation import relation

#: The methods of relations/candidate.sql by which a line that is still open could be settled, the surest first.
_OPEN = """
    SELECT DISTINCT k.method FROM candidate k
    WHERE NOT EXISTS (SELECT 1 FROM matched m WHERE m.remit_key = k.remit_key AND m.remit_line = k.remit_line)
    ORDER BY k.method
"""
_IN_ORDER = pa.array([1], pa.int32())  # one pass: it has a method of its own


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
        methods = engine.query(_OPEN)["method"]
        if not len(methods):
            break
        _settle(engine, name, _IN_ORDER if name == "in_order" else methods)
    engine.create("fate", relation("fate"))


def _settle(engine: DuckDB, name: str, methods: Iterable[pa.Scalar]) -> None:
    """Add what a relation settles to `matched`. What it settles may leave a single line for what was open before."""
    for method in methods:
        engine.register("pass", pa.table({"method": pa.array([method.as_py()], pa.int32())}))
        engine.append("matched", relation(name))
