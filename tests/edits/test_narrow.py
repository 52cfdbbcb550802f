"""A query over `service` reads the columns that it names, and answers as over the whole of it."""

from __future__ import annotations

import pytest

from sightline.edits.facts import relation
from sightline.edits.narrow import Narrow
from sightline.edits.rule.load import load
from sightline.engines.duckdb import DuckDB


@pytest.fixture(scope="module")
def engine():
    engine = DuckDB()
    engine.create(
        "line",
        "SELECT k AS claim_key, k % 3 AS situation, k % 2 AS rendering, k * 2 AS units, k AS patient_day, k < 5 AS stands"
        " FROM range(6) t(k)",
    )
    engine.create("situation", "SELECT k AS situation, 'C' || k AS code, k > 0 AS visit FROM range(3) t(k)")
    engine.create("rendering", "SELECT k AS rendering, 'N' || k AS rendering_npi FROM range(2) t(k)")
    engine.create("imaged", "SELECT k AS imaged_day, k + 1 AS needle_lines FROM range(4, 6) t(k)")
    engine.create("service", relation("service"), view=True)
    return engine


QUERIES = [
    "SELECT claim_key, code FROM service WHERE visit",
    "SELECT s.claim_key, o.units FROM service s JOIN service o ON o.situation = s.situation AND o.claim_key < s.claim_key",
    "SELECT s.claim_key FROM service AS s WHERE s.rendering_npi = 'N1'",
    "SELECT service.claim_key FROM service WHERE service.units > 4",
    "SELECT claim_key FROM service WHERE EXISTS (SELECT 1 FROM service o WHERE o.code = service.code AND o.units > 8)",
    "SELECT * FROM service WHERE visit",
    "SELECT s.* FROM service s WHERE s.units = 2",
    "SELECT claim_key, code, needle_lines FROM service",
    "SELECT CLAIM_KEY, Code FROM service",
    "SELECT count(*) FROM service",
    "WITH x AS (SELECT claim_key, units FROM service) SELECT x.* FROM x  -- from service as it is",
    "SELECT 'FROM service s' AS text, claim_key FROM service s",
    "SELECT claim_key FROM line",
]


def narrow_of(engine: DuckDB) -> Narrow:
    """Of the relations as they are."""
    line, *joined = (
        frozenset(engine.query(f"SELECT * FROM {name}").column_names)
        for name in ("line", "situation", "rendering", "imaged")
    )
    return Narrow(line, dict(zip(("situation", "rendering", "imaged"), joined, strict=True)))


@pytest.mark.parametrize("sql", QUERIES)
def test_rows_are_those_of_the_whole(engine, sql):
    narrow = narrow_of(engine).query(sql)
    assert sorted(engine.query(narrow).to_pylist(), key=str) == sorted(engine.query(sql).to_pylist(), key=str)


def test_what_is_not_named_is_not_joined(engine):
    narrow = narrow_of(engine)
    assert "rendering" not in narrow.query("SELECT claim_key, code FROM service")
    assert "JOIN" not in narrow.query("SELECT claim_key, units FROM service")
    assert "JOIN situation" in narrow.query("SELECT claim_key FROM service WHERE visit")


def test_every_edit_names_columns():
    """A star over `service` would read all of it, for every edit that has one."""
    stars = [edit.id for edit in load() if "* FROM service" in edit.sql]
    assert not stars
