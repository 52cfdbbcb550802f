"""What a contract pays for claims that went to a payer after another.

They are priced apart: of a claim that the first payer sent on, the remittance names the later payer; and what is billed to
two payers is one service, which a run over both claims would reduce as two.
"""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims.schema import MONEY
from sightline.engines.duckdb import DuckDB
from sightline.pricing.result import Priced
from sightline.tables import with_column

from .relation import relation

#: Prices claims and their lines, tables of the schemas CLAIM and LINE.
Reprice = Callable[[pa.Table, pa.Table], Priced]

SECOND = pa.schema(
    [
        pa.field("claim_key", pa.int64()),
        pa.field("line_no", pa.int32()),
        pa.field("turn", pa.int32()),
        pa.field("amount", MONEY),  # what the contract allows; null where it does not say
    ]
)
#: The columns of relations/share.sql.
SHARE = pa.schema(
    [
        pa.field("claim_key", pa.int64()),
        pa.field("line_no", pa.int32()),
        pa.field("lines", pa.list_(pa.int32())),
        pa.field("turn", pa.int32()),
        pa.field("verdict", pa.string()),
        *[
            pa.field(name, pa.decimal128(38, 2))
            for name in ("settled", "paid_before", "remainder", "contract", "share", "variance")
        ],
    ]
)
_CROSSED = """
    SELECT
        d.claim_key, d.turn,
        CASE WHEN d.turn = min(k.turn) THEN min(c.payer_name) ELSE min(d.payer) END AS payer_name,
        CASE WHEN d.turn = min(k.turn) THEN min(c.payer_id) ELSE coalesce(min(p.payer_id), '') END AS payer_id,
        CASE WHEN d.turn = min(k.turn) THEN min(c.filing_code) ELSE '' END AS filing_code
    FROM decided d
    JOIN claim k ON k.claim_key = d.claim_key
    JOIN claim_read c ON c.claim_key = d.claim_key
    LEFT JOIN payment p ON p.payment_key = d.payment_key
    WHERE d.turn > 1
    GROUP BY d.claim_key, d.turn
"""


def share(engine: DuckDB, priced: Priced, reprice: Reprice | None) -> None:
    """Make the relation `share`: what payers after the first were expected to settle. Input: the relations of a run."""
    if engine.query("SELECT 1 FROM decided WHERE turn > 1 LIMIT 1").num_rows:
        engine.register("medicare_second", _medicare_second(priced))
        engine.register("second_expected", second_amounts(engine, priced, reprice))
        engine.create("share", relation("share"))
    else:  # the usual case: nothing is worked out for it
        engine.register("share", SHARE.empty_table())


def _medicare_second(priced: Priced) -> pa.Table:
    """What Medicare pays of each line as the secondary payer, in the schema SECOND."""
    keys, numbers = (priced.lines[name].to_pylist() for name in ("claim_key", "line_no"))
    rows = [
        {"claim_key": keys[place], "line_no": numbers[place], "turn": 2, "amount": found.amount}
        for place, found in priced.secondary.items()
    ]
    return pa.Table.from_pylist(rows, SECOND)


def second_amounts(engine: DuckDB, priced: Priced, reprice: Reprice | None) -> pa.Table:
    """What the contract of the run allows for each line that a payer after the first decided, in the schema SECOND.

    Input: the relations decided, claim, claim_read and payment. Empty without a contract.
    """
    if reprice is None or priced.contract is None or not priced.contract.terms:
        return SECOND.empty_table()
    crossed = engine.query(_CROSSED).to_pylist()
    parts = []
    for turn in sorted({row["turn"] for row in crossed}):
        of_turn = {row["claim_key"]: row for row in crossed if row["turn"] == turn}
        keys = pa.array(of_turn, pa.int64())
        claims = priced.claims.filter(pc.is_in(priced.claims["claim_key"], keys))
        for name in ("payer_name", "payer_id", "filing_code"):
            named = [of_turn[key][name] for key in claims["claim_key"].to_pylist()]
            claims = with_column(claims, name, pa.array(named, claims.schema.field(name).type))
        lines = priced.lines.filter(pc.is_in(priced.lines["claim_key"], keys))
        amounts = reprice(claims, lines).table
        parts.append(
            pa.table(
                [
                    amounts["claim_key"],
                    amounts["line"],
                    pa.array([turn] * amounts.num_rows, pa.int32()),
                    amounts["allowed"],
                ],
                schema=SECOND,
            )
        )
    return pa.concat_tables(parts) if parts else SECOND.empty_table()
