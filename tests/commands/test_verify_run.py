"""`sightline verify-run`: the same bytes again, or what has changed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from sightline.cli import main

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "ct-guided-lung-biopsy.837"


@pytest.fixture
def stored(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copy(EXAMPLE, "claims.837")
    CliRunner().invoke(main, ["check", "claims.837", "--ignore", "DXC", "--format", "json", "--output", "result.json"])
    return Path("result.json")


def again(*arguments):
    return CliRunner().invoke(main, ["verify-run", "result.json", *arguments])


def test_the_same(stored):
    result = again()
    assert result.exit_code == 0
    assert "the same, byte for byte" in result.stdout


def test_the_run_is_recorded(stored):
    run = json.loads(stored.read_text())["run"]
    assert run["options"]["ignore"] == ["DXC"]
    assert [each["file"] for each in run["inputs"]] == ["claims.837"]
    assert all(len(run[name]) == 64 for name in ("catalogue", "reference"))


def test_a_result_that_was_changed(stored):
    stored.write_text(stored.read_text().replace('"status": "fail"', '"status": "info"', 1))
    result = again()
    assert result.exit_code == 1
    assert "not the same, first in line" in result.stdout


def test_an_input_that_was_changed(stored):
    claims = Path("claims.837")
    claims.write_text(claims.read_text().replace("LB-1001", "LB-2001"))
    result = again()
    assert result.exit_code == 2
    assert "claims.837: its content is another" in result.stderr


def test_an_input_that_is_gone(stored):
    Path("claims.837").unlink()
    result = again()
    assert result.exit_code == 2
    assert "claims.837: no longer there" in result.stderr


def test_another_catalogue_and_reference(stored):
    document = json.loads(stored.read_text())
    document["run"] |= {"catalogue": "0" * 64, "reference": "1" * 64}
    stored.write_text(json.dumps(document))
    result = again()
    assert result.exit_code == 2
    assert "the reference is another: 111111111111 then" in result.stderr
    assert "the catalogue of edits, payers and rules is another" in result.stderr


def test_a_result_without_its_run(stored):
    stored.write_text(json.dumps({"findings": []}))
    result = again()
    assert result.exit_code == 2
    assert "does not record its run" in result.stderr


def test_standard_input_cannot_be_read_again(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    arguments = ["check", "-", "--format", "json", "--output", "result.json"]
    CliRunner().invoke(main, arguments, input=EXAMPLE.read_bytes())
    result = again()
    assert result.exit_code == 2
    assert "standard input, which cannot be read again" in result.stderr
