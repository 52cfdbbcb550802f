"""The checker and the pricer carried to Spark's workers: each has whole patients' claims, and gives rows.

A task takes all rows of its divisions (edits/divide.py). A patient with very many lines makes one task long; no other
task waits for it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.batches import Work, steps_of
from sightline.claims.batch import ClaimsError
from sightline.claims.schema import CLAIM, DIAGNOSIS, LINE
from sightline.edits.history import History, earlier
from sightline.edits.rows import findings, not_checked
from sightline.reference.release import ReferenceUse
from sightline.spark.reading import DIVIDED, PART, PHYSICIAN, TABLES, SparkClaims
from sightline.spark.reference import Sent
from sightline.spark.rows import labels, packed, parted, rows_of, schema_of, table_of, unpacked
from sightline.spark.session import Spark, schema_for

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

#: The most lines of a task, but for those of one patient: few enough for a worker's memory. Fewer tasks are quicker, since
#: each check begins with some seconds of planning.
LINES = 200_000
#: Lines for which another task is worth starting.
_FEW = 3_000
#: Beside the rows each task says one text of JSON: counts and totals that add up, and the lines of each release.
_ABOUT = pa.schema([("json", pa.string())])
#: Claims on their way to their task.
_SENT = schema_of(TABLES, PART, pa.field("earlier", pa.bool_()))
#: Rows of claims, of bytes each, that are divided at a time.
_AT_ONCE = 16

Tables = dict[str, pa.Table]
#: What a worker does with claims, lines and diagnoses: rows by table, and what adds up.
Doing = Callable[[tuple[pa.Table, ...], "History | None"], tuple[Tables, dict[str, Any]]]


def checked(work: Work, tables: tuple[pa.Table, ...], history: History | None) -> tuple[Tables, dict[str, Any]]:
    """Check claims: the rows are those of docs/outputs.md."""
    result = work.check(tables, history)
    rows = {"finding": findings(result), "not_checked": not_checked(result)}
    return rows, {"summary": result.summary, "uses": _uses(result.reference), "days": _days(result.reference)}


def priced(work: Work, tables: tuple[pa.Table, ...], _: History | None) -> tuple[Tables, dict[str, Any]]:
    """Price claims: the rows are those of docs/pricing.md."""
    answer = work.price(tables)
    return {"amount": answer.table, "step": steps_of(answer)}, {
        "summary": answer.summary,
        "uses": _uses(answer.reference),
        "days": _days(answer.reference),
    }


def carried(
    engine: Spark, given: SparkClaims, work: Work, do: Callable[..., tuple[Tables, dict[str, Any]]]
) -> tuple[dict[str, DataFrame], dict[str, Any], tuple[ReferenceUse, ...]]:
    """What `do` gives of all claims, done in the workers: DataFrames by table, the summary, and the releases used.

    Raises ClaimsError when a line is not of one claim, and what `do` raises of its options before anything runs.
    """
    from pyspark.sql import functions as f

    # Of no claims it says which columns there are, and whether the options can be used.
    empty, nothing = do(work, tuple(schema.empty_table() for schema in (CLAIM, LINE, DIAGNOSIS)), None)
    schemas = {name: table.schema for name, table in empty.items()}
    rows = given.rows.withColumn("earlier", f.lit(False))
    if given.earlier:
        rows = rows.unionAll(given.earlier.rows.withColumn("earlier", f.lit(True)))
    lines = given.counts.lines + (given.earlier.counts.lines if given.earlier else 0)
    parts = labels(_tasks(lines, engine.cores))
    sent = Sent.to_workers(engine, replace(work, taxonomies=_taxonomies(rows), place_is_known=True))
    divided = rows.select(*TABLES, "earlier").mapInArrow(partial(_divided, parts=parts), schema_for(_SENT))
    worker = partial(_in_worker, sent=sent, do=do, schemas=schemas)
    done = divided.repartition(len(parts), PART.name).mapInArrow(worker, schema_for(schema_of((*schemas, "about"))))
    found = engine.keep(done)
    frames = {name: rows_of(found, name, schema) for name, schema in schemas.items()}
    summaries = [nothing, *map(json.loads, table_of(found, "about", _ABOUT)["json"].to_pylist())]
    days: dict[str, int] = {}
    for farthest in (each.pop("days") for each in summaries):
        days |= {number: max(count, days.get(number, 0)) for number, count in farthest.items()}
    about = {name: _sum([each[name] for each in summaries]) for name in nothing}
    summary = about["summary"]
    if summary["lines"] != given.counts.lines:
        raise ClaimsError(f"{given.counts.lines:,} lines were given and {summary['lines']:,} have a claim of their own")
    releases = work.reference.releases
    uses = tuple(
        ReferenceUse(int(number), releases[int(number)], lines, older, newer, days[number])
        for number, (lines, older, newer) in sorted(about["uses"].items(), key=lambda use: int(use[0]))
    )
    return frames, summary | {name: count for name, count in _of_input(given).items() if name in summary}, uses


def _tasks(lines: int, cores: int) -> int:
    """How many tasks `lines` are worth: as many for each core."""
    return max(min(cores * -(-lines // (cores * LINES)), -(-lines // _FEW)), 1)


def _taxonomies(rows: DataFrame) -> pa.Table:
    """The taxonomy of each physician of whom some lines state one and others none, as the relation `rendering` has it."""
    from pyspark.sql import functions as f

    npi, taxonomy, least = PHYSICIAN.names
    stated = rows_of(rows, "physician", PHYSICIAN).groupBy(npi)
    both = stated.agg(f.max(taxonomy).alias(taxonomy), f.min(least).alias(least))
    return both.where(f"{least} = '' AND {taxonomy} <> ''").select(npi, taxonomy).toArrow()


def _divided(batches: Iterable[pa.RecordBatch], parts: list[int]) -> Iterator[pa.RecordBatch]:
    """Claims by the task that their division falls into."""
    for batch in batches:
        for begin in range(0, batch.num_rows, _AT_ONCE):
            some = batch.slice(begin, _AT_ONCE)
            for is_earlier in (False, True):
                tables = unpacked([some.filter(pc.equal(some.column("earlier"), is_earlier))], DIVIDED)
                numbers = {name: table["division"] for name, table in tables.items()}
                for part, own in parted(tables, numbers, len(parts)).items():
                    yield from packed(own, _SENT, part=parts[part], earlier=is_earlier)


def _in_worker(
    batches: Iterable[pa.RecordBatch], sent: Sent, do: Callable[..., Any], schemas: Mapping[str, pa.Schema]
) -> Iterator[pa.RecordBatch]:
    """Do the work of one task."""
    given = list(batches)
    now, before = (
        unpacked([each.filter(pc.equal(each.column("earlier"), is_earlier)) for each in given], TABLES)
        for is_earlier in (False, True)
    )
    if not now["claim"].num_rows:
        return
    history = earlier(*_in_order(before)) if before["claim"].num_rows else None
    del given, before
    rows, about = do(sent.work(), _in_order(now), history)
    rows = {name: rows[name].select(schema.names).cast(schema) for name, schema in schemas.items()}
    rows["about"] = pa.table({"json": [json.dumps(about, default=str)]})
    yield from packed(rows, schema_of(rows))


def _in_order(tables: Tables) -> tuple[pa.Table, ...]:
    """Claims, lines and diagnoses by their keys, as they were read."""
    order = {"claim": ["claim_key"], "line": ["claim_key", "line_no"], "diagnosis": ["claim_key", "position"]}
    return tuple(table.sort_by([(column, "ascending") for column in order[name]]) for name, table in tables.items())


def _uses(reference: Iterable[ReferenceUse]) -> dict[str, list[int]]:
    return {str(use.number): [use.lines, use.lines_older, use.lines_newer] for use in reference}


def _days(reference: Iterable[ReferenceUse]) -> dict[str, int]:
    """How far the farthest date is from the period of each release: the most of all tasks counts, not the sum."""
    return {str(use.number): use.days for use in reference}


def _of_input(given: SparkClaims) -> dict[str, int]:
    """What a summary says of the reading."""
    names = ("claims_in_file", "lines_in_file", "rejected_claims", "rejected_lines", "set_aside")
    return {name: getattr(given.counts, name) for name in names}


def _sum(values: list[Any]) -> Any:
    """The sum of counts, of amounts (texts; None: none) or of dicts and lists of these."""
    if isinstance(values[0], dict):
        names = dict.fromkeys(name for value in values for name in value)
        return {name: _sum([value[name] for value in values if name in value]) for name in names}
    if isinstance(values[0], list):
        return [sum(column) for column in zip(*values, strict=True)]
    stated = [Decimal(value) if isinstance(value, str) else value for value in values if value is not None]
    return sum(stated) if stated else None
