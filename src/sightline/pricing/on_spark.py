"""Price claims on Spark: the same relations, where a warehouse holds the claims.

Only what reference data is asked with comes to this process: the different codes and dates, under a contract the payers,
and which codes are billed in which localities. What the fee schedule says of these is looked up on DuckDB, by the relations
of any run (`rate`, `fee`), and sent to every worker.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from sightline.claims import ClaimsError
from sightline.claims.on_spark import SparkClaims
from sightline.edits.on_spark import SparkResult
from sightline.edits.result import REPLACED, VOIDED, ReferenceUse
from sightline.engines.duckdb import literal
from sightline.engines.spark import Spark
from sightline.pricing.contract import Contract
from sightline.pricing.lines import specialties
from sightline.pricing.price import Pricer
from sightline.pricing.result import ANSWERS, ASIDE, rules
from sightline.pricing.schedule import relation
from sightline.reference.release import Release

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

#: Relations of the reference, the contract and the options that the texts read beside `fee`.
_REFERENCE = ("era", "place", "area", "zip_locality", "term", "term_code", "setting")
_DENIAL = pa.schema([("claim_key", pa.int64()), ("line_no", pa.int32()), ("edit", pa.string())])
_ASIDE = pa.schema([("claim_key", pa.int64()), ("standing", pa.string())])
_PAYER = ("payer_id", "payer_name", "filing_code")
_PAYER_NUMBER = pa.schema([*((name, pa.string()) for name in _PAYER), ("payer_no", pa.int32())])
_SCOPE = pa.struct([("payer_no", pa.int32()), ("code", pa.string()), ("date_from", pa.date32())])
_LINE_TERM = pa.schema([("scope_no", _SCOPE), ("term", pa.int32()), ("basis_date", pa.date32())])


@dataclass(frozen=True)
class SparkPriced:
    """The answer to a pricing run on Spark: DataFrames with the columns of `Priced` (docs/pricing.md), in no order.

    `table` is kept in the scratch folder until `close`; `steps`, whose `release` is a position in `releases`, is worked
    out when it is used. `summary` is that of `Priced`.
    """

    table: DataFrame
    steps: DataFrame
    rejected: DataFrame
    issues: DataFrame
    reference: tuple[ReferenceUse, ...]
    releases: tuple[Release, ...]
    contract: Contract | None
    summary: dict[str, Any]
    engine: Spark

    def close(self) -> None:
        """Remove what the run has kept; the DataFrames are gone with it."""
        self.engine.close()


def denials_on_spark(findings: DataFrame, denying: Sequence[str]) -> DataFrame:
    """The lines that findings of the edits `denying` deny: claim_key, line_no and the first edit that does."""
    found = findings.where(
        findings["edit"].isin(*denying) & (findings["status"] == "fail") & findings["line"].isNotNull()
    )
    return found.groupBy("claim_key", found["line"].alias("line_no")).agg({"edit": "min"}).toDF(*_DENIAL.names)


def aside_on_spark(checked: SparkResult) -> DataFrame:
    """The claims that a later one replaces or voids: claim_key and standing."""
    return checked.engine.query(
        f"SELECT claim_key, standing FROM claim_read WHERE standing IN ({literal(REPLACED)}, {literal(VOIDED)})"
    )


def price_on_spark(
    engine: Spark,
    given: SparkClaims,
    pricer: Pricer,
    denials: DataFrame | None = None,
    aside: DataFrame | None = None,
) -> SparkPriced:
    """Price claims with the reference, options and contract of `pricer`.

    `denials` and `aside`, as `denials_on_spark` and `aside_on_spark` give them, are lines and claims that pay 0.00.

    Raises PriceError for a locality or ZIP code that no loaded release knows, ClaimsError when a line has no claim.
    """
    engine.register("claim_given", given.claims)
    engine.register("line_given", given.lines)
    engine.register("denial", engine.frame(_DENIAL.empty_table()) if denials is None else denials)
    engine.register("aside", engine.frame(_ASIDE.empty_table()) if aside is None else aside)
    days = _reference(engine, pricer)
    _lines(engine, pricer)
    _units(engine, pricer)
    for name in ("line", "met"):
        engine.create(name, relation(name), keep=True)
    for name in ("ranked", "injection"):
        engine.create(name, relation(name))
    engine.create("answer", relation("priced"), keep=True)
    table = engine.create("table", relation("spark/table"), keep=True)
    engine.create("priced", relation("spark/amounts"))
    summary = _summary(given, table)
    if summary["lines"] != given.counts.lines:
        raise ClaimsError(f"{given.counts.lines:,} lines were given and {summary['lines']:,} have a claim")
    return SparkPriced(
        table=table,
        steps=engine.query(relation("step")),
        rejected=given.rejected,
        issues=given.issues,
        reference=pricer.schedule.used(days),
        releases=pricer.reference.releases,
        contract=pricer.contract,
        summary=summary,
        engine=engine,
    )


def _reference(engine: Spark, pricer: Pricer) -> dict[Any, int]:
    """The relations of the reference at every worker, and those that say where the given lines stand in it.

    Returns how many lines there are of each date of service, by whether the starter covers the code.
    """
    codes = engine.fetch("SELECT DISTINCT coalesce(code, '') AS code FROM line_given")["code"]
    starter = pa.compute.is_in(codes, pa.array(sorted(pricer.reference.starter_codes), pa.string()))
    numbers = pa.array(range(len(codes)), pa.int32())
    engine.register("code_scope", engine.frame(pa.table({"code_no": numbers, "code": codes, "in_starter": starter})))
    counted = engine.fetch(
        "SELECT l.date_from, k.in_starter, count(*) AS lines FROM line_given l JOIN code_scope k"
        " ON k.code = coalesce(l.code, '') GROUP BY l.date_from, k.in_starter"
    ).to_pylist()
    days = {(row["date_from"], row["in_starter"]): row["lines"] for row in counted}
    pricer.cover({on for on, _ in days})
    for name in _REFERENCE:
        engine.register(name, engine.frame(pricer.engine.query(f"SELECT * FROM {name}")))
    eras, areas, specialty_of = pricer.schedule.era_of(), pricer.schedule.area_names(), specialties(pricer.reference)
    for name, columns in {
        "era_of": {"on_date": pa.array([*eras], pa.date32()), "era": pa.array([*eras.values()], pa.int32())},
        "area_name": {"area": pa.array([*areas], pa.int32()), "name": [*areas.values()]},
        "specialty": {
            "taxonomy": pa.array([*specialty_of], pa.string()),
            "specialty": pa.array([*specialty_of.values()], pa.string()),
        },
        "rule": {"rule": [*rules()], **{key: [each[key] for each in rules().values()] for key in ("says", "source")}},
    }.items():
        engine.register(name, engine.frame(pa.table(columns)))
    return days


def _lines(engine: Spark, pricer: Pricer) -> None:
    """The lines, where they were done as the options say, and their situations."""
    where = f"CAST({pricer.area} AS INTEGER) AS area_given"
    if pricer.options.zip_code:
        where += f", {literal(pricer.options.zip_code)} AS facility_zip"
    given = [name for name in engine.query("SELECT * FROM line_given").columns if not where.endswith(f" {name}")]
    engine.create("line_given", f"SELECT {', '.join(f'`{name}`' for name in given)}, {where} FROM line_given")
    engine.register("payer_number", engine.frame(_payers(engine, pricer.contract)))
    engine.create("billed", relation("spark/billed"), keep=True)
    if pricer.contract:
        engine.create("term_scope", relation("spark/term_scope"))
        engine.create("line_term", relation("line_term"), keep=True)
    else:
        engine.register("line_term", engine.frame(_LINE_TERM.empty_table()))
    engine.create("situated", relation("spark/situated"))
    engine.create("situation", relation("spark/situation"), keep=True)
    engine.create("modifier_lists", "SELECT DISTINCT modifier_no, modifier_no AS modifier_list FROM situation")
    engine.create("zip_scope", "SELECT DISTINCT zip_no, zip_no AS zip FROM situation")
    engine.create("line_read", relation("spark/line_read"))


def _units(engine: Spark, pricer: Pricer) -> None:
    """The amount of one unit in every situation, and what explains it."""
    for name in ("modifier_effect", "zip_area"):
        engine.create(name, relation(name))
    engine.create("located", relation("located"), keep=True)
    pricer.engine.register("fee_scope", engine.fetch(relation("fee_scope")))
    for name in ("rate", "fee"):
        pricer.engine.create(name, relation(name))
    # Kept, so that Spark knows how many rows it has and whether to send them whole.
    engine.register("fee", engine.keep(engine.frame(pricer.engine.query("SELECT * FROM fee"), small=False)))
    for name in ("unit", "explained"):
        engine.create(name, relation(name), keep=True)


def _payers(engine: Spark, contract: Contract | None) -> pa.Table:
    """The number of every payer that the claims name under a contract, -1 for one that has no term."""
    if contract is None:
        return _PAYER_NUMBER.empty_table()
    names = engine.fetch(f"SELECT DISTINCT {', '.join(_PAYER)} FROM claim_given")
    numbers = contract.payers(names)
    rows = [{**row, "payer_no": numbers.get(tuple(row.values()), -1)} for row in names.to_pylist()]
    return pa.Table.from_pylist(rows, _PAYER_NUMBER)


def _summary(given: SparkClaims, table: DataFrame) -> dict[str, Any]:
    """Counts and totals of the run; see Priced.summary."""
    from pyspark.sql import functions as f

    aside = table["reason"].isin(*ASIDE)
    rows = table.groupBy("answer").agg(
        f.count("*").alias("lines"),
        f.count_if(aside).alias("aside"),
        f.sum(f.when(~aside, table["charge"])).alias("charge"),
        f.sum("allowed").alias("allowed"),
        f.count_if(table["locality_source"] == "national").alias("national"),
    )
    by_answer = {row["answer"]: row.asDict() for row in rows.collect()}
    return {
        "claims": given.counts.claims,
        "lines": sum(row["lines"] for row in by_answer.values()),
        "answers": {answer: by_answer[answer]["lines"] if answer in by_answer else 0 for answer in ANSWERS},
        "lines_aside": sum(row["aside"] for row in by_answer.values()),
        "charge": _sum(row["charge"] for row in by_answer.values()),
        "allowed": _sum(row["allowed"] for row in by_answer.values()),
        "lines_national": sum(row["national"] for row in by_answer.values()),
        "claims_in_file": given.counts.claims_in_file,
        "rejected_claims": given.counts.rejected_claims,
        "set_aside": given.counts.set_aside,
    }


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """What amounts come to; None where there is none."""
    stated = [amount for amount in amounts if amount is not None]
    return sum(stated, Decimal()) if stated else None
