"""What Medicare pays as the secondary payer: the lowest of three amounts, line by line (42 CFR 411.33(a), read).

1. the charge, or what the provider is obligated to accept of the primary payer if that is less, minus what the primary paid;
2. what Medicare would pay alone, the deductible taken as met;
3. the higher of Medicare's allowed amount and the primary payer's, minus what the primary paid.

The primary payer's amounts are those of the line's adjudication (837 loop 2430): allowed is what it paid with what it left to the
patient (PR); obligated to accept is the charge less contractual obligations (CO), if it paid anything (MSP Manual 5 §40.7, not
read).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

AMOUNT = pa.decimal128(18, 2)
CENT, ZERO = Decimal("0.01"), Decimal("0.00")
#: SBR09 of Part B, and the places (SBR01) of a payer after another.
_PART_B, _LATER = "MB", ("S", "T")
_RULE = "Medicare is the secondary payer (42 CFR 411.33)"


class Secondary(NamedTuple):
    """What Medicare pays as the secondary payer, in dollars (None: not known), and why in words."""

    amount: Decimal | None
    note: str


def secondary_amounts(claims: pa.Table, lines: pa.Table, amounts: pa.Table) -> dict[int, Secondary]:
    """The lines (by place) of claims that go to Medicare after another payer.

    `amounts` are the priced lines: `allowed` in dollars, and `listed`, the file of a laboratory test, which has no coinsurance.
    """
    later = pc.and_(pc.is_in(claims["responsibility"], pa.array(_LATER)), pc.equal(claims["filing_code"], _PART_B))
    keys = claims["claim_key"].filter(later)
    if not len(keys):
        return {}
    places = pc.indices_nonzero(pc.is_in(lines["claim_key"], keys.combine_chunks()))
    stated = lines.select(["charge", "adjudications"]).take(places).to_pylist()
    priced = amounts.select(["allowed", "listed", "answer"]).take(places).to_pylist()
    return {
        place: _line(line["charge"], line["adjudications"] or [], price)
        for place, line, price in zip(places.to_pylist(), stated, priced, strict=True)
    }


def _line(charge: Decimal | None, adjudications: list[dict[str, Any]], priced: Mapping[str, Any]) -> Secondary:
    allowed = priced["allowed"]
    if allowed is None:
        return Secondary(None, f"{_RULE}: unknown, the line has no allowed amount")
    if priced["answer"] == "not-paid":
        return Secondary(ZERO, f"{_RULE}: the line is not paid")
    if charge is None or len(adjudications) != 1 or adjudications[0]["paid"] is None:
        return Secondary(
            None, f"{_RULE}: unknown, the claim does not have the charge and what one primary payer paid for the line"
        )
    paid: Decimal = adjudications[0]["paid"]
    taken = {"CO": ZERO, "PR": ZERO, "": ZERO}
    for each in adjudications[0]["adjustments"] or []:
        group = each["group"] if each["group"] in taken else ""
        taken[group] += each["amount"] or ZERO
    if paid + sum(taken.values()) != charge:
        return Secondary(
            None, f"{_RULE}: unknown, the primary payer's payment and adjustments do not add up to the charge"
        )
    accepted = charge - taken["CO"] if paid > 0 and taken["CO"] > 0 else charge
    share = Decimal(1) if priced["listed"] == "clfs" else Decimal("0.80")
    three = (
        accepted - paid,
        (allowed * share).quantize(CENT, ROUND_HALF_UP),
        max(allowed, paid + taken["PR"]) - paid,
    )
    amount = max(min(three), ZERO)
    return Secondary(
        amount,
        f"{_RULE}: {amount}, the lowest of {three[0]} ({'what is accepted' if accepted < charge else 'the charge'} less "
        f"{paid} paid), {three[1]} (Medicare alone) and {three[2]} (the higher allowed amount less {paid} paid)",
    )
