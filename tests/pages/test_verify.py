"""Is this list right: the page of examples/ with its seventeen errors, its corrected copy, and other people's formats."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

import sightline
from sightline.cli import main
from sightline.errors import SightlineError
from sightline.pages.verify.find.read import parse
from sightline.pages.verify.meaning import compare
from sightline.pages.verify.run import verify_blocks
from sightline.reference.add import add_files

ON = date(2026, 4, 2)
EXAMPLES = Path(__file__).parent.parent.parent / "examples"
PAGE, CORRECTED = EXAMPLES / "ct-guidance-code-page.md", EXAMPLES / "ct-guidance-code-page-corrected.md"


@pytest.fixture(scope="module")
def wrong_page():
    return sightline.verify(PAGE, on=ON)


def judged(result, code, verdict="wrong"):
    """The sentences of one verdict on a code."""
    return [r.text for one in result.judged if one.mention.code == code for r in one.remarks if r.verdict == verdict]


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("32405", "deleted: valid until 2020-12-31, replaced by 32408"),
        ("32408", "a PTP edit of indicator 1 denies 77012 beside 32408"),
        ("77022", "77022 is MR guidance and monitoring of tissue ablation"),
        ("26", "listed already on line 14"),
        ("50", "does not apply to 77012"),
        ("51", "does not apply to 77012"),
        ("62", "does not apply to 77012"),
        ("AS", "assistant at surgery"),
        ("QX", "with medical direction by a physician"),
        ("QX", "for anesthesia codes 00100-01999 only"),
        ("TC", "a facility does not bill TC: its own payment covers it, OPPS N"),
        ("2085R0200X", "not a NUCC taxonomy code; Vascular & Interventional Radiology is 2085R0204X"),
        ("2086S0122X", "Plastic and Reconstructive Surgery; Diagnostic Radiology is 2085R0202X"),
        ("207K00000X", "207K00000X is Allergy & Immunology; Surgery is 208600000X"),
        ("246M00000X", "not a NUCC taxonomy code; Thoracic Surgery (Cardiothoracic Vascular Surgery) is 208G00000X"),
        ("363A00000X", "363A00000X is Physician Assistant; Anesthesiology is 207L00000X"),
        ("C7801", "the label leaves out right"),
        ("R918", "Solitary pulmonary nodule is R91.1"),
        ("D489", "D48.9 is Neoplasm of uncertain behavior, unspecified"),
        ("99070", "not paid separately: status B"),
    ],
)
def test_every_error_that_reference_data_can_decide_is_found(wrong_page, code, says):
    assert any(says in text for text in judged(wrong_page, code)), judged(wrong_page, code)


def test_what_the_label_of_an_unspecified_code_leaves_out(wrong_page):
    assert any("leaves out unspecified" in text for text in judged(wrong_page, "C3490", "look"))


def test_nothing_else_on_the_page_is_called_wrong(wrong_page):
    assert wrong_page.subject == "77012"
    assert wrong_page.count("wrong") == 19
    assert wrong_page.count("look") == 1
    assert judged(wrong_page, "C3411") == judged(wrong_page, "76942") == []


def test_the_corrected_copy_raises_no_alarm():
    result = sightline.verify(CORRECTED, on=ON)
    assert [one for one in result.judged if one.verdict not in ("agrees", "label not read")] == []
    assert result.count("agrees") == 34


def test_both_titles_and_the_source_are_shown():
    run = CliRunner().invoke(main, ["verify", str(PAGE), "--as-of", "2026-04-02"])
    assert run.exit_code == 1
    assert "the file:  Secondary malignant neoplasm of lung" in run.output
    assert "official:  Secondary malignant neoplasm of right lung" in run.output
    assert "[1] Sightline · Deleted codes" in run.output
    run = CliRunner().invoke(main, ["verify", str(CORRECTED), "--as-of", "2026-04-02", "--format", "json"])
    assert run.exit_code == 0
    assert json.loads(run.output)["counts"]["wrong"] == 0


def check(text, **given):
    return verify_blocks(parse(text), "test", on=ON, **given)


def verdicts(result):
    return {one.mention.code: one.verdict for one in result.judged}


CHARGEMASTER = """General Hospital,,,,
CDM Number,Charge Description,CPT/HCPCS,Mod,Price
3200012,CT GUIDED NEEDLE PLACEMENT,77012,,"$1,250.00"
3200013,CT GUIDANCE NEEDLE PLACEMENT,76942,,900
3200014,LUNG BX CT GUIDED,32405,,2100
3200015,MOD SED 15 MIN,99152,,100
3200016,SOMETHING,99999,,12345
3200017,CT GUIDED NEEDLE PLACEMENT PROF,77012,26,310.00
3200018,INJ KNEE,20610,50,310.00
3200019,CT GUIDED NEEDLE BOTH SIDES,77012,50,310.00
"""


def test_a_chargemaster_with_the_label_before_the_code():
    result = check(CHARGEMASTER)
    assert result.subject == ""
    found = [
        (one.mention.line, one.mention.code, one.verdict) for one in result.judged if one.mention.system == "procedure"
    ]
    assert found == [
        (3, "77012", "agrees"), (4, "76942", "wrong"), (5, "32405", "wrong"), (6, "99152", "agrees"),
        (7, "99999", "not checked"), (8, "77012", "agrees"), (9, "20610", "agrees"), (10, "77012", "agrees"),
    ]  # fmt: skip
    assert [(one.mention.line, one.verdict) for one in result.judged if one.mention.system == "modifier"] == [
        (8, "label not read"), (9, "label not read"), (10, "wrong"),
    ]  # fmt: skip


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(delimiter):
    rows = [
        ("Dx Code", "Dx Name"),
        ("R91.1", "Solitary nodule of lung"),
        ("I109", "Hypertension"),
        ("E11", "Diabetes, type 2"),
    ]
    result = check("\n".join(delimiter.join(row) for row in rows))
    assert verdicts(result) == {"R911": "agrees", "I109": "wrong", "E11": "wrong"}
    assert any("I10 is complete" in text for text in judged(result, "I109"))


SUPERBILL = """<html><body><h2>Radiology</h2><table><tr><td>Phone<td>555-20610</table>
<table><tr><th>CPT<th>Description<th>Fee<th>CPT<th>Description<th>Fee
<tr><td>77012<td>CT guidance<td>$300<td>76942<td>US guidance, needle<td>120
<tr><td>10005, 10006<td>FNA<td>$500<td>47000<td>Kidney biopsy<td>10021</table>
<table><caption>Diagnosis</caption><tr><td>R911<td>Solitary pulm nodule<td>C34.11<td>Ca RUL lung
<tr><td>C7801<td>Lung mets, L<td>J44.9<td>COPD</table><p>POS 22, place of service 97.</p></body></html>"""


def test_a_superbill_in_html_with_two_codes_a_row():
    result = check(SUPERBILL)
    assert verdicts(result) == {
        "77012": "agrees", "76942": "agrees", "10005": "agrees", "10006": "agrees", "47000": "wrong",
        "R911": "agrees", "C3411": "agrees", "C7801": "wrong", "J449": "agrees", "22": "label not read", "97": "wrong",
    }  # fmt: skip


PLAIN = """SUPERBILL                       Dr. Example

Code      Description                      Fee
77012     CT guidance needle               300.00
99151-99153   Moderate sedation            100.00

Place of service codes
11   Office
23   Inpatient hospital

Call 12345 or 20610-1234. Bill 20604 together with 76942. Do not report 10009 with 77012.
- **76942** – MRI guidance of needle
"""


def test_plain_text_lists_and_prose():
    result = check(PLAIN)
    found = {(one.mention.line, one.mention.code): one.verdict for one in result.judged}
    assert found[4, "77012"] == "agrees"
    assert {code for line, code in found if line == 5} == {"99151", "99152", "99153"}
    assert (found[8, "11"], found[9, "23"]) == ("agrees", "wrong")
    assert found[11, "76942"] == "wrong"
    assert found[11, "10009"] == "label not read"
    assert found[12, "76942"] == "wrong"
    assert not any(code == "12345" for _, code in found)


def test_an_unloaded_title_is_said():
    result = check("Code,Description\n99070,Supplies\nJ9999,Some drug\n77012,CT guidance\n")
    assert "in no loaded release; load the fee schedule to check it" in judged(result, "J9999", "not checked")


def test_the_subject_may_be_given():
    text = "| Modifier | Description |\n|---|---|\n| 50 | Bilateral |\n| 26 | Professional component |\n"
    assert verdicts(check(text, code="77012")) == {"50": "wrong", "26": "agrees"}
    assert verdicts(check(text, code="20610")) == {"50": "agrees", "26": "wrong"}


@pytest.mark.parametrize(
    ("label", "title", "says"),
    [
        ("Metastasis to right lung", "Secondary malignant neoplasm of right lung", "agrees"),
        ("Secondary malignant neoplasm of lung", "Secondary malignant neoplasm of right lung", "incomplete"),
        ("Lung mets, lt", "Secondary malignant neoplasm of right lung", "contradicts"),
        ("Knee pain R", "Pain in right knee", "agrees"),
        ("HTN", "Essential (primary) hypertension", "agrees"),
        ("COPD", "Chronic obstructive pulmonary disease, unspecified", "agrees"),
        ("Type 1 diabetes", "Type 2 diabetes mellitus without complications", "contradicts"),
        (
            "Malignat neoplasm upper lobe right bronchus",
            "Malignant neoplasm of upper lobe, right bronchus or lung",
            "agrees",
        ),
        ("Allergy and Immunology", "Allergy & Immunology", "agrees"),
        ("General Surgery", "Allergy & Immunology", "differs"),
        ("", "Anything", "agrees"),
    ],
)
def test_meaning(label, title, says):
    assert compare(label, title).says == says


@pytest.mark.parametrize(
    "content", [b"", b"nothing here", b"PK\x03\x04abc", b"%PDF-1.7", b"\x00\x01\x02\xff", b"a,b\n1,2\n"]
)
def test_what_cannot_be_verified_is_said(tmp_path, content):
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(SightlineError, match="file"):
        sightline.verify(path, on=ON)
    with pytest.raises(SightlineError, match="no such file"):
        sightline.verify(tmp_path / "absent", on=ON)


@pytest.mark.parametrize(
    "text",
    [
        "| 77012 |",
        "<table><tr><td>77012",
        "77012",
        "# 77012 <table></table>",
        "CPT 77012\n|||\n| | |\n",
        "\x00 CPT 77012",
    ],
)
def test_odd_documents_do_not_break_it(text):
    check(text)


def test_what_is_binary_is_said_to_be(tmp_path: Path) -> None:
    path = tmp_path / "prices.csv"
    path.write_bytes(b"PAR1\x15\x04\x00V5364\n77012\n")
    with pytest.raises(SightlineError, match=r"prices\.csv: the content is binary"):
        sightline.verify(path)


@pytest.mark.parametrize(
    ("label", "title"),
    [
        ("Acute sinusitis, unspecified", "Chronic sinusitis, unspecified"),
        ("Benign neoplasm of colon, unspecified", "Malignant neoplasm of colon, unspecified"),
        ("Cancer of the lower lobe, right lung", "Malignant neoplasm of upper lobe, right bronchus or lung"),
        ("CKD stage III", "Chronic kidney disease, stage 4 (severe)"),
        ("Closed fracture of the radius, sequela", "Fracture of the radius, initial encounter for closed fracture"),
        ("Major depressive disorder, single episode, mild", "Major depressive disorder, single episode, moderate"),
        ("Migraine, unspecified, intractable", "Migraine, unspecified, not intractable, without status migrainosus"),
        ("Small joint injection", "large joint injection or aspiration without ultrasound"),
    ],
)
def test_one_word_can_make_another_diagnosis(label, title):
    assert compare(label, title).says == "contradicts"


@pytest.mark.parametrize(
    ("label", "title"),
    [
        ("Acute exacerbation of COPD", "Chronic obstructive pulmonary disease with (acute) exacerbation"),
        ("Acute on chronic systolic heart failure", "Acute on chronic systolic (congestive) heart failure"),
        ("CKD stage 3a", "Chronic kidney disease, stage 3a"),
        ("Migraine, not intractable", "Migraine, unspecified, not intractable, without status migrainosus"),
        ("Second-degree burn of right palm", "Burn of second degree of right palm, initial encounter"),
    ],
)
def test_and_other_words_do_not(label, title):
    assert compare(label, title).says != "contradicts"


def test_a_code_that_is_nowhere_is_to_be_looked_at_where_the_whole_fee_schedule_is_loaded(shared, tmp_path):
    store = tmp_path / "store"
    add_files([shared / "data" / "mpfs" / "2026-04" / "PPRRVU2026_Apr_nonQPP.txt"], store)
    path = tmp_path / "list.csv"
    path.write_text("Code,Description\n77012,CT guidance of needle\n99999,Made up\n")
    assert judged(sightline.verify(path, on=ON, reference=store), "99999", "look")
    assert judged(sightline.verify(path, on=ON), "99999", "not checked")


def test_a_specialization_named_wrongly_is_named_rightly(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("Taxonomy,Specialty\n2085R0202X,Interventional Radiology\n207RG0100X,Gastroenterology\n")
    (text,) = judged(sightline.verify(path, on=ON), "2085R0202X")
    assert "Vascular & Interventional Radiology is 2085R0204X" in text
