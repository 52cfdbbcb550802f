"""A kind of reference table: its Arrow schema, its key, and how long its rows answer."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

RVU = pa.decimal128(9, 2)
GPCI = pa.decimal128(6, 3)
FACTOR = pa.decimal128(9, 4)
DOLLARS = pa.decimal128(12, 2)
LIMIT = pa.decimal128(12, 3)

_DATES = [pa.field("effective_from", pa.date32()), pa.field("effective_to", pa.date32())]
_ROW = pa.field("source_row", pa.int32())


def schema(*names: str | pa.Field, dates: bool = False) -> pa.Schema:
    """The columns, texts where no type is given, with the dates of a row where `dates`, and the row's number."""
    fields = [name if isinstance(name, pa.Field) else pa.field(name, pa.string()) for name in names]
    return pa.schema([*fields, *(_DATES if dates else []), _ROW])


@dataclass(frozen=True)
class Kind:
    """A kind of reference table.

    `cumulative` kinds keep their history in every release (a row has its own dates), so a later release answers for
    earlier dates too; the others answer for their own period only. `edition_months` is how long rows stay comparable
    when no release covers a date: a fee schedule belongs to its calendar year (12, from month `edition_start`).
    """

    name: str
    title: str
    schema: pa.Schema
    key: tuple[str, ...]
    cumulative: bool
    edition_start: int = 0  # month in which the yearly edition begins; 0 = no yearly edition
