"""What a check answers on SQLite and on DuckDB, required to be the same."""

from __future__ import annotations

import pytest

from engines.every_edit import shifted
from sightline.edits import check as checking
from sightline.edits import plain
from sightline.edits.divide import Claims


def same(checker, *given, earlier=None):
    """Check on SQLite (as tables, and as rows where the claims are plain) and on DuckDB, require the same answer, and give
    it."""
    with pytest.MonkeyPatch.context() as patch:
        few = on_sqlite(patch, checker, *given, earlier=earlier)
        patch.setattr(checking, "FEW", -1)
        many = checker.check(*given, history=earlier)
    equal(few, many)
    return few


def on_sqlite(patch, checker, *given, earlier=None):
    """What SQLite answers; where it read the claims as rows, required to be what it answers of tables."""
    is_plain, plainly = plain.is_plain, []
    patch.setattr(checking, "FEW", 1_000_000)
    patch.setattr(plain, "is_plain", lambda *tables: plainly.append(is_plain(*tables)) or plainly[-1])
    few = checker.check(*given, history=earlier)
    patch.setattr(plain, "is_plain", lambda *_: False)
    if any(plainly):
        equal(few, checker.check(*given, history=earlier))
    return few


def equal(few, many):
    """Require two results to be the same."""
    for name in ("findings", "not_checked", "superseded", "payers"):
        one, other = getattr(few, name), getattr(many, name)
        if not one.equals(other):
            pairs = zip(one.to_pylist(), other.to_pylist(), strict=False)
            assert [pair for pair in pairs if pair[0] != pair[1]][:3] == []
            assert one.to_pylist() == other.to_pylist()
        assert one.schema == other.schema
    assert few.reference == many.reference
    assert few.summary == many.summary


def numbered(given):
    """Sets of claims (tables of claims, lines and diagnoses) whose keys rise from one to the next."""
    return [Claims(*(shifted(table, 100 * number) for table in each)) for number, each in enumerate(given)]


def same_as_alone(checker, sets):
    """Require that each set, checked with the others, has the answer that it has alone; the findings of all."""
    results = checker.check_each(sets)
    for each, result in zip(sets, results, strict=True):
        equal(checker.check(*each), result)
        assert (result.claims, result.lines, result.diagnoses) == each
    return [finding for result in results for finding in result.findings.to_pylist()]
