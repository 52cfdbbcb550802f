"""Codes with something around them: a place of service with its name, a procedure with its code set, a drug code with its
quantity, minutes in words. Each such reading has a name; what has two meanings is left as it stands."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims.rows.written import Say
from sightline.claims.values import ndc

PLACES = ("place_of_service", "claim_place_of_service")
NAMED = "places of service with their names, or by CMS's name alone, were read as their codes"
CODE_SET = "the name of the code set before a code was passed over"
BESIDE = "words that stood beside a code were passed over"
DRUG_CODE = (
    "national drug codes were read in eleven digits, without hyphens (ten digits filled up by the place of the hyphens)"
)
WITH_QUANTITY = "the quantity and unit that stood beside a national drug code were read"
BASIS = "minutes and units in words were read as MJ and UN"
FREE = "free text is not read as notes of the claim (NTE), and was not used"

#: The code first, or last; what stands between it and a name tells whether it can be anything else.
CODE_FIRST = re.compile(r"\(?([0-9]{1,2})\)?(\s*[-–:=/(]\s*|\s+)([A-Za-z].*?)\)?")
CODE_LAST = re.compile(r"([A-Za-z].*?)(\s*[-–:=(]\s*|\s+)([0-9]{2})\)?")
LABEL = re.compile(r"(?i)(?:pos|place of service)\b[\s:#=-]*(?=[0-9(])")
PROCEDURE_SET = re.compile(r"(?i)(?:CPT(?:[®-]?4)?|HCPCS|HC)[®\s:#-]+(?=[0-9A-Z][0-9]{3}[0-9A-Z])")
PROCEDURE = re.compile(r"([0-9A-Za-z][0-9]{3}[0-9A-Za-z])\s+[-–:]\s+(?=.*[A-Za-z]{3}).{3,}")
#: N4, the code, and perhaps unit and quantity, as the form has them (NUCC, shaded line of box 24).
DRUG = re.compile(
    r"(?:N4|NDC)?[\s:#]*([0-9]{11}|[0-9]{4,5}-[0-9]{3,4}-[0-9]{1,2})(?:\s*(UN|ML|GR|F2|ME)\s*([0-9]+(?:\.[0-9]+)?))?"
)
MINUTES = {"MIN": "MJ", "MINS": "MJ", "MINUTE": "MJ", "MINUTES": "MJ", "UNIT": "UN", "UNITS": "UN"}


def _plain(name: str) -> str:
    return re.sub("[^a-z0-9]", "", name.lower())


def _names() -> dict[str, str]:
    with Path(__file__).with_name("places.csv").open(encoding="utf-8", newline="") as stream:
        return {_plain(row["name"]): row["code"] for row in csv.DictReader(stream)}


#: CMS's names of places of service (Place of Service Code Set), and their codes.
CMS_NAMES = _names()


def bare(columns: dict[str, pa.Array], say: Say) -> dict[str, pa.Array]:
    """The columns with the codes alone."""
    for name in PLACES:
        columns = _read(columns, name, NAMED, place, say)
    columns = _read(columns, "code", CODE_SET, without_code_set, say)
    columns = _read(columns, "code", BESIDE, without_words, say)
    columns = _read(columns, "unit_basis", BASIS, lambda text: MINUTES.get(text.upper(), text), say)
    for name in ("notes", "claim_notes"):
        columns = _read(columns, name, FREE, lambda text: text if text.startswith("[") or text == "-" else "", say)
    return _drugs(columns, say)


def place(text: str) -> str:
    """A place of service by its code, with or without its name; a text of which that is not plain as it stands."""
    if text.isdigit() or not text:
        return text
    text_ = LABEL.sub("", text) if LABEL.match(text) else text
    if (found := CODE_FIRST.fullmatch(text_)) is not None:
        code, between, name = found.groups()
    elif (found := CODE_LAST.fullmatch(text_)) is not None:
        name, between, code = found.groups()
    else:
        alone = text_.strip("() ")
        return alone.zfill(2) if alone.isdigit() and len(alone) < 3 else CMS_NAMES.get(_plain(text_), text)
    known = CMS_NAMES.get(_plain(name), "")
    code = code.zfill(2)
    return code if known == code or (not known and between.strip()) else text


def without_code_set(text: str) -> str:
    """A procedure code without CPT or HCPCS before it."""
    return PROCEDURE_SET.sub("", text, count=1) if PROCEDURE_SET.match(text) else text


def without_words(text: str) -> str:
    """A procedure code without its description after a dash or a colon."""
    found = PROCEDURE.fullmatch(text)
    return found[1] if found else text


def _read(
    columns: dict[str, pa.Array], name: str, why: str, meant: Callable[[str], str], say: Say
) -> dict[str, pa.Array]:
    values = columns.get(name)
    if values is None or not pa.types.is_string(values.type):
        return columns
    encoded = values.dictionary_encode()
    distinct = encoded.dictionary.to_pylist()
    read = [meant(text) for text in distinct]
    if read == distinct:
        return columns
    new = pa.array(read, pa.string()).take(encoded.indices)
    say(name, why, pc.not_equal(new, values))
    return {**columns, name: new}


def _drugs(columns: dict[str, pa.Array], say: Say) -> dict[str, pa.Array]:
    """National drug codes in eleven digits; a quantity and unit in their cell where no others are stated."""
    if "ndc" not in columns:
        return columns
    values = columns["ndc"]
    encoded = values.dictionary_encode()
    distinct = encoded.dictionary.to_pylist()
    found = [DRUG.fullmatch(text.upper()) for text in distinct]
    read = [ndc(each[1]) if each else text for each, text in zip(found, distinct, strict=True)]
    if read == distinct:
        return columns
    new = pa.array(read, pa.string()).take(encoded.indices)
    say("ndc", DRUG_CODE, pc.not_equal(new, values))
    columns = {**columns, "ndc": new}
    stated = pa.array([bool(each and each[2]) for each in found]).take(encoded.indices)
    if pc.any(stated).as_py():
        say("ndc", WITH_QUANTITY, stated)
        for name, part in (("ndc_unit", 2), ("ndc_quantity", 3)):
            mine = pa.array([(each and each[part]) or "" for each in found], pa.string()).take(encoded.indices)
            own = columns.get(name)
            columns[name] = mine if own is None else pc.if_else(pc.equal(own, ""), mine, own)
    return columns
