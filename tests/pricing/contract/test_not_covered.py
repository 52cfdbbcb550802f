"""Codes that Medicare does not pay, under a percent of Medicare: the RVUs that it publishes all the same are the basis."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pricing.bills import AUTUMN, bill
from sightline.pricing.contract import ContractError, read_contract
from sightline.pricing.price import Options, Pricer
from sightline.reference.store import Reference

ALABAMA = "10112-00"


def told(whole: Reference, tmp_path: Path, term: str, *lines: str, **how: Any) -> list[tuple[str | None, str, str]]:
    """Amount, answer and reason of each line under a contract of one term."""
    path = tmp_path / "contract.toml"
    path.write_text(f'[[term]]\npay = "percent-of-medicare"\nreductions = "medicare"\n{term}\n')
    claims, service_lines = bill(*lines, claim={"payer_name": "ACME HEALTH", "filing_code": "CI"}, **how)
    priced = Pricer(whole, Options(contract=path, locality=ALABAMA)).price(claims, service_lines)
    return [
        (None if r["allowed"] is None else str(r["allowed"]), r["answer"], r["reason"])
        for r in priced.table.to_pylist()
    ]


@pytest.mark.parametrize(
    ("code", "amount"),
    [
        ("99395", "146.32"),  # N: 112.55 × 1.3
        ("99243", "136.33"),  # I: 104.87 × 1.3
        ("92015", "23.40"),  # N: 18.00 × 1.3
        ("99417", "39.25"),  # I: 30.19 × 1.3
    ],
)
def test_published_rvus_are_the_basis(whole: Reference, tmp_path: Path, code: str, amount: str) -> None:
    assert told(whole, tmp_path, "percent = 130", code) == [(amount, "priced", "")]


def test_without_published_rvus_it_is_unknown(whole: Reference, tmp_path: Path) -> None:
    for code in ("99455", "99070", "90889"):  # R, B and N without RVUs
        assert told(whole, tmp_path, "percent = 130", code) == [(None, "unknown", "no-rvus")]


def test_a_plan_that_covers_what_medicare_does(whole: Reference, tmp_path: Path) -> None:
    unpaid = [("0.00", "not-paid", "not-payable")]
    assert told(whole, tmp_path, 'percent = 130\nnot_covered = "medicare"', "99395") == unpaid
    claims, lines = bill("99395", claim={"payer_name": "ACME MEDICARE ADVANTAGE", "filing_code": "16"})
    path = tmp_path / "advantage.toml"
    path.write_text('[[term]]\npayer = "acme medicare"\npay = "percent-of-medicare"\npercent = 100\n')
    priced = Pricer(whole, Options(contract=path, locality=ALABAMA)).price(claims, lines)
    assert priced.amounts["reason"].to_pylist() == ["not-payable"]


def test_medicare_itself_still_does_not_pay(whole: Reference) -> None:
    priced = Pricer(whole, Options(locality=ALABAMA)).price(*bill("99395"))
    assert priced.amounts["answer"].to_pylist() == ["not-paid"]


def test_what_not_covered_may_not_be(tmp_path: Path) -> None:
    path = tmp_path / "contract.toml"
    path.write_text('[[term]]\npay = "percent-of-medicare"\npercent = 100\nnot_covered = "maybe"\n')
    with pytest.raises(ContractError, match="not_covered is one of rvus, medicare"):
        read_contract(path)


def test_anesthesia_pays_the_percent_too(whole: Reference, tmp_path: Path) -> None:
    """Supervision (AD) is three base units: 3 × 19.31 of Alabama in 2025, × 1.5."""
    assert told(whole, tmp_path, "percent = 150", "00790-AD@60", pos="21", on=AUTUMN) == [("86.90", "priced", "")]
