"""Check claims from files or tables: the readers, the edits and the result, joined. What cli and users' code call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, overload

import pyarrow as pa

from sightline.claims import Batch, Counts, is_table, read_claims, read_table
from sightline.claims.batch import ClaimsError
from sightline.claims.schema import CLAIM, DIAGNOSIS, ISSUE, LINE, REJECTED
from sightline.edits.check import Checker
from sightline.edits.history import counted, earlier, lost
from sightline.edits.load import choose, load
from sightline.edits.result import Result
from sightline.payers.profile import find_profile
from sightline.payers.table import open_payers
from sightline.reference.store import Reference, default_directory, open_reference

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from sightline.edits.on_spark import SparkResult
    from sightline.engines.spark import Spark


@overload
def check(
    paths: str | Path | Iterable[str | Path] | Any,
    *,
    payer: str | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    reference: Reference | Path | str | None = None,
    columns: Mapping[str, str] | None = None,
    history: str | Path | Iterable[str | Path] | Any = None,
    advance: Callable[[int], None] | None = None,
    engine: None = None,
) -> Result: ...


@overload
def check(
    paths: Any,
    *,
    payer: str | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    reference: Reference | Path | str | None = None,
    columns: Mapping[str, str] | None = None,
    history: Any = None,
    engine: SparkSession | Spark,
) -> SparkResult: ...


def check(
    paths: str | Path | Iterable[str | Path] | Any,
    *,
    payer: str | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    reference: Reference | Path | str | None = None,
    columns: Mapping[str, str] | None = None,
    history: str | Path | Iterable[str | Path] | Any = None,
    advance: Callable[[int], None] | None = None,
    engine: SparkSession | Spark | None = None,
) -> Result | SparkResult:
    """Check the claims in files, folders or, with "-", standard input; or in a table.

    A table is an Arrow, pandas or Polars table or a list of dicts with a row for each line, in the columns of
    docs/formats.md; `columns` maps these to other names, of tables and of CSV and Parquet files.

    `payer` is a profile's name or TOML file for every claim (default: each claim's own payer); `select` and `ignore`
    are edit ids or their beginnings; `reference` a store (default: the user's); `history` are earlier claims, given as
    `paths` are: edits that look across claims see their lines, none is reported on. `advance` is told bytes as they are
    read.

    With `engine`, a Spark session, claims are a Spark DataFrame with a row for each line, three of the schemas CLAIM, LINE
    and DIAGNOSIS, or an address of Parquet; the answer is a SparkResult of DataFrames (docs/scale.md).

    Raises ClaimsError for a path that is not there or a history of which nothing can be read, CatalogueError for an id
    that no edit has, PayerError for an unknown profile, ReferenceDataError for a damaged store.
    """
    edits = choose(load(), select, ignore)
    profile = find_profile(payer) if payer else None
    if isinstance(reference, Reference):
        store, folder = reference, None
    else:
        store, folder = open_reference(reference), Path(reference) if reference else default_directory()
    if engine is not None:
        from sightline.claims.on_spark import claims_of
        from sightline.edits.on_spark import check_on_spark
        from sightline.engines.spark import Spark

        spark = engine if isinstance(engine, Spark) else Spark(engine)
        there = claims_of(spark, paths, columns)
        there = there if history is None else there.after(claims_of(spark, history, columns))
        return check_on_spark(spark, there, Checker(store, edits, profile, payers=open_payers(folder)))
    given = read(paths, columns, advance)
    before, past = None, None
    if history is not None:
        past = read(history, columns, advance)
        if past.unreadable and not past.tables["claims"].num_rows:
            name = past.unreadable[0]
            told = {row["file"]: row["message"] for row in reversed(past.tables["issues"].to_pylist())}
            raise ClaimsError(f"no earlier claim could be read: {name}: {told.get(name, 'no claim in it')}")
        before = earlier(past.tables["claims"], past.tables["lines"], past.tables["diagnoses"])
    result = Checker(store, edits, profile, payers=open_payers(folder)).check(
        given.tables["claims"], given.tables["lines"], given.tables["diagnoses"], before
    )
    result = given.accounted(result)
    if past is None or before is None:
        return result
    return replace(
        result,
        issues=pa.concat_tables([result.issues, past.tables["issues"], lost(past.tables["rejected"])]),
        tally=result.tally | counted(past.counts),
    )


_SCHEMAS = {"claims": CLAIM, "lines": LINE, "diagnoses": DIAGNOSIS, "rejected": REJECTED, "issues": ISSUE}
_TALLY = ("claims_in_file", "lines_in_file", "rejected_claims", "rejected_lines", "set_aside")


class Read(NamedTuple):
    """What was read: the tables of _SCHEMAS, the counts, and the files that hold no claim that could be read."""

    tables: dict[str, pa.Table]
    counts: Counts
    unreadable: tuple[str, ...]

    def accounted(self, result: Result) -> Result:
        """A check of what was read, with what could not be read and the counts of the input."""
        return replace(
            result,
            rejected=self.tables["rejected"],
            issues=self.tables["issues"],
            unreadable=self.unreadable,
            tally={name: getattr(self.counts, name) for name in _TALLY},
        )


def read(source: Any, columns: Mapping[str, str] | None = None, advance: Callable[[int], None] | None = None) -> Read:
    """Read files or a table whole."""
    if is_table(source):
        return gathered(read_table(source, columns=columns), advance)
    paths = [source] if isinstance(source, (str, Path)) else list(source)
    return gathered(read_claims(paths, columns=columns), advance)


def gathered(batches: Iterable[Batch], advance: Callable[[int], None] | None = None) -> Read:
    """All batches of a reader in one; every claim is accounted for. `advance` is told bytes as they are read."""
    given: dict[str, list[pa.RecordBatch]] = {name: [] for name in _SCHEMAS}
    counts = Counts()
    unreadable: list[str] = []
    for batch in batches:
        for name, kept in given.items():
            kept.append(getattr(batch, name))
        counts += batch.counts
        if batch.unreadable:
            unreadable.append(batch.unreadable)
        if advance:
            advance(batch.counts.bytes)
    counts.check("this run")
    tables = {name: pa.Table.from_batches(kept, _SCHEMAS[name]) for name, kept in given.items()}
    return Read(tables, counts, tuple(unreadable))
