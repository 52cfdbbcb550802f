"""Some claims on one connection of the engine: their relations, which edits have something to say, and what they say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from sightline.edits.facts import relation
from sightline.edits.findings import written
from sightline.edits.narrow import Narrow, Reads
from sightline.edits.rule.edit import Edit
from sightline.edits.rule.load import Need, load_needs
from sightline.edits.rule.portable import without_strings
from sightline.edits.rule.text import placeholders, sentence
from sightline.engines import literal

if TYPE_CHECKING:
    from sightline.engines.connections import Connections
    from sightline.engines.duckdb import DuckDB

NOT_CHECKED = pa.schema(
    [
        pa.field("edit", pa.string()),
        pa.field("claim_key", pa.int64()),
        pa.field("line_no", pa.int32()),
        pa.field("reason", pa.string()),
        pa.field("need", pa.string()),
    ]
)
#: Relations of claims, in the order in which they are made, `service` aside.
MADE = ("claim", "same_code", "imaged", "line", "diagnosis")
#: Relations that only some edits read, with what is made before.
MADE_FOR = {
    "provider": ("provider",),
    "pair": ("listed_pair", "pair"),
    "surgery": ("surgery",),
    "included_visit": ("included_visit",),
    "other_payer": ("other_payer",),
    "adjudication": ("adjudication",),
    "spaced": ("spaced",),
}
#: Of these, the ones of which each query reads a part, so that to make the whole costs more than to find the part anew.
_FOUND_ANEW = frozenset({"surgery"})
#: Relations that some edits read only to leave findings to these: where none of these is checked, no row would count.
_LEFT_TO = {"included_visit": frozenset({"GLO002", "GLO003"})}


@dataclass(frozen=True)
class Plan:
    """What a choice of edits asks of any claims.

    `tests` decides whether a query is worth running, by edit or need: a relation and a condition over it. Of a line
    edit it is its own condition, of a set edit its guard, of a need the rows that lack it.
    """

    edits: tuple[Edit, ...]
    needs: tuple[Need, ...]
    tests: dict[str, tuple[str, str]]
    reads: Reads

    @classmethod
    def of(cls, edits: Sequence[Edit]) -> Plan:
        """The plan of some edits."""
        needs = tuple(need for need in load_needs() if any(need.name in edit.needs for edit in edits))
        tests = {edit.id: (edit.over, edit.where) if edit.kind == "line" else edit.guard for edit in edits}
        for need in needs:
            tests[need.name] = (need.over, need.missing)
        met = {name: test for name, test in tests.items() if test}
        queries = [edit.sql for edit in edits]
        queries += [f"SELECT 1 FROM {over} WHERE {test}" for over, test in met.values()]
        queries += [f"SELECT {edit.applies} FROM service" for edit in edits]
        queries += [f"SELECT {', '.join(placeholders(need.reason))} FROM {need.over}" for need in needs]
        for_some = [
            each for name, names in MADE_FOR.items() if any(name in edit.reads for edit in edits) for each in names
        ]
        return cls(tuple(edits), needs, met, Reads(queries, ("situation", "rendering", *MADE, *for_some)))


#: Statements into which conditions are put together.
_STATEMENTS = 4
#: Words of a condition that are columns: small letters, no function's name before its parenthesis.
_COLUMN = re.compile(r"\b[a-z][a-z0-9_]*\b(?!\()")


def met_by_situations(connections: Connections, plan: Plan) -> dict[str, bool]:
    """Of the edits and needs whose condition reads nothing but `situation`: whether some situation meets it."""
    columns = set(plan.reads.cut(connections.engine, "situation")[1])
    tests = {
        name: test
        for name, (over, test) in plan.tests.items()
        if over == "service" and "SELECT" not in test and set(_COLUMN.findall(without_strings(test))) <= columns
    }
    if not tests:
        return {}
    queries = [f"SELECT 1 FROM situation WHERE {test}" for test in tests.values()]
    return dict(zip(tests, _answered(connections, queries), strict=True))


def _answered(connections: Connections, queries: Sequence[str]) -> list[bool]:
    """Whether each of some queries has a row: the scan of each ends at the first, and some are one statement."""
    limited = [f"(SELECT {at} FROM ({query}) LIMIT 1)" for at, query in enumerate(queries)]
    statements = [" UNION ALL ".join(limited[first::_STATEMENTS]) for first in range(min(_STATEMENTS, len(limited)))]
    found = connections.each(lambda engine, statement: engine.rows(statement), statements)
    yes = {at for rows in found for (at,) in rows}
    return [at in yes for at in range(len(queries))]


def check_part(
    connections: Connections,
    plan: Plan,
    known: Mapping[str, bool],
    claims: pa.Table,
    lines: pa.Table,
    diagnoses: pa.Table,
) -> tuple[list[pa.Table], list[pa.Table]]:
    """The findings (schema FINDING) and gaps (schema NOT_CHECKED) of some claims, tables as edits/check.py prepares them.

    The relations of the reference, `payer_of`, `situation` and `rendering` must have been made. `known` says of edits and
    needs whether their condition is met, as `met_by_situations` does.
    """
    engine = connections.engine
    engine.register("claim_read", claims)
    engine.register("line_read", lines)
    engine.register("diagnosis_read", diagnoses)
    for name in MADE:
        text, columns = plan.reads.cut(engine, name) if name in plan.reads else ("", ())
        if columns:
            engine.create(name, text, shared=True)
    narrow = Narrow.of(engine, plan.reads)
    met = _met(connections, plan, known, narrow)
    fired = [edit for edit in plan.edits if edit.id in met or edit.id not in plan.tests]

    def find(engine: DuckDB, edit: Edit) -> pa.Table | None:
        return findings(engine, edit, claims, narrow)

    found = connections.each(find, [edit for edit in fired if edit.kind == "line"])
    gaps = connections.each(
        lambda engine, need: _gaps(engine, plan, need, narrow), [need for need in plan.needs if need.name in met]
    )
    if pc.any(pc.not_equal(claims["superseded"], "")).as_py():  # across lines, only what stands is seen
        engine.keep("line", "stands")
    for name, needed in MADE_FOR.items():
        reading = [edit for edit in fired if name in edit.reads]
        for each in needed if reading else ():
            text = narrow.query(relation(each))
            if _counts_nothing(each, reading, plan):
                text = f"SELECT * FROM (\n{text}\n) WHERE FALSE"
            engine.create(each, text, view=each in _FOUND_ANEW, shared=True)
    found += connections.each(find, [edit for edit in fired if edit.kind == "set"])
    return [rows for rows in found if rows is not None], gaps


def _counts_nothing(name: str, reading: Sequence[Edit], plan: Plan) -> bool:
    """Whether all that read a relation do so to leave findings to edits of which none is checked."""
    others = _LEFT_TO.get(name, frozenset())
    return (
        bool(others)
        and others.isdisjoint(edit.id for edit in plan.edits)
        and all(others.issubset(edit.defers_to) for edit in reading)
    )


def _met(connections: Connections, plan: Plan, known: Mapping[str, bool], narrow: Narrow) -> set[str]:
    """The edits and needs whose condition some row meets, or that are as quickly run as their condition: line edits."""
    met = {edit.id for edit in plan.edits if edit.kind == "line" and known.get(edit.id, True)}
    met.update(name for name, yes in known.items() if yes)
    edits_by_test: dict[str, dict[str, list[str]]] = {}  # by relation and condition: who asks
    for name, (over, test) in plan.tests.items():
        if name not in met and name not in known:
            edits_by_test.setdefault(over, {}).setdefault(test, []).append(name)
    for over, tests in edits_by_test.items():
        queries = [narrow.query(f"SELECT 1 FROM {over} WHERE {test}") for test in tests]
        for names, yes in zip(tests.values(), _answered(connections, queries), strict=True):
            met.update(names if yes else ())
    return met


def findings(engine: DuckDB, edit: Edit, claims: pa.Table, narrow: Narrow) -> pa.Table | None:
    """What an edit finds among the claims being checked; None for nothing."""
    rows = engine.query(narrow.query(edit.sql), ordered=False)
    return written(edit, rows, claims) if rows.num_rows else None


def _gaps(engine: DuckDB, plan: Plan, need: Need, narrow: Narrow) -> pa.Table:
    """The rows that lack `need`, once for each edit that needs it and would have looked at them."""
    line = "line_no" if need.over == "service" else "CAST(NULL AS INTEGER)"
    reason = sentence(need.reason, {name: pa.string() for name in placeholders(need.reason)})
    asking = ", ".join(
        f"CASE WHEN {edit.applies} THEN {literal(edit.id)} END" for edit in plan.edits if need.name in edit.needs
    )
    return engine.query(
        narrow.query(
            f"""SELECT edit, claim_key, line_no, reason, need FROM (
                SELECT DISTINCT unnest([{asking}]) AS edit, claim_key, {line} AS line_no, {reason} AS reason,
                {literal(need.name)} AS need FROM {need.over} WHERE {need.missing}) WHERE edit IS NOT NULL"""
        ),
        ordered=False,
    )
