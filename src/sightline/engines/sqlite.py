"""SQLite, the engine of few lines: rows in, relations made, rows out; a statement costs microseconds, a plan next to none.

A value that Arrow holds as a decimal is a float here (exact in what is compared and shown up to LARGEST), a date its ISO
text, a boolean 0 or 1.
"""

from __future__ import annotations

import re
import sqlite3
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa

#: The oldest SQLite that reads the texts of edits: RIGHT and FULL joins, IS DISTINCT FROM.
OLDEST = (3, 39)
#: Amounts and units below this are exact: sums of thousands of them have at most fifteen digits.
LARGEST = 100_000_000
_PREPARED = 2_000
_DATE = pa.date32()
_LAST_DAY = date.max.isoformat()


def serves() -> bool:
    """Whether Python brings an SQLite that is new enough."""
    return sqlite3.sqlite_version_info >= OLDEST


class SQLite:
    """One connection to a database in memory. Not shared between threads: make one for each.

    Tables are made once and emptied before they are filled again, since a change of the schema makes every statement
    be prepared anew.
    """

    def __init__(self, indexes: Mapping[str, Sequence[str]] | None = None) -> None:
        """`indexes`: the columns by which tables are looked up (default: those of the edits' relations)."""
        self._indexes = _INDEXES if indexes is None else indexes
        self._connection = sqlite3.connect(
            "file::memory:", uri=True, isolation_level=None, cached_statements=_PREPARED, check_same_thread=False
        )
        self._made: dict[str, tuple[str, ...] | str] = {}  # by table: its columns, or the SELECT that it is made of
        for setting in ("case_sensitive_like = ON", "journal_mode = OFF", "synchronous = OFF", "temp_store = MEMORY"):
            self._connection.execute(f"PRAGMA {setting}")
        for name, width, function in _FUNCTIONS:
            self._connection.create_function(name, width, function, deterministic=True)
        self._connection.create_aggregate("listed", 3, _Listed)  # type: ignore[arg-type]
        self._connection.execute("BEGIN")  # one transaction for good: nothing is kept, so nothing is committed

    def attach(self, name: str, path: Path) -> None:
        """Make the tables of a database file readable as `name`.<table>, and never writable."""
        self._connection.execute("COMMIT")
        self._connection.execute(f"ATTACH ? AS {name}", (f"{path.resolve().as_uri()}?mode=ro&immutable=1",))
        self._connection.execute(f"PRAGMA {name}.mmap_size = {1 << 28}")
        self._connection.execute("BEGIN")

    def register(self, name: str, table: pa.Table) -> None:
        """Make the relation `name` of an Arrow table."""
        self._empty(name, tuple(table.column_names), table.column_names)
        lists = [values_of(column) for column in table.columns]
        marks = ", ".join("?" * table.num_columns)
        self._connection.executemany(f"INSERT INTO {name} VALUES ({marks})", zip(*lists, strict=True))

    def load(
        self, name: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]], *, shared: bool = False
    ) -> None:
        """Make the relation `name` of rows, replacing an earlier one. A date may be given as such or as its text."""
        self._empty(name, tuple(columns), list(columns))
        dates = [at for at, kind in enumerate(columns.values()) if kind == "date"]
        if dates and rows and any(isinstance(row[at], date) for row in rows[:1] for at in dates):
            rows = [[v.isoformat() if at in dates and v is not None else v for at, v in enumerate(row)] for row in rows]
        self._connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})", rows)

    def create(self, name: str, sql: str, *, shared: bool = False) -> None:
        """Make the relation `name` from a SELECT, replacing an earlier one."""
        self.fill(name, sql, [sql])

    def fill(self, name: str, none: str, selects: Sequence[str], *, shared: bool = False) -> None:
        """Make the relation `name` of the rows of several SELECTs; `none` has its columns and no rows."""
        if self._made.get(name) == none:
            self._connection.execute(f"DELETE FROM {name}")
        else:
            found = self._connection.execute(f"SELECT * FROM ({none}\n) LIMIT 0")
            self._empty(name, none, [column[0] for column in found.description])
        for sql in selects:
            self._connection.execute(f"INSERT INTO {name} {sql}")

    def append(self, name: str, sql: str) -> None:
        """Add the rows of a SELECT, which has all columns in their order, to a relation."""
        self._connection.execute(f"INSERT INTO {name} {sql}")

    def keep(self, name: str, condition: str) -> None:
        """Drop the rows of a relation for which a condition does not hold."""
        self._connection.execute(f"DELETE FROM {name} WHERE NOT coalesce(({condition}), FALSE)")

    def query(self, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Run a SELECT; the names of its columns and its rows."""
        found = self._connection.execute(sql)
        rows = found.fetchall()
        return [column[0] for column in found.description] if rows else [], rows

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a SELECT and return its rows."""
        return self._connection.execute(sql).fetchall()

    def table(self, sql: str) -> pa.Table:
        """Run a SELECT and return its rows as a table."""
        found = self._connection.execute(sql)
        columns = list(zip(*found, strict=True)) or [()] * len(found.description)
        names = [column[0] for column in found.description]
        return pa.Table.from_arrays([pa.array(values) for values in columns], names)

    def close(self) -> None:
        """Give back the memory."""
        self._connection.close()

    def _empty(self, name: str, made: tuple[str, ...] | str, columns: Sequence[str]) -> None:
        """Have an empty table of some columns. They have no type, which would change values (4.0 to 4)."""
        if self._made.get(name) == made:
            self._connection.execute(f"DELETE FROM {name}")
            return
        if name in self._made:
            self._connection.execute(f"DROP TABLE {name}")
        self._connection.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
        for index in self._indexes.get(name, ()):
            self._connection.execute(f"CREATE INDEX {name}_by_{index.split(',')[0]} ON {name} ({index})")
        self._made[name] = made


#: Columns by which relations are joined; of others SQLite makes an index when it needs one.
_INDEXES: Mapping[str, Sequence[str]] = {
    "claim": ["claim_key", "patient"],
    "line_read": ["claim_key"],
    "service": ["patient, date_of_service, code", "claim_key, line_no"],
    "diagnosis": ["claim_key"],
    "billed": ["patient, date_of_service, code"],
    "pair": ["claim_key, line_no", "other_claim_key, other_line"],
    "surgery": ["patient, date_of_service"],
    "included_visit": ["claim_key, line_no"],
    "code_fact": ["fact_code, fact_era"],
    "code_in_group": ["code"],
    "specialty_rule": ["specialty"],
    "modifier_fact": ["modifier_list"],
    "npi_fact": ["npi"],
    "ptp": ["pair_no"],
    "taxonomy": ["code"],
    "physician_specialty": ["taxonomy"],
    "dme_supplier": ["taxonomy"],
    "group_range": ["lead, code_from"],
    "dme_range": ["lead, code_from"],
    "coverage": ["code, diagnosis"],
    "situation": ["situation"],
    "rendering": ["rendering"],
    "spacing_rule": ["later"],
    "spaced_range": ["lead, code_from"],
    "modifier_scope": ["modifier"],
    "patient_rule": ["code_from"],
    "calendar": ["date_of_service"],
    "article": ["code"],
    "article_diagnosis": ["article"],
    **{
        name: ["code"]
        for name in (
            "fee_schedule", "mue", "addon", "hcpcs", "icd10cm", "diagnosis_fact", "diagnosis_side", "gone", "image",
            "diagnosis_match",
            "place", "modifier", "guidance", "lineage",
        )
    },
}  # fmt: skip


def values_of(column: pa.ChunkedArray | pa.Array) -> list[Any]:
    """The values of an Arrow column as SQLite holds them: a decimal as a float, a date as its ISO text."""
    values: list[Any] = column.to_pylist()
    kind = column.type
    if kind == _DATE:
        return [None if value is None else value.isoformat() for value in values]
    if pa.types.is_decimal(kind):
        return [None if value is None else float(value) for value in values]
    return values


class _Listed:
    """listed(text, separator, order): the texts of a group in an order, null aside."""

    def __init__(self) -> None:
        self._found: list[tuple[Any, str]] = []
        self._separator = ""

    def step(self, text: str | None, separator: str, order: Any) -> None:
        self._separator = separator
        if text is not None:
            self._found.append((order, text))

    def finalize(self) -> str | None:
        if not self._found:
            return None
        return self._separator.join(text for _, text in sorted(self._found, key=lambda found: found[0]))


@lru_cache(maxsize=10_000)
def _add_days(day: str | None, days: int | None) -> str | None:
    if day is None or days is None:
        return None
    try:
        return (date.fromisoformat(day) + timedelta(days)).isoformat()
    except OverflowError:
        return _LAST_DAY


@lru_cache(maxsize=10_000)
def _add_months(day: str | None, months: int | None) -> str | None:
    if day is None or months is None:
        return None
    start = date.fromisoformat(day)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return _LAST_DAY if months > 0 else date.min.isoformat()
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1])).isoformat()


@lru_cache(maxsize=100)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\$$", r"\\Z", text), re.ASCII)  # $ is the very end, not before a last line break


def _regexp_replace(text: str | None, pattern: str, replacement: str) -> str | None:
    return None if text is None else _pattern(pattern).sub(replacement, text, count=1)


def _split_part(text: str | None, separator: str, number: int) -> str | None:
    if text is None:
        return None
    parts = text.split(separator)
    return parts[number - 1] if number <= len(parts) else ""


def _greatest(*values: Any) -> Any:
    return max((value for value in values if value is not None), default=None)


def _least(*values: Any) -> Any:
    return min((value for value in values if value is not None), default=None)


def _scaled(amount: int | None, factor: int | None, unit: int) -> int | None:
    if amount is None or factor is None:
        return None
    twice = 2 * amount * factor
    return (twice + unit) // (2 * unit) if twice >= 0 else -((unit - twice) // (2 * unit))


def _fixed(number: int | None, places: int) -> str | None:
    return None if number is None else f"{Decimal(number).scaleb(-places):f}"


#: What SQLite does not have: name, number of arguments, function.
_FUNCTIONS: tuple[tuple[str, int, Callable[..., Any]], ...] = (
    ("add_days", 2, _add_days),
    ("add_months", 2, _add_months),
    ("regexp_replace", 3, _regexp_replace),
    ("split_part", 3, _split_part),
    ("scaled", 3, _scaled),
    ("fixed", 2, _fixed),
    ("greatest", -1, _greatest),
    ("least", -1, _least),
)
