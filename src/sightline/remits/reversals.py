"""Which remitted claims stand: a reversal (CLP02 = 22) takes back the payment that it mirrors."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

#: Claim status codes (CLP02) of a reversal and of a price that is no payment.
REVERSAL, PREDETERMINATION = "22", "25"

STANDING = pa.schema([pa.field("remit_key", pa.int64()), pa.field("standing", pa.string())])


def standing(claims: pa.Table, payments: pa.Table) -> pa.Table:
    """What became of remitted claims that do not simply stand: (remit_key, standing).

    `reversed`: taken back; `reversal`: takes one back; `reversal-of-unknown`: what it takes back is in none of the
    files; `predetermination`: no payment. A reversal is matched with an earlier payment of the same payer to the same
    claim number with the opposite charge and payment, first of the same number of the payer's, the latest first.
    """
    rows: list[tuple[int, str]] = []
    predetermined = claims.filter(pc.equal(claims["status"], PREDETERMINATION))
    rows += [(key, "predetermination") for key in predetermined["remit_key"].to_pylist()]
    concerned = pc.unique(claims.filter(pc.equal(claims["status"], REVERSAL))["claim_id"])
    of_reversals = claims.filter(pc.is_in(claims["claim_id"], concerned)).select(
        ["remit_key", "payment_key", "claim_id", "status", "charge", "paid", "payer_claim_number"]
    )
    payment = {
        row["payment_key"]: (row["date"], row["payer_id"] or row["payer_name"])
        for row in payments.select(["payment_key", "date", "payer_id", "payer_name"]).to_pylist()
    }
    in_order = sorted(
        of_reversals.to_pylist(),
        key=lambda row: (str(payment[row["payment_key"]][0] or ""), row["remit_key"]),
    )
    standing_now: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in in_order:
        payer = payment[row["payment_key"]][1]
        if row["status"] == PREDETERMINATION:
            continue
        if row["status"] != REVERSAL:
            standing_now.setdefault((payer, row["claim_id"], row["charge"], row["paid"]), []).append(row)
            continue
        taken = _taken_back(
            standing_now.get((payer, row["claim_id"], _minus(row["charge"]), _minus(row["paid"])), []), row
        )
        if taken is None:
            rows.append((row["remit_key"], "reversal-of-unknown"))
        else:
            rows += [(taken["remit_key"], "reversed"), (row["remit_key"], "reversal")]
    keys, names = zip(*rows, strict=True) if rows else ((), ())
    return pa.table({"remit_key": list(keys), "standing": list(names)}, STANDING)


def _taken_back(candidates: list[dict[str, Any]], reversal: dict[str, Any]) -> dict[str, Any] | None:
    """Take out of the candidates the one that a reversal mirrors."""
    for same_number in (True, False):
        for at in range(len(candidates) - 1, -1, -1):
            if not same_number or candidates[at]["payer_claim_number"] == reversal["payer_claim_number"]:
                return candidates.pop(at)
    return None


def _minus(amount: Any) -> Any:
    return None if amount is None else -amount
