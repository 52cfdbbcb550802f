"""DuckDB, the embedded engine: tables in, relations made, Arrow out; and the few expressions that differ by engine."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from sightline.engines import literal

__all__ = ["DuckDB", "literal", "parquet"]

#: Statements kept parsed by each connection: the relations and the edits are the same texts every time.
_PARSED = 1_000

# Rows of any order are copied once; the other way plans every query twice.
warnings.filterwarnings("ignore", message="Arrow output on a DB-API result")


_TYPES = {
    "text": pa.string(),
    "number": pa.int32(),
    "date": pa.date32(),
    "flag": pa.bool_(),
    "dollars": pa.decimal128(18, 2),
    "units": pa.decimal128(15, 3),
}
#: amount × factor ÷ unit, half away from zero: in 64 bits where the products fit, in 128 where they may not.
_NARROW = "CAST((2 * CAST(amount AS BIGINT) * factor + unit) // (2 * CAST(unit AS BIGINT)) AS BIGINT)"
_WIDE = """CAST((2 * CAST(amount AS HUGEINT) * factor + sign(amount) * sign(factor) * CAST(unit AS BIGINT))
    // (2 * CAST(unit AS HUGEINT)) AS BIGINT)"""
#: Functions that relations call and DuckDB does not have; engines/sqlite.py has the same.
_FUNCTIONS = (
    f"""scaled(amount, factor, unit) AS CASE
        WHEN amount BETWEEN 0 AND 4000000000 AND factor BETWEEN 0 AND 1000000000 THEN {_NARROW} ELSE {_WIDE}
    END""",
    """fixed(number, places) AS CASE WHEN places = 0 THEN CAST(number AS VARCHAR) ELSE
        CASE WHEN number < 0 THEN '-' ELSE '' END || (abs(CAST(number AS BIGINT)) // CAST(pow(10, places) AS BIGINT)) || '.'
        || lpad(CAST(abs(CAST(number AS BIGINT)) % CAST(pow(10, places) AS BIGINT) AS VARCHAR), places, '0') END""",
    "add_days(d, n) AS CAST(d + CAST(n AS INTEGER) AS DATE)",
    "add_months(d, n) AS CAST(d + to_months(CAST(n AS INTEGER)) AS DATE)",
    "listed(x, separator, place) AS string_agg(x, separator ORDER BY place)",
)


class DuckDB:
    """One connection to an in-memory database. Not shared between threads: make one for each.

    `memory` is DuckDB's own limit such as "2GB"; beyond it relations spill to the folder `spill` (default: DuckDB's).
    `beside` is a connection whose database this one shares, with its threads and memory.
    """

    def __init__(
        self,
        threads: int | None = None,
        memory: str | None = None,
        spill: Path | None = None,
        beside: DuckDB | None = None,
    ) -> None:
        self._connection: duckdb.DuckDBPyConnection = beside._connection.cursor() if beside else duckdb.connect()
        self._statements: dict[str, duckdb.Statement] = {}
        self._views: set[str] = set()
        self._connection.execute("SET enable_progress_bar = false")
        self._connection.execute("SET preserve_insertion_order = false")
        self._connection.execute("SET parquet_metadata_cache = true")
        self.threads: int = beside.threads if beside else threads or os.cpu_count() or 1
        if not beside:
            self._connection.execute(f"SET threads = {self.threads}")
            for function in _FUNCTIONS:
                self._connection.execute(f"CREATE MACRO {function}")
        if memory:
            self._connection.execute(f"SET memory_limit = '{memory}'")
        if spill:
            self._connection.execute(f"SET temp_directory = {literal(str(spill))}")

    def use(self, threads: int) -> None:
        """Let the database have so many threads from now on, those that call it among them."""
        self._connection.execute(f"SET threads = {threads}")

    def register(self, name: str, table: pa.Table) -> None:
        """Make an Arrow table readable as `name`, without a copy."""
        self._connection.register(name, table)

    def forget(self, name: str) -> None:
        """Let go of a registered table."""
        self._connection.unregister(name)

    def create(self, name: str, sql: str, *, view: bool = False, shared: bool = False) -> None:
        """Make the relation `name` from a SELECT, replacing an earlier one; `shared` with the connections beside this."""
        if view != (name in self._views):
            self.drop(name)
        if view:
            self._views.add(name)
        self._run(f"CREATE OR REPLACE {'' if shared else 'TEMP'} {'VIEW' if view else 'TABLE'} {name} AS {sql}")

    def load(
        self, name: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]], *, shared: bool = False
    ) -> None:
        """Make the relation `name` of rows, replacing an earlier one."""
        lists = [list(values) for values in zip(*rows, strict=True)] or [[] for _ in columns]
        arrays = [pa.array(values, _TYPES[kind]) for values, kind in zip(lists, columns.values(), strict=True)]
        self.register(f"{name}_given", pa.table(dict(zip(columns, arrays, strict=True))))
        self.create(name, f"SELECT * FROM {name}_given", shared=shared)

    def fill(self, name: str, none: str, selects: Sequence[str], *, shared: bool = False) -> None:
        """Make the relation `name` of the rows of several SELECTs; `none` has its columns and no rows."""
        self.create(name, " UNION ALL ".join(selects or [none]), shared=shared)

    def keep(self, name: str, condition: str) -> None:
        """Drop the rows of a shared relation for which a condition does not hold."""
        self.create(name, f"SELECT * FROM {name} WHERE {condition}", shared=True)

    def drop(self, name: str) -> None:
        """Drop the relation `name` if it is there."""
        self._connection.execute(f"DROP {'VIEW' if name in self._views else 'TABLE'} IF EXISTS {name}")
        self._views.discard(name)

    def append(self, name: str, sql: str) -> None:
        """Add the rows of a SELECT to the table `name`, by column name."""
        self._connection.execute(f"INSERT INTO {name} BY NAME {sql}")

    def query(self, sql: str, *, ordered: bool = True) -> pa.Table:
        """Run a SELECT and return all its rows; `ordered`: as its ORDER BY says.

        Without it, many rows come in whatever order the threads give them, and the query is planned once and not twice.
        """
        found: pa.Table = (self._connection.sql(sql) if ordered else self._run(sql)).to_arrow_table()
        return found

    def table(self, sql: str) -> pa.Table:
        """Run a SELECT and return its rows in any order."""
        return self.query(sql, ordered=False)

    def batches(self, sql: str, size: int = 1 << 16) -> pa.RecordBatchReader:
        """Run a SELECT and return its rows as they come."""
        return self._connection.sql(sql).to_arrow_reader(size)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a SELECT and return its rows as Python values."""
        return self._run(sql).fetchall()

    def row(self, sql: str) -> tuple[Any, ...]:
        """Run a SELECT and return its first row."""
        found = self.rows(sql)
        return found[0] if found else ()

    def _run(self, sql: str) -> duckdb.DuckDBPyConnection:
        """Run one statement, parsed once."""
        statement = self._statements.get(sql)
        if statement is None:
            if len(self._statements) >= _PARSED:
                self._statements.clear()
            (statement,) = self._connection.extract_statements(sql)
            self._statements[sql] = statement
        return self._connection.execute(statement)

    def close(self) -> None:
        """Give back the memory."""
        self._connection.close()


def parquet(paths: Iterable[Path]) -> str:
    """The FROM item that reads Parquet files."""
    return "read_parquet([" + ", ".join(literal(str(path)) for path in paths) + "])"
