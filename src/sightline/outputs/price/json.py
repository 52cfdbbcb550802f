"""Prices and fees as JSON; amounts are texts. Documented in docs/pricing.md."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TextIO

from sightline.outputs import as_json
from sightline.outputs.check import record
from sightline.outputs.price import record as price_record
from sightline.pricing.fee import Fee
from sightline.pricing.result import Priced
from sightline.pricing.what_if import WhatIf

if TYPE_CHECKING:
    from sightline.spark.run import SparkPriced


def write_prices(priced: Priced, out: TextIO) -> None:
    """Write a pricing run as one document, a line at a time."""
    out.write("{\n")
    out.write(f'"reference": {as_json.line(reference(priced))},\n')
    out.write(f'"contract": {as_json.line(priced.contract.title if priced.contract else None)},\n')
    out.write(f'"summary": {as_json.line(summary(priced))},\n')
    as_json.write_list("lines", price_record.lines(priced), out, end=",\n")
    rejected = [
        {"level": row["level"], "claim": row["claim_id"], "reason": row["reason"], "origin": record.origin(row)}
        for row in record.rows(priced.rejected)
    ]
    issues = [{"message": row["message"], "origin": record.origin(row)} for row in record.rows(priced.issues)]
    out.write(f'"rejected": {as_json.line(rejected)},\n"issues": {as_json.line(issues)}\n}}\n')


def write_fees(fees: Iterable[Fee], out: TextIO) -> None:
    """Write fees as a list."""
    as_json.write([price_record.fee(one) for one in fees], out)


def write_what_if(found: WhatIf, out: TextIO) -> None:
    """Write what a claim is and would be: lines with their amounts and findings, before and after."""
    both = {}
    for name, priced in (("before", found.before), ("after", found.after)):
        findings = [] if priced.check is None else list(record.findings(priced.check))
        both[name] = {
            "allowed": price_record.dollars(priced.summary["allowed"]),
            "lines": list(price_record.lines(priced)),
            "findings": findings,
        }
    as_json.write(
        {"changes": list(found.changes), **both, "difference": price_record.dollars(found.difference)}, out, indent=1
    )


def summary(priced: Priced | SparkPriced) -> dict[str, Any]:
    """The counts and totals of a run, amounts as texts."""
    found = priced.summary
    return {**found, "charge": price_record.dollars(found["charge"]), "allowed": price_record.dollars(found["allowed"])}


def reference(priced: Priced | SparkPriced) -> list[dict[str, Any]]:
    """The releases that answered, and for how many lines outside their period."""
    return [
        {**record.release(use.release), "lines": use.lines + use.lines_older + use.lines_newer,
         "lines_older": use.lines_older, "lines_newer": use.lines_newer}
        for use in priced.reference
    ]  # fmt: skip
