"""Edits on the form of a claim, from the bytes of an X12 file to the finding."""

from __future__ import annotations

import pytest

import sightline
from claims.builder import BILLING, CLAIM, LINES, SUBSCRIBER, claim_file, envelope, text

FORM = ("FRM", "NDC003", "DXC023")
PRIMARY = ["SBR*P*18*******CI", "AMT*D*{paid}", "OI***Y*P**Y", "NM1*IL*1*ROE*ANN****MI*X1", "NM1*PR*2*FIRST*****PI*P1"]


def edits(tmp_path, segments):
    path = tmp_path / "claims.837"
    path.write_bytes(text(segments))
    found = sightline.check(path, select=FORM).findings.to_pylist()
    return [(row["edit"], row["line"]) for row in found]


def replaced(old, new):
    return [each.replace(old, new) for each in claim_file()]


def test_a_whole_claim_has_none(tmp_path):
    assert edits(tmp_path, claim_file()) == []


@pytest.mark.parametrize(
    ("old", "new", "edit", "line"),
    [
        ("MI*M100200", "MI*1SG4TE5MK73", "FRM001", None),
        ("SBR*P*18*", "SBR*P**", "FRM003", None),
        ("20260401*1200*CH", "20280401*1200*CH", "FRM004", 1),
        ("HC:32408", "HC:32999", "FRM005", 1),
        ("PI*00001", "PI*", "FRM006", None),
        ("DMG*D8*19500102*F", "DMG*D8**F", "FRM007", None),
        ("DMG*D8*19500102*F", "DMG*D8*19500102", "FRM007", None),
        ("N3*1 MAIN ST", "N3*PO BOX 7", "FRM008", None),
        ("627010001", "62701", "FRM009", None),
        ("SBR*P*18*", "SBR*S*18*", "FRM010", None),
        ("22:B:1*Y*A*Y*Y", "22:B:1*Y*A*Y*Y**OA", "FRM013", None),
        ("310.00*UN*1", "310.00*MJ*15", "FRM014", 2),
    ],
)
def test_one_element_is_not_as_the_guide_says(tmp_path, old, new, edit, line):
    assert (edit, line) in edits(tmp_path, replaced(old, new))


def test_the_facility_has_an_address_too(tmp_path):
    claim = [*CLAIM, "NM1*77*2*SITE*****XX*1003000126", "N3*P.O. BOX 1", "N4*TOWN*IL*62701", *LINES]
    assert edits(tmp_path, claim_file(*claim)) == [("FRM008", None), ("FRM009", None)]


def test_an_accident_with_its_date_and_a_drug_with_its_quantity(tmp_path):
    claim = [
        CLAIM[0] + "**OA",
        "DTP*439*D8*20260301",
        CLAIM[1],
        *LINES[:3],
        "LIN**N4*00409123401",
        "CTP****1*ML",
        *LINES[3:],
    ]
    assert edits(tmp_path, claim_file(*claim)) == []
    without = [each for each in claim if not each.startswith("CTP")]
    assert edits(tmp_path, claim_file(*without)) == [("NDC003", 1)]


@pytest.mark.parametrize(
    ("paid", "first", "second", "found"),
    [
        (1000, (900, 340), (100, 210), []),
        (999, (900, 340), (100, 210), [("FRM011", None)]),
        (1000, (900, 340), (100, 200), [("FRM012", 2)]),
        (1000, (900, 300), (100, 210), [("FRM012", 1)]),
    ],
)
def test_what_the_primary_payer_decided_is_in_balance(tmp_path, paid, first, second, found):
    secondary = [each.replace("SBR*P*18*******MB", "SBR*S*18***12****MB") for each in SUBSCRIBER]
    decided = [
        [f"SVD*P1*{each[0]}*HC:32408**1", f"CAS*CO*45*{each[1]}", "DTP*573*D8*20260320"] for each in (first, second)
    ]
    payer = [each.format(paid=paid) for each in PRIMARY]
    claim = [*CLAIM, *payer, *LINES[:3], *decided[0], *LINES[3:], *decided[1]]
    assert edits(tmp_path, envelope([*BILLING, *secondary, *claim])) == found


@pytest.mark.parametrize(("name", "found"), [("noc", [("FRM005", 1), ("FRM005", 2)]), ("msp", [("FRM010", None)])])
def test_the_samples(shared, name, found):
    path = shared / "cases" / "intake" / f"{name}.837"
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    rows = sightline.check(path, select="FRM").findings.to_pylist()
    assert [(row["edit"], row["line"]) for row in rows] == found
