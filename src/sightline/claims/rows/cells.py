"""The cells of claim tables: from whatever Arrow holds to texts, and from texts to exact values, a column at a time.

Each distinct text of a column is parsed once. What cannot be read is null (a text: "") and its rows are named, so that
one bad cell costs no more than itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims import schema
from sightline.claims.columns import array
from sightline.claims.rows.days import BAD, birth, day
from sightline.claims.rows.layout import MOST_DIAGNOSES, NONE
from sightline.claims.values import cents, thousandths

WRONG_JSON = (ValueError, TypeError, AttributeError, RecursionError, ArithmeticError, pa.ArrowException)
#: Kinds of column that hold JSON.
JSON = ("claim_identifiers", "other_payers", "notes", "adjudications")

#: What has no width and no meaning: zero-width spaces and joiners, marks of direction, byte order marks.
UNSEEN = "[\u200b-\u200f\u202a-\u202e\u2060\ufeff]"
#: More decimals than anyone writes: what is left of a number that was binary.
NOISE = re.compile(r"-?[0-9]*\.[0-9]{9,}")
MARKED = re.compile(r"\$?\s*\(\s*\$?\s*([0-9.,]+)\s*\)|-\s*\$?\s*([0-9.,]+)|\$?\s*([0-9.,]+)\s*(-?)")
GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?")
SEXES = {"F": "F", "FEMALE": "F", "M": "M", "MALE": "M", "U": "U", "UNKNOWN": "U", "OTHER": "U", "X": "U", "O": "U",
         "1": "M", "2": "F", "0": "U", "9": "U"}  # fmt: skip  # digits: ISO 5218, as CMS's research files write it
#: Patient to insured (SBR02, PAT01) in words.
RELATIONSHIPS = {
    "SELF": "18", "SUBSCRIBER": "18", "INSURED": "18", "SPOUSE": "01", "CHILD": "19", "EMPLOYEE": "20",
    "UNKNOWN": "21", "ORGAN DONOR": "39", "CADAVER DONOR": "40", "LIFE PARTNER": "53", "COMMON": "53", "OTHER": "G8",
    "PARENT": "G8", "INJURED": "G8",
}  # fmt: skip
#: What stands before a code and its colon, and the code set that it says; a letter is only the code's place on the form.
CODE_SETS = {
    "ABK": "ICD10", "ABF": "ICD10", "ICD-10": "ICD10", "ICD10CM": "ICD10", "ICD-10-CM": "ICD10",
    "BK": "ICD9", "BF": "ICD9", "ICD-9": "ICD9", "ICD9CM": "ICD9", "ICD-9-CM": "ICD9",
    **dict.fromkeys("ABCDEFGHIJKL", "ICD10"),
}  # fmt: skip
SEPARATORS = re.compile(r"[\s,;:|/+&'\"\[\](){}\\-]+")
FLOAT_PLACES = 6  # decimals that a binary number is trusted for: 30.299999999999997 is 30.3


def texts(given: pa.Array | pa.ChunkedArray) -> pa.Array:
    """A column of any type as trimmed texts; null is "". Binary numbers lose their noise, whole ones their ".0"."""
    if isinstance(given, pa.ChunkedArray):
        given = given.combine_chunks()
    kind = given.type
    if pa.types.is_dictionary(kind):
        return texts(given.dictionary_decode())
    if is_list(kind):
        given = pa.array([None if value is None else listed_text(value) for value in given.to_pylist()], pa.string())
    elif pa.types.is_nested(kind):
        values = [None if value is None else json.dumps(value, default=str) for value in given.to_pylist()]
        given = pa.array(values, pa.string())
    elif pa.types.is_floating(kind):
        given = pc.if_else(pc.is_nan(given), None, given)
        given = pa.array([_plain_number(value) for value in given.to_pylist()], pa.string())
    elif pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        found = [None if value is None else value.decode("utf-8", "replace") for value in given.to_pylist()]
        given = pa.array(found, pa.string())
    elif pa.types.is_null(kind):
        given = pa.nulls(len(given), pa.string())
    elif not pa.types.is_string(kind):
        try:
            given = given.cast(pa.string())
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            given = pa.array([None if value is None else str(value) for value in given.to_pylist()], pa.string())
    given = pc.fill_null(given, "")
    if pc.all(pc.string_is_ascii(given)).as_py() is False:
        given = pc.replace_substring_regex(given, UNSEEN, "")
    return pc.utf8_trim_whitespace(given)


def is_list(kind: pa.DataType) -> bool:
    """Whether a column holds lists, of whatever kind Arrow has."""
    views = (getattr(pa.types, name, None) for name in ("is_list_view", "is_large_list_view"))
    plain = (pa.types.is_list, pa.types.is_large_list, pa.types.is_fixed_size_list)
    return any(check(kind) for check in (*plain, *views) if check is not None)


def listed_text(values: Any) -> str:
    """The values of a list as one cell, separated by blanks; JSON where they are not plain."""
    values = list(values)
    if any(isinstance(value, (dict, list, tuple)) for value in values):
        return json.dumps(values, default=str)
    return " ".join(text for text in map(plain_text, values) if text)


def plain_text(value: Any) -> str:
    """A plain value as it would stand in a CSV file; nothing is ""."""
    if value is None or type(value).__name__ in ("NAType", "NaTType") or value != value:
        return ""
    if isinstance(value, float) or type(value).__name__.startswith("float"):  # also numpy's
        return _plain_number(float(value)) or ""
    return str(value).strip()


def cells(given: pa.Array | pa.ChunkedArray, target: pa.DataType) -> pa.Array:
    """A column as texts, or as it is where it holds the lists of `target`."""
    if pa.types.is_list(target) and is_list(given.type):
        whole = given.combine_chunks() if isinstance(given, pa.ChunkedArray) else given
        try:
            return (
                pc.fill_null(whole, pa.scalar([], whole.type)).cast(target) if whole.null_count else whole.cast(target)
            )
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError):
            pass
    return texts(given)


def _plain_number(value: float | None) -> str | None:
    if value is None:
        return None
    return f"{Decimal(repr(round(float(value), FLOAT_PLACES))):f}".removesuffix(".0")


def parsed(given: pa.Array, kind: str, target: pa.DataType) -> tuple[pa.Array, pa.Array | None]:
    """A column of texts as `target`, and the rows (int64) that could not be read; None when all could."""
    if pa.types.is_list(given.type):
        return given, None
    if kind in ("text", "code") and pa.types.is_string(target):
        if kind == "code":
            given = pc.utf8_upper(given)
        return given, None
    parse = PARSERS[kind]
    encoded = given.dictionary_encode()
    distinct = encoded.dictionary.to_pylist()
    found = _json_column(distinct, target) if kind in JSON else [parse(text) for text in distinct]
    bad = [place for place, value in enumerate(found) if value is BAD]
    blank: Any = "" if pa.types.is_string(target) else None
    values = [blank if value is BAD else value for value in found]
    made = pa.array(values, target) if pa.types.is_list(target) else array(values, target)
    column = made.take(encoded.indices)
    if not bad:
        return column, None
    return column, pc.indices_nonzero(pc.is_in(encoded.indices, pa.array(bad, pa.int32()))).cast(pa.int64())


def dollars(text: str) -> Any:
    """Cents, from 1240, 1,240.00, $1,240.00, (12.50), -12.50 or 12.50-."""
    if text in ("", NONE):
        return None
    number = cents(without_noise(text))
    if number is not None:
        return number
    found = MARKED.fullmatch(text)
    if found is None:
        return BAD
    digits = found[1] or found[2] or found[3]
    if "," in digits and not GROUPED.fullmatch(digits):
        return BAD
    number = cents(digits.replace(",", ""))
    if number is None:
        return BAD
    return number if found[3] and not found[4] else -number


def quantity(text: str) -> Any:
    """Thousandths of a unit."""
    if text in ("", NONE):
        return None
    number = thousandths(text.replace(",", "") if GROUPED.fullmatch(text) else without_noise(text))
    return BAD if number is None else number


def without_noise(text: str) -> str:
    """A number without what is left of binary arithmetic: 30.299999999999997 is 30.3."""
    return _plain_number(float(text)) or text if NOISE.fullmatch(text) else text


def whole(text: str) -> Any:
    """A number from 0 to 99999."""
    if text in ("", NONE):
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else BAD


def pointer(text: str) -> Any:
    """The position of a diagnosis, from its number or its letter on the form; 0 is none."""
    if text in ("", NONE, "0"):
        return 0
    if len(text) == 1 and text.isascii() and "A" <= text.upper() <= "L":
        return ord(text.upper()) - ord("A") + 1
    number = whole(text)
    return number if number is BAD or number else BAD


def pointer_list(text: str) -> Any:
    """Up to four positions from 1:2, A,B, AB or 1234, padded with 0; 12 is the twelfth."""
    if text in ("", NONE):
        return (0, 0, 0, 0)
    parts = parts_of(text)
    parts = [each for part in parts for each in (part if part.isalpha() or _several_digits(part) else [part])]
    found = [pointer(part) for part in parts]
    return BAD if BAD in found or len(found) > 4 else (*found, 0, 0, 0, 0)[:4]


def _several_digits(part: str) -> bool:
    """Whether digits that stand together can only be several positions: there are twelve."""
    return bool(re.fullmatch("[1-9]{2,4}", part)) and int(part) > MOST_DIAGNOSES


def parts_of(text: str) -> list[str]:
    """The parts of a cell that holds several: separated by blanks or signs, perhaps in brackets and quotes."""
    return [part for part in SEPARATORS.split(re.sub(r"(?<=[0-9])\.0+(?![0-9])", "", text)) if part]


def modifier_list(text: str) -> Any:
    """Up to four modifiers from 26 59, 26,59 or 2659, padded with ""."""
    found = [each for part in parts_of(text.upper()) for each in _pairs(part)]
    return BAD if len(found) > 4 else (*found, "", "", "", "")[:4]


def _pairs(text: str) -> list[str]:
    return [text[k : k + 2] for k in range(0, len(text), 2)] if len(text) in (4, 6, 8) else [text]


def sex(text: str) -> Any:
    """F, M or U."""
    return "" if text in ("", NONE) else SEXES.get(text.upper(), BAD)


def relationship(text: str) -> Any:
    """The X12 code of a relationship."""
    return RELATIONSHIPS.get(text.upper(), text.upper())


def items(text: str) -> Any:
    """The parts of a text that is separated by blanks, commas or semicolons."""
    return [part for part in re.split(r"[\s,;|]+", re.sub(r"[\[\]\"']", " ", text)) if part]


def diagnosis(text: str) -> tuple[str, str]:
    """Code set and code, without its dot, from R91.1, ICD9:786.5, ABK:R911 or A:R91.1 (a letter of the form)."""
    code_set, colon, code = text.upper().rpartition(":")
    named = CODE_SETS.get(code_set.strip(), code_set.strip()) if colon else "ICD10"
    return named, code.strip().replace(".", "")


def _json_column(texts_: list[str], target: pa.ListType) -> list[Any]:
    """JSON texts as the lists of `target`: all at once where nothing is wrong, else each for itself."""
    needed = [text if text not in ("", NONE) else "[]" for text in texts_]
    try:
        values = json.loads(f"[{','.join(needed)}]", parse_float=Decimal, parse_int=Decimal)
        if len(values) == len(needed):
            typed = values if _all_texts(target) else [_typed(value, target) for value in values]
            pa.array(typed, target)
            return typed
    except WRONG_JSON:
        pass
    parse = objects(target)
    return [parse(text) for text in texts_]


def _all_texts(target: pa.DataType) -> bool:
    if pa.types.is_list(target):
        return _all_texts(target.value_type)
    if pa.types.is_struct(target):
        return all(_all_texts(field.type) for field in target)
    return bool(pa.types.is_string(target))


def objects(target: pa.ListType) -> Callable[[str], Any]:
    """A parser of JSON into the lists of `target`."""

    def parse(text: str) -> Any:
        if text in ("", NONE):
            return []
        try:
            value = json.loads(text, parse_float=Decimal, parse_int=Decimal)
            return pa.array([_typed(value, target)], target)[0].as_py()
        except WRONG_JSON:
            return BAD

    return parse


def _typed(value: Any, target: pa.DataType) -> Any:
    """A JSON value in the terms of an Arrow type."""
    if value is None:
        return None
    if pa.types.is_list(target):
        return [_typed(each, target.value_type) for each in value]
    if pa.types.is_struct(target):
        return {field.name: _typed(value.get(field.name), field.type) for field in target}
    if pa.types.is_decimal128(target):
        return Decimal(str(value))
    if pa.types.is_date32(target):
        return date.fromisoformat(value)
    return str(value)


PARSERS: dict[str, Callable[[str], Any]] = {
    "money": dollars,
    "units": quantity,
    "date": day,
    "birth": birth,
    "number": whole,
    "pointer": pointer,
    "sex": sex,
    "relationship": relationship,
    "tax": lambda text: text.replace("-", "") if text != NONE else NONE,
    "list": items,
    "claim_identifiers": objects(schema.CLAIM.field("identifiers").type),
    "other_payers": objects(schema.CLAIM.field("other_payers").type),
    "notes": objects(pa.list_(pa.string())),
    "adjudications": objects(schema.LINE.field("adjudications").type),
}
