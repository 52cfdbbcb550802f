"""Reconciliations as JSON; amounts are texts. Documented in docs/remittances.md."""

from __future__ import annotations

from typing import TextIO

from sightline.outputs import as_json
from sightline.outputs.check import record
from sightline.outputs.price.json import reference
from sightline.outputs.price.record import dollars
from sightline.outputs.reconcile import record as reconcile_record
from sightline.outputs.reconcile import work
from sightline.remits.result import Reconciled


def write_reconciled(found: Reconciled, out: TextIO) -> None:
    """Write a reconciliation as one document, an outcome at a time."""
    contract = found.priced.contract
    out.write("{\n")
    out.write(f'"reference": {as_json.line(reference(found.priced))},\n')
    out.write(f'"contract": {as_json.line(contract.title if contract else None)},\n')
    out.write(f'"summary": {as_json.line(reconcile_record.summary(found))},\n')
    as_json.write_list("lines", reconcile_record.lines(found), out, end=",\n")
    out.write(f'"totals": {as_json.line(reconcile_record.totals(found))},\n')
    causes = (
        {"payer": each.payer, "cause": each.cause, "lines": each.lines, "short": dollars(each.short)}
        for each in work.groups(work.short(found))
    )
    as_json.write_list("causes", causes, out, end=",\n")
    as_json.write_list("provider_adjustments", iter(reconcile_record.provider_adjustments(found)), out, end=",\n")
    as_json.write_list("payments", reconcile_record.payments(found), out, end=",\n")
    as_json.write_list("unbalanced", reconcile_record.unbalanced(found), out, end=",\n")
    for name, table in (("rejected", found.rejected), ("rejected_claims", found.priced.rejected)):
        rows = (
            {"level": row["level"], "claim": row["claim_id"], "reason": row["reason"], "origin": record.origin(row)}
            for row in record.rows(table)
        )
        as_json.write_list(name, rows, out, end=",\n")
    issues = (
        {"message": row["message"], "origin": record.origin(row)}
        for table in (found.priced.issues, found.issues)
        for row in record.rows(table)
    )
    as_json.write_list("issues", issues, out, end="\n}\n")
