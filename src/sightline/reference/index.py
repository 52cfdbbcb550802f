"""The indexed form of releases, for checks of few lines: an SQLite file beside the Parquet that answers point look-ups.

Each release is a table `<kind>_<digest>_<digest>`, named by the digests of its Parquet data and of its columns, so that an
index never answers for other data than the release's own. The rows are sorted by the codes that are asked for (WITHOUT ROWID).
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from platformdirs import user_cache_path

from sightline.engines.sqlite import values_of
from sightline.reference.release import Release
from sightline.reference.store import STARTER, releases_in
from sightline.reference.tables import KINDS

if TYPE_CHECKING:
    import pyarrow as pa

INDEX = "index.sqlite"
#: The kinds that edits and pricing read, and of wide ones the columns.
INDEXED: dict[str, tuple[str, ...]] = {
    "icd10cm": ("code", "billable", "source_row"),
    **{
        kind: tuple(KINDS[kind].schema.names)
        for kind in (
            "fee_schedule", "ptp", "mue",
            "addon", "hcpcs", "taxonomy", "specialty", "place", "modifier", "lineage", "guidance", "coverage",
            "dme_code", "dme_supplier", "code_group", "modifier_scope", "patient_rule", "spacing_rule", "place_rule",
            "specialty_rule", "diagnosis_attribute", "diagnosis_side", "diagnosis_rule", "excluded_service",
            "supply_limit", "gpci", "zip_locality", "anesthesia", "anesthesia_base", "opps_status", "asc_surgical",
            "asc_ancillary", "article", "article_diagnosis",
        )
    },
}  # fmt: skip
#: Of a pair what is the same for many pairs, kept once: 23 bytes a pair instead of 60.
_TERMS = ("indicator", "rationale", "part", "effective_from", "effective_to")


def table_of(release: Release) -> str:
    """The name of the table that holds a release: by its data, and by the columns that are kept of it."""
    return f"{release.kind}_{release.data_sha256[:20]}_{_columns_digest(release.kind)}"


@cache
def _columns_digest(kind: str) -> str:
    return hashlib.sha256(" ".join(INDEXED[kind]).encode()).hexdigest()[:6]


def indexes(releases: Iterable[Release]) -> list[Path]:
    """The files that together hold all of `releases` that edits and pricing read; made where one is missing.

    The index of a store lies in its folder, that of the starter, or of a folder that cannot be written, in the user's
    cache. Raises OSError or sqlite3.Error when one can be neither read nor written.
    """
    by_folder: dict[Path, list[Release]] = {}
    for release in releases:
        if release.kind in INDEXED:
            by_folder.setdefault(release.path.parents[2], []).append(release)
    return [_index(folder, held) for folder, held in sorted(by_folder.items())]


def write_index(path: Path, releases: Sequence[Release]) -> Path:
    """Write or renew the index of some releases: what it has of other data goes, what is new comes."""
    return _renewed(path, [release for release in releases if release.kind in INDEXED])


def is_whole(path: Path) -> bool:
    """Whether an index has the bytes that were written."""
    try:
        return _digest_of(path).read_text(encoding="ascii") == file_digest(path)
    except OSError:
        return False


def file_digest(path: Path) -> str:
    """The sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest_of(path: Path) -> Path:
    return path.with_suffix(".sha256")


def cache_directory() -> Path:
    """Where what can be made again is kept: `sightline` in the user's cache folder."""
    return user_cache_path("sightline", appauthor=False)


def _index(folder: Path, releases: Sequence[Release]) -> Path:
    needed = {table_of(release) for release in releases}
    beside = folder / INDEX
    if needed <= _tables(beside):
        return beside
    # The starter of another version, of other columns, has an index beside this one: they do not take turns.
    of_starter = (f"{kind} {columns}" for kind, columns in INDEXED.items())
    digest = hashlib.sha256("".join(of_starter if folder == STARTER else sorted(needed)).encode()).hexdigest()[:20]
    named = f"starter-{digest}" if folder == STARTER else digest
    cached = cache_directory() / f"{named}.sqlite"
    if needed <= _tables(cached):
        return cached
    cached.parent.mkdir(parents=True, exist_ok=True)
    # The starter whole, whatever of it a store replaces: one index for all.
    return write_index(cached, releases_in(STARTER) if folder == STARTER else releases)


def _tables(path: Path) -> set[str]:
    """The releases that an index holds; none where there is no index, or a damaged one."""
    try:
        with path.open("rb") as file:
            head = file.read(100)
        # SQLite reads what lies beyond the end of a torn file as empty, which would be silently clean.
        whole = int.from_bytes(head[16:18]) * int.from_bytes(head[28:32])
        if whole == 0 or whole != path.stat().st_size:
            return set()
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            return {
                name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
            }
    except (OSError, sqlite3.Error):
        return set()


def _renewed(path: Path, releases: Sequence[Release]) -> Path:
    """Write an index beside the one that stands and move it there in one step."""
    handle, name = tempfile.mkstemp(prefix=".index-", dir=path.parent)
    os.close(handle)
    made = Path(name)
    try:
        held = _tables(path)
        if held:
            shutil.copyfile(path, made)
        with closing(sqlite3.connect(made, isolation_level=None)) as database:
            database.execute("PRAGMA journal_mode = OFF")
            database.execute("PRAGMA synchronous = OFF")
            database.execute("BEGIN")
            needed = {table_of(release) for release in releases}
            for name in held:
                if name.removesuffix("_row").removesuffix("_terms") not in needed:
                    database.execute(f"DROP {'VIEW' if f'{name}_row' in held else 'TABLE'} {name}")
            for name, release in {table_of(each): each for each in releases}.items():  # two may have the same data
                if name not in held:
                    _write(database, release)
            database.execute("COMMIT")
        made.replace(path)
        _digest_of(path).write_text(file_digest(path), encoding="ascii")
    finally:
        made.unlink(missing_ok=True)
    return path


def _write(database: sqlite3.Connection, release: Release) -> None:
    import pyarrow.parquet as pq

    columns, table = INDEXED[release.kind], table_of(release)
    rows = pq.read_table(release.path, columns=list(columns))
    if release.kind == "ptp":
        _write_pairs(database, table, rows)
        return
    kept = [values_of(rows[name]) for name in columns]
    found: Iterator[tuple[Any, ...]] = zip(range(rows.num_rows), *kept, strict=True)
    key = KINDS[release.kind].key
    listed = ", ".join(columns)
    database.execute(
        f"CREATE TABLE {table} (row_no INTEGER, {listed}, PRIMARY KEY ({', '.join(key)}, row_no)) WITHOUT ROWID"
    )
    marks = ", ".join("?" * (len(columns) + 1))
    database.executemany(f"INSERT INTO {table} VALUES ({marks})", found)
    if release.kind == "icd10cm":
        codes = set(kept[0])
        begin = sorted({code[:size] for code in codes for size in range(1, len(code))} - codes)
        database.executemany(
            f"INSERT INTO {table} (row_no, code, billable) VALUES (-1, ?, 0)", ((code,) for code in begin)
        )


def _write_pairs(database: sqlite3.Connection, table: str, rows: pa.Table) -> None:
    """The pairs of a PTP release, their terms apart, and a view that reads as one table."""
    import pyarrow as pa
    import pyarrow.compute as pc

    at: Any = pa.repeat(pa.scalar(0, pa.int64()), rows.num_rows)
    for name in _TERMS:
        coded = rows[name].combine_chunks().dictionary_encode()
        at = pc.add(pc.multiply(at, len(coded.dictionary) + 1), coded.indices)
    at = at.dictionary_encode().indices
    first = pa.table({"at": at, "row": pa.array(range(rows.num_rows))}).group_by("at").aggregate([("row", "min")])
    terms = rows.select(_TERMS).take(first.sort_by("at")["row_min"])
    kept = rows.select(["column_1", "column_2", "source_row"]).append_column("terms", at)
    kept = kept.select(["column_1", "column_2", "terms", "source_row"])
    database.execute(f"CREATE TABLE {table}_terms (terms INTEGER PRIMARY KEY, {', '.join(_TERMS)})")
    database.executemany(
        f"INSERT INTO {table}_terms VALUES (?, ?, ?, ?, ?, ?)",
        zip(range(terms.num_rows), *(values_of(terms[name]) for name in _TERMS), strict=True),
    )
    database.execute(
        f"CREATE TABLE {table}_row (column_1, column_2, terms, source_row,"
        " PRIMARY KEY (column_1, column_2, terms, source_row)) WITHOUT ROWID"
    )
    for batch in kept.to_batches(max_chunksize=200_000):
        lists = (batch.column(name).to_pylist() for name in kept.column_names)
        database.executemany(f"INSERT INTO {table}_row VALUES (?, ?, ?, ?)", zip(*lists, strict=True))
    listed = ", ".join(f"t.{name}" for name in _TERMS)
    database.execute(
        f"CREATE VIEW {table} AS SELECT r.column_1, r.column_2, {listed}, r.source_row"
        f" FROM {table}_row r CROSS JOIN {table}_terms t WHERE t.terms = r.terms"
    )
