"""Sets of claims that are checked together: of each the answer that it has alone, whoever is in the others."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engines.same import numbered, same_as_alone
from engines.test_cases import WITHOUT_OWN
from engines.test_generated import CLAIMS, made
from sightline.claims.reading import read
from sightline.edits import check as checking
from sightline.edits.cases.read import tables
from sightline.edits.divide import Claims

EXAMPLE = Path(__file__).parents[2] / "examples" / "ct-guided-lung-biopsy.837"
#: As many as a checking process may take at a time (web/pool.py), and more.
MOST = 50


def test_the_cases_of_all_edits_whose_people_are_the_same(checker):
    """Cases name their patients alike, and their physicians, of whom only some state a taxonomy."""
    mixed = [case for start in range(37) for case in WITHOUT_OWN[start::37]]
    found = []
    for start in range(0, len(mixed), MOST):
        found += same_as_alone(checker, numbered(tables(case) for case in mixed[start : start + MOST]))
    assert len({finding["edit"] for finding in found}) > 100


def test_one_claim_many_times_is_no_duplicate(checker):
    alone = read(EXAMPLE).tables
    one = [alone[name] for name in ("claims", "lines", "diagnoses")]
    found = same_as_alone(checker, numbered([one] * MOST))
    assert len(found) == MOST * checker.check(*one).findings.num_rows > 0


def test_every_corpus_file_beside_the_others(checker, shared):
    paths = sorted(path for path in (shared / "corpora").rglob("*") if path.suffix in (".837", ".edi", ".txt", ".x12"))
    given = [read(path).tables for path in paths]
    sets = [[each[name] for name in ("claims", "lines", "diagnoses")] for each in given]
    few = [each for each in sets if each[1].num_rows < 100]
    assert len(few) > 20
    assert same_as_alone(checker, numbered([*few, *few[:10]]))


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(CLAIMS, min_size=1, max_size=2), min_size=2, max_size=4))
def test_claims_of_every_field(checker, drawn):
    same_as_alone(checker, numbered([made(each) for each in drawn]))


def test_a_set_without_claims_and_many_lines(checker):
    nothing = made([])
    (one,) = numbered([[read(EXAMPLE).tables[name] for name in ("claims", "lines", "diagnoses")]])
    assert same_as_alone(checker, [Claims(*nothing), one, Claims(*nothing)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checking, "FEW", 0)  # none is for SQLite
        same_as_alone(checker, numbered([one, one]))
