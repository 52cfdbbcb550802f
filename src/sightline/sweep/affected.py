"""Whom an update must check again in a part: patients with a claim that is new, changed or gone, and those with a code of
which the reference now says something else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sightline.engines.duckdb import literal
from sightline.sweep.part import Work, index_of, rows_of
from sightline.sweep.reference_changes import ReferenceChanges

#: From this share of a part's patients on, the whole part is checked.
MOST = 0.5


def affected_patients(
    work: Work, number: int, record: Mapping[str, Any], changes: ReferenceChanges | None
) -> pa.Array | None:
    """The numbers of the patients whose claims must be checked again; None when the whole part must be.

    `record` is what `done` says of the part; `moved` is None where the reference is the same.
    """
    if changes is not None and changes.everything:
        return None
    engine, folder = work.engine, work.folder
    engine.create("part_index", f"SELECT * FROM read_parquet({literal(str(folder.part('index', number)))})")
    found = [_of_claims(work, number, record)]
    if changes is not None:
        found.append(_of_reference(work, number, changes))
    patients = pa.chunked_array([chunk for each in found for chunk in each.chunks], pa.int64()).unique()
    (all_of,) = engine.row("SELECT count(DISTINCT person) FROM part_index")
    return None if len(patients) > MOST * all_of else patients


def _of_claims(work: Work, number: int, record: Mapping[str, Any]) -> pa.ChunkedArray:
    """Patients of claims that only one of the two has: what was divided since, and what was checked."""
    before = set(record["inputs"])
    new = [each for each in work.inputs if each.id not in before]
    same = [each.file for each in work.inputs if each.id in before]
    rows = [*rows_of(work, number, only=[each.id for each in new])] if new else []
    now = index_of(work.engine, rows, work.inputs).select(_COMPARED)
    work.engine.register("same_file", pa.table({"file": pa.array(same, pa.string())}))
    work.engine.register("now_index", now)
    columns = ", ".join(f'"{name}"' for name in _COMPARED)
    was = f"SELECT {columns} FROM part_index WHERE file NOT IN (SELECT file FROM same_file)"
    one = f"SELECT {columns} FROM now_index"
    return work.engine.query(f"SELECT DISTINCT person FROM (({one} EXCEPT {was}) UNION ALL ({was} EXCEPT {one}))")[
        "person"
    ]


_COMPARED = ["file", "group", "person", "row", "rows", "digest"]


def _of_reference(work: Work, number: int, changes: ReferenceChanges) -> pa.ChunkedArray:
    """Patients with a code that changes on one of its days, and those with a finding that cites what no longer answers."""
    engine, folder = work.engine, work.folder
    for name in ("codes", "pairs", "days", "all_of", "cited"):
        engine.register(f"moved_{name}", getattr(changes, name))
    engine.register("moved_always", pa.table({"scope": pa.array(changes.always, pa.int32())}))
    engine.create(
        "met",
        f"""SELECT kind, code, "on", person FROM read_parquet({literal(str(folder.part("codes", number)))})
            WHERE "on" IN (SELECT "on" FROM moved_days) OR code IN (SELECT code FROM moved_codes)""",
    )
    every = "scope IN (SELECT scope FROM moved_always)"
    return engine.query(
        f"""
        SELECT m.person FROM met m JOIN moved_codes c ON c.kind = m.kind AND c.code = m.code
        WHERE c.kind = 'procedure' AND (c.{every} OR EXISTS (
            SELECT 1 FROM moved_days d WHERE d.scope = c.scope AND d."on" = m."on"))
        UNION
        SELECT m.person FROM met m JOIN moved_codes c ON c.kind = m.kind AND c.code = m.code
        WHERE c.kind = 'diagnosis' AND (c.{every} OR EXISTS (
            SELECT 1 FROM met p JOIN moved_days d ON d.scope = c.scope AND d."on" = p."on" WHERE p.person = m.person))
        UNION
        SELECT one.person FROM moved_pairs c
        JOIN met one ON one.code = c.column_1 AND one.kind = 'procedure'
        JOIN met two ON two.code = c.column_2 AND two.kind = 'procedure' AND two.person = one.person
        WHERE EXISTS (SELECT 1 FROM moved_days d WHERE d.scope = c.scope AND d."on" IN (one."on", two."on"))
        UNION
        SELECT m.person FROM met m JOIN moved_days d ON d."on" = m."on" JOIN moved_all_of a ON a.scope = d.scope
        WHERE m.kind = 'procedure'
            AND (a.kind = 'icd10cm' OR a.inside = (m.code IN (SELECT code FROM starter_given)))
        UNION
        SELECT f.person FROM read_parquet({literal(str(folder.part("findings", number)))}) f
        JOIN moved_cited c ON c.title = f.reference
        WHERE c.{every} OR EXISTS (
            SELECT 1 FROM met m JOIN moved_days d ON d."on" = m."on"
            WHERE d.scope = c.scope AND m.person = f.person)
        """
    )["person"]


def days_of(work: Work, numbers: list[int]) -> list[tuple[Any, bool]]:
    """The dates of service of some parts, each with whether codes of the starter are meant."""
    paths = [str(work.folder.part("codes", number)) for number in numbers]
    days = {
        day
        for path in paths
        for day in pq.read_table(path, columns=["on"])["on"].unique().to_pylist()
        if day is not None
    }
    return [(day, inside) for day in sorted(days) for inside in (False, True)]
