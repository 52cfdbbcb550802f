"""Search by what clinics call things, by codes with modifiers, and by words that name a kind."""

from __future__ import annotations

import csv
import re
from collections import Counter

import pytest

import sightline
from sightline.edits.rule.load import load
from sightline.pages.search.words import normal
from sightline.pages.words import TABLES, rows, table
from sightline.payers.profile import load_profiles
from sightline.reports.compare import FINDINGS


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("ekg", "procedure", "93000"),
        ("A1C", "procedure", "83036"),
        ("cbc w/ diff", "procedure", "85025"),
        ("Total Knees", "procedure", "27447"),
        ("knee injections", "procedure", "20610"),
        ("TFESI", "procedure", "64483"),
        ("picc", "procedure", "36573"),
        ("colonoscopy with bx", "procedure", "45380"),
        ("lap chole", "procedure", "47562"),
        ("keytruda", "procedure", "J9271"),
        ("er", "place", "23"),
        ("surgery center", "place", "24"),
        ("fnp", "taxonomy", "363LF0000X"),
        ("chiropractors", "taxonomy", "111N00000X"),
        ("drug waste", "modifier", "JW"),
        ("new equipment", "modifier", "NU"),
        ("uhc", "payer", "unitedhealthcare"),
        ("timely filing", "edit", "FRM004"),
        ("unbundling", "edit", "PTP001"),
        ("colonscopy biopsie", "procedure", "45380"),
    ],
)
def test_what_clinics_say(text, kind, name):
    assert (kind, name) in [(hit.kind, hit.name) for hit in sightline.search(text)[:3]]


@pytest.mark.parametrize("text", ["77012-26", "77012 26", "77012.26", "77012,26", "77012:26", "77012/26", "77o12-26"])
def test_a_code_with_its_modifier(text):
    first, second = sightline.search(text)[:2]
    assert (first.kind, first.name) == ("procedure", "77012")
    assert (second.kind, second.name) == ("modifier", "26")


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("pos 22", "place", "22"),
        ("place of service 22", "place", "22"),
        ("modifier 22", "modifier", "22"),
        ("mod 59", "modifier", "59"),
        ("cpt 77012", "procedure", "77012"),
        ("ptp 1", "edit", "PTP001"),
        ("MUE-2", "edit", "MUE002"),
        ("doc005", "edit", "DOC005"),
        ("invalid modifier", "edit", "MOD001"),
    ],
)
def test_words_that_name_a_kind(text, kind, name):
    best = sightline.search(text)[0]
    assert (best.kind, best.name) == (kind, name)


def test_a_code_without_words_of_its_own_does_not_hide_one_that_has_them():
    assert next(hit.name for hit in sightline.search("cardiologist")) == "207RC0000X"


def test_spellings_of_one_thing_are_one_word():
    assert normal("CT w/o con") == normal("cat scan without contrast")
    for both in ("w/wo", "w wo", "w and wo", "w & w/o", "with and without"):
        assert normal(f"MRI brain {both} contrast") == normal("MRI brain with and without contrast")
    assert normal("CT chest w contrast") == normal("CT chest w/contrast") == normal("CT chest with contrast")
    assert normal("CT chest wo contrast") == normal("CT chest without contrast")
    assert normal("skilled nursing facility") == normal("snf")
    assert normal("biopsies") == normal("bx")


def test_names_in_use_name_what_there_is():
    edits = {edit.id for edit in (*load(), *load(FINDINGS))}
    payers = {profile.name for profile in load_profiles()}
    for row in rows("names_in_use"):
        names = row["names"].split()
        assert names, row
        assert max(Counter(names).values()) == 1, row
        if row["kind"] == "edit":
            assert set(names) <= edits, row
        if row["kind"] == "payer":
            assert set(names) <= payers, row


def test_a_synonym_belongs_to_one_group():
    said = Counter(word for group in table("search_words")["same"] for word in group)
    assert [word for word, count in said.items() if count > 1] == []


def test_our_words_for_procedures_are_of_codes_and_say_something():
    seen = Counter()
    for path in sorted((TABLES / "procedures").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                seen[row["code"]] += 1
                assert re.fullmatch(r"[A-Z]\d{4}|\d{5}", row["code"]), row
                names = row["words"].split("|")
                assert all(name == name.strip() and name for name in names), row
                assert max(Counter(names).values()) == 1, row
    assert len(seen) > 9_000
    assert [code for code, count in seen.items() if count > 1] == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("TKA", "27447"),
        ("keytruda", "J9271"),
        ("lapidus bunionectomy", "28297"),
        ("tilt table", "93660"),
        ("copaxone", "J1595"),
        ("raised toilet seat", "E0244"),
        ("pavlik harness", "L1620"),
        ("anesthesia cataract", "00142"),
    ],
)
def test_procedures_are_found_by_our_words(text, code):
    assert code in [hit.name for hit in sightline.search(text)[:3]]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("CO-97", "97"),
        ("pr 204", "204"),
        ("N130", "N130"),
        ("carc 29", "29"),
        ("timely filing denial", "29"),
        ("prior auth missing", "197"),
    ],
)
def test_reasons_of_denials_are_found_by_code_and_by_words(text, name):
    assert ("denial", name) in [(hit.kind, hit.name) for hit in sightline.search(text)[:3]]


def test_a_misspelled_synonym_is_the_word_that_stands_for_it():
    assert sightline.search("pulmonry nodul")[0].name == "R91.1"
