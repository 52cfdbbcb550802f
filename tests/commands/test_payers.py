"""`sightline payers`: the list, one profile, and a code payer by payer."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from sightline.cli import main
from sightline.edits.rule.load import load
from sightline.outputs.catalogue.payers import edits_by_payer
from sightline.payers.profile import load_profiles


@pytest.fixture
def run():
    def run(*arguments):
        return CliRunner().invoke(main, ["payers", *(str(a) for a in arguments)])

    return run


@pytest.fixture(scope="module")
def compared():
    result = CliRunner().invoke(main, ["payers", "compare", "77012", "--on", "2026-04-02", "--format", "json"])
    return json.loads(result.stdout)


def row(compared, name):
    return next(row for row in compared["rows"] if row["name"] == name)["payers"]


def test_the_list(run):
    assert "unitedhealthcare  UnitedHealthcare" in run().stdout
    listed = {entry["name"]: entry for entry in json.loads(run("--format", "json").stdout)}
    assert listed.keys() == {profile.name for profile in load_profiles()}
    assert listed["aetna"]["published"].startswith("0 of")
    assert run("--format", "md").stdout.startswith("| payer | title |")


def test_one_profile(run):
    text = run("show", "cigna").stdout
    assert "component_by_indicator: yes" in text
    assert "Cigna policies · 2021-04" in text
    document = json.loads(run("show", "aetna", "--format", "json").stdout)
    assert {parameter["value"] for parameter in document["parameters"].values()} == {"unknown"}
    assert all(parameter["date"] for parameter in document["parameters"].values())
    assert "COM002" in document["edits"]["unknown"]
    assert "# Medicare" in run("show", "medicare", "--format", "md").stdout


def test_a_profile_of_a_file(run, tmp_path):
    path = tmp_path / "own.toml"
    path.write_text('name = "own"\ntitle = "Own Plan"\n')
    assert "Own Plan (own)" in run("show", path).stdout
    assert "Own Plan" in run("compare", "77012", "--payer", "medicare", "--payer", path, "--format", "md").stdout


def test_what_bears_on_77012(compared):
    names = {entry["name"] for entry in compared["rows"]}
    assert {"guidance_unit", "component_by_indicator", "facility_pays_26_only", "assistant_16"} <= names
    assert {"PTP001", "COM002", "IMG001", "IMG003", "BIL001", "COS001", "MUE003"} <= names
    # Its indicators: no imaging reduction, no second side, no co-surgeon; it is no anesthesia and no add-on.
    assert not names & {"imaging_multiple_26", "bilateral_lines", "cosurgeon_62", "qx", "AOC001", "COM001", "COS002"}


def test_each_value_has_its_source_and_unknown_is_unknown(compared):
    unit = row(compared, "guidance_unit")
    assert unit["medicare"]["value"] == "encounter"
    assert "IX" in unit["medicare"]["source"]
    assert unit["aetna"]["value"] == "unknown"
    for entry in compared["rows"]:
        assert entry["payers"].keys() == {profile.name for profile in load_profiles()}
        for cell in entry["payers"].values():
            assert cell["value"] == "unknown" or cell["source"], entry["name"]
    assert row(compared, "COM002")["unitedhealthcare"]["value"] == "applies"
    assert row(compared, "COM002")["cigna"]["value"] == "unknown"
    assert row(compared, "PTP001")["aetna"]["value"] == "public rule"


def test_other_codes_have_other_rules(run):
    def names(code):
        return {entry["name"] for entry in json.loads(run("compare", code, "--format", "json").stdout)["rows"]}

    assert "guidance_unit" not in names("49180")
    assert {"bilateral_lines", "multiple_procedures"} <= names("20611")


def test_text_and_markdown(run):
    text = run("compare", "77012").stdout
    assert "77012 · payer by payer" in text
    assert "encounter · NCCI Policy Manual 2026" in text
    assert "unknown" in text
    page = run("compare", "77012", "--format", "md").stdout
    assert "| guidance_unit:" in page
    assert "[1] " in page


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("show", "nobody"), "no payer profile is called 'nobody'"),
        (("compare", "ZZZZZ"), "ZZZZZ is in no loaded release"),
        (("compare", "77012", "--payer", "nobody"), "no payer profile is called 'nobody'"),
        (("show", "nope.toml"), "nope.toml: no such file"),
    ],
)
def test_it_says_why_it_could_not_run(run, arguments, message):
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_the_users_table_is_listed(run, tmp_path, monkeypatch):
    table = tmp_path / "payers.toml"
    (tmp_path / "own.toml").write_text('name = "own"\ntitle = "Own Plan"\n')
    table.write_text('[[payer]]\nprofile = "own.toml"\nids = ["1"]\n')
    monkeypatch.setenv("SIGHTLINE_PAYERS", str(table))
    assert "Own Plan" in run().stdout
    assert "Own Plan" in run("show", "own").stdout


def test_the_page_of_edits_by_payer_has_every_edit_and_fact():
    page = edits_by_payer(load(), load_profiles())
    for edit in load():
        assert f"[{edit.id}]({edit.id}.md)" in page
    assert "| UnitedHealthcare | reduced_services_52 | 50% |" in page
