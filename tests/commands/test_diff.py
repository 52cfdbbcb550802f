"""`sightline diff`, baselines and the formats of `sightline check`, from the command line."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from reference.test_changes import pair, release
from sightline.cli import main

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "ct-guided-lung-biopsy.837"


@pytest.fixture
def run():
    def run(*arguments):
        return CliRunner().invoke(main, [str(a) for a in arguments])

    return run


@pytest.fixture
def base(run, tmp_path):
    path = tmp_path / "base.json"
    run("check", EXAMPLE, "--format", "json", "--output", path)
    return path


def fixed(folder):
    path = folder / "fixed.837"
    path.write_text(
        EXAMPLE.read_text().replace("SV1*HC:77012*540", "SV1*HC:77012:26*540").replace("77012:26:59", "77012:26")
    )
    return path


def words(text):
    return re.sub(r"\s+", " ", text)


def test_two_results(run, base, tmp_path):
    new = tmp_path / "new.json"
    run("check", fixed(tmp_path), "--format", "json", "--output", new)
    shown = words(run("diff", base, new).stdout)
    assert "gone: LB-1002 line 2 COM002 fail" in shown
    assert "LB-1003 line 3 PTP001 bypassed → fail" in shown
    assert "modifier 59 → none" in shown
    document = json.loads(run("diff", base, new, "--format", "json").stdout)
    assert document["summary"]["gone"] == len(document["gone"]) == 1
    assert document["changed"][0]["old"]["status"] == "bypassed"
    assert "reference" not in document


def test_two_stores(run, tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    rows = [pair("32408", "77012", start=date(2019, 1, 1))]
    release(old, "ptp", "2030q1", rows, start=date(2025, 1, 1))
    release(new, "ptp", "2030q1", [{**rows[0], "indicator": "0"}], start=date(2025, 1, 1))
    release(old, "mue", "2030q1", [{"code": "77012", "value": 1, "mai": "3"}])
    release(new, "mue", "2030q1", [{"code": "77012", "value": 0, "mai": "2"}])
    arguments = ("diff", "--reference", old, new, EXAMPLE, "--select", "PTP,MUE")
    shown = words(run(*arguments).stdout)
    assert "32408 / 77012 changed: indicator 1 → 0" in shown
    assert "77012 changed: value 1 → 0, mai 3 → 2" in shown
    assert "appeared: LB-1001 line 2 PTP002 fail" in shown  # the edit for pairs that no modifier bypasses
    document = json.loads(run(*arguments, "--format", "json").stdout)
    assert [each["kind"] for each in document["reference"]] == ["ptp", "mue"]
    assert document["summary"]["appeared"] >= 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("a.json",), "give two results"),
        (("a.json", "b.json"), "a.json: no such file"),
        ((EXAMPLE, EXAMPLE), "not a result"),
        (("a.json", "b.json", "--select", "PTP"), "go with --reference"),
        (("--reference", "/nowhere", "/nowhere", EXAMPLE), "/nowhere: no such folder"),
    ],
)
def test_it_says_why_it_could_not_run(run, arguments, message):
    result = run("diff", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_a_baseline_hides_and_says_so(run, base, tmp_path):
    result = run("check", EXAMPLE, "--baseline", base)
    assert result.exit_code == 0
    assert "findings hidden: known from the baseline" in words(result.stdout)
    document = json.loads(run("check", EXAMPLE, "--baseline", base, "--format", "json").stdout)
    count = len(json.loads(base.read_text())["findings"])
    assert (document["findings"], document["summary"]["hidden"]) == ([], count)
    assert "hidden" in run("check", EXAMPLE, "--baseline", base, "--format", "csv").stderr
    worse = run("check", fixed(tmp_path), "--baseline", base, "--select", "PTP")
    assert worse.exit_code == 1


@pytest.mark.parametrize("form", ["html", "parquet", "sarif", "fhir", "277ca", "999"])
def test_every_format_goes_to_a_file_whole(run, tmp_path, form):
    out = tmp_path / "out"
    result = run("check", EXAMPLE, "--format", form, "--output", out, "--fail-on", "never")
    assert (result.exit_code, result.stdout) == (0, "")
    assert out.stat().st_size > 100
    assert list(tmp_path.iterdir()) == [out]


def test_dated_answers(run):
    assert "*20260501*" in run("check", EXAMPLE, "--format", "999", "--dated", "2026-05-01").stdout
    assert '"created": "2026-05-01"' in run("check", EXAMPLE, "--format", "fhir", "--dated", "2026-05-01").stdout


def test_what_a_format_cannot_do_is_said(run, tmp_path):
    result = run("check", EXAMPLE, "--format", "parquet")
    assert result.exit_code == 2
    assert "--output findings.parquet" in result.stderr
    result = CliRunner().invoke(main, ["check", "-", "--format", "277ca"], input=EXAMPLE.read_bytes())
    assert result.exit_code == 2
    assert "standard input cannot be read twice" in result.stderr
