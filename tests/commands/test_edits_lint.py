"""`sightline edits lint`: a practice's own edits have what ours have."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import sightline
from sightline.cli import main
from sightline.edits.rule.edit import CatalogueError

EXAMPLE = Path(__file__).parents[2] / "examples/own-edits"
EDIT = (EXAMPLE / "OWN001.sql").read_text(encoding="utf-8")
CASES = (EXAMPLE / "OWN001.md").read_text(encoding="utf-8")
CLAIMS = "claim_id,code,units,date,charge\nA1,97110,6,2026-04-02,90.00\n"


@pytest.fixture
def own(tmp_path):
    folder = tmp_path / "own"
    (folder / "cases").mkdir(parents=True)
    (folder / "OWN001.sql").write_text(EDIT)
    (folder / "cases/OWN001.md").write_text(CASES)
    return folder


def linted(folder, *more):
    return CliRunner().invoke(main, ["edits", "lint", str(folder), *more])


def test_a_good_folder(own):
    result = linted(own)
    assert result.output == "1 edit, 2 cases on both engines, 0 problems\n"
    assert result.exit_code == 0


def test_pages(own, tmp_path):
    assert linted(own, "--pages", str(tmp_path / "pages")).exit_code == 0
    page = (tmp_path / "pages/OWN001.md").read_text()
    assert page.startswith("# OWN001 five-units-here")
    assert "### Four units" in page
    assert "| [OWN001](OWN001.md) | review |" in (tmp_path / "pages/README.md").read_text()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("units >= 5", "units >= 9", "Five units: finds nothing, expected {'claim': 'A'"),
        ("units >= 5", "units >= 4", "Four units: finds A line 1, expected nothing"),
        ("{units|unit}", "{wrong}", "OWN001.sql: no column for {wrong}"),
        ("code, units FROM", "code, unit FROM", "the query cannot be run: no such column: unit"),
        ("units >= 5", "units >= 5 AND", "the query cannot be run: "),
        ("units >= 5", "units >= 5 AND quote(code) <> ''", "(on DuckDB)"),
        ("units >= 5", "units::INTEGER >= 5", "OWN001.sql:19: write CAST"),
        ("## How to fix", "## Fixing", "its page has no section ## How to fix"),
        ('"OWN001"', '"OWN002"', "id is three letters and three digits, as the file name"),
        ("citation ", "quotation ", "front matter lacks citation"),
        ('reads       = ["service"]', 'reads       = ["lines"]', "reads names relations among"),
        ('status      = "review"', 'status      = "review"\ndefers_to = ["XXX001"]', "defers_to names XXX001, which no edit is"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_edit_is_named(own, old, new, said):
    assert old in EDIT
    (own / "OWN001.sql").write_text(EDIT.replace(old, new))
    result = linted(own)
    assert result.exit_code == 1
    assert said in result.output


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("A,1,97110,5", "A,1,97110,five", "Five units: a value is not what its column holds"),
        (
            "claim,line,code,units\nA,1,97110,5",
            "claim,line,code,unit\nA,1,97110,5",
            "no column of lines is called unit",
        ),
        ("csv lines", "csv line", "no block is called line"),
        ("claim,line,status,message\nA,1,review", "claim,line,state,message\nA,1,review", "a finding has no state"),
        ("97110 has 5 units", "97110 has five units", "no message has '97110 has five units': 97110 has 5 units"),
        ("## Four units", "### Four units", "Five units: there are two blocks called lines"),
        ("\n```csv expected\nclaim,line,status\n```\n", "", "Four units: there is no block ```csv expected"),
        (
            "A,1,97110,5\n```\n\n```csv expected\nclaim,line,status,message\nA,1,review,97110 has 5 units",
            "A,1,97110,4\n```\n\n```csv expected\nclaim,line,status",
            "there is no case that fires",
        ),
        ("## Five units", "### Five units", "there is no case that fires"),
    ],
)
def test_what_is_wrong_with_a_case_is_named(own, old, new, said):
    assert old in CASES
    (own / "cases/OWN001.md").write_text(CASES.replace(old, new))
    result = linted(own)
    assert result.exit_code == 1
    assert said in result.output
    assert "Traceback" not in result.output


def test_without_cases(own):
    (own / "cases/OWN001.md").unlink()
    result = linted(own)
    assert "there are no cases: write OWN001.md beside it" in result.output
    assert result.exit_code == 1


def test_an_id_of_the_catalogue(own):
    (own / "PTP001.sql").write_text(EDIT.replace("OWN001", "PTP001"))
    assert "id PTP001 is also in" in linted(own).output


def test_no_folder(tmp_path):
    for place in (tmp_path, tmp_path / "gone"):
        result = linted(place)
        assert result.exit_code == 2
        assert "no folder with edits" in result.output


def test_own_edits_are_listed_explained_and_run(own, tmp_path):
    run = CliRunner().invoke
    (tmp_path / "claims.csv").write_text(CLAIMS)
    assert "OWN001" in run(main, ["edits", "--edits", str(own)]).output
    assert "More units than we ever bill" in run(main, ["explain", "OWN001", "--edits", str(own)]).output
    found = run(main, ["check", str(tmp_path / "claims.csv"), "--edits", str(own), "--select", "OWN"])
    assert "97110 has 6 units" in found.output


def test_a_check_with_an_edit_that_cannot_be_run_says_so(own, tmp_path):
    (tmp_path / "claims.csv").write_text(CLAIMS)
    (own / "OWN001.sql").write_text(EDIT.replace("code, units FROM", "code, unit FROM"))
    with pytest.raises(CatalogueError, match="an edit of your own cannot be run"):
        sightline.check(tmp_path / "claims.csv", edits=own)


@pytest.fixture
def package(own, tmp_path, monkeypatch):
    """A package with edits, installed as far as Python can tell."""
    site = tmp_path / "site"
    (site / "acme_edits").mkdir(parents=True)
    (site / "acme_edits/__init__.py").write_text("")
    (site / "acme_edits/OWN001.sql").write_text(EDIT)
    (site / "acme_edits/OWN001.md").write_text(CASES)
    about = site / "acme_edits-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-edits\nVersion: 1\n")
    (about / "entry_points.txt").write_text("[sightline.edits]\nacme = acme_edits\nlost = not_there_edits\n")
    monkeypatch.setattr(sys, "path", [str(site), *sys.path])
    return site


def test_edits_of_a_package(package, tmp_path, monkeypatch):
    assert linted("acme").output == "1 edit, 2 cases on both engines, 0 problems\n"
    (tmp_path / "claims.csv").write_text(CLAIMS)
    found = sightline.check(tmp_path / "claims.csv", edits="acme", select="OWN")
    assert [each.message for each in found.found()] == ["97110 has 6 units"]
    with pytest.raises(CatalogueError, match=r"the entry point lost of sightline\.edits names not_there_edits"):
        sightline.check(tmp_path / "claims.csv", edits="lost")
    with pytest.raises(CatalogueError, match="acmee: no folder with edits"):
        sightline.check(tmp_path / "claims.csv", edits="acmee")


def test_settings_name_folders_beside_them_and_packages(package, own, tmp_path, monkeypatch):
    (tmp_path / "claims.csv").write_text(CLAIMS)
    (tmp_path / "deep").mkdir()
    monkeypatch.chdir(tmp_path / "deep")
    for said in ('edits = "own"', 'edits = ["acme"]'):
        (tmp_path / "sightline.toml").write_text(f"[check]\n{said}\n")
        found = CliRunner().invoke(main, ["check", "../claims.csv", "--select", "OWN"])
        assert "97110 has 6 units" in found.output


def test_cases_are_no_claims():
    """A folder that has own edits beside claims is checked without taking their cases for claims."""
    result = sightline.check(EXAMPLE.parent)
    assert not [row for row in result.claims.to_pylist() if row["file"].endswith(".md")]
    assert not [row for row in result.issues.to_pylist() if row["file"].endswith(".md")]
