"""`sightline check` as a person or a pipeline meets it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from sightline.cli import main

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "ct-guided-lung-biopsy.837"


@pytest.fixture
def run():
    def run(*arguments, stdin=None):
        return CliRunner().invoke(main, [str(a) for a in arguments], input=stdin)

    return run


@pytest.fixture(scope="module")
def document():
    return json.loads(CliRunner().invoke(main, ["check", str(EXAMPLE), "--format", "json"]).stdout)


def found(document, edit):
    return [f for f in document["findings"] if f["edit"] == edit]


def test_the_biopsy_includes_the_guidance(document):
    fail = next(f for f in found(document, "PTP001") if f["status"] == "fail")
    assert (fail["claim"], fail["line"], fail["related_line"], fail["code"], fail["modifiers"]) == (
        "LB-1001", 2, 1, "77012", ["26"],
    )  # fmt: skip
    assert fail["carc"] == "236"
    assert fail["evidence"]["values"]["indicator"] == "1"
    assert fail["evidence"]["reference"]["file"] == "ptp_practitioner.parquet"
    assert not fail["evidence"]["reference"]["period"]["starts_known"]
    assert fail["fix"] == {"action": "remove_line", "line": 2}
    assert fail["origin"]["segment"] > 0


def test_a_modifier_claims_an_exception(document):
    bypassed = next(f for f in found(document, "PTP001") if f["status"] == "bypassed")
    assert bypassed["claim"] == "LB-1003"
    assert bypassed["evidence"]["values"]["modifier"] == "59"
    assert bypassed["fix"] is None


def test_a_global_service_in_a_facility_wants_26(document):
    (finding,) = found(document, "COM002")
    assert finding["fix"] == {"action": "set_modifiers", "line": 2, "modifiers": ["26"]}


def test_a_deleted_code_has_a_successor(document):
    (finding,) = found(document, "COD001")
    assert finding["fix"] == {"action": "replace_code", "line": 1, "code": "32408"}


def test_separate_guidance_is_clean(document):
    assert not [f for f in document["findings"] if f["claim"] == "LB-1002" and f["edit"].startswith("PTP")]


def test_every_claim_is_accounted_for(document):
    summary = document["summary"]
    assert summary["claims"] + summary["rejected_claims"] + summary["set_aside"] == summary["claims_in_file"] == 3
    assert summary["lines"] + summary["rejected_lines"] == summary["lines_in_file"] == 8


def test_what_was_not_checked_is_said(document, run):
    assert {"edit": "MUE003", "claim": "LB-1003", "line": 1, "reason": "CMS publishes no MUE value for code 32405"} in (
        document["not_checked"]
    )
    assert "not checked: 1 line" in run("check", EXAMPLE).stdout


def test_a_release_of_another_period_is_said(document, run):
    ptp = next(r for r in document["reference"] if r["kind"] == "ptp")
    assert (ptp["lines"], ptp["lines_older"]) == (8, 8)
    assert "8 lines checked against an older release" in re.sub(r"\s+", " ", run("check", EXAMPLE).stdout)


def test_the_same_input_gives_the_same_bytes(run):
    assert run("check", EXAMPLE, "--format", "json").stdout == run("check", EXAMPLE, "--format", "json").stdout


def test_text_shows_claim_line_reason_source_and_mend(run):
    text = re.sub(r"\s+", " ", run("check", EXAMPLE).stdout)
    assert "LB-1001 · Medicare · 2026-03-02 · place of service 22 · ct-guided-lung-biopsy.837" in text
    assert "2 77012-26 1 310.00 ✗ PTP001 77012 is included in 32408 (line 1)" in text
    assert "CARC 236 fix: remove line 2" in text
    assert "every claim accounted for: 3 read, 0 rejected of 3" in text


def test_exit_status(run):
    assert run("check", EXAMPLE).exit_code == 1
    assert run("check", EXAMPLE, "--fail-on", "never").exit_code == 0
    assert run("check", EXAMPLE, "--select", "AOC").exit_code == 0
    assert run("check", EXAMPLE, "--ignore", "PTP,COM,COD").exit_code == 0
    assert run("check", EXAMPLE, "--ignore", "COM,COD", "--fail-on", "bypassed").exit_code == 1


def test_standard_input(run):
    result = run("check", "-", "--format", "json", stdin=EXAMPLE.read_bytes())
    assert json.loads(result.stdout)["summary"]["claims"] == 3


def test_a_folder(run, tmp_path):
    for name in ("a.837", "b.837"):
        (tmp_path / name).write_bytes(EXAMPLE.read_bytes())
    summary = json.loads(run("check", tmp_path, "--format", "json").stdout)["summary"]
    assert (summary["claims"], summary["lines"]) == (6, 16)


def test_csv_has_a_row_per_finding(run, document):
    rows = run("check", EXAMPLE, "--format", "csv").stdout.splitlines()
    assert len(rows) == 1 + len(document["findings"]) + len(document["not_checked"])


def test_output_goes_to_a_file(run, tmp_path):
    out = tmp_path / "findings.json"
    result = run("check", EXAMPLE, "--format", "json", "--output", out)
    assert result.stdout == ""
    assert json.loads(out.read_text())["summary"]["claims"] == 3
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nope.837",), "nope.837: no such file"),
        ((EXAMPLE, "--select", "NOPE"), "no edit begins with 'NOPE'"),
        ((EXAMPLE, "--payer", "nobody"), "no payer profile is called 'nobody'"),
        ((EXAMPLE, "--reference", "/nowhere"), "/nowhere: no such folder"),
        ((EXAMPLE, "--output", "/nowhere/out.txt"), "/nowhere/out.txt: No such file or directory"),
    ],
)
def test_it_says_why_it_could_not_run(run, arguments, message):
    result = run("check", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("content", [b"", b"\x00\xff\x00" * 1000, b"no claims here", b"%PDF-1.7\n", b"ISA*00*"])
def test_a_file_without_claims_is_named(run, tmp_path, content):
    path = tmp_path / "odd.837"
    path.write_bytes(content)
    result = run("check", path)
    assert result.exit_code == 2
    assert "odd.837" in result.stderr
    assert "Traceback" not in result.stderr + result.stdout


@pytest.mark.parametrize("arguments", [("check",), ("price",), ("what-if", "--remove", 1)])
def test_a_file_whose_claims_are_all_rejected_is_not_clean(run, tmp_path, arguments):
    path = tmp_path / "broken.json"
    path.write_text('{"resourceType": "Claim"')
    result = run(*arguments, path)
    assert result.exit_code == 2
    assert "no claim could be read" in result.stderr
    assert "broken.json: " in result.stderr
    assert "not JSON" in result.stderr


def test_one_bad_file_does_not_hide_the_others(run, tmp_path):
    (tmp_path / "bad.837").write_bytes(b"\x00" * 100)
    (tmp_path / "good.837").write_bytes(EXAMPLE.read_bytes())
    result = run("check", tmp_path, "--format", "json")
    document = json.loads(result.stdout)
    assert document["summary"]["claims"] == 3
    assert any("bad.837" in issue["origin"]["file"] for issue in document["issues"])


def test_a_payer_chosen_by_name_decides(run, tmp_path):
    three = EXAMPLE.read_text().replace("SV1*HC:77012*540*UN*1", "SV1*HC:77012*540*UN*3")
    path = tmp_path / "three.837"
    path.write_text(three)
    by_medicare = json.loads(run("check", path, "--format", "json", "--payer", "medicare").stdout)
    by_aetna = json.loads(run("check", path, "--format", "json", "--payer", "aetna").stdout)
    assert found(by_medicare, "IMG001")
    assert not found(by_aetna, "IMG001")
    assert any(
        gap["edit"] == "IMG001" and "not available for this payer" in gap["reason"] for gap in by_aetna["not_checked"]
    )


def test_no_names_of_patients_in_any_output(run):
    for form in ("text", "json", "csv"):
        shown = run("check", EXAMPLE, "--format", form).stdout
        for secret in ("ALEX", "JORDAN", "1EG4TE5MK73", "19610415", "1961-04-15"):
            assert secret not in shown


def test_explain_prints_a_page(run):
    page = run("explain", "ptp001").stdout
    for text in ("# PTP001", "## What it checks", "## How to fix", "NCCI Policy Manual 2026", "SELECT"):
        assert text in page


def test_explain_names_what_a_beginning_fits(run):
    result = run("explain", "PTP")
    assert result.exit_code == 2
    assert "PTP001, PTP002" in result.stderr


def test_edits_lists_all_with_their_metadata(run):
    listed = json.loads(run("edits", "--format", "json").stdout)
    assert len(listed) >= 62
    assert all(edit["citation"] and edit["disposition"] for edit in listed)
    assert "PTP001" in run("edits").stdout


def test_help_of_every_command_has_an_example(run):
    from sightline.cli import COMMANDS

    for name in COMMANDS:
        command = main.get_command(None, name)
        names = [(name, sub) for sub in command.commands] if hasattr(command, "commands") else [(name,)]
        for words in names:
            text = run(*words, "--help").stdout
            assert f"sightline {' '.join(words)}" in text, words


def test_reference_list_and_info(run):
    assert "2,546,017" not in run("reference", "list").stdout
    assert "starter" in run("reference", "list").stdout
    assert "work_rvu=1.46" in run("reference", "info", "77012", "--as-of", "2026-04-02").stdout
    assert run("reference", "info", "ZZZZZ").exit_code == 2


def test_a_history_that_is_no_claim_file_is_an_error(run, tmp_path):
    path = tmp_path / "earlier.837"
    path.write_bytes(bytes(range(256)) * 8)
    result = run("check", EXAMPLE, "--history", path)
    assert result.exit_code == 2
    assert "no earlier claim could be read" in result.stderr
    assert "binary" in result.stderr


def test_what_could_not_be_read_of_a_history_is_said(run, tmp_path):
    path = tmp_path / "earlier.837"
    path.write_text(Path(EXAMPLE).read_text().replace("SV1*HC:32408*", "SV1*HC:*", 1))
    result = run("check", EXAMPLE, "--history", path)
    assert "3 earlier claims with 7 lines; 1 line more could not be read" in " ".join(result.stdout.split())
    document = json.loads(run("check", EXAMPLE, "--history", path, "--format", "json").stdout)
    counted = {name: count for name, count in document["summary"].items() if name.startswith("history_")}
    assert counted == {
        "history_claims": 3,
        "history_lines": 7,
        "history_rejected_claims": 0,
        "history_rejected_lines": 1,
    }
    (note,) = (each for each in document["issues"] if "earlier" in each["message"])
    assert note["message"].endswith(
        "SV1 has no procedure code (claim LB-1001); nothing is compared with this earlier line"
    )
    assert (Path(note["origin"]["file"]).name, note["origin"]["segment"]) == ("earlier.837", 27)


def test_a_service_in_the_future_is_told_by_the_claim_not_by_the_clock(run, tmp_path):
    path = tmp_path / "claims.837"
    path.write_text(Path(EXAMPLE).read_text().replace("DTP*472*D8*20260302", "DTP*472*D8*20260311"))
    document = json.loads(run("check", path, "--format", "json", "--select", "CLM016").stdout)
    assert {(each["claim"], each["line"]) for each in document["findings"]} == {("LB-1001", 1), ("LB-1001", 2)}
    assert "made out on 2026-03-10" in document["findings"][0]["message"]
    assert run("check", path, "--format", "json").stdout == run("check", path, "--format", "json").stdout


def visits(path: Path, *codes: str) -> Path:
    """A claim of lines of some codes, which a full reference finds nothing wrong with."""
    rows = [f"V1,{code},2026-03-02,11,1,100.00,L40.0,1902809205,MEDICARE" for code in codes]
    path.write_text(
        "claim_id,code,date_from,place_of_service,units,charge,dx1,billing_npi,payer_name\n" + "\n".join(rows)
    )
    return path


def test_codes_outside_the_starter_are_no_clean_claim(run, tmp_path):
    """An exit status of 0 would say that somebody looked."""
    claims = visits(tmp_path / "c.csv", "93306", "11102", "77012")
    found = run("check", claims, "--select", "PTP,MUE,STA")
    assert found.exit_code == 3
    assert "2 of 3 lines are of codes outside the starter" in found.stderr
    assert "reference add" in found.stderr
    assert run("check", claims, "--select", "PTP,MUE,STA", "--allow-starter").exit_code == 0
    assert run("check", claims, "--select", "PTP,MUE,STA", "--fail-on", "never").exit_code == 0
    assert run("check", claims, "--select", "PTP,MUE,STA", "--fail-on", "not-checked").exit_code == 1
    within = run("check", visits(tmp_path / "d.csv", "77012", "76942"), "--select", "MUE,STA")
    assert (within.exit_code, within.stderr) == (0, "")
    few = run("check", visits(tmp_path / "e.csv", "93306", "77012", "76942"), "--select", "MUE,STA")
    assert few.exit_code == 0
    assert "1 of 3 lines" in few.stderr


def test_triage_puts_what_is_bypassed_first_with_its_reasons(run):
    plain, scored = (
        json.loads(run("check", EXAMPLE, "--format", "json", *more).stdout)["findings"] for more in ([], ["--triage"])
    )
    assert scored[0]["status"] == "bypassed"
    assert scored[0]["triage"]["score"] >= 15
    assert any(reason.startswith("59 alone") for reason in scored[0]["triage"]["reasons"])
    assert not any("triage" in each for each in plain)
    assert sorted(each["message"] for each in plain) == sorted(each["message"] for each in scored)
    assert "triage " in run("check", EXAMPLE, "--triage").stdout
    page = run("check", EXAMPLE, "--triage", "--format", "html").stdout
    assert "59 alone" in page
    assert page.index('"id":"LB-1003"') < page.index('"id":"LB-1001"')
    assert "triage_score" in run("check", EXAMPLE, "--triage", "--format", "csv").stdout
