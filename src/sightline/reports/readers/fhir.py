"""Reports in FHIR R4: DiagnosticReport, DocumentReference and Procedure, alone, in a Bundle or one to a line."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import Any

from sightline.claims.json.values import record
from sightline.reports.document import Document, Unread

from .content import NotText, of_html, text_of

_FINAL = ("final", "amended", "corrected", "appended")
_DATES = ("effectiveDateTime", "performedDateTime", "date")


def read_resource(resource: Any, name: str, number: int) -> Iterator[Document | Unread]:
    """The reports in a resource; `number` is the place of the first within the file. Other resources hold none."""
    if not isinstance(resource, dict):
        return
    kind = resource.get("resourceType")
    if kind == "Bundle":
        for entry in _list(resource.get("entry")):
            for found in read_resource(entry.get("resource"), name, number) if isinstance(entry, dict) else ():
                number += 1
                yield found
    elif kind in ("DiagnosticReport", "DocumentReference", "Procedure"):
        words, problems = _words(resource)
        if words:
            yield Document(
                "\n".join([*_head(resource), "", *words, "", *_signed(resource)]).strip("\n") + "\n",
                name,
                number,
                "fhir",
            )
        else:
            yield Unread(name, "; ".join(problems) or f"a {kind} without words", number)


def _words(resource: dict[str, Any]) -> tuple[list[str], list[str]]:
    """The prose of a resource, and why some of it could not be read. A document given in full is not repeated."""
    attachments = [*_list(resource.get("presentedForm"))]
    attachments += [one.get("attachment") for one in _list(resource.get("content")) if isinstance(one, dict)]
    words: list[str] = []
    problems: list[str] = []
    for attachment in attachments:
        data = attachment.get("data") if isinstance(attachment, dict) else None
        if not isinstance(data, str):
            problems.append("a document that is only linked to, not contained")
            continue
        try:
            text, _ = text_of(base64.b64decode(data), str(attachment.get("contentType", "")))
        except (binascii.Error, ValueError, NotText) as error:
            problems.append(str(error) if isinstance(error, NotText) else "a contained document that is not base64")
            continue
        if text.strip() and text not in words:
            words.append(text)
    if words:
        return words[:1], problems
    if isinstance(div := record(resource.get("text")).get("div"), str) and of_html(div).strip():
        words.append(of_html(div))
    words += [
        note["text"]
        for note in _list(resource.get("note"))
        if isinstance(note, dict) and isinstance(note.get("text"), str)
    ]
    for label, key in (("COMPLICATIONS", "complication"), ("INDICATION", "reasonCode")):
        texts = [_text(one) for one in _list(resource.get(key))]
        words += [f"{label}: {'; '.join(filter(None, texts))}"] if any(texts) and label not in "".join(words) else []
    if isinstance(resource.get("conclusion"), str):
        words.append(f"IMPRESSION: {resource['conclusion']}")
    return words, problems


def _head(resource: dict[str, Any]) -> list[str]:
    """What the resource states about the order, as lines."""
    codes = [
        coding.get("code", "")
        for coding in _list(record(resource.get("code") or resource.get("type")).get("coding"))
        if isinstance(coding, dict)
    ]
    text = _text(resource.get("code") or resource.get("type"))
    when = next((str(resource[key])[:10] for key in _DATES if resource.get(key)), "")
    when = when or str(record(resource.get("effectivePeriod") or resource.get("performedPeriod")).get("start", ""))[:10]
    pairs = (
        ("Patient", record(resource.get("subject")).get("display", "")),
        ("Order", " ".join(filter(None, [*(c for c in codes if isinstance(c, str)), text]))),
        ("Date of service", when),
    )
    return [f"{label}: {value}" for label, value in pairs if value]


def _signed(resource: dict[str, Any]) -> list[str]:
    kind, status = resource.get("resourceType"), str(resource.get("status", ""))
    if kind == "DocumentReference":
        status, who = str(resource.get("docStatus", "")), resource.get("authenticator")
    else:
        who = next(iter(_list(resource.get("resultsInterpreter"))), None)
    name = who.get("display", "") if isinstance(who, dict) else ""
    if kind == "Procedure" or not status:
        return []
    status = "final" if status == "final" else "corrected" if status in _FINAL else status
    return [
        f"Result status: {status}" + (f", authenticated by {name}" if name and status in ("final", "corrected") else "")
    ]


def _text(concept: Any) -> str:
    """The words of a CodeableConcept."""
    if not isinstance(concept, dict):
        return ""
    if isinstance(concept.get("text"), str):
        return str(concept["text"])
    return next(
        (str(c["display"]) for c in _list(concept.get("coding")) if isinstance(c, dict) and c.get("display")), ""
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
