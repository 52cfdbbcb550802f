"""Labels that running text gives to codes, tables that stand directly under others, and what a page is about."""

from __future__ import annotations

from datetime import date

import pytest

import sightline
from sightline.pages.verify.find.read import parse
from sightline.pages.verify.run import verify_blocks

ON = date(2026, 4, 2)


def check(text, **given):
    return verify_blocks(parse(text), "test", on=ON, **given)


def verdict_of(text, code, **given):
    """The verdict on a code and its label as it was read."""
    found = [one for one in check(text, **given).judged if one.mention.code == code]
    assert found, f"{code} not found"
    return found[0].verdict, found[0].mention.label


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("Report CPT 77012 (MR guidance of a needle) with 47000.", "77012"),
        ("CPT code 77012 describes sonographic guidance.", "77012"),
        ("77012 is fluoroscopic guidance for needle placement.", "77012"),
        ("CPT 77012: ultrasound guidance of needle placement", "77012"),
        ("CPT 77012 denotes magnetic resonance guidance, when a needle is placed.", "77012"),
        ("Code 76942, CT guidance of a needle, is reported once.", "76942"),
        ("Bill CT guidance (76942) with the biopsy.", "76942"),
        ("Ultrasound guidance for needle placement is reported with 77012.", "77012"),
        ("HCPCS/CPT 47000 represents a needle biopsy of the kidney.", "47000"),
        ("The diagnosis is R91.1 (multiple pulmonary nodules).", "R911"),
        ("C78.01 means a secondary malignant neoplasm of the left lung.", "C7801"),
        ("For the right side use secondary malignant neoplasm of right lung (C78.02).", "C7802"),
        ("Append modifier 26 (technical component) to 77012 in the hospital.", "26"),
        ("Modifier TC is the professional component.", "TC"),
        ("Modifier 50 means multiple procedures.", "50"),
        ("Bill with POS 11 (inpatient hospital).", "11"),
    ],
)
def test_a_wrong_label_in_a_sentence_is_found(sentence, code):
    assert verdict_of(f"# A page\n\n{sentence}\n", code)[0] == "wrong"


@pytest.mark.parametrize(
    ("sentence", "code", "label"),
    [
        ("CPT 77012 (CT guidance for needle placement) is reported once.", "77012", "CT guidance for needle placement"),
        (
            "77012 describes computed tomography guidance of needle placement.",
            "77012",
            "computed tomography guidance of",
        ),
        ("Use CT-guided needle placement (77012).", "77012", "CT-guided needle placement"),
        ("R91.1 (solitary pulmonary nodule) needs a follow-up.", "R911", "solitary pulmonary nodule"),
        ("Modifier 26 (professional component) goes with it.", "26", "professional component"),
        ("Append modifier TC for the technical component of 77012.", "TC", ""),
    ],
)
def test_a_right_label_in_a_sentence_agrees(sentence, code, label):
    found, read = verdict_of(f"# A page\n\n{sentence}\n", code)
    assert read.startswith(label)
    assert found == ("agrees" if label else "label not read")


@pytest.mark.parametrize(
    "sentence",
    [
        "CPT 77012 is reported once for each encounter.",
        "CPT 77012 is not reported with 32408.",
        "77012 is billed by the radiologist (see the manual).",
        "Unlike CPT 77012, ultrasound is included.",
        "CPT 77012 is a code that payers review.",
        "CPT 77012 is bundled into biopsy codes that include ultrasound guidance.",
        "Report CPT 77012 with modifier 26.",
        "CPT 77012 is payable with ultrasound codes.",
        "The page is about CPT 77012.",
        "CPT 77012 (76360 until 2006) is older.",
        "CPT 77012 is never ultrasound guidance.",
    ],
)
def test_what_is_no_label_is_said_to_be_unread(sentence):
    assert verdict_of(f"# A page\n\n{sentence}\n", "77012")[0] == "label not read"


def test_agrees_is_said_of_labels_that_were_read_only():
    text = "Code,Modifier\n77012,26\n47000,\n"
    result = check(text)
    assert [one.verdict for one in result.judged] == ["label not read"] * 3
    assert {r.text for one in result.judged for r in one.remarks} == {"the file has no label of it that could be read"}


STACKED = """| Modifier | Description |
|---|---|
26 | Professional component |
TC | Technical component |
| Taxonomy Code | Specialty | Notes |
|---|---|---|
| 2085R0200X | Interventional Radiology | frequent |
| 207K00000X | General Surgery | some |
| ICD-10 Code | Description | Relevance |
|:--|:-:|--:|
C78.01 | Secondary malignant neoplasm of right lung | metastasis |
"""


def test_a_table_directly_under_another_is_a_table():
    found = {one.mention.code: (one.verdict, one.mention.line) for one in check(STACKED).judged}
    assert found == {
        "26": ("agrees", 3), "TC": ("agrees", 4), "2085R0200X": ("wrong", 7), "207K00000X": ("wrong", 8),
        "C7801": ("agrees", 11),
    }  # fmt: skip


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tables_under_each_other_in_a_delimited_file(delimiter):
    rows = [
        ("CPT Code", "Description"), ("77012", "CT guidance of needle"), ("47000", "Liver biopsy"),
        ("Taxonomy Code", "Specialty"), ("207K00000X", "General Surgery"), ("208600000X", "General Surgery"),
    ]  # fmt: skip
    result = check("\n".join(delimiter.join(row) for row in rows))
    assert [(one.mention.code, one.verdict) for one in result.judged] == [
        ("77012", "agrees"), ("47000", "agrees"), ("207K00000X", "wrong"), ("208600000X", "agrees"),
    ]  # fmt: skip


MODIFIERS = "\n\n| Modifier | Description |\n|---|---|\n| 50 | Bilateral procedure |\n| 26 | Professional component |\n"


@pytest.mark.parametrize(
    "beginning",
    [
        "# CPT 77012: CT guidance",
        "Summary\nCPT 77012: CT guidance of needle placement",
        "**CPT 77012** CT guidance",
        "77012 - CT guidance of needle placement",
        "Billing code 77012",
        "CPT code 77012 denotes CT guidance of a needle. Report 77012 once.",
        "Overview\n# CPT 77012 and its modifiers",
    ],
)
def test_the_subject_is_found_without_marks_of_a_heading(beginning):
    result = check(beginning + MODIFIERS)
    assert result.subject == "77012"
    assert {one.mention.code: one.verdict for one in result.judged if one.mention.table} == {
        "50": "wrong",
        "26": "agrees",
    }


@pytest.mark.parametrize(
    "beginning",
    [
        "77012 CT guidance of needle placement\n76942 Ultrasound guidance of needle placement",
        "Guidance codes\nReport 20604 together with 76942, or 20605 with 77012.",
        "CPT 77012 and 76942 compared",
        "CPT 77012 describes CT guidance. CPT 76942 describes ultrasound guidance.",
    ],
)
def test_a_list_of_codes_has_no_subject(beginning):
    assert check(beginning + MODIFIERS).subject == ""


def test_the_page_that_the_project_came_from(shared):
    result = sightline.verify(shared / "cases" / "records" / "seed-page.txt", on=ON)
    wrong = [one.mention.code for one in result.judged if one.verdict == "wrong"]
    assert wrong == [
        "50", "51", "62", "TC", "26", "QX", "AS", "2085R0200X", "2086S0122X", "207K00000X", "246M00000X", "363A00000X",
        "C7801", "32405", "32408", "77022", "99070",
    ]  # fmt: skip
