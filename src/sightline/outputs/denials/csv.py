"""Answers to denials as CSV, a row for each, for spreadsheets."""

from __future__ import annotations

import csv
from typing import TextIO

from sightline.denied.result import Denials
from sightline.outputs.cells import safe
from sightline.outputs.denials import record

COLUMNS = (
    "kind", "claim", "line", "code", "modifiers", "date", "payer", "provider", "billed", "paid", "codes", "remarks",
    "action", "route", "do", "deadline", "deadline_says", "deadline_source", "amount", "at_stake", "denied_before",
    "paid_later", "changes", "findings", "never", "source", "row", "payment", "payment_date", "payer_claim_number", "file",
    "segment", "byte", "remittance_file", "remittance_segment", "remittance_byte",
)  # fmt: skip
#: A negative amount begins with a minus and is no formula.
_AMOUNTS = frozenset({"billed", "paid", "amount", "at_stake"})


def write_denials(found: Denials, out: TextIO) -> None:
    """Write the answers in the order of the claims."""
    writer = csv.DictWriter(out, COLUMNS, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for line in record.lines(found):
        row = {
            **line,
            **line["origin"],
            **{f"remittance_{name}": value for name, value in line["remittance_origin"].items()},
            **(line["chance"] or {}),
            "modifiers": " ".join(line["modifiers"]),
            "codes": "; ".join(f"{part['group']}-{part['reason']} {part['amount']}" for part in line["parts"]),
            "remarks": " ".join(line["remarks"]),
            "changes": "; ".join(change["says"] for change in line["changes"]),
            "findings": " ".join(finding["edit"] for finding in line["findings"]),
            "never": "; ".join(f"{each['action']}: {each['why']}" for each in line["never"]),
        }
        writer.writerow({name: value if name in _AMOUNTS else safe(value) for name, value in row.items()})
