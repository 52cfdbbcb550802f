"""`sightline.check` and `sightline.price`: on this machine, or with an engine of the caller's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from sightline.edits import run as checking
from sightline.edits.options import CheckOptions
from sightline.edits.result import Result
from sightline.reference.store import Reference

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from sightline.pricing.contract import Contract
    from sightline.pricing.result import Priced
    from sightline.spark.run import SparkPriced, SparkResult
    from sightline.spark.session import Spark


@overload
def check(
    paths: str | Path | Iterable[str | Path] | Any,
    *,
    payer: str | None = None,
    select: str | Sequence[str] = (),
    ignore: str | Sequence[str] = (),
    reference: Reference | Path | str | None = None,
    columns: Mapping[str, str] | None = None,
    history: str | Path | Iterable[str | Path] | Any = None,
    edits: str | Path | Sequence[str | Path] = (),
    advance: Callable[[int], None] | None = None,
    engine: None = None,
) -> Result: ...


@overload
def check(
    paths: str | Path | Iterable[str | Path] | Any,
    *,
    payer: str | None = None,
    select: str | Sequence[str] = (),
    ignore: str | Sequence[str] = (),
    reference: Reference | Path | str | None = None,
    columns: Mapping[str, str] | None = None,
    history: str | Path | Iterable[str | Path] | Any = None,
    edits: str | Path | Sequence[str | Path] = (),
    engine: SparkSession | Spark,
) -> SparkResult: ...


def check(
    paths: str | Path | Iterable[str | Path] | Any,
    *,
    payer: str | None = None,
    select: str | Sequence[str] = (),
    ignore: str | Sequence[str] = (),
    reference: Reference | Path | str | None = None,
    columns: Mapping[str, str] | None = None,
    history: str | Path | Iterable[str | Path] | Any = None,
    edits: str | Path | Sequence[str | Path] = (),
    advance: Callable[[int], None] | None = None,
    engine: SparkSession | Spark | None = None,
) -> Result | SparkResult:
    """Check the claims in files, folders or, with "-", standard input; or in a table.

    A table is an Arrow, pandas or Polars table or a list of dicts with a row for each line, in the columns of
    docs/formats.md; `columns` maps these to other names, of tables and of CSV and Parquet files.

    `payer` is a profile's name or TOML file for every claim (default: each claim's own payer); `select` and `ignore`
    are edit ids or their beginnings, such as ["PTP", "MUE001"] or "PTP,MUE001"; `reference` a store (default: the
    user's); `history` are earlier claims, given as `paths` are: edits that look across claims see their lines, none is
    reported on; `edits` are folders of a practice's own edits (docs/edits.md). `advance` gets bytes as they are read.

    With `engine`, a Spark session, claims are a Spark DataFrame with a row for each line, three of the schemas CLAIM, LINE
    and DIAGNOSIS, or an address of Parquet; the answer is a SparkResult of DataFrames (docs/scale.md).

    Raises ClaimsError for a path that is not there, a table without a column that claims need (claim_id and code) and
    a history of which nothing can be read; CatalogueError for an id that no edit has, PayerError for an unknown
    profile, ReferenceDataError for a damaged store. Files that hold no claim are in the result's `unreadable`.
    """
    options = CheckOptions(
        payer, select, ignore, reference, columns, history, (edits,) if isinstance(edits, (str, Path)) else tuple(edits)
    )
    if engine is not None:
        from sightline.spark.run import check_on_spark

        return check_on_spark(engine, paths, options)
    return checking.check(paths, options, advance)


@overload
def price(
    claims: Any,
    *,
    locality: str = "",
    zip_code: str = "",
    payer: str | None = None,
    contract: Contract | Path | str | None = None,
    apm: bool = False,
    nonparticipating: bool = False,
    sequestration: bool = False,
    findings: bool = True,
    reference: Reference | Path | str | None = None,
    columns: Mapping[str, str] | None = None,
    advance: Callable[[int], None] | None = None,
    engine: None = None,
) -> Priced: ...


@overload
def price(
    claims: Any,
    *,
    locality: str = "",
    zip_code: str = "",
    payer: str | None = None,
    contract: Contract | Path | str | None = None,
    apm: bool = False,
    nonparticipating: bool = False,
    sequestration: bool = False,
    findings: bool = True,
    reference: Reference | Path | str | None = None,
    columns: Mapping[str, str] | None = None,
    engine: SparkSession | Spark,
) -> SparkPriced: ...


def price(
    claims: Any,
    *,
    locality: str = "",
    zip_code: str = "",
    payer: str | None = None,
    contract: Contract | Path | str | None = None,
    apm: bool = False,
    nonparticipating: bool = False,
    sequestration: bool = False,
    findings: bool = True,
    reference: Reference | Path | str | None = None,
    columns: Mapping[str, str] | None = None,
    advance: Callable[[int], None] | None = None,
    engine: SparkSession | Spark | None = None,
) -> Priced | SparkPriced:
    """What each line of `claims` pays, in dollars, and every step that led to it.

    `claims` (and `columns`) is what `sightline.check` takes: files, folders, Arrow, pandas or Polars tables, dicts.
    `locality` is a carrier and locality such as 10112-00; without it and `zip_code` each claim's own ZIP code decides,
    else national amounts answer. `payer` is a profile's name for every claim; `contract` a TOML file. With `findings`
    (the default) a line that an edit denies pays 0.00; so do, with or without, the lines of a claim that a later one
    replaces or voids.

    With `engine`, a Spark session, claims are what `check` takes with one, and the answer is a SparkPriced of DataFrames
    (docs/scale.md).

    Raises ClaimsError, ContractError, PayerError, PriceError or ReferenceDataError with a message for the user.
    """
    from sightline.pricing import run as pricing
    from sightline.pricing.price import Options

    options = Options(
        locality=locality, zip_code=zip_code, apm=apm, nonparticipating=nonparticipating,
        sequestration=sequestration, payer=payer or "", contract=contract,
    )  # fmt: skip
    checked = CheckOptions(payer, reference=reference, columns=columns)
    if engine is not None:
        from sightline.spark.run import price_on_spark

        return price_on_spark(engine, claims, options, checked, findings=findings)
    return pricing.price(claims, options, checked, findings=findings, advance=advance)
