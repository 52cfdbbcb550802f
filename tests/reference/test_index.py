"""The index of releases: made where it is missing, renewed where it holds other data, never answering for other data."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from reference.test_add import MUE, mue_csv, written
from sightline.doctor import examine
from sightline.edits import check as checking
from sightline.edits.check import Checker
from sightline.reference.add import add_files
from sightline.reference.index import INDEX, indexes, table_of
from sightline.reference.store import open_reference
from sightline.run import check


def tables(path):
    with closing(sqlite3.connect(path)) as database:
        return {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


@pytest.fixture
def store(tmp_path):
    add_files([written(tmp_path / MUE, mue_csv([("77012", "1", "3")]))], tmp_path / "store")
    return tmp_path / "store"


def test_adding_writes_it_and_another_edition_renews_it(store, tmp_path):
    before = tables(store / INDEX)
    (one,) = add_files([written(tmp_path / MUE, mue_csv([("77012", "2", "3")]))], store)
    assert tables(store / INDEX) == {table_of(one.release)}
    assert len(before) == 1
    assert not before & tables(store / INDEX)


@pytest.mark.parametrize("damage", ["gone", "torn", "empty", "other"])
def test_a_store_without_a_good_index_gets_the_same_answers(store, tmp_path, damage):
    lines = [
        {
            "claim_id": "A",
            "patient_id": "P",
            "payer_id": "15202",
            "code": "77012",
            "units": 3,
            "date_from": "2026-04-02",
        }
    ]
    good = check(lines, reference=store, select=["MUE"]).findings
    assert good.num_rows
    if damage == "other":
        add_files([written(tmp_path / MUE, mue_csv([("77012", "9", "3")]))], tmp_path / "elsewhere")
        (tmp_path / "elsewhere" / INDEX).replace(store / INDEX)
    elif damage == "gone":
        (store / INDEX).unlink()
    else:
        (store / INDEX).write_bytes(b"" if damage == "empty" else (store / INDEX).read_bytes()[:5000])
    assert check(lines, reference=store, select=["MUE"]).findings.equals(good)


@pytest.mark.parametrize("at", [4_096, 5_000, 8_200])
def test_pages_of_garbage_leave_it_to_the_parquet_and_doctor_tells(store, at):
    lines = [
        {
            "claim_id": "A",
            "patient_id": "P",
            "payer_id": "15202",
            "code": "77012",
            "units": 3,
            "date_from": "2026-04-02",
        }
    ]
    good = check(lines, reference=store, select=["MUE"]).findings
    assert not [sign for sign in examine(store) if sign.about == "index"]
    data = bytearray((store / INDEX).read_bytes())
    at = min(at, len(data) - 100)
    data[at : at + 4_000] = b"\xa5" * len(data[at : at + 4_000])
    (store / INDEX).write_bytes(data)
    assert [sign.state for sign in examine(store) if sign.about == "index"] == ["bad"]
    assert check(lines, reference=store, select=["MUE"]).findings.equals(good)


def test_where_no_index_can_be_written_duckdb_serves(store, monkeypatch, tmp_path):
    (store / INDEX).unlink()
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    checker = Checker(open_reference(store))
    given = check([{"claim_id": "A", "patient_id": "P", "code": "77012", "date_from": "2026-04-02"}])
    result = checker.check(given.claims, given.lines, given.diagnoses)
    assert checker._small is None
    assert result.claims.num_rows == 1


def test_an_older_sqlite_leaves_it_to_duckdb(store, monkeypatch):
    monkeypatch.setattr(checking, "serves", lambda: False)
    checker = Checker(open_reference(store))
    given = check([{"claim_id": "A", "patient_id": "P", "code": "77012", "date_from": "2026-04-02"}])
    checker.check(given.claims, given.lines, given.diagnoses)
    assert checker._small is None


def test_a_folder_that_has_none_has_it_made_in_the_cache(store):
    (store / INDEX).unlink()
    releases = open_reference(store).releases
    paths = indexes(releases)
    assert not (store / INDEX).exists()
    assert {table_of(r) for r in releases if r.kind == "mue"} & set().union(*map(tables, paths))
    assert indexes(releases) == paths
