"""A contract's own figures for multiple procedures, both sides, surgeons, modifiers and practitioners."""

from __future__ import annotations

from pathlib import Path

import pytest

from pricing.contract.agreed import amounts, priced
from sightline.pricing.contract import ContractError, read_contract
from sightline.reference.store import Reference

FEES = "code,modifier,amount\n11042,,100.00\n10060,,90.00\n11750,,80.00\n20610,,70.00\n22554,,1000.00\n99214,,150.00\n"
FEES += "45378,,250.00\n45385,,370.00\n45380,,280.00\n71250,,150.00\n74150,,140.00\n"
NP = "363LF0000X"


def table(folder: Path, scales: str, reductions: str = "") -> str:
    """A contract of one fee table with these scales."""
    (folder / "fees.csv").write_text(FEES)
    stated = f'reductions = "{reductions}"\n' if reductions else ""
    return f'[[term]]\npay = "fee-table"\nfile = "fees.csv"\n{stated}scales = {{ {scales} }}\n'


@pytest.mark.parametrize(
    ("scales", "lines", "paid"),
    [
        ("multiple = [100, 50, 25]", ["11042", "10060", "11750"], ["100.00", "45.00", "20.00"]),
        ("multiple = [100, 50, 25]", ["11750*2", "11042"], ["60.00", "100.00"]),  # 80 × 0.50 and 80 × 0.25
        ("multiple = [100, 75]", ["11042", "10060", "11750", "20610"], ["100.00", "67.50", "60.00", "52.50"]),
        ('multiple = "none"', ["11042", "10060"], ["100.00", "90.00"]),
        ("multiple = [100, 50, 25]", ["11042*7"], ["275.00"]),  # 100 + 50 + 5 × 25: no sixth procedure by report
        ("bilateral = 200", ["20610-50"], ["140.00"]),
        ("bilateral = 130", ["20610-50"], ["91.00"]),
        ("bilateral = 130", ["20610-LT", "20610-RT"], ["70.00", "21.00"]),
        ('bilateral = "none"', ["20610-50"], ["70.00"]),
        ("assistant = 20", ["22554-80"], ["200.00"]),
        ("assistant = 20, AS = 12.5", ["22554-AS"], ["125.00"]),
        ("cosurgeon = 60", ["22554-62"], ["600.00"]),
        ('"22" = 125', ["22554-22"], ["1250.00"]),
        ("52 = 50", ["22554-52"], ["500.00"]),
        ("53 = 25", ["45378-53"], ["62.50"]),
        ("non_physician = 80", [f"99214~{NP}"], ["120.00"]),
        ('non_physician = "none"', [f"99214~{NP}"], ["150.00"]),
    ],
)  # fmt: skip
def test_own_figures(whole: Reference, tmp_path: Path, scales: str, lines: list[str], paid: list[str]) -> None:
    """What the contract states is known, whatever it says of Medicare's reductions."""
    for reductions in ("", "none", "medicare"):
        assert amounts(whole, tmp_path, table(tmp_path, scales, reductions), lines) == paid, reductions


def test_what_a_scale_leaves_open_is_open(whole: Reference, tmp_path: Path) -> None:
    text = table(tmp_path, "assistant = 20")
    assert amounts(whole, tmp_path, text, ["22554-62"], ["20610-50"], [f"99214~{NP}"]) == ["contract-silent"] * 3
    own = table(tmp_path, "multiple = [100, 50]")
    assert amounts(whole, tmp_path, own, ["71250", "74150"])[1] in {"global-without-parts", "contract-silent"}


def test_as_medicare_is_as_without(whole: Reference, tmp_path: Path) -> None:
    text = table(tmp_path, 'assistant = "medicare", multiple = "medicare"', "medicare")
    assert amounts(whole, tmp_path, text, ["22554-80"], ["11042", "10060"]) == ["160.00", "100.00", "45.00"]


def test_endoscopies_keep_their_families(whole: Reference, tmp_path: Path) -> None:
    text = table(tmp_path, "multiple = [100, 30]", "medicare")
    assert amounts(whole, tmp_path, text, ["45385", "45380", "11042"]) == ["370.00", "30.00", "30.00"]


def test_modifiers_without_a_figure_have_no_amount_or_say_so(whole: Reference, tmp_path: Path) -> None:
    text = table(tmp_path, "assistant = 20", "medicare")
    assert amounts(whole, tmp_path, text, ["22554-52"], ["45378-53"]) == ["reduced-service", "discontinued-service"]
    rules = priced(whole, tmp_path, text, ["22554-22"]).steps["rule"].to_pylist()
    assert rules == ["fee-table", "modifier-not-modelled"]
    own = priced(whole, tmp_path, table(tmp_path, '"22" = 125'), ["22554-22-GA"]).steps.to_pylist()
    assert [(s["rule"], s["detail"]) for s in own][1:] == [("modifier-not-modelled", "GA")]


def test_under_a_percent_of_medicare(whole: Reference, tmp_path: Path) -> None:
    text = '[[term]]\npay = "percent-of-medicare"\npercent = 130\nreductions = "medicare"\n'
    text += "[term.scales]\n52 = 50\n22 = 120\nassistant = 20\n"
    full, reduced, more = amounts(whole, tmp_path, text, "47562", "47562-52", "47562-22", pos="21")
    assert full == "738.43"
    assert reduced == "369.21"  # 568.02 × 1.3 × 0.5, rounded once
    assert more == "886.11"


def test_minutes_are_no_units_of_a_fee_table(whole: Reference, tmp_path: Path) -> None:
    (tmp_path / "fees.csv").write_text("code,amount\n00790,75.00\n")
    text = '[[term]]\npay = "fee-table"\nfile = "fees.csv"\n'
    assert amounts(whole, tmp_path, text, "00790-QZ@60", "00790-QZ") == ["no-units", "75.00"]


@pytest.mark.parametrize(
    ("scales", "message"),
    [
        ("multiply = 3", r"contract.toml:4: term 1: scales has no multiply"),
        ("multiple = [100, 50, 50, 50, 50, 50]", "up to 5 figures"),
        ('assistant = "some"', "scales.assistant is 'some'; write a number"),
        ("assistant = -1", "scales.assistant is -1"),
        ("assistant = [20]", "write a number"),
    ],
)
def test_what_scales_may_not_be(tmp_path: Path, scales: str, message: str) -> None:
    path = tmp_path / "contract.toml"
    path.write_text(f'[[term]]\npay = "percent-of-medicare"\npercent = 100\nscales = {{ {scales} }}\n')
    with pytest.raises(ContractError, match=message):
        read_contract(path)
