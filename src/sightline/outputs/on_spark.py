"""The answers of a check and of prices on Spark as Parquet, written where Spark can write: no row passes through this process."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa

from sightline.edits.on_spark import SparkResult
from sightline.engines.spark import Spark, schema_for
from sightline.outputs import price_json, record
from sightline.outputs.parquet import ORIGIN, SCHEMA
from sightline.pricing.on_spark import SparkPriced

_EDIT = pa.schema(
    [
        ("edit", pa.string()),
        ("citation", pa.list_(pa.string())),
        ("disposition", pa.string()),
        ("carc", pa.string()),
        ("rarc", pa.string()),
    ]
)
#: What rejected rows have in the columns of docs/outputs.md; the others are null.
_REJECTED = {name: f"x.`{name}`" for name in ORIGIN} | {
    "claim": "x.claim_id", "message": "x.reason", "status": "'rejected'",
}  # fmt: skip
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
        "rejected": (_REJECTED, "rejected_answer x"),
    }
    for folder, (columns, source) in tables.items():
        _save(engine, columns, source, f"{address}/{folder}")
    _save_summary(engine, {"summary": result.summary, "reference": record.reference(result)}, address)


def write_prices(priced: SparkPriced, address: str, *, steps: bool) -> None:
    """Write the folders `priced`, with `steps` `steps`, `rejected` and, last, `summary` below `address`, which is new.

    The columns are those of docs/pricing.md; `reference` names the release of a step's row. `summary` has one row: the
    summary, the reference and the contract's title as JSON.
    """
    engine = priced.engine
    engine.save(priced.table, f"{address}/priced")
    if steps:
        titles = [{"release": number, "reference": one.title} for number, one in enumerate(priced.releases)]
        engine.register("release_fact", engine.frame(pa.Table.from_pylist(titles, _RELEASE)))
        engine.register("step_answer", priced.steps)
        named = "SELECT s.*, r.reference FROM step_answer s LEFT JOIN release_fact r ON r.release = s.release"
        engine.save(engine.query(named).drop("release"), f"{address}/steps")
    engine.register("rejected_answer", priced.rejected)
    _save(engine, _REJECTED, "rejected_answer x", f"{address}/rejected")
    about = {
        "summary": price_json.summary(priced),
        "reference": price_json.reference(priced),
        "contract": priced.contract.title if priced.contract else None,
    }
    _save_summary(engine, about, address)


def _save(engine: Spark, columns: dict[str, str], source: str, address: str) -> None:
    """Write rows of `source` in the columns of docs/outputs.md, of which `columns` says what each is; others are null."""
    types = {field.name: field.dataType.simpleString() for field in schema_for(SCHEMA)}
    chosen = ", ".join(f"CAST({columns.get(name, 'NULL')} AS {kind}) AS `{name}`" for name, kind in types.items())
    engine.save(engine.query(f"SELECT {chosen} FROM {source}"), address)


def _save_summary(engine: Spark, about: dict[str, Any], address: str) -> None:
    """Write what is said of the run as one row of JSON."""
    engine.save(engine.frame(pa.table({"sightline": [json.dumps(about, ensure_ascii=False)]})), f"{address}/summary")
