"""Claims read whole: the batches of a reader in one set of tables, every claim accounted for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims import Batch, ClaimsError, Counts, is_table, read_claims, read_table
from sightline.claims.schema import CLAIM, DIAGNOSIS, ISSUE, LINE, REJECTED
from sightline.tables import with_column

_NEITHER = (
    "claims are paths of files or folders, or a table (Arrow, pandas, Polars, a list of dicts with a row for each line),"
    " not a {}"
)
_BIRTHS = " patient_birth_date "  # among the columns that a table has
_NO_BIRTHS = "the column patient_birth_date is blank in all {:,} claims: no rule on the patient's age was checked"
_SCHEMAS = {"claims": CLAIM, "lines": LINE, "diagnoses": DIAGNOSIS, "rejected": REJECTED, "issues": ISSUE}


class Read(NamedTuple):
    """What was read: the tables of _SCHEMAS, the counts, and the files that hold no claim that could be read."""

    tables: dict[str, pa.Table]
    counts: Counts
    unreadable: tuple[str, ...]


def read(source: Any, columns: Mapping[str, str] | None = None, advance: Callable[[int], None] | None = None) -> Read:
    """Read files or a table whole; raises ClaimsError when `source` is neither."""
    if type(source).__name__ == "LazyFrame":  # of Polars; is_table would take it for a table
        raise ClaimsError("a LazyFrame has no rows yet: give lazy.collect()")
    if is_table(source):
        return gathered(read_table(source, columns=columns), advance)
    return gathered(read_claims(_paths(source), columns=columns), advance)


def _paths(source: Any) -> list[str | Path]:
    given = [source] if isinstance(source, (str, Path)) else source
    if isinstance(given, (bytes, Mapping)) or not isinstance(given, Iterable):
        raise ClaimsError(_NEITHER.format(type(source).__name__))
    paths = list(given)
    if odd := [each for each in paths if not isinstance(each, (str, Path))]:
        raise ClaimsError(_NEITHER.format(f"list with {type(odd[0]).__name__} in it"))
    return paths


def gathered(
    batches: Iterable[Batch], advance: Callable[[int], None] | None = None, *, whole_files: bool = True
) -> Read:
    """All batches of a reader in one; every claim is accounted for. `advance` gets bytes as they are read. Without
    `whole_files` nothing is concluded from a column that is blank throughout: other claims of the file may fill it."""
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
    return Read(_without_blank_births(tables) if whole_files else tables, counts, tuple(unreadable))


def _without_blank_births(tables: dict[str, pa.Table]) -> dict[str, pa.Table]:
    """The tables, in which a column of birth dates that is blank in every claim of a file counts as absent: noted once, for
    it says something of the file, and nothing of any claim."""
    claims = tables["claims"]
    has_column = pc.match_substring(pc.fill_null(claims["table_columns"], ""), _BIRTHS)
    if not pc.any(has_column).as_py():  # of most files; grouping takes as long as a tenth of a check of one claim
        return tables
    files = (
        claims.filter(has_column).group_by("file").aggregate([("claim_key", "count"), ("patient_birth_date", "count")])
    )
    blank = files.filter(
        pc.and_(pc.equal(files["patient_birth_date_count"], 0), pc.greater(files["claim_key_count"], 1))
    )
    if not len(blank):
        return tables
    absent = pc.and_(has_column, pc.is_in(claims["file"], blank["file"].combine_chunks()))
    without = pc.replace_substring(claims["table_columns"], f"{_BIRTHS.strip()} ", "")
    notes = [
        {**dict.fromkeys(ISSUE.names, ""), "message": _NO_BIRTHS.format(row["claim_key_count"]), "file": row["file"],
         "segment": 0, "byte": 0}
        for row in blank.sort_by("file").to_pylist()
    ]  # fmt: skip
    return {
        **tables,
        "claims": with_column(claims, "table_columns", pc.if_else(absent, without, claims["table_columns"])),
        "issues": pa.concat_tables([tables["issues"], pa.Table.from_pylist(notes, ISSUE)]),
    }
