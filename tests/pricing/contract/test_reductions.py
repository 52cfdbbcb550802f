"""Medicare's reductions under contracts: a fee table with them, without them, and one that says nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from pricing.bills import bills
from sightline.pricing.price import Options, Pricer
from sightline.reference.store import Reference

FEES = """code,modifier,amount
70551,26,110.00
70551,TC,510.00
70551,,620.00
72141,26,90.00
72141,,500.00
70450,,200.00
93306,26,60.00
93306,TC,160.00
93306,,220.00
78452,26,80.00
78452,TC,440.00
78452,,520.00
92235,,140.00
92235,TC,90.00
92250,26,25.00
92250,TC,55.00
92250,,80.00
97110,,40.00
97140,,36.00
45378,,250.00
45380,,280.00
45385,,370.00
45390,,420.00
43239,,200.00
22554,,1000.00
29870,,300.00
11042,,100.00
"""


def paid(
    whole: Reference, tmp_path: Path, reductions: str, *claims: list[str], pay: str = "fee-table"
) -> list[list[str]]:
    """The amounts of each claim under a fee table (or a percent of Medicare); the reason where there is none."""
    (tmp_path / "fees.csv").write_text(FEES)
    stated = f'reductions = "{reductions}"\n' if reductions else ""
    how = 'file = "fees.csv"' if pay == "fee-table" else "percent = 130"
    path = tmp_path / "contract.toml"
    path.write_text(f'[[term]]\npay = "{pay}"\n{how}\n{stated}')
    heads, lines = bills(list(claims), claim={"payer_name": "ACME", "filing_code": "CI"})
    table = Pricer(whole, Options(contract=path, locality="10112-00")).price(heads, lines).table.to_pylist()
    found: list[list[str]] = [[] for _ in claims]
    for row in table:
        found[row["claim_key"] - 1].append(row["reason"] if row["allowed"] is None else str(row["allowed"]))
    return found


@pytest.mark.parametrize(
    ("lines", "amounts"),
    [
        (["70551", "72141"], ["620.00", "290.50"]),  # 410 is left for the technical part: 205, and 90 × 0.95
        (["72141", "70551-TC"], ["295.00", "510.00"]),  # 510 ranks first: 90 and half of 410
        (["78452", "93306"], ["520.00", "180.00"]),  # 60 + 160 × 0.75
        (["92235", "92250"], ["140.00", "69.00"]),  # 25 + 55 × 0.80
        (["45385", "45380"], ["370.00", "30.00"]),  # less the base, 250
        (["45378", "45385"], ["0.00", "370.00"]),  # the base is in the other
        (["45390", "45385", "43239"], ["420.00", "120.00", "100.00"]),  # the family of 540 ranks before 43239
        (["22554-80"], ["160.00"]),
        (["29870-50"], ["450.00"]),
    ],
)
def test_a_fee_table_with_reductions(whole: Reference, tmp_path: Path, lines: list[str], amounts: list[str]) -> None:
    assert paid(whole, tmp_path, "medicare", lines) == [amounts]


def test_therapy_in_a_fee_table_loses_the_share_of_half_the_practice_expense(whole: Reference, tmp_path: Path) -> None:
    """Medicare 2026 in Alabama pays 27.20 for 97110 and 21.21 after the first unit: 40.00 × 21.21 ÷ 27.20 = 31.19."""
    assert paid(whole, tmp_path, "medicare", ["97110*2"]) == [["71.19"]]
    assert paid(whole, tmp_path, "", ["97110*2"]) == [["contract-silent"]]
    assert paid(whole, tmp_path, "none", ["97110*2"]) == [["80.00"]]


def test_a_global_service_without_its_parts_cannot_be_split(whole: Reference, tmp_path: Path) -> None:
    assert paid(whole, tmp_path, "medicare", ["70551", "70450"]) == [["620.00", "global-without-parts"]]


def test_a_table_that_says_nothing_of_reductions_shows_no_full_price(whole: Reference, tmp_path: Path) -> None:
    silent = paid(
        whole, tmp_path, "", ["70551", "72141"], ["78452", "93306"], ["92235", "92250"], ["45385", "45380"], ["22554-80"],
        ["29870-50"], ["45385"],
    )  # fmt: skip
    no = "contract-silent"
    assert silent == [["620.00", no], ["520.00", no], ["140.00", no], ["370.00", no], [no], [no], ["370.00"]]


def test_no_reductions_leaves_assistants_and_both_sides(whole: Reference, tmp_path: Path) -> None:
    """Who assists is not the surgeon, and both sides are more than one: these are no reductions."""
    of_table = paid(whole, tmp_path, "none", ["22554-80"], ["22554-AS"], ["22554-62"], ["29870-50"], ["45385", "45380"])
    assert of_table == [["160.00"], ["136.00"], ["625.00"], ["450.00"], ["370.00", "280.00"]]
    with_cuts = paid(whole, tmp_path, "medicare", ["22554-80"], ["20610-50"], pay="percent-of-medicare")
    without = paid(whole, tmp_path, "none", ["22554-80"], ["20610-50"], pay="percent-of-medicare")
    assert with_cuts == without
    assert with_cuts[1] == ["121.05"]


def test_a_percent_of_the_charge_takes_nothing_off(whole: Reference, tmp_path: Path) -> None:
    path = tmp_path / "contract.toml"
    path.write_text('[[term]]\npay = "percent-of-charge"\npercent = 60\n')
    claims, lines = bills([["29870-50", "22554-80"]], charge="1000", claim={"payer_name": "ACME", "filing_code": "CI"})
    priced = Pricer(whole, Options(contract=path)).price(claims, lines)
    assert [str(amount) for amount in priced.amounts["allowed"].to_pylist()] == ["600.00", "600.00"]
    assert set(priced.steps["rule"].to_pylist()) == {"percent-of-charge"}
