"""The answers of a check and of prices on Spark as Parquet, written where Spark can write: no row passes through this process."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from sightline.edits.rows import ORIGIN, SCHEMA
from sightline.outputs.check import record
from sightline.outputs.price import json as price_json
from sightline.spark.run import SparkPriced, SparkResult
from sightline.spark.session import Spark, schema_for

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

#: What rejected rows have in the columns of docs/outputs.md; the others are null.
_REJECTED = {name: f"`{name}`" for name in ORIGIN} | {"claim": "claim_id", "message": "reason", "status": "'rejected'"}


def write_result(result: SparkResult, address: str) -> None:
    """Write the folders `findings`, `not_checked`, `rejected` and, last, `summary` below `address`, which is new.

    All but the last have the columns of docs/outputs.md, told apart by `status`. `summary` has one row: the summary and
    the reference of docs/json.md as JSON; where it is, everything is.
    """
    engine = result.engine
    engine.save(result.findings, f"{address}/findings")
    engine.save(result.not_checked, f"{address}/not_checked")
    _save_rejected(engine, result.rejected, address)
    _save_summary(engine, {"summary": result.summary, "reference": record.reference(result)}, address)


def write_prices(priced: SparkPriced, address: str, *, steps: bool) -> None:
    """Write the folders `priced`, with `steps` `steps`, `rejected` and, last, `summary` below `address`, which is new.

    The columns are those of docs/pricing.md; `reference` names the release of a step's row. `summary` has one row: the
    summary, the reference and the contract's title as JSON.
    """
    engine = priced.engine
    engine.save(priced.table, f"{address}/priced")
    if steps:
        engine.save(priced.steps, f"{address}/steps")
    _save_rejected(engine, priced.rejected, address)
    about = {
        "summary": price_json.summary(priced),
        "reference": price_json.reference(priced),
        "contract": priced.contract.title if priced.contract else None,
    }
    _save_summary(engine, about, address)


def _save_rejected(engine: Spark, rows: DataFrame, address: str) -> None:
    """Write rejected rows in the columns of docs/outputs.md."""
    types = {field.name: field.dataType.simpleString() for field in schema_for(SCHEMA)}
    chosen = (f"CAST({_REJECTED.get(name, 'NULL')} AS {kind}) AS `{name}`" for name, kind in types.items())
    engine.save(rows.selectExpr(*chosen), f"{address}/rejected")


def _save_summary(engine: Spark, about: dict[str, Any], address: str) -> None:
    """Write what is said of the run as one row of JSON."""
    engine.save(engine.frame(pa.table({"sightline": [json.dumps(about, ensure_ascii=False)]})), f"{address}/summary")
