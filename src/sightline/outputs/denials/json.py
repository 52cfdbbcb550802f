"""Answers to denials as JSON; amounts are texts. Documented in docs/denials.md."""

from __future__ import annotations

from typing import TextIO

from sightline.denied.result import Denials
from sightline.denied.table import levels
from sightline.outputs import as_json
from sightline.outputs.denials import record
from sightline.outputs.denials.ledger import totals
from sightline.outputs.price.json import reference


def write_denials(found: Denials, out: TextIO) -> None:
    """Write the answers as one document, an answer at a time."""
    out.write("{\n")
    out.write(f'"reference": {as_json.line(reference(found.reconciled.priced))},\n')
    out.write(f'"summary": {as_json.line(record.summary(found))},\n')
    out.write(f'"levels": {as_json.line(list(levels()))},\n')
    out.write(f'"ledger": {as_json.line(totals(found))},\n')
    not_given = [{"claim": each.claim, "statuses": list(each.statuses)} for each in found.not_given]
    out.write(f'"not_given": {as_json.line(not_given)},\n')
    as_json.write_list("lines", record.lines(found), out, end="\n}\n")
