"""What the reader of remittances hands on: Arrow batches and counts; and the rows on their way there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from sightline.claims.batch import Counts
from sightline.claims.columns import record_batch

from . import schema

FLUSH = 50_000  # rows of lines and adjustments in a batch, about

#: The tables of a batch and their schemas.
TABLES = {
    "payments": schema.PAYMENT,
    "claims": schema.REMITTED_CLAIM,
    "lines": schema.REMITTED_LINE,
    "adjustments": schema.ADJUSTMENT,
    "provider_adjustments": schema.PROVIDER_ADJUSTMENT,
    "rejected": schema.REJECTED,
    "issues": schema.ISSUE,
}


@dataclass(frozen=True)
class RemitBatch:
    """Some remitted claims of one file as Arrow record batches in the schemas of `remits.schema`.

    In `counts` claims are CLP and lines are SVC segments; `set_aside` are those in transactions other than 835.
    """

    payments: pa.RecordBatch
    claims: pa.RecordBatch
    lines: pa.RecordBatch
    adjustments: pa.RecordBatch
    provider_adjustments: pa.RecordBatch
    rejected: pa.RecordBatch
    issues: pa.RecordBatch
    counts: Counts
    #: The file's name when this is its last batch and no payment and no claim was read from it; otherwise "".
    unreadable: str = ""


class Rows:
    """Rows of one file, without the file's name, until they become a batch."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in TABLES}

    def __getitem__(self, table: str) -> list[tuple[Any, ...]]:
        return self._rows[table]

    @property
    def full(self) -> bool:
        """Whether it is time for a batch."""
        return max(map(len, self._rows.values())) >= FLUSH

    def flush(self, counts: Counts, unreadable: str = "") -> RemitBatch:
        """The rows since the last time as a batch."""
        batches = {name: record_batch(self._rows[name], fields, self.file) for name, fields in TABLES.items()}
        for rows in self._rows.values():
            rows.clear()
        return RemitBatch(**batches, counts=counts, unreadable=unreadable)
