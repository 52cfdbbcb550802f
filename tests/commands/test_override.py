"""`sightline override` and `sightline check --overrides`, from the command line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from outputs.samples import SECRETS
from sightline.cli import main

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "ct-guided-lung-biopsy.837"
COMMON = ("--user", "ann", "--reason", "separate lesion", "--expires", "2999-01-01")
PTP = ("--edit", "ptp001", "--claim", "LB-1001", "--line", "2")


@pytest.fixture
def run():
    def run(*arguments):
        return CliRunner().invoke(main, [str(a) for a in arguments])

    return run


@pytest.fixture
def log(run, tmp_path):
    """A log in which PTP001 on line 2 of LB-1001 is let stand."""
    path = tmp_path / "overrides.jsonl"
    result = run("override", "add", path, EXAMPLE, *PTP, *COMMON)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == (
        "PTP001 on line 2 of claim LB-1001 (77012-26 on 2026-03-02, billed by 1234567893) is overridden until 2999-01-01"
        " by ann\n"
    )
    return path


@pytest.fixture
def other(tmp_path):
    """Another practice's claims with the same numbers, of other patients."""
    path = tmp_path / "other.837"
    text = EXAMPLE.read_text().replace("1234567893", "1992708929").replace("EG4TE5MK7", "AA9AA9AA9")
    path.write_text(text.replace("*000000101", "*000000102"))
    return path


def words(text):
    return re.sub(r"\s+", " ", text)


def test_overrides_are_shown_and_do_not_count(run, log):
    assert run("check", EXAMPLE, "--overrides", log, "--select", "PTP").exit_code == 0
    assert run("check", EXAMPLE, "--overrides", log).exit_code == 1
    text = words(run("check", EXAMPLE, "--overrides", log).stdout)
    assert "overridden until 2999-01-01 by ann: separate lesion" in text
    assert "LB-1001 · Medicare · 2026-03-02 · place of service 22 · ct-guided-lung-biopsy.837 · overridden" in text
    assert "3 claims, 8 lines: 2 fail, 1 bypassed, 1 claim overridden, 4 lines clean" in text
    assert "1 finding overridden, not counted above" in text
    assert text.count("· overridden") == 1
    document = json.loads(run("check", EXAMPLE, "--overrides", log, "--format", "json").stdout)
    held = [each for each in document["findings"] if "override" in each]
    assert held[0]["override"] == {"user": "ann", "reason": "separate lesion", "expires": "2999-01-01"}
    assert (document["summary"]["overridden"], document["summary"]["overridden_claims"]) == (1, 1)
    as_csv = run("check", EXAMPLE, "--overrides", log, "--format", "csv").stdout
    assert "ann until 2999-01-01: separate lesion" in as_csv


def test_a_claim_without_overrides_is_not_said_to_have_any(run, log):
    text = run("check", EXAMPLE).stdout
    assert "overridden" not in text
    assert "1 claim overridden" not in run("check", EXAMPLE, "--overrides", log, "--select", "COM").stdout


def test_another_practice_keeps_its_findings(run, log, other):
    held = run("check", other, "--overrides", log, "--select", "PTP001", "--format", "json")
    assert held.exit_code == 1
    document = json.loads(held.stdout)
    assert document["summary"]["overridden"] == 0
    assert document["summary"]["findings"]["fail"] == 1
    both = json.loads(run("check", EXAMPLE, other, "--overrides", log, "--select", "PTP001", "--format", "json").stdout)
    assert [(each["origin"]["file"], "override" in each) for each in both["findings"] if each["status"] == "fail"] == [
        (str(EXAMPLE), True), (str(other), False),
    ]  # fmt: skip


def test_the_shared_case_of_another_practice_keeps_its_finding(run, log, shared):
    case = shared / "cases" / "web" / "same_claim_number_other_practice.837"
    if not case.exists():
        pytest.skip(f"{case} is not here")
    document = json.loads(run("check", case, "--overrides", log, "--select", "PTP001", "--format", "json").stdout)
    assert [(each["claim"], each["line"], "override" in each) for each in document["findings"]] == [
        ("LB-1001", 2, False)
    ]


def test_two_practices_with_one_number_must_be_told_apart(run, tmp_path, other):
    path = tmp_path / "overrides.jsonl"
    result = run("override", "add", path, EXAMPLE, other, *PTP, *COMMON)
    assert result.exit_code == 2
    assert "claim LB-1001 is billed by 1234567893 and 1992708929: say whose with --provider" in result.stderr
    assert not path.exists()
    assert run("override", "add", path, EXAMPLE, other, *PTP, *COMMON, "--provider", "1992708929").exit_code == 0
    assert json.loads(path.read_text())["provider"] == "1992708929"
    assert run("check", EXAMPLE, "--overrides", path, "--select", "PTP001").exit_code == 1
    assert run("check", other, "--overrides", path, "--select", "PTP001").exit_code == 0


def test_the_log_names_no_patient(log):
    assert not any(secret in log.read_text() for secret in SECRETS)
    assert set(json.loads(log.read_text())) == {
        "edit", "claim", "line", "provider", "code", "modifiers", "date", "fingerprint", "user", "reason", "expires",
    }  # fmt: skip


def test_it_ends_with_a_day_that_is_past(run, log):
    ended = run("override", "add", log, EXAMPLE, *PTP, *COMMON[:-1], "2020-01-01")
    assert "it ends what was there" in ended.stdout
    assert len(log.read_text().splitlines()) == 2
    assert run("check", EXAMPLE, "--overrides", log, "--select", "PTP").exit_code == 1


def test_the_log_is_listed(run, log):
    listed = run("override", "list", log).stdout
    assert listed == (
        "PTP001 on line 2 of claim LB-1001 (77012-26 on 2026-03-02, billed by 1234567893)  until 2999-01-01"
        "  ann: separate lesion\n"
    )
    (entry,) = json.loads(run("override", "list", log, "--format", "json").stdout)
    assert entry == json.loads(log.read_text())


def test_a_finding_about_a_whole_claim(run, tmp_path):
    path, claims = tmp_path / "overrides.jsonl", tmp_path / "claims.837"
    claims.write_text(EXAMPLE.read_text().replace("CLM*LB-1001*1550*", "CLM*LB-1001*1560*"))
    result = run("override", "add", path, claims, "--edit", "CLM001", "--claim", "LB-1001", *COMMON)
    assert "CLM001 on claim LB-1001 (billed by 1234567893) is overridden" in result.stdout
    assert run("check", claims, "--overrides", path, "--select", "CLM001").exit_code == 0
    claims.write_text(claims.read_text().replace("20260302", "20260303"))
    assert run("check", claims, "--overrides", path, "--select", "CLM001").exit_code == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("--edit", "NOPE01"), "no edit is called 'NOPE01'"),
        (("--reason", "  "), "needs a reason"),
        (("--expires", "soon"), "soon"),
        (("--line", "0"), "0"),
        (("--line", "3"), "claim LB-1001 has no line 3, only 2"),
        (("--line", "1"), "PTP001 finds nothing on line 1 of claim LB-1001; it does on line 2"),
        (("--claim", "LB-9"), "there is no claim LB-9"),
        (("--date", "2026-03-01"), "line 2 of claim LB-1001 is not of 2026-03-01 but of 2026-03-02"),
        (("--provider", "1992708929"), "1992708929 does not bill a claim LB-1001; 1234567893 does"),
    ],
)
def test_an_override_that_makes_no_sense_is_not_added(run, tmp_path, change, message):
    path = tmp_path / "overrides.jsonl"
    good = {"--edit": "PTP001", "--claim": "LB-1001", "--line": "2", "--reason": "seen", "--expires": "2999-01-01"}
    options = [part for pair in {**good, change[0]: change[1]}.items() for part in pair]
    result = run("override", "add", path, EXAMPLE, *options)
    assert result.exit_code == 2
    assert message in words(result.stderr)
    assert not path.exists()


def test_without_claims_it_says_what_to_give(run, tmp_path):
    result = run("override", "add", tmp_path / "o.jsonl", *PTP, *COMMON)
    assert result.exit_code == 2
    assert "say where the claim is: sightline override add" in result.stderr


@pytest.mark.parametrize(
    "text",
    [
        "shopping list\n",
        '{"edit": "PTP001", "claim": "LB-1001", "line": 2, "user": "a", "reason": "b", "expires": "2999-01-01"}\n',
    ],
)
def test_a_file_of_something_else_is_left_alone(run, tmp_path, text):
    path = tmp_path / "notes.txt"
    path.write_text(text)
    for command in (("override", "add", path, EXAMPLE, *PTP, *COMMON), ("override", "list", path)):
        result = run(*command)
        assert result.exit_code == 2
        assert f"{path}:1: " in result.stderr
    checked = run("check", EXAMPLE, "--overrides", path)
    assert checked.exit_code == 2
    assert f"{path}:1: " in checked.stderr
    assert path.read_text() == text
