"""One report as plain data: the shape of `sightline report --format json`, documented in docs/reports.md."""

from __future__ import annotations

from typing import Any

from sightline.edits.result import Result
from sightline.outputs.check import record
from sightline.reports.judge import Quote
from sightline.reports.read import Read
from sightline.reports.result import Reports


def reports(found: Reports, *, suggest: bool = False, text: bool = False) -> list[dict[str, Any]]:
    """Every report of a run, in order; `suggest` fills `suggested`, `text` adds the decoded text."""
    return [
        one(read, result, suggest=suggest, text=text)
        for read, result in zip(found.reports, found.findings, strict=True)
    ]


def one(read: Read, result: Result, *, suggest: bool = False, text: bool = False) -> dict[str, Any]:
    """One report: its requirements, facts, findings and (with `suggest`) codes to consider."""
    facts: dict[str, list[dict[str, Any]]] = {}
    for fact in read.facts:
        quoted = {"value": fact.value, "text": fact.text, "start": fact.start, "end": fact.end}
        if quoted not in facts.setdefault(fact.name, []):
            facts[fact.name].append(quoted)
    document = read.document
    billed = result.lines["code"].to_pylist()
    return {
        "requirements": [
            {
                "id": answer.requirement.id,
                "supports": list(answer.requirement.supports),
                "blocking": answer.requirement.blocking,
                "applies": read.applies_to(answer.requirement, billed),
                "status": answer.status,
                "evidence": [_quote(quote) for quote in answer.evidence],
            }
            for answer in read.answers
        ],
        "facts": facts,
        "findings": [{**finding, "claim": finding["claim"] or None} for finding in record.findings(result)],
        "suggested": _suggested(read) if suggest else [],
        "scope": {"is": read.done.scope, "not_covered": [each.family.name for each in read.done.families]},
        "report": {"file": document.name, "number": document.number, "format": document.format},
        **({"text": document.text} if text else {}),
    }


def unread(found: Reports) -> list[dict[str, Any]]:
    """What could not be read, and why."""
    return [{"file": each.name, "number": each.number or None, "reason": each.reason} for each in found.unread]


def _suggested(read: Read) -> list[dict[str, Any]]:
    return [
        {
            "code": each.code,
            "says": each.says,
            "units": each.units,
            "modifiers": list(each.modifiers),
            "certainty": each.certainty,
            "evidence": [_quote(quote) for quote in each.evidence],
            "missing": list(each.missing),
            "for": "a coder to judge",
        }
        for each in read.suggested
    ]


def _quote(quote: Quote) -> dict[str, Any]:
    return {"text": quote.text, "start": quote.start, "end": quote.end}
