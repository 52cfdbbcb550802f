"""A payer's own conversion factors: per RVU, and per unit of anesthesia."""

from __future__ import annotations

from pathlib import Path

from pricing.bills import AUTUMN
from pricing.contract.agreed import amounts, priced
from sightline.reference.store import Reference

OWN = '[[term]]\npay = "conversion-factor"\nfactor = 50\n{0}\n'


def test_rvus_at_the_payers_own_factor(whole: Reference, tmp_path: Path) -> None:
    """99214 in Alabama 2026: (1.92 × 1.000 + 2.02 × 0.875 + 0.13 × 0.566) × 50 = 188.05; with GPCI 1.0 4.07 × 50 = 203.50."""
    run = priced(whole, tmp_path, OWN.format(""), "99214")
    [step] = run.steps.to_pylist()
    assert (step["rule"], step["detail"].endswith(") × 50.0000")) == ("conversion-factor", True)
    [row] = run.explained.to_pylist()
    parts = (
        row["work_rvu"] * row["work_gpci"] + row["nonfacility_pe_rvu"] * row["pe_gpci"] + row["mp_rvu"] * row["mp_gpci"]
    ) * 50
    assert amounts(whole, tmp_path, OWN.format(""), "99214") == [str(round(parts, 2))]
    whole_rvus = row["work_rvu"] + row["nonfacility_pe_rvu"] + row["mp_rvu"]
    assert amounts(whole, tmp_path, OWN.format('locality = "national"'), "99214") == [str(round(whole_rvus * 50, 2))]


def test_the_factor_and_the_reductions(whole: Reference, tmp_path: Path) -> None:
    text = OWN.format('reductions = "medicare"\nlocality = "national"')
    technical, professional = amounts(whole, tmp_path, text, "72141-TC", "72141-26")
    whole_one = amounts(whole, tmp_path, text, ["72141-TC", "72141-26", "70551-TC", "70551-26"])
    assert float(technical) + float(professional) > sum(map(float, whole_one[:2]))
    assert amounts(whole, tmp_path, OWN.format(""), ["70551", "72141"])[1] == "contract-silent"


def test_two_factors_in_one_contract(whole: Reference, tmp_path: Path) -> None:
    """The RVUs of one code are worked out once for each factor: surgery at 60, everything else at 50."""
    text = OWN.format('locality = "national"') + (
        '[[term]]\npay = "conversion-factor"\nfactor = 60\nlocality = "national"\ncodes = ["10000-69999"]\n'
    )
    wide = OWN.format('locality = "national"')
    same, other = amounts(whole, tmp_path, text, "99214", "20610")
    assert [same] == amounts(whole, tmp_path, wide, "99214")
    assert [other] != amounts(whole, tmp_path, wide, "20610")


def test_anesthesia_by_its_own_unit(whole: Reference, tmp_path: Path) -> None:
    """Supervision is three base units: 3 × 75 = 225; another service has no factor under such a term."""
    text = '[[term]]\npay = "conversion-factor"\nanesthesia_factor = 75\n'
    assert amounts(whole, tmp_path, text, "00790-AD@60", pos="21", on=AUTUMN) == ["225.00"]
    assert amounts(whole, tmp_path, text, "99214") == ["no-own-factor"]
    with_rest = text + '[[term]]\npay = "percent-of-charge"\npercent = 50\n'
    assert amounts(whole, tmp_path, with_rest, "99214", charge="200.00") == ["100.00"]
    beside = '[[term]]\npay = "percent-of-medicare"\npercent = 150\nanesthesia_factor = 60.5\n'
    assert amounts(whole, tmp_path, beside, "00790-AD@60", pos="21", on=AUTUMN) == [
        "181.50"
    ]  # 3 × 60.50: it is the payer's own


def test_a_year_that_is_not_loaded_says_which_files(whole: Reference, tmp_path: Path) -> None:
    text = '[[term]]\npay = "percent-of-medicare"\npercent = 130\nyear = 2023\nlocality = "10112-00"\n'
    [step] = priced(whole, tmp_path, text, "99214").steps.to_pylist()
    assert (step["rule"], step["detail"]) == ("no-contract-year", "PPRRVU and GPCI of 2023")
    assert "sightline reference add" in step["says"]
