"""Claims as FHIR R4 Claim resources, each complete in itself: in a Bundle, or one a line (NDJSON).

What a Claim has no place for is written as supportingInfo with a category of `COLUMN_SYSTEM`: a resource is read again
as it is written, and what the reading does not give back is said there. So reading gives the same findings.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from typing import Any, BinaryIO

from sightline.claims.batch import Batch
from sightline.claims.json.documents import decoded
from sightline.claims.json.fhir.claim import take
from sightline.claims.json.fhir.codes import (
    COLUMN_SYSTEM,
    CPT_SYSTEM,
    EIN_SYSTEM,
    FILING_SYSTEM,
    HCPCS_SYSTEM,
    ICD9_SYSTEM,
    ICD10_SYSTEM,
    NPI_SYSTEM,
    PLACE_SYSTEM,
    TAXONOMY_SYSTEM,
)
from sightline.claims.rows.layout import BY_NAME, MOST_DIAGNOSES, NONE
from sightline.outputs.claims.rows import as_texts, tables

Row = dict[str, str]
PAYER_SYSTEM = "urn:x12:payer-identifier"
HL7 = "http://terminology.hl7.org/CodeSystem/"
ROLE_SYSTEM = "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBClaimCareTeamRole"
GENDERS = {"F": "female", "M": "male", "U": "unknown"}
RELATIONSHIPS = {"18": "self", "01": "spouse", "19": "child", "53": "common"}
ORDERS = {"P": "1", "S": "2", "T": "3"}
#: Amounts are strings behind this mark until the JSON is text, and numbers after it: never binary floating point.
NUMBER = "\0"
MARKED = re.compile(r'"\\u0000(-?[0-9]+(?:\.[0-9]+)?)"')
#: Columns that say how a claim was read, not what it is.
PASSED = ("claim_key", "date_to")


def write_bundle(batches: Iterable[Batch], out: BinaryIO) -> int:
    """Write claims as one Bundle of type collection; the number of claims."""
    count = 0
    out.write(b'{"resourceType": "Bundle", "type": "collection", "entry": [')
    for count, resource in enumerate(resources(batches), 1):
        out.write((",\n" if count > 1 else "\n").encode() + b'{"resource": ' + resource.encode() + b"}")
    out.write(b"\n]}\n")
    return count


def write_ndjson(batches: Iterable[Batch], out: BinaryIO) -> int:
    """Write claims as NDJSON; the number of claims."""
    count = 0
    for resource in resources(batches):
        out.write(resource.encode() + b"\n")
        count += 1
    return count


def resources(batches: Iterable[Batch]) -> Iterator[str]:
    """Each claim as the JSON of a Claim resource."""
    for table in tables(batches):
        filled = ({k: v for k, v in row.items() if v} for row in as_texts(table).to_pylist())
        for _, rows in groupby(filled, key=lambda row: row["claim_key"]):
            yield claim(list(rows))


def claim(rows: list[Row]) -> str:
    """One claim from its rows in the documented columns."""
    items = [row for row in rows if "code" in row]
    resource = _claim(rows[0], items)
    text = _json(resource)
    extra = list(_lost(text, rows, items))
    if not extra:
        return text
    for sequence, (column, value, lines) in enumerate(extra, 1):
        category = {"coding": [{"system": COLUMN_SYSTEM, "code": column}]}
        information = {"sequence": sequence, "category": category, "valueString": value}
        resource.setdefault("supportingInfo", []).append(information)
        for k in lines:
            resource["item"][k].setdefault("informationSequence", []).append(sequence)
    return _json(resource)


def _json(resource: dict[str, Any]) -> str:
    return MARKED.sub(r"\1", json.dumps(resource))


def _lost(text: str, rows: list[Row], items: list[Row]) -> Iterator[tuple[str, str, list[int]]]:
    """What reading `text` does not give back: column, value, and the items that it is of (none: the claim's)."""
    (read,) = take(decoded(text)[0])
    assert not isinstance(read, str)
    names = dict.fromkeys(name for row in (*rows, *read.rows) for name in row)
    for name in names:
        if name in PASSED:
            continue
        if BY_NAME[name].of != "line":
            needed = rows[0].get(name, "")
            if not _same(name, needed, read.rows[0].get(name, "")):
                yield name, needed or NONE, []
            continue
        wrong: dict[str, list[int]] = {}
        for k, (row, found) in enumerate(zip(items, read.rows, strict=False)):
            if not _same(name, row.get(name, ""), found.get(name, "")):
                wrong.setdefault(row.get(name, "") or NONE, []).append(k)
        yield from ((name, value, lines) for value, lines in wrong.items())


def _same(name: str, one: str, two: str) -> bool:
    """Whether `two`, which was read, is the needed `one`."""
    if one == two or (two == NONE and not one):
        return True
    if BY_NAME[name].kind in ("money", "units") and one and two:
        return Decimal(one) == Decimal(two)
    return BY_NAME[name].kind in ("relationship", "sex") and _coded(one) == _coded(two)


def _coded(value: str) -> str:
    return next((code for code, word in (RELATIONSHIPS | GENDERS).items() if word == value.lower()), value)


def _claim(row: Row, items: list[Row]) -> dict[str, Any]:
    """A Claim with all that has a place in one."""
    get = row.get
    team = Team()
    for role in ("referring", "supervising"):
        team.own(role, get(f"claim_{role}_npi", ""))
    lines = [_item(item, row, team) for item in items]
    served = max((item["date_from"] for item in items if "date_from" in item), default="")
    created = row.get("created", served)
    resource: dict[str, Any] = {
        "resourceType": "Claim",
        "contained": _contained(row),
        "identifier": [{"value": row["claim_id"]}] if "claim_id" in row else None,
        "status": "active",
        "type": _concept(HL7 + "claim-type", "professional"),
        "use": "claim",
        "patient": {"reference": "#patient"},
        "created": created or None,
        "_created": None if created else {"extension": [_absent()]},
        "insurer": {"reference": "#payer"},
        "provider": {"reference": "#billing"},
        "priority": _concept(HL7 + "processpriority", "normal"),
        "related": _related(row),
        "facility": {"reference": "#facility"} if _any(row, "claim_facility_npi", "claim_facility_zip") else None,
        "careTeam": team.members,
        "diagnosis": _diagnoses(row),
        "insurance": [
            {
                "sequence": 1,
                "focal": True,
                "coverage": {"reference": "#coverage"},
                "preAuthRef": [row["claim_prior_authorization"]] if "claim_prior_authorization" in row else None,
            }
        ],
        "item": lines,
        "total": _dollars(get("claim_charge", "")),
    }
    found: dict[str, Any] = _filled(resource)
    return found


class Team:
    """The care team as it is gathered from the claim and its lines."""

    def __init__(self) -> None:
        self.members: list[dict[str, Any]] = []
        self._known: dict[tuple[str, str, str], int] = {}

    def own(self, role: str, npi: str, taxonomy: str = "") -> None:
        """A member whom no item refers to: the claim's own."""
        if npi or taxonomy:
            self.add(f"{role}*", npi, taxonomy)

    def add(self, role: str, npi: str, taxonomy: str = "") -> int:
        """The sequence of a member."""
        key = (role, npi, taxonomy)
        if key not in self._known:
            self._known[key] = len(self.members) + 1
            provider = {"identifier": {"system": NPI_SYSTEM, "value": npi}} if npi else {"display": "not named"}
            self.members.append(
                {
                    "sequence": self._known[key],
                    "provider": provider,
                    "role": _concept(ROLE_SYSTEM, role.rstrip("*")),
                    "qualification": _concept(TAXONOMY_SYSTEM, taxonomy) if taxonomy else None,
                }
            )
        return self._known[key]


def _item(row: Row, claim_row: Row, team: Team) -> dict[str, Any]:
    get = row.get
    members = []
    rendering = (get("rendering_npi", ""), get("rendering_taxonomy", ""))
    if get("rendering_source") == "claim":
        team.own("rendering", *rendering)
    elif any(rendering):
        members.append(team.add("rendering", *rendering))
    for role in ("referring", "supervising", "ordering"):
        npi = get(f"{role}_npi", "")
        if npi and npi != NONE and npi != claim_row.get(f"claim_{role}_npi"):
            members.append(team.add(role, npi))
    code, qualifier = row["code"], get("qualifier", "")
    system = {"HC": CPT_SYSTEM if code[0].isdigit() else HCPCS_SYSTEM}.get(qualifier, "urn:x12:235:" + qualifier)
    start, end = get("date_from", ""), get("date_to", "")
    own = get("date_source") != "claim"
    return {
        "sequence": int(row["line_no"]),
        "careTeamSequence": members,
        "diagnosisSequence": [int(row[f"pointer{n}"]) for n in range(1, 5) if row.get(f"pointer{n}", "0") != "0"],
        "productOrService": {"coding": [{"system": system, "code": code}], "text": get("description")},
        "modifier": [_concept(None, row[f"mod{n}"]) for n in range(1, 5) if f"mod{n}" in row],
        "servicedDate": start if own and start and start == end else None,
        "servicedPeriod": {"start": start, "end": end} if own and start and start != end else None,
        "locationCodeableConcept": _place(get("place_of_service", "")),
        "quantity": {
            "value": NUMBER + row["units"] if "units" in row else None,
            "unit": "min" if get("unit_basis") == "MJ" else None,
        },
        "net": _dollars(get("charge", "")),
    }


def _contained(row: Row) -> list[dict[str, Any]]:
    get = row.get
    relationship = get("relationship", "")
    name = {"family": get("patient_last_name"), "given": [get("patient_first_name")]}
    found: list[dict[str, Any]] = [
        {
            "resourceType": "Patient",
            "id": "patient",
            "name": [name],
            "gender": GENDERS.get(get("patient_sex", "")),
            "birthDate": get("patient_birth_date"),
        },
        {
            "resourceType": "Coverage",
            "id": "coverage",
            "status": "active",
            "type": _concept(FILING_SYSTEM, row["filing_code"]) if "filing_code" in row else None,
            "subscriberId": get("member_id"),
            "beneficiary": {"reference": "#patient"},
            "relationship": _concept(HL7 + "subscriber-relationship", RELATIONSHIPS[relationship])
            if relationship in RELATIONSHIPS
            else None,
            "payor": [{"reference": "#payer"}],
            "order": int(ORDERS[row["responsibility"]]) if get("responsibility", "") in ORDERS else None,
        },
        {
            "resourceType": "Organization",
            "id": "payer",
            "identifier": _identifiers({PAYER_SYSTEM: get("payer_id")}),
            "name": get("payer_name"),
        },
        {
            "resourceType": "Organization",
            "id": "billing",
            "identifier": _identifiers({NPI_SYSTEM: get("billing_npi"), EIN_SYSTEM: get("billing_tax_id")}),
            "name": get("billing_name"),
            "address": [
                {
                    "line": _lines(get("billing_address")),
                    "state": get("billing_state"),
                    "postalCode": get("billing_zip"),
                }
            ],
        },
        {
            "resourceType": "Location",
            "id": "facility",
            "identifier": _identifiers({NPI_SYSTEM: get("claim_facility_npi")}),
            "address": {"line": _lines(get("claim_facility_address")), "postalCode": get("claim_facility_zip")},
        },
    ]
    return found if _any(row, "claim_facility_npi", "claim_facility_zip") else found[:-1]


def _lines(street: str | None) -> list[str] | None:
    return [street] if street else None


def _identifiers(values: dict[str, str | None]) -> list[dict[str, str]]:
    return [{"system": system, "value": value} for system, value in values.items() if value]


def _related(row: Row) -> list[dict[str, Any]] | None:
    if row.get("frequency") != "7" or "original_reference" not in row:
        return None
    other = {"identifier": {"value": row["original_reference"]}}
    return [{"claim": other, "relationship": _concept(HL7 + "ex-relatedclaimrelationship", "prior")}]


def _diagnoses(row: Row) -> list[dict[str, Any]]:
    """The diagnoses up to the first gap; what is behind it is restored from the columns."""
    found = []
    for place in range(1, MOST_DIAGNOSES + 1):
        code_set, _, code = row.get(f"dx{place}", "").rpartition(":")
        if not code or code_set not in ("", "ICD9"):
            break
        system = ICD9_SYSTEM if code_set else ICD10_SYSTEM
        printed = f"{code[:3]}.{code[3:]}" if not code_set and len(code) > 3 else code
        found.append({"sequence": place, "diagnosisCodeableConcept": _concept(system, printed)})
    return found


def _place(code: str) -> dict[str, Any] | None:
    return _concept(PLACE_SYSTEM, code) if code and code != NONE else None


def _concept(system: str | None, code: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code} if system else {"code": code}]}


def _dollars(amount: str) -> dict[str, str] | None:
    return {"value": NUMBER + amount, "currency": "USD"} if amount else None


def _absent() -> dict[str, str]:
    return {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}


def _any(row: Row, *names: str) -> bool:
    return any(name in row for name in names)


def _filled(value: Any) -> Any:
    """JSON without empty members."""
    if isinstance(value, dict):
        kept = {key: _filled(each) for key, each in value.items()}
        return {key: each for key, each in kept.items() if each not in (None, "", [], {})}
    if isinstance(value, list):
        return [each for each in map(_filled, value) if each not in (None, "", [], {})]
    return value
