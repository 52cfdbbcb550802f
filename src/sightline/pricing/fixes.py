"""What each fix changes in dollars: the claim with the fix made, checked and priced again, against the claim as it is.

Every fix is a copy of its claim; all copies are checked and priced in one run. A copy stands alone: what other claims
of the patient do to it is not seen, neither with the fix nor without.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.edits.check import Checker
from sightline.edits.result import Result
from sightline.pricing.denials import denials
from sightline.pricing.price import Options, Pricer
from sightline.pricing.result import Priced
from sightline.reference.store import Reference
from sightline.tables import with_column

MONEY = pa.decimal128(18, 2)
#: The column that `with_fix_dollars` adds to the findings.
DOLLARS = "fix_dollars"


def with_fix_dollars(
    checked: Result,
    reference: Reference,
    options: Options | None = None,
    checker: Checker | None = None,
    pricer: Pricer | None = None,
) -> Result:
    """`checked` with `fix_dollars` in its findings: dollars allowed with the fix less without, null where unknown.

    `checker` checks the copies (default: with the same edits), `pricer` prices them (default: by `options`). Raises
    PriceError as `price` does.
    """
    found = checked.findings.select(["claim_key", "fix_action", "fix_line", "fix_value"]).to_pylist()
    fixes = [(place, row) for place, row in enumerate(found) if row["fix_action"] and row["fix_line"] is not None]
    if not fixes:
        return replace(checked, findings=checked.findings.append_column(DOLLARS, pa.nulls(len(found), MONEY)))
    as_it_is = list(dict.fromkeys(row["claim_key"] for _, row in fixes))
    copies = [*as_it_is, *(row["claim_key"] for _, row in fixes)]
    claims = _copied(checked.claims, copies, patients=True)
    lines = _fixed(_copied(checked.lines, copies), [None] * len(as_it_is) + [row for _, row in fixes])
    diagnoses = _copied(checked.diagnoses, copies)
    again = (checker or Checker(reference, checked.edits)).check(claims, lines, diagnoses)
    priced = (pricer or Pricer(reference, options)).price(claims, lines, denials(again))
    totals = _totals(priced)
    nothing = (Decimal("0.00"), True)
    before = {key: totals.get(number, nothing)[0] for number, key in enumerate(as_it_is, 1)}
    dollars: list[Decimal | None] = [None] * len(found)
    for number, (place, row) in enumerate(fixes, len(as_it_is) + 1):
        after, known = totals.get(number, nothing)
        dollars[place] = after - before[row["claim_key"]] if known else None
    return replace(checked, findings=checked.findings.append_column(DOLLARS, pa.array(dollars, MONEY)))


def _copied(table: pa.Table, keys: list[int], *, patients: bool = False) -> pa.Table:
    """The rows of each claim of `keys`, once for each time it is named, under the claim keys 1, 2, …"""
    order = pc.sort_indices(table["claim_key"])
    places = order.to_pylist()
    start: dict[int, list[int]] = {}
    for place, key in zip(places, pc.take(table["claim_key"], order).to_pylist(), strict=True):
        start.setdefault(key, []).append(place)
    rows = [(number, place) for number, key in enumerate(keys, 1) for place in start.get(key, ())]
    copied = table.take(pa.array([place for _, place in rows], pa.int64()))
    numbers = pa.array([number for number, _ in rows], pa.int64())
    copied = with_column(copied, "claim_key", numbers)
    if patients:  # each copy is a patient of its own, so that copies do not see each other
        copied = with_column(copied, "patient", numbers.cast(pa.string()))
    return copied


def _fixed(lines: pa.Table, fixes: list[dict[str, Any] | None]) -> pa.Table:
    """The copied lines with each copy's fix made."""
    columns = ("code", "modifier_1", "modifier_2", "modifier_3", "modifier_4", "units")
    values: dict[str, list[Any]] = {name: lines[name].to_pylist() for name in columns}
    removed = []
    places = zip(lines["claim_key"].to_pylist(), lines["line_no"].to_pylist(), strict=True)
    for at, (copy, line) in enumerate(places):
        fix = fixes[copy - 1]
        if fix is None or fix["fix_line"] != line:
            continue
        if fix["fix_action"] == "remove_line":
            removed.append(at)
        for name, value in _values(fix["fix_action"], fix["fix_value"] or ""):
            values[name][at] = value
    for name, column in values.items():
        lines = with_column(lines, name, column)
    kept = sorted(set(range(lines.num_rows)) - set(removed))
    return lines.take(pa.array(kept, pa.int64())) if removed else lines


def _values(action: str, value: str) -> Iterable[tuple[str, Any]]:
    """The columns that a fix sets."""
    if action == "set_modifiers":
        stated = (value.split() + [""] * 4)[:4]
        return [(f"modifier_{number}", modifier) for number, modifier in enumerate(stated, 1)]
    if action == "replace_code":
        return [("code", value)]
    if action == "set_units":
        return [("units", Decimal(value))]
    return []


def _totals(priced: Priced) -> dict[int, tuple[Decimal, bool]]:
    """By claim key: the dollars allowed, and whether every line has an amount."""
    table = pa.table({"claim_key": priced.lines["claim_key"], "allowed": priced.amounts["allowed"]})
    table = table.append_column("unknown", pc.is_null(table["allowed"]).cast(pa.int32()))
    rows = table.group_by("claim_key").aggregate([("allowed", "sum"), ("unknown", "sum")]).to_pylist()
    return {row["claim_key"]: (row["allowed_sum"] or Decimal("0.00"), row["unknown_sum"] == 0) for row in rows}
