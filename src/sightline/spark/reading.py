"""Claims that Spark holds: service lines in the documented columns, or the three tables of `schema`, as DataFrames.

Rows of lines go through the reader of tables (`table`) in Spark's workers, so that a cell means on Spark what it means
everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields, replace
from functools import partial, reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims.batch import ClaimsError, Counts
from sightline.claims.issues import NOT_COMPARED
from sightline.claims.patient import with_keys
from sightline.claims.rows.days import US
from sightline.claims.rows.layout import BY_NAME, placed
from sightline.claims.rows.reading import Reading
from sightline.claims.schema import CLAIM, DIAGNOSIS, ISSUE, LINE, REJECTED
from sightline.edits.divide import divisions
from sightline.spark.refusals import READING, refusing
from sightline.spark.rows import packed, parted, rows_of, schema_of, table_of, unpacked
from sightline.spark.session import Spark, schema_for
from sightline.tables import with_column

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

#: Rows that one file may have: claim keys are the number of the file, then that of the claim's first row.
FILE = 1 << 36
#: Columns that neither edits nor amounts read, and that would only be carried about.
_IDLE = {
    "billing_name", "billing_state", "pay_to_zip", "onset_date", "emergency", "date_source",
    "assigned_number", "control_number",
}  # fmt: skip
#: The lists among the columns that edits read.
_LISTS = {"other_payers", "notes", "adjudications", "identifiers"}
#: What a DataFrame need not have: blank where it does not.
_OPTIONAL = {
    *_LISTS, "accident", "accident_date", "description", "ndc_quantity", "ndc_unit", "insurance_type", "group_number",
    "plan_name", "billing_address", "facility_address", "table_columns", "prior_authorization",
}  # fmt: skip
_COUNTS = pa.schema([(each.name, pa.int64()) for each in fields(Counts)])
_FILE_NO, _ROW = "sightline_file_no", "sightline_row"


def _read(schema: pa.Schema) -> pa.Schema:
    """The columns of a table that edits and findings read."""
    return pa.schema([f for f in schema if f.name not in _IDLE and (f.name in _LISTS or not pa.types.is_list(f.type))])


#: The tables of claims, as workers read and check them.
TABLES = {"claim": _read(CLAIM), "line": _read(LINE), "diagnosis": _read(DIAGNOSIS)}
#: The same with the number of a claim's division (edits/divide.py), on every row of it.
DIVIDED = {name: schema.append(pa.field("division", pa.int64())) for name, schema in TABLES.items()}
#: The taxonomies that lines state of a physician: the last and the first by the alphabet, "" where one states none.
PHYSICIAN = pa.schema([(name, pa.string()) for name in ("rendering_npi", "rendering_taxonomy", "least")])
_FROM_LINES = {**TABLES, "rejected": REJECTED, "issue": ISSUE}
#: What workers give of the rows that they read, and how many of each kind they met.
_ROWS = schema_of((*TABLES, "physician", "rejected", "issue", "counts"))
#: Which task rows go to.
PART = pa.field("part", pa.int32())
_SPREAD = schema_of(TABLES, PART)


@dataclass(frozen=True)
class SparkClaims:
    """Claims as a DataFrame with rows of DIVIDED and PHYSICIAN, what could not be read, and the counts of the input."""

    rows: DataFrame
    rejected: DataFrame
    issues: DataFrame
    counts: Counts
    earlier: SparkClaims | None = None  # claims that edits see, and nothing is reported on

    def after(self, past: SparkClaims) -> SparkClaims:
        """These claims with earlier ones."""
        lost = f"concat(reason, '{NOT_COMPARED}', level) AS message"
        issues = self.issues.unionAll(past.issues).unionAll(past.rejected.selectExpr(lost, *ISSUE.names[1:]))
        return replace(self, issues=issues, earlier=past)


def claims_of(engine: Spark, given: Any, columns: Mapping[str, str] | None = None) -> SparkClaims:
    """Claims given as a DataFrame of lines, as three of claims, lines and diagnoses, or by their address; or read already.

    `columns` maps documented columns to those of lines. Raises ClaimsError when it is none of these.
    """
    if isinstance(given, SparkClaims):
        return given
    if isinstance(given, (str, Path)):
        return from_parquet(engine, str(given), columns)
    if isinstance(given, (list, tuple)) and len(given) == 3:
        return from_tables(engine, *given)
    if hasattr(given, "sparkSession"):
        return from_lines(engine, given, columns)
    raise ClaimsError(
        "Spark takes a DataFrame of lines, three of claims, lines and diagnoses, or the address of Parquet"
    )


def from_tables(engine: Spark, claims: DataFrame, lines: DataFrame, diagnoses: DataFrame) -> SparkClaims:
    """Claims given as DataFrames of the schemas CLAIM, LINE and DIAGNOSIS.

    Raises ClaimsError for a column that is missing or of another type, and for lines without a claim.
    """
    from pyspark.sql import DataFrame
    from pyspark.sql import functions as f

    parts = engine.parts
    rows = []
    for name, frame in zip(TABLES, (claims, lines, diagnoses), strict=True):
        numbered = engine.own(_typed(frame, name)).withColumn("number", f.expr(f"pmod(hash(claim_key), {parts})"))
        rows.append(numbered.mapInArrow(partial(_spread, name=name, parts=parts), schema_for(_SPREAD)))
    together = reduce(DataFrame.unionAll, rows).repartition(PART.name)
    return _kept(engine, together.mapInArrow(_together, schema_for(_ROWS)))


def _typed(frame: DataFrame, name: str) -> DataFrame:
    """The columns that are read of a DataFrame of claims, lines or diagnoses, in their types."""
    from pyspark.sql import functions as f
    from pyspark.sql.types import DecimalType, IntegralType

    needed, kinds = schema_for(TABLES[name]), {field.name: field.dataType for field in frame.schema}
    if lacking := [field.name for field in needed if field.name not in kinds and field.name not in _OPTIONAL]:
        raise ClaimsError(f"the DataFrame of {name} rows has no column {', '.join(lacking)}")
    for field in needed:
        kind, due = kinds.get(field.name, field.dataType), field.dataType
        exact = isinstance(kind, DecimalType) and isinstance(due, DecimalType) and kind.scale <= due.scale
        if kind != due and not exact and not (isinstance(kind, IntegralType) and isinstance(due, IntegralType)):
            raise ClaimsError(
                f"the DataFrame of {name} rows has {field.name} as {kind.simpleString()}: cast it to {due.simpleString()}"
            )
    columns = (f.col(f"`{field.name}`") if field.name in kinds else _blank(field.dataType) for field in needed)
    return frame.select(
        *(column.cast(field.dataType).alias(field.name) for column, field in zip(columns, needed, strict=True))
    )


def _blank(kind: Any) -> Column:
    """What a column holds of which a DataFrame says nothing."""
    from pyspark.sql import functions as f
    from pyspark.sql.types import StringType

    return f.lit("" if isinstance(kind, StringType) else None)


def _spread(batches: Iterable[pa.RecordBatch], name: str, parts: int) -> Iterator[pa.RecordBatch]:
    """The rows of one table by parts of claims: those of a claim have one number."""
    for batch in batches:
        rows = pa.table(batch)
        whole = {name: rows.select(TABLES[name].names).cast(TABLES[name])}
        for part, tables in parted(whole, {name: rows["number"]}, parts).items():
            yield from packed(tables, _SPREAD, part=part)


def _together(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """What is read of whole claims. A line counts, and goes no further, when it is not of one claim."""
    tables = unpacked(batches, TABLES)
    claims, lines = (tables[name].num_rows for name in ("claim", "line"))
    keys = pc.value_counts(tables["claim"]["claim_key"].combine_chunks())
    once = keys.field("values").filter(pc.equal(keys.field("counts"), 1))
    for name in ("line", "diagnosis"):
        tables[name] = tables[name].filter(pc.is_in(tables[name]["claim_key"], once))
    counts = Counts(claims=claims, claims_in_file=claims, lines=lines, lines_in_file=lines)
    yield from _packed(tables, counts)


def _packed(tables: dict[str, pa.Table], counts: Counts) -> Iterator[pa.RecordBatch]:
    """Tables that are read as rows, with the divisions of claims, what lines state of physicians, and counts."""
    claims = tables["claim"]
    numbers, keys = divisions(claims), claims["claim_key"].combine_chunks()
    void = keys.filter(pc.equal(claims["frequency"].combine_chunks(), "8"))
    stated = tables["line"].filter(pc.not_equal(tables["line"]["rendering_npi"], ""))
    stated = stated.filter(pc.invert(pc.is_in(stated["claim_key"], void)))
    by_physician = stated.group_by("rendering_npi").aggregate(
        [("rendering_taxonomy", "max"), ("rendering_taxonomy", "min")]
    )
    for name in TABLES:
        own = numbers.take(pc.index_in(tables[name]["claim_key"], keys).combine_chunks())
        tables[name] = tables[name].append_column("division", own)
    tables["physician"] = by_physician.rename_columns(PHYSICIAN.names)
    tables["counts"] = pa.Table.from_pylist([dict(zip(_COUNTS.names, astuple(counts), strict=True))], _COUNTS)
    yield from packed(tables, _ROWS)


def _kept(engine: Spark, rows: DataFrame) -> SparkClaims:
    """What workers read, computed once. Raises AssertionError unless every claim is accounted for."""
    found = engine.keep(rows)
    sums = table_of(found, "counts", _COUNTS)
    counts = Counts(*(pc.sum(sums[name]).as_py() or 0 for name in _COUNTS.names))
    counts.check("this run")
    rejected, issues = rows_of(found, "rejected", REJECTED), rows_of(found, "issue", ISSUE)
    return SparkClaims(found.select(*TABLES, "physician"), rejected, issues.distinct(), counts)


def from_parquet(engine: Spark, address: str, columns: Mapping[str, str] | None = None) -> SparkClaims:
    """Claims in a Parquet file or folder of files at any address that Spark reads; rows are service lines.

    Raises ClaimsError when the address cannot be read or lacks a column.
    """
    from pyspark.sql import functions as f

    with refusing(address, ClaimsError, READING, "Spark cannot read it"):
        rows = engine.load(address)
        files = [row[0] for row in rows.select(f.col("_metadata.file_path")).distinct().collect()]
    names = {path: number for number, path in enumerate(sorted(files))}
    numbers = pa.table(
        {"path": pa.array([*names], pa.string()), _FILE_NO: pa.array([*names.values()], pa.int64())},
    )
    placed_rows = rows.withColumns({"path": f.col("_metadata.file_path"), _ROW: f.col("_metadata.row_index") + 1})
    placed_rows = placed_rows.join(engine.frame(numbers), "path").drop("path")
    shown = [re.sub("^file:/+", "/", path) for path in names]
    with refusing(address, ClaimsError, READING):
        return _from_rows(engine, placed_rows, rows.columns, shown, columns or {})


def from_lines(engine: Spark, lines: DataFrame, columns: Mapping[str, str] | None = None) -> SparkClaims:
    """Claims given as a DataFrame of service lines, in the order that it has. Raises ClaimsError for a missing column."""
    from pyspark.sql import functions as f

    numbered = engine.own(lines).withColumns({_FILE_NO: f.lit(0), _ROW: f.monotonically_increasing_id() + 1})
    return _from_rows(engine, numbered, lines.columns, ["DataFrame"], columns or {})


def _from_rows(
    engine: Spark, rows: DataFrame, names: list[str], files: list[str], mapping: Mapping[str, str]
) -> SparkClaims:
    """Rows, numbered in their files, read by the reader of tables; the rows of a claim by one worker."""
    reading = Reading("", 1, names, mapping)
    if wrong := reading.missing():
        raise ClaimsError(wrong)
    where, _ = placed(names, dict(mapping))
    group = names[where["claim_key" if "claim_key" in where else "claim_id"]]
    orders = _orders(rows, names, where)
    read = partial(_batches, names=names, files=files, mapping=dict(mapping), orders=orders)
    spread = rows.repartition(_FILE_NO, f"`{group}`").sortWithinPartitions(_FILE_NO, _ROW)
    lines = spread.select(*(f"`{name}`" for name in names), _FILE_NO, _ROW)
    return _kept(engine, lines.mapInArrow(read, schema_for(_ROWS)))


def _orders(rows: DataFrame, names: list[str], where: Mapping[str, int]) -> dict[int, dict[str, str]]:
    """For each file, the columns of dates written as texts whose dates show that the day, or the month, is first.

    A worker sees some rows only: 3/2/2026 would be read otherwise by one that has no 25/2/2026 among its rows.
    """
    from pyspark.sql import functions as f

    kinds = dict(rows.dtypes)
    dates = [
        target for target, at in where.items() if BY_NAME[target].kind == "date" and kinds.get(names[at]) == "string"
    ]
    if not dates:
        return {}
    sums = []
    for target in dates:
        text = f.trim(f"`{names[where[target]]}`")
        # "" where a text is of another form, which a plain cast refuses
        first, second = (f.regexp_extract(text, f"^{US.pattern}$", group).try_cast("int") for group in (1, 3))
        sums.append(f.max(f.when((first > 12) & (second <= 12), True)).alias(f"day {target}"))
        sums.append(f.max(f.when((second > 12) & (first <= 12), True)).alias(f"month {target}"))
    found = {}
    for row in rows.groupBy(_FILE_NO).agg(*sums).collect():
        found[row[_FILE_NO]] = {
            target: "both" if row[f"day {target}"] and row[f"month {target}"] else which
            for target in dates
            for which in ("day", "month")
            if row[f"{which} {target}"]
        }
    return found


def _batches(
    given: Iterable[pa.RecordBatch],
    names: list[str],
    files: list[str],
    mapping: dict[str, str],
    orders: Mapping[int, dict[str, str]],
) -> Iterator[pa.RecordBatch]:
    """What a worker makes of its rows, which are sorted by file and row."""
    for file, parts in _by_file(given):
        reading = Reading(files[file], 1, names, mapping, orders.get(file))
        tables: dict[str, list[pa.RecordBatch]] = {name: [] for name in _FROM_LINES}
        counts = Counts()
        blocks = (([part.column(at) for at in range(len(names))], part.column(_ROW)) for part in parts)
        for batch in reading.batches(blocks, some=True):
            counts += batch.counts
            read = (batch.claims, batch.lines, batch.diagnoses, batch.rejected, batch.issues)
            for name, rows in zip(tables, read, strict=True):
                tables[name].append(rows.select(_FROM_LINES[name].names))
        found = {name: pa.Table.from_batches(rows, _FROM_LINES[name]) for name, rows in tables.items()}
        yield from _packed(_keyed(found, file * FILE), counts)


def _by_file(given: Iterable[pa.RecordBatch]) -> Iterator[tuple[int, list[pa.RecordBatch]]]:
    """The rows of each file together."""
    at, parts = -1, list[pa.RecordBatch]()
    for batch in given:
        numbers = batch.column(_FILE_NO)
        for number in pc.unique(numbers).to_pylist():
            if number != at and parts:
                yield at, parts
                parts = []
            at = number
            parts.append(batch.filter(pc.equal(numbers, number)))
    if parts:
        yield at, parts


def _keyed(tables: dict[str, pa.Table], base: int) -> dict[str, pa.Table]:
    """The tables with keys that no other worker gives: where in its file a claim begins."""
    old = tables["claim"]["claim_key"].combine_chunks()
    keys = pc.add(tables["claim"]["segment"], base).combine_chunks()
    for name in ("line", "diagnosis"):
        own = keys.take(pc.index_in(tables[name]["claim_key"], old))
        tables[name] = with_column(tables[name], "claim_key", own)
    return {**tables, "claim": with_keys(tables["claim"], keys)}
