"""What goes to Spark's workers and comes back, without Spark: rows of several tables, and the reference in one file."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from sightline.claims.reading import read
from sightline.edits.check import Checker
from sightline.edits.rule.load import load
from sightline.reference.store import Reference, open_reference

pytest.importorskip("pyspark", reason="PySpark is not here: pip install 'sightline-claims[spark]'")


def test_tables_come_back_as_they_went():
    from sightline.spark.rows import packed, schema_of, unpacked

    tables = {
        "one": pa.table({"a": [1, None], "b": ["x", ""]}),
        "none": pa.table({"c": pa.array([], pa.decimal128(9, 2))}),
    }
    kinds = {name: table.schema for name, table in tables.items()}
    rows = list(packed(tables, schema_of(kinds, pa.field("n", pa.int64())), n={"one": pa.array([7, 8])}))
    assert unpacked(rows, kinds) == tables
    assert pa.Table.from_batches(rows)["n"].to_pylist() == [7, 8]


def test_the_reference_is_sent_whole(tmp_path: Path):
    from sightline.spark.reference import read as unpack
    from sightline.spark.reference import write

    store = open_reference()
    write(store, tmp_path / "sent.tar")
    there = unpack(store, tmp_path / "sent.tar")
    assert unpack(store, tmp_path / "sent.tar") == there
    assert {release.path.is_relative_to(tmp_path) for release in there.releases} == {True}
    assert Reference(tuple(replace(r, path=Path()) for r in there.releases)) == Reference(
        tuple(replace(r, path=Path()) for r in store.releases)
    )
    rows = {"claim_id": ["A", "A"], "code": ["49180", "77012"], "date_from": ["2026-03-04"] * 2, "line_no": ["1", "2"]}
    rows["place_of_service"] = ["22", "22"]
    tables = [read(pa.table(rows)).tables[name] for name in ("claims", "lines", "diagnoses")]
    edits = [edit for edit in load() if edit.id.startswith(("MUE", "COM", "IMG"))]
    found = [Checker(each, edits).check(*tables).findings for each in (store, there)]
    assert found[0].num_rows > 0
    assert found[0].equals(found[1])


def test_counts_and_amounts_of_tasks_add_up():
    from sightline.spark.carrying import _sum

    told = [
        {"a": {"x": 1}, "n": None, "d": "1.10", "u": [1, 2]},
        {"a": {"x": 2, "y": 5}, "n": None, "d": "2.05", "u": [0, 3]},
    ]
    assert _sum(told) == {"a": {"x": 3, "y": 5}, "n": None, "d": Decimal("3.15"), "u": [1, 5]}
