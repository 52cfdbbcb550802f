"""Pairs of a code by the index are those of the Parquet file, whichever column the code stands in."""

from __future__ import annotations

from datetime import date

import pyarrow.parquet as pq
import pytest

from sightline.edits import code_rules
from sightline.edits.code_rules import RulesFor
from sightline.pages import gather
from sightline.pages.code import Pages
from sightline.reference import pairs
from sightline.reference.pairs import Pairs, pairs_of
from sightline.reference.store import open_reference

CODES = ("77012", "32408", "10005", "99213", "00000")


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    return open_reference(tmp_path_factory.mktemp("store"))


@pytest.mark.parametrize("column", ["column_1", "column_2"])
def test_the_same_pairs_as_in_the_file(reference, column):
    (release, *_) = reference.of("ptp")
    looked_up = Pairs([release])
    table = pq.read_table(release.path, columns=["column_1", "column_2", "indicator", "source_row"]).to_pylist()
    found = 0
    for code in CODES:
        rows = looked_up.rows(
            f"SELECT column_1, column_2, indicator, source_row FROM {looked_up.of(release, column, code)}"
        )
        assert sorted(rows) == sorted(tuple(row.values()) for row in table if row[column] == code)
        found += len(rows)
    assert found > 10
    looked_up.close()


def test_a_page_is_the_same_by_the_index_and_by_the_file(reference, monkeypatch):
    on = date(2026, 4, 2)
    by_index = Pages(reference, on=on).page("77012")
    monkeypatch.setattr(gather, "_FEW", 0)
    assert by_index == Pages(reference, on=on).page("77012")


def test_a_maker_of_pages_serves_again(reference):
    on = date(2026, 4, 2)
    maker = Pages(reference, on=on)
    made = [maker.page(code) for code in ("77012", "32408", "77012")]
    assert made[0] == made[2] == Pages(reference, on=on).page("77012")
    assert made[1] == Pages(reference, on=on).page("32408")
    maker.close()


def test_rules_are_the_same_by_the_index_and_by_the_file(reference, monkeypatch):
    on = date(2026, 4, 2)
    judge = RulesFor(reference)
    by_index = [judge.of(code, on) for code in CODES]
    judge.close()
    monkeypatch.setattr(code_rules, "pairs_of", lambda releases: None)
    assert by_index == [code_rules.rules_for(code, on, reference) for code in CODES]
    assert [each.known for each in by_index] == [True, True, True, True, False]


def test_without_an_index_there_is_none(reference, monkeypatch):
    def broken(*_given):
        raise OSError

    monkeypatch.setattr(pairs, "IndexedRows", broken)
    assert pairs_of(reference.of("ptp")) is None
