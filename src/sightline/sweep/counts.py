"""The counts of a part and of a sweep: every row of the inputs is accounted for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.edits.result import REPLACED, VOID, VOIDED
from sightline.edits.rule.edit import STATUSES
from sightline.engines.duckdb import DuckDB
from sightline.reference.calendar import DATED, answer
from sightline.reference.store import Reference

#: How a release may lie to the lines that it answered for.
_LIES = {"in": "lines", "older": "older", "newer": "newer"}


def counted(engine: DuckDB, tables: Mapping[str, pa.Table]) -> dict[str, int]:
    """The counts of a part from its tables. `rows` = lines + rejected + lines of claims set aside + bare rows, which
    stand for a claim without lines."""
    for name in ("index", "findings", "not_checked", "superseded"):
        engine.register(f"{name}_made", tables[name])
    rows, claims, lines, aside, aside_lines = engine.row(
        """SELECT coalesce(sum("rows"), 0), count(*) FILTER (lines IS NOT NULL), coalesce(sum(lines), 0),
               count(*) FILTER (lines IS NULL AND "group" <> ''),
               coalesce(sum("rows") FILTER (lines IS NULL AND "group" <> ''), 0)
           FROM index_made"""
    )
    by_status = dict(engine.rows("SELECT status, count(*) FROM findings_made GROUP BY status"))
    left = dict(engine.rows("SELECT superseded, sum(lines) FROM superseded_made GROUP BY superseded"))
    (unchecked,) = engine.row("SELECT count(*) FROM (SELECT DISTINCT file, claim, segment, line FROM not_checked_made)")
    rejected = tables["rejected"].num_rows
    found = {
        "rows": rows, "claims": claims, "lines": lines, "rejected_lines": rejected, "set_aside": aside,
        "set_aside_lines": aside_lines, "bare_rows": rows - lines - rejected - aside_lines, "not_checked": unchecked,
    }  # fmt: skip
    found |= {f"findings_{status}": by_status.get(status, 0) for status in STATUSES}
    found |= {f"left_{superseded}": left.get(superseded, 0) for superseded in (VOID, VOIDED, REPLACED)}
    return {name: int(value) for name, value in found.items()}


def used(codes: pa.Table, reference: Reference) -> list[dict[str, Any]]:
    """The releases that answered for the lines of a part: title, and for how many lines in its period, older, newer."""
    lines = codes.filter(pc.equal(codes["kind"], "procedure"))
    inside = pc.is_in(lines["code"], reference.starter_array)
    days = pa.table({"on": lines["on"], "inside": inside, "lines": lines["lines"]})
    found: dict[int, dict[str, Any]] = {}
    for row in days.group_by(["on", "inside"]).aggregate([("lines", "sum")]).to_pylist():
        for at, lies in answers(reference, row["on"], row["inside"]).values():
            entry = found.setdefault(at, {"title": reference.releases[at].title, "lines": 0, "older": 0, "newer": 0})
            entry[_LIES[lies]] += row["lines_sum"]
    return [found[at] for at in sorted(found)]


def answers(reference: Reference, on: date | None, inside: bool) -> dict[str, tuple[int, str]]:
    """For each dated kind the release (by position) that answers for a date, and how it lies to it."""
    if on is None:
        return {}
    # ICD-10-CM is whole even in the starter: a diagnosis is outside no scope.
    given = {kind: answer(reference.of(kind), on, in_starter=inside or kind == "icd10cm") for kind in DATED}
    return {kind: (reference.releases.index(each.release), each.relation) for kind, each in given.items() if each}


def summed(records: Iterable[Mapping[str, Any]]) -> tuple[dict[str, int], list[dict[str, Any]]]:
    """The counts and the releases of all parts."""
    counts: dict[str, int] = {}
    releases: dict[str, dict[str, Any]] = {}
    for record in records:
        for name, value in record["counts"].items():
            counts[name] = counts.get(name, 0) + value
        for each in record["used"]:
            entry = releases.setdefault(each["title"], {"title": each["title"], "lines": 0, "older": 0, "newer": 0})
            for name in _LIES.values():
                entry[name] += each[name]
    return counts, [releases[title] for title in sorted(releases)]
