"""The report against the claim: each of the DOC findings, with its opposite."""

from __future__ import annotations

from pathlib import Path

import pytest

from sightline.reports.compare import edits

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "examples" / "ct-guided-lung-biopsy-report.txt"

LIVER = """Date of service: 03/04/2026
INDICATION: Segment 6 liver mass.
TECHNIQUE: Informed consent was obtained. Moderate sedation from 10:00 to 10:25, monitored by the nurse. Under CT guidance a
17-gauge needle was advanced into the segment 6 liver mass. CT confirmed the needle tip within the mass. Three core specimens
were placed in formalin. Images were archived to PACS.
FINDINGS: Post-procedure CT shows no hemorrhage.
COMPLICATIONS: None.
IMPRESSION: CT-guided core biopsy of a segment 6 liver mass.
Electronically signed by Robin Reader, MD, NPI 1245319599
"""
KIDNEY = LIVER.replace("segment 6 liver mass", "left renal mass").replace("Segment 6 liver mass", "Left renal mass")
LUNG = LIVER.replace("segment 6 liver mass", "right upper lobe nodule").replace(
    "Segment 6 liver mass", "Solitary pulmonary nodule of the right upper lobe"
)
FNA = LIVER.replace(
    "Three core specimens\nwere placed in formalin.",
    "Two fine needle aspiration\npasses were made and smeared on slides for cytology. Two nodules were sampled.",
)


@pytest.fixture
def found(reader, tmp_path, monkeypatch):
    """The findings on a text against lines of a claim: rows of code, modifiers and whatever differs."""
    from sightline.reports import run
    from sightline.reports.run import report

    monkeypatch.setattr(run, "Reader", lambda: reader)  # loading one takes longer than a report

    def found(text, *lines, **claim):
        fields = {"claim_id": "A1", "date_from": "2026-03-04", "place_of_service": "22", "diagnosis_1": "R16.0", "pointer_1": "1",
                  "units": "1", "rendering_npi": "1245319599", "modifier_1": "", "charge": "100.00", **claim}  # fmt: skip
        rows = [{**fields, **line} for line in lines]
        path = tmp_path / "claim.csv"
        names = list(dict.fromkeys(name for row in rows for name in row))
        path.write_text("\n".join([",".join(names), *(",".join(row.get(n, "") for n in names) for row in rows)]) + "\n")
        (result,) = report(text, claim=path).findings
        return {
            (row["edit"], row["line"], row["status"]) for row in result.findings.to_pylist() if row["edit"] != "DOC002"
        }

    return found


def ids(findings):
    return {edit for edit, _, _ in findings}


CLEAN = ({"code": "47000"}, {"code": "77012", "modifier_1": "26"}, {"code": "99152"}, {"code": "99153"})


def test_a_claim_that_the_report_supports(found):
    assert found(LIVER, *CLEAN) == set()


def test_what_payment_hangs_on_is_missing(found):
    text = LIVER.replace(" Images were archived to PACS.", "")
    assert ("DOC001", 2, "fail") in found(text, *CLEAN)
    unclear = LIVER.replace("Images were archived to PACS.", "Images were possibly archived to PACS.")
    assert ("DOC001", 2, "review") in found(unclear, *CLEAN)


def test_the_room_matters_to_the_technical_component_outside_a_facility(found):
    line = {"code": "77012"}
    assert ("DOC001", 2, "fail") in found(LIVER, {"code": "47000"}, line, place_of_service="11")
    assert "DOC001" not in ids(found(LIVER, {"code": "47000"}, line, place_of_service="22"))


def test_a_code_that_the_claim_lacks(found):
    assert ("DOC003", None, "review") in found(LIVER, {"code": "47000"})
    assert ("DOC003", None, "review") in found(LIVER, *CLEAN[1:])


def test_a_code_that_the_report_does_not_describe(found):
    assert ("DOC004", 1, "fail") in found(LIVER, {"code": "50200"}, *CLEAN[1:])


def test_the_wrong_side(found):
    lines = ({"code": "50200", "modifier_1": "RT"}, {"code": "77012", "modifier_1": "26"})
    assert ("DOC005", 1, "fail") in found(KIDNEY, *lines)
    assert "DOC005" not in ids(found(KIDNEY, {"code": "50200", "modifier_1": "LT"}))
    assert ("DOC005", None, "fail") in found(KIDNEY, {"code": "50200"}, diagnosis_1="C64.1")
    assert "DOC005" not in ids(found(KIDNEY, {"code": "50200"}, diagnosis_1="C64.2"))


def test_guidance_that_the_procedure_includes(found):
    assert ("DOC006", 2, "fail") in found(LUNG, {"code": "32408"}, {"code": "77012", "modifier_1": "26"})
    assert "DOC006" not in ids(found(LIVER, *CLEAN))


def test_more_lesions_than_were_sampled(found):
    assert ("DOC007", 1, "fail") in found(FNA, {"code": "10009"}, {"code": "10010", "units": "2"})
    assert "DOC007" not in ids(found(FNA, {"code": "10009"}, {"code": "10010"}))


def test_another_date(found):
    assert {("DOC008", 1, "fail"), ("DOC008", 2, "fail")} <= found(LIVER, *CLEAN, date_from="2026-03-05")


def test_core_and_aspirate_of_one_lesion(found):
    assert ("DOC009", 2, "review") in found(LIVER, {"code": "47000"}, {"code": "10009"})


def test_a_deleted_code_ordered(found, reader):
    from sightline.reports.run import report

    text = f"Order: 32405 lung biopsy\n{LUNG}"
    assert ("DOC010", None, "review") in found(text, {"code": "32408"})
    (alone,) = report(text).findings
    assert alone.findings["edit"].to_pylist() == ["DOC010"]
    assert not report(LUNG).findings[0].findings.num_rows


def test_another_signer(found):
    assert ("DOC011", 1, "review") in found(LIVER, {"code": "47000"}, rendering_npi="1902809205")


def test_another_modality(found):
    assert ("DOC012", 2, "fail") in found(LIVER, {"code": "47000"}, {"code": "76942", "modifier_1": "26"})


def test_a_solitary_nodule_coded_as_something_else(found):
    assert ("DOC013", None, "review") in found(LUNG, {"code": "32408"}, diagnosis_1="R91.8")
    assert "DOC013" not in ids(found(LUNG, {"code": "32408"}, diagnosis_1="R91.1"))


def test_more_sedation_than_minutes(found):
    assert ("DOC014", 3, "fail") in found(LIVER, *CLEAN[:3], {"code": "99153", "units": "2"})


def test_every_finding_has_a_page_and_a_citation():
    assert [edit.id for edit in edits()] == [f"DOC{n:03}" for n in range(1, 17)]
    assert all(edit.citation and "## What it checks" in edit.page for edit in edits())


def test_the_example_belongs_to_its_claim(reader):
    from sightline.reports.run import report

    result = report(EXAMPLE, claim=ROOT / "examples" / "ct-guided-lung-biopsy.837")
    assert result.matched[0].reason == "held against claim LB-1001"
    assert "DOC006" in result.findings[0].findings["edit"].to_pylist()


def test_a_report_of_nobody_in_the_claims_is_not_compared(reader):
    from sightline.reports.run import report

    result = report(f"Patient: SOMEBODY ELSE\n{LIVER}", claim=ROOT / "examples" / "ct-guided-lung-biopsy.837")
    assert result.matched[0].claim_key is None
    assert not result.findings[0].findings.num_rows


def test_a_code_that_the_report_names_and_does_not_describe(found):
    assert ("DOC015", None, "review") in found(f"PROCEDURE: 50200\n{LIVER}", *CLEAN)
    assert "DOC015" not in ids(found(f"PROCEDURE: 47000\n{LIVER}", *CLEAN))


def test_what_is_not_judged_is_said(found):
    assert ("DOC016", 5, "info") in found(LIVER, *CLEAN, {"code": "64450", "modifier_1": "RT"})
    assert found("S: feels well. O: lungs clear.\n", {"code": "77012"}) == {("DOC016", 1, "review")}
    assert ("DOC016", 1, "review") in found("PROCEDURE: Left nephrostomy\nA tube was placed.\n", {"code": "77012"})


def test_both_sides_billed_and_one_done(found):
    line = {"code": "50200", "modifier_1": "50"}
    assert ("DOC005", 1, "fail") in found(KIDNEY, line)
    assert "DOC005" not in ids(
        found(KIDNEY.replace("left renal", "bilateral renal").replace("Left renal", "Bilateral renal"), line)
    )


KNEE = """Date of service: 03/04/2026
PROCEDURE: Right knee injection
Under ultrasound guidance a needle was advanced into the suprapatellar recess and triamcinolone was injected. Image saved.
Electronically signed by Robin Reader, MD
"""
PROSTATE = """PROCEDURE: Prostate biopsy
Under transrectal ultrasound guidance twelve cores were taken with an 18 gauge needle. Images were stored.
Electronically signed by Robin Reader, MD
"""


def test_a_code_of_another_family_may_have_a_report_of_its_own(found):
    assert ("DOC004", 5, "review") in found(LIVER, *CLEAN, {"code": "20611", "modifier_1": "RT"})
    assert ("DOC004", 1, "fail") in found(KNEE, {"code": "20610", "modifier_1": "RT"})
    assert "DOC004" not in ids(found(KNEE, {"code": "20611", "modifier_1": "RT"}))


def test_a_family_that_is_named_and_not_understood_is_not_judged(found):
    said = found("PROCEDURE: Left nephrostomy\nA tube was placed.\n", {"code": "50432", "modifier_1": "LT"})
    assert ("DOC016", 1, "review") in said
    assert "DOC004" not in ids(said)


def test_a_report_without_a_date_takes_that_of_its_claim(found):
    before, after = "2025-11-03", "2026-03-04"
    assert "DOC004" not in ids(found(PROSTATE, {"code": "55700"}, date_from=before))
    assert ("DOC004", 1, "fail") in found(PROSTATE, {"code": "55707"}, date_from=before)
    assert ("DOC004", 1, "fail") in found(PROSTATE, {"code": "55700"}, date_from=after)
    assert "DOC004" not in ids(found(PROSTATE, {"code": "55707"}, date_from=after))


PUNCTURE = """LUMBAR PUNCTURE
Date of service: 03/04/2026
L3-4 interspace by palpation of landmarks, 20 G spinal needle. Opening pressure 18 cm. 12 mL CSF. No imaging was used.
Electronically signed by Robin Reader, MD, NPI 1245319599
"""


def test_one_kind_of_work_under_another_code_is_one_finding(found):
    said = ids(found(PUNCTURE, {"code": "62328"}))
    assert "DOC004" in said
    assert "DOC003" not in said
    assert "DOC003" in ids(found(PUNCTURE, {"code": "99213"}))


THYROID = """US-GUIDED FNA THYROID
Date: 03/04/2026
Nodule 1 right mid 2.1 cm: 4 passes with 25 g needle. {guidance} Specimens to cytology.
Electronically signed by Robin Reader, MD, NPI 1245319599
"""


def test_guidance_of_all_passes_may_stand_in_the_next_sentence(found):
    all_guided = "All under direct ultrasound visualization with images recorded."
    assert "DOC001" not in ids(found(THYROID.format(guidance=all_guided), {"code": "10005"}))
    assert "DOC001" in ids(found(THYROID.format(guidance="Images recorded."), {"code": "10005"}))


def test_imaging_that_marked_the_skin_only_supports_no_code_of_imaging_for_certain(reader):
    from sightline.reports.run import report

    text = """Procedure: Ultrasound guided left thoracentesis.
Date: 03/04/2026
Using US, a skin site was marked. {placed} 800 cc removed. Images stored. Electronically signed Robin Reader, MD
"""

    def certainty(placed):
        (read,) = report(text.format(placed=placed)).reports
        return {one.code: one.certainty for one in read.suggested}

    assert certainty("The catheter was placed without imaging;") == {"32555": "medium"}
    assert certainty("The catheter was placed under ultrasound guidance;") == {"32555": "high"}
