"""Read FHIR R4 Claim resources: one resource, a Bundle of any type, or NDJSON.

What a claim refers to is resolved among what it contains and, in a Bundle, among the other entries. Claims that are not
professional are set aside by name; other resources are passed over. Source: hl7.org/fhir/R4/claim.html.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from sightline.claims.batch import Batch
from sightline.claims.json.documents import OtherDocument, Taken, read_documents
from sightline.claims.json.fhir.codes import (
    ACCIDENTS,
    COLUMN_SYSTEM,
    RESPONSIBILITIES,
    ROLES,
    TYPES,
    code_of,
    codings,
    diagnosis,
    place_of_service,
    product,
    taxonomy_of,
)
from sightline.claims.json.fhir.codes import modifiers as modifiers_of
from sightline.claims.json.fhir.lines import DETAIL, adjudications, amount, drug, lines_of, submitted
from sightline.claims.json.fhir.payers import other_payers
from sightline.claims.json.fhir.resources import Resources, person_name
from sightline.claims.json.values import first, number, record, records, text, texts
from sightline.claims.rows.layout import BY_NAME, MOST_DIAGNOSES, NONE

Row = dict[str, str]
BENEFIT = "ExplanationOfBenefit"


def read_fhir(source: BinaryIO, name: str, *, first_claim_key: int = 1, block_size: int = 0) -> Iterator[Batch]:
    """Stream the professional claims of a FHIR file; NDJSON line by line, a single document whole.

    `segment` of an origin is the claim's number in the file, `byte` where its document starts. Never raises for what
    the file holds.
    """
    nothing = "no Claim resource was found in it"
    yield from read_documents(source, name, first_claim_key, take, nothing)


def take(document: Any) -> Iterator[Taken | OtherDocument]:
    """The claims of a document, and what else is in it."""
    resource = record(document) if isinstance(document, dict) else {}
    kind = text(resource.get("resourceType"))
    if kind == "Bundle":
        yield from _entries(records(resource.get("entry")))
    elif kind == "Parameters":  # of an operation such as $submit
        yield from _entries(records(resource.get("parameter")))
    elif kind in ("Claim", BENEFIT):
        yield claim(resource, Resources())
    else:
        yield OtherDocument(kind or "document without a resourceType")


def _entries(entries: list[dict[str, Any]]) -> Iterator[Taken | OtherDocument]:
    """The claims among resources, and what else is there. What was decided for a claim that is there too is passed over."""
    resources = Resources(entries)
    for entry in entries:
        inner = record(entry.get("resource"))
        kind = inner.get("resourceType")
        if kind == "Claim" or (kind == BENEFIT and not resources.find(inner.get("claim"))):
            yield claim(inner, resources)
        elif kind == BENEFIT:
            yield OtherDocument(f"{BENEFIT} of a claim that is there too")
        elif inner:
            yield from take(inner)


def claim(resource: dict[str, Any], resources: Resources) -> Taken:
    """One Claim resource as rows in the documented columns."""
    resources = resources.within(resource)
    items = lines_of(records(resource.get("item")), taken := Taken())
    identifiers = records(resource.get("identifier"))
    taken.claim_id = first(*(text(each.get("value")) for each in identifiers), text(resource.get("id")))
    kind = _kind(resource, taken)
    if kind:
        taken.set_aside, taken.lines = kind, len(items)
        return taken
    use = text(resource.get("use"))
    if use not in ("", "claim"):
        taken.issues.append(f"the claim is a {use}, not a claim for payment")
    columns = {
        "claim_id": taken.claim_id,
        "claim_charge": submitted(resource.get("total"), taken),
        **_related(resource, taken),
        **_insurance(resource, resources),
        "other_payers": other_payers(resource, resources),
        **_patient(resource, resources),
        **_providers(resource, resources),
        **_information(resource),
        "created": text(resource.get("created"))[:10],
    }
    team = _team(resource, resources, items)
    columns |= {f"claim_{role}_npi": team[0].get(role, ("", ""))[0] for role in ("referring", "supervising")}
    columns["claim_place_of_service"] = first(
        *(place_of_service(each.get("locationCodeableConcept")) for each in items)
    )
    places = _diagnoses(resource, resources, columns, taken)
    taken.rows = [_item(item, columns, team, places, resource, resources, taken) for item in items] or [columns]
    _restore(resource, items, taken.rows)
    return taken


def _kind(resource: dict[str, Any], taken: Taken) -> str:
    """The kind of a claim that is not professional, or ""."""
    codes = [code.lower() for _, code in codings(resource.get("type"))]
    for code in codes:
        if code in TYPES:
            return TYPES[code]
    taken.issues.append("Claim.type does not say professional; read as such")
    return ""


def _related(resource: dict[str, Any], taken: Taken) -> Row:
    """Frequency and the number of the claim that this one replaces."""
    columns = {}
    for each in records(resource.get("related")):
        if code_of(each.get("relationship")) in ("", "prior", "replaces", "replaced", "replacement"):
            other = record(each.get("claim"))
            number_ = text(record(other.get("identifier")).get("value"))
            named = text(other.get("reference")).split("/")[-1]
            reference = first(number_, text(record(each.get("reference")).get("value")), named)
            columns = {"frequency": "7", "original_reference": reference}
            break
    status = text(resource.get("status"))
    if status in ("cancelled", "entered-in-error"):
        columns["frequency"] = "8"
        taken.issues.append(f"Claim.status is {status}; read as a void claim (frequency 8)")
    elif status == "draft":
        taken.issues.append("Claim.status is draft")
    return columns


def _insurance(resource: dict[str, Any], resources: Resources) -> Row:
    """The focal insurance: coverage, member and payer."""
    stated = records(resource.get("insurance"))
    focal = next((each for each in stated if each.get("focal") is True), record(stated))
    reference = focal.get("coverage")
    coverage = resources.find(reference)
    payor = record(coverage.get("payor"))
    insurer = resources.party(resource.get("insurer"))
    paying = resources.party(payor)
    members = [each for each in records(coverage.get("identifier")) if code_of(each.get("type")) == "mb"]
    member = text(record(members).get("value"))
    filing = [code for system, code in codings(coverage.get("type")) if "claim-filing-indicator" in system]
    return {
        "member_id": first(text(coverage.get("subscriberId")), member),
        "relationship": code_of(coverage.get("relationship")).upper(),
        "responsibility": RESPONSIBILITIES.get(text(coverage.get("order")), ""),
        "filing_code": first(*filing),
        "payer_name": first(insurer.name, paying.name, text(record(reference).get("display"))),
        "payer_id": first(insurer.identifier, paying.identifier),
        "claim_prior_authorization": first(*texts(focal.get("preAuthRef"))),
    }


def _patient(resource: dict[str, Any], resources: Resources) -> Row:
    """Who was treated. A patient who is not in the file is known by the reference to it."""
    reference = record(resource.get("patient"))
    patient = resources.find(reference)
    family, given = person_name(patient.get("name"))
    identifiers = resources.identifiers(reference)
    mine = next((text(each.get("value")) for each in identifiers if "us-mbi" in text(each.get("system"))), "")
    key = text(reference.get("reference"))
    own = first(key if not key.startswith("#") else "", text(record(identifiers).get("value")))
    columns = {
        "patient_last_name": family,
        "patient_first_name": given,
        "patient_birth_date": text(patient.get("birthDate")),
        "patient_sex": text(patient.get("gender")),
    }
    if mine:
        columns["member_id"] = mine
    coverage = resources.find(record(next(iter(records(resource.get("insurance"))), {})).get("coverage"))
    if own and not mine and not coverage.get("subscriberId") and not (family and given and patient.get("birthDate")):
        columns["patient"] = own
    return columns


def _providers(resource: dict[str, Any], resources: Resources) -> Row:
    """Who bills, and where the service was."""
    billing = resources.party(resource.get("provider"))
    facility = resources.party(resource.get("facility"))
    columns = {
        "billing_name": billing.name,
        "billing_npi": billing.npi,
        "billing_tax_id": billing.tax_id,
        "billing_taxonomy": billing.taxonomy,
        "billing_address": billing.street,
        "billing_state": billing.state,
        "billing_zip": billing.zip,
        "claim_facility_npi": facility.npi,
        "claim_facility_address": facility.street,
        "claim_facility_zip": facility.zip,
    }
    if billing.person is not None and billing.person.npi != billing.npi:
        columns |= _rendering((billing.person.npi, billing.person.taxonomy), "claim")
    return columns


def _information(resource: dict[str, Any]) -> Row:
    """Dates of the claim: onset, hospital stay, accident."""
    columns: Row = {}
    for each in records(resource.get("supportingInfo")):
        category, period = code_of(each.get("category")), record(each.get("timingPeriod"))
        if category == "onset":
            columns["onset_date"] = first(text(each.get("timingDate")), text(period.get("start")))
        elif category in ("hospitalized", "admissionperiod"):
            columns["admission_date"], columns["discharge_date"] = text(period.get("start")), text(period.get("end"))
    accident = record(resource.get("accident"))
    if accident:
        columns["accident_date"] = text(accident.get("date"))
        columns["accident"] = ACCIDENTS.get(code_of(accident.get("type")).upper(), "OA")
    return columns


Team = tuple[dict[str, tuple[str, str]], dict[str, tuple[str, tuple[str, str]]]]


def _team(resource: dict[str, Any], resources: Resources, items: list[dict[str, Any]]) -> Team:
    """The care team: the claim's own by role, and those that items refer to by sequence; NPI and taxonomy each."""
    referred = {number for item in items for number in texts(item.get("careTeamSequence"))}
    own: dict[str, tuple[str, str]] = {}
    numbered: dict[str, tuple[str, tuple[str, str]]] = {}
    for each in records(resource.get("careTeam")):
        role = next((ROLES[code.lower()] for _, code in codings(each.get("role")) if code.lower() in ROLES), "")
        if not role and (each.get("responsible") is True or not each.get("role")):
            role = "rendering"
        party = resources.party(each.get("provider"))
        person = party.person or party
        found = (person.npi, first(taxonomy_of(each.get("qualification")), person.taxonomy))
        sequence = text(each.get("sequence"))
        if sequence and sequence in referred:
            numbered[sequence] = (role, found)
        elif role:
            own.setdefault(role, found)
    return own, numbered


def _rendering(party: tuple[str, str], source: str) -> Row:
    return {"rendering_npi": party[0], "rendering_taxonomy": party[1], "rendering_source": source}


def _diagnoses(resource: dict[str, Any], resources: Resources, columns: Row, taken: Taken) -> dict[str, int]:
    """Put the diagnoses into the columns in the order of their sequence; where each sequence is."""
    stated = records(resource.get("diagnosis"))
    stated.sort(key=lambda each: number(each.get("sequence")) or 0)
    more: list[str] = []
    places: dict[str, int] = {}
    for place, each in enumerate(stated, 1):
        concept = each.get("diagnosisCodeableConcept") or resources.find(each.get("diagnosisReference")).get("code")
        code, oddity = diagnosis(concept)
        places.setdefault(text(each.get("sequence")), place)
        if oddity and oddity not in taken.issues:
            taken.issues.append(oddity)
        if place <= MOST_DIAGNOSES:
            columns[f"dx{place}"] = code
        else:
            more.append(code or "-")
    columns["dx_more"] = " ".join(more)
    return places


def _item(
    item: dict[str, Any],
    columns: Row,
    team: Team,
    places: dict[str, int],
    resource: dict[str, Any],
    resources: Resources,
    taken: Taken,
) -> Row:
    """One item as a row: the claim's columns and its own."""
    concept = item.get("productOrService")
    qualifier, code, oddity = product(concept)
    if oddity and oddity not in taken.issues:
        taken.issues.append(oddity)
    modifiers, oddity = modifiers_of(item.get("modifier"))
    if oddity and oddity not in taken.issues:
        taken.issues.append(oddity)
    pointers = [str(places.get(each, 9999)) for each in texts(item.get("diagnosisSequence"))]
    if len(modifiers) > 4 or len(pointers) > 4:
        taken.issues.append("an item has more than four modifiers or diagnoses; the first four were taken")
    count = record(item.get("quantity"))
    units = text(count.get("value")) or "1"  # R4: "assumed to be 1 if not supplied"
    basis = first(text(count.get("code")), text(count.get("unit"))).upper()
    period, billable = record(item.get("servicedPeriod")), record(resource.get("billablePeriod"))
    own = first(text(item.get("servicedDate")), text(period.get("start")))
    row = {
        **columns,
        "line_no": text(item.get("sequence")) or ("" if DETAIL in item else "?"),
        "qualifier": qualifier,
        "code": code,
        "description": text(record(concept).get("text")),
        "charge": _charge(item, units, taken),
        "units": units,
        "unit_basis": "MJ" if basis in ("MIN", "MJ", "MINUTE", "MINUTES") else "UN",
        "place_of_service": place_of_service(item.get("locationCodeableConcept")) or NONE,
        "date_from": own or text(billable.get("start")),
        "date_to": text(period.get("end")) if own else text(billable.get("end")),
        "date_source": "line" if own else "claim",
    }
    row |= {f"mod{n}": code for n, code in enumerate(modifiers[:4], 1)}
    row |= {f"pointer{n}": place for n, place in enumerate(pointers[:4], 1)}
    if not row["date_from"]:
        del row["date_source"]
    _credit(row, item, team)
    drug(row, item, taken)
    if decided := adjudications(resource, item, code, taken):
        row["adjudications"] = decided
    return row


def _credit(row: Row, item: dict[str, Any], team: Team) -> None:
    """Who rendered, referred, ordered and supervised: the item's own care team, else the claim's."""
    own, numbered = team
    mine: dict[str, tuple[str, str]] = {}
    for sequence in texts(item.get("careTeamSequence")):
        role, party = numbered.get(sequence, ("", ("", "")))
        if role:
            mine.setdefault(role, party)
    if "rendering" in mine:
        row |= _rendering(mine["rendering"], "line")
    elif "rendering" in own:
        row |= _rendering(own["rendering"], "claim")
    for role in ("referring", "ordering", "supervising"):
        found = mine.get(role) or (own.get(role) if role == "ordering" else None)
        if found:
            row[f"{role}_npi"] = found[0]


def _charge(item: dict[str, Any], units: str, taken: Taken) -> str:
    """The charge of an item: net, else unit price times quantity and factor."""
    net = amount(item.get("net"), taken) or submitted(records(item.get("adjudication")), taken)
    price = number(amount(item.get("unitPrice"), taken))
    count = number(units)
    if net or price is None or count is None:
        return net
    factor = number(item.get("factor"))
    product_ = price * count * (factor if factor is not None else 1)
    return text(product_.normalize() if product_ else product_)


def _restore(resource: dict[str, Any], items: list[dict[str, Any]], rows: list[Row]) -> None:
    """Lay what `convert` wrote as supportingInfo over the columns it names."""
    sequences = [set(texts(item.get("informationSequence"))) for item in items]
    for each in records(resource.get("supportingInfo")):
        column = next((code for system, code in codings(each.get("category")) if system == COLUMN_SYSTEM), "")
        if column not in BY_NAME:
            continue
        value, sequence = text(each.get("valueString")), text(each.get("sequence"))
        for k, row in enumerate(rows):
            if BY_NAME[column].of != "line" or (k < len(sequences) and sequence in sequences[k]):
                row[column] = value
