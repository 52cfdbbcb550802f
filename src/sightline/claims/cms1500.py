"""Read CMS-1500 claims in JSON: as clearing houses take them (see `clearing_house`), or by the numbers of the boxes.

The boxes are those of the form 02/12; see the NUCC 1500 Claim Form Reference Instruction Manual (nucc.org), and
docs/formats.md for the values that each box may have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from . import clearing_house
from .batch import Batch
from .documents import OtherDocument, Taken, read_documents
from .fhir_codes import TAXONOMY
from .json_values import first, record, records, text, texts
from .layout import MOST_DIAGNOSES, NONE

Row = dict[str, str]
#: Objects that hold claims in a list.
WRAPPERS = ("claims", "claim", "data", "items")
FILING = {"MEDICARE": "MB", "MEDICAID": "MC", "TRICARE": "CH", "CHAMPVA": "VA"}
CAUSES = {"10a": "EM", "10b": "AA", "10c": "OA"}
PROVIDERS = {"DN": "claim_referring_npi", "DK": "ordering_npi", "DQ": "claim_supervising_npi"}
LETTERS = "ABCDEFGHIJKL"
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
    resubmission = boxes.get("22")
    code, _, reference = text(resubmission).partition(" ")
    billing, facility, tax = record(boxes.get("33")), record(boxes.get("32")), boxes.get("25")
    columns = {
        "claim_id": taken.claim_id,
        "claim_charge": text(boxes.get("28")),
        "frequency": first(code, text(record(resubmission).get("code")), "1"),
        "original_reference": first(reference.strip(), text(record(resubmission).get("original_reference"))),
        "claim_prior_authorization": text(boxes.get("23")),
        "member_id": text(boxes.get("1a")),
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
    rows = [_line(line, number, columns) for number, line in enumerate(lines, 1)] or [columns]
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


def _line(line: dict[str, Any], number: int, columns: Row) -> Row:
    """One line of box 24."""
    cells = {re.sub("^24_?(?=[a-j])", "", box_name(key)): value for key, value in line.items()}
    dates, service = record(cells.get("a")), record(cells.get("d"))
    start = first(text(dates.get("from")), text(cells.get("a_from")), text(cells.get("from")), text(cells.get("a")))
    end = first(text(dates.get("to")), text(cells.get("a_to")), text(cells.get("to")))
    code, *stated = text(cells.get("d")).split() or [text(service.get("code"))]
    modifiers = stated or texts(service.get("modifiers")) or texts(cells.get("modifiers"))
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
        "charge": text(cells.get("f")),
        "units": text(cells.get("g")),
        "rendering_npi": text(cells.get("j")),
    }
