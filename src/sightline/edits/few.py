"""Few lines on SQLite: one statement a relation tells which edits have something to say, and their rows are put into
findings in Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa

from sightline.edits.facts import relation
from sightline.edits.findings import FINDING, Writer
from sightline.edits.part import MADE, MADE_FOR, NOT_CHECKED, Plan
from sightline.edits.rule.edit import Edit
from sightline.edits.rule.load import Need
from sightline.edits.rule.text import filled, pieces, placeholders, text_of
from sightline.engines.sqlite import SQLite


class _Ask(NamedTuple):
    """The statement for the rows that lack a need, the edits of each of its last columns, and the reason in pieces."""

    need: str
    sql: str
    columns: tuple[str, ...]
    edits: tuple[tuple[str, ...], ...]
    reason: list[Any]


class Few:
    """The edits of a plan on one SQLite engine, for one set of claims after another."""

    def __init__(self, engine: SQLite, plan: Plan) -> None:
        self._engine = engine
        self._plan = plan
        by_relation: dict[str, dict[str, list[str]]] = {}  # conditions, and the edits and needs that they decide
        for name, (over, test) in plan.tests.items():
            by_relation.setdefault(over, {}).setdefault(test, []).append(name)
        self._tests = [
            (
                f"SELECT {', '.join(f'max(CASE WHEN {test} THEN 1 END)' for test in tests)} FROM {over}",
                tuple(tests.values()),
            )
            for over, tests in by_relation.items()
        ]
        self._asks = [_ask(need, plan.edits) for need in plan.needs]
        self._writers: dict[str, Writer] = {}

    def tables(self, *, aside: bool, claim_ids: Mapping[int, str]) -> tuple[pa.Table, pa.Table]:
        """What `check` finds, as tables."""
        found, gaps = self.check(aside=aside, claim_ids=claim_ids)
        return _table(found, FINDING), _table(gaps, NOT_CHECKED)

    def check(
        self, *, aside: bool, claim_ids: Mapping[int, str]
    ) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
        """The findings (fields of FINDING) and gaps (fields of NOT_CHECKED) of the claims in claim_read, line_read and
        diagnosis_read; `aside` says that some of them do not count beside others."""
        engine = self._engine
        for name in (*MADE, "service"):
            engine.create(name, relation(name))
        met = self._met()
        fired = [edit for edit in self._plan.edits if edit.id in met or edit.id not in self._plan.tests]
        found = [row for edit in fired if edit.kind == "line" for row in self._findings(edit, claim_ids)]
        gaps = [row for ask in self._asks if ask.need in met for row in self._gaps(ask)]
        if aside:  # across lines, only what stands is seen
            engine.keep("line", "stands")
            engine.keep("service", "stands")
        of_sets = [edit for edit in fired if edit.kind == "set"]
        for read, names in MADE_FOR.items():
            if any(read in edit.reads for edit in of_sets):
                for name in names:
                    engine.create(name, relation(name))
        found += [row for edit in of_sets for row in self._findings(edit, claim_ids)]
        return found, gaps

    def _met(self) -> set[str]:
        """The edits and needs whose condition some row meets."""
        return {
            name
            for sql, decided in self._tests
            for yes, names in zip(self._engine.rows(sql)[0], decided, strict=True)
            if yes
            for name in names
        }

    def _findings(self, edit: Edit, claim_ids: Mapping[int, str]) -> list[tuple[Any, ...]]:
        names, rows = self._engine.query(edit.sql)
        if not rows:
            return []
        writer = self._writers.get(edit.id)
        if writer is None:
            writer = self._writers[edit.id] = Writer(edit, names)
        return [writer.finding(row, claim_ids) for row in rows]

    def _gaps(self, ask: _Ask) -> list[tuple[Any, ...]]:
        found: dict[tuple[Any, ...], None] = {}
        width = len(ask.columns)
        for key, line, *rest in self._engine.rows(ask.sql):
            texts = [text_of(value, name) for value, name in zip(rest[:width], ask.columns, strict=True)]
            reason = filled(ask.reason, texts, rest)
            for asks, edits in zip(rest[width:], ask.edits, strict=True):
                if asks:
                    found.update(dict.fromkeys((edit, key, line, reason, ask.need) for edit in edits))
        return list(found)


def _ask(need: Need, edits: Sequence[Edit]) -> _Ask:
    by_condition: dict[str, list[str]] = {}
    for edit in edits:
        if need.name in edit.needs:
            by_condition.setdefault(edit.applies, []).append(edit.id)
    columns = tuple(sorted(placeholders(need.reason)))
    line = "line_no" if need.over == "service" else "NULL"
    columns_read = ", ".join(["claim_key", f"{line} AS line_no", *columns, *(f"({each})" for each in by_condition)])
    return _Ask(
        need.name,
        f"SELECT {columns_read} FROM {need.over} WHERE {need.missing}",
        columns,
        tuple(tuple(ids) for ids in by_condition.values()),
        pieces(need.reason, {name: at for at, name in enumerate(columns)}),
    )


def _table(rows: Sequence[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else ((),) * len(schema)
    return pa.table(
        [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)], schema=schema
    )
