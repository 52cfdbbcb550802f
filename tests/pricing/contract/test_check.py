"""`contract check` and `contract template`: what a contract means, what it leaves open, and which term pays a code."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sightline.cli import main
from sightline.pricing.contract import read_contract
from sightline.pricing.contract.answer import Question, answer
from sightline.pricing.contract.check import remarks
from sightline.pricing.contract.words import label
from sightline.reference.store import Reference

DAY = date(2026, 4, 15)


def charge(percent: int, rest: str = "") -> str:
    """A term that pays a percent of the charge."""
    return f'[[term]]\npay = "percent-of-charge"\npercent = {percent}\n{rest}\n'


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["contract", *arguments])


def found(folder: Path, text: str, *kinds: str) -> list[str]:
    """The remarks of these kinds on a contract, each with its line."""
    path = folder / "contract.toml"
    path.write_text(text)
    return [f"{r.line}: {r.text}" for r in remarks(read_contract(path), {2025, 2026}) if r.kind in kinds]


def test_the_template_loads_and_prices(whole: Reference, tmp_path: Path) -> None:
    path = tmp_path / "contract.toml"
    assert run("template", "--output", str(path)).exit_code == 0
    contract = read_contract(path)
    question = Question("99395", payer="ACME", on=DAY)
    got = answer(contract, question, whole, locality="10112-00")
    assert (got.amount, got.term and got.term.entry) == (Decimal("146.32"), 1)
    later = answer(contract, Question("47999", payer="ACME", on=DAY, charge=Decimal(300)), whole, locality="10112-00")
    assert (later.amount, later.term and later.term.entry) == (Decimal("150.00"), 7)
    assert run("check", str(path)).exit_code == 0


def test_gaps_of_days_and_codes(tmp_path: Path) -> None:
    text = charge(50, 'codes = ["10000-69999"]\nto = 2026-03-31') + charge(
        60, 'codes = ["70000-ZZZZZ"]\nfrom = 2026-05-01'
    )
    assert found(tmp_path, text, "gap") == [
        "1: no term for every payer is for from 2026-04-01 to 2026-04-30",
        "1: no term for every payer is for the codes 00000-0ZZZZ, 6999A-6ZZZZ",
    ]
    assert found(tmp_path, charge(50), "gap", "overlap", "never") == []
    silent = '[[term]]\npay = "percent-of-medicare"\npercent = 100\n'
    assert found(tmp_path, silent, "gap") == [
        "1: term 1 (line 1) says nothing of reductions: lines that Medicare would reduce have no amount"
    ]


def test_overlaps_and_what_never_pays(tmp_path: Path) -> None:
    assert found(tmp_path, charge(50) + charge(60, 'codes = ["77*"]'), "overlap", "never") == [
        "1: term 2 (line 5) goes before term 1 (line 1): its codes are narrower"
    ]
    assert found(tmp_path, charge(50) + charge(60), "overlap", "never") == [
        "5: term 2 (line 5) never pays: term 1 (line 1) is for the same, and it stands first in the file"
    ]
    apart = charge(50, "to = 2026-06-30") + charge(60, "from = 2026-07-01")
    places = charge(50, 'places = ["11"]') + charge(60, 'places = ["21"]')
    payers = charge(50, 'payer = "a"') + charge(60, 'payer = "b"')
    for text in (apart, places, payers):
        assert found(tmp_path, text, "overlap", "never") == []


def test_rows_that_never_pay_and_years_that_are_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "fees.csv").write_text("code,amount\n77012,5\n99214,6\n")
    table = '[[term]]\npay = "fee-table"\nfile = "fees.csv"\nreductions = "none"\ncodes = ["7*"]\n'
    assert found(tmp_path, table, "never") == [
        "1: term 1 (line 1) is not for 99214 (row 3) of fees.csv: these rows never pay"
    ]
    year = '[[term]]\npay = "percent-of-medicare"\npercent = 100\nreductions = "none"\nyear = 2023\n'
    [text] = found(tmp_path, year, "not loaded")
    assert "PPRRVU and GPCI of 2023" in text


def test_which_term_pays_and_why(whole: Reference, tmp_path: Path) -> None:
    text = (
        charge(50) + charge(60, 'codes = ["99*"]') + charge(70, 'codes = ["99*"]\nplaces = ["21"]')
        + charge(80, 'payer = "other"') + charge(90, 'codes = ["99*"]\nto = 2025-12-31')
    )  # fmt: skip
    path = tmp_path / "contract.toml"
    path.write_text(text)
    got = answer(read_contract(path), Question("99214", payer="ACME", on=DAY, charge=Decimal(100)), whole)
    assert got.amount == Decimal("60.00")
    assert [(label(term), why) for term, why in got.considered] == [
        ("term 2 (line 5)", "pays: before term 1 (line 1), for its codes are narrower"),
        ("term 1 (line 1)", "would be next"),
        ("term 3 (line 9)", "it is for the places 21"),
        ("term 4 (line 14)", "it is for another payer or plan"),
        ("term 5 (line 18)", "it is for to 2025-12-31"),
    ]
    none = answer(read_contract(path), Question("1003F", payer="ACME", on=date(2020, 1, 1)), whole)
    assert none.term is not None
    assert none.reason.startswith("unknown: a percent of the charge")


def test_the_command(tmp_path: Path) -> None:
    path = tmp_path / "contract.toml"
    path.write_text('title = "Acme 2026"\n' + charge(50, 'payer = "acme"'))
    said = run("check", str(path), "--code", "77012-26", "--on", "2026-04-15", "--charge", "$300")
    assert said.exit_code == 0, said.output
    for part in (
        "Acme 2026: 1 term",
        "term 1 (line 2) · acme",
        "50 % of the charge",
        "77012-26 · ACME · 2026-04-15",
        "150.00",
    ):
        assert part in said.output
    told = json.loads(run("check", str(path), "--code", "77012", "--charge", "300", "--format", "json").output)
    assert (told["answers"][0]["allowed"], told["answers"][0]["term"]) == ("150.00", 1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["--code", "7701"], "'7701' is no code"), (["--charge", "much"], "--charge is 'much'")],
)
def test_what_cannot_be_asked(tmp_path: Path, arguments: list[str], message: str) -> None:
    path = tmp_path / "contract.toml"
    path.write_text(charge(50))
    said = run("check", str(path), *arguments)
    assert said.exit_code == 2
    assert message in said.output


def test_an_error_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "contract.toml"
    path.write_text('title = "x"\n\n[[term]]\npay = "percent-of-charge"\npercent = "many"\n')
    said = run("check", str(path))
    assert said.exit_code == 2
    assert "contract.toml:5: term 1: percent is 'many'; write a number such as 125" in said.output
