"""What codes look like, and what a heading says that a column or a section holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, Protocol

SYSTEMS = {
    "procedure": re.compile(r"(?<![\w.$-])(?:\d{4}[0-9A-Z]|[A-CEGHJ-MP-V]\d{4})(?![\w]|[.,]\d)"),
    "modifier": re.compile(r"(?<![\w.])(?:[0-9A-Z]{2})(?![\w.])"),
    "diagnosis": re.compile(r"(?<![\w.])[A-Z]\d[0-9AB](?:\.[0-9A-Z]{1,4}|[0-9A-Z]{1,4})?(?![\w])"),
    "taxonomy": re.compile(r"(?<!\w)\d{3}[0-9A-Z]{6}X(?!\w)"),
    "place": re.compile(r"(?<![\w.])\d{2}(?![\w.])"),
}
#: What headings call each system; tried in this order.
_NAMES = {
    "taxonomy": r"taxonom|nucc",
    "modifier": r"modif|^mods?\b|\bmods?$|^mod ?\d",
    "place": r"place of service|\bpos\b|site of service",
    "diagnosis": r"icd|diagnos|\bdx\b",
    "procedure": r"\bcpt|hcpcs|procedure|related code|service code|\bsvc\b|billing code|\bproc\b",
}
_TO = r"\s*(?:-|–|—|\b(?i:to|thru|through)\b)\s*"
_RANGES = {
    "procedure": re.compile(rf"(?<![\w.$-])(\d{{4}}[0-9A-Z]|[A-V]\d{{4}}){_TO}(\d{{4}}[0-9A-Z]|[A-V]\d{{4}})(?!\w)"),
    "diagnosis": re.compile(
        rf"(?<![\w.])([A-Z]\d[0-9AB](?:\.[0-9A-Z]{{1,4}})?){_TO}([A-Z]\d[0-9AB](?:\.[0-9A-Z]{{1,4}})?)(?!\w)"
    ),
}
_SHORT_RANGE = re.compile(r"(?<![\w.$-])(\d{3})(\d\d)\s*(?:–|—|\b(?i:to|thru|through)\b)\s*(\d\d)(?!\w)")
_WIDEST = 400  # a wider range is no list of codes


class Lists(Protocol):
    """Which codes the loaded data has."""

    def has(self, system: str, code: str) -> bool:
        """Whether it has the code."""

    def may_exist(self, system: str, code: str) -> bool:
        """Whether the code may be one: it has it, or has no list of the system that is complete."""

    def between(self, system: str, first: str, last: str) -> list[str]:
        """The codes that it has after `first` and before `last`."""


class Found(NamedTuple):
    """A code in a text: in its plain form, and from where to where it is written; `inside`: in a range, not written."""

    code: str
    start: int
    end: int
    inside: bool = False


def system_of_heading(heading: str) -> str:
    """The system that a heading names; "" when it names none."""
    for system, pattern in _NAMES.items():
        if re.search(pattern, heading, re.IGNORECASE):
            return system
    return ""


def codes_in(system: str, text: str) -> list[tuple[str, str]]:
    """The codes of a system in a text: the code in its plain form, and as written."""
    return [(found.code, text[found.start : found.end]) for found in places_in(system, text)]


def places_in(system: str, text: str) -> list[Found]:
    """The codes of a system in a text, and where they are."""
    found = []
    if system == "procedure":
        text = re.sub(r"\b([0-9A-Z]{5})-[0-9A-Z]{2}\b", r"\1   ", text)
    for match in SYSTEMS[system].finditer(text):
        written = match[0]
        if system == "modifier" and not re.fullmatch(r"\d\d|[A-Z][0-9A-Z]|\d[A-Z]", written):
            continue
        code = written.replace(".", "") if system == "diagnosis" else written
        found.append(Found(code, match.start(), match.end()))
    return found


def expanded(system: str, text: str, lists: Lists) -> list[Found]:
    """The same with every code of the ranges that the text names: 99151-99153, J1020 to J1040, M17.0-M17.9."""
    found = {place.code: place for place in places_in(system, text)}
    for first, last, start, end in _ranges(system, text):
        for code in (first, *_between(system, first, last, lists), last):
            # A range of codes is written as its ends; those inside are at its place.
            found[code] = Found(code, start, end, inside=code not in (first, last))
    return sorted(found.values(), key=lambda place: (place.start, place.code))


def _ranges(system: str, text: str) -> Iterator[tuple[str, str, int, int]]:
    pattern = _RANGES.get(system)
    for match in pattern.finditer(text) if pattern else ():
        first, last = (part.replace(".", "") for part in match.groups())
        if first < last and first[0].isdigit() == last[0].isdigit():
            yield first, last, match.start(), match.end()
    if system == "procedure":
        for match in _SHORT_RANGE.finditer(text):
            if match[2] < match[3]:
                yield match[1] + match[2], match[1] + match[3], match.start(), match.end()


def _between(system: str, first: str, last: str, lists: Lists) -> list[str]:
    if system == "diagnosis":
        return lists.between(system, first, last)
    digits = slice(1, 5) if first[0].isalpha() else slice(0, 4) if first[-1].isalpha() else slice(0, 5)
    if not (first[digits].isdigit() and last[digits].isdigit()) or len(first) != len(last):
        return []
    wide = digits.stop - digits.start
    numbers = range(int(first[digits]) + 1, int(last[digits]))
    if len(numbers) > _WIDEST:
        return []
    codes = (first[: digits.start] + f"{number:0{wide}}" + first[digits.stop :] for number in numbers)
    return [code for code in codes if lists.may_exist(system, code)]
