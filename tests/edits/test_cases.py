"""Every edit does what its cases say, and every edit has cases: at least one that fires and one that must not."""

from __future__ import annotations

import pytest

from edits.cases import FOLDER, Case, history, read_cases, reference, tables
from sightline.edits.check import Checker
from sightline.edits.load import load
from sightline.reference.store import open_reference

CASES = [case for path in sorted(FOLDER.glob("*.md")) for case in read_cases(path)]
EDITS = {edit.id: edit for edit in load()}


@pytest.fixture(scope="module")
def starter(tmp_path_factory):
    return open_reference(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def checkers():
    return {}


def holds(case: Case, checker: Checker) -> None:
    """Assert that the checker, which has the case's edit alone, finds what the case expects."""
    result = checker.check(*tables(case), history=history(case))
    found = result.findings.to_pylist()
    expected = case.blocks["expected"]
    compared = [key for key in (expected[0] if expected else {}) if key != "message"]
    names = {"fix": "fix_action", "value": "fix_value"}

    def shown(row):
        return {key: "" if (value := row[names.get(key, key)]) is None else str(value) for key in compared}

    order = sorted
    assert order(map(str, (shown(row) for row in found))) == order(
        str({key: row[key] or "" for key in compared}) for row in expected
    )
    if not expected:
        assert found == []
    for row in expected:
        if row.get("message"):
            assert any(row["message"] in f["message"] for f in found), [f["message"] for f in found]
    if "not_checked" in case.blocks:
        gaps = {(row["claim"], str(row["line"] or "")) for row in result.not_checked.to_pylist()}
        assert gaps == {(row["claim"], row["line"]) for row in case.blocks["not_checked"]}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case, starter, checkers, tmp_path):
    own = any(name.startswith("reference:") for name in case.blocks)
    if own:
        checker = Checker(reference(case, starter, tmp_path), (EDITS[case.edit],))
    else:
        checker = checkers.setdefault(case.edit, Checker(starter, (EDITS[case.edit],)))
    holds(case, checker)


@pytest.mark.parametrize("edit_id", sorted(EDITS))
def test_edit_has_a_case_that_fires_and_one_that_does_not(edit_id):
    cases = [case for case in CASES if case.edit == edit_id]
    assert any(case.blocks["expected"] for case in cases)
    assert any(not case.blocks["expected"] for case in cases)


def test_no_cases_without_an_edit():
    assert {case.edit for case in CASES} <= EDITS.keys()
