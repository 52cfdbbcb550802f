"""Drugs, laboratory tests and equipment by files composed in CMS's published layouts. The codes are real, the prices made up."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pricing.bills import bill
from pricing.contract.agreed import amounts
from sightline.pricing.fee import fee
from sightline.pricing.price import Options, Pricer
from sightline.reference.add import add_files
from sightline.reference.store import Reference, open_reference

#: "section 508" csv of the ASP drug pricing file: titles, then the headings.
ASP = (
    "Payment Allowance Limits for Medicare Part B Drugs\r\n,\r\n"
    '"Effective {},",\r\n'
    "HCPCS Code,Short Description,HCPCS Code Dosage,Payment Limit,Co-insurance Percentage,Notes\r\n"
)
SPRING = ASP.format("April 1, 2026 through June 30, 2026") + "J1100,w,1 MG,0.135,20%,\r\nJ3301,w,10 MG,1.987,20%,\r\n"
SUMMER = ASP.format("July 1, 2026 through September 30, 2026") + "J1100,w,1 MG,0.200,20%,\r\n"
CLFS = (
    "2026 Clinical Diagnostic Laboratory Fee Schedule,,\r\nYEAR,HCPCS,MOD,EFF_DATE,INDICATOR,RATE,SHORTDESC\r\n"
    "2026,80053,,20260101,N,10.56,w\r\n2026,80053,QW,20260101,N,9.56,w\r\n2026,80061,,20260101,L,,w\r\n"
)
DMEPOS = (
    "2026 DMEPOS,,\nHCPCS,Mod,Mod2,JURIS,CATG,Ceiling,Floor,AL (NR),AL (R),GA (NR),GA (R),Description\n"
    "E0601,RR,,D,CR,0,0,60.05,60.05,50.00,50.00,w\nE0601,RR,KE,D,CR,0,0,70.00,70.00,58.00,58.00,w\n"
    "E0601,NU,,D,CR,0,0,600.50,600.50,500.00,500.00,w\nL3908,,,D,PO,0,0,55.00,55.00,44.00,0.00,w\n"
    "K0823,RR,,D,CR,0,0,300.00,300.00,300.00,300.00,w\nA4253,NU,,D,SU,0,0,8.00,9.00,8.00,8.00,w\n"
)
BIRMINGHAM, ATLANTA = {"billing_zip": "35203"}, {"billing_zip": "30303"}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    folder = tmp_path_factory.mktemp("listed")
    texts = {"asp-april.csv": SPRING, "asp-july.csv": SUMMER, "26CLABQ2.csv": CLFS, "DMEPOS26_APR.csv": DMEPOS}
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode())
    add_files([folder / name for name in texts], folder / "store")
    return open_reference(folder / "store")


def told(reference: Reference, *lines: str, options: Options | None = None, **given: Any) -> list[str]:
    """The amount of each line; the reason where there is none."""
    given = {"claim": BIRMINGHAM, **given}
    priced = Pricer(reference, options or Options()).price(*bill(*lines, **given))
    return [
        row["reason"] if row["allowed"] is None else str(row["allowed"])
        for row in priced.amounts.select(["reason", "allowed"]).to_pylist()
    ]


@pytest.mark.parametrize(
    ("line", "given", "amount"),
    [
        ("J1100*4", {}, "0.54"),  # 0.135 × 4, rounded once
        ("J1100*4", {"on": date(2026, 7, 1)}, "0.80"),  # the next quarter has its own limit
        ("J1100*4", {"on": date(2026, 3, 31)}, "no-fee-schedule"),  # and the one before is not loaded
        ("J3301*4", {"on": date(2026, 7, 1)}, "no-fee-schedule"),  # a quarter without the code
        ("J1100-JZ*4", {}, "0.54"),
        ("J1100-JW*6", {}, "0.81"),  # what is discarded is paid too
        ("J1100*4", {"charge": "0.50"}, "0.50"),
        ("J1100*4", {"pos": "22"}, "drug-in-facility"),
        ("J1100*0", {}, "no-units"),
        ("J1100-26", {}, "listed-modifier"),
        ("J1100*4~363LF0000X", {}, "0.54"),  # no share is taken of a nurse practitioner's drugs
        ("80053", {}, "10.56"),
        ("80053-QW", {}, "9.56"),
        ("80053-91*2", {}, "21.12"),
        ("80053", {"pos": "81"}, "10.56"),
        ("80061", {}, "no-listed-price"),  # a local price, which the file does not have
        ("80053", {"on": date(2026, 1, 15)}, "no-fee-schedule"),
        ("E0601-RR", {"pos": "12"}, "60.05"),
        ("E0601-RR-KH", {"pos": "12"}, "60.05"),
        ("E0601-RR-KJ", {"pos": "12"}, "45.04"),  # 75 percent: 45.0375
        ("E0601-RR-KE", {"pos": "12"}, "70.00"),
        ("E0601-NU", {"pos": "12"}, "600.50"),
        ("E0601", {"pos": "12"}, "listed-modifier"),  # neither bought nor rented
        ("E0601-UE", {"pos": "12"}, "listed-modifier"),
        ("E0601-NU-RR", {"pos": "12"}, "listed-modifier"),
        ("E0601-RR", {"pos": "12", "claim": ATLANTA}, "50.00"),
        ("E0601-RR", {"pos": "12", "claim": {}}, "no-state"),
        ("K0823-RR-KJ", {"pos": "12"}, "rental-month"),
        ("L3908-LT", {}, "55.00"),
        ("L3908-LT", {"claim": ATLANTA}, "rural-or-not"),
        ("A4253-NU*2", {}, "rural-or-not"),
        ("A4253", {}, "listed-modifier"),
    ],
)
def test_prices_of_other_schedules(loaded: Reference, line: str, given: dict[str, Any], amount: str) -> None:
    assert told(loaded, line, **given) == [amount]


def test_who_does_not_participate_takes_no_five_percent_less(loaded: Reference) -> None:
    assert told(loaded, "J3301*100", options=Options(nonparticipating=True)) == ["198.70"]


def test_laboratory_tests_have_no_coinsurance(loaded: Reference) -> None:
    priced = Pricer(loaded, Options(sequestration=True)).price(*bill("80053*10", "J3301*100", claim=BIRMINGHAM))
    assert [(str(row["medicare_share"]), str(row["sequestration"])) for row in priced.amounts.to_pylist()] == [
        ("105.60", "2.11"),
        ("158.96", "3.18"),
    ]


def test_the_steps_name_the_file_and_its_row(loaded: Reference) -> None:
    priced = Pricer(loaded, Options()).price(*bill("J1100*4", "E0601-RR-KJ-GA", pos="12", claim=BIRMINGHAM))
    drug, rental, unmodelled = priced.steps.to_pylist()
    assert (drug["rule"], drug["detail"], str(drug["after"]), drug["source_row"]) == ("asp", "0.135 × 4", "0.54", 5)
    assert priced.releases[drug["release"]].name == "2026-04"
    assert (rental["rule"], rental["detail"]) == ("dmepos", "60.05 in AL × 0.75 from the fourth month")
    assert unmodelled["detail"] == "GA"  # RR and KJ are in the price


def test_a_drug_beside_it_does_not_bundle_a_status_t_service(loaded: Reference, starter: Reference) -> None:
    """Status T is included in what the physician fee schedule pays that day; a drug is not paid by it."""
    (alone,) = told(starter, "96523")
    assert told(loaded, "96523", "J1100") == [alone, "0.14"]


def test_the_look_up_shows_the_price(loaded: Reference) -> None:
    found = fee("J3301", on=date(2026, 4, 15), reference=loaded)
    assert (str(found.non_facility.amount), found.facility.amount) == ("1.99", None)
    assert "in one the facility is paid for it" in found.note


def test_contracts(loaded: Reference, tmp_path: Path) -> None:
    """A percent of Medicare's price, rounded once; a factor per RVU says nothing of it."""
    percent = '[[term]]\npay = "percent-of-medicare"\npercent = 120\n'
    claim = {"payer_name": "ACME HEALTH PPO", "payer_id": "ACME1", "filing_code": "CI", **BIRMINGHAM}
    lines = (["J1100*4"], ["80053*3"], ["E0601-RR"], ["L9999"])
    assert amounts(loaded, tmp_path, percent, *lines, payer=claim) == ["0.65", "38.02", "72.06", "no-fee-schedule"]
    factor = '[[term]]\npay = "conversion-factor"\nfactor = 50\n'
    assert amounts(loaded, tmp_path, factor, "80053") == ["no-fee-schedule"]
