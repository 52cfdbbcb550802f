"""What was taken from payments, or added to them, apart from claims (PLB): what it means, of which payer, and of which claim."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa


@cache
def meanings() -> dict[str, str]:
    """What each reason (PLB03-1) means, in words."""
    path = Path(__file__).with_suffix(".toml")
    return {str(reason): words for reason, words in tomllib.loads(path.read_text(encoding="utf-8")).items()}


def described(adjustments: pa.Table, claims: pa.Table, payments: pa.Table, outcome: pa.Table) -> pa.Table:
    """The provider adjustments with three more columns.

    `meaning`: the reason in words, "" for one that is not in the list. `payer`: the payer of the claims that the payment
    pays, where it is one; else the payer as the payment names it. `claim_id`: the number of the claim (CLP01) that the
    reference names, by that number, the payer's own (CLP07) or both; "" where it names none that is here.
    """
    rows = adjustments.select(["payment_key", "reason", "reference"]).to_pylist()
    payer_of = _payers(payments, outcome) if rows else {}
    known = _numbers(claims) if rows else {}
    columns = {
        "meaning": [meanings().get(row["reason"], "") for row in rows],
        "payer": [payer_of.get(row["payment_key"], "") for row in rows],
        "claim_id": [_claim(row["reference"], known) for row in rows],
    }
    for name, values in columns.items():
        adjustments = adjustments.append_column(name, pa.array(values, pa.string()))
    return adjustments


def _payers(payments: pa.Table, outcome: pa.Table) -> dict[int, str]:
    """The payer of each payment, by its key."""
    named: dict[int, set[str]] = {}
    for row in outcome.select(["payment_key", "payer"]).to_pylist():
        named.setdefault(row["payment_key"], set()).add(row["payer"] or "")
    return {
        row["payment_key"]: next(iter(named[row["payment_key"]]))
        if len(named.get(row["payment_key"], ())) == 1
        else row["payer_name"]
        for row in payments.select(["payment_key", "payer_name"]).to_pylist()
    }


def _numbers(claims: pa.Table) -> dict[str, str]:
    """Claim numbers by themselves and by the payer's numbers, where one names one claim."""
    found: dict[str, set[str]] = {}
    for row in claims.select(["claim_id", "payer_claim_number"]).to_pylist():
        ours, theirs = row["claim_id"], row["payer_claim_number"]
        for number in (ours, theirs, f"{theirs}{ours}"):
            if number:
                found.setdefault(number, set()).add(row["claim_id"])
    return {number: next(iter(ids)) for number, ids in found.items() if len(ids) == 1}


def _claim(reference: str, known: dict[str, str]) -> str:
    """The claim that a reference (PLB03-2) names, whole or as words of it."""
    if reference in known:
        return known[reference]
    named = {known[word] for word in re.split(r"[\s/,;]+", reference) if word in known}
    return named.pop() if len(named) == 1 else ""


def sums(adjustments: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Described adjustments by payer and reason: how many, and how many dollars they take (positive) or add (negative)."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in adjustments:
        of_reason = found.setdefault(
            (row["payer"], row["reason"]),
            {"payer": row["payer"], "reason": row["reason"], "meaning": row["meaning"], "count": 0, "amount": 0},
        )
        of_reason["count"] += 1
        of_reason["amount"] += row["amount"] or 0
    return [found[key] for key in sorted(found)]
