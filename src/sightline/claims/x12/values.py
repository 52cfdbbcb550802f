"""The composite elements of an 837P: procedure, place of service, diagnosis, pointers. Each is parsed once per text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sightline.claims.values import cents, thousandths

QUALIFIERS = ("HC", "IV", "ER", "WK", "AD", "N4", "ID", "ZZ", "HP")
BARE_CODE = re.compile(r"[A-Z0-9]{4,5}")
OTHER_SEPARATOR = re.compile(rf"(?:{'|'.join(QUALIFIERS)})([^A-Za-z0-9 .])[A-Za-z0-9]{{5}}")

#: HI01-1: what the code is. 005010X222 2300 HI; BK and BF are ICD-9-CM.
CODE_SETS = {"ABK": "ICD10", "ABF": "ICD10", "BK": "ICD9", "BF": "ICD9"}
ICD = re.compile(r"[A-Z][0-9][0-9A-Z](?:\.?[0-9A-Z]{1,4})?")
ANESTHESIA = {"BP", "BO"}
CONDITION = {"BG"}

#: Segments of a claim that no column keeps.
UNUSED = [
    "N2", "PER", "DMG", "OI", "MOA", "MIA", "CN1", "CR1", "CR2", "CR3", "CR4", "CR5", "CR6", "CR7", "CR8", "CRC",
    "HCP", "HSD", "MEA", "QTY", "PS1", "SV4", "SV5", "SV6", "SV7", "LQ", "FRM", "DN1", "DN2", "CL1", "TOO", "HCR", "UM",
    "MSG", "III", "CUR", "PAT", "LS", "LE", "IMM", "PSC", "DTM",
]  # fmt: skip

#: Where `service` has what.
CODE, CHARGE, UNITS, GREATEST_POINTER, ODD, ODD_POINTER, PLAIN = 1, 7, 8, 16, 17, 18, 19


def separator_used(text: str, component: str) -> str:
    """The component separator that SV101 shows, or "" when it shows none. `component` is the one declared."""
    if component in text:
        return component
    found = OTHER_SEPARATOR.match(text)
    return found[1] if found else ""


def procedure(text: str, component: str) -> tuple[str, ...]:
    """SV101 as qualifier, code, four modifiers, description, and an oddity ("" = none).

    Components: qualifier, code, modifier 1-4, description, last code of a range (005010X222 2400 SV101). The code is ""
    when there is none.
    """
    parts = [part.strip() for part in text.split(component)]
    oddity = ""
    if len(parts) == 1 and parts[0]:
        used = separator_used(text, component)
        if used:
            parts = [part.strip() for part in text.split(used)]
            oddity = "separator"
        elif BARE_CODE.fullmatch(parts[0].upper()) and parts[0].upper() not in QUALIFIERS:
            parts = ["", parts[0]]
            oddity = "qualifier"
    parts += [""] * (7 - len(parts))
    codes = [part.upper() for part in parts[:6]]
    return (*codes, parts[6], oddity)


def service(text: str, element: str, component: str) -> tuple[Any, ...]:
    """A whole SV1.

    The seven of SV101 (see `procedure`), cents, thousandths of units, basis, place of service, four pointers,
    emergency, the greatest pointer, the oddities of SV101 and SV107, and whether nothing is odd at all. The code is ""
    when the line cannot be read.
    """
    e = text.split(element)
    e += [""] * 10
    known = text.startswith("SV1" + element)
    *sv101, oddity = procedure(e[1] if known else "", component)
    *points, greatest, odd_pointer = pointers(e[7], component)
    oddity = oddity if known else "unknown"
    charge, units = cents(e[2]), thousandths(e[4])
    plain = bool(sv101[1]) and not oddity and not odd_pointer and charge is not None and units is not None
    return (*sv101, charge, units, e[3], e[5], *points, e[9], greatest, oddity, odd_pointer, plain)


def place_and_frequency(text: str, component: str) -> tuple[str, str]:
    """CLM05 as place of service and claim frequency."""
    parts = [part.strip() for part in text.split(component)]
    return parts[0], parts[2] if len(parts) > 2 else ""


def pointers(text: str, component: str) -> tuple[int, int, int, int, int, str]:
    """SV107 as four positions (0 = none), the greatest of them, and an oddity ("" = none)."""
    oddity = ""
    numbers = []
    for part in text.split(component) if text else ():
        part = part.strip()
        if part.isascii() and part.isdigit() and len(part) < 6:
            numbers.append(int(part))
            if not numbers[-1]:
                oddity = "number"
        else:
            numbers.append(0)
            if part:
                oddity = "number"
    if len(numbers) > 4:
        oddity = "many"
    a, b, c, d = (numbers + [0] * 4)[:4]
    return a, b, c, d, max(a, b, c, d), oddity


def diagnosis(text: str, component: str) -> tuple[str, str, str]:
    """One composite of HI as code set, code, and its kind.

    The kind is "diagnosis", "several" (a diagnosis with another after it), "anesthesia", "condition", "qualifier" (a known
    qualifier without a code), "place" (no qualifier: a diagnosis that cannot be read), or "other".
    """
    parts = text.split(component)
    qualifier = parts[0].strip().upper()
    code = parts[1].strip().upper() if len(parts) > 1 else ""
    if not code:
        if (qualifier in ANESTHESIA or qualifier in CONDITION) and component in text:
            return "", "", "other"
        known = qualifier in CODE_SETS or qualifier in ANESTHESIA or qualifier in CONDITION
        return "", "", "qualifier" if known else "other"
    if qualifier in CODE_SETS:
        more = len(parts) > 2 and ICD.fullmatch(parts[2].strip().upper())
        return CODE_SETS[qualifier], code.replace(".", ""), "several" if more else "diagnosis"
    if not qualifier:
        return "", "", "place"
    if qualifier in ANESTHESIA:
        return "", code, "anesthesia"
    return "", code, "condition" if qualifier in CONDITION else "other"


def unbundled(composites: list[str], component: str) -> Iterator[str]:
    """The composites of an HI, each with one qualifier and code, also where several stand in one."""
    for composite in composites:
        parts = composite.split(component)
        if len(parts) > 3 and parts[2].strip().upper() in CODE_SETS:
            yield from (component.join(parts[k : k + 2]) for k in range(0, len(parts), 2))
        else:
            yield composite


def npi(qualifier: str, number: str) -> str:
    """The NPI of an NM1 from NM108 and NM109: only under XX, or where ten digits stand without a qualifier."""
    if qualifier == "XX":
        return number
    return number if not qualifier and len(number) == 10 and number.isdigit() and number[0] in "12" else ""
