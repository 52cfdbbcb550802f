"""Which term pays a line: payer, product, place, component, provider and modifier; what a term has no amount for; escalators."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pricing.contract.agreed import amounts
from sightline.pricing.contract import ContractError, read_contract
from sightline.reference.store import Reference


def charge(percent: int, rest: str = "") -> str:
    """A term that pays a percent of the charge."""
    return f'[[term]]\npay = "percent-of-charge"\npercent = {percent}\n{rest}\n'


def test_a_fee_table_and_what_it_does_not_have(whole: Reference, tmp_path: Path) -> None:
    (tmp_path / "fees.csv").write_text("code,modifier,amount\n99214,,150\n70551,26,80\n")
    table = '[[term]]\npay = "fee-table"\nfile = "fees.csv"\n'
    for text in (table + charge(60), charge(60) + table, charge(60, 'codes = ["99*"]') + table + charge(60)):
        found = amounts(whole, tmp_path, text, "99214", "47999", "70551-26", "70551", "J1100", charge="500.00")
        assert found == ["150.00", "300.00", "80.00", "300.00", "300.00"]
    named = table + 'codes = ["70*"]\n' + charge(60)
    found = amounts(whole, tmp_path, named, "70551", "99214", charge="500.00")
    assert found == ["not-in-fee-table", "300.00"]  # the term names its codes: it answers for them


def test_what_medicare_has_no_amount_for_goes_to_the_next_term(whole: Reference, tmp_path: Path) -> None:
    text = '[[term]]\npay = "percent-of-medicare"\npercent = 130\nreductions = "medicare"\n'
    alone = amounts(whole, tmp_path, text, "47999", "99455", "99214", "J1100", "80053", charge="300.00")
    assert alone == ["contractor-priced", "no-rvus", "162.80", "drug", "laboratory"]
    chain = amounts(whole, tmp_path, text + charge(50), "47999", "99455", "99214", "J1100", "80053", charge="300.00")
    assert chain == ["150.00", "150.00", "162.80", "drug", "laboratory"]  # drugs have schedules of their own
    drugs = text + charge(50) + charge(70, 'codes = ["J*"]')
    assert amounts(whole, tmp_path, drugs, "J1100", charge="300.00") == ["210.00"]


def test_what_is_not_loaded_is_not_passed_over(whole: Reference, tmp_path: Path) -> None:
    text = '[[term]]\npay = "percent-of-medicare"\npercent = 130\nyear = 2023\n' + charge(50)
    assert amounts(whole, tmp_path, text, "99214", charge="300.00") == ["no-contract-year"]


@pytest.mark.parametrize(
    ("rest", "lines", "paid"),
    [
        ('places = ["21", "23"]', {"pos": "21"}, ["90.00"]),
        ('places = ["21", "23"]', {"pos": "11"}, ["50.00"]),
        ('places = ["facility"]', {"pos": "22"}, ["90.00"]),
        ('places = ["facility"]', {"pos": "11"}, ["50.00"]),
        ('places = "non-facility"', {"pos": "11"}, ["90.00"]),
        ('products = ["PPO"]', {}, ["90.00"]),
        ('products = ["HMO"]', {}, ["50.00"]),
        ('products = ["commercial"]', {}, ["90.00"]),  # by the claim filing code CI
        ('plans = ["health ppo"]', {}, ["90.00"]),
        ('payer = "acme health"', {}, ["90.00"]),
        ('payer = "acme1"', {}, ["90.00"]),
        ('payer = "acm"', {}, ["50.00"]),  # no word of the name
    ],
)  # fmt: skip
def test_the_more_restricted_term(
    whole: Reference, tmp_path: Path, rest: str, lines: dict[str, str], paid: list[str]
) -> None:
    """Whatever the order in the file."""
    wide, narrow = (
        charge(50, 'payer = "acme"'),
        charge(90, 'payer = "acme"' if "payer" not in rest else "") + rest + "\n",
    )
    for text in (wide + narrow, narrow + wide):
        assert amounts(whole, tmp_path, text, "99214", charge="100.00", **lines) == paid


def test_components_and_providers(whole: Reference, tmp_path: Path) -> None:
    text = charge(50) + charge(90, 'components = ["26"]') + charge(70, 'components = ["TC"]')
    assert amounts(whole, tmp_path, text, "70551-26", "70551-TC", "70551", charge="100.00") == [
        "90.00",
        "70.00",
        "50.00",
    ]
    by_who = charge(50) + charge(85, 'providers = ["nurse practitioner", "363A*"]')
    lines = ("99214~363LF0000X", "99214~363AM0700X", "99214~207Q00000X")
    assert amounts(whole, tmp_path, by_who, *lines, charge="100.00") == ["85.00", "85.00", "50.00"]


def test_rows_of_a_fee_table_for_a_modifier(whole: Reference, tmp_path: Path) -> None:
    (tmp_path / "fees.csv").write_text("code,modifier,amount\nE0601,,900\nE0601,RR,90\nE0601,NU,880\n")
    text = '[[term]]\npay = "fee-table"\nfile = "fees.csv"\n'
    assert amounts(whole, tmp_path, text, "E0601", "E0601-RR", "E0601-NU-KX") == ["900.00", "90.00", "880.00"]


def test_payers_side_by_side(whole: Reference, tmp_path: Path) -> None:
    text = charge(40, 'payer = "*"') + charge(50, 'payer = "acme"') + charge(60, 'payer = "acme health hmo"')
    hmo = {"payer_name": "ACME HEALTH HMO", "payer_id": "X", "filing_code": "HM"}
    other = {"payer_name": "OTHER PLAN", "payer_id": "Y", "filing_code": "CI"}
    assert amounts(whole, tmp_path, text, "99214", charge="100.00") == ["50.00"]
    assert amounts(whole, tmp_path, text, "99214", charge="100.00", payer=hmo) == ["60.00"]
    assert amounts(whole, tmp_path, text, "99214", charge="100.00", payer=other) == ["40.00"]


def test_groups_and_plans(whole: Reference, tmp_path: Path) -> None:
    text = charge(50) + charge(60, 'groups = ["0042"]') + charge(70, 'plans = ["choice plus"]')
    mine = {"payer_name": "ACME", "filing_code": "CI"}
    for stated, paid in (
        ({}, "50.00"), ({"group_number": "0042"}, "60.00"), ({"group_number": "42"}, "50.00"),
        ({"plan_name": "ACME CHOICE PLUS"}, "70.00"), ({"plan_name": "CHOICE"}, "50.00"),
    ):  # fmt: skip
        assert amounts(whole, tmp_path, text, "99214", charge="100.00", payer={**mine, **stated}) == [paid], stated


def test_escalators(whole: Reference, tmp_path: Path) -> None:
    """3 percent in 2025 and 2 more in 2026: 100.00, 103.00 and 105.06 of a table of 100.00."""
    (tmp_path / "fees.csv").write_text("code,amount\n99214,100.00\n")
    text = (
        '[[term]]\npay = "fee-table"\nfile = "fees.csv"\nfrom = 2024-01-01\nto = 2026-12-31\n'
        "escalators = [{ from = 2025-01-01, percent = 103 }, { from = 2026-01-01, percent = 102 }]\n"
    )
    days = (
        date(2024, 12, 31),
        date(2025, 1, 1),
        date(2025, 12, 31),
        date(2026, 1, 1),
        date(2026, 12, 31),
        date(2027, 1, 1),
    )
    found = [amounts(whole, tmp_path, text, "99214", on=day)[0] for day in days]
    assert found == ["100.00", "103.00", "103.00", "105.06", "105.06", "outside-contract"]
    text = '[[term]]\npay = "percent-of-medicare"\npercent = 130\nescalators = [{ from = 2026-01-01, percent = 110 }]\n'
    assert amounts(whole, tmp_path, text, "99214", on=date(2026, 4, 15)) == ["179.08"]  # 125.23 × 1.43


def test_lesser_of_charge_and_fee(whole: Reference, tmp_path: Path) -> None:
    (tmp_path / "fees.csv").write_text("code,amount\n99214,100.00\n")
    text = '[[term]]\npay = "fee-table"\nfile = "fees.csv"\n'
    assert amounts(whole, tmp_path, text, "99214", charge="80.00") == ["80.00"]
    assert amounts(whole, tmp_path, text + "lesser_of_charge = false\n", "99214", charge="80.00") == ["100.00"]


def test_keys_for_every_term(whole: Reference, tmp_path: Path) -> None:
    text = '[defaults]\npayer = "acme"\nfrom = 2026-01-01\n\n' + charge(50) + charge(60, 'codes = ["99214"]')
    assert amounts(whole, tmp_path, text, "99214", "99213", charge="100.00") == ["60.00", "50.00"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('payer = "acme"\n' + charge(5), r"contract.toml:1: payer stands before the first"),
        (charge(5) + charge(6, 'colour = "red"'), r"contract.toml:8: term 2: no key is called colour"),
        (charge(5, 'places = ["office"]'), r"contract.toml:4: term 1: places holds 'office'"),
        (charge(5, 'components = ["27"]'), "components holds '27'"),
        (charge(5, 'providers = ["wizard"]'), "providers holds 'wizard'"),
        (charge(5, "codes = []"), "codes is a list"),
        (charge(5, 'codes = ["79999-70000"]'), "before its first"),
        (charge(5, 'lesser_of_charge = "false"'), "without quotes"),
        (charge(5, "year = 1066"), "year is 1066"),
        (charge(5, "factor = 3"), "factor says nothing with percent-of-charge"),
        (charge(5, "escalators = [{ from = 2027-01-01 }]"), "escalators holds"),
        (
            charge(5, "from = 2027-01-01\nescalators = [{ from = 2026-01-01, percent = 103 }]"),
            "not after the first day",
        ),
        (charge(5, "to = 2026-12-31\nescalators = [{ from = 2027-01-01, percent = 103 }]"), "after the last day"),
        ('[[term]]\npay = "conversion-factor"\n', "needs factor or anesthesia_factor"),
    ],
)
def test_errors_name_the_line(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "contract.toml"
    path.write_text(text)
    with pytest.raises(ContractError, match=message):
        read_contract(path)
