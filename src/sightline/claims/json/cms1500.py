"""Read CMS-1500 claims in JSON: as clearing houses take them (see `clearing_house`), or by the numbers of the boxes.

The boxes are those of the form 02/12; see the NUCC 1500 Claim Form Reference Instruction Manual (nucc.org), and
docs/formats.md for the values that each box may have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from sightline.claims.batch import Batch
from sightline.claims.json import clearing_house
from sightline.claims.json.documents import OtherDocument, Taken, read_documents
from sightline.claims.json.fhir.codes import TAXONOMY
from sightline.claims.json.values import first, record, records, text, texts
from sightline.claims.rows.layout import MOST_DIAGNOSES, NONE
from sightline.claims.values import ndc

Row = dict[str, str]
#: Objects that hold claims in a list.
WRAPPERS = ("claims", "claim", "data", "items")
FILING = {"MEDICARE": "MB", "MEDICAID": "MC", "TRICARE": "CH", "CHAMPVA": "VA"}
CAUSES = {"10a": "EM", "10b": "AA", "10c": "OA"}
PROVIDERS = {"DN": "claim_referring_npi", "DK": "ordering_npi", "DQ": "claim_supervising_npi"}
LETTERS = "ABCDEFGHIJKL"
RESUBMISSION = ("22a", "22_code", "22_resubmission_code")
ORIGINAL = ("22b", "22_original_reference", "22_original_ref", "22_original_ref_no", "22_reference")
REFERENCE = ("original_reference", "original_ref", "original_ref_no", "original_reference_number", "reference")
SHADED = ("shaded", "supplemental", "ndc", "note")
DRUG = re.compile(
    r"(?:N4)?\s*([0-9]{11}|[0-9]{4,5}-[0-9]{3,4}-[0-9]{1,2})\s*(UN|ML|GR|F2|ME)?\s*([0-9]+(?:\.[0-9]+)?)?"
)
#: Anesthesia whose units are no minutes: daily management, and the add-on for burns by their area.
UNTIMED = ("01953", "01996")
#: Names that are known: of boxes, of the cells of a line, and of the parts of 24D.
BOXES = re.compile(r"[1-9][0-9]?[a-d]?(_.*)?|21_?[a-l]|24.*|icd_ind|carrier|payer_(name|id)|claim_?id|id")
CELLS = re.compile(r"[a-j](_(from|to))?|from|to|modifiers|shaded|supplemental|ndc|note|line(_no|_number)?|id|number")
SERVICE = re.compile(r"code|cpt|hcpcs|mod(ifier)?s?_?[1-4]?|description")
NOTHING = "no claim with claimInformation or with the boxes of a CMS-1500 was found in it"


def read_cms1500(source: BinaryIO, name: str, *, first_claim_key: int = 1, block_size: int = 0) -> Iterator[Batch]:
    """Stream the claims of a JSON file: one claim, an array, or one a line (NDJSON).

    `segment` of an origin is the claim's number in the file, `byte` where its document starts. Never raises for what
    the file holds.
    """
    yield from read_documents(source, name, first_claim_key, take, NOTHING)


def take(document: Any) -> Iterator[Taken | OtherDocument]:
    """The claims of a document."""
    if not isinstance(document, dict):
        yield OtherDocument("JSON value that is no claim")
        return
    if "claimInformation" in document:
        yield clearing_house.claim(document)
        return
    boxes = {box_name(key): value for key, value in document.items()}
    if "24" in boxes:
        yield claim(boxes)
        return
    inside = next((document[key] for key in WRAPPERS if isinstance(document.get(key), (list, dict))), None)
    if inside is None:
        yield OtherDocument("JSON object that is no claim")
        return
    for each in inside if isinstance(inside, list) else [inside]:
        yield from take(each)


def box_name(key: str) -> str:
    """The number of a box, as in 1a, from box_1a, Box 1A or item1a."""
    plain = re.sub(r"[^a-z0-9]+", "_", key.lower()).strip("_")
    return re.sub(r"^(box|item|field|block)_?(?=[0-9])", "", plain)


def claim(boxes: dict[str, Any]) -> Taken:
    """One claim by its boxes as rows in the documented columns."""
    lines = records(boxes.get("24"))
    taken = Taken(claim_id=text(boxes.get("26")), lines=len(lines))
    last, given = _name(boxes.get("2"))
    code, reference = _resubmission(boxes)
    billing, facility, tax = record(boxes.get("33")), record(boxes.get("32")), boxes.get("25")
    columns = {
        "claim_id": taken.claim_id,
        "claim_charge": form_amount(text(boxes.get("28"))),
        "frequency": first(code, "1"),
        "original_reference": reference,
        "claim_prior_authorization": text(boxes.get("23")),
        "member_id": text(boxes.get("1a")),
        "group_number": text(boxes.get("11")),
        "health_plan": text(boxes.get("11c")),
        "filing_code": FILING.get(text(boxes.get("1")).upper(), ""),
        "relationship": text(boxes.get("6")),
        "patient_last_name": last,
        "patient_first_name": given,
        **_birth(boxes),
        "payer_name": first(text(boxes.get("payer_name")), text(boxes.get("carrier")), text(boxes.get("11c"))),
        "payer_id": text(boxes.get("payer_id")),
        "accident": ",".join(cause for box, cause in CAUSES.items() if _yes(boxes.get(box))),
        "onset_date": box_date(first(text(record(boxes.get("14")).get("date")), text(boxes.get("14")))),
        "admission_date": box_date(first(text(record(boxes.get("18")).get("from")), text(boxes.get("18_from")))),
        "discharge_date": box_date(first(text(record(boxes.get("18")).get("to")), text(boxes.get("18_to")))),
        "created": box_date(first(text(record(boxes.get("31")).get("date")), text(boxes.get("31_date")))),
        PROVIDERS.get(text(boxes.get("17"))[:2].upper(), "claim_referring_npi"): text(boxes.get("17b")),
        "billing_tax_id": first(text(tax), text(record(tax).get("number"))),
        "billing_name": first(text(billing.get("name")), text(boxes.get("33")).split("\n")[0]),
        "billing_state": text(billing.get("state")),
        "billing_zip": text(billing.get("zip")),
        "billing_npi": text(boxes.get("33a")),
        "billing_taxonomy": _taxonomy(text(boxes.get("33b"))),
        "claim_facility_npi": text(boxes.get("32a")),
        "claim_facility_zip": text(facility.get("zip")),
    }
    _diagnoses(boxes, columns)
    columns = dict.fromkeys(PROVIDERS.values(), "") | columns
    rows = [_line(line, number, columns, taken) for number, line in enumerate(lines, 1)] or [columns]
    _unknown(boxes, BOXES, "boxes", taken)
    place = next((row["place_of_service"] for row in rows if "place_of_service" in row), "")
    taken.rows = [{**row, "claim_place_of_service": place} for row in rows]
    return taken


def _name(value: Any) -> tuple[str, str]:
    """Last and first name from LAST, FIRST, MIDDLE or an object."""
    named = record(value)
    if named:
        return text(named.get("last")), text(named.get("first"))
    parts = [part.strip() for part in text(value).split(",")]
    return parts[0], parts[1] if len(parts) > 1 else ""


def _birth(boxes: dict[str, Any]) -> Row:
    """Birth date and sex, from an object, boxes of their own, or one text."""
    both = record(boxes.get("3"))
    *day, sex = text(boxes.get("3")).split() or [""]
    if sex[:1].isdigit():
        day, sex = [*day, sex], ""
    return {
        "patient_birth_date": box_date(
            first(text(both.get("birth_date")), text(boxes.get("3_birth_date")), " ".join(day)), century=False
        ),
        "patient_sex": first(text(both.get("sex")), text(boxes.get("3_sex")), sex),
    }


def _yes(value: Any) -> bool:
    return value is True or text(value).upper() in ("Y", "YES", "X", "TRUE")


def _taxonomy(value: str) -> str:
    found = re.search(TAXONOMY.pattern + "$", value.upper().replace(" ", ""))
    return found[0] if found else ""


def box_date(value: str, century: bool = True) -> str:
    """A date as the form has it (MM DD YY or MM DD YYYY, with or without blanks) as YYYY-MM-DD; others as they are.

    Two digits of a year are of this century where `century` allows.
    """
    digits = re.sub(r"[ /-]", "", value)
    if re.fullmatch(r"[0-9]{4}-.*", value) or not digits.isdigit():
        return value
    if len(digits) == 6 and century:
        return f"20{digits[4:]}-{digits[:2]}-{digits[2:4]}"
    if len(digits) == 8 and int(digits[:2]) <= 12 and int(digits[4:6]) in (19, 20):
        return f"{digits[4:]}-{digits[:2]}-{digits[2:4]}"
    return value


def _diagnoses(boxes: dict[str, Any], columns: Row) -> None:
    """Box 21, as an object of A to L, a list, or one text; with its indicator 9 or 0."""
    stated = boxes.get("21")
    named = record(stated) if isinstance(stated, dict) else {}
    letters = {key.upper(): text(value) for key, value in named.items()}
    indicator = first(text(boxes.get("21_icd_ind")), text(boxes.get("icd_ind")), letters.get("ICD_IND", ""))
    letters |= {key[-1].upper(): text(value) for key, value in boxes.items() if re.fullmatch("21_?[a-l]", key)}
    codes = [letters.get(letter, "") for letter in LETTERS]
    if not any(codes):
        codes = texts(stated) if isinstance(stated, list) else text(stated).replace(",", " ").split()
    for place, code in enumerate(codes[:MOST_DIAGNOSES], 1):
        columns[f"dx{place}"] = f"ICD9:{code}" if indicator == "9" and code else code


def _resubmission(boxes: dict[str, Any]) -> tuple[str, str]:
    """Both parts of box 22: the code, and the payer's number of the claim before; in one text, an object or two boxes."""
    stated = boxes.get("22")
    both = {box_name(key): text(value) for key, value in record(stated).items()}
    code, _, reference = re.sub(r"[|/,;]+", " ", text(stated)).partition(" ")
    return (
        first(code, both.get("code", ""), both.get("resubmission_code", ""), *map(text, map(boxes.get, RESUBMISSION))),
        first(reference.strip(), *(both.get(name, "") for name in REFERENCE), *map(text, map(boxes.get, ORIGINAL))),
    )


def form_amount(value: str) -> str:
    """An amount as the form has it: the rule between dollars and cents may be a blank or a bar."""
    return re.sub(r"^(-?[0-9][0-9,]*)[ |]+([0-9]{2})$", r"\1.\2", value)


def _unknown(given: Iterable[str], known: re.Pattern[str], what: str, taken: Taken) -> None:
    """Say which keys were not read."""
    odd = [key for key in given if not known.fullmatch(key)]
    if odd:
        taken.issues.append(f"{what} that are not known and were not read: {', '.join(odd[:12])}")


def _shaded(cells: dict[str, Any]) -> Row:
    """The drug of the shaded line: N4, the code, its unit and quantity."""
    stated = first(*(text(cells.get(name)) for name in SHADED))
    found = DRUG.search(stated.upper())
    if not found:
        return {}
    return {"ndc": ndc(found[1]), "ndc_unit": found[2] or "", "ndc_quantity": found[3] or ""}


def _basis(code: str) -> str:
    """What 24G counts: minutes for anesthesia that is timed."""
    return "MJ" if re.fullmatch("0[01][0-9]{3}", code) and "00100" <= code <= "01999" and code not in UNTIMED else ""


def _modifiers(service: dict[str, Any], cells: dict[str, Any], taken: Taken) -> list[str]:
    """The modifiers of an object of 24D, under the names that they have there."""
    names = [key for key in service if re.fullmatch(r"mod(ifier)?s?_?[1-4]?", box_name(key))]
    for name in names:
        if name != "modifiers":
            issue = f"{name} of box 24d was read as modifiers"
            taken.issues += [issue] if issue not in taken.issues else []
    _unknown(map(box_name, service), SERVICE, "parts of box 24d", taken)
    return [each for name in names for each in texts(service.get(name))] or texts(cells.get("modifiers"))


def _line(line: dict[str, Any], number: int, columns: Row, taken: Taken) -> Row:
    """One line of box 24."""
    cells = {re.sub("^24_?(?=[a-j])", "", box_name(key)): value for key, value in line.items()}
    dates, service = record(cells.get("a")), record(cells.get("d"))
    start = first(text(dates.get("from")), text(cells.get("a_from")), text(cells.get("from")), text(cells.get("a")))
    end = first(text(dates.get("to")), text(cells.get("a_to")), text(cells.get("to")))
    code, *stated = text(cells.get("d")).split() or [
        first(*(text(service.get(name)) for name in ("code", "cpt", "hcpcs")))
    ]
    modifiers = stated or _modifiers(service, cells, taken)
    _unknown(cells, CELLS, "cells of box 24", taken)
    pointers = cells.get("e")
    return {
        **columns,
        "line_no": str(number),
        "date_from": box_date(start),
        "date_to": box_date(end),
        "place_of_service": text(cells.get("b")) or NONE,
        "emergency": "Y" if _yes(cells.get("c")) else "",
        "code": code,
        "modifiers": " ".join(modifiers),
        "pointers": " ".join(texts(pointers)),
        "charge": form_amount(text(cells.get("f"))),
        "units": text(cells.get("g")),
        "unit_basis": _basis(code),
        **_shaded(cells),
        "rendering_npi": text(cells.get("j")),
    }
