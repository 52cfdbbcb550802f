"""What the code systems and identifier systems of FHIR claims stand for; systems are recognized by what their address holds.

Sources: HL7 Terminology (terminology.hl7.org), the CARIN Blue Button guide, NUCC and CMS addresses in use.
"""

from __future__ import annotations

import re
from typing import Any

from sightline.claims.json.values import first, record, records, text

#: The system of supportingInfo categories that carry what a Claim has no place for; the code is a column of `layout`.
COLUMN_SYSTEM = "urn:sightline:column"
FILING_SYSTEM = "https://x12.org/codes/claim-filing-indicator-codes"
NPI_SYSTEM = "http://hl7.org/fhir/sid/us-npi"
EIN_SYSTEM = "urn:oid:2.16.840.1.113883.4.4"
TAXONOMY_SYSTEM = "http://nucc.org/provider-taxonomy"
CPT_SYSTEM = "http://www.ama-assn.org/go/cpt"
HCPCS_SYSTEM = "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
ICD10_SYSTEM = "http://hl7.org/fhir/sid/icd-10-cm"
ICD9_SYSTEM = "http://hl7.org/fhir/sid/icd-9-cm"
PLACE_SYSTEM = "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set"

#: Part of a system's address, and the qualifier of the line: HC is CPT and HCPCS, as in SV101-1.
PRODUCTS = (
    ("ama-assn.org/go/cpt", "HC"), ("/sid/cpt", "HC"), ("hcpcs", "HC"), ("2.16.840.1.113883.6.12", "HC"),
    ("2.16.840.1.113883.6.285", "HC"), ("ada.org", "AD"), ("/cdt", "AD"), ("snomed", "SNOMED"), ("loinc", "LOINC"),
    ("rxnorm", "RXNORM"), ("/cvx", "CVX"), ("/ndc", "NDC"), ("icd-10-pcs", "ICD10PCS"), ("nubc", "REVENUE"),
)  # fmt: skip
DIAGNOSES = (
    ("icd-10-cm", "ICD10"), ("coding/icd10", "ICD10"), ("2.16.840.1.113883.6.90", "ICD10"), ("icd-9", "ICD9"),
    ("2.16.840.1.113883.6.103", "ICD9"), ("sid/icd-10", "WHO"), ("snomed", "SNOMED"),
)  # fmt: skip
OTHER = "ZZ"  # as X12 says: mutually defined
PROCEDURE = re.compile(r"[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4}")
ICD10 = re.compile(r"[A-Z][0-9][0-9A-Z](\.?[0-9A-Z]{1,4})?")
MODIFIER = re.compile(r"[0-9A-Z]{2}")
TAXONOMY = re.compile(r"[0-9A-Z]{9}X")
NPI = re.compile(r"[12][0-9]{9}")

#: Kinds of claim by Claim.type; "" is professional.
TYPES = {
    "professional": "", "professional-nonclinician": "", "institutional": "institutional", "oral": "oral",
    "inpatient-facility": "institutional", "outpatient-facility": "institutional", "pharmacy": "pharmacy",
    "vision": "vision",
}  # fmt: skip
#: Roles in a care team, by code.
ROLES = {
    "rendering": "rendering", "performing": "rendering", "performer": "rendering", "primary": "rendering",
    "82": "rendering", "referring": "referring", "dn": "referring", "supervising": "supervising",
    "supervisor": "supervising", "dq": "supervising", "ordering": "ordering", "dk": "ordering",
}  # fmt: skip
ACCIDENTS = {"MVA": "AA", "WPA": "EM", "WORK": "EM", "SCHOOL": "OA", "SPT": "OA", "SPORT": "OA", "HOME": "OA"}
RESPONSIBILITIES = {"1": "P", "2": "S", "3": "T"}


def codings(concept: Any) -> list[tuple[str, str]]:
    """System (lower case) and code of each coding of a CodeableConcept."""
    found = [
        (text(each.get("system")).lower(), text(each.get("code"))) for each in records(record(concept).get("coding"))
    ]
    return [each for each in found if each[1]]


def code_of(concept: Any) -> str:
    """The first code of a concept, in lower case."""
    return next((code.lower() for _, code in codings(concept)), "")


def meaning(system: str, table: tuple[tuple[str, str], ...]) -> str:
    """What a system is by a table of parts of addresses; "" when it is none of them."""
    return next((name for part, name in table if part in system), "")


def product(concept: Any) -> tuple[str, str, str]:
    """Qualifier and code of a product or service, and an oddity ("" = none): CPT or HCPCS where there is one."""
    found = [(meaning(system, PRODUCTS), system, code) for system, code in codings(concept)]
    for qualifier, _, code in found:
        if qualifier == "HC":
            return "HC", code.upper(), ""
    for qualifier, system, code in found:
        if not system and PROCEDURE.fullmatch(code.upper()):
            return "HC", code.upper(), "a product code without a system was read as CPT or HCPCS"
        return qualifier or OTHER, code, f"a product code is not CPT or HCPCS but {qualifier or 'of another system'}"
    return "", "", ""


def modifiers(concepts: Any) -> tuple[list[str], str]:
    """The modifiers in concepts, and an oddity ("" = none): of each every coding that is CPT or HCPCS, else what has the
    form of a modifier, else its text."""
    found: list[str] = []
    oddity = ""
    for concept in records(concepts):
        given = codings(concept)
        ours = [code for system, code in given if meaning(system, PRODUCTS) == "HC"]
        plain = [code for system, code in given if not system and MODIFIER.fullmatch(code.upper())]
        other = [code for _, code in given if MODIFIER.fullmatch(code.upper())]
        words = [part for part in re.split(r"[\s,;:/-]+", text(concept.get("text"))) if part]
        if ours or plain:
            mine = ours or plain
        elif other:
            mine, oddity = other[:1], "a modifier of a system that is not known was read as CPT or HCPCS"
        elif words and all(MODIFIER.fullmatch(word.upper()) for word in words):
            mine = words
        else:
            mine, oddity = [], "a modifier is not CPT or HCPCS and was not read"
        found += dict.fromkeys(code.upper() for code in mine)
    return found, oddity


def diagnosis(concept: Any) -> tuple[str, str]:
    """A diagnosis as the columns hold it (ICD9:786.5; nothing before ICD-10-CM), and an oddity ("" = none)."""
    found = [(meaning(system, DIAGNOSES), system, code) for system, code in codings(concept)]
    for needed in ("ICD10", "ICD9"):
        for name, _, code in found:
            if name == needed:
                return (code if name == "ICD10" else f"ICD9:{code}"), ""
    for name, system, code in found:
        if name == "WHO" or (not system and ICD10.fullmatch(code.upper())):
            return code, "a diagnosis whose system does not say ICD-10-CM was read as such"
        return f"{name or 'OTHER'}:{code}", "a diagnosis is not in ICD-10-CM; no edit reads it"
    return "", ""


def place_of_service(concept: Any) -> str:
    """A CMS place of service; a two-digit code of a system that does not say so counts when there is none that does."""
    found = codings(concept)
    named = [code for system, code in found if "place-of-service" in system or "place_of_service" in system]
    return first(*named, *(code for _, code in found if len(code) == 2 and code.isdigit()))


def npi_of(identifiers: list[dict[str, Any]]) -> str:
    """The NPI among identifiers: by system or type, else what looks like one and names no system."""
    for each in identifiers:
        if text(each.get("system")).lower().rstrip("/").endswith(("us-npi", "2.16.840.1.113883.4.6")):
            return text(each.get("value"))
    for each in identifiers:
        if code_of(each.get("type")) == "npi":
            return text(each.get("value"))
    plain = [text(each.get("value")) for each in identifiers if not text(each.get("system"))]
    return next((value for value in plain if NPI.fullmatch(value)), "")


def tax_id_of(identifiers: list[dict[str, Any]]) -> str:
    """The tax identifier among identifiers, by system or type."""
    for each in identifiers:
        system = text(each.get("system")).lower().rstrip("/")
        if system.endswith(("113883.4.4", "us-ein", "us-tin")) or code_of(each.get("type")) in ("tax", "en"):
            return text(each.get("value"))
    return ""


def taxonomy_of(concepts: Any) -> str:
    """The provider taxonomy among concepts: by system, else by its shape."""
    found = [each for concept in records(concepts) for each in codings(concept)]
    named = [code for system, code in found if "taxonomy" in system or "nucc" in system]
    return first(*named, *(code for _, code in found if TAXONOMY.fullmatch(code))).upper()
