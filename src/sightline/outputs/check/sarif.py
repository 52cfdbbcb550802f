"""The result as SARIF 2.1.0, for the viewers of code review and security findings.

Each edit is a rule, with its page as help; each finding a result of kind `fail` (the default), each gap one of kind
`open`: evaluated, and not enough known to decide. Rejected claims and notes are notifications of the run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any, TextIO
from urllib.parse import quote

import pyarrow as pa
import pyarrow.compute as pc

from sightline import __version__
from sightline.edits.result import Result
from sightline.edits.rule.edit import DISPOSITIONS, Edit
from sightline.outputs import as_json
from sightline.outputs.catalogue.edits import edit_page
from sightline.outputs.check import record

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {"fail": "error", "bypassed": "warning", "review": "warning", "info": "note"}
_ORIGIN = ("file", "segment", "byte")


def write_result(result: Result, out: TextIO) -> None:
    """Write a result as one SARIF log, a result a line."""
    numbers = {edit.id: number for number, edit in enumerate(result.edits)}
    driver = {
        "name": "sightline",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(edit) for edit in result.edits],
    }
    out.write(f'{{"$schema": {as_json.line(SCHEMA)}, "version": "2.1.0", "runs": [{{\n')
    out.write(f'"tool": {{"driver": {as_json.line(driver)}}},\n')
    out.write('"columnKind": "unicodeCodePoints",\n')
    out.write(f'"properties": {as_json.line({"summary": result.summary, "reference": record.reference(result)})},\n')
    as_json.write_list("invocations", [_invocation(result)], out)
    out.write(",\n")
    as_json.write_list("results", _results(result, numbers), out)
    out.write("\n}]}\n")


def _rule(edit: Edit) -> dict[str, Any]:
    facts = {"family": edit.family, "disposition": edit.disposition, "carc": edit.carc, "rarc": edit.rarc}
    return {
        "id": edit.id,
        "name": "".join(word.capitalize() for word in edit.name.split("-")),
        "shortDescription": {"text": edit.title},
        "fullDescription": {"text": f"{edit.title}. {DISPOSITIONS[edit.disposition]}"},
        "help": {
            "text": f"{edit.title}. Source: {'; '.join(str(c) for c in edit.citation)}. {edit.fix_text}".strip(),
            "markdown": edit_page(edit),
        },
        "defaultConfiguration": {"level": LEVELS[edit.status]},
        "properties": {"tags": [edit.family], **{name: value for name, value in facts.items() if value}},
    }


def _results(result: Result, numbers: dict[str, int]) -> Iterator[dict[str, Any]]:
    compared = result.hidden is not None
    for found in record.findings(result):
        shown: dict[str, Any] = {
            "ruleId": found["edit"],
            "ruleIndex": numbers[found["edit"]],
            "level": LEVELS[found["status"]],
            "message": {"text": _sentence(found["message"], found["fix_text"])},
            "locations": [_location(found["origin"], found["claim"], found["line"])],
            "properties": {
                name: found[name]
                for name in (
                    "status",
                    "claim",
                    "line",
                    "code",
                    "modifiers",
                    "carc",
                    "rarc",
                    "citation",
                    "evidence",
                    "fix",
                )
                if found[name] not in (None, "", [])
            },
        }
        if compared:
            shown["baselineState"] = "new"
        if held := found.get("override"):
            why = f"{held['reason']} ({held['user']}, until {held['expires']})"
            shown["suppressions"] = [{"kind": "external", "status": "accepted", "justification": why}]
        yield shown
    for gap in _gaps(result):
        yield {
            "ruleId": gap["edit"],
            "ruleIndex": numbers[gap["edit"]],
            "kind": "open",
            "level": "none",
            "message": {"text": f"Not checked: {gap['reason']}."},
            "locations": [_location(gap, gap["claim"], gap["line"])],
        }


def _gaps(result: Result) -> Iterator[dict[str, Any]]:
    """What was not checked, with the place of its claim."""
    gaps = result.not_checked
    at = pc.index_in(gaps["claim_key"], result.claims["claim_key"])
    columns = [gaps[name] for name in ("edit", "claim", "line", "reason")]
    columns += [result.claims[name].take(at) for name in _ORIGIN]
    yield from record.rows(pa.table(columns, names=["edit", "claim", "line", "reason", *_ORIGIN]))


def _location(origin: dict[str, Any], claim: str | None, line: int | None = None) -> dict[str, Any]:
    """Where a claim or line stands: the file, the byte it begins at, and its name."""
    named = claim or "(no claim number)"
    name = f"claim {named}" + (f", line {line}" if line is not None else "")
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(origin["file"])}}
    if origin["byte"]:
        physical["region"] = {"byteOffset": origin["byte"]}
    logical = {
        "name": name,
        "fullyQualifiedName": named if line is None else f"{named}/{line}",
        "kind": "element",
    }
    return {"physicalLocation": physical, "logicalLocations": [logical]}


def _invocation(result: Result) -> dict[str, Any]:
    notes = [_notification("error", row["reason"], row, row["claim"]) for row in _told(record.rejected(result))]
    notes += [_notification("warning", row["message"], row, None) for row in _told(record.issues(result))]
    return {"executionSuccessful": True, "toolExecutionNotifications": notes}


def _told(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield {**row, **row["origin"]}


def _notification(level: str, text: str, origin: dict[str, Any], claim: str | None) -> dict[str, Any]:
    return {"level": level, "message": {"text": _sentence(text, "")}, "locations": [_location(origin, claim)]}


def _sentence(message: str, fix_text: str | None) -> str:
    return f"{message[:1].upper()}{message[1:]}." + (f" To fix: {fix_text}." if fix_text else "")


def _uri(file: str) -> str:
    """A file as a URI reference: relative as given, or absolute."""
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
