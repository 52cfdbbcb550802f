"""The blind set of reports is what its README says, and its benchmark counts what it says."""

from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BLIND = ROOT / "tests" / "reports" / "blind"
LABELS = tomllib.loads((BLIND / "reports.toml").read_text(encoding="utf-8"))["report"]
SECOND = tomllib.loads((BLIND / "second" / "reports.toml").read_text(encoding="utf-8"))["report"]
KEYS = {
    "id", "kind", "scope", "codes", "allowed", "wrong", "any_code", "claims", "met", "unmet", "facts", "date", "note",
    "corrected", "text",
}  # fmt: skip


@pytest.fixture(scope="module")
def benchmark():
    pytest.importorskip("medspacy")
    where = ROOT / "benchmarks" / "report_accuracy.py"
    spec = importlib.util.spec_from_file_location("report_accuracy", where)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_set_is_large_and_mostly_routine():
    assert len(LABELS) >= 150
    assert len({one["id"] for one in LABELS}) == len(LABELS)
    routine = sum(one["kind"] == "routine" for one in LABELS)
    assert 0.5 < routine / len(LABELS) < 0.7
    assert {key for one in LABELS for key in one} <= KEYS
    assert {one["scope"] for one in LABELS} == {"covered", "named", "outside"}
    assert all(one["text"].strip() for one in LABELS)


def test_the_second_set_has_reports_of_its_own():
    assert len(SECOND) >= 80
    assert len({one["id"] for one in (*LABELS, *SECOND)}) == len(LABELS) + len(SECOND)
    assert {key for one in SECOND for key in one} <= KEYS
    assert sum(one["scope"] == "outside" for one in SECOND) >= 15


def test_every_code_is_written_as_the_readme_says(benchmark):
    for one in (*LABELS, *SECOND):
        claimed = [word.removesuffix("!") for claim in one.get("claims", ()) for word in claim.split()]
        for written in (*one["codes"], *one.get("allowed", ()), *one.get("wrong", ()), *claimed):
            assert 1 <= benchmark.parsed(written).units <= 3, (one["id"], written)
        codes = {benchmark.parsed(written).code for written in one["codes"]}
        assert not codes & set(one.get("wrong", ())), one["id"]


def test_requirements_of_the_set_are_ours(benchmark):
    from sightline.reports.requirements import load_requirements

    ours = {requirement.id for requirement in load_requirements()}
    for one in (*LABELS, *SECOND):
        met, unmet = set(one.get("met", ())), set(one.get("unmet", ()))
        assert met | unmet <= ours, one["id"]
        assert not met & unmet, one["id"]


def test_codes_are_counted(benchmark, capsys):
    labels = [
        {"id": "a", "kind": "routine", "scope": "covered", "codes": ["32555-50"], "wrong": ["32557"]},
        {"id": "b", "kind": "trap", "scope": "covered", "codes": ["10005", "10006x2"], "allowed": ["76942"]},
    ]
    read = {
        "a": [{"suggested": [_said("32555", "high"), _said("32557", "high")]}],
        "b": [{"suggested": [_said("10005", "low"), _said("10006", "low", 2), _said("76942", "low")]}],
    }
    assert list(benchmark.codes(labels, read)) == [
        "codes a: not so: 32557 (high)",
        "codes a: units or modifier: 32555",
    ]
    printed = " ".join(capsys.readouterr().out.split())
    assert "2 reports, 1 with exactly the right ones; tempting code taken 1 of 1" in printed
    assert "all 3 4 0.750 1.000 as billed 3 4 0.500 0.667" in printed
    assert "certainty high 2 suggested, 0.500 right certainty low 2 suggested, 1.000 right" in printed


def test_facts_are_counted(benchmark, capsys):
    labels = [{"id": "a", "facts": {"fluid_volume": ["1200"], "laterality": [], "organ": ["bone|spine"]}}]
    said = {"fluid_volume": [{"value": "1.2 L"}], "laterality": [{"value": "left"}], "organ": [{"value": "spine"}]}
    assert list(benchmark.facts(labels, {"a": [{"facts": said}]})) == ["facts a: laterality: ['left'], should be []"]
    assert "organ 1 1 1.000 1.000" in " ".join(capsys.readouterr().out.split())


def _said(code: str, certainty: str, units: int = 1) -> dict[str, object]:
    return {"code": code, "certainty": certainty, "units": units}
