"""Cells that hold several values: days, modifiers, pointers and diagnoses, wherever they stand, as a column for each.

A row in which every cell holds one value is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims.rows.cells import modifier_list, pointer_list
from sightline.claims.rows.days import BAD, both_days
from sightline.claims.rows.layout import MOST_DIAGNOSES, NONE
from sightline.claims.rows.written import Say

CUT = "\x1f"  # between the cells of a row
MODIFIERS = ("mod1", "mod2", "mod3", "mod4")
POINTERS = ("pointer1", "pointer2", "pointer3", "pointer4")
PLACES = tuple(f"dx{n}" for n in range(1, MOST_DIAGNOSES + 1))

#: A code with its modifiers: 77012-26, 77012 26 59, HC:77012:26, or 7701226 with a single one.
WITH_MODIFIERS = re.compile(
    r"(?:HC:)?([0-9A-Z][0-9]{3}[0-9A-Z])"
    r"(?:[-\s:,;/.|+]+((?:[0-9A-Z]{2}[-\s:,;/.|+]*){1,4})|([2-9][0-9]|[A-Z][0-9A-Z]))"
)
#: A cell that is more than one modifier, or pointer.
LONG = {"modifiers": r".{3}", "pointers": r"^[A-Za-z]{2}|.{3}"}
ICD = re.compile(
    r"(?:(?:ABK|ABF|BK|BF|ICD-?(?:10|9)(?:-?CM)?|[A-L]):)?"
    r"(?:[A-Z][0-9][0-9A-Z](?:\.?[0-9A-Z]{1,4})?|[0-9]{3}(?:\.[0-9]{1,2})?|[0-9]{4,5})"
)
NAMED = re.compile(r"[A-Z0-9_-]+:[^\s,;|]+")
BETWEEN = re.compile(r"[\s,;|/+&^~'\"\[\](){}]+")
#: Between a diagnosis with its words and the next one.
APART_BY = re.compile(r"[,;|\n]")
#: The number of an entry of a list: 1) or (1) or 1. and a blank.
NUMBERED = re.compile(r"(?<![\w.])\(?([0-9]{1,2})(?:\)\s*|[.:]\s+)(?=[A-Za-z0-9])")

DAYS = "two days in one cell were read as the first and the last day of service"
APART = "modifiers that stood in the cell of the code were read as modifiers"
TOO_MANY = "more than four modifiers: none of them was read"
BESIDE = "words that stood beside a diagnosis were passed over"
NO_CODES = "what does not read as diagnoses was not read"


def apart(columns: dict[str, pa.Array], say: Say, icd9: pa.Array | None = None) -> dict[str, pa.Array]:
    """The columns with one value in each cell. `icd9` says which rows have their diagnoses in ICD-9-CM."""
    columns = _codes(columns, say)
    columns = _listed(columns, "modifiers", MODIFIERS, _modifiers, say, TOO_MANY)
    columns = _listed(columns, "pointers", POINTERS, _pointers, say, "")
    return _diagnoses(columns, say, icd9)


def days_apart(columns: dict[str, pa.Array], say: Say) -> dict[str, pa.Array]:
    """The last day of service out of the cells of the first, where no other is stated."""
    if "date_from" not in columns:
        return columns
    encoded = columns["date_from"].dictionary_encode()
    distinct = encoded.dictionary.to_pylist()
    found = [both_days(text) for text in distinct]
    if not any(found):
        return columns
    first, last = (
        pa.array([both[k] if both else other for both, other in zip(found, others, strict=True)], pa.string())
        for k, others in ((0, distinct), (1, [""] * len(found)))
    )
    last = last.take(encoded.indices)
    say("date_from", DAYS, pc.not_equal(last, ""))
    own = columns.get("date_to")
    to = last if own is None else pc.if_else(pc.equal(own, ""), last, own)
    return {**columns, "date_from": first.take(encoded.indices), "date_to": to}


def _codes(columns: dict[str, pa.Array], say: Say) -> dict[str, pa.Array]:
    """Modifiers out of the cells of codes, in front of the row's others."""
    if "code" not in columns:
        return columns
    encoded = columns["code"].dictionary_encode()
    found = [
        WITH_MODIFIERS.fullmatch(text.upper()) if len(text) > 5 else None for text in encoded.dictionary.to_pylist()
    ]
    if not any(found):
        return columns
    codes = [match[1] if match else text for match, text in zip(found, encoded.dictionary.to_pylist(), strict=True)]
    more = [match[2] or match[3] if match else "" for match in found]
    mine = pa.array(more, pa.string()).take(encoded.indices)
    say("code", APART, pc.not_equal(mine, ""))
    others = columns.get("modifiers")
    joined = mine if others is None else pc.binary_join_element_wise(mine, others, " ")
    return {**columns, "code": pa.array(codes, pa.string()).take(encoded.indices), "modifiers": joined}


def _listed(
    columns: dict[str, pa.Array],
    whole: str,
    places: tuple[str, ...],
    parse: Callable[[list[str]], Any],
    say: Say,
    bad: str,
) -> dict[str, pa.Array]:
    """`places` from themselves and the column that holds all, `whole`, where a cell holds several."""
    given = [name for name in (whole, *places) if name in columns]
    if not given or (whole not in columns and not _any_longer(columns, given, LONG[whole])):
        return columns
    joined = _joined(columns, (whole, *places))
    encoded = joined.dictionary_encode()
    found = [parse(text.split(CUT)) for text in encoded.dictionary.to_pylist()]
    wrong = [k for k, values in enumerate(found) if values is BAD]
    if wrong:
        if not bad:  # let the reader of the cells say what is wrong with each
            return columns
        say(whole, bad, pc.is_in(encoded.indices, pa.array(wrong, pa.int32())))
    rest = {name: values for name, values in columns.items() if name != whole}
    for at, name in enumerate(places):
        values = ["" if each is BAD else each[at] for each in found]
        rest[name] = pa.array(values, pa.string()).take(encoded.indices)
    return rest


def _any_longer(columns: dict[str, pa.Array], names: list[str], pattern: str) -> bool:
    """Whether a cell of these columns is more than one value."""
    return any(pc.any(pc.match_substring_regex(pc.unique(columns[name]), pattern)).as_py() for name in names)


def _joined(columns: dict[str, pa.Array], names: tuple[str, ...]) -> pa.Array:
    size = len(next(iter(columns.values())))
    blank = pa.repeat(pa.scalar("", pa.string()), size)
    return pc.binary_join_element_wise(*(columns.get(name, blank) for name in names), CUT)


def _modifiers(cells: list[str]) -> Any:
    whole, *own = cells
    if whole in ("", NONE) and all(len(each) <= 2 for each in own):
        return tuple(own)
    found: list[str] = []
    for cell in cells:
        several = modifier_list(cell) if cell != NONE else ()
        if several is BAD:
            return BAD
        found += [each for each in several if each and each not in found]
    return BAD if len(found) > 4 else (*found, "", "", "", "")[:4]


def _pointers(cells: list[str]) -> Any:
    whole, *own = cells
    if whole in ("", NONE) and all(len(each) <= 2 and not each.isalpha() for each in own):
        return tuple(own)
    found: list[int] = []
    for cell in cells:
        several = pointer_list(cell)
        if several is BAD:
            return BAD
        found += [each for each in several if each and each not in found]
    if len(found) > 4:
        return BAD
    none = "0" if any(cell in (NONE, "0") for cell in cells) else ""
    return tuple(str(each) for each in found) + (none if not found else "",) * (4 - len(found))


def _diagnoses(columns: dict[str, pa.Array], say: Say, icd9: pa.Array | None) -> dict[str, pa.Array]:
    """dx1 to dx12 and dx_more from themselves and `diagnoses`, where a cell holds several or something else."""
    given = [name for name in ("diagnoses", *PLACES, "dx_more") if name in columns]
    if not given:
        return columns
    if (
        icd9 is None
        and "diagnoses" not in columns
        and not any(_several(columns[name]) for name in given if name != "dx_more")
    ):
        return columns
    encoded = _joined(columns, ("diagnoses", *PLACES, "dx_more")).dictionary_encode()
    found = [row_of(text.split(CUT)) for text in encoded.dictionary.to_pylist()]
    for kind in (BESIDE, NO_CODES):
        odd = [k for k, (_, why) in enumerate(found) if kind in why]
        if odd:
            say(
                "diagnoses" if "diagnoses" in columns else "dx1",
                kind,
                pc.is_in(encoded.indices, pa.array(odd, pa.int32())),
            )
    rest = {name: values for name, values in columns.items() if name not in ("diagnoses", *PLACES, "dx_more")}
    unread = pa.array([k for k, (_, why) in enumerate(found) if NO_CODES in why], pa.int32())
    if len(unread):
        word = pc.if_else(pc.is_in(encoded.indices, unread), "diagnoses", "")
        own = columns.get("unreadable")
        rest["unreadable"] = word if own is None else pc.binary_join_element_wise(own, word, " ")
    for at, name in enumerate((*PLACES, "dx_more")):
        cells = [
            codes[at] if at < MOST_DIAGNOSES else " ".join(code or NONE for code in codes[at:]) for codes, _ in found
        ]
        if any(cells) or not at:  # which says that the table has a place for diagnoses
            values = pa.array(cells, pa.string()).take(encoded.indices)
            if icd9 is not None:
                plain = pc.and_(icd9, pc.and_(pc.not_equal(values, ""), pc.invert(pc.match_substring(values, ":"))))
                values = pc.if_else(plain, pc.binary_join_element_wise("ICD9", values, ":"), values)
            rest[name] = values
    return rest


def _several(values: pa.Array) -> bool:
    """Whether a cell of the column is no single code."""
    odd = pc.match_substring_regex(pc.unique(values), r"[\s,;|/+&^~'\"\[\](){}]")
    return bool(pc.any(odd).as_py())


def row_of(cells: list[str]) -> tuple[list[str], set[str]]:
    """The diagnoses of a row by position, at least twelve, and what was odd; cells: all in one, dx1 to dx12, more."""
    whole, *places, more = cells
    why: set[str] = set()
    read = [codes_of(cell, why) for cell in (whole, *places, more)]
    if whole in ("", NONE) and all(len(codes) < 2 for codes in read[1:-1]):
        found = [codes[0] if codes else "" for codes in read[1:-1]] + read[-1]
    else:
        found = []
        for code in (code for codes in read for code in codes if code != NONE):
            if not any(plain(code) == plain(other) for other in found):
                found.append(code)
    return found + [""] * (MOST_DIAGNOSES - len(found)), why


def plain(code: str) -> str:
    """A diagnosis as it is compared."""
    return code.upper().replace(".", "")


def codes_of(cell: str, why: set[str]) -> list[str]:
    """The diagnoses in a cell; `why` gets what was odd about it."""
    if cell in ("", NONE):
        return [cell] if cell else []
    cell = re.sub(r"(?<![A-Za-z0-9])([A-L])[.)] ", r"\1:", cell) if re.match(r"[A-L][.)] ", cell) else cell
    cell = without_numbers(cell)
    parts = _parts(cell)
    if all(map(_is_code, parts)):
        return parts
    if len(parts) == 1:
        return parts  # no code that is known by its shape: as it stands, for the edits
    # Words beside codes: each code with its own, which stand all after theirs or all before.
    several = [[_is_code(part) and part != NONE for part in _parts(each)] for each in APART_BY.split(cell)]
    with_code = [each for each in several if any(each)]
    if (
        with_code
        and all(sum(each) == 1 for each in with_code)
        and (all(each[0] for each in with_code) or all(each[-1] for each in with_code))
    ):
        why.add(BESIDE)
        return [part for part in parts if _is_code(part) and part != NONE]
    why.add(NO_CODES)
    return []


def without_numbers(cell: str) -> str:
    """A list that counts itself (1) R91.1 2) J44.9) without its numbers."""
    counted = [int(found[1]) for found in NUMBERED.finditer(cell)]
    whole = counted == [*range(1, len(counted) + 1)] and NUMBERED.match(cell)
    return NUMBERED.sub("; ", cell).strip("; ") if counted and whole else cell


def _parts(cell: str) -> list[str]:
    return [part.strip(".-–") or NONE for part in BETWEEN.split(re.sub(r": +", ":", cell)) if part]


def _is_code(part: str) -> bool:
    return part == NONE or bool(ICD.fullmatch(part.upper()) or NAMED.fullmatch(part.upper()))
