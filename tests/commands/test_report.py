"""`sightline report`: text, JSON, redaction, and what goes wrong."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from sightline.cli import main

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "examples" / "ct-guided-lung-biopsy-report.txt"
CLAIM = ROOT / "examples" / "ct-guided-lung-biopsy.837"


def run(*arguments, **more):
    return CliRunner().invoke(main, ["report", *(str(a) for a in arguments)], **more)


@pytest.fixture(autouse=True)
def _extra(request):
    if "without" not in request.node.name:
        pytest.importorskip("medspacy")


def test_one_report_as_json_has_its_documented_shape():
    result = run(EXAMPLE, "--claim", CLAIM, "--suggest", "--with-text", "--format", "json")
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert list(report)[:4] == ["requirements", "facts", "findings", "suggested"]
    assert list(report["requirements"][0]) == ["id", "supports", "blocking", "applies", "status", "evidence"]
    assert report["text"] == EXAMPLE.read_text()
    for requirement in report["requirements"]:
        assert requirement["status"] in ("met", "contradicted", "missing", "unclear")
        for quote in requirement["evidence"]:
            assert quote["text"] == report["text"][quote["start"] : quote["end"]]
    for facts in report["facts"].values():
        for fact in facts:
            assert fact["text"] == report["text"][fact["start"] : fact["end"]]
    assert {
        "edit",
        "status",
        "claim",
        "line",
        "message",
        "citation",
        "evidence",
        "fix_text",
        "fix",
        "origin",
    } <= report["findings"][0].keys()
    assert [each["code"] for each in report["suggested"]] == ["32408", "99152", "99153"]


def test_many_reports_as_json(tmp_path):
    (tmp_path / "a.txt").write_text(EXAMPLE.read_text())
    (tmp_path / "b.bin").write_bytes(b"\0\1\2" * 99)
    result = run(tmp_path, "--format", "json")
    whole = json.loads(result.stdout)
    assert list(whole) == ["reports", "unread", "summary"]
    assert whole["summary"]["reports"] == 1
    assert whole["unread"][0]["reason"] == "the content is binary"


def test_text_says_what_is_met_and_what_is_not():
    result = run(EXAMPLE, "--claim", CLAIM)
    assert "✓ images-archived" in result.stdout
    assert "held against claim LB-1001" in result.stdout
    assert "DOC006" in result.stdout


def test_standard_input():
    result = run("-", "--format", "json", input=EXAMPLE.read_text())
    assert json.loads(result.stdout)["report"]["file"] == "stdin"


def test_redacted_findings_have_no_names_numbers_or_dates():
    text = (
        EXAMPLE.read_text()
        + "\nMRN: 0042137. Nurse: Pat Doyle, RN. Dr. Example-Smith called at 555-555-0100. Alex was well.\n"
    )
    whole = json.loads(
        run("-", "--claim", CLAIM, "--redact", "--with-text", "--suggest", "--format", "json", input=text).stdout
    )
    dumped = json.dumps(whole, ensure_ascii=False)
    for private in (
        "Robin",
        "Reader",
        "EXAMPLE",
        "ALEX",
        "Alex",
        "03/02/2026",
        "0042137",
        "Doyle",
        "Smith",
        "555-0100",
        "2026-03-02",
    ):
        assert private not in dumped, private
    assert len(whole["text"]) == len(text)
    assert "Under intermittent CT fluoroscopy" in whole["text"]
    for requirement in whole["requirements"]:
        for quote in requirement["evidence"]:
            assert quote["end"] - quote["start"] == len(quote["text"])


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "the file is empty"), (b"\0\1\2" * 99, "binary"), (b"%PDF-1.4 x", "damaged PDF"), (b'{"a":', "not JSON")],
)
def test_bad_input_is_one_line(data, said, tmp_path):
    (tmp_path / "x").write_bytes(data)
    result = run(tmp_path / "x")
    assert result.exit_code == 2
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_path_that_is_not_there():
    result = run("nowhere.txt")
    assert (result.exit_code, result.stderr) == (2, "sightline: nowhere.txt: no such file\n")


def test_without_medspacy_it_says_how_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "spacy", None)
    result = run(EXAMPLE)
    assert result.exit_code == 2
    assert result.stderr == "sightline: reading reports needs medspaCy: pip install 'sightline-claims[report]'\n"


def test_nothing_of_a_report_is_logged(caplog, tmp_path):
    caplog.set_level(0)
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.4 PATIENT NAME")
    run(EXAMPLE, tmp_path / "x.pdf")
    assert "EXAMPLE" not in caplog.text
    assert "PATIENT" not in caplog.text


def test_a_finding_is_explained():
    result = CliRunner().invoke(main, ["explain", "DOC006"])
    assert "Guidance is billed beside a procedure that includes it" in result.stdout


def test_what_is_asked_for_other_codes_than_those_of_the_claim_is_set_aside():
    assert (
        "for other codes: central-tip, vein-patent, spinal-level, catheter-left\n"
        in run(EXAMPLE, "--claim", CLAIM).stdout
    )
    alone = run(EXAMPLE).stdout
    assert "for other codes" not in alone
    assert "catheter-left" in alone
