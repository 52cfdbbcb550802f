"""SQLite and DuckDB answer the same: every case of every edit."""

from __future__ import annotations

from collections import defaultdict

import pyarrow as pa
import pytest

from engines.every_edit import EDITS as FOLDER
from engines.every_edit import parted, whole_of
from engines.same import numbered, on_sqlite, same, same_as_alone
from sightline.edits import check as checking
from sightline.edits import plain
from sightline.edits.cases.read import Case, history, read_cases, reference, tables
from sightline.edits.check import Checker
from sightline.edits.facts import relation
from sightline.edits.findings import RESERVED
from sightline.edits.part import MADE_FOR
from sightline.edits.rule.load import load
from sightline.edits.rule.text import _DOLLARS, _FLAGS
from sightline.engines.duckdb import DuckDB
from sightline.reference.index import indexes

CASES = [case for path in sorted(FOLDER.glob("*.md")) for case in read_cases(path)]
EDITS = {edit.id: edit for edit in load()}


def own_rows(case):
    """The rows that a case states in the place of the starter's, by kind and by what tells them apart."""
    return {
        (kind, *(row.get(name) or "" for name in _TELLING)): row
        for kind, rows in case.blocks.items()
        if kind.startswith("reference:")
        for row in rows
    }


#: The columns that tell the rows of a kind apart.
_TELLING = ("code", "column_1", "column_2", "modifier", "payer", "diagnosis", "article", "zip", "primary", "addon")
WITHOUT_OWN = [case for case in CASES if not own_rows(case)]
#: The cases that one checker serves together: rows of the same kinds, none of them stated differently.
TOGETHER = []
for each in CASES:
    if rows := own_rows(each):
        kinds = {kind for kind, *_ in rows}
        fitting = (
            group
            for group in TOGETHER
            if {kind for kind, *_ in group[1]} == kinds
            and all(group[1].get(at, row) == row for at, row in rows.items())
        )
        together = next(fitting, None)
        if together is None:
            TOGETHER.append(together := ([], {}))
        together[0].append(each)
        together[1].update(rows)


def test_every_case_at_once(checker):
    given, earlier = parted(whole_of(WITHOUT_OWN))
    result = same(checker, *given, earlier=earlier)
    assert result.findings.num_rows > 1_000
    assert len(set(result.findings["edit"].to_pylist())) > 100


def test_every_case_of_plain_claims_at_once(checker):
    cases = [case for case in WITHOUT_OWN if not history(case) and is_plain(tables(case))]
    assert len(cases) > 0.8 * len(WITHOUT_OWN)
    given, _ = parted(whole_of(cases))
    assert is_plain(given)
    with (
        pytest.MonkeyPatch.context() as patch
    ):  # DuckDB was seen to answer the same of these tables, by the test of all
        assert on_sqlite(patch, checker, *given).findings.num_rows > 1_000


def test_claims_without_a_line_come_first(starter):
    """A part of a divided file may have none; the claims after it are checked as ever."""
    claims, lines, diagnoses = tables(next(case for case in CASES if case.edit == "PTP001"))
    checker = Checker(starter, engine=DuckDB(threads=1))
    assert same(checker, claims, lines.slice(0, 0), diagnoses).lines.num_rows == 0
    assert same(checker, claims, lines, diagnoses).findings.num_rows > 0


def is_plain(given):
    """Whether claims are checked as rows."""
    return plain.is_plain(*given[:2])


def test_claims_that_are_not_plain_are_checked_as_tables():
    claims, lines, diagnoses = (table for table in tables(CASES[0]))

    def with_(table, name, value):
        at = table.schema.get_field_index(name)
        return table.set_column(
            at, table.schema.field(at), pa.array([value] * table.num_rows, table.schema.field(at).type)
        )

    assert is_plain((claims, lines, diagnoses))
    for name, value in (("frequency", "7"), ("frequency", "8"), ("payer_name", None), ("billing_tax_id", None)):
        assert not is_plain((with_(claims, name, value), lines, diagnoses))
    assert not is_plain((claims, with_(lines, "modifier_2", None), diagnoses))
    unborn = with_(with_(with_(claims, "patient_birth_date", None), "member_id", "A1"), "relationship", "18")
    assert not is_plain((unborn, lines, diagnoses))


@pytest.mark.parametrize(("cases", "stated"), TOGETHER, ids=[str(cases[0]) for cases, _ in TOGETHER])
def test_cases_of_a_reference_of_their_own(cases, stated, starter, tmp_path):
    blocks = defaultdict(list)
    for (kind, *_), row in stated.items():
        blocks[kind].append(row)
    own = reference(Case("", "", blocks), starter, tmp_path)
    indexes(own.releases)  # what cannot be indexed would be checked on DuckDB twice
    edits = tuple(EDITS[name] for name in dict.fromkeys(case.edit for case in cases))
    given, earlier = parted(whole_of(cases))
    checker = Checker(own, edits, engine=DuckDB(threads=1))
    same(checker, *given, earlier=earlier)
    same_as_alone(checker, numbered(tables(case) for case in cases if not history(case)))


def test_columns_are_shown_by_their_name_as_by_their_type(checker):
    """SQLite knows no dollars and no truth: the names of columns say which are shown as such."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checking, "FEW", -1)
        checker.check(*tables(next(case for case in CASES if case.edit == "PTP001")))
    checker.engine.create("service", relation("service"), view=True)
    for name in dict.fromkeys(name for names in MADE_FOR.values() for name in names):
        checker.engine.create(name, relation(name))
    for edit in EDITS.values():
        for name, kind, *_ in checker.rows(f"DESCRIBE {edit.sql}"):
            if name in RESERVED:
                continue  # means something to the engine, and is not shown
            assert (name in _DOLLARS) == kind.endswith(",2)"), (edit.id, name, kind)
            assert (name in _FLAGS) == (kind == "BOOLEAN"), (edit.id, name, kind)
