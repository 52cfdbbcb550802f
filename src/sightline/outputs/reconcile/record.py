"""An outcome, a total and a remittance that does not balance as plain data: what every output of reconciling shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sightline.outputs.check.record import origin, rows
from sightline.outputs.price.record import dollars, plain
from sightline.remits.appeals import NOT_APPEALED
from sightline.remits.provider_adjustments import sums
from sightline.remits.relation import verdicts
from sightline.remits.result import Reconciled

AMOUNTS = ("billed", "expected", "allowed", "sequestration", "paid", "patient_share", "taken_back", "variance")
_PREDICTED = ("bundled-as-predicted", "denied-as-predicted", "paid-unexpectedly")
#: Claim status (CLP02) of claims that went on to a further payer: processed as primary, secondary, tertiary.
FORWARDED = ("19", "20", "21")
_TOTALED = ("billed", "expected", "allowed", "paid", "patient_share", "taken_back", "variance")
_COMPARED = (
    "as-expected", "sequestration", "incentive", "withheld", "paid-to-patient", "underpaid", "overpaid",
    "denied-unexpectedly",
)  # fmt: skip
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
            "lines": row["lines"] or [],
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
            "forwarded_to": forwarded_to(row),
            **{name: dollars(row[name]) for name in ("remainder", "share")},
            **appeal(row),
            "payer_claim_number": row["payer_claim_number"],
            "status": row["status"],
            "reversal_state": row["reversal_state"],
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
    if row["remainder"] is not None or row["share"] is not None:
        words += _share(row)
    elif verdict in ("underpaid", "overpaid") and row["basis"] in ("contract", "fee schedule"):
        words += f" against the {row['basis']}"
    elif verdict in _PREDICTED and row["predicted_by"]:
        words += f" by {row['predicted_by']}"
    elif verdict == "sequestration":
        words += f" of {row['sequestration']:,.2f}"
    elif verdict in ("not-billed", "ambiguous") and row["matched_by"] in _UNMATCHED:
        words += f": {_UNMATCHED[row['matched_by']]}"
    elif verdict.endswith("-without-expectation") and row["why"]:
        words += f": {row['why']}"
    if row["lines"]:
        words += f"; lines {listed(row['lines'])} in sum, for none can be told from the others"
        if row["compared_with"] is not None and verdict in _COMPARED:
            words += f": {row['compared_with']:,.2f} expected"
    if row["units_paid"] is not None and row["units_paid"] != row["units_billed"]:
        words += f"; the payer counted {plain(row['units_paid'])} of {plain(row['units_billed'])} units"
    if row["payer_codes"]:
        words += f"; the payer decided it under {', '.join(row['payer_codes'])}"
    words += _forwarded(row)
    taken = row["taken_back"]
    if row["reversal_state"] == "reversal-of-unknown" or (taken < 0 and verdict != "reversed"):
        words += f"; {-taken:,.2f} taken back that was paid in no remittance here"
    elif taken > 0:
        words += f"; {taken:,.2f} of what was paid is not taken back by the reversal"
    return words


def _share(row: dict[str, Any]) -> str:
    """What a payer after another was expected to settle, or the most that it can be."""
    if row["share"] is not None and row["contract"] is None:
        return f"; expected {row['share']:,.2f}, the lowest of three amounts, Medicare being secondary (42 CFR 411.33)"
    left = f"{row['remainder']:,.2f} that the payer before left"
    if row["share"] is None:
        if row["settled"] > row["remainder"]:
            return f"; it settled {row['settled']:,.2f}, more than the {left}"
        return f"; at most the {left}: no contract with this payer is given"
    return (
        f"; expected {row['share']:,.2f}, the lesser of the {left} and the contract's {row['contract']:,.2f}"
        f" less {row['paid_before']:,.2f} paid before"
    )


def forwarded_to(row: dict[str, Any]) -> str:
    """The payer to whom the payer sent the claim on: its name, "a payer that is not named", or "" for none."""
    if row["reversal_state"] != "in-effect":
        return ""
    if row["crossover"]:
        return f"{row['crossover']} and others" if "N89" in row["remarks"] else str(row["crossover"])
    if "MA07" in row["remarks"]:
        return "Medicaid"
    sent = row["status"] in FORWARDED or not {"MA18", "N89"}.isdisjoint(row["remarks"])
    return "a payer that is not named" if sent else ""


def _forwarded(row: dict[str, Any]) -> str:
    if "MA19" in row["remarks"]:
        return "; not sent on to the Medigap insurer: what the claim says of it is not valid (MA19)"
    if not (name := forwarded_to(row)):
        return ""
    return f"; sent on to {name}" + ("" if row["answered_later"] else ", which has not answered here")


def appeal(row: dict[str, Any]) -> dict[str, str | None]:
    """Until when a denied or underpaid line may be appealed, and how that is counted or why nobody knows."""
    if row["notice"] is None:
        return {"appeal_by": None, "appeal": ""}
    if why := next((why for remark, why in NOT_APPEALED.items() if remark in row["remarks"]), ""):
        return {"appeal_by": None, "appeal": f"no appeal: {why}"}
    if row["appeal_days"] is None:
        return {"appeal_by": None, "appeal": "time for an appeal not known: none is in the payer's profile"}
    by = row["notice"] + timedelta(days=row["appeal_days"])
    return {"appeal_by": by.isoformat(), "appeal": f"appeal by {by}: {row['appeal_counted']} of {row['notice']}"}


def listed(numbers: list[int]) -> str:
    """Line numbers in words: 1; 1 and 2; 1, 2 and 3."""
    before = ", ".join(map(str, numbers[:-1]))
    return f"{before} and {numbers[-1]}" if before else str(numbers[-1])


def _adjustment(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "amount": dollars(row["amount"]), "units": plain(row["units"])}


def payments(found: Reconciled) -> Iterator[dict[str, Any]]:
    """The checks and transfers, with what was taken from them (positive) or added to them apart from claims."""
    taken: dict[int, list[dict[str, Any]]] = {}
    for row in rows(found.provider_adjustments):
        taken.setdefault(row["payment_key"], []).append(
            {name: row[name] for name in ("provider", "payer", "reason", "meaning", "reference")}
            | {"claim": row["claim_id"], "amount": dollars(row["amount"])}
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
    taken = {"payer": _taken(found, "payer"), "provider": _taken(found, "provider"), "code": {}}
    for row in rows(found.totals):
        amounts = {name: dollars(row[name]) for name in AMOUNTS if name in row}
        counts = {name: row[name] for name in ("lines", "not_remitted", "underpaid", "overpaid")}
        apart = taken[row["by_what"]].pop(row["name"] or "", Decimal("0.00"))
        named = {"name": row["name"] or "", **counts, **amounts}
        if row["by_what"] != "code":
            named |= {"provider_adjustments": dollars(apart), "received": dollars(_received(row) - apart)}
        by[row["by_what"]].append(named)
    nothing = {**dict.fromkeys(("lines", "not_remitted", "underpaid", "overpaid"), 0), **dict.fromkeys(_TOTALED)}
    for what, left in taken.items():
        # of payers and providers of whose claims nothing is here
        by[what] += [
            {"name": name, **nothing, "provider_adjustments": dollars(apart), "received": dollars(-apart)}
            for name, apart in left.items()
        ]
    return by


def _taken(found: Reconciled, name: str) -> dict[str, Decimal]:
    """What was taken from payments apart from claims, by payer or provider."""
    sums_by: dict[str, Decimal] = {}
    for row in rows(found.provider_adjustments):
        sums_by[row[name] or ""] = sums_by.get(row[name] or "", Decimal(0)) + (row["amount"] or Decimal(0))
    return sums_by


def _received(row: dict[str, Any]) -> Decimal:
    """What claims brought: what was paid and stands, and what reversals changed."""
    brought: Decimal = (row["paid"] or Decimal(0)) + (row["taken_back"] or Decimal(0))
    return brought


def provider_adjustments(found: Reconciled) -> list[dict[str, Any]]:
    """What was taken from payments (positive) or added to them apart from claims, by payer and reason."""
    return [{**row, "amount": dollars(row["amount"])} for row in sums(rows(found.provider_adjustments))]


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
    totals = found.summary
    sums = ("billed", "expected", "allowed", "paid", "patient_share", "taken_back", "variance", "remitted")
    return {**totals, **{name: dollars(totals[name]) for name in sums}}
