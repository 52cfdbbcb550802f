"""What does not balance within remittances, as sentences."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pyarrow as pa

from sightline.engines.duckdb import DuckDB

from .relation import relation

_SAID = ("check", "number", "line_no", "code", "whole", "less", "computed", "stated", "difference")


def unbalanced(engine: DuckDB) -> pa.Table:
    """The lines, claims, charges, patient shares and payments whose stated amount is not the computed one.

    Columns: check (line, charge, claim, patient, payment), payment_key, remit_key, line_no, number (of claim or payment),
    code, whole, less, computed, stated and difference (dollars; null where an amount is missing), file, segment, byte.
    Input: the tables of remits.schema. Source: 005010X221A1 section 1.10.2.1.
    """
    return engine.query(relation("balance"))


def with_messages(found: pa.Table) -> pa.Table:
    """What does not balance, each with a sentence: in the column message."""
    columns = [found[name].to_pylist() for name in _SAID]
    messages = [_message(dict(zip(_SAID, values, strict=True))) for values in zip(*columns, strict=True)]
    return found.append_column("message", pa.array(messages, pa.string()))


def _message(row: dict[str, Any]) -> str:
    subject = f"{'payment' if row['check'] == 'payment' else 'claim'} {row['number'] or '(no number)'}"
    if row["check"] == "line":
        subject += f", line {row['line_no']}{f' ({code})' if (code := row['code']) else ''}"
    if row["difference"] is None:
        return f"{subject}: cannot be balanced, an amount is missing or is not a number"
    whole, less, computed, stated = (_money(row[name]) for name in ("whole", "less", "computed", "stated"))
    if row["check"] == "patient":
        return f"{subject}: patient responsibility (CLP05) {stated}, adjustments with PR {computed}"
    if row["check"] == "charge":
        return f"{subject}: charges of its lines (SVC02) {computed}, CLP03 says {stated}"
    if row["check"] == "payment":
        return f"{subject}: claims {whole} less provider adjustments {less} is {computed}, BPR02 says {stated}"
    paid = "SVC03" if row["check"] == "line" else "CLP04"
    return f"{subject}: charge {whole} less adjustments {less} is {computed}, {paid} says {stated}"


def _money(amount: Decimal) -> str:
    return f"{amount:,.2f}"
