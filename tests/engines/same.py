"""What a check answers on SQLite and on DuckDB, required to be the same."""

from __future__ import annotations

import pytest

from sightline.edits import check as checking
from sightline.edits import plain


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
    read, plainly = plain.read, []
    patch.setattr(checking, "FEW", 1_000_000)
    patch.setattr(plain, "read", lambda *claims: plainly.append(read(*claims)) or plainly[-1])
    few = checker.check(*given, history=earlier)
    patch.setattr(plain, "read", lambda *_: None)
    if any(each is not None for each in plainly):
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
