"""What codes look like, and what a heading says that a column or a section holds."""

from __future__ import annotations

import re
from collections.abc import Sequence

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
    "procedure": r"\bcpt|hcpcs|procedure|related code|service code|\bsvc\b|billing code",
}
_RANGE = re.compile(r"\b(\d{4}[0-9A-Z])\s*(?:-|–|—|to|through)\s*(\d{4}[0-9A-Z])\b")
_WIDEST = 400  # a wider range is no list of codes


def system_of_heading(heading: str) -> str:
    """The system that a heading names; "" when it names none."""
    for system, pattern in _NAMES.items():
        if re.search(pattern, heading, re.IGNORECASE):
            return system
    return ""


def codes_in(system: str, text: str) -> list[tuple[str, str]]:
    """The codes of a system in a text: the code in its plain form, and as written."""
    found = []
    if system == "procedure":
        text = re.sub(r"\b([0-9A-Z]{5})-[0-9A-Z]{2}\b", r"\1   ", text)
    for match in SYSTEMS[system].finditer(text):
        written = match[0]
        if system == "modifier" and not re.fullmatch(r"\d\d|[A-Z][0-9A-Z]|\d[A-Z]", written):
            continue
        code = written.replace(".", "") if system == "diagnosis" else written
        found.append((code, written))
    return found


def expand(system: str, text: str, codes: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The codes of a cell with those inside its ranges (99151-99153), each with how it was written."""
    if system != "procedure":
        return list(codes)
    found = dict(codes)
    for first, last in _RANGE.findall(text):
        if first.isdigit() and last.isdigit() and 0 < int(last) - int(first) <= _WIDEST:
            for number in range(int(first) + 1, int(last) + 1):
                found.setdefault(f"{number:05}", f"{first}-{last}")
    return list(found.items())
