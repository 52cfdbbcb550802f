"""Forms within a report: what nobody chose, and descriptors quoted beside codes, are blanked before it is read.

The text that is read has the length of the report, so that every offset is one of the report's own.
"""

from __future__ import annotations

import re

_BOX = r"(?:\[[ xX✓✔*-]?\]|\([ xX✓✔]\)|[☐☑☒□■▢✓✔✗]|_[xX]_|(?<![\w_])_{2,4}(?=\s?[A-Za-z])|(?<!\w)[xX]_+)"
_BOXES = re.compile(_BOX)
_CHECKED = re.compile(r"[xX✓✔*☑☒■✗]")
#: What may stand before the first box of a line of options: nothing, a bullet, a question.
_OPENS = re.compile(r"[ \t]*(?:[-*•>]|\d{1,2}[.)])?[ \t]*(?:[A-Za-z][^\n:|?\[\]]{0,60}[:|?][ \t]*)?\Z")
#: Options that are marked with 1 and 0.
_DIGIT = re.compile(
    r"(?<![\w.,/:-])(?P<digit>[01])[ \t]+(?P<option>(?:left|right|bilateral|midline|yes|no|none|ct|us|ultrasound|"
    r"fluoro\w*|mri?|mammo\w*|stereotactic|core|fna|aspirat\w+|n/?a|other|local|moderate|general)\b)",
    re.I,
)
#: A code and the wording of its descriptor: the words are the code book's, not the physician's.
_CODE = re.compile(
    r"(?<![\w.$/-])(?P<code>[0-9]{5})(?![\w.,/-]*\d)[ \t]*(?:[-–—:=,(]|\.(?=\s))?[ \t]*(?P<words>[^\n]{8,})"
)
_DESCRIPTOR = re.compile(
    r";|\bincluding\b|\bwhen performed\b|\bimaging guidance\b|\bradiological supervision\b|\bpercutaneous\b.*,|"
    r"\bwith(?:out)? imaging\b|\beach (?:additional|separate)\b|\bfirst lesion\b|\binsertion of\b|\bneedle(?: core)?,",
    re.I,
)
_OF_CODES = re.compile(r"\b(?:cpt|code|hcpcs|procedure|charge)s?\b[^\n.]{0,30}\Z", re.I)


def blanked(text: str) -> str:
    """`text` as it is to be read: options not chosen, marks of those chosen and quoted descriptors are spaces."""
    found = []
    for line in text.splitlines(keepends=True):
        if "[" in line or "(" in line or "_" in line or not line.isascii():
            line = _boxes(line)
        if "0" in line:
            line = _digits(line)
            line = _descriptors(line)
        elif any(figure in line for figure in "123456789"):
            line = _descriptors(line)
        found.append(line)
    return "".join(found)


def _boxes(line: str) -> str:
    boxes = list(_BOXES.finditer(line))
    if not boxes:
        return line
    first = boxes[0]
    opens = bool(_OPENS.match(line[: first.start()]))
    checked = [bool(_CHECKED.search(box[0])) for box in boxes]
    after = line[first.end() :].lstrip(" \t")
    if not (opens and after[:1].isalnum()) and not (len(boxes) > 1 and any(checked)):
        return line
    if not any(checked) and len(boxes) == 1 and not opens:
        return line
    if opens and after[:1].isalnum():  # the box stands before its words
        spans = [
            (box.start(), boxes[at + 1].start() if at + 1 < len(boxes) else len(line.rstrip("\n")))
            for at, box in enumerate(boxes)
        ]
    else:
        spans = [
            (_label(line, boxes[at - 1].end() if at else 0, box.start()), box.end()) for at, box in enumerate(boxes)
        ]
    for (start, end), box, chosen in zip(spans, boxes, checked, strict=True):
        a, b = (box.start(), box.end()) if chosen else (start, end)
        line = line[:a] + " " * (b - a) + line[b:]
    return line


def _label(line: str, start: int, end: int) -> int:
    """Where the words of an option before its box begin: after the box before, a colon or a bar."""
    colon = max(line.rfind(":", start, end), line.rfind("|", start, end))
    return max(start, colon + 1)


def _digits(line: str) -> str:
    options = list(_DIGIT.finditer(line))
    if len(options) < 2 or all(one["digit"] == "1" for one in options):
        return line
    for one in options:
        a, b = one.start(), one.end() if one["digit"] == "0" else one.start("option")
        line = line[:a] + " " * (b - a) + line[b:]
    return line


def _descriptors(line: str) -> str:
    for one in _CODE.finditer(line):
        before = line[: one.start()]
        alone = not before.strip(" \t-*•[]().#0123456789xX☐☑☒:")
        if (alone or _OF_CODES.search(before)) and _DESCRIPTOR.search(one["words"]):
            end = one.end("words")
            return line[: one.start("words")] + " " * (end - one.start("words")) + line[end:]
    return line
