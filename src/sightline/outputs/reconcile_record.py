"""An outcome, a total and a remittance that does not balance as plain data: what every output of reconciling shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sightline.outputs.price_record import dollars, plain
from sightline.outputs.record import origin, rows
from sightline.remits.relation import verdicts
from sightline.remits.result import Reconciled

AMOUNTS = ("billed", "expected", "allowed", "sequestration", "paid", "patient_share", "taken_back", "variance")
_PREDICTED = ("bundled-as-predicted", "denied-as-predicted", "paid-unexpectedly")
_UNMATCHED = {
    "no such claim": "no claim has this number",
    "no such line": "the claim has no such line",
    "ambiguous": "several lines could be meant",
}


def lines(found: Reconciled) -> Iterator[dict[str, Any]]:
    """The outcomes in reading order of the claims, then what was remitted and not billed; see docs/remittances.md."""
    for row in rows(found.outcome):
        yield {
            "kind": row["kind"],
            "claim": row["claim_id"],
            "line": row["line_no"],
            "code": row["code"],
            "modifiers": row["modifiers"].split(),
            "date": row["date_from"].isoformat() if row["date_from"] else None,
            "payer": row["payer"],
            "provider": row["provider"],
            **{name: dollars(row[name]) for name in AMOUNTS},
            "basis": row["basis"],
            "verdict": row["verdict"],
            "reason": reason(row),
            "predicted_by": row["predicted_by"],
            "adjustments": [_adjustment(each) for each in row["adjustments"]],
            "remarks": row["remarks"],
            "matched_by": row["matched_by"] or "",
            "remittances": row["remittances"],
            "payment": row["payment"] or "",
            "payment_date": row["payment_date"].isoformat() if row["payment_date"] else None,
            "payer_claim_number": row["payer_claim_number"],
            "status": row["status"],
            "standing": row["standing"],
            "claim_key": row["claim_key"],
            "origin": {name: row[name] for name in ("file", "segment", "byte")},
            "remittance_origin": {name: row[f"remit_{name}"] for name in ("file", "segment", "byte")}
            if row["remit_key"] is not None
            else None,
        }


def reason(row: dict[str, Any]) -> str:
    """The verdict in words, with what it rests on."""
    verdict = row["verdict"]
    words = verdicts()[verdict]
    if verdict in ("underpaid", "overpaid") and row["basis"] in ("contract", "fee schedule"):
        words += f" against the {row['basis']}"
    elif verdict in _PREDICTED and row["predicted_by"]:
        words += f" by {row['predicted_by']}"
    elif verdict == "sequestration":
        words += f" of {row['sequestration']:,.2f}"
    elif verdict in ("not-billed", "ambiguous") and row["matched_by"] in _UNMATCHED:
        words += f": {_UNMATCHED[row['matched_by']]}"
    elif verdict.endswith("-without-expectation") and row["why"]:
        words += f": {row['why']}"
    taken = row["taken_back"]
    if row["standing"] == "reversal-of-unknown" or (taken < 0 and verdict != "reversed"):
        words += f"; {-taken:,.2f} taken back that was paid in no remittance here"
    elif taken > 0:
        words += f"; {taken:,.2f} of what was paid is not taken back by the reversal"
    return words


def _adjustment(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "amount": dollars(row["amount"]), "units": plain(row["units"])}


def payments(found: Reconciled) -> Iterator[dict[str, Any]]:
    """The checks and transfers, with what was taken from them (positive) or added to them apart from claims."""
    taken: dict[int, list[dict[str, Any]]] = {}
    for row in rows(found.provider_adjustments):
        taken.setdefault(row["payment_key"], []).append(
            {name: row[name] for name in ("provider", "reason", "reference")} | {"amount": dollars(row["amount"])}
        )
    paid = found.remitted.group_by("payment_key").aggregate([("paid", "sum")]).to_pylist()
    claims = {row["payment_key"]: row["paid_sum"] for row in paid}
    for row in rows(found.payments):
        yield {
            "number": row["number"],
            "date": row["date"].isoformat() if row["date"] else None,
            "method": row["method"],
            "payer": row["payer_name"],
            "payee_npi": row["payee_npi"],
            "amount": dollars(row["amount"]),
            "claims": dollars(claims.get(row["payment_key"])),
            "provider_adjustments": taken.get(row["payment_key"], []),
            "origin": origin(row),
        }


def totals(found: Reconciled) -> dict[str, list[dict[str, Any]]]:
    """The totals by payer, provider and code."""
    by: dict[str, list[dict[str, Any]]] = {"payer": [], "provider": [], "code": []}
    for row in rows(found.totals):
        amounts = {name: dollars(row[name]) for name in AMOUNTS if name in row}
        counts = {name: row[name] for name in ("lines", "not_remitted", "underpaid", "overpaid")}
        by[row["by_what"]].append({"name": row["name"] or "", **counts, **amounts})
    return by


def unbalanced(found: Reconciled) -> Iterator[dict[str, Any]]:
    """What does not balance in the remittances."""
    for row in rows(found.unbalanced):
        yield {
            "check": row["check"],
            "number": row["number"],
            "line": row["line_no"],
            "code": row["code"],
            "message": row["message"],
            **{name: dollars(row[name]) for name in ("stated", "computed", "difference")},
            "origin": {name: row[name] for name in ("file", "segment", "byte")},
        }


def summary(found: Reconciled) -> dict[str, Any]:
    """The counts and sums of a run, amounts as texts."""
    told = found.summary
    sums = ("billed", "expected", "allowed", "paid", "patient_share", "taken_back", "variance", "remitted")
    return {**told, **{name: dollars(told[name]) for name in sums}}
