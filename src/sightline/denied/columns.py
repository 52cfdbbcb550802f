"""Tables of many rows by column: as Python reads them, and rows that are alike told by one number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

#: A claim and one of its lines as one number: lines are below this.
_LINES = 1 << 32


class Columns(dict[str, list[Any]]):
    """Arrow columns by name, each a list that is made when it is first read."""

    def __init__(self, table: pa.Table | Mapping[str, pa.Array]) -> None:
        super().__init__()
        self.table = table

    def __missing__(self, name: str) -> list[Any]:
        values: list[Any] = self.table[name].to_pylist()
        self[name] = values
        return values

    @property
    def names(self) -> list[str]:
        """The names of all columns."""
        return self.table.column_names if isinstance(self.table, pa.Table) else list(self.table)


class Row(Mapping[str, Any]):
    """The row at `at` (from 0) of columns."""

    __slots__ = ("_at", "_columns")

    def __init__(self, columns: Columns, at: int) -> None:
        self._columns = columns
        self._at = at

    def __getitem__(self, name: str) -> Any:
        return self._columns[name][self._at]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns.names)

    def __len__(self) -> int:
        return len(self._columns.names)


class Numbered(NamedTuple):
    """Of each row the number of its values, from 0 as they first come, and the row at which each number first does."""

    numbers: pa.Array
    first: pa.Array


def numbered(*columns: pa.Array | pa.ChunkedArray) -> Numbered:
    """Rows by number: those that are alike in all columns (not lists) have the same one."""
    numbers: pa.Array | None = None
    for column in columns:
        whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        known = whole.dictionary_encode(null_encoding="encode")
        own = known.indices.cast(pa.int64())
        if numbers is not None:
            own = pc.add(pc.multiply(numbers.cast(pa.int64()), len(known.dictionary)), own).dictionary_encode().indices
        numbers = own
    assert numbers is not None
    highest = pc.cumulative_max(numbers)
    before = pa.concat_arrays([pa.array([-1], highest.type), highest])[:-1]
    first = pc.indices_nonzero(pc.greater(highest, before))
    return Numbered(numbers.cast(pa.int32()), first)


def summed(numbers: Numbered, amounts: pa.Array) -> pa.Array:
    """The sum of the amounts of each number."""
    if len(numbers.first) == len(amounts):
        return amounts
    each = pa.table({"number": numbers.numbers, "amount": amounts}).group_by("number", use_threads=False)
    return each.aggregate([("amount", "sum")]).sort_by("number")["amount_sum"].combine_chunks()


def counted(rows: int) -> pa.Array:
    """0, 1, 2, … for so many rows."""
    return pa.array(range(rows), pa.int64())


def in_lists(rows: pa.Array, count: int, values: pa.Array) -> pa.ListArray:
    """Values as a list for each of `count` rows; `rows` says in ascending order to which each value belongs."""
    sizes = pc.value_counts(pa.concat_arrays([counted(count), rows.cast(pa.int64())])).field("counts")
    ends = pc.cumulative_sum(pc.subtract(sizes, 1)).cast(pa.int32())
    return pa.ListArray.from_arrays(pa.concat_arrays([pa.array([0], pa.int32()), ends]), values)


def joined(lists: pa.Array | pa.ChunkedArray, between: str = "\x1f") -> pa.Array:
    """Lists of texts or numbers as one text each."""
    whole = lists.combine_chunks() if isinstance(lists, pa.ChunkedArray) else lists
    return pc.binary_join(whole.cast(pa.list_(pa.string())), between)


def place(claim: pa.Array | pa.ChunkedArray, line: pa.Array | pa.ChunkedArray) -> pa.Array:
    """A claim's key and a line's number as one number; null where either is."""
    both = pc.add(pc.multiply(claim.cast(pa.int64()), _LINES), line.cast(pa.int64()))
    return both.combine_chunks() if isinstance(both, pa.ChunkedArray) else both
