"""What codes are called where they are used, labels that say nothing of a code, and which code a wrong label means."""

from __future__ import annotations

from datetime import date

import pytest

from sightline.pages.verify.find.read import parse
from sightline.pages.verify.run import verify_blocks

ON = date(2026, 4, 2)


def judged(code, label):
    """What is said of a code with a label, in a list of its own."""
    (one,) = verify_blocks(parse(f'code,description\n{code},"{label}"\n'), "test", on=ON).judged
    return one


def said(code, label):
    return " ".join(remark.text for remark in judged(code, label).remarks if remark.check == "label")


def label_verdict(code, label):
    return next((remark.verdict for remark in judged(code, label).remarks if remark.check == "label"), "agrees")


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("96127", "PHQ-9"), ("96127", "PHQ9"), ("96127", "GAD-7"), ("90658", "Flu vaccine"),
        ("90658", "Influenza vaccine"), ("J7620", "DuoNeb"), ("J7620", "Albuterol"), ("90670", "Prevnar 13"),
        ("90670", "Prevnar"), ("17003", "Cryo AK each addl"), ("90710", "ProQuad"), ("90651", "Gardasil 9"),
    ],
)  # fmt: skip
def test_what_a_code_is_called_where_it_is_used_agrees(code, label):
    assert label_verdict(code, label) == "agrees"


@pytest.mark.parametrize(
    ("code", "label", "right"),
    [
        ("90658", "Flu vaccine high dose", "90662"), ("90710", "MMR vaccine", "90707"), ("90707", "MMRV", "90710"),
        ("90670", "Pneumovax 23", "90732"), ("J7620", "Kenalog", "J3301"), ("17003", "Cryo AK 15 or more", "17004"),
        ("96127", "Chest x-ray", "71045"),
    ],
)  # fmt: skip
def test_what_another_code_is_called_is_wrong(code, label, right):
    assert label_verdict(code, label) == "wrong"
    assert said(code, label).endswith(f"is {right}")


def test_another_drug_by_a_name_that_only_our_words_in_use_have_is_wrong():
    assert label_verdict("J1885", "DuoNeb") == "wrong"


def test_a_bare_number_of_a_name_tells_codes_of_one_brand_apart():
    assert label_verdict("90670", "Prevnar 20") == "look"


@pytest.mark.parametrize(("code", "label"), [("96127", "Xyz-9"), ("J1885", "Xyzzyx"), ("99213", "Zzyzx 13")])
def test_a_label_of_words_that_nobody_knows_is_not_checked(code, label):
    assert label_verdict(code, label) == "not checked"
    assert "none of the label's words" in said(code, label)


@pytest.mark.parametrize(
    ("code", "label", "right"),
    [
        ("C50.912", "Malignant neoplasm right breast", "C50.911"),
        ("C50.412", "Breast cancer upper outer right", "C50.411"),
        ("S72.002A", "Fx neck of right femur", "S72.001A"),
        ("S72.002D", "Fx neck of right femur", "S72.001D"),
        ("S52.502A", "Fx lower end of right radius", "S52.501A"),
        ("H40.1122", "POAG right eye moderate", "H40.1112"),
        ("H40.1122", "POAG left eye severe", "H40.1123"),
        ("L89.152", "Pressure ulcer sacral stage 3", "L89.153"),
        ("S72.001D", "Fracture of right femoral neck, sequela", "S72.001S"),
        ("E11.22", "T2DM with retinopathy", "E11.319"),
        ("J45.20", "Moderate persistent asthma", "J45.40"),
        ("M25.512", "Left knee pain", "M25.562"),
    ],
)
def test_the_code_named_instead_differs_by_what_the_label_says_and_no_more(code, label, right):
    assert label_verdict(code, label) == "wrong"
    assert f"is {right}" in said(code, label)


def test_of_codes_that_fit_as_well_none_is_named():
    assert label_verdict("E11.22", "Type 2 diabetes with proliferative retinopathy") == "wrong"
    assert ";" not in said("E11.22", "Type 2 diabetes with proliferative retinopathy")
