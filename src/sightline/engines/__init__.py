"""The engines: make relations, ask rows. Nothing else knows an engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import pyarrow as pa


def literal(text: str) -> str:
    """A SQL string."""
    return "'" + text.replace("'", "''") + "'"


class Engine(Protocol):
    """What both engines do. Kinds of columns are text, number, date, flag, dollars and units.

    `shared` says that connections beside this one see the relation.
    """

    def register(self, name: str, table: pa.Table) -> None:
        """Make an Arrow table readable as `name`."""

    def load(
        self, name: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]], *, shared: bool = False
    ) -> None:
        """Make the relation `name` of rows, replacing an earlier one."""

    def create(self, name: str, sql: str, *, shared: bool = False) -> None:
        """Make the relation `name` from a SELECT, replacing an earlier one."""

    def fill(self, name: str, none: str, selects: Sequence[str], *, shared: bool = False) -> None:
        """Make the relation `name` of the rows of several SELECTs; `none` has its columns and no rows."""

    def append(self, name: str, sql: str) -> None:
        """Add the rows of a SELECT to a relation, by column name."""

    def keep(self, name: str, condition: str) -> None:
        """Drop the rows of a relation for which a condition does not hold."""

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a SELECT and return its rows as Python values."""

    def table(self, sql: str) -> pa.Table:
        """Run a SELECT and return its rows, in any order; whole numbers as such, dates and flags as the engine has them."""

    def close(self) -> None:
        """Give back the memory."""


def refused(error: Exception) -> bool:
    """Whether an engine raised the error: SQLite's and DuckDB's own."""
    return type(error).__module__.partition(".")[0] in ("sqlite3", "duckdb", "_duckdb")
