"""The rows that are kept: prices, the provider groups they are for, and which belongs to which."""

from __future__ import annotations

from array import array
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sightline.rates.groups import Groups

DIGITS = 18  # decimals of a rate that are kept; more are refused, never rounded
RATE = pa.decimal128(38, DIGITS)  # dollars, or percent of the charge

#: One price of one `element`: prices that are for the same providers share its number.
PRICE = pa.schema(
    [
        ("element", pa.int64()),
        ("billing_code", pa.string()),
        ("code_type", pa.string()),
        ("arrangement", pa.string()),
        ("modifiers", pa.string()),  # in order, a space between
        ("component", pa.string()),  # 26, TC or global
        ("rate", RATE),
        ("unit", pa.string()),  # dollars or percent
        ("method", pa.string()),
        ("class", pa.string()),
        ("setting", pa.string()),
        ("places", pa.string()),  # in order, a space between; CSTM-00 is every place; "" is not stated
        ("expires", pa.date32()),  # null: no end
        ("plan", pa.string()),  # of a hospital's charge; "" is not stated
    ]
)
#: Which providers an element is for: `provider` is a provider reference or a set of groups written in place.
MEMBER = pa.schema([("element", pa.int64()), ("provider", pa.int64()), ("prices", pa.int32())])
#: The groups of a provider reference.
GROUP = pa.schema(
    [
        ("provider", pa.int64()),
        ("tin_type", pa.string()),
        ("tin", pa.string()),
        ("name", pa.string()),
        ("npis", pa.list_(pa.int64())),
    ]
)
TABLES = {"price": PRICE, "member": MEMBER, "provider": GROUP}
_INT64 = pa.int64()
_BATCH = 1 << 15
_NPIS = 200_000  # in a row group of provider groups
_DICTIONARY = ["tin_type", "tin", "name"]


def whole_numbers(column: array[int], kind: pa.DataType = _INT64) -> pa.Array:
    """An array of whole numbers as Arrow, copied once."""
    return pa.Array.from_buffers(kind, len(column), [None, pa.py_buffer(column.tobytes())])


class Rows:
    """Collects rows of one schema and writes them to a Parquet file, a row group at a time."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._writer = pq.ParquetWriter(path, schema, compression="zstd", compression_level=1)
        self._schema = schema
        self._rows: list[tuple[Any, ...]] = []
        self.count = 0

    def add(self, row: tuple[Any, ...]) -> None:
        """Add a row, its values in the schema's order."""
        self._rows.append(row)
        if len(self._rows) == _BATCH:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            columns = zip(*self._rows, strict=True)
            arrays = [pa.array(column, field.type) for column, field in zip(columns, self._schema, strict=True)]
            self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
            self.count += len(self._rows)
            self._rows.clear()

    def close(self) -> None:
        """Write the rest and finish the file."""
        self._flush()
        self._writer.close()


class MemberRows:
    """The same for members, of which there are many."""

    def __init__(self, path: Path) -> None:
        self._writer = pq.ParquetWriter(path, MEMBER, compression="zstd", compression_level=1)
        self._columns = (array("q"), array("q"), array("i"))

    def add(self, element: int, providers: list[int], prices: int) -> None:
        """Say that an element, with this many prices, is for these providers."""
        elements, members, counts = self._columns
        elements.extend([element] * len(providers))
        members.extend(providers)
        counts.extend([prices] * len(providers))
        if len(elements) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        arrays = [whole_numbers(column, field.type) for field, column in zip(MEMBER, self._columns, strict=True)]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=MEMBER))
        self._columns = (array("q"), array("q"), array("i"))

    def close(self) -> None:
        """Write the rest and finish the file."""
        self._flush()
        self._writer.close()


class GroupRows:
    """The same for provider groups, which come in bulk."""

    def __init__(self, path: Path) -> None:
        self._writer = pq.ParquetWriter(
            path, GROUP, compression="zstd", compression_level=1, use_dictionary=_DICTIONARY, write_statistics=False,
            column_encoding={"npis.list.element": "BYTE_STREAM_SPLIT"},  # a fifth of the time, and smaller
        )  # fmt: skip
        self._held: list[Groups] = []
        self._rows = self._npis = 0

    def add(self, groups: Groups) -> None:
        """Add groups with their NPIs."""
        self._held.append(groups)
        self._rows += len(groups.tins)
        self._npis += len(groups.npis)
        if self._npis >= _NPIS or self._rows >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        held, self._held, self._rows, self._npis = self._held, [], 0, 0
        tins = [tin for groups in held for tin in groups.tins]
        if not tins:
            return
        offsets = np.concatenate(([0], np.cumsum(np.concatenate([groups.counts for groups in held])))).astype(np.int32)
        npis = pa.array(np.concatenate([groups.npis for groups in held]))
        arrays = [
            pa.array(np.concatenate([groups.providers for groups in held])),
            pc.utf8_lower(_trimmed([tin.type for tin in tins])),
            _trimmed([tin.value for tin in tins]),
            _trimmed([tin.business_name for tin in tins]),
            pa.ListArray.from_arrays(pa.array(offsets), npis, type=GROUP.field("npis").type),
        ]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=GROUP))

    def close(self) -> None:
        """Write the rest and finish the file."""
        self._flush()
        self._writer.close()


def _trimmed(texts: list[str]) -> pa.Array:
    return pc.utf8_trim_whitespace(pa.array(texts, pa.string()))


def prune(folder: Path) -> None:
    """Take from price.parquet and member.parquet in `folder` the rows that no group in provider.parquet is for."""
    providers = pc.unique(pq.read_table(folder / "provider.parquet", columns=["provider"])["provider"])
    _keep(folder / "member.parquet", "provider", providers)
    elements = pc.unique(pq.read_table(folder / "member.parquet", columns=["element"])["element"])
    _keep(folder / "price.parquet", "element", elements)


def _keep(path: Path, column: str, values: pa.Array) -> None:
    """Rewrite a table with the rows that have one of `values` in `column`, a batch at a time: files may be large."""
    rewritten = path.with_suffix(".kept")
    with pq.ParquetFile(path) as file, pq.ParquetWriter(rewritten, file.schema_arrow, compression="zstd") as writer:
        for batch in file.iter_batches(1 << 17):
            kept = batch.filter(pc.is_in(batch[column], value_set=values))
            if kept.num_rows:
                writer.write_batch(kept)
    rewritten.replace(path)
