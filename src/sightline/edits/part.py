"""Some claims on one connection of the engine: their relations, which edits have something to say, and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from sightline.edits.edit import Edit
from sightline.edits.findings import written
from sightline.edits.load import Need, load_needs
from sightline.edits.slices import VALUES, relation
from sightline.edits.text import placeholders, sentence
from sightline.engines.duckdb import SMALL, DuckDB, literal

NOT_CHECKED = pa.schema(
    [
        pa.field("edit", pa.string()),
        pa.field("claim_key", pa.int64()),
        pa.field("line_no", pa.int32()),
        pa.field("reason", pa.string()),
        pa.field("need", pa.string()),
    ]
)
#: Relations with a row for each claim, line or diagnosis; the others hold reference rows and may be long.
_OF_CLAIMS = ("service", "claim", "diagnosis")


@dataclass(frozen=True)
class Plan:
    """What a choice of edits asks of any claims.

    `tests` decides whether a query is worth running, by edit or need: a relation and a condition over it. Of a line
    edit it is its own condition, of a set edit its guard, of a need the rows that lack it.
    """

    edits: tuple[Edit, ...]
    needs: tuple[Need, ...]
    tests: dict[str, tuple[str, str]]

    @classmethod
    def of(cls, edits: Sequence[Edit]) -> Plan:
        """The plan of some edits."""
        needs = tuple(need for need in load_needs() if any(need.name in edit.needs for edit in edits))
        tests = {edit.id: (edit.over, edit.where) if edit.kind == "line" else edit.guard for edit in edits}
        for need in needs:
            tests[need.name] = (need.over, need.missing)
        return cls(tuple(edits), needs, {name: test for name, test in tests.items() if test})


def check_part(
    engine: DuckDB, plan: Plan, known: set[str], claims: pa.Table, lines: pa.Table, diagnoses: pa.Table
) -> tuple[list[pa.Table], list[pa.Table]]:
    """The findings (schema FINDING) and gaps (schema NOT_CHECKED) of some claims, tables as edits/check.py prepares them.

    The reference relations and `payer_of` must be at hand. `known` are the edits whose test is of VALUES and met.
    """
    engine.register("claim_read", claims)
    engine.register("line_read", lines)
    engine.register("diagnosis_read", diagnoses)
    for name in ("claim", "billed", "service", "diagnosis"):
        engine.create(name, relation(name))
    few = lines.num_rows <= SMALL
    if not few:
        engine.drop("billed")  # half as wide as `service`, which has all of it
    met = known | _met(engine, plan, few=few)
    fired = [edit for edit in plan.edits if edit.id in met or edit.id not in plan.tests]
    found = [findings(engine, edit, claims) for edit in fired if edit.kind == "line"]
    gaps = [_gaps(engine, plan, need) for need in plan.needs if need.name in met]
    if pc.any(pc.not_equal(claims["standing"], "")).as_py():  # across lines, only what stands is seen
        engine.create("service", "SELECT * FROM service WHERE stands")
    for name in ("provider", "pair", "surgery"):
        if any(name in edit.reads for edit in fired):
            engine.create(name, relation(name))
    found += [findings(engine, edit, claims) for edit in fired if edit.kind == "set"]
    return [rows for rows in found if rows is not None], gaps


def _met(engine: DuckDB, plan: Plan, *, few: bool) -> set[str]:
    """The edits and needs whose condition some row meets, or that must be run to know.

    For a handful of lines the cost is planning, so one statement evaluates all conditions over a relation, as one list:
    a column of a result costs more than its condition. For many lines it is scanning, and a line edit is as quickly run
    as counted.
    """
    met: set[str] = set() if few else {edit.id for edit in plan.edits if edit.kind == "line"}
    asked: dict[str, dict[str, list[str]]] = {}  # by relation and condition: who asks
    for name, (over, test) in plan.tests.items():
        if name not in met and over not in VALUES:
            asked.setdefault(over, {}).setdefault(test, []).append(name)
    for over, tests in asked.items():
        by_row = few and over in _OF_CLAIMS
        conditions = ", ".join(f"({test})" if by_row else f"bool_or({test})" for test in tests)
        for (row,) in engine.rows(f"SELECT [{conditions}] FROM {over}"):
            met.update(name for names, yes in zip(tests.values(), row, strict=True) if yes for name in names)
    return met


def findings(engine: DuckDB, edit: Edit, claims: pa.Table) -> pa.Table | None:
    """What an edit finds among the claims at hand; None for nothing."""
    rows = engine.query(edit.sql)
    return written(edit, rows, claims) if rows.num_rows else None


def _gaps(engine: DuckDB, plan: Plan, need: Need) -> pa.Table:
    """The rows that lack `need`, once for each edit that needs it and would have looked at them."""
    line = "line_no" if need.over == "service" else "CAST(NULL AS INTEGER)"
    reason = sentence(need.reason, {name: pa.string() for name in placeholders(need.reason)})
    asking = ", ".join(
        f"CASE WHEN {edit.applies} THEN {literal(edit.id)} END" for edit in plan.edits if need.name in edit.needs
    )
    return engine.query(
        f"""SELECT * FROM (SELECT DISTINCT unnest([{asking}]) AS edit, claim_key, {line} AS line_no, {reason} AS reason,
            {literal(need.name)} AS need FROM {need.over} WHERE {need.missing}) WHERE edit IS NOT NULL"""
    )
