"""What a check answers on SQLite and on DuckDB, required to be the same."""

from __future__ import annotations

import pytest

from sightline.edits import check as checking
from sightline.edits import plain


def same(checker, *given, earlier=None):
    """Check on SQLite (as rows where the claims are plain, and as tables) and on DuckDB, require the same answer, and give
    it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checking, "FEW", 1_000_000)
        few = checker.check(*given, history=earlier)
        patch.setattr(plain, "read", lambda *given: None)
        tabled = checker.check(*given, history=earlier)
        patch.setattr(checking, "FEW", -1)
        many = checker.check(*given, history=earlier)
    equal(few, many)
    equal(few, tabled)
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
