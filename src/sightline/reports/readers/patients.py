"""Where a text of several reports changes from one patient to the next."""

from __future__ import annotations

import re

_PATIENT = re.compile(
    r"^[ \t]*(?:patient(?: name)?|pt(?: name)?|name of patient|MRN|medical record (?:number|no\.?))"
    r"(?:[ \t]*[:#]|[ \t]+(?=\d))[ \t]*(?P<who>[^\n]+)$",
    re.IGNORECASE | re.MULTILINE,
)
#: A line of signs only, or a form feed: what stands between two reports.
_RULE = re.compile(r"^[ \t]*(?:[-=*_~#]{4,}|\f)[ \t]*$|\f", re.MULTILINE)
#: Fields after the name on the same line, which differ in spelling from page to page of one report.
_FIELDS = re.compile(r"[ \t]{2,}|\||\b(?:MRN|DOB|DOS|date|sex|age|acc\w*)\b", re.IGNORECASE)


def of_patients(text: str) -> list[str]:
    """The reports of a text, cut before the heading of each further patient; the text itself when it is of one.

    A patient whose name or number stands again (a page header) opens nothing.
    """
    found: list[tuple[str, str, int]] = []
    for match in _PATIENT.finditer(text):
        label = re.split(r"[:#\d]", match[0])[0].strip().lower()
        who = re.sub(r"\W+", " ", _FIELDS.split(match["who"].strip())[0]).strip().lower()
        if who:
            found.append((label, who, match.start()))
    if not found:
        return [text]
    label = found[0][0]
    cuts, before = [0], found[0][1]
    for other, who, start in found[1:]:
        if other == label and who != before:
            cuts.append(_opening(text, cuts[-1], start))
            before = who
    return [part for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True) if (part := text[a:b]).strip()]


def _opening(text: str, after: int, start: int) -> int:
    """Where the report begins whose patient is named at `start`: after the rule or the empty line before it."""
    rule = None
    for match in _RULE.finditer(text, after, start):
        rule = match
    if rule and len(text[rule.end() : start].split("\n")) <= 8:
        return min(rule.end() + 1, start)
    blank = text.rfind("\n\n", after, start)
    return blank + 2 if blank >= 0 and text.count("\n", blank + 2, start) <= 4 else start
