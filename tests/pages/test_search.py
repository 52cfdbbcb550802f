"""Search over codes, edits and payers."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

import sightline
from sightline.cli import main
from sightline.pages.search import KINDS


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("77012", "procedure", "77012"),
        ("77O12", "procedure", "77012"),
        ("ct guided lung biopsy", "procedure", "32408"),
        ("ct guidence of nedle placment", "procedure", "77012"),
        ("sacroilliac injecton", "procedure", "27096"),
        ("PTP001", "edit", "PTP001"),
        ("included in another code of the same date", "edit", "PTP001"),
        ("united helthcare", "payer", "unitedhealthcare"),
        ("Cigna", "payer", "cigna"),
        ("pulmonry nodul", "diagnosis", "R91.1"),
        ("R91.1", "diagnosis", "R91.1"),
        ("R911", "diagnosis", "R91.1"),
        ("2085R0204X", "taxonomy", "2085R0204X"),
        ("ambulatory surgical center", "place", "24"),
        ("professional component", "modifier", "26"),
    ],
)
def test_the_best_hit(text, kind, name):
    best = sightline.search(text)[0]
    assert (best.kind, best.name) == (kind, name)


def test_a_beginning_of_a_code_finds_those_that_begin_so():
    assert {"77011", "77012", "77013", "77014"} <= {hit.name for hit in sightline.search("7701", kinds=["procedure"])}


def test_nothing_is_found_for_nonsense_or_nothing():
    assert sightline.search("zzqxv") == []
    assert sightline.search("") == []
    assert sightline.search("%%% ---") == []


def test_kinds_and_limit():
    assert {hit.kind for hit in sightline.search("lung", kinds=["diagnosis"], limit=5)} == {"diagnosis"}
    assert len(sightline.search("lung", limit=5)) == 5


def test_the_command():
    run = CliRunner().invoke(main, ["search", "lung", "biopsy", "--format", "json", "--limit", "3"])
    hits = json.loads(run.output)
    assert len(hits) == 3
    assert set(hits[0]) == {"kind", "name", "title", "score"}
    run = CliRunner().invoke(main, ["search", "lung", "--kind", "drug"])
    assert run.exit_code == 2
    assert ", ".join(KINDS) in run.stderr


def test_a_code_that_no_whole_file_has_is_said_to_be_in_none(tmp_path, shared):
    from sightline.pages.search.entries import entries
    from sightline.reference.add import add_files
    from sightline.reference.store import open_reference

    assert not any("in no loaded file" in each.title for each in entries(open_reference(tmp_path)))
    data = shared / "data"
    add_files(
        [next((data / "mpfs").rglob("PPRRVU2026_Apr_nonQPP.txt")), next(data.rglob("MCR_MUE_Pract*.csv"))], tmp_path
    )
    titles = {each.name: each.title for each in entries(open_reference(tmp_path)) if each.kind == "procedure"}
    assert "(in no loaded file)" in titles["J1030"]  # it ended with March 2024
    assert "(in no loaded file)" not in titles["J1010"]
