"""Reconciliations as CSV, a row for each outcome, for spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, TextIO

from sightline.outputs.cells import safe
from sightline.outputs.price.record import dollars
from sightline.outputs.reconcile import record as reconcile_record
from sightline.remits.result import Reconciled

COLUMNS = (
    "kind", "claim", "line", "lines", "code", "modifiers", "date", "payer", "provider", "billed", "expected", "allowed",
    "sequestration", "paid", "patient_share", "taken_back", "variance", "verdict", "reason", "basis", "predicted_by",
    "adjustments", "remarks", "matched_by", "remittances", "payment", "payment_date",
    "forwarded_to", "remainder", "share", "appeal_by", "appeal",
    "payer_claim_number", "status",
    "reversal_state", "file", "segment", "byte", "remittance_file", "remittance_segment", "remittance_byte",
)  # fmt: skip
#: A negative amount begins with a minus and is no formula.
_AMOUNTS = frozenset(reconcile_record.AMOUNTS)


def write_reconciled(found: Reconciled, out: TextIO) -> None:
    """Write the outcomes, what payments were changed by apart from claims (kind provider-adjustment; paid is what they
    bring, so negative for what was taken), and what does not balance (kind unbalanced, the sentence as reason)."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(map(_cells, outcomes(found)))
    for paid in reconcile_record.payments(found):
        for each in paid["provider_adjustments"]:
            row = {"kind": "provider-adjustment", "claim": each["claim"], "payer": each["payer"], "provider": each["provider"],
                   "paid": dollars(-Decimal(each["amount"])) if each["amount"] else "", "verdict": each["reason"],
                   "reason": f"{each['meaning'] or 'reason not known'}: {each['reference']}", "payment": paid["number"],
                   "payment_date": paid["date"], "remittance_file": paid["origin"]["file"]}  # fmt: skip
            writer.writerow(_cells(row))
    for each in reconcile_record.unbalanced(found):
        row = {"kind": "unbalanced", "claim": each["number"], "line": each["line"], "code": each["code"],
               "verdict": each["check"], "reason": each["message"], "variance": each["difference"],
               **{f"remittance_{name}": value for name, value in each["origin"].items()}}  # fmt: skip
        writer.writerow(_cells(row))


def _cells(row: dict[str, Any]) -> list[object]:
    """The cells of a row, blank where it has no value."""
    return [row.get(name, "") if name in _AMOUNTS else safe(row.get(name, "")) for name in COLUMNS]


def outcomes(found: Reconciled) -> Iterator[dict[str, Any]]:
    """The outcomes with a value for each of COLUMNS: lists as texts, origins as columns."""
    for line in reconcile_record.lines(found):
        remittance = line["remittance_origin"] or {}
        yield {
            **line,
            **line["origin"],
            **{f"remittance_{name}": value for name, value in remittance.items()},
            "lines": " ".join(map(str, line["lines"])),
            "modifiers": " ".join(line["modifiers"]),
            "adjustments": "; ".join(adjustment(each) for each in line["adjustments"]),
            "remarks": " ".join(line["remarks"]),
        }


def adjustment(each: dict[str, str]) -> str:
    """An adjustment as a text: group, reason, amount."""
    return f"{each['group']}-{each['reason']} {each['amount']}"
