"""The ledger: each line's dollars from the charge to what was paid, in parts that add up to the cent, and totals of it.

charge = contract + denied + patient + others + after + open + unbalanced + paid, for every entry and so for every total.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims.schema import MONEY
from sightline.collection import collection_paused
from sightline.engines.duckdb import DuckDB
from sightline.engines.relations import relations_in

from .columns import in_lists, joined, numbered
from .result import Denials
from .table import actions, reasons

#: The parts between charge and paid, in the order of the waterfall, with their words.
STEPS = {
    "open": "not yet remitted",
    "contract": "above the allowed amount",
    "denied": "denied",
    "patient": "patient's share",
    "others": "paid or adjusted by other payers",
    "after": "taken after it was allowed",
    "unbalanced": "does not balance in the remittance",
}
#: In which part an adjustment of a kind (reasons.toml) is; the others are denied. PR counts as the patient's.
_PART = {
    "contract": "contract",
    "agreed": "contract",
    "settled": "others",
    "capitation": "contract",
    "withheld": "after",
}
_AFTER = frozenset({"253", "237", "144", "104", "105"})
_ZERO = Decimal(0)
_AMOUNT = pa.decimal128(28, 2)  # sums of few: one has room for the parts of a charge
#: What a ledger sums: `recovered` is what was paid after a first decision that paid less, and is within `paid`; `taken_back` is
#: what reversals left over, and is not.
AMOUNTS = ("charge", "expected", "allowed", *STEPS, "paid", "recovered", "taken_back")
#: What totals are made by: the month is of the service, the cause the action and the codes of a denied or reduced line.
BY = ("payer", "cause", "provider", "month", "claim")
#: An entry: amounts in dollars; `expected` and `allowed` are null where nobody knows them; month is YYYY-MM, "" without a date.
ENTRY = pa.schema([
    ("claim", pa.string()), ("claim_key", pa.int64()), ("line", pa.int32()),
    *((name, pa.string()) for name in ("payer", "provider", "cause", "month")), *((name, _AMOUNT) for name in AMOUNTS),
])  # fmt: skip
_relation = relations_in(Path(__file__).parent / "relations")


@dataclass(frozen=True)
class Total:
    """Sums of entries under one name; expected and allowed sum what is known, `unknown` counts lines without an expectation."""

    name: str
    lines: int
    unknown: int
    sums: dict[str, Decimal]


class _Answered(NamedTuple):
    """What answers add to the outcomes: the dollars of each adjustment by step, and the causes."""

    part: pa.Table
    cause: pa.Table


@collection_paused()
def entries(found: Denials) -> pa.Table:
    """An entry (schema ENTRY) for every outcome, in their order. Raises AssertionError where the dollars do not add up to the
    remittances."""
    run, answered = found.reconciled, _answered(found)
    number = pa.array(range(run.outcome.num_rows), pa.int64())
    engine = DuckDB()
    try:
        for name, table in (
            ("outcome", run.outcome.append_column("number", number)), ("part", answered.part),
            ("cause", answered.cause), ("fate", run.fate),
            ("payment", run.payments.select(["payment_key", "date"])),
            ("remitted", run.remitted.select(["remit_key", "payment_key", "status"])),
        ):  # fmt: skip
            engine.register(name, table)
        ledger = engine.query(_relation("entry")).select(ENTRY.names).cast(ENTRY)
    finally:
        engine.close()
    parts = ledger["paid"]
    for step in STEPS:
        parts = pc.add(parts, ledger[step])
    if not pc.all(pc.equal(parts, ledger["charge"]), min_count=0).as_py():
        raise AssertionError("the parts of a charge are not the charge")
    whole = total(ledger)
    if whole and whole[0].sums["paid"] + whole[0].sums["taken_back"] != (run.summary["remitted"] or _ZERO):
        raise AssertionError("the ledger's payments are not those of the remittances")
    return ledger


@collection_paused()
def total(ledger: pa.Table, by: str = "") -> list[Total]:
    """Totals by a name of BY, the largest charge first (months in their order); without one a single total."""
    named = ledger if by else ledger.append_column("", pa.repeat("", ledger.num_rows))
    summed = named.group_by(by, use_threads=False).aggregate(
        [
            ([], "count_all"),
            ("expected", "count", pc.CountOptions(mode="only_null")),
            *((name, "sum") for name in AMOUNTS),
        ]
    )
    names, lines, unknown = (summed[name].to_pylist() for name in (by, "count_all", "expected_count"))
    amounts = zip(*(summed[f"{name}_sum"].to_pylist() for name in AMOUNTS), strict=True)
    totals = [
        Total(name, count, without, {amount: value or _ZERO for amount, value in zip(AMOUNTS, sums, strict=True)})
        for name, count, without, sums in zip(names, lines, unknown, amounts, strict=True)
    ]
    return (
        sorted(totals, key=lambda each: each.name) if by == "month" else sorted(totals, key=lambda t: -t.sums["charge"])
    )


def _answered(found: Denials) -> _Answered:
    """The adjustments of the answers by step, and the causes of what is denied or reduced, by number of the outcome."""
    subjects, given = found.decided.subjects, found.decided.answers
    number, parts = subjects.at, given.parts
    steps = [[_step(each.group, each.reason) for each in situation.kept] for situation in subjects.situations]
    part = pa.table(
        {
            "number": number.take(parts["row"]).cast(pa.int64()),
            "step": pa.array(steps, pa.list_(pa.string())).take(subjects.number).flatten(),
            "amount": parts["amount"].cast(MONEY),
        }
    )
    codes = [[f"{each.group}-{each.reason}" for each in situation.kept] for situation in subjects.situations]
    of_parts = pa.array(codes, pa.list_(pa.string())).take(subjects.number).flatten()
    leading = parts["leading"].combine_chunks()
    lists = in_lists(parts["row"].filter(leading).combine_chunks(), subjects.rows.num_rows, of_parts.filter(leading))
    acting = pa.array([answer.action != "none" for answer in given.answers], pa.bool_()).take(given.lead)
    each, first = numbered(given.lead, joined(lists))
    causes = [
        _cause(given.answers[lead].action, tuple(leading))
        for lead, leading in zip(given.lead.take(first).to_pylist(), lists.take(first).to_pylist(), strict=True)
    ]
    cause = pa.table({"number": number.cast(pa.int64()), "cause": pa.array(causes, pa.string()).take(each)})
    return _Answered(part, cause.filter(acting))


@cache
def _step(group: str, reason: str) -> str:
    """The part of an adjustment."""
    if group == "PR":
        return "patient"
    kind = reasons().get(reason, ("", ""))[0]
    return "after" if reason in _AFTER else _PART.get(kind, "denied")


@cache
def _cause(action: str, codes: tuple[str, ...]) -> str:
    """The action, and the codes that lead to it."""
    return f"{actions()[action]}: {' '.join(sorted(set(codes))) or 'no reason given'}"
