from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from sightline.reference.changes import changes
from sightline.reference.release import FOREVER, write_release
from sightline.reference.store import Reference
from sightline.reference.tables import KINDS

BEGIN = date(2015, 1, 1)


def release(folder, kind, name, rows, *, start=date(2030, 1, 1), scope="all", starts_known=True):
    schema = KINDS[kind].schema
    place = folder / kind / name
    place.mkdir(parents=True)
    table = pa.Table.from_pylist([{"source_row": n, **row} for n, row in enumerate(rows, 1)], schema)
    return write_release(
        place, table, kind=kind, name=name, publisher="CMS", title=f"{kind} {name}", address="", period_from=start,
        period_to=FOREVER, starts_known=starts_known, scope=scope, file=f"{name}.txt", sha256=f"{folder}{name}", parser="1",
        added_at="2030-01-01",
    )  # fmt: skip


def pair(one, two, indicator="1", start=BEGIN, end=FOREVER):
    return {"column_1": one, "column_2": two, "indicator": indicator, "effective_from": start, "effective_to": end}


@pytest.fixture
def between(tmp_path):
    def between(kind, old, new, codes=("A", "B", "C"), diagnoses=(), **options):
        before = release(tmp_path / "old", kind, "one", old, **options)
        after = release(tmp_path / "new", kind, "two", new, **options)
        return changes(Reference((before,)), Reference((after,)), codes, diagnoses)

    return between


def brief(compared):
    (each,) = compared
    return [(change.what, change.key, change.old, change.new) for change in each.changes]


def test_pairs_are_added_ended_changed_and_removed(between):
    end = date(2030, 4, 1)
    found = between(
        "ptp",
        [pair("A", "B"), pair("A", "C", "0"), pair("B", "C")],
        [pair("A", "B", end=end), pair("A", "C", "1"), pair("C", "B"), pair("A", "X")],
    )
    assert [(what, key) for what, key, _, _ in brief(found)] == [
        ("ended", ("A", "B")), ("changed", ("A", "C")), ("removed", ("B", "C")), ("added", ("C", "B")),
    ]  # fmt: skip
    assert brief(found)[0][2:] == ({"effective_to": "no end"}, {"effective_to": "2030-04-01"})
    assert brief(found)[1][2:] == ({"indicator": "0"}, {"indicator": "1"})


def test_a_start_that_one_file_does_not_tell_is_no_change(tmp_path):
    before = release(tmp_path / "a", "ptp", "one", [pair("A", "B", start=date(1900, 1, 1))], starts_known=False)
    after = release(tmp_path / "b", "ptp", "two", [pair("A", "B")])
    (each,) = changes(Reference((before,)), Reference((after,)), ["A", "B"], [])
    assert each.changes == ()


def test_unit_values_and_indicators(between):
    assert brief(between("mue", [{"code": "A", "value": 1, "mai": "3"}], [{"code": "A", "value": 2, "mai": "3"}])) == [
        ("changed", ("A",), {"value": "1"}, {"value": "2"})
    ]


def test_diagnoses_are_looked_for_among_diagnoses(between):
    rows = (
        [{"code": "R911", "billable": flag, "title": ""} for flag in (True,)],
        [{"code": "R911", "billable": False, "title": ""}],
    )
    assert brief(between("icd10cm", *rows, diagnoses=("R911",))) == [
        ("changed", ("R911",), {"billable": "yes"}, {"billable": "no"})
    ]


def test_the_starter_speaks_for_its_own_codes_only(between):
    old, new = ([{"code": "77012", "value": value, "mai": "3"}] for value in (1, 2))
    new.append({"code": "99999", "value": 1, "mai": "3"})
    found = between("mue", old, new, codes=("77012", "99999"), scope="starter")
    assert [key for _, key, _, _ in brief(found)] == [("77012",)]


def test_the_same_release_is_left_out_and_a_missing_one_is_said(tmp_path):
    only = release(tmp_path / "a", "mue", "one", [])
    assert changes(Reference((only,)), Reference((only,)), ["A"], []) == []
    (each,) = changes(Reference(()), Reference((only,)), ["A"], [])
    assert (each.old, each.new, each.changes) == (None, only, ())
