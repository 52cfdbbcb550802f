"""How often a payer paid later what it had denied for a reason: counts from earlier remittances, never a guess."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa

from sightline.payers.profile import plain
from sightline.remits.batch import TABLES
from sightline.remits.files import read_remits

#: Lines that a payer denied for a reason, and how many of them it paid later; by payer's name and reason.
Counts = dict[tuple[str, str], tuple[int, int]]


def later_paid(paths: Sequence[str | Path]) -> Counts:
    """Counts from the 835 files `paths`: a line is denied where nothing was paid and a reason is given; it was paid later
    where a later remittance of the payer pays the same claim number, code and date."""
    parts: dict[str, list[pa.RecordBatch]] = {name: [] for name in ("payments", "claims", "lines", "adjustments")}
    for batch in read_remits(paths):
        for name, rows in parts.items():
            rows.append(getattr(batch, name))
    read = {name: pa.Table.from_batches(rows, TABLES[name]).to_pylist() for name, rows in parts.items()}
    payment = {row["payment_key"]: row for row in read["payments"]}
    claim = {row["remit_key"]: row for row in read["claims"]}
    given: dict[tuple[int, int], set[str]] = {}
    for row in read["adjustments"]:
        if row["line_no"] is not None and row["group"] != "PR" and row["amount"]:
            given.setdefault((row["remit_key"], row["line_no"]), set()).add(row["reason"])
    seen: dict[tuple[str, str, str, date | None], list[tuple[date, Decimal, set[str]]]] = {}
    for line in read["lines"]:
        of = claim[line["remit_key"]]
        if of["status"] == "22":
            continue
        paid_by = payment[of["payment_key"]]
        payer = plain(paid_by["payer_name"])
        key = (payer, of["claim_id"], line["code"], line["date_from"])
        reasons = given.get((line["remit_key"], line["line_no"]), set())
        seen.setdefault(key, []).append((paid_by["date"] or date.min, line["paid"] or Decimal(0), reasons))
    counts: Counts = {}
    for (payer, *_), rows in seen.items():
        rows.sort(key=lambda each: each[0])
        first = next((at for at, each in enumerate(rows) if not each[1] and each[2]), None)
        if first is None:
            continue
        recovered = any(each[1] > 0 for each in rows[first + 1 :])
        for reason in rows[first][2]:
            denied, paid = counts.get((payer, reason), (0, 0))
            counts[payer, reason] = (denied + 1, paid + recovered)
    return counts
