"""What spreadsheets and data frames do to a cell, undone where there is only one meaning; each such reading has a name.

A column is looked at by its distinct texts, all of them in one search: a column in which nothing is odd costs that only.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pyarrow as pa

from sightline.claims.rows.layout import BY_NAME

#: People's words: an apostrophe, and a word such as None, may be theirs.
WORDS = {"patient_last_name", "patient_first_name", "payer_name", "billing_name", "description"}
#: Numbers that their senders made: "1001.0" may be one as it stands, unless the whole column is like that.
OWN_NUMBERS = {
    "claim_id", "claim_key", "member_id", "patient", "payer_id", "original_reference", "prior_authorization",
    "claim_prior_authorization", "control_number", "assigned_number",
}  # fmt: skip
PLACES = {"place_of_service", "claim_place_of_service"}
ZIPS = {"billing_zip", "pay_to_zip", "facility_zip", "claim_facility_zip"}
NOTHING = {"[]", "NULL", "NAN", "NONE", "<NA>", "NAT", "N/A", "#N/A", "#VALUE!", "#REF!", "#NAME?", "#NULL!", "#DIV/0!"}

FORMULA = re.compile(r'="(.*)"')
APOSTROPHE = re.compile(r"'(.*?)'?")
BINARY = re.compile(r"(-?[0-9]+)\.0+")
ROUNDED = re.compile(r"-?[0-9](?:\.[0-9]+)?[eE]\+[0-9]{1,2}")
LOST_IN_CODE = re.compile(r"[1-9][0-9]{2}|1[0-9]{3}|[0-9]{1,3}[AFMTU]")
ODD = re.compile(r"(?m)^(?:=\".*|'.*|-?[0-9]+\.0+|.*[eE]\+.*|#.*)$")
ODD_CODE = re.compile(r"(?m)^.{1,4}$")

FORMULAS = 'the marks of a spreadsheet around a text (="…" or \') were taken off'
EMPTIED = "words for nothing (NULL, NaN, None, N/A, #N/A) were read as blank"
POINT_ZERO = "whole numbers that ended in .0 were read without it"
ZEROS = "leading zeros that a spreadsheet takes were put back"
LOST_DIGITS = (
    "numbers such as 1.2E+09 were kept as they stand: a spreadsheet has rounded them and their digits are lost"
)

#: Says what was read otherwise than written: column, reading, the rows (a mask).
Say = Callable[[str, str, pa.Array], None]


def as_meant(name: str, values: pa.Array, say: Say, whole: dict[str, bool], zeros: bool = True) -> pa.Array:
    """The texts of a documented column as they were meant. `whole` remembers of OWN_NUMBERS whether the column is made of
    numbers that end in .0; `zeros` puts back leading zeros."""
    if BY_NAME[name].kind == "json" or not len(values):
        return values
    encoded = values.dictionary_encode()
    distinct = encoded.dictionary.to_pylist()
    if name in OWN_NUMBERS and name not in whole and any(distinct):
        whole[name] = all(BINARY.fullmatch(text) for text in distinct if text)
    joined = "\n".join(distinct)
    padded = zeros and (name in PLACES or name in ZIPS or name in ("code", "relationship"))
    upper = joined.upper()
    if not (ODD.search(joined) or any(word in upper for word in NOTHING) or (padded and _may_lack(name, joined))):
        return values
    read = [_one(name, text, whole.get(name, True), padded) for text in distinct]
    changed = [k for k, (_, why) in enumerate(read) if why]
    if not changed:
        return values
    import pyarrow.compute as pc

    for why in dict.fromkeys(why for _, why in read if why):
        places = pa.array([k for k, (_, each) in enumerate(read) if each == why], pa.int32())
        say(name, why, pc.is_in(encoded.indices, places))
    return pa.array([text for text, _ in read], pa.string()).take(encoded.indices)


def _may_lack(name: str, joined: str) -> bool:
    return name != "code" or bool(ODD_CODE.search(joined))


def _one(name: str, text: str, numbers: bool, padded: bool) -> tuple[str, str]:
    """A text as it was meant, and how it was read ("" = as it stands)."""
    why = ""
    if found := FORMULA.fullmatch(text):
        text, why = found[1].replace('""', '"').strip(), FORMULAS
    if name in WORDS:
        return text, why
    if text.startswith("'") and (found := APOSTROPHE.fullmatch(text)):
        text, why = found[1].strip(), FORMULAS
    if text.upper() in NOTHING:
        return "", EMPTIED
    if (
        (found := BINARY.fullmatch(text))
        and BY_NAME[name].kind not in ("money", "units", "date", "diagnosis")
        and numbers
    ):
        text, why = found[1], POINT_ZERO
    if ROUNDED.fullmatch(text) and BY_NAME[name].kind not in ("money", "units", "date"):
        return text, LOST_DIGITS
    if padded and (full := _with_zeros(name, text)) != text:
        return full, ZEROS
    return text, why


def _with_zeros(name: str, text: str) -> str:
    """A code, place of service, ZIP code or relationship with the leading zeros that a spreadsheet took."""
    if name == "code":
        return text.upper().zfill(5) if LOST_IN_CODE.fullmatch(text.upper()) else text
    if not (text.isascii() and text.isdigit()):
        return text
    if name in ZIPS:
        return text.zfill({4: 5, 8: 9}.get(len(text), 0))
    return text.zfill(2) if text != "0" else text
