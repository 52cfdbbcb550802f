"""What a reader of claims gave, put together."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any

import pyarrow as pa

from sightline.claims import Batch, Counts

ORIGIN = ("file", "interchange", "group", "transaction", "segment", "byte", "table_columns")


class Read:
    """All batches of a file; counts are checked. Tables are compared as such: rows are made when a test looks at them."""

    def __init__(self, batches: Iterable[Batch]) -> None:
        all_of = list(batches)
        self.counts = sum((batch.counts for batch in all_of), Counts())
        self.counts.check("test")
        self.unreadable = all_of[-1].unreadable
        self.tables = {
            name: pa.Table.from_batches([getattr(batch, name) for batch in all_of])
            for name in ("claims", "lines", "diagnoses", "rejected", "issues")
        }
        assert self.counts.claims == self.tables["claims"].num_rows
        assert self.counts.lines == self.tables["lines"].num_rows

    @cached_property
    def claims(self) -> list[dict[str, Any]]:
        return self.tables["claims"].to_pylist()

    @cached_property
    def lines(self) -> list[dict[str, Any]]:
        return self.tables["lines"].to_pylist()

    @cached_property
    def diagnoses(self) -> list[dict[str, Any]]:
        return self.tables["diagnoses"].to_pylist()

    @cached_property
    def rejected(self) -> list[dict[str, Any]]:
        return self.tables["rejected"].to_pylist()

    @cached_property
    def issues(self) -> list[dict[str, Any]]:
        return self.tables["issues"].to_pylist()

    @property
    def messages(self) -> str:
        return "\n".join(each["message"] for each in self.issues)

    @property
    def reasons(self) -> list[str]:
        return [each["reason"] for each in self.rejected]

    @property
    def values(self) -> list[pa.Table]:
        """Claims, lines and diagnoses without positions."""
        return [
            table.drop_columns([name for name in ORIGIN if name in table.column_names])
            for table in (self.tables[name] for name in ("claims", "lines", "diagnoses"))
        ]


def read(reader: Callable[..., Iterator[Batch]], data: bytes | str, **options: Any) -> Read:
    """What `reader` makes of a file's bytes."""
    raw = data.encode() if isinstance(data, str) else data
    return Read(reader(io.BytesIO(raw), "test", **options))
