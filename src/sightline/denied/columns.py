"""A table of many rows as Python reads it: each column a list, made when it is first asked for, and rows that look into them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa


class Columns(dict[str, list[Any]]):
    """The columns of an Arrow table by name."""

    def __init__(self, table: pa.Table) -> None:
        super().__init__()
        self.table = table

    def __missing__(self, name: str) -> list[Any]:
        values: list[Any] = self.table[name].to_pylist()
        self[name] = values
        return values


class Row(Mapping[str, Any]):
    """The row at `at` (from 0) of columns."""

    __slots__ = ("_at", "_columns")

    def __init__(self, columns: Columns, at: int) -> None:
        self._columns = columns
        self._at = at

    def __getitem__(self, name: str) -> Any:
        return self._columns[name][self._at]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns.table.column_names)

    def __len__(self) -> int:
        return len(self._columns.table.column_names)
