"""From Python values to Arrow columns, at the least cost per value.

Three kinds of column make reading fast. What repeats (procedure and modifiers, diagnosis, dates, providers) is parsed
once, kept in a `Table` and referred to by its row. What is rare is kept by row in a dict and laid over a default. Lists
are kept flat, row and value one after the other, in row order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate, repeat
from operator import eq
from typing import Any

import pyarrow as pa

FEW = 64  # rows, up to which what is done once for each column is the cost


class Kinds(tuple[pa.DataType, ...]):
    """The types of some columns; made once, since Arrow takes its time to compare types."""

    @classmethod
    def of(cls, schema: pa.Schema, names: Iterable[str]) -> Kinds:
        """Those of the columns `names` of a schema."""
        return cls(schema.field(name).type for name in names)

    @cached_property
    def given(self) -> pa.StructType:
        """A row of the Python values that stand for them."""
        return pa.struct([(str(n), _given(kind)) for n, kind in enumerate(self)])


class Table(dict[Any, int]):
    """Values parsed once: `table[text]` is the row of `parse(text)` in `rows`."""

    def __init__(self, parse: Callable[[Any], tuple[Any, ...]]) -> None:
        super().__init__()
        self.parse = parse
        self.rows: list[tuple[Any, ...]] = []

    def __missing__(self, text: Any) -> int:
        row = len(self.rows)
        self.rows.append(self.parse(text))
        self[text] = row
        return row

    def forget(self) -> None:
        """Parse anew from here on; rows given out stay good."""
        self.clear()

    def empty(self) -> None:
        """Start again."""
        self.clear()
        self.rows = []

    def columns(self, at: Sequence[int], kinds: Kinds) -> list[pa.Array]:
        """The values of rows `at` as one array for each of the leading `kinds`."""
        rows, width = self.rows, len(kinds)
        if len(at) <= FEW:
            return arrays([rows[k][:width] for k in at], kinds)
        places = pa.array(at, pa.int32())
        return [each.take(places) for each in arrays([row[:width] for row in rows], kinds)]


class Parsed(dict[str, Any]):
    """`parsed[text]` is `parse(text)`, remembered for the most recent texts."""

    limit = 20_000

    def __init__(self, parse: Callable[[str], Any]) -> None:
        super().__init__()
        self.parse = parse

    def __missing__(self, text: str) -> Any:
        if len(self) >= self.limit:
            self.clear()
        value = self[text] = self.parse(text)
        return value


def array(values: Iterable[Any], kind: pa.DataType) -> pa.Array:
    """Arrow array of `kind`; dates come as days since 1970-01-01, decimals as integers at the scale of `kind`."""
    values = values if isinstance(values, (list, tuple)) else list(values)
    return _meant(pa.array(values, _given(kind)), kind)


def arrays(rows: Sequence[tuple[Any, ...]], kinds: Kinds) -> list[pa.Array]:
    """Rows of values as `array` takes them, as one array for each of `kinds`: one call for all costs a third of one for
    each."""
    columns = pa.array(rows, kinds.given).flatten()
    return [_meant(column, kind) for column, kind in zip(columns, kinds, strict=True)]


def _given(kind: pa.DataType) -> pa.DataType:
    """The type of the Python values that stand for `kind`."""
    if pa.types.is_date32(kind):
        return pa.int32()
    return pa.int64() if pa.types.is_decimal128(kind) else kind


def _meant(values: pa.Array, kind: pa.DataType) -> pa.Array:
    """An array of `_given(kind)` as one of `kind`."""
    if pa.types.is_date32(kind):
        return values.view(kind)
    if pa.types.is_decimal128(kind):
        wide = values.cast(pa.decimal128(19, 0))
        return pa.Array.from_buffers(kind, len(values), wide.buffers())
    return values


def constant(value: Any, count: int, kind: pa.DataType) -> pa.Array:
    """`value` (in Arrow's own terms) `count` times."""
    return _few(value, count, kind) if count <= FEW else pa.repeat(pa.scalar(value, kind), count)


@lru_cache(2_000)
def _few(value: Any, count: int, kind: pa.DataType) -> pa.Array:
    """Of one claim alone most columns are blank: they are the same arrays for every claim."""
    return pa.repeat(pa.scalar(value, kind), count)


@lru_cache(200)
def _empty_lists(count: int, kind: pa.ListType) -> pa.Array:
    return pa.array([[]] * count, kind)


def blank(kind: pa.DataType) -> Any:
    """What stands for nothing: "" for a text, otherwise null."""
    return "" if pa.types.is_string(kind) else None


def overlaid(given: dict[int, Any] | None, count: int, kind: pa.DataType, base: pa.Array | None = None) -> pa.Array:
    """`base`, or nothing `count` times, with the values `given` by row laid over it (as `array` takes them)."""
    if not given:
        return base if base is not None else constant(blank(kind), count, kind)
    values = [blank(kind)] * count if base is None else base.to_pylist()
    for row, value in given.items():
        values[row] = value
    return array(values, kind)


def listed(values: list[Any], count: int, kind: pa.ListType) -> pa.Array:
    """A list column from flat `values`: row and text one after the other, or row and each field of a struct."""
    if not values and count <= FEW:
        return _empty_lists(count, kind)
    inner = kind.value_type
    fields = [inner.field(k) for k in range(inner.num_fields)] if pa.types.is_struct(inner) else []
    width = 1 + (len(fields) or 1)
    rows = values[::width]
    if all(map(eq, rows, range(count))) and len(rows) == count:
        offsets = pa.array(range(count + 1), pa.int32())
    else:
        sizes = [0] * count
        for row in rows:
            sizes[row] += 1
        offsets = pa.array(list(accumulate(sizes, initial=0)), pa.int32())
    if fields:
        parts = [pa.array(values[k::width], field.type) for k, field in enumerate(fields, 1)]
        items = pa.StructArray.from_arrays(parts, fields=fields)
    else:
        items = pa.array(values[1::width], inner)
    return pa.ListArray.from_arrays(offsets, items, type=kind)


@lru_cache(20)
def no_rows(schema: pa.Schema) -> pa.RecordBatch:
    """A batch of a schema with nothing in it."""
    return pa.record_batch([pa.array([], field.type) for field in schema], schema=schema)


def whole(table: pa.Table) -> pa.RecordBatch:
    """A table as one batch; without rows where it has none."""
    batches = table.combine_chunks().to_batches()
    return batches[0] if batches else no_rows(table.schema)


def record_batch(rows: Sequence[tuple[Any, ...]], schema: pa.Schema, first: str | None = None) -> pa.RecordBatch:
    """Rows of plain values; `first` is put before `file`, `interchange` … when given as the file's name."""
    if not rows:
        return no_rows(schema)
    columns = list(zip(*rows, strict=True))
    if first is not None:
        at = schema.get_field_index("file")
        columns.insert(at, tuple(repeat(first, len(rows))))
    return pa.record_batch(
        [array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema=schema
    )
