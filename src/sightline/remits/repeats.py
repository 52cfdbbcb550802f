"""Payments that were read before: a file that was given twice, or a payment that stands in two files, counts once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

_PAYMENT = ["originator", "payer_name", "number", "date", "amount", "payee_npi"]
_CLAIM = ["claim_id", "status", "charge", "paid", "payer_claim_number"]
_TAKEN = ["reason", "reference", "amount"]


@dataclass(frozen=True)
class Repeated:
    """How much was left out because it was read before."""

    payments: int = 0
    claims: int = 0
    lines: int = 0


def without_repeats(tables: dict[str, pa.Table]) -> tuple[dict[str, pa.Table], Repeated]:
    """The tables of a run (see remits.batch) with every payment once, and how much was left out.

    A payment is the same as an earlier one when its number, payer, payee, date and amount are, and all its claims and
    provider adjustments too; a payment that goes on in another transaction is not. Each one left out is an issue.
    """
    repeats = _repeats(tables)
    if not repeats:
        return tables, Repeated()
    payments = pa.array([again["payment_key"] for again, _ in repeats], pa.int64())
    claims = tables["claims"].filter(pc.is_in(tables["claims"]["payment_key"], payments))["remit_key"]
    kept = {
        "payments": _without(tables["payments"], "payment_key", payments),
        "provider_adjustments": _without(tables["provider_adjustments"], "payment_key", payments),
        **{name: _without(tables[name], "remit_key", claims) for name in ("claims", "lines", "adjustments")},
        "rejected": tables["rejected"],
        "issues": pa.concat_tables([tables["issues"], _issues(repeats, tables["issues"].schema)]),
    }
    lines = tables["lines"].num_rows - kept["lines"].num_rows
    return kept, Repeated(len(repeats), len(claims), lines)


def _repeats(tables: dict[str, pa.Table]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Payments that were read before, each with the first one."""
    alike: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in tables["payments"].to_pylist():
        if row["number"]:
            alike[tuple(row[name] for name in _PAYMENT)].append(row)
    groups = [rows for rows in alike.values() if len(rows) > 1]
    keys = pa.array([row["payment_key"] for rows in groups for row in rows], pa.int64())
    content: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for table, columns in (("claims", _CLAIM), ("provider_adjustments", _TAKEN)):
        of_groups = tables[table].filter(pc.is_in(tables[table]["payment_key"], keys))
        for row in of_groups.select(["payment_key", *columns]).to_pylist():
            content[row["payment_key"]].append(tuple(row[name] for name in columns))
    found = []
    for rows in groups:
        seen: dict[tuple[Any, ...], dict[str, Any]] = {}
        for row in rows:
            first = seen.setdefault(tuple(content[row["payment_key"]]), row)
            if first is not row:
                found.append((row, first))
    return found


def _without(table: pa.Table, column: str, keys: pa.Array) -> pa.Table:
    return table.filter(pc.invert(pc.is_in(table[column], keys)))


def _issues(repeats: list[tuple[dict[str, Any], dict[str, Any]]], schema: pa.Schema) -> pa.Table:
    rows = [
        {**{name: again[name] for name in schema.names if name != "message"},
         "message": f"payment {again['number']} was read before from {first['file']}, segment {first['segment']:,};"
                    " it counts once"}
        for again, first in repeats
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema)
