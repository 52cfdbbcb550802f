"""NCCI pairs of a code, whichever column it stands in, from the indexed form of releases (reference/index.py)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sightline.engines import literal
from sightline.engines.sqlite import SQLite
from sightline.reference.release import Release
from sightline.reference.rows import IndexedRows

_BESIDE = "first_beside"


def pairs_of(releases: Iterable[Release]) -> Pairs | None:
    """The pairs of some releases; None when their index can be neither read nor made: the Parquet beside it can be."""
    try:
        return Pairs(releases)
    except (OSError, sqlite3.Error):
        return None


class Pairs:
    """Looks up pairs. Not to be shared between threads."""

    def __init__(self, releases: Iterable[Release]) -> None:
        self._engine = SQLite()
        self._rows = IndexedRows(self._engine, releases)

    def close(self) -> None:
        """Give back the memory."""
        self._engine.close()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a SELECT over what `of` gives; dates are ISO texts."""
        return self._engine.rows(sql)

    def of(self, release: Release, column: str, code: str) -> str:
        """The FROM item with the rows of a PTP release that have `code` in column_1 or column_2, good until the next.

        The index is by column 1: a code in column 2 is looked up beside the codes of column 1 that it stands beside.
        """
        name = self._rows.of(release)
        value = literal(code.replace("\0", " "))  # SQLite takes no text of SQL with a NUL; no code has a space
        if column == "column_1":
            return f"(SELECT * FROM {name} WHERE column_1 = {value})"
        beside = _columns(str(release.path), release.data_sha256).beside(code)
        self._engine.load(_BESIDE, {"code": "text"}, [(first,) for first in sorted(beside)])
        return f"(SELECT p.* FROM {_BESIDE} f CROSS JOIN {name} p ON p.column_1 = f.code AND p.column_2 = {value})"


class _Columns:
    """The two columns of a PTP release, each a number in place of a code: of 2.5 million pairs 10 MB, read in 60 ms. A code
    is found in 2 ms, which takes SQLite 15, for it looks beside each of the 13,000 codes of column 1."""

    def __init__(self, path: str) -> None:
        names = ["column_1", "column_2"]
        table = pq.read_table(path, columns=names, read_dictionary=names).unify_dictionaries().combine_chunks()
        (self._first, self._firsts), (self._second, self._seconds) = (_numbers(table[name]) for name in names)

    def beside(self, code: str) -> list[str]:
        """The codes of column 1 with `code` in column 2."""
        number = pc.index(self._seconds, pa.scalar(code, self._seconds.type)).as_py()
        if number < 0:
            return []
        rows = pc.equal(self._second, pa.scalar(number, self._second.type))
        found: list[str] = self._firsts.take(pc.unique(self._first.filter(rows))).to_pylist()
        return found


@lru_cache(maxsize=2)
def _columns(path: str, digest: str) -> _Columns:
    return _Columns(path)


def _numbers(column: pa.ChunkedArray) -> tuple[pa.Array, pa.Array]:
    """The number of the code in each row, and the codes."""
    if not column.num_chunks:
        return pa.array([], pa.uint16()), pa.array([], pa.string())
    codes = column.chunk(0)
    few = len(codes.dictionary) < 1 << 16
    return codes.indices.cast(pa.uint16() if few else pa.uint32()), codes.dictionary
