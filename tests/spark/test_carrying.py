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
        "one": pa.table({"a": range(40_000), "b": ["x", ""] * 20_000}),
        "few": pa.table({"d": [Decimal("1.10")]}),
        "none": pa.table({"c": pa.array([], pa.decimal128(9, 2))}),
    }
    rows = list(packed(tables, schema_of(tables, pa.field("n", pa.int32())), n=7))
    assert unpacked(rows, {name: table.schema for name, table in tables.items()}) == tables
    assert pa.Table.from_batches(rows)["n"].to_pylist() == [7, 7]


def test_rows_of_one_number_go_to_one_part():
    from sightline.spark.rows import parted

    tables = {"one": pa.table({"n": [5, 2, 8, 0]}), "two": pa.table({"n": [2]})}
    parts = parted(tables, {name: table["n"] for name, table in tables.items()}, 3)
    assert {part: {name: of["n"].to_pylist() for name, of in each.items()} for part, each in parts.items()} == {
        0: {"one": [0]},
        2: {"one": [5, 2, 8], "two": [2]},
    }


def test_a_line_that_is_not_of_one_claim_is_counted_and_goes_no_further():
    from sightline.spark.reading import _COUNTS, _SPREAD, DIVIDED, TABLES, _together
    from sightline.spark.rows import packed, unpacked

    rows = {"claim_id": ["A", "B"], "code": ["99213"] * 2, "date_from": ["2026-03-04"] * 2}
    read_tables = read(pa.table(rows)).tables
    names = zip(TABLES, ("claims", "lines", "diagnoses"), strict=True)
    tables = {name: read_tables[given].select(TABLES[name].names).cast(TABLES[name]) for name, given in names}
    first = tables["claim"]["claim_key"][0].as_py()
    for claims in (tables["claim"].slice(0, 1), pa.concat_tables([tables["claim"], tables["claim"].slice(1)])):
        found = list(_together(packed({**tables, "claim": claims}, _SPREAD, part=0)))
        assert unpacked(found, DIVIDED)["line"]["claim_key"].to_pylist() == [first]
        (counts,) = unpacked(found, {"counts": _COUNTS})["counts"].to_pylist()
        assert counts["lines"] == counts["lines_in_file"] == 2


def test_each_label_is_a_task_of_its_own(session):
    from pyspark.sql import functions as f

    from sightline.spark.rows import labels

    frame = session.createDataFrame([(each,) for each in labels(7)], "part int").repartition(7, "part")
    assert sorted(row[0] for row in frame.select(f.spark_partition_id()).collect()) == [*range(7)]


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


def test_every_core_has_as_many_tasks():
    from sightline.spark.carrying import LINES, _tasks

    assert [_tasks(lines, 4) for lines in (0, 1, 3_500, 100_000)] == [1, 1, 2, 4]
    assert [_tasks(lines, 4) for lines in (4 * LINES, 4 * LINES + 1, 90 * LINES)] == [4, 8, 92]
