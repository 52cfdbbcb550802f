"""SQLite and DuckDB answer the same: every sample file of others."""

from __future__ import annotations

from engines.same import same
from sightline.claims.reading import read


def test_every_corpus(checker, shared):
    paths = sorted(path for path in (shared / "corpora").rglob("*") if path.suffix in (".837", ".edi", ".txt", ".x12"))
    given = read(paths).tables
    result = same(checker, given["claims"], given["lines"], given["diagnoses"])
    assert result.lines.num_rows > 100
