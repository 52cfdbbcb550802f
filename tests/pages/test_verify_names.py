"""What codes are called where they are used, labels that say nothing of a code, and which code a wrong label means."""

from __future__ import annotations

from datetime import date

import pytest

from sightline.pages.verify.find.read import parse
from sightline.pages.verify.run import verify_blocks
from sightline.reference.add import add_files

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


@pytest.mark.parametrize(
    "sentence",
    [
        "Report 49405 for a visceral abscess and 49406 for a peritoneal abscess.",
        "Report 49405 for a visceral abscess, 49406 for a peritoneal abscess and 49407 for a transvaginal drain.",
        "Use CPT 49405 when the organ is drained and 49406 when the peritoneum is.",
        "Report 49405 or 49406 and the imaging that was stored.",
    ],
)
def test_codes_to_choose_from_are_not_billed_together(sentence):
    found = verify_blocks(parse(f"# Drains\n\n{sentence}\n"), "test", on=ON).judged
    assert {one.verdict for one in found} == {"label not read"}


@pytest.mark.parametrize(
    "sentence",
    [
        "Bill 49405 and 49406 together.",
        "Report 49406 for the drainage and 77012 for the guidance.",
        "Report 49405 with 49406 for a second abscess.",
    ],
)
def test_codes_billed_together_against_an_edit_are_wrong(sentence):
    found = verify_blocks(parse(f"# Drains\n\n{sentence}\n"), "test", on=ON).judged
    assert "wrong" in {one.verdict for one in found}


@pytest.mark.parametrize(("code", "label"), [("99442", "Phone visit 11-20 min"), ("G2012", "Virtual check-in")])
def test_codes_deleted_in_2025_are_wrong_whatever_their_label(code, label):
    (deleted,) = [remark for remark in judged(code, label).remarks if remark.check == "deleted"]
    assert deleted.verdict == "wrong"
    assert deleted.text.startswith("deleted: valid until 2024-12-31")


@pytest.mark.parametrize("code", ["J1030", "J2930", "J2001"])
def test_a_code_that_a_whole_fee_schedule_does_not_list_is_to_look_at(code, shared, tmp_path):
    add_files([shared / "data" / "mpfs" / "2026-04" / "PPRRVU2026_Apr_nonQPP.txt"], tmp_path)
    text = f"code,description\n{code},\nS9999,\n80050,\n0001U,\n"
    found = {one.mention.code: one for one in verify_blocks(parse(text), "test", on=ON, reference=str(tmp_path)).judged}
    assert found[code].verdict == "look"
    assert "fee schedule 2026-04" in " ".join(remark.text for remark in found[code].remarks)
    assert found["0001U"].verdict != "look"
