"""Findings without who and when: names, identifiers and dates are covered, letter by letter, so that offsets stay."""

from __future__ import annotations

import re
from typing import Any

from .document import Document

_COVER = "█"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
#: What is covered wherever it stands: dates, telephone and social security numbers, addresses, long numbers, ages.
_ANYWHERE = re.compile(
    rf"\b\d{{4}}-\d{{2}}-\d{{2}}\b|\b\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}\b|\b\d{{1,2}}/\d{{1,2}}\b|"
    rf"\b{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,?(?: \d{{4}})?\b|\b\d{{1,2}}[ -]{_MONTH}[ -]\d{{4}}\b|"
    rf"\b{_MONTH} \d{{4}}\b"
    r"|\b\d{3}-\d{2}-\d{4}\b|\(?\b\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b|[\w.+-]+@[\w-]+\.[\w.]+|\b\d{6,}\b|"
    r"\b[A-Z]{1,4}-?\d{4,}\b|\b\d{2,3}[- ]?(?:year|yr|y/?o)s?[- ]?(?:old)?\b",
    re.I,
)
_TITLE = r"(?!(?:Dr|Mr|Mrs|Ms|MD|DO|RN|BSN|PA|NP)\b)"
_NAME = (
    rf"(?:(?:de|van|von) )?{_TITLE}[A-Z](?:[\w'’-]+|\.)(?:,? {_TITLE}(?:[A-Z](?:[\w'’-]+|\.)?|de|van|von|der)){{0,3}}"
)
#: Names by what stands before or after them.
_NAMED = re.compile(
    rf"(?:\b(?:Dr|Mr|Mrs|Ms|Miss|Prof)\.? |\b(?:patient(?: name)?|name|physician|radiologist|"
    rf"attending|operator(?:\(s\))?|surgeon|resident|fellow|nurse|technologist|assistants?|proceduralist|"
    rf""
    rf"provider|performed by|signed(?: electronically)?(?: by)?|dictated by|interpreted by|read by|"
    rf"authenticated by|approved by|finali[sz]ed by|verified by|supervised by|transcribed by|"
    rf"ordered by|referred by|requested by|by|interventionalist|staff)\s*:?\s+)(?-i:({_NAME}))"
    rf"|(?-i:({_NAME})(?=,? (?:MD|M\.D\.|DO|D\.O\.|RN|R\.N\.|PA-C|NP|PhD|MBBS|FSIR|BSN|CRNA|RT)\b))",
    re.I,
)
_LABELLED = re.compile(
    r"\b(?:MRN|medical record(?: number| no\.?)?|accession(?: number| no\.?| #)?|account|patient id|"
    r"visit|NPI|SSN|DOB|date of birth|member id|case|specimen (?:number|id))\s*[:#]?\s*([\w/-]*\d[\w/-]*)",
    re.I,
)
#: Words with a capital that are no name, which the patterns above would take for one.
_NO_NAME = frozenset(
    (
        "the", "patient", "needle", "a", "an", "was", "were", "using", "under", "this", "procedure", "interventional",
        "radiology", "radiologist", "physician", "attending", "electronically", "present", "ct", "us", "mr", "monitored",
        "none", "nurse", "independent", "i",
    )
)  # fmt: skip
#: Values of facts that are names, identifiers or dates whole.
_PRIVATE = ("performing_physician", "supervising_physician", "accession", "date", "signature")


def covered(text: str) -> str:
    """`text` with names, identifiers and dates covered; as long as before."""
    spans = [match.span() for match in _ANYWHERE.finditer(text)]
    spans += [match.span(1) for match in _LABELLED.finditer(text)]
    for match in _NAMED.finditer(text):
        group = 1 if match[1] else 2
        start, end = match.span(group)
        words = text[start:end].split()
        while words and words[0].strip(",.").lower() in _NO_NAME:
            start += len(words[0]) + 1
            words = words[1:]
        if words and start < end:
            spans.append((start, end))
    letters = list(text)
    for start, end in spans:
        letters[start:end] = [one if one.isspace() else _COVER for one in letters[start:end]]
    return "".join(letters)


def redacted(report: dict[str, Any], document: Document) -> dict[str, Any]:
    """A report as `outputs/report/record.py` gives it, without names, identifiers and dates; offsets stay.

    Names are taken from the whole report, so that one found where it is labelled is covered everywhere.
    """
    plain = covered(document.text)
    names = _names(document.text, plain)

    def cover(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            if isinstance(value.get("start"), int) and isinstance(value.get("text"), str):
                quoted = _everywhere(plain[value["start"] : value["end"]], names)
                kept = value.get("value", "")
                return {
                    **value,
                    "text": quoted,
                    **(
                        {"value": _COVER * len(kept) if key in _PRIVATE and kept not in _STATUSES else cover(kept)}
                        if "value" in value
                        else {}
                    ),
                }
            return {
                name: cover(one, key or name) if key == "facts" or name == "facts" else cover(one, name)
                for name, one in value.items()
            }
        if isinstance(value, list):
            return [cover(one, key) for one in value]
        return _everywhere(covered(value), names) if isinstance(value, str) and key not in _KEPT else value

    facts = {name: cover(found, name) for name, found in report["facts"].items()}
    rest = {
        name: cover(value, name) for name, value in report.items() if name not in ("facts", "text", "report", "scope")
    }
    whole = {"text": _everywhere(plain, names)} if "text" in report else {}
    place = {**report["report"], "file": ""}
    order = ("requirements", "facts", "findings", "suggested")
    return {
        **{name: {**rest, "facts": facts}[name] for name in order},
        "scope": report["scope"],
        "report": place,
        **whole,
    }


_STATUSES = ("met", "contradicted", "missing", "unclear")
#: Keys whose values are ours, not the report's.
_KEPT = frozenset(
    (
        "id",
        "supports",
        "status",
        "edit",
        "code",
        "citation",
        "carc",
        "rarc",
        "disposition",
        "says",
        "certainty",
        "missing",
        "for",
        "modifiers",
        "reference",
        "action",
    )
)


def _names(text: str, plain: str) -> tuple[str, ...]:
    """The words of the names that were covered somewhere."""
    found = {
        word.strip(",.'’-")
        for match in _NAMED.finditer(text)
        for written in (match[1] or match[2] or "").split()
        for word in (written, written.capitalize(), written.upper())
        if _COVER in plain[match.start() : match.end()]
    }
    return tuple(
        sorted(
            (word for word in found if len(word) > 2 and word[0].isupper() and word.lower() not in _NO_NAME),
            key=len,
            reverse=True,
        )
    )


def _everywhere(text: str, names: tuple[str, ...]) -> str:
    for name in names:
        text = re.sub(rf"\b{re.escape(name)}\b", lambda match: _COVER * len(match[0]), text)
    return text
