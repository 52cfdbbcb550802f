"""A priced line and its steps as plain data: what every output of prices shows."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sightline.outputs.check.record import release, rows
from sightline.pricing.fee import Fee, Side
from sightline.pricing.result import Priced, rules


def lines(priced: Priced) -> Iterator[dict[str, Any]]:
    """The lines in reading order, each as documented in docs/pricing.md."""
    steps, found = _steps(priced), _findings(priced)
    for row in rows(priced.table):
        findings = found.get((row["claim_key"], row["line"]), [])
        yield {
            "claim": row["claim"],
            "line": row["line"],
            "code": row["code"],
            "modifiers": row["modifiers"].split(),
            "units": plain(row["units"]),
            "charge": dollars(row["charge"]),
            "schedule_amount": dollars(row["schedule_amount"]),
            "allowed": dollars(row["allowed"]),
            "limiting_charge": dollars(row["limiting_charge"]),
            "medicare_share": dollars(row["medicare_share"]),
            "sequestration": dollars(row["sequestration"]),
            "secondary_payment": dollars(row["secondary_payment"]),
            "opps_cap": dollars(row["opps_cap"]),
            "answer": row["answer"],
            "reason": reason(row),
            "denied_by": row["denied_by"],
            "side": row["side"],
            "locality": row["locality"],
            "locality_source": row["locality_source"],
            "notes": notes(row) + [_bypass(edit) for edit, status in findings if status == "bypassed"],
            "findings": [{"edit": edit, "status": status} for edit, status in findings],
            "steps": steps.get((row["claim_key"], row["line"]), []),
        }


def _bypass(edit: str) -> str:
    return f"bypassed {edit}: paid only when records support it"


def reason(row: dict[str, Any]) -> str:
    """Why a line has no amount or 0.00, in words; "" for a line that is priced."""
    if not row["reason"]:
        return ""
    words = rules()[row["reason"]]["says"]
    return f"{words} by {row['denied_by']}" if row["denied_by"] and row["reason"] == "denied" else words


def notes(row: dict[str, Any]) -> list[str]:
    """What to know beside the amount: packaging on the facility's side, records, the locality."""
    found = []
    place = row["place_of_service"]
    if row["hospital_status"] == "N" and place in {"19", "22", "23"}:
        found.append("OPPS N: the hospital's payment packages it")
    if row["center_indicator"] == "N1" and place == "24":
        found.append("ASC N1: the center's payment packages it")
    if row["records_needed"] and row["answer"] == "priced":
        found.append("paid only on records")
    if row["answer"] == "contractor-priced" and row["opps_cap"] is not None:
        found.append(f"at most {row['opps_cap']:,} a unit (OPPS cap)")
    if row["secondary_note"]:
        found.append(row["secondary_note"])
    if row["locality_source"] == "zip+4":
        found.append("the ZIP code lies in several localities; its first is used")
    return found


def _findings(priced: Priced) -> dict[tuple[int, int], list[tuple[str, str]]]:
    """The edits and their statuses by claim key and line."""
    found: dict[tuple[int, int], list[tuple[str, str]]] = {}
    if priced.check is not None:
        for row in rows(priced.check.findings.select(["claim_key", "line", "edit", "status"])):
            if row["line"] is not None:
                found.setdefault((row["claim_key"], row["line"]), []).append((row["edit"], row["status"]))
    return found


def _steps(priced: Priced) -> dict[tuple[int, int], list[dict[str, Any]]]:
    found: dict[tuple[int, int], list[dict[str, Any]]] = {}
    known = {number: one.title for number, one in enumerate(priced.releases)}
    for row in rows(priced.steps):
        found.setdefault((row["claim_key"], row["line_no"]), []).append({
            "step": row["step"],
            "rule": row["rule"],
            "says": row["says"],
            "detail": row["detail"] or "",
            "factor": plain(row["factor"]),
            "before": dollars(row["before"]),
            "after": dollars(row["after"]),
            "source": row["source"],
            "release": known.get(row["release"]) if row["source_row"] is not None else None,
            "source_row": row["source_row"],
        })  # fmt: skip
    return found


def fee(one: Fee) -> dict[str, Any]:
    """A fee as data."""
    return {
        "code": one.code,
        "modifier": one.modifier,
        "date": one.on.isoformat(),
        "locality": one.locality,
        "non_facility": _side(one.non_facility),
        "facility": _side(one.facility),
        "note": one.note,
        "hospital_status": one.hospital_status,
        "center_indicator": one.center_indicator,
        "reference": release(one.release) if one.release else None,
        "source_row": one.source_row,
        "gpci": release(one.gpci_release) if one.gpci_release else None,
        "gpci_row": one.gpci_row,
    }


def _side(side: Side) -> dict[str, Any]:
    return {
        "amount": dollars(side.amount),
        "formula": side.formula,
        "reason": side.reason,
        "opps_cap": dollars(side.opps_cap),
    }


def dollars(amount: Decimal | None) -> str | None:
    """An amount as text, so that no reader of JSON makes a binary float of it."""
    return None if amount is None else str(amount)


def plain(number: Decimal | None) -> str | None:
    """A number without idle zeros."""
    return None if number is None else f"{number.normalize():f}"
