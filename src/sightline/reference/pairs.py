"""NCCI pairs of a code, whichever column it stands in, from the indexed form of releases (reference/index.py)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any

from sightline.engines import literal
from sightline.engines.sqlite import SQLite
from sightline.reference.release import Release
from sightline.reference.rows import IndexedRows

#: Every different value of column 1, one after the other by its place in the index: of millions of rows there are thousands.
_FIRSTS = """WITH RECURSIVE one(code) AS (
    SELECT min(column_1) FROM {name}
    UNION ALL
    SELECT (SELECT min(n.column_1) FROM {name} n WHERE n.column_1 > one.code) FROM one WHERE one.code IS NOT NULL
)
SELECT code FROM one WHERE code IS NOT NULL"""
_FOUND = "found_beside"


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
        self._firsts: dict[str, str] = {}

    def close(self) -> None:
        """Give back the memory."""
        self._engine.close()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a SELECT over what `of` gives; dates are ISO texts."""
        return self._engine.rows(sql)

    def of(self, release: Release, column: str, code: str) -> str:
        """The FROM item with the rows of a PTP release that have `code` in column_1 or column_2, good until the next.

        The index is by column 1: a code in column 2 is looked up beside each code that column 1 has, which takes a fifth of
        what reading all rows does, 15 ms. What is found is kept, so that several SELECTs look it up once.
        """
        name, value = (
            self._rows.of(release),
            literal(code.replace("\0", " ")),
        )  # SQLite takes no text of SQL with a NUL; no code has a space
        if column == "column_1":
            return f"(SELECT * FROM {name} WHERE column_1 = {value})"
        if name not in self._firsts:
            self._firsts[name] = f"first_{len(self._firsts)}"
            self._engine.load(self._firsts[name], {"code": "text"}, self._engine.rows(_FIRSTS.format(name=name)))
        found = f"SELECT p.* FROM {self._firsts[name]} f CROSS JOIN {name} p ON p.column_1 = f.code AND p.column_2 = {value}"
        self._engine.fill(_FOUND, f"SELECT * FROM {name}", [found])
        return _FOUND
