"""What a reader of claims gave, put together."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pyarrow as pa

from sightline.claims import Batch, Counts

ORIGIN = ("file", "interchange", "group", "transaction", "segment", "byte", "table_columns")


class Read:
    """All batches of a file; counts are checked."""

    def __init__(self, batches: Iterable[Batch]) -> None:
        all_of = list(batches)
        self.counts = sum((batch.counts for batch in all_of), Counts())
        self.counts.check("test")
        self.unreadable = all_of[-1].unreadable
        for name in ("claims", "lines", "diagnoses", "rejected", "issues"):
            rows = pa.Table.from_batches([getattr(batch, name) for batch in all_of]).to_pylist()
            setattr(self, name, rows)
        assert self.counts.claims == len(self.claims)
        assert self.counts.lines == len(self.lines)

    claims: list[dict[str, Any]]
    lines: list[dict[str, Any]]
    diagnoses: list[dict[str, Any]]
    rejected: list[dict[str, Any]]
    issues: list[dict[str, Any]]

    @property
    def messages(self) -> str:
        return "\n".join(each["message"] for each in self.issues)

    @property
    def reasons(self) -> list[str]:
        return [each["reason"] for each in self.rejected]

    @property
    def values(self) -> list[Any]:
        """Claims, lines and diagnoses without positions."""
        return [
            [{name: value for name, value in row.items() if name not in ORIGIN} for row in rows]
            for rows in (self.claims, self.lines, self.diagnoses)
        ]


def read(reader: Callable[..., Iterator[Batch]], data: bytes | str, **options: Any) -> Read:
    """What `reader` makes of a file's bytes."""
    raw = data.encode() if isinstance(data, str) else data
    return Read(reader(io.BytesIO(raw), "test", **options))
