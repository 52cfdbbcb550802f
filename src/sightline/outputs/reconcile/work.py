"""The work list of a reconciliation: what was paid too little, by payer, cause and month, and the lines to work on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow.compute as pc

from sightline.outputs.check.record import rows
from sightline.outputs.reconcile import record
from sightline.remits.relation import reasons_of
from sightline.remits.result import Reconciled

DENIED = "denied-unexpectedly"
#: Adjustments that say how an amount is shared or carried on, and not why less was allowed.
_NO_CAUSE = ("contractual", "sequestration", "incentive", "withheld", "paid-to-patient", "prior-payer")


@dataclass(frozen=True)
class Short:
    """A line, or lines or a claim compared in sum, for which less was allowed than expected."""

    payer: str
    cause: str
    denied: bool
    claim: str
    line: str  # "2", "1 and 2", or "" for the claim as a whole
    code: str  # with its modifiers
    served: date | None
    billed: Decimal | None
    expected: Decimal
    allowed: Decimal | None  # null for a payer after another
    paid: Decimal
    short: Decimal  # expected less allowed, dollars
    reason: str  # the verdict in words
    adjustments: str
    remarks: str
    payment: str
    payment_date: date | None
    appeal_by: str  # a date, "no appeal" or "not known"
    payer_claim_number: str


@dataclass(frozen=True)
class Group:
    """Lines of one payer and cause, or of one month: how many, and how many dollars they are short."""

    payer: str
    cause: str
    lines: int
    short: Decimal


@dataclass(frozen=True)
class Month:
    """What payments of one month are short, in dollars: of denied lines, and of lines that were paid less."""

    name: str  # 2026-03
    denied: Decimal
    less: Decimal

    @property
    def short(self) -> Decimal:
        """Both together."""
        return self.denied + self.less


def short(found: Reconciled) -> list[Short]:
    """What was allowed too little: by payer and cause with the most dollars first, then by dollars."""
    less = found.outcome.filter(pc.less(pc.fill_null(found.outcome["variance"], 0), 0))
    underpaid = [_short(row) for row in rows(less)]
    weight: dict[tuple[str, ...], Decimal] = {}
    for each in underpaid:
        for key in ((each.payer,), (each.payer, each.cause)):
            weight[key] = weight.get(key, Decimal(0)) + each.short
    return sorted(
        underpaid,
        key=lambda each: (
            -weight[each.payer,], each.payer, -weight[each.payer, each.cause], each.cause, -each.short, each.claim,
        ),
    )  # fmt: skip


def groups(underpaid: Iterable[Short]) -> list[Group]:
    """By payer and cause, in the order of the lines."""
    found: dict[tuple[str, str], list[Decimal]] = {}
    for each in underpaid:
        found.setdefault((each.payer, each.cause), []).append(each.short)
    return [Group(*key, len(amounts), sum(amounts, Decimal(0))) for key, amounts in found.items()]


def months(underpaid: Iterable[Short]) -> tuple[list[Month], Decimal]:
    """By month of the payment, with those between that have nothing; and what was short in payments without a date."""
    sums: dict[tuple[int, int], list[Decimal]] = {}
    undated = Decimal(0)
    for each in underpaid:
        if each.payment_date is None:
            undated += each.short
        else:
            of_month = sums.setdefault((each.payment_date.year, each.payment_date.month), [Decimal(0), Decimal(0)])
            of_month[0 if each.denied else 1] += each.short
    if not sums:
        return [], undated
    (first_year, first), (last_year, last) = min(sums), max(sums)
    every = [divmod(n, 12) for n in range(first_year * 12 + first - 1, last_year * 12 + last)]
    nothing = [Decimal(0), Decimal(0)]
    return [Month(f"{year}-{at + 1:02}", *sums.get((year, at + 1), nothing)) for year, at in every], undated


def _short(row: dict[str, Any]) -> Short:
    lines = row["lines"] or ([row["line_no"]] if row["line_no"] is not None else [])
    adjustments: Sequence[dict[str, Any]] = row["adjustments"]
    return Short(
        payer=row["payer"] or "payer not named",
        cause=cause(row),
        denied=row["verdict"] == DENIED,
        claim=row["claim_id"],
        line=record.listed(lines) if lines else "",
        code="-".join([row["code"], *row["modifiers"].split()]) if row["code"] else "whole claim",
        served=row["date_from"],
        billed=row["billed"],
        expected=row["compared_with"],
        allowed=row["allowed"],
        paid=row["paid"],
        short=-row["variance"],
        reason=record.reason(row),
        adjustments="; ".join(f"{each['group']}-{each['reason']} {each['amount']:,.2f}" for each in adjustments),
        remarks=" ".join(row["remarks"]),
        payment=row["payment"] or "",
        payment_date=row["payment_date"],
        appeal_by=_appeal(row),
        payer_claim_number=row["payer_claim_number"],
    )


def _appeal(row: dict[str, Any]) -> str:
    appeal = record.appeal(row)
    return appeal["appeal_by"] or ("no appeal" if (appeal["appeal"] or "").startswith("no appeal") else "not known")


def cause(row: dict[str, Any]) -> str:
    """Why less was allowed, as far as the remittance says: one phrase for all lines with the same cause.

    The adjustment with the most dollars that is no patient's share, no contractual write-off and nothing taken after
    the amount was allowed names the reason.
    """
    aside = frozenset[str]().union(*(reasons_of(role) for role in _NO_CAUSE))
    sharing = reasons_of("cost-share")
    reasons = [
        each
        for each in row["adjustments"]
        if each["amount"] and each["amount"] > 0 and each["reason"] not in aside
        and not (each["group"] == "PR" and each["reason"] in sharing)
    ]  # fmt: skip
    named = max(reasons, key=lambda each: each["amount"], default=None)
    code = f"{named['group']}-{named['reason']}" if named else ""
    if row["verdict"] == DENIED:
        return f"denied: {code}" if code else "denied, no reason stated"
    if row["units_paid"] is not None and row["units_paid"] < row["units_billed"]:
        return f"units cut{f': {code}' if code else ''}"
    if row["payer_codes"]:
        return "decided under another code"
    if code:
        return f"reduced: {code}"
    if row["share"] is not None:
        return "less than the share of a later payer"
    return f"allowed below the {row['basis']}" if row["basis"] else "allowed below what was expected"
