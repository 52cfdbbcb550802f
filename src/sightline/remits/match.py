"""Which claim line each remitted line answers: by control number, then claim and code, then code and date; never a guess."""

from __future__ import annotations

import pyarrow as pa

from sightline.engines.duckdb import DuckDB

from .relation import relation

#: The methods of relations/candidate.sql, the surest first.
METHODS = (1, 2, 3, 4, 5)


def match(engine: DuckDB) -> None:
    """Make the relation `fate`: what became of every remitted line, with the tables that led to it.

    Input: claim_read, line_read (schemas CLAIM, LINE), payment, remitted_claim, remitted_line (schemas of
    remits.schema) and standing (reversals.standing).
    """
    for name in ("remitted", "claim", "billed", "paid_line", "claim_candidate", "candidate"):
        engine.create(name, relation(name))
    engine.create(
        "matched",
        "SELECT remit_key, remit_line, claim_key, line_no, method FROM candidate WHERE FALSE",
    )
    for method in METHODS:
        engine.register("pass", pa.table({"method": pa.array([method], pa.int32())}))
        engine.append("matched", relation("accepted"))
    engine.append("matched", relation("in_order"))
    engine.create("fate", relation("fate"))
