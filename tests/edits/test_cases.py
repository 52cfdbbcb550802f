"""Every edit does what its cases say, and every edit has cases: at least one that fires and one that must not."""

from __future__ import annotations

import pytest

from edits.cases import FOLDER, Case, read_cases, reference
from sightline.edits.cases.run import differences
from sightline.edits.check import Checker
from sightline.edits.rule.edit import Edit
from sightline.edits.rule.load import load
from sightline.reference.store import open_reference

CASES = [case for path in sorted(FOLDER.glob("*.md")) for case in read_cases(path)]
EDITS = {edit.id: edit for edit in load()}


@pytest.fixture(scope="module")
def starter(tmp_path_factory):
    return open_reference(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def checkers():
    return {}


def with_deferred(edit: Edit) -> tuple[Edit, ...]:
    """The edit and those that it leaves findings to."""
    return (edit, *(EDITS[name] for name in edit.defers_to))


def holds(case: Case, checker: Checker) -> None:
    """Assert that the checker, which has the case's edit and those it defers to, finds what the case expects of it."""
    assert differences(case, checker) == []


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case, starter, checkers, tmp_path):
    own = any(name.startswith("reference:") for name in case.blocks)
    if own:
        checker = Checker(reference(case, starter, tmp_path), with_deferred(EDITS[case.edit]))
    else:
        checker = checkers.setdefault(case.edit, Checker(starter, with_deferred(EDITS[case.edit])))
    holds(case, checker)


@pytest.mark.parametrize("edit_id", sorted(EDITS))
def test_edit_has_a_case_that_fires_and_one_that_does_not(edit_id):
    cases = [case for case in CASES if case.edit == edit_id]
    assert any(case.blocks["expected"] for case in cases)
    assert any(not case.blocks["expected"] for case in cases)


def test_no_cases_without_an_edit():
    assert {case.edit for case in CASES} <= EDITS.keys()
