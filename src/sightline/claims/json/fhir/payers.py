"""The other insurances of a FHIR claim."""

from __future__ import annotations

import json
from typing import Any

from sightline.claims.json.fhir.codes import RESPONSIBILITIES, codings
from sightline.claims.json.fhir.resources import Resources
from sightline.claims.json.values import first, record, records, text


def other_payers(resource: dict[str, Any], resources: Resources) -> str:
    """Every insurance but the focal one, as the column of JSON has it; "" where there is none."""
    stated = records(resource.get("insurance"))
    focal = next((each for each in stated if each.get("focal") is True), record(stated))
    found = [_payer(each, resources) for each in stated if each is not focal]
    return json.dumps(found) if found else ""


def _payer(insurance: dict[str, Any], resources: Resources) -> dict[str, Any]:
    reference = insurance.get("coverage")
    coverage = resources.find(reference)
    payor = resources.party(record(coverage.get("payor")))
    order = first(text(coverage.get("order")), text(insurance.get("sequence")))
    filing = [code for system, code in codings(coverage.get("type")) if "claim-filing-indicator" in system]
    return {
        "responsibility": RESPONSIBILITIES.get(order, ""),
        "filing_code": first(*filing),
        "name": first(payor.name, text(record(reference).get("display"))),
        "id": payor.identifier,
        "paid": None,
        "adjustments": [],
    }
