"""The ledger as CSV, an entry for each outcome, and as plain totals."""

from __future__ import annotations

import csv
from typing import Any, TextIO

from sightline.denied.ledger import AMOUNTS, BY, ENTRY, entries, total
from sightline.denied.result import Denials
from sightline.outputs.cells import safe
from sightline.outputs.price.record import dollars


def write_entries(found: Denials, out: TextIO) -> None:
    """Write the entries: charge = open + contract + denied + patient + others + after + unbalanced + paid in every row."""
    names = [name for name in ENTRY.names if name != "claim_key"]
    writer = csv.DictWriter(out, names, lineterminator="\n")
    writer.writeheader()
    for some in entries(found).select(names).to_batches():
        for row in some.to_pylist():
            writer.writerow({name: row[name] if name in AMOUNTS else safe(row[name]) for name in names})


def totals(found: Denials) -> dict[str, Any]:
    """The totals of the ledger, whole and by each name but the claim, amounts as texts."""
    ledger = entries(found)
    shown: dict[str, Any] = {}
    for by in ("", *(name for name in BY if name != "claim")):
        shown[by or "all"] = [
            {"name": each.name, "lines": each.lines, "without_expectation": each.unknown}
            | {name: dollars(amount) for name, amount in each.sums.items()}
            for each in total(ledger, by)
        ]
    return shown
