"""Price claims from files or tables: read and checked as `sightline.check` does, then priced."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import pyarrow as pa
import pyarrow.compute as pc

from sightline.edits.load import load
from sightline.edits.result import REPLACED, VOIDED, Result
from sightline.pricing.contract import Contract
from sightline.pricing.price import Options, Pricer
from sightline.pricing.result import Priced
from sightline.reference.store import Reference, open_reference
from sightline.run import check

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from sightline.engines.spark import Spark
    from sightline.pricing.on_spark import SparkPriced

#: Findings of these dispositions that fail leave a line unpaid.
DENYING = ("line-denial", "line-rejection")
_LEAST = "CLM003"  # an edit that costs nothing


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
    pricer = Pricer(
        reference if isinstance(reference, Reference) else open_reference(reference),
        Options(
            locality=locality, zip_code=zip_code, apm=apm, nonparticipating=nonparticipating, 
            sequestration=sequestration, payer=payer or "", contract=contract,
        ),
    )  # fmt: skip
    if engine is not None:
        return _on_spark(claims, engine, pricer, payer, findings, reference, columns)
    # Reading, and which claims are left aside, are the check's: without findings one edit is run for it.
    checked = check(
        claims,
        payer=payer,
        select=() if findings else (_LEAST,),
        reference=reference,
        columns=columns,
        advance=advance,
    )
    priced = pricer.price(checked.claims, checked.lines, denials(checked) if findings else left_aside(checked))
    return replace(
        priced, check=checked if findings else None, rejected=checked.rejected, issues=checked.issues,
        unreadable=checked.unreadable, tally=checked.tally,
    )  # fmt: skip


def _on_spark(
    claims: Any,
    engine: SparkSession | Spark,
    pricer: Pricer,
    payer: str | None,
    findings: bool,
    reference: Reference | Path | str | None,
    columns: Mapping[str, str] | None,
) -> SparkPriced:
    """Price claims that Spark holds; of the catalogue only the edits that can deny a line are run."""
    from sightline.claims.on_spark import claims_of
    from sightline.engines.spark import Spark
    from sightline.pricing.on_spark import aside_on_spark, denials_on_spark, price_on_spark

    spark = engine if isinstance(engine, Spark) else Spark(engine)
    given = claims_of(spark, claims, columns)
    denying = [edit.id for edit in load() if edit.disposition in DENYING] if findings else [_LEAST]
    checked = check(given, payer=payer, select=denying, reference=reference, engine=spark)
    denied = denials_on_spark(checked.findings, denying) if findings else None
    return price_on_spark(spark, given, pricer, denied, aside_on_spark(checked))


def denials(checked: Result) -> pa.Table:
    """The lines that are not paid by a check: claim_key, line, edit and reason.

    `reason` is replaced or voided where a later claim takes the line's claim back, and denied where an edit does: then
    `edit` names the first.
    """
    denying = pa.array([edit.id for edit in checked.edits if edit.disposition in DENYING], pa.string())
    found = checked.findings.filter(
        pc.and_(pc.equal(checked.findings["status"], "fail"), pc.is_in(checked.findings["edit"], denying))
    )
    found = found.filter(pc.is_valid(found["line"])).select(["claim_key", "line", "edit"])
    found = found.group_by(["claim_key", "line"]).aggregate([("edit", "min")])
    found = found.rename_columns(["claim_key", "line", "edit"])
    aside = left_aside(checked)
    found = found.filter(pc.invert(pc.is_in(found["claim_key"], aside["claim_key"].combine_chunks())))
    denied = found.append_column("reason", pa.repeat("denied", found.num_rows))
    return pa.concat_tables([denied.cast(aside.schema), aside])


def left_aside(checked: Result) -> pa.Table:
    """The lines of claims that a later one replaces or voids, in the columns of `denials`."""
    lines = checked.lines
    standing = checked.standing["standing"].take(
        pc.index_in(lines["claim_key"], checked.standing["claim_key"].combine_chunks())
    )
    aside = pc.is_in(standing, pa.array([REPLACED, VOIDED]))
    chosen = lines.filter(aside)
    return pa.table(
        {
            "claim_key": chosen["claim_key"],
            "line": chosen["line_no"],
            "edit": pa.repeat("", chosen.num_rows),
            "reason": standing.filter(aside),
        }
    )
