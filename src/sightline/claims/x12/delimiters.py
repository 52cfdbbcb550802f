"""The delimiters of an X12 file, found by counting the sixteen elements of an ISA, or from its segments without one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

ISA_ROOM = 1024  # an ISA, wrongly padded and wrapped, with the segment after it
BLANK = " \t\r\n\0\x1a\v\f\ufeff"
#: The same for patterns; \s has the ASCII separators too, which are good delimiters.
B = r" \t\r\n\0\x1a\v\f"
#: Segments by which claims and remittances are known where no envelope is left.
BODY = "BHT|HL|NM1|CLM|SBR|LX|SV1|HI|DTP|REF|BPR|TRN|CLP|CAS|SVC|DTM|PLB"


@dataclass(frozen=True)
class Delimiters:
    """The characters that separate elements, components and repetitions, and the one that ends a segment."""

    element: str
    component: str
    repetition: str  # "" when ISA11 names none
    terminator: str


def find_start(text: str) -> int | None:
    """Where the first segment of `text` starts, an envelope's or one of a claim or remittance; None without any."""
    starts = []
    for pattern in STARTS:
        for found in pattern.finditer(text):
            at = found.start(1)
            if found[1] != "ISA" or parse_isa(text[at : at + ISA_ROOM]) is not None:
                starts.append(at)
                break
    return min(starts, default=None)


STARTS = [
    re.compile(rf"(?<![A-Za-z0-9])(ISA)(?=[^A-Za-z0-9{B}])"),
    re.compile(rf"(?<![A-Za-z0-9])(GS)(?=([^\w{B}])[A-Za-z]{{2}}\2)"),
    re.compile(rf"(?<![A-Za-z0-9])(ST)(?=([^\w{B}]|_)[0-9]{{3}}(\2|\W))"),
    re.compile(rf"(?:\A|(?<=[{B}~']))({BODY})(?=([^\w{B}])[^\r\n]{{0,200}}?[^\w][{B}]*(?:{BODY})\2)", re.IGNORECASE),
]


def parse_isa(text: str) -> tuple[Delimiters, int] | None:
    """Delimiters and length (with the terminator) of the ISA at the start of `text`; None when it is none."""
    element = text[3:4]
    if not text.startswith("ISA") or not element or element.isalnum() or element in BLANK:
        return None
    parts = text.split(element, 16)
    size, rest = len(text), ""
    if len(parts) == 17:
        rest = parts[16]
        size -= len(rest)
    follow = re.compile(rf"((?!{re.escape(element)})[^\w{B}]|_|[\r\n])[{B}]*(?:GS|TA1|ST|IEA){re.escape(element)}")
    short = follow.search(text, 0, size)
    if short is not None:
        # fewer than sixteen elements: the segment after it starts too soon
        parts = text[: short.start()].split(element)
        if len(parts) < 9:
            return None
        terminator = short[1]
        component = parts[-1].strip(BLANK)
        if len(component) != 1 or component.isalnum():
            component = ":"
        return Delimiters(element, component, "", terminator), short.start() + 1
    if len(rest) < 2:
        return None
    component, terminator = rest[0], rest[1]
    if component in "\r\n" or terminator.isalnum() or _ends_lines(rest[2:], component, terminator):
        component, terminator = ":", component  # ISA16 is empty
        size += 1
    else:
        blanks = len(rest) - 1 - len(rest[1:].lstrip(" \t\0"))
        terminator = rest[1 + blanks : 2 + blanks]
        size += 2 + blanks
    if not terminator or terminator.isalnum() or terminator == element or terminator in " \t\0":
        return None
    return Delimiters(element, component, repetition(parts[11].strip(BLANK)), terminator), size


def _ends_lines(text: str, component: str, terminator: str) -> bool:
    """Whether the character read as ISA16 ends the next line, and so ends segments."""
    if terminator not in "\r\n":
        return False
    lines = text.split("\n") if "\n" in text else text.split("\r")
    return any(line.strip(BLANK).endswith(component) for line in lines[:2])


def repetition(isa11: str) -> str:
    """ISA11 as a separator: before 005010 it was the standards identifier U."""
    return isa11 if len(isa11) == 1 and not isa11.isalnum() and isa11 != " " else ""


def fragment_delimiters(text: str, start: int) -> Delimiters:
    """The delimiters of segments without an interchange header, from the segments themselves."""
    key = re.match(r"[A-Za-z0-9]+", text[start:])
    assert key is not None
    element = text[start + key.end()]
    follow = re.compile(
        rf"([^\w]|_)[{B}]*(?:GS|ST|SE|{BODY}|PER|N3|N4|PRV|DMG|SV2|SV3|GE){re.escape(element)}", re.IGNORECASE
    )
    found = follow.search(text, start + key.end() + 1)
    while found is not None and found[1] == element:
        found = follow.search(text, found.end() - 1)
    terminator = found[1] if found is not None else "~"
    if terminator in BLANK or terminator == element:
        terminator = "\n"
    component = ":" if terminator != ":" and element != ":" else ">"
    return Delimiters(element, component, "", terminator)


def with_component(delimiters: Delimiters, component: str) -> Delimiters:
    """The same delimiters with another component separator."""
    return replace(delimiters, component=component)
