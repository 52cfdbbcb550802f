"""The ledger: each line's dollars from the charge to what was paid, in parts that add up to the cent, and totals of it.

charge = contract + denied + patient + others + after + open + unbalanced + paid, for every entry and so for every total.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from .result import Denials, Line

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


@dataclass(frozen=True)
class Entry:
    """A line's dollars. `expected` and `allowed` are None where nobody knows them; `recovered` is what was paid after a first
    decision that paid less, and is within `paid`; `taken_back` is what reversals left over, and is not."""

    claim: str
    claim_key: int | None
    line: int | None
    payer: str
    provider: str
    cause: str  # the action and the codes of a denied or reduced line; "" else
    month: str  # of the service, YYYY-MM; "" without a date
    charge: Decimal
    expected: Decimal | None
    allowed: Decimal | None
    open: Decimal
    contract: Decimal
    denied: Decimal
    patient: Decimal
    others: Decimal
    after: Decimal
    unbalanced: Decimal
    paid: Decimal
    recovered: Decimal
    taken_back: Decimal


@dataclass(frozen=True)
class Total:
    """Sums of entries under one name; expected and allowed sum what is known, `unknown` counts lines without an expectation."""

    name: str
    lines: int
    unknown: int
    sums: dict[str, Decimal]


AMOUNTS = tuple(
    each.name
    for each in fields(Entry)
    if each.name not in ("claim", "claim_key", "line", "payer", "provider", "cause", "month")
)
#: What totals are made by.
BY: dict[str, Callable[[Entry], str]] = {
    "payer": lambda entry: entry.payer,
    "cause": lambda entry: entry.cause,
    "provider": lambda entry: entry.provider,
    "month": lambda entry: entry.month,
    "claim": lambda entry: entry.claim,
}


def entries(found: Denials) -> list[Entry]:
    """An entry for every outcome, in their order. Raises AssertionError where the dollars do not add up to the remittances."""
    answered = {_place(line.subject.row): line for line in (*found.lines, *found.settled_lines)}
    recovered = _recovered(found)
    rows = found.reconciled.outcome.to_pylist()
    months = {
        row["claim_key"]: f"{row['date_from']:%Y-%m}" for row in reversed(rows) if row["claim_key"] and row["date_from"]
    }
    told = [_entry(row, answered.get(_place(row)), recovered, months) for row in rows]
    for each in told:
        if each.charge != sum((getattr(each, step) for step in STEPS), each.paid):
            raise AssertionError("the parts of a charge are not the charge")
    paid = sum((each.paid + each.taken_back for each in told), _ZERO)
    if paid != (found.reconciled.summary["remitted"] or _ZERO):
        raise AssertionError("the ledger's payments are not those of the remittances")
    return told


def total(told: Iterable[Entry], by: str = "") -> list[Total]:
    """Totals by a name of BY, the largest charge first (months in their order); without one a single total."""
    groups: dict[str, list[Entry]] = {}
    for each in told:
        groups.setdefault(BY[by](each) if by else "", []).append(each)
    totals = [
        Total(
            name,
            len(rows),
            sum(row.expected is None for row in rows),
            {amount: sum((getattr(row, amount) or _ZERO for row in rows), _ZERO) for amount in AMOUNTS},
        )
        for name, rows in groups.items()
    ]
    return (
        sorted(totals, key=lambda each: each.name) if by == "month" else sorted(totals, key=lambda t: -t.sums["charge"])
    )


def _place(row: dict[str, Any]) -> tuple[Any, ...]:
    return (
        row["kind"],
        row["claim_key"],
        row["line_no"],
        tuple(row["lines"] or ()),
        row["turn"],
        row["remit_key"],
        row["remit_line"],
    )


def _entry(
    row: dict[str, Any], line: Line | None, recovered: dict[tuple[int, int], Decimal], months: dict[int, str]
) -> Entry:
    """The dollars of one outcome; `months` are those of claims, for what has no date itself.

    A further payer's payment comes off the patient's share; what is remitted and not billed has the charge that its
    remittance states.
    """
    parts = dict.fromkeys(STEPS, _ZERO)
    paid, charge = row["paid"] or _ZERO, row["billed"] or _ZERO
    in_effect = (
        row["remit_key"] is not None and row["verdict"] not in ("in-sum", "reversed") and row["paid"] is not None
    )
    if row["kind"] == "other-payer":
        parts["patient"] = -paid
    elif not in_effect:
        step = "open" if row["verdict"] in ("not-remitted", "reversed") else "unbalanced"
        parts[step] = charge - paid
    else:
        for part in line.parts if line is not None else ():
            parts[_step(part.group, part.reason)] += part.amount
        if row["kind"] == "remitted":
            charge = sum(parts.values(), paid)
        parts["unbalanced"] = charge - sum(parts.values(), paid)
    denied = line is not None and line.lead.action not in ("none",)
    return Entry(
        claim=row["claim_id"], claim_key=row["claim_key"], line=row["line_no"], payer=row["payer"] or "",
        provider=row["provider"] or "", cause=_cause(line) if denied and line is not None else "",
        month=f"{row['date_from']:%Y-%m}" if row["date_from"] else months.get(row["claim_key"] or 0, ""),
        charge=charge, expected=row["expected"],
        allowed=row["allowed"], paid=paid, taken_back=row["taken_back"] or _ZERO,
        recovered=min(recovered.get((row["claim_key"], row["line_no"]), _ZERO), paid) if row["kind"] == "line" else _ZERO,
        **parts,
    )  # fmt: skip


def _step(group: str, reason: str) -> str:
    """The part of an adjustment."""
    from .table import reasons

    if group == "PR":
        return "patient"
    kind = reasons().get(reason, ("", ""))[0]
    return "after" if reason in _AFTER else _PART.get(kind, "denied")


def _cause(line: Line) -> str:
    """The action, and the codes that lead to it."""
    from .table import actions

    codes = sorted({f"{part.group}-{part.reason}" for part in line.parts if part.answer.action == line.lead.action})
    return f"{actions()[line.lead.action]}: {' '.join(codes) or 'no reason given'}"


def _recovered(found: Denials) -> dict[tuple[int, int], Decimal]:
    """What each line was paid beyond its first decision, where a later remittance of the same payer decided it again."""
    run = found.reconciled
    dates = {row["payment_key"]: row["date"] for row in run.payments.select(["payment_key", "date"]).to_pylist()}
    remits = {
        row["remit_key"]: (str(dates.get(row["payment_key"]) or ""), row["remit_key"], row["status"])
        for row in run.remitted.select(["remit_key", "payment_key", "status"]).to_pylist()
    }
    decided: dict[tuple[int, int], list[tuple[str, int, Decimal]]] = {}
    for row in run.fate.select(["remit_key", "claim_key", "line_no", "paid"]).to_pylist():
        when, key, status = remits[row["remit_key"]]
        if row["line_no"] is not None and status not in ("2", "3", "20", "21"):
            decided.setdefault((row["claim_key"], row["line_no"]), []).append((when, key, row["paid"] or _ZERO))
    again: dict[tuple[int, int], Decimal] = {}
    for line, rows in decided.items():
        if len(rows) > 1:
            first = min(rows)
            last = sum((paid for _, _, paid in rows), _ZERO)
            again[line] = max(last - first[2], _ZERO)
    return again
