"""Claims that Spark holds: service lines in the documented columns, or the three tables of `schema`, as DataFrames.

Rows of lines go through the reader of tables (`table`) in Spark's workers, so that a cell means on Spark what it means
everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.engines.spark import Spark, schema_for

from .batch import ClaimsError, Counts
from .issues import NOT_COMPARED
from .layout import placed
from .schema import CLAIM, DIAGNOSIS, ISSUE, LINE, REJECTED
from .table import Reading

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

#: Rows that one file may have: claim keys are the number of the file, then that of the claim's first row.
FILE = 1 << 36
#: What is taken from the keys of earlier claims; more than any key.
EARLIER = 1 << 62
#: Columns that neither edits nor amounts read, and that would only be carried about.
_IDLE = {
    "accident", "prior_authorization", "billing_name", "billing_state", "pay_to_zip",
    "onset_date", "accident_date", "description", "emergency", "date_source", "ndc_quantity", "ndc_unit",
    "assigned_number", "control_number",
}  # fmt: skip
_COUNTS = pa.schema([(each.name, pa.int64()) for each in fields(Counts)])
_FILE_NO, _ROW = "sightline_file_no", "sightline_row"


def _read(schema: pa.Schema) -> pa.Schema:
    """The columns of a table that edits and findings read."""
    return pa.schema([f for f in schema if f.name not in _IDLE and not pa.types.is_list(f.type)])


#: What a worker gives of each of the tables that a reader streams, and how many rows of each kind it met.
TABLES = {
    "claim": _read(CLAIM),
    "line": _read(LINE),
    "diagnosis": _read(DIAGNOSIS),
    "rejected": REJECTED,
    "issue": ISSUE,
    "counts": _COUNTS,
}
_ROWS = pa.schema([(name, pa.struct(list(schema))) for name, schema in TABLES.items()])


@dataclass(frozen=True)
class SparkClaims:
    """Claims as DataFrames in the columns of TABLES, and the counts of the input."""

    claims: DataFrame
    lines: DataFrame
    diagnoses: DataFrame
    rejected: DataFrame
    issues: DataFrame
    counts: Counts
    history: Counts | None = None  # of the earlier claims among them, whose keys are below zero

    def after(self, past: SparkClaims) -> SparkClaims:
        """These claims with earlier ones, which edits see and nothing is reported on."""
        lost = f"concat(reason, '{NOT_COMPARED}', level) AS message"
        return SparkClaims(
            claims=_union(self.claims, past.claims),
            lines=_union(self.lines, past.lines),
            diagnoses=_union(self.diagnoses, past.diagnoses),
            rejected=self.rejected,
            issues=self.issues.unionAll(past.issues).unionAll(past.rejected.selectExpr(lost, *ISSUE.names[1:])),
            counts=self.counts,
            history=past.counts,
        )


def _union(own: DataFrame, past: DataFrame) -> DataFrame:
    return own.unionAll(past.withColumn("claim_key", past["claim_key"] - EARLIER))


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
    """Claims given as DataFrames of the schemas CLAIM, LINE and DIAGNOSIS. Raises ClaimsError for a missing column."""
    taken: dict[str, DataFrame] = {}
    for name, frame in (("claim", claims), ("line", lines), ("diagnosis", diagnoses)):
        lacking = [column for column in TABLES[name].names if column not in frame.columns]
        if lacking:
            raise ClaimsError(f"the DataFrame of {name} rows has no column {', '.join(lacking)}")
        taken[name] = engine.own(frame.select(*TABLES[name].names))
    read, of_read = claims.count(), lines.count()
    counts = Counts(claims=read, claims_in_file=read, lines=of_read, lines_in_file=of_read)
    rejected, issues = (engine.frame(TABLES[name].empty_table()) for name in ("rejected", "issue"))
    return SparkClaims(taken["claim"], taken["line"], taken["diagnosis"], rejected, issues, counts)


def from_parquet(engine: Spark, address: str, columns: Mapping[str, str] | None = None) -> SparkClaims:
    """Claims in a Parquet file or folder of files at any address that Spark reads; rows are service lines.

    Raises ClaimsError when the address cannot be read or lacks a column.
    """
    from pyspark.errors import PySparkException
    from pyspark.sql import functions as f

    try:
        rows = engine.load(address)
        files = [row[0] for row in rows.select(f.col("_metadata.file_path")).distinct().collect()]
    except PySparkException as error:
        raise ClaimsError(f"{address}: {str(error).splitlines()[0]}") from None
    names = {path: number for number, path in enumerate(sorted(files))}
    numbers = pa.table(
        {"path": pa.array([*names], pa.string()), _FILE_NO: pa.array([*names.values()], pa.int64())},
    )
    placed_rows = rows.withColumns({"path": f.col("_metadata.file_path"), _ROW: f.col("_metadata.row_index") + 1})
    placed_rows = placed_rows.join(engine.frame(numbers), "path").drop("path")
    shown = [re.sub("^file:/+", "/", path) for path in names]
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
    read = partial(_batches, names=names, files=files, mapping=dict(mapping))
    spread = rows.repartition(_FILE_NO, f"`{group}`").sortWithinPartitions(_FILE_NO, _ROW)
    found = engine.keep(
        spread.select(*(f"`{name}`" for name in names), _FILE_NO, _ROW).mapInArrow(read, schema_for(_ROWS))
    )
    tables = {name: found.where(f"`{name}` IS NOT NULL").select(f"`{name}`.*") for name in TABLES}
    sums = tables["counts"].groupBy().sum(*_COUNTS.names).collect()[0]
    counts = Counts(*(value or 0 for value in sums))
    counts.check("this run")
    return SparkClaims(
        tables["claim"], tables["line"], tables["diagnosis"], tables["rejected"], tables["issue"].distinct(), counts
    )


def _batches(
    given: Iterable[pa.RecordBatch], names: list[str], files: list[str], mapping: dict[str, str]
) -> Iterator[pa.RecordBatch]:
    """What a worker makes of its rows, which are sorted by file and row."""
    for file, parts in _by_file(given):
        reading = Reading(files[file], 1, names, mapping)
        tables: dict[str, list[pa.RecordBatch]] = {name: [] for name in TABLES}
        counts = Counts()
        blocks = (([part.column(at) for at in range(len(names))], part.column(_ROW)) for part in parts)
        for batch in reading.batches(blocks):
            counts += batch.counts
            read = (batch.claims, batch.lines, batch.diagnoses, batch.rejected, batch.issues)
            for name, rows in zip(tables, read, strict=False):
                tables[name].append(rows.select(TABLES[name].names))
        found = {name: pa.Table.from_batches(rows, TABLES[name]) for name, rows in tables.items() if name != "counts"}
        found["counts"] = pa.Table.from_pylist([dict(zip(_COUNTS.names, astuple(counts), strict=True))], _COUNTS)
        yield from _as_rows(_keyed(found, file * FILE))


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
    claims = tables["claim"]
    keys = pc.add(claims["segment"], base)
    for name in ("claim", "line", "diagnosis"):
        own = keys.take(pc.index_in(tables[name]["claim_key"], claims["claim_key"]))
        tables[name] = tables[name].set_column(0, "claim_key", own)
    return tables


def _as_rows(tables: dict[str, pa.Table]) -> Iterator[pa.RecordBatch]:
    """The tables as rows of one schema, each with a value in the column of its table."""
    for name, table in tables.items():
        for batch in table.combine_chunks().to_batches(max_chunksize=1 << 16):
            rows: dict[str, Any] = {other: pa.nulls(len(batch), _ROWS.field(other).type) for other in TABLES}
            rows[name] = batch.to_struct_array()
            yield pa.record_batch([rows[each].cast(_ROWS.field(each).type) for each in TABLES], schema=_ROWS)
