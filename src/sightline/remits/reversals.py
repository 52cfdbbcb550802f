"""Which remitted claims stand: a reversal (CLP02 = 22) takes back the payment that it mirrors."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

#: Claim status codes (CLP02) of a reversal and of a price that is no payment.
REVERSAL, PREDETERMINATION = "22", "25"

STANDING = pa.schema(
    [
        pa.field("remit_key", pa.int64()),
        pa.field("reversal_state", pa.string()),
        pa.field("taken_status", pa.string()),  # CLP02 of what a reversal takes back; "" of all others
    ]
)


def reversal_state(claims: pa.Table, payments: pa.Table) -> pa.Table:
    """What became of remitted claims that do not simply stand, in the schema STANDING.

    `reversed`: taken back; `reversal`: takes one back; `reversal-of-unknown`: what it takes back is in none of the
    files; `predetermination`: no payment. A reversal is matched with an earlier payment of the same payer to the same
    claim number: with the opposite charge and payment, first of the same number of the payer's, the latest first; else
    with the only one of the payer's number. Source: 005010X221A1 section 1.10.2.8, reversals and corrections.
    """
    rows: list[tuple[int, str, str]] = []
    predetermined = claims.filter(pc.equal(claims["status"], PREDETERMINATION))
    rows += [(key, "predetermination", "") for key in predetermined["remit_key"].to_pylist()]
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
        of_claim = standing_now.setdefault((payment[row["payment_key"]][1], row["claim_id"]), [])
        if row["status"] == PREDETERMINATION:
            continue
        if row["status"] != REVERSAL:
            of_claim.append(row)
        elif (taken := _taken_back(of_claim, row)) is None:
            rows.append((row["remit_key"], "reversal-of-unknown", ""))
        else:
            of_claim.remove(taken)
            rows += [(taken["remit_key"], "reversed", ""), (row["remit_key"], "reversal", taken["status"])]
    columns = list(zip(*rows, strict=True)) or [()] * len(STANDING)
    return pa.table([list(column) for column in columns], schema=STANDING)


def _taken_back(candidates: list[dict[str, Any]], reversal: dict[str, Any]) -> dict[str, Any] | None:
    """The one of the candidates, in order of time, that a reversal takes back."""
    number = reversal["payer_claim_number"]
    mirrored = [each for each in candidates if all(each[name] == _minus(reversal[name]) for name in ("charge", "paid"))]
    numbered = [each for each in candidates if number and each["payer_claim_number"] == number]
    both = [each for each in mirrored if each in numbered]
    if both or mirrored:
        return (both or mirrored)[-1]
    return numbered[0] if len(numbered) == 1 else None


def _minus(amount: Any) -> Any:
    return None if amount is None else -amount
