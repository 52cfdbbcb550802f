"""The answer of a check on Spark as Parquet, written where Spark can write: no row passes through this process."""

from __future__ import annotations

import json

import pyarrow as pa

from sightline.edits.on_spark import SparkResult
from sightline.engines.spark import schema_for
from sightline.outputs import record
from sightline.outputs.parquet import ORIGIN, SCHEMA

_EDIT = pa.schema(
    [
        ("edit", pa.string()),
        ("citation", pa.list_(pa.string())),
        ("disposition", pa.string()),
        ("carc", pa.string()),
        ("rarc", pa.string()),
    ]
)
_RELEASE = pa.schema([("release", pa.int32()), ("reference", pa.string())])


def write_result(result: SparkResult, address: str) -> None:
    """Write the folders `findings`, `not_checked`, `rejected` and, last, `summary` below `address`, which is new.

    Findings, lines not checked and rejected rows have the columns of docs/outputs.md, told apart by `status`. `summary`
    has one row: the summary and the reference of docs/json.md as JSON; where it is, everything is.
    """
    engine = result.engine
    edits = [
        {
            "edit": e.id,
            "citation": [str(c) for c in e.citation],
            "disposition": e.disposition,
            "carc": e.carc,
            "rarc": e.rarc,
        }
        for e in result.edits
    ]
    releases = [{"release": use.number, "reference": use.release.title} for use in result.reference]
    engine.register("edit_fact", engine.frame(pa.Table.from_pylist(edits, _EDIT)))
    engine.register("release_fact", engine.frame(pa.Table.from_pylist(releases, _RELEASE)))
    engine.register("finding_answer", result.findings)
    engine.register("gap_answer", result.not_checked)
    engine.register("rejected_answer", result.rejected)
    tables = {
        "findings": (
            {
                **{name: f"f.`{name}`" for name in result.findings.columns},
                **{name: f"e.{name}" for name in _EDIT.names},
                "reference": "r.reference",
                "modifiers": "CASE WHEN coalesce(f.modifiers, '') = '' THEN array() ELSE split(f.modifiers, ' ') END",
            },
            "finding_answer f JOIN edit_fact e ON e.edit = f.edit LEFT JOIN release_fact r ON r.release = f.release",
        ),
        "not_checked": (
            {name: f"g.{name}" for name in ("edit", "claim", "claim_key", "line")}
            | {"message": "g.reason", "status": "'not_checked'"}
            | {name: f"c.`{name}`" for name in ORIGIN},
            "gap_answer g JOIN claim_given c ON c.claim_key = g.claim_key",
        ),
        "rejected": (
            {name: f"x.`{name}`" for name in ORIGIN}
            | {"claim": "x.claim_id", "message": "x.reason", "status": "'rejected'"},
            "rejected_answer x",
        ),
    }
    types = {field.name: field.dataType.simpleString() for field in schema_for(SCHEMA)}
    for folder, (columns, source) in tables.items():
        chosen = ", ".join(f"CAST({columns.get(name, 'NULL')} AS {kind}) AS `{name}`" for name, kind in types.items())
        engine.save(engine.query(f"SELECT {chosen} FROM {source}"), f"{address}/{folder}")
    about = {"summary": result.summary, "reference": record.reference(result)}
    engine.save(engine.frame(pa.table({"sightline": [json.dumps(about, ensure_ascii=False)]})), f"{address}/summary")
