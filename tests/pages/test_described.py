"""What a code is called and which modifiers its page has: of every specialty, from facts, never the AMA's words."""

from __future__ import annotations

import pytest

from pages.pages import ON, page, table
from sightline.pages.code import Pages, plain_code
from sightline.pages.words import in_use
from sightline.reference.add import add_files
from sightline.reference.store import open_reference


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """Pages of codes of other specialties: a made-up fee schedule, MUE, level II file and descriptors."""
    folder = tmp_path_factory.mktemp("loaded")
    head = "HCPC,SEQNUM,RECID,LONG DESCRIPTION,ADD DT,TERM DT\n"
    (folder / "HCPC2026_APR_ANWEB.csv").write_text(
        head
        + "E0601,100,3,Breathing device of level two,20200101,\n"
        + "J1885,100,3,Made-up drug 15 mg,20200101,\nQ4199,100,3,Made-up skin,20200101,\n"
    )
    (folder / "mine.csv").write_text("code,descriptor\n21501,My own words for this code\n")
    add_files([folder / "HCPC2026_APR_ANWEB.csv", folder / "mine.csv"], folder / "store")
    return Pages(open_reference(folder / "store"), on=ON)


def modifiers(made) -> dict[str, str]:
    """The verdict of each modifier on a page."""
    return {row.cells[0]: row.cells[2] for one in made.section("modifiers").tables for row in one.rows}


def test_no_page_is_without_words(loaded):
    for made in loaded.pages(loaded.codes()[::20]):
        said = made.section("summary").text[0].value
        assert "no words" not in said
        assert made.title, made.code
        assert said.startswith(made.code)


@pytest.mark.parametrize(
    ("code", "title"), [("Q4199", "Made-up skin"), ("J1885", "ketorolac (Toradol), 15 mg"), ("E0601", "CPAP device")]
)
def test_a_level_two_code_has_our_label_else_its_published_description(loaded, code, title):
    assert loaded.page(code).title == title


def test_the_published_description_is_shown_with_its_source(loaded):
    first = loaded.page("E0601").section("summary").text[0]
    assert "Its descriptor: Breathing device of level two." in first.value
    assert any(cite.source.file == "HCPC2026_APR_ANWEB.csv" for cite in first.cites)


def test_the_users_own_descriptor(loaded):
    made = loaded.page("21501")
    first = made.section("summary").text[0]
    assert "My own words for this code" in first.value
    assert any(cite.source.file == "mine.csv" for cite in first.cites)


@pytest.mark.parametrize(
    ("code", "has", "lacks"),
    [
        ("99213", {"25", "24", "57"}, {"26", "TC", "50", "62", "80, 81, 82"}),
        ("00520", {"QX, QK, QY, QZ, QS, AA, AD"}, {"26", "50", "51"}),
        ("32408", {"26", "50", "51", "59, XE, XS, XP, XU"}, {"25", "JZ, JW", "GP, GO, GN"}),
        ("77012", {"26", "TC"}, {"25", "54, 55, 56", "NU, RR, UE"}),
    ],
)
def test_modifiers_are_those_of_the_code(code, has, lacks):
    shown = {row.cells[0] for row in table(code, "modifiers", "").rows}
    assert has <= shown
    assert not lacks & shown


def test_equipment_drugs_and_supplies(loaded):
    assert {"NU, RR, UE", "KH, KI, KJ"} <= modifiers(loaded.page("E0601")).keys()
    assert modifiers(loaded.page("J1885")) == {"JZ or JW": "not known"}
    assert "26" not in modifiers(loaded.page("E0601"))


def test_anesthesia_says_that_base_units_are_not_loaded():
    said = " ".join(one.value for one in page("00520").section("summary").text)
    assert "base units and time; its base units are not loaded" in said


def test_sources_name_files_and_never_folders_of_ours(loaded):
    for code in ("E0601", "99213", "32408", "A4550"):
        for section in loaded.page(code).sections:
            for gap in section.gaps:
                assert "src/" not in gap.filled_by, (code, gap)


@pytest.mark.parametrize("text", ["77012", "77012-26", " 77012 26", "77012-26-59", "77012,26"])
def test_a_code_with_modifiers_behind_it_is_the_code(text):
    assert plain_code(text) == "77012"


@pytest.mark.parametrize("text", ["7701226", "hello", "77012-", ""])
def test_what_is_no_code_with_modifiers_stays(text):
    assert plain_code(text) == text.upper()


def test_names_in_use_name_a_code_alone_first():
    assert in_use("83036")[0] == "a1c"
    assert in_use("no code") == ()
