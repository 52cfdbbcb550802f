"""Reconciliations as JSON; amounts are texts. Documented in docs/remittances.md."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TextIO

from sightline.outputs import reconcile_record, record
from sightline.outputs.price_json import reference
from sightline.remits.result import Reconciled


def write_reconciled(found: Reconciled, out: TextIO) -> None:
    """Write a reconciliation as one document, an outcome at a time."""
    contract = found.priced.contract
    out.write("{\n")
    out.write(f'"reference": {_dump(reference(found.priced))},\n')
    out.write(f'"contract": {_dump(contract.title if contract else None)},\n')
    out.write(f'"summary": {_dump(reconcile_record.summary(found))},\n')
    _list("lines", reconcile_record.lines(found), out)
    out.write(f'"totals": {_dump(reconcile_record.totals(found))},\n')
    _list("payments", reconcile_record.payments(found), out)
    _list("unbalanced", reconcile_record.unbalanced(found), out)
    for name, table in (("rejected", found.rejected), ("rejected_claims", found.priced.rejected)):
        rows = (
            {"level": row["level"], "claim": row["claim_id"], "reason": row["reason"], "origin": record.origin(row)}
            for row in record.rows(table)
        )
        _list(name, rows, out)
    issues = (
        {"message": row["message"], "origin": record.origin(row)}
        for table in (found.priced.issues, found.issues)
        for row in record.rows(table)
    )
    _list("issues", issues, out, end="\n}\n")


def _list(name: str, rows: Iterable[dict[str, Any]], out: TextIO, end: str = ",\n") -> None:
    out.write(f'"{name}": [')
    separator = "\n"
    for row in rows:
        out.write(separator + _dump(row))
        separator = ",\n"
    out.write("]" + end)


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
