"""Medicare after another payer: the lowest of three amounts (42 CFR 411.33), and what leaves it unknown."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from pricing.bills import bill
from sightline.claims.schema import LINE
from sightline.pricing.price import Options, Pricer
from sightline.pricing.secondary import AMOUNT, Secondary, secondary_amounts
from sightline.reference.store import Reference

SECOND = {"responsibility": "S", "insurance_type": "12"}


def billed(charge: str | None, *decided: tuple[str, str], claim: dict[str, Any] = SECOND) -> tuple[pa.Table, pa.Table]:
    """A claim of one line, 32408, and what each earlier payer decided: payment and adjustments (`CO-45 10.00 PR-2 5.00`)."""
    claims, lines = bill("32408", charge=charge, claim=claim)
    adjudications = [
        {"payer_id": "ACME1", "paid": Decimal(paid), "code": "32408", "units": Decimal(1), "date": None, "adjustments": [
            {"group": reason[:2], "reason": reason[3:], "amount": Decimal(amount), "units": None}
            for reason, amount in zip(taken.split()[::2], taken.split()[1::2], strict=True)
        ]}
        for paid, taken in decided
    ]  # fmt: skip
    (row,) = lines.to_pylist()
    return claims, pa.Table.from_pylist([{**row, "adjudications": adjudications}], LINE)


def second(allowed: str | None, charge: str | None, *decided: tuple[str, str], **how: Any) -> Secondary:
    """What Medicare pays after these, its own allowed amount being known."""
    listed, claim = how.get("listed", ""), how.get("claim", SECOND)
    amount = pa.array([Decimal(allowed) if allowed else None], AMOUNT)
    priced = pa.table({"allowed": amount, "listed": [listed], "answer": [how.get("answer", "priced")]})
    return secondary_amounts(*billed(charge, *decided, claim=claim), priced)[0]


@pytest.mark.parametrize(
    ("allowed", "charge", "paid", "taken", "amount"),
    [
        pytest.param("125", "175", "120", "PR-2 30 PR-45 25", "55.00", id="what the patient owes counts as allowed: 55, 100, 55"),
        pytest.param("125", "175", "120", "PR-2 30 OA-23 25", "30.00", id="42 CFR 411.33(b): 55, 100, 30"),
        pytest.param("125", "175", "120", "PR-2 30 CO-45 25", "30.00", id="obligated to accept 150: 30, 100, 30"),
        pytest.param("88.20", "90", "68.20", "PR-3 20 CO-45 1.80", "20.00", id="Noridian, EOB example two: accepted 88.20"),
        pytest.param("31.66", "103.67", "31.66", "CO-16 72.01", "0.00", id="Noridian, EOB example one: all is paid"),
        pytest.param("50", "200", "100", "PR-2 20 CO-45 80", "20.00", id="the primary allows more than Medicare: 20, 40, 20"),
        pytest.param("50", "200", "150", "CO-45 50", "0.00", id="paid in full as accepted"),
        pytest.param("100", "200", "0", "PR-1 150 CO-45 50", "80.00", id="paid nothing: nothing is obliged; 200, 80, 150"),
        pytest.param("100", "200", "0", "CO-50 200", "80.00", id="denied: 200, 80, 100"),
        pytest.param("100", "90", "250", "OA-94 -160", "0.00", id="paid more than all: never below zero"),
    ],
)  # fmt: skip
def test_the_lowest_of_three(allowed: str, charge: str, paid: str, taken: str, amount: str) -> None:
    found = second(allowed, charge, (paid, taken))
    assert found.amount == Decimal(amount)
    assert "lowest of" in found.note


def test_laboratory_tests_have_no_coinsurance() -> None:
    assert second("10.56", "50", ("0", "PR-1 50"), listed="clfs").amount == Decimal("10.56")


@pytest.mark.parametrize(
    ("allowed", "charge", "decided", "says"),
    [
        ("125", "175", [], "does not have the charge and what one primary payer paid"),
        ("125", None, [("120", "PR-2 30")], "does not have the charge"),
        ("125", "175", [("60", "PR-2 115"), ("60", "PR-2 115")], "one primary payer"),
        ("125", "175", [("120", "PR-2 30")], "do not add up to the charge"),
        (None, "175", [("120", "PR-2 55")], "no allowed amount"),
    ],
)
def test_what_leaves_it_unknown(allowed: str | None, charge: str | None, decided: Any, says: str) -> None:
    found = second(allowed, charge, *decided)
    assert found.amount is None
    assert says in found.note


def test_a_line_that_is_not_paid() -> None:
    assert second("0.00", "175", ("0", "CO-50 175"), answer="not-paid").amount == 0


@pytest.mark.parametrize("claim", [{"responsibility": "P"}, {"responsibility": "S", "filing_code": "CI"}, {}])
def test_other_claims_have_none(starter: Reference, claim: dict[str, str]) -> None:
    priced = Pricer(starter, Options()).price(*billed("500", ("120", "PR-2 380"), claim=claim))
    assert priced.secondary == {}
    assert priced.table["secondary_payment"].to_pylist() == [None]


def test_a_priced_claim(starter: Reference) -> None:
    """At 15202-00 Medicare allows 32408 129.32 in a hospital, and more outside: the primary payer's 150 decides here."""
    claims, lines = billed("5000", ("90", "CO-45 4850 PR-2 60"))
    priced = Pricer(starter, Options(locality="15202-00")).price(claims, lines)
    (row,) = priced.table.to_pylist()
    assert row["secondary_payment"] == Decimal("60.00")
    assert "the lowest of 60.00 (what is accepted less 90.00 paid)" in row["secondary_note"]
