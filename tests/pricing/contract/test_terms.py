"""Contracts: which term pays a line, what it pays, and what it does not say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pricing.bills import bill
from pricing.contract.agreed import amounts
from sightline.payers.profile import PayerError
from sightline.pricing.contract import ContractError, read_contract
from sightline.pricing.price import Options, Pricer

EXAMPLE = Path(__file__).parents[3] / "examples" / "contract.toml"
AETNA = {"payer_name": "AETNA", "filing_code": "CI"}


def run(starter, contract, *lines, payer=None, **how):
    claims, service_lines = bill(*lines, claim=payer or AETNA, **how)
    priced = Pricer(starter, Options(contract=contract)).price(claims, service_lines)
    return [
        (None if r["allowed"] is None else str(r["allowed"]), r["answer"], r["reason"])
        for r in priced.table.to_pylist()
    ]


def write(tmp_path, text):
    path = tmp_path / "contract.toml"
    path.write_text(text)
    return path


def test_the_example(starter):
    assert run(starter, EXAMPLE, "49180", "77012-26", "77012") == [
        ("197.86", "priced", ""),  # 158.29 at 15202-00 in 2025 × 1.25
        ("90.00", "priced", ""),  # the carve-out's fee table
        ("165.00", "priced", ""),
    ]
    assert run(starter, EXAMPLE, "77021") == [(None, "outside-contract", "not-in-fee-table")]
    cigna = {"payer_name": "CIGNA HEALTHCARE", "filing_code": "CI"}
    assert run(starter, EXAMPLE, "77012", "49180", payer=cigna, charge="333.33") == [
        ("200.00", "priced", ""), (None, "outside-contract", "outside-contract"),
    ]  # fmt: skip


def test_dates_and_payers_outside(starter):
    assert run(starter, EXAMPLE, "49180", on=date(2025, 12, 31)) == [(None, "outside-contract", "outside-contract")]
    assert run(starter, EXAMPLE, "49180", payer={"payer_name": "OTHER"}) == [
        (None, "outside-contract", "outside-contract")
    ]


def test_reductions_that_a_contract_leaves_open(starter, tmp_path):
    silent = write(tmp_path, '[[term]]\npay = "percent-of-medicare"\npercent = 100\n')
    assert run(starter, silent, "49180") == [("170.34", "priced", "")]
    assert run(starter, silent, "49180", "47000") == [
        (None, "unknown", "contract-silent"), ("287.92", "priced", ""),
    ]  # fmt: skip
    assert run(starter, silent, "20610-50") == [(None, "unknown", "contract-silent")]
    none = write(tmp_path, '[[term]]\npay = "percent-of-medicare"\npercent = 100\nreductions = "none"\n')
    assert [a for a, _, _ in run(starter, none, "49180", "47000", "71250", "74150")] == [
        "170.34",
        "287.92",
        "132.60",
        "136.28",
    ]
    medicare = write(tmp_path, '[[term]]\npay = "percent-of-medicare"\npercent = 200\nreductions = "medicare"\n')
    assert [a for a, _, _ in run(starter, medicare, "49180", "47000")] == ["170.34", "575.84"]


def test_without_a_contract_another_payer_is_unknown(starter):
    claims, lines = bill("49180")
    priced = Pricer(starter, Options(payer="aetna")).price(claims, lines)
    assert priced.amounts["answer"].to_pylist() == ["outside-contract"]
    assert Pricer(starter, Options(payer="medicare")).price(claims, lines).amounts["answer"].to_pylist() == ["priced"]
    with pytest.raises(PayerError, match="nobody"):
        Pricer(starter, Options(payer="nobody"))


def test_a_charge_may_be_exceeded_where_agreed(starter, tmp_path):
    path = write(tmp_path, '[[term]]\npay = "percent-of-medicare"\npercent = 100\nlesser_of_charge = false\n')
    assert run(starter, path, "49180", charge="50")[0][0] == "170.34"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "at least one"),
        ("nonsense", "not TOML"),
        ('[[term]]\npay = "generously"\n', "pay is one of"),
        ('[[term]]\npay = "percent-of-charge"\n', "needs percent"),
        ('[[term]]\npay = "percent-of-charge"\npercent = -5\n', "percent is -5"),
        ('[[term]]\npay = "percent-of-charge"\npercent = "many"\n', "term 1"),
        ('[[term]]\npay = "fee-table"\n', "needs file"),
        ('[[term]]\npay = "fee-table"\nfile = "absent.csv"\n', "absent.csv"),
        ('[[term]]\npay = "percent-of-charge"\npercent = 5\ncolour = "red"\n', "colour"),
        ('[[term]]\npay = "percent-of-charge"\npercent = 5\ncodes = ["?"]\n', "codes holds"),
        ('[[term]]\npay = "percent-of-charge"\npercent = 5\nlocality = "Ohio"\n', "locality is"),
        ('[[term]]\npay = "percent-of-charge"\npercent = 5\nfrom = "soon"\n', "from and to are dates"),
        ('[[term]]\npay = "percent-of-charge"\npercent = 5\nreductions = "some"\n', "reductions is one of"),
    ],
)
def test_what_a_contract_may_not_be(tmp_path, text, message):
    with pytest.raises(ContractError, match=message):
        read_contract(write(tmp_path, text))


def test_no_contract_there(tmp_path):
    with pytest.raises(ContractError, match=r"none\.toml"):
        read_contract(tmp_path / "none.toml")


def test_fee_tables_that_cannot_be_read(tmp_path):
    text = '[[term]]\npay = "fee-table"\nfile = "fees.csv"\n'
    for table, message in (
        ("code,amount\n77012,x\n", "row 2"), ("code,modifier,amount\n77012,26,1\n77012,26,2\n", "rows 2 and 3"),
    ):  # fmt: skip
        (tmp_path / "fees.csv").write_text(table)
        with pytest.raises(ContractError, match=message):
            read_contract(write(tmp_path, text))


def test_a_percent_of_the_charge_is_paid_though_medicare_would_bundle(starter, tmp_path):
    """Medicare includes status T in what it pays the same physician that day; a percent of each charge is a percent of it."""
    charge = '[[term]]\npay = "percent-of-charge"\npercent = 50\n'
    assert amounts(starter, tmp_path, charge, ["96523", "71250-26"], charge="80.00") == ["40.00", "40.00"]
    medicare = '[[term]]\npay = "percent-of-medicare"\npercent = 100\nreductions = "medicare"\n'
    assert amounts(starter, tmp_path, medicare, ["96523", "71250-26"], charge="80.00")[0] == "0.00"
