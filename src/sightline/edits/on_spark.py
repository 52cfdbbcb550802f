"""Check claims on Spark: the same relations and edits, where a warehouse holds the claims.

Only what reference data is asked with comes to this process: the different codes, dates, lists of modifiers, diagnoses
and payers. The reference rows of these are cut on DuckDB as in any check (edits/slices.py) and sent to every worker.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from sightline.claims.on_spark import SparkClaims
from sightline.claims.schema import CLAIM
from sightline.edits.check import Checker
from sightline.edits.edit import STATUSES, Edit
from sightline.edits.findings import FINDING
from sightline.edits.findings_sql import finding_select
from sightline.edits.history import counted
from sightline.edits.load import Need, load_needs
from sightline.edits.part import NOT_CHECKED
from sightline.edits.payer_rules import PAYER
from sightline.edits.people import with_people
from sightline.edits.result import REPLACED, VOID, VOIDED, ReferenceUse
from sightline.edits.slices import Slices, relation
from sightline.edits.text import placeholders, sentence
from sightline.engines.duckdb import DuckDB, literal
from sightline.engines.spark import Spark, evidence, schema_for, schema_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

#: Reference relations that the texts read, as small as the codes at hand.
_REFERENCE = (
    "code_fact", "modifier_fact", "calendar", "era", "place", "image", "physician_specialty", "icd10cm",
    "diagnosis_fact", "diagnosis_side", "ptp", "coverage", "addon", "modifier", "taxonomy", "lineage", "guidance",
)  # fmt: skip
_WITHHELD = pa.schema([(name, pa.string()) for name in (*PAYER, "edit", "word", "reason", "need")])
_STANDING = pa.schema([("claim_key", pa.int64()), ("standing", pa.string())])
_PERSON = (
    "claim_key", "relationship", "member_id", "patient", "patient_last_name", "patient_first_name", "patient_birth_date",
)  # fmt: skip
#: Edits and needs that are one job: those that pass over lines once, and those that join.
_LINES_AT_ONCE, _AT_ONCE = 48, 8
_MEMBER = "regexp_replace(upper(member_id), '[^A-Z0-9]', '')"
_OWN = "relationship IN ('18', '') AND member_id <> ''"


@dataclass(frozen=True)
class SparkResult:
    """The answer to a check on Spark: DataFrames with the columns of `Result` (docs/json.md), in no order.

    `summary` is that of `Result`. The DataFrames are kept in the scratch folder until `close`.
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


def check_on_spark(engine: Spark, given: SparkClaims, checker: Checker) -> SparkResult:
    """Check claims with the reference, edits and payers of `checker`; every row is accounted for."""
    slices = _prepared(engine, given, checker)
    used = slices.used(_days(engine))
    frames = _Answers(engine, checker.edits)
    findings, not_checked = frames.findings, frames.not_checked
    return SparkResult(
        findings=findings,
        not_checked=not_checked,
        rejected=given.rejected,
        issues=given.issues,
        edits=checker.edits,
        reference=used,
        summary=_summary(engine, given, findings, not_checked),
        engine=engine,
    )


def _prepared(engine: Spark, given: SparkClaims, checker: Checker) -> Slices:
    """Make every relation that edits read; the reference behind them."""
    engine.register("line_given", given.lines)
    engine.register("diagnosis_given", given.diagnoses)
    engine.register("claim_given", _people(engine, given.claims))
    _payers(engine, checker)
    _standing(engine)
    slices = _reference(engine, checker)
    engine.create("npis", relation("spark/npis"))
    engine.create("npi_fact", relation("npi_fact"), keep=True)
    engine.create("claim", relation("claim"), keep=True)
    engine.create("billed", relation("billed"), keep=True, partition_by=("patient",))
    engine.create("service", relation("service"), keep=True)
    engine.create("diagnosis", relation("diagnosis"), keep=True)
    return slices


def _people(engine: Spark, claims: DataFrame) -> DataFrame:
    """The claims with one key in `patient` for each person (edits/people.py), told member by member."""
    engine.register("claim_stated", claims)
    members = f"SELECT {_MEMBER} FROM claim_stated WHERE {_OWN} AND patient_birth_date IS NULL"
    asking = engine.query(
        f"SELECT {', '.join(_PERSON)}, {_MEMBER} AS member FROM claim_stated WHERE {_OWN} AND {_MEMBER} IN ({members})"
    )
    if asking.isEmpty():
        return claims
    told = pa.schema([("claim_key", pa.int64()), ("person", pa.string())])
    engine.register("told", asking.repartition("member").mapInArrow(_told, schema_for(told)))
    others = ", ".join(
        "coalesce(t.person, c.patient) AS patient" if n == "patient" else f"c.`{n}`" for n in claims.columns
    )
    return engine.query(f"SELECT {others} FROM claim_stated c LEFT JOIN told t ON t.claim_key = c.claim_key")


def _told(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The person of each claim of some members."""
    kinds = pa.schema([CLAIM.field(name) for name in _PERSON])
    given = [pa.record_batch([batch.column(name) for name in _PERSON], schema=kinds) for batch in batches]
    for batch in with_people(pa.Table.from_batches(given, kinds)).combine_chunks().to_batches():
        yield pa.record_batch([batch.column("claim_key"), batch.column("patient")], ["claim_key", "person"])


def _payers(engine: Spark, checker: Checker) -> None:
    """The relations `payer_of` and `withheld`."""
    names = engine.fetch(f"SELECT DISTINCT {', '.join(PAYER)} FROM claim_given")
    payers, rules = checker.payers_of(names)
    engine.register("payer_of", engine.frame(payers))
    withheld = [
        {**{name: row[name] for name in PAYER}, **rule._asdict()}
        for row, each in zip(payers.select(PAYER).to_pylist(), rules, strict=True)
        for rule in each
    ]
    engine.register("withheld", engine.frame(pa.Table.from_pylist(withheld, _WITHHELD)))


def _standing(engine: Spark) -> None:
    """The claims with how they stand, the lines and diagnoses of those that are not void."""
    engine.create("account", relation("spark/account"))
    engine.create("stated", relation("spark/stated"))
    turning = not engine.query("SELECT 1 FROM claim_given WHERE frequency IN ('7', '8')").isEmpty()
    lines, diagnoses = "stated", "diagnosis_given"
    if turning:
        own = {
            "claim_given": engine.query("SELECT * FROM claim_given"),
            "line_given": engine.query("SELECT * FROM line_given"),
        }
        engine.create("claim_given", "SELECT * FROM account")
        engine.create("line_given", "SELECT claim_key, date_from, code FROM stated")
        engine.create("standing", relation("standing"))
        for name, frame in own.items():
            engine.register(name, frame)
    else:
        engine.register("standing", engine.frame(_STANDING.empty_table()))
    engine.create("claim_read", relation("spark/claim_read"), keep=True)
    if turning:
        voids = f"LEFT ANTI JOIN (SELECT claim_key FROM claim_read WHERE standing = '{VOID}') v ON v.claim_key = t.claim_key"
        lines, diagnoses = f"stated t {voids}", f"diagnosis_given t {voids}"
    engine.create("line_read", f"SELECT * FROM {lines}", keep=True)
    engine.create("diagnosis_read", f"SELECT claim_key, position, code_set, code FROM {diagnoses}", keep=True)


def _reference(engine: Spark, checker: Checker) -> Slices:
    """The reference rows of the codes, dates, modifiers and diagnoses of the claims, at every worker."""
    database = DuckDB()
    slices = Slices(database, checker.reference)
    starter = pa.table({"code": pa.array(sorted(checker.reference.starter_codes), pa.string())})
    engine.register("starter", engine.frame(starter))
    engine.create("days", relation("spark/days"), keep=True)
    asked = engine.fetch(relation("spark/asked"))
    values = {
        kind: asked.filter(pa.compute.equal(asked["kind"], kind))["value"]
        for kind in ("code", "modifier_list", "diagnosis")
    }
    dates = engine.fetch("SELECT DISTINCT on_date FROM days")["on_date"].cast(pa.date32())
    none = pa.chunked_array([], pa.string())
    npis = ("billing_npi", "referring_npi", "supervising_npi", "facility_npi", "billing_taxonomy")
    of_lines = dict.fromkeys(("rendering_npi", "ordering_npi", "rendering_taxonomy"), none)
    lines = {"code": values["code"], "date_from": dates, "modifier_list": values["modifier_list"], **of_lines}
    slices.cover(dict.fromkeys(npis, none), lines, {"code": values["diagnosis"]})
    for name in _REFERENCE:
        engine.register(name, engine.frame(database.query(f"SELECT * FROM {name}")))
    database.close()
    return slices


def _days(engine: Spark) -> list[dict[str, Any]]:
    """How many lines there are of each date of service, by whether the starter covers the code."""
    rows = engine.fetch("SELECT on_date, in_starter, lines FROM days WHERE lines > 0").to_pylist()
    return [{"on": row["on_date"], "in_starter": row["in_starter"], "count_all": row["lines"]} for row in rows]


class _Answers:
    """What the edits say, as DataFrames that are computed."""

    def __init__(self, engine: Spark, edits: tuple[Edit, ...]) -> None:
        asked = [need for need in load_needs() if any(need.name in edit.needs for edit in edits)]
        gaps = [engine.query(_gaps(need, edits)) for need in asked]
        engine.register("gap", engine.keep_all([engine.frame(NOT_CHECKED.empty_table()), *gaps], _AT_ONCE))
        of_lines = [_found(engine, edit) for edit in edits if edit.kind == "line"]
        engine.create("service", "SELECT * FROM service WHERE stands")
        for name in ("provider", "pair", "surgery"):
            if any(name in edit.reads for edit in edits):
                engine.create(name, relation(name), keep=name != "provider")
        of_sets = [_found(engine, edit) for edit in edits if edit.kind == "set"]
        none = engine.frame(FINDING.empty_table())
        found = engine.keep_all([none, *of_lines], _LINES_AT_ONCE), engine.keep_all([none, *of_sets], _AT_ONCE)
        engine.register("finding", found[0].unionAll(found[1]))
        engine.create("judged", relation("spark/judged"), keep=True)
        self.findings = engine.keep(engine.query(relation("spark/joined")))
        self.not_checked = engine.keep(engine.query(relation("spark/joined_gaps")))


def _gaps(need: Need, edits: tuple[Edit, ...]) -> str:
    """The SELECT of edits/check.py for the rows that lack `need`, in one pass over them for all edits."""
    line = "line_no" if need.over == "service" else "CAST(NULL AS INTEGER)"
    reason = sentence(need.reason, {name: pa.string() for name in placeholders(need.reason)})
    asking = ", ".join(
        f"CASE WHEN {edit.applies} THEN {literal(edit.id)} END" for edit in edits if need.name in edit.needs
    )
    return f"""SELECT DISTINCT explode(array_compact(array({asking}))) AS edit, claim_key, {line} AS line_no,
        {reason} AS reason, {literal(need.name)} AS need FROM {need.over} WHERE {need.missing}"""


def _found(engine: Spark, edit: Edit) -> DataFrame:
    """The findings of an edit."""
    rows = engine.query(edit.sql)
    engine.register("hit", rows)
    return engine.query(finding_select(edit, schema_of(rows), "hit", evidence))


def _summary(engine: Spark, given: SparkClaims, findings: DataFrame, not_checked: DataFrame) -> dict[str, Any]:
    """Counts of the run; see Result.summary."""
    counts = given.counts
    by_status = {row[0]: row[1] for row in findings.groupBy("status").count().collect()}
    left = engine.query(
        "SELECT c.standing, count(*) FROM line_given l JOIN claim_read c ON c.claim_key = l.claim_key"
        " WHERE c.standing <> '' AND c.claim_key >= 0 GROUP BY c.standing"
    )
    return {
        "claims": counts.claims,
        "lines": counts.lines,
        "claims_in_file": counts.claims_in_file,
        "lines_in_file": counts.lines_in_file,
        "rejected_claims": counts.rejected_claims,
        "rejected_lines": counts.rejected_lines,
        "set_aside": counts.set_aside,
        "findings": {status: by_status.get(status, 0) for status in STATUSES},
        "overridden": 0,
        "hidden": 0,
        "not_checked": not_checked.select("claim_key", "line").distinct().count(),
        **(counted(given.history) if given.history else {}),
        "left_aside": dict.fromkeys((VOID, VOIDED, REPLACED), 0) | {row[0]: row[1] for row in left.collect()},
    }
