"""The professional claim as clearing houses' interfaces take it: the 837P in JSON, with `claimInformation`.

The shape (version 3) is that of Change Healthcare, Optum and Stedi: developer.optum.com/eligibilityandclaims,
stedi.com/docs/healthcare/api-reference/post-healthcare-claims.
"""

from __future__ import annotations

import json
from typing import Any

from sightline.claims.json.documents import Taken
from sightline.claims.json.values import first, record, records, text, texts
from sightline.claims.rows.layout import MOST_DIAGNOSES
from sightline.claims.values import ndc

Row = dict[str, str]
CODE_SETS = {"ABK": "", "ABF": "", "BK": "ICD9:", "BF": "ICD9:"}
#: providerType where providers come as a list, and the name of the object where they do not.
PROVIDERS = {
    "BillingProvider": "billing",
    "RenderingProvider": "rendering",
    "ReferringProvider": "referring",
    "SupervisingProvider": "supervising",
    "OrderingProvider": "ordering",
}
OTHER_SERVICES = ("institutionalService", "dentalService")


def claim(document: dict[str, Any]) -> Taken:
    """One claim as rows in the documented columns."""
    about = record(document.get("claimInformation"))
    lines = records(about.get("serviceLines"))
    taken = Taken(claim_id=text(about.get("patientControlNumber")), lines=len(lines))
    other = next((kind for line in lines for kind in OTHER_SERVICES if kind in line), "")
    if other and not any("professionalService" in line for line in lines):
        taken.set_aside = other.removesuffix("Service")
        return taken
    columns = {
        "claim_id": taken.claim_id,
        "claim_charge": text(about.get("claimChargeAmount")),
        "claim_place_of_service": text(about.get("placeOfServiceCode")),
        "frequency": text(about.get("claimFrequencyCode")),
        "filing_code": text(about.get("claimFilingCode")),
        "accident": ",".join(texts(about.get("relatedCausesCode"))),
        "payer_name": first(
            text(document.get("tradingPartnerName")), text(record(document.get("receiver")).get("organizationName"))
        ),
        "payer_id": text(document.get("tradingPartnerServiceId")),
        "condition_codes": " ".join(
            code for each in records(about.get("conditionInformation")) for code in texts(each.get("conditionCodes"))
        ),
        "anesthesia_codes": " ".join(texts(about.get("anesthesiaRelatedSurgicalProcedure"))),
        "other_payers": json.dumps([_other(each) for each in records(about.get("otherSubscriberInformation"))]),
        **_supplement(about),
        **_people(document),
        **_providers(document),
    }
    facility = record(about.get("serviceFacilityLocation"))
    columns |= {"claim_facility_npi": text(facility.get("npi")), "claim_facility_zip": _zip(facility)}
    columns["claim_facility_address"] = text(record(facility.get("address")).get("address1"))
    _diagnoses(about, columns, taken)
    taken.rows = [_line(line, number, columns) for number, line in enumerate(lines, 1)] or [columns]
    return taken


def _supplement(about: dict[str, Any]) -> Row:
    extra = record(about.get("claimSupplementalInformation"))
    dates = record(about.get("claimDateInformation"))
    return {
        "original_reference": text(extra.get("claimControlNumber")),
        "claim_prior_authorization": text(extra.get("priorAuthorizationNumber")),
        "onset_date": text(dates.get("symptomDate")),
        "accident_date": text(dates.get("accidentDate")),
        "admission_date": text(dates.get("admissionDateAndHour"))[:8],
        "discharge_date": text(dates.get("dischargeDateAndHour"))[:8],
    }


def _other(insured: dict[str, Any]) -> dict[str, Any]:
    """Another payer of the claim, from otherSubscriberInformation."""
    payer = record(insured.get("otherPayerName"))
    return {
        "responsibility": text(insured.get("paymentResponsibilityLevelCode")),
        "filing_code": text(insured.get("claimFilingIndicatorCode")),
        "name": text(payer.get("otherPayerOrganizationName")),
        "id": text(payer.get("otherPayerIdentifier")),
        "paid": text(insured.get("payerPaidAmount")) or None,
        "adjustments": _adjustments(insured.get("claimLevelAdjustments")),
    }


def _decided(decision: dict[str, Any]) -> dict[str, Any]:
    """What another payer decided for a line, from lineAdjudicationInformation."""
    when = text(decision.get("adjudicationOrPaymentDate"))
    return {
        "payer_id": text(decision.get("otherPayerPrimaryIdentifier")),
        "paid": text(decision.get("serviceLinePaidAmount")) or None,
        "code": text(decision.get("procedureCode")),
        "units": text(decision.get("paidServiceUnitCount")) or None,
        "date": f"{when[:4]}-{when[4:6]}-{when[6:8]}" if len(when) == 8 else when or None,
        "adjustments": _adjustments(decision.get("claimAdjustmentInformation")),
    }


def _adjustments(stated: Any) -> list[dict[str, Any]]:
    return [
        {
            "group": text(each.get("adjustmentGroupCode")),
            "reason": text(detail.get("adjustmentReasonCode")),
            "amount": text(detail.get("adjustmentAmount")) or None,
            "units": text(detail.get("adjustmentQuantity")) or None,
        }
        for each in records(stated)
        for detail in records(each.get("adjustmentDetails"))
    ]


def _people(document: dict[str, Any]) -> Row:
    """The insured person and the patient."""
    insured, dependent = record(document.get("subscriber")), record(document.get("dependent"))
    patient = dependent or insured
    relationship = text(dependent.get("relationshipToSubscriberCode")) or ("G8" if dependent else "18")
    return {
        "member_id": text(insured.get("memberId")),
        "responsibility": text(insured.get("paymentResponsibilityLevelCode")),
        "relationship": relationship,
        "patient_last_name": text(patient.get("lastName")),
        "patient_first_name": text(patient.get("firstName")),
        "patient_birth_date": text(patient.get("dateOfBirth")),
        "patient_sex": text(patient.get("gender")),
    }


def _providers(document: dict[str, Any]) -> Row:
    """The providers of the claim, as objects of their own or in a list."""
    listed = {PROVIDERS.get(text(each.get("providerType")), ""): each for each in records(document.get("providers"))}
    found = {role: record(document.get(role)) or listed.get(role, {}) for role in PROVIDERS.values()}
    billing, rendering = found["billing"], found["rendering"]
    name = first(text(billing.get("organizationName")), text(billing.get("lastName")))
    given = text(billing.get("firstName"))
    columns = {
        "billing_name": f"{name}, {given}" if given and name else name,
        "billing_npi": text(billing.get("npi")),
        "billing_tax_id": first(text(billing.get("employerId")), text(billing.get("ssn"))),
        "billing_taxonomy": text(billing.get("taxonomyCode")),
        "billing_address": text(record(billing.get("address")).get("address1")),
        "billing_state": text(record(billing.get("address")).get("state")),
        "billing_zip": _zip(billing),
        "pay_to_zip": text(record(document.get("payToAddress")).get("postalCode")),
        "claim_referring_npi": text(found["referring"].get("npi")),
        "claim_supervising_npi": text(found["supervising"].get("npi")),
        "ordering_npi": text(found["ordering"].get("npi")),
    }
    if rendering:
        columns |= _rendering(rendering, "claim")
    return columns


def _rendering(provider: dict[str, Any], source: str) -> Row:
    return {
        "rendering_npi": text(provider.get("npi")),
        "rendering_taxonomy": text(provider.get("taxonomyCode")),
        "rendering_source": source,
    }


def _zip(provider: dict[str, Any]) -> str:
    return text(record(provider.get("address")).get("postalCode"))


def _diagnoses(about: dict[str, Any], columns: Row, taken: Taken) -> None:
    more = []
    for place, each in enumerate(records(about.get("healthCareCodeInformation")), 1):
        kind, code = text(each.get("diagnosisTypeCode")).upper(), text(each.get("diagnosisCode"))
        if kind not in CODE_SETS:
            taken.issues.append("a diagnosisTypeCode is none of ABK, ABF, BK, BF; its code was read as ICD-10-CM")
        code = CODE_SETS.get(kind, "") + code if code else ""
        if place <= MOST_DIAGNOSES:
            columns[f"dx{place}"] = code
        else:
            more.append(code or "-")
    columns["dx_more"] = " ".join(more)


def _line(line: dict[str, Any], number: int, columns: Row) -> Row:
    service = record(line.get("professionalService"))
    drug = record(line.get("drugIdentification"))
    pointers = service.get("compositeDiagnosisCodePointers")
    pointers = record(pointers).get("diagnosisCodePointers") if record(pointers) else pointers
    if isinstance(pointers, list):
        pointers = [each for part in pointers for each in (part if isinstance(part, list) else [part])]
    extra = record(line.get("serviceLineReferenceInformation"))
    row = {
        **columns,
        "line_no": str(number),
        "assigned_number": text(line.get("assignedNumber")),
        "control_number": text(line.get("providerControlNumber")),
        "qualifier": text(service.get("procedureIdentifier")),
        "code": text(service.get("procedureCode")),
        "description": text(service.get("description")),
        "charge": text(service.get("lineItemChargeAmount")),
        "units": text(service.get("serviceUnitCount")),
        "unit_basis": text(service.get("measurementUnit")),
        "place_of_service": text(service.get("placeOfServiceCode")),
        "emergency": text(service.get("emergencyIndicator")),
        "date_from": text(line.get("serviceDate")),
        "date_to": text(line.get("serviceDateEnd")),
        "modifiers": " ".join(texts(service.get("procedureModifiers"))),
        "pointers": " ".join(texts(pointers)),
        "ndc": ndc(text(drug.get("nationalDrugCode"))),
        "ndc_quantity": text(drug.get("nationalDrugUnitCount")),
        "ndc_unit": text(drug.get("measurementUnitCode")),
        "prior_authorization": text(record(extra.get("priorAuthorization")).get("priorAuthorizationOrReferralNumber")),
    }
    decided = [_decided(each) for each in records(line.get("lineAdjudicationInformation"))]
    row["adjudications"] = json.dumps(decided) if decided else ""
    facility = record(line.get("serviceFacilityLocation"))
    if facility:
        row |= {"facility_npi": text(facility.get("npi")) or "-", "facility_zip": _zip(facility) or "-"}
    if record(line.get("renderingProvider")):
        row |= _rendering(record(line.get("renderingProvider")), "line")
    for role in ("referring", "ordering", "supervising"):
        provider = record(line.get(f"{role}Provider"))
        if provider:
            row[f"{role}_npi"] = text(provider.get("npi"))
    return row
