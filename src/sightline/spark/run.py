"""Check and price claims that Spark holds, with the checker and the pricer of every run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sightline.batches import Work
from sightline.edits.history import counted
from sightline.edits.options import CheckOptions
from sightline.edits.rule.edit import Edit
from sightline.edits.rule.load import load
from sightline.pricing.contract import Contract, read_contract
from sightline.pricing.denials import DENYING, LEAST
from sightline.pricing.price import Options, Pricer
from sightline.reference.release import ReferenceUse
from sightline.spark.carrying import carried, checked, priced
from sightline.spark.reading import claims_of
from sightline.spark.session import Spark

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


@dataclass(frozen=True)
class SparkResult:
    """The answer to a check on Spark: DataFrames, in no order, kept in the scratch folder until `close`.

    `findings` and `not_checked` have the columns of docs/outputs.md, `rejected` and `issues` those of `Result`, of which
    `summary` is the same.
    """

    findings: DataFrame
    not_checked: DataFrame
    rejected: DataFrame
    issues: DataFrame
    edits: tuple[Edit, ...]
    reference: tuple[ReferenceUse, ...]
    summary: dict[str, Any]
    engine: Spark

    def close(self) -> None:
        """Remove what the run has kept; the DataFrames are gone with it."""
        self.engine.close()


@dataclass(frozen=True)
class SparkPriced:
    """The answer to a pricing run on Spark: DataFrames, in no order, kept in the scratch folder until `close`.

    `table` and `steps` have the columns of docs/pricing.md, the release of a step as its title in `reference`; `summary`
    is that of `Priced`.
    """

    table: DataFrame
    steps: DataFrame
    rejected: DataFrame
    issues: DataFrame
    reference: tuple[ReferenceUse, ...]
    contract: Contract | None
    summary: dict[str, Any]
    engine: Spark

    def close(self) -> None:
        """Remove what the run has kept; the DataFrames are gone with it."""
        self.engine.close()


def check_on_spark(
    engine: SparkSession | Spark, claims: Any, options: CheckOptions, fixes: Options | None = None
) -> SparkResult:
    """What `sightline.check` does with `engine`; with `fixes`, how to price, findings have `fix_dollars`."""
    spark = engine if isinstance(engine, Spark) else Spark(engine)
    work = replace(Work.of(options), fixes=fixes)
    if fixes:
        _check_place(replace(work, pricing=fixes))
    given = claims_of(spark, claims, options.columns)
    if options.history is not None:
        given = given.after(claims_of(spark, options.history, options.columns))
    frames, summary, uses = carried(spark, given, work, checked)
    if given.earlier:
        summary |= counted(given.earlier.counts)
    return SparkResult(
        findings=frames["finding"],
        not_checked=frames["not_checked"],
        rejected=given.rejected,
        issues=given.issues,
        edits=options.edits,
        reference=uses,
        summary=summary,
        engine=spark,
    )


def price_on_spark(
    engine: SparkSession | Spark, claims: Any, options: Options, checking: CheckOptions, *, findings: bool = True
) -> SparkPriced:
    """What `sightline.price` does with `engine`; of the catalogue only edits that can deny a line are run."""
    spark = engine if isinstance(engine, Spark) else Spark(engine)
    if isinstance(options.contract, (str, Path)):
        options = replace(options, contract=read_contract(options.contract))
    edits = tuple(edit.id for edit in load() if (edit.disposition in DENYING if findings else edit.id == LEAST))
    work = replace(Work.of(checking), edits=edits, pricing=options, denying=findings)
    _check_place(work)
    given = claims_of(spark, claims, checking.columns)
    frames, summary, uses = carried(spark, given, work, priced)
    return SparkPriced(
        table=frames["amount"],
        steps=frames["step"],
        rejected=given.rejected,
        issues=given.issues,
        reference=uses,
        contract=options.contract if isinstance(options.contract, Contract) else None,
        summary=summary,
        engine=spark,
    )


def _check_place(work: Work) -> None:
    """Raise PriceError for a locality or ZIP code that no release knows, before anything runs."""
    pricer = Pricer(work.reference, work.pricing)
    pricer.check_place(
        {release.period_from for kind in ("gpci", "zip_locality") for release in work.reference.of(kind)}
    )
    pricer.close()
