"""What pages say of all kinds of codes, and of what is missing."""

from __future__ import annotations

import csv
import re
from datetime import date
from decimal import Decimal

import pytest

import sightline
from pages.pages import ON, fact, maker, page, table
from sightline.errors import SightlineError
from sightline.pages.words import TABLES, labels, range_of, runs
from sightline.reference.add import add_files
from sightline.reference.tables import KINDS

SECTIONS = [
    "summary", "overview", "clinical", "modifiers", "payment", "edits", "goes-with", "diagnoses", "taxonomies", "payers",
    "documentation", "changes",
]  # fmt: skip


@pytest.mark.parametrize("code", ["77012", "32408", "32405", "99152", "99213", "A4550", "00520", "0054T", "G0259"])
def test_a_page_has_every_section_and_every_fact_a_source(code):
    made = page(code)
    assert [section.name for section in made.sections] == SECTIONS
    for section in made.sections:
        assert section.text or section.facts or section.tables or section.gaps, section.name
        for one in section.facts:
            assert one.cites, (section.name, one.name)
        for gap in section.gaps:
            assert gap.what
            assert gap.filled_by


def test_amounts_are_those_of_fee():
    fee = sightline.fee("77012", modifier="26", on=ON)
    row = next(row for row in table("77012", "payment", "Relative values").rows if row.cells[0] == "26")
    assert row.cells[7] == f"${fee.non_facility.amount}"
    assert Decimal(row.cells[5]) == Decimal("2.01")


def test_amounts_of_a_locality():
    made = sightline.code("77012", on=ON, locality="10112-00")
    fee = sightline.fee("77012", on=ON, locality="10112-00")
    values = next(t for t in made.section("payment").tables if t.title.startswith("Relative"))
    assert values.rows[0].cells[7] == f"${fee.non_facility.amount}"
    assert "10112-00" in values.note


def test_what_is_hardly_done_outside_a_facility_is_not_said_to_be_paid_there():
    said = " ".join(one.value for one in page("47380").section("summary").text)
    assert re.search(r"pays \$[\d,.]+ nationally in a facility; it is rarely or never done outside one", said)
    assert "outside a facility" not in said


@pytest.mark.parametrize(
    ("code", "scene", "diagnosis"),
    [
        ("77012", "solitary lung nodule", "R91.1"),
        ("77003", "the spine", "M54.16"),
        ("77013", "destroys a tumor", "C22.0"),
    ],
)
def test_each_guidance_has_the_patients_it_is_used_for(code, scene, diagnosis):
    assert scene in page(code).section("clinical").text[0].value
    listed = {row.cells[0] for row in table(code, "diagnoses", "Often seen").rows}
    assert diagnosis in listed
    assert ("R91.1" in listed) == (code == "77012")


def test_guidance_of_venous_access_has_no_patients_yet():
    assert not page("77001").section("diagnoses").tables
    assert page("77001").section("clinical").gaps


def test_a_deleted_code_names_its_successor_and_takes_no_modifier():
    assert "valid until 2020-12-31" in fact("32405", "overview", "Deleted")
    assert "Replaced by 32408" in " ".join(said.value for said in page("32405").section("summary").text)
    assert page("32405").section("modifiers").text[0].value.startswith("None: the code is not valid")


def test_before_its_deletion_a_code_is_valid():
    made = sightline.code("32405", on=date(2019, 5, 1))
    assert made.status != "deleted"
    assert any(one.name == "Will be deleted" for one in made.section("overview").facts)


def test_anesthesia_codes_take_their_modifiers():
    verdicts = {row.cells[0]: row.cells[2] for row in table("00520", "modifiers", "").rows}
    assert verdicts["QX, QK, QY, QZ, QS, AA, AD"] == "applies"


def test_a_procedure_says_of_each_guidance_whether_an_edit_stands_between_them():
    biopsy = {row.cells[0]: row.cells[2] for row in table("32408", "goes-with", "Image guidance").rows}
    liver = {row.cells[0]: row.cells[2] for row in table("47000", "goes-with", "Image guidance").rows}
    assert biopsy["77012"].startswith("included")
    assert liver["77012"].startswith("no edit: not blocked")


def test_diagnoses_are_checked_and_titled():
    rows = {row.cells[0]: row.cells for row in table("77012", "diagnoses", "Often seen").rows}
    assert rows["C78.01"][1] == "Secondary malignant neoplasm of right lung"
    assert {cells[2] for cells in rows.values()} == {"valid"}
    assert rows["C78.00"][4] == "C78.01, C78.02"


def test_a_loaded_coverage_policy_takes_the_place_of_our_list(tmp_path):
    policy = tmp_path / "policies.csv"
    policy.write_text(
        "code,diagnosis,payer,effective_from,effective_to,source\n77012,R91*,Medicare,2026-01-01,,LCD L00000\n"
    )
    store = tmp_path / "store"
    add_files([policy], store)
    section = sightline.code("77012", on=ON, reference=store).section("diagnoses")
    (found,) = section.tables
    assert found.rows[0].cells == (
        "R91 and codes under it",
        "Abnormal findings on diagnostic imaging of lung",
        "Medicare",
        "LCD L00000",
    )
    assert not section.editorial


def test_what_changed_between_the_releases():
    (found,) = page("77012").section("changes").tables
    by_component = {row.cells[1]: row.cells[2] for row in found.rows}
    assert "total 3.78 → 3.68" in by_component["global"]
    assert "in a facility" not in by_component["TC"]


def test_a_payer_of_choice():
    made = sightline.code("77012", on=ON, payers=["bcbs-nc"])
    assert made.section("payers").tables[0].columns == ("rule", "Blue Cross NC")


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("00000", "in no loaded release"),
        ("", "an empty code is no procedure code: those have five characters"),
        ("R91.1", "R91.1 is no procedure code: .* it is written as a diagnosis: `sightline search R91.1`"),
        ("<b>", "<B> is no procedure code: .* `sightline search` finds codes by words"),
    ],
)
def test_an_unknown_code_is_an_error_for_people(code, why):
    with pytest.raises(SightlineError, match=why):
        sightline.code(code, on=ON)


def test_pages_of_many_codes_are_those_of_one():
    together = {made.code: made for made in maker().pages(["32408", "77012", "99213", "00000"])}
    assert set(together) == {"32408", "77012", "99213"}
    assert together["77012"] == page("77012")


def test_the_summary_is_short_and_ends_in_sentences():
    for code in ("77012", "32408", "99152", "A4550"):
        for said in page(code).section("summary").text:
            assert said.value.endswith(".")
            assert len(said.value) < 320


def test_our_tables_are_whole():
    with (TABLES / "labels.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    assert len({row["code"] for row in rows}) == len(rows)
    assert all(re.fullmatch(r"[0-9A-Z]{5}", row["code"]) and 5 < len(row["label"]) < 90 for row in rows)
    assert {"fee_schedule", "mue"} <= KINDS.keys()
    assert labels()["77022"] == "MR guidance and monitoring of tissue ablation"


@pytest.mark.parametrize(
    ("code", "group"),
    [
        ("77012", "image guidance"), ("99213", "visits and care management"), ("0042T", "emerging technology"),
        ("J1100", "drugs"), ("0001F", "performance measure"), ("00520", "anesthesia"), ("99999", ""),
    ],
)  # fmt: skip
def test_ranges_tell_what_a_code_is_about(code, group):
    assert range_of(code).group == group


def test_runs_of_codes_hide_none():
    assert runs(["10004", "10005", "10006", "10021", "10030", "10031"]) == "10004-10006, 10021, 10030, 10031"
    assert runs(["10004", "10021", "10030"], most=2) == "10004, 10021 and 1 more"
    assert runs([]) == ""


def test_before_all_that_is_loaded_nobody_knows_whether_a_code_was_valid():
    assert sightline.code("77012", on=date(1066, 1, 1)).status == "not known on that date"
    assert sightline.code("77012", on=date(2026, 4, 2)).status == "active"
    assert sightline.code("32405", on=date(2026, 4, 2)).status == "deleted"
