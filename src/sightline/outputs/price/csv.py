"""Prices and fees as CSV, a row for each line, for spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import TextIO

from sightline.outputs.cells import safe
from sightline.outputs.price import record as price_record
from sightline.pricing.fee import Fee
from sightline.pricing.result import Priced

COLUMNS = (
    "claim", "line", "code", "modifiers", "units", "charge", "schedule_amount", "allowed", "limiting_charge",
    "medicare_share", "sequestration", "secondary_payment", "opps_cap", "answer", "reason", "denied_by", "side", "locality",
    "locality_source", "notes", "steps",
)  # fmt: skip


def write_prices(priced: Priced, out: TextIO) -> None:
    """Write the lines; `steps` is one text: each rule with the amount after it."""
    writer = csv.DictWriter(out, COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for line in price_record.lines(priced):
        steps = "; ".join(f"{step['rule']} {step['after'] or '-'}" for step in line["steps"])
        row = {**line, "modifiers": " ".join(line["modifiers"]), "notes": "; ".join(line["notes"]), "steps": steps}
        writer.writerow({name: safe(value) for name, value in row.items()})


def write_fees(fees: Iterable[Fee], out: TextIO) -> None:
    """Write fees, a row each."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["code", "modifier", "date", "locality", "non_facility_amount", "facility_amount", "note"])
    for one in fees:
        writer.writerow([one.code, one.modifier, one.on.isoformat(), one.locality,
                         one.non_facility.amount, one.facility.amount, one.note])  # fmt: skip
