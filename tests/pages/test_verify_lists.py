"""Other people's lists: boxes to tick, ranges, hospitals' charge files, codes that nobody knows; what labels must agree in."""

from __future__ import annotations

from datetime import date

import pytest

from sightline.pages.verify.amounts import amounts, disagree
from sightline.pages.verify.find.read import parse
from sightline.pages.verify.meaning import compare
from sightline.pages.verify.run import verify_blocks

ON = date(2026, 4, 2)


def check(text, **given):
    return verify_blocks(parse(text), "test", on=ON, **given)


def verdicts(text, **given):
    return {one.mention.code: one.verdict for one in check(text, **given).judged}


def says(text, code):
    """Everything that is said of a code."""
    return " ".join(r.text for one in check(text).judged if one.mention.code == code for r in one.remarks)


@pytest.mark.parametrize("box", ["[ ]", "[x]", "☐", "( )", "- [ ]", "____", "[_]", "* [X]"])
def test_boxes_to_tick_are_no_part_of_a_line(box):
    text = f"Spine\n{box} 62323 Lumbar epidural with imaging\n{box} 62321 Lumbar epidural with imaging\n"
    assert verdicts(text) == {"62323": "agrees", "62321": "wrong"}


def test_several_boxes_on_a_line():
    text = "Injections\n[ ] 20610 Large joint, no US [ ] 20611 Large joint with US [ ] 20604 Large joint with US\n"
    assert verdicts(text) == {"20610": "agrees", "20611": "agrees", "20604": "wrong"}


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("10004-10007", ["10004", "10005", "10006", "10007"]),
        ("10004 to 10006", ["10004", "10005", "10006"]),
        ("10004 through 10006", ["10004", "10005", "10006"]),
        ("10004–10006", ["10004", "10005", "10006"]),
        ("62320–23", ["62320", "62321", "62322", "62323"]),
        ("J1020-J1022", ["J1020", "J1021", "J1022"]),
        ("0071T-0073T", ["0071T", "0072T", "0073T"]),
        ("M17.0-M17.12", ["M170", "M1710", "M1711", "M1712"]),
        ("77012-26", ["77012", "26"]),
    ],
)
def test_ranges_in_full_in_tables_and_in_sentences(written, codes):
    assert [one.mention.code for one in check(f"CPT or ICD code,Use\n{written},all\n47000,Liver biopsy\n").judged][
        :-1
    ] == codes
    if "-26" not in written:
        found = [
            one.mention.code for one in check(f"# Codes\n\nThe CPT and ICD-10 codes {written} are listed.\n").judged
        ]
        assert sorted(found) == sorted(codes)


TALL = """hospital_name,last_updated_on,version,hospital_location,hospital_address
Hill Hospital,2026-01-01,3.0.0,Hill,"1 Hill St, Hill, NY 77012"
description,code|1,code|1|type,code|2,code|2|type,setting,standard_charge|gross,payer_name,plan_name
CT guidance of a needle,77012,CPT,0350,RC,outpatient,1000,Aetna,PPO
CT guidance of a needle,77012,CPT,0350,RC,outpatient,1000,Cigna,HMO
Knee replacement,27447,CPT,470,MS-DRG,inpatient,40000,Aetna,PPO
Ultrasound guidance of a needle,0402,RC,77012,CPT,outpatient,900,Aetna,PPO
Semi-private room,0120,RC,12000,CDM,inpatient,900,Aetna,PPO
"""
WIDE = """hospital_name,last_updated_on
Hill Hospital,2026-01-01
description,code|1,code|1|type,setting,standard_charge|gross,standard_charge|Aetna|PPO|negotiated_dollar
CT guidance of a needle,77012,CPT,outpatient,1000,500
MRI guidance of a needle,77022,CPT,outpatient,1200,600
Heart failure,291,MS-DRG,inpatient,1200,600
"""


def test_charge_files_of_hospitals():
    found = [(one.mention.line, one.mention.code, one.verdict) for one in check(TALL).judged]
    assert found == [
        (4, "77012", "agrees"), (5, "77012", "agrees"), (6, "27447", "not checked"), (7, "77012", "wrong"),
    ]  # fmt: skip
    assert verdicts(WIDE) == {"77012": "agrees", "77022": "wrong"}


@pytest.mark.parametrize(
    "preamble",
    [
        "Hill Hospital\n",
        "Hill Hospital;;;\nAs of;2026;;\n;;;\n",
        "Report: charges\nDate: 2026-01-01\nBy: the office\n\n",
    ],
)
def test_rows_above_a_table_are_no_part_of_it(preamble):
    text = preamble + "No;Description;CPT/HCPCS;Price\n1;CT guidance needle;77012;1\n2;CT guidance needle;76942;2\n"
    assert verdicts(text) == {"77012": "agrees", "76942": "wrong"}


def test_the_kind_of_a_code_may_stand_in_its_own_column():
    text = "Code Type,Code,Item\nCPT,77012,CT guidance\nRC,0350,CT\nNDC,00409-3795-01,Ketorolac\nICD-10,R91.1,Lung nodules\n"
    assert set(verdicts(text)) == {"77012", "R911"}
    mixed = "code,what\n77012,CT guidance\n47000,Liver biopsy\nR91.1,Solitary lung nodule\nJ1885,Ketorolac\n"
    assert {one.mention.code: one.mention.system for one in check(mixed).judged} == {
        "77012": "procedure", "47000": "procedure", "R911": "diagnosis", "J1885": "procedure",
    }  # fmt: skip


def test_a_drug_that_is_also_a_diagnosis_without_its_point():
    text = "code,what\n77012,CT guidance\nJ1100,Dexamethasone\nR91.1,Solitary lung nodule\n"
    assert [one.mention.system for one in check(text).judged] == ["procedure", "procedure", "diagnosis"]
    assert check("ICD-10,Diagnosis\nJ1100,Influenza with pneumonia\n").judged[0].mention.system == "diagnosis"


def test_codes_that_no_file_knows_are_listed_and_not_checked():
    found = verdicts("HCPCS: J3301 (triamcinolone), J7799 (a drug of ours), Q9999. CPT 99998, 99997 and 77012 too.\n")
    assert {code: found[code] for code in ("J3301", "J7799", "99998")} == dict.fromkeys(
        ("J3301", "J7799", "99998"), "not checked"
    )
    assert set(found) == {"J3301", "J7799", "Q9999", "99998", "99997", "77012"}
    assert not {"12345", "20610"} & set(verdicts("Call 12345, suite 20610, Austin, TX 20604-1234. CPT 77012."))


def test_what_stands_in_a_column_of_codes_is_listed_even_when_it_is_no_code():
    assert verdicts("Taxonomy,Specialty\n208800000Z,Urology\n208800000X,Urology\n") == {
        "208800000Z": "wrong", "208800000X": "agrees",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "label", "instead"),
    [
        ("64494", "Facet injection, cervical, second level", "64491"),
        ("20553", "Trigger point injection, 1-2 muscles", "20552"),
        ("77022", "MRI guided needle placement", "77021"),
        ("32555", "Thoracentesis without imaging", "32554"),
        ("J1885", "Promethazine", "J2550"),
        ("J1030", "Methylprednisolone acetate 80 mg", "J1040"),
        ("73562", "X-ray of the knee, 4 views", "73564"),
        ("70551", "MRI brain w/wo", "70553"),
        ("99214", "New patient, moderate", "99204"),
        ("58300", "IUD removal", "58301"),
        ("47562", "Lap chole with cholangiogram", "47563"),
        ("74177", "CT abdomen with contrast", "74160"),
        ("97161", "PT evaluation, high complexity", "97163"),
    ],
)
def test_level_count_drug_modality_and_action_must_agree(code, label, instead):
    text = f'Code,Description\n{code},"{label}"\n'
    assert verdicts(text)[code] == "wrong"
    assert instead in says(text, code)


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("49083", "Paracentesis w/ imaging"), ("62323", "LESI with fluoro"), ("20610", "Arthrocentesis, major joint, no US"),
        ("10005", "FNA US 1ST LESION"), ("77012", "CT GUIDE NDL PLCMT"), ("64483", "TFESI lumbar, single level"),
        ("76942", "Sono guidance for needle"), ("99152", "Mod sedation, age 5+, first 15 min"),
    ],
)  # fmt: skip
def test_ordinary_words_for_a_procedure_agree(code, label):
    assert verdicts(f'Code,Description\n{code},"{label}"\n') == {code: "agrees"}


@pytest.mark.parametrize(
    ("code", "label", "instead"),
    [
        ("M54.17", "Radiculopathy, cervical region", "M54.12"),
        ("M54.17", "Cervical radiculopathy", "M54.12"),
        ("C64.1", "Malignant neoplasm of left kidney", "C64.2"),
        ("M17.11", "Osteoarthritis of left knee", "M17.12"),
        ("N18.31", "CKD stage 3b", "N18.32"),
        ("I50.22", "Chronic diastolic heart failure", "I50.32"),
        ("K57.32", "Diverticulosis of large intestine without bleeding", "K57.30"),
        ("C22.1", "Hepatoma", "C22.0"),
        ("C22.9", "Secondary malignant neoplasm of liver", "C78.7"),
        ("S52.501A", "Fracture of lower end of left radius, initial, closed", "S52.502A"),
        ("N63.0", "Lump in left breast", ""),
    ],
)
def test_a_wrong_diagnosis_is_found_and_one_of_the_same_organ_named(code, label, instead):
    plain = code.replace(".", "")
    text = f'ICD-10,Description\n{code},"{label}"\n'
    assert verdicts(text)[plain] == "wrong"
    assert instead in says(text, plain)


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("C22.0", "Hepatocellular carcinoma"), ("R91.1", "Coin lesion of lung"), ("N17.9", "AKI"), ("J18.9", "Pneumonia"),
        ("E05.00", "Graves disease w/o thyroid storm"), ("M81.0", "Osteoporosis, age-related, no fracture"),
        ("S72.001A", "Fx neck of right femur, initial, closed"), ("L40.50", "Psoriatic arthritis"), ("I48.21", "Permanent AF"),
        ("C90.00", "Multiple myeloma not in remission"), ("E78.00", "High cholesterol"), ("E78.5", "High cholesterol"),
    ],
)  # fmt: skip
def test_inclusion_terms_and_ordinary_abbreviations_agree(code, label):
    assert verdicts(f'ICD-10,Description\n{code},"{label}"\n') == {code.replace(".", ""): "agrees"}


@pytest.mark.parametrize(
    ("code", "label", "verdict"),
    [
        ("26", "Prof. component", "agrees"), ("50", "Bilat procedure", "agrees"), ("62", "Co-surgeons", "agrees"),
        ("80", "Asst surgeon", "agrees"), ("53", "D/C'd procedure", "agrees"), ("76", "Repeat by another physician", "wrong"),
        ("66", "Assistant surgeon", "wrong"), ("54", "Postoperative management only", "wrong"),
    ],
)  # fmt: skip
def test_labels_of_modifiers(code, label, verdict):
    assert verdicts(f"Modifier,Description\n{code},{label}\n") == {code: verdict}


def test_places_and_taxonomies_whose_names_are_near():
    assert (
        verdicts("POS,Where\n19,On campus outpatient hospital\n22,On campus outpatient hospital\n32,SNF\n31,SNF\n")[
            "19"
        ]
        == "wrong"
    )
    found = verdicts("NUCC,Specialty\n2084P0800X,Neurology\n2084N0400X,Neurology\n207RC0000X,Cardiology\n")
    assert found == {"2084P0800X": "wrong", "2084N0400X": "agrees", "207RC0000X": "agrees"}


def test_a_dose_beside_a_drug_is_to_be_looked_at():
    assert verdicts("HCPCS,Drug\nJ2405,Ondansetron 4 mg\nJ2550,Promethazine 25 mg\n") == {
        "J2405": "look",
        "J2550": "not checked",
    }


@pytest.mark.parametrize(
    ("one", "other", "says"),
    [
        ("3 views", "2 views", False), ("3v", "3 or more views", True), ("1-2 muscles", "three or more muscles", False),
        ("up to 14", "15 or more lesions", False), ("2.5 cm or less", "2.6 to 7.5 cm", False), ("5+", "age 5 and over", True),
        ("under 12", "age 12 and over", False), ("60 min", "first hour", True), ("1 hr", "60 minutes", True),
        ("500 mcg", "0.5 mg", True), ("12 lead", "2 views", True), ("level 3", "level 4", False), ("type 2", "5 or more", True),
    ],
)  # fmt: skip
def test_amounts(one, other, says):
    assert (disagree(amounts(one)[0], amounts(other)[0]) == ()) is says


@pytest.mark.parametrize(
    ("label", "title", "says"),
    [
        ("Hernia with gangrene", "Hernia without obstruction or gangrene", "contradicts"),
        ("Osteoporosis, no fracture", "Osteoporosis without current pathological fracture", "agrees"),
        ("Hypothyroidism", "Hyperthyroidism", "contradicts"),
        ("Displaced fracture of shaft", "Nondisplaced fracture of shaft", "contradicts"),
        ("Diverticulosis", "Diverticulitis", "differs"),
        ("Right kidney cyst", "Cyst of kidney, left", "contradicts"),
    ],
)
def test_what_is_denied_and_what_is_written_alike(label, title, says):
    assert compare(label, title).says == says


CORRECTED = """Needle guidance by CT
CPT 77012: CT guidance of needle placement
CPT code 77012 describes supervision and interpretation of CT guidance while a needle is placed.
Modifiers
| Modifier | Description | When to Use |
|---|---|---|
26 | Professional component | the radiologist reads in a hospital
52 | Reduced services | less than the whole
53 | Discontinued procedure | stopped for the patient's safety
59 | Distinct procedural service | a separate site
76 | Repeat procedure by same physician | later that day
77 | Repeat procedure by another physician | later that day
TC | Technical component | outside a facility, as in an imaging center
| Taxonomy Code | Specialty |
|---|---|
| 2085R0204X | Interventional Radiology |
| 2085R0202X | Diagnostic Radiology |
| 208600000X | General Surgery |
| 208G00000X | Thoracic Surgery |
| 207L00000X | Anesthesiology |
Diagnoses
| ICD-10 Code | Description | Relevance |
|---|---|---|
C78.01 | Secondary malignant neoplasm of right lung | metastasis
C34.90 | Malignant neoplasm of unspecified part of unspecified bronchus or lung | primary tumor
R91.1 | Solitary pulmonary nodule | incidental nodule
J98.4 | Other disorders of lung | organizing pneumonia
D38.1 | Neoplasm of uncertain behavior of trachea, bronchus and lung | by the pathologist
Related codes
| CPT Code | Description | Relationship |
|---|---|---|
32408 | Lung biopsy, core needle, with imaging guidance | includes guidance: 77012 is not reported with it
76942 | Ultrasonic guidance for needle placement | used instead of CT
77022 | MR guidance of tissue ablation | another purpose
47000 | Liver biopsy, needle | may be reported with 77012
"""


def test_a_page_without_errors_raises_no_alarm():
    result = check(CORRECTED)
    assert result.subject == "77012"
    assert [(one.mention.code, one.remarks) for one in result.judged if one.verdict in ("wrong", "look")] == []
    assert result.count("agrees") >= 22


def test_uncertain_behavior_and_nodules_are_to_be_looked_at_by_what_stands_beside_them():
    rows = "ICD-10 | Description | Relevance\n|---|---|---|\n"
    text = "| " + rows + (
        "| D48.9 | Neoplasm of uncertain behavior, unspecified | Indeterminate lesion to biopsy |\n"
        "| R91.8 | Other nonspecific abnormal finding of lung field | Incidental pulmonary nodules |\n"
        "| R91.8 | Other nonspecific abnormal finding of lung field | an infiltrate |\n"
    )  # fmt: skip
    assert [one.verdict for one in check(text).judged][:2] == ["look", "look"]


def test_a_code_whose_edits_all_ended_is_no_longer_valid(shared, tmp_path):
    from sightline.reference.add import add_files

    store = tmp_path / "store"
    add_files([shared / "data" / "mpfs" / "2026-04" / "PPRRVU2026_Apr_nonQPP.txt"], store)
    text = (
        "Code,Description\nG0297,Low dose CT for lung cancer screening\n71271,Low dose CT for lung cancer screening\n"
    )
    from sightline.reference.store import open_reference

    found = verdicts(text, reference=open_reference(store))
    assert found["71271"] == "agrees"
    assert found["G0297"] in ("wrong", "look")
