"""Reconciliations as CSV, a row for each outcome, for spreadsheets."""

from __future__ import annotations

import csv
from typing import TextIO

from sightline.outputs import reconcile_record
from sightline.outputs.csv import _safe
from sightline.remits.result import Reconciled

COLUMNS = (
    "kind", "claim", "line", "code", "modifiers", "date", "payer", "provider", "billed", "expected", "allowed",
    "sequestration", "paid", "patient_share", "taken_back", "variance", "verdict", "reason", "basis", "predicted_by",
    "adjustments", "remarks", "matched_by", "remittances", "payment", "payment_date", "payer_claim_number", "status",
    "standing", "file", "segment", "byte", "remittance_file", "remittance_segment", "remittance_byte",
)  # fmt: skip
#: A negative amount begins with a minus and is no formula.
_AMOUNTS = frozenset(reconcile_record.AMOUNTS)


def write_reconciled(found: Reconciled, out: TextIO) -> None:
    """Write the outcomes, then what does not balance (kind unbalanced, the sentence as reason)."""
    writer = csv.DictWriter(out, COLUMNS, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for line in reconcile_record.lines(found):
        remittance = line["remittance_origin"] or {}
        row = {
            **line,
            **line["origin"],
            **{f"remittance_{name}": value for name, value in remittance.items()},
            "modifiers": " ".join(line["modifiers"]),
            "adjustments": "; ".join(adjustment(each) for each in line["adjustments"]),
            "remarks": " ".join(line["remarks"]),
        }
        writer.writerow({name: value if name in _AMOUNTS else _safe(value) for name, value in row.items()})
    for each in reconcile_record.unbalanced(found):
        row = {"kind": "unbalanced", "claim": each["number"], "line": each["line"], "code": each["code"],
               "verdict": each["check"], "reason": each["message"], "variance": each["difference"],
               **{f"remittance_{name}": value for name, value in each["origin"].items()}}  # fmt: skip
        writer.writerow({name: value if name in _AMOUNTS else _safe(value) for name, value in row.items()})


def adjustment(each: dict[str, str]) -> str:
    """An adjustment as a text: group, reason, amount."""
    return f"{each['group']}-{each['reason']} {each['amount']}"
