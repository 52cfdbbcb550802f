"""The result as FHIR R4 ClaimResponse resources in a Bundle: for each claim what a payer would be expected to answer.

A response names its claim by number and nobody by name: patient and insurer are references without a name. Its outcome is
`error` for a claim that would be rejected before adjudication, each reason an entry of `error`; else `partial` when some
edit could not judge it, and `complete`. Denied lines carry their adjustment reason in `item`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain
from typing import Any, TextIO

import pyarrow as pa
import pyarrow.compute as pc

from sightline.edits.result import Result
from sightline.edits.rule.edit import DISPOSITIONS, Edit
from sightline.outputs.acknowledgments.dates import answer_date
from sightline.outputs.check import record
from sightline.outputs.check.overview import grouped
from sightline.outputs.claims.fhir import MARKED, NUMBER

CARC_SYSTEM = "https://x12.org/codes/claim-adjustment-reason-codes"
RARC_SYSTEM = "https://x12.org/codes/remittance-advice-remark-codes"
EDIT_SYSTEM = "urn:sightline:edit"
STATUS_SYSTEM = "urn:sightline:status"
PAYER_SYSTEM = "urn:x12:payer-identifier"
_HL7 = "http://terminology.hl7.org/CodeSystem/"
#: Dispositions after which the whole claim goes back unprocessed.
REJECTIONS = ("claim-rejection", "line-rejection")


#: What a Claim may be for, and so its answer (hl7.org/fhir/R4/valueset-claim-use.html).
USES = ("claim", "preauthorization", "predetermination")


def write_result(
    result: Result, out: TextIO, *, dated: date | None = None, uses: Mapping[str, str] | None = None
) -> None:
    """Write a Bundle of type collection with one ClaimResponse per claim read, in reading order.

    What could not be read is an OperationOutcome after them. `dated` is the date of the responses (default: the newest
    date of service), `uses` the use of each claim by its number (default: claim). Raises NoDateError without any date.
    """
    out.write('{"resourceType": "Bundle", "type": "collection", "entry": [')
    separator = "\n"
    created = answer_date(result, dated).isoformat() if result.claims.num_rows else ""
    for number, resource in enumerate(chain(_responses(result, created, uses or {}), _lost(result)), 1):
        entry = {"fullUrl": f"urn:sightline:answer:{number}", "resource": resource}
        out.write(separator + MARKED.sub(r"\1", json.dumps(entry, ensure_ascii=False)))
        separator = ",\n"
    out.write("\n]}\n")


def _responses(result: Result, created: str, uses: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    edits = {edit.id: edit for edit in result.edits}
    lines = grouped(result.lines.select(["claim_key", "line_no", "charge"]))
    found = grouped(result.findings)
    gaps = grouped(result.not_checked.select(["claim_key", "line", "edit", "reason"]))
    withheld = _withheld(result)
    columns = ["claim_key", "claim_id", "payer_id"]
    for claim in record.rows(result.claims.select(columns).sort_by("claim_key")):
        key = claim["claim_key"]
        of_claim = [next(groups[key]) if key in groups else [] for groups in (lines, found, gaps)]
        yield _response(claim, created, of_claim, edits, withheld.get(key, 0)) | {
            "use": uses.get(claim["claim_id"], "claim")
        }


def _lost(result: Result) -> Iterator[dict[str, Any]]:
    """One OperationOutcome for the claims and lines that could not be read; nothing when all could."""
    issues = []
    for row in record.rejected(result):
        named = f"claim {row['claim']}: " if row["claim"] else ""
        issues.append({"severity": "error", "code": "structure", "diagnostics": f"{named}{row['reason']}"})
    if issues:
        yield {"resourceType": "OperationOutcome", "id": "rejected", "issue": issues}


def _response(
    claim: dict[str, Any],
    created: str,
    of_claim: list[list[dict[str, Any]]],
    edits: dict[str, Edit],
    hidden: int,
) -> dict[str, Any]:
    """The answer to a claim; `of_claim` are its lines, its findings and what was not checked of it."""
    lines, found, gaps = of_claim
    numbers = {line["line_no"]: place for place, line in enumerate(lines, 1)}
    failing = {n for n, row in enumerate(found) if row["status"] == "fail" and not row.get("override")}
    fails = [found[n] for n in sorted(failing)]
    rejecting = [row for row in fails if edits[row["edit"]].disposition in REJECTIONS]
    notes = [_note(row["message"], row["line"], edits[row["edit"]].id, _status(row)) for row in found]
    gaps = _by_reason(gaps)
    notes += [_note(f"not checked: {gap['reason']}", gap["line"], gap["edit"], "") for gap in gaps]
    notes += [_note(f"findings left out, known from the baseline: {hidden}", None, "", "")] if hidden else []
    number = claim["claim_id"] or ""
    response: dict[str, Any] = {
        "resourceType": "ClaimResponse",
        "id": f"{_identifier(number)}{claim['claim_key']}",
        "status": "active",
        "type": {"coding": [{"system": f"{_HL7}claim-type", "code": "professional"}]},
        "use": "claim",
        "patient": {"display": "patient of the claim"},
        "created": created,
        "insurer": _insurer(claim["payer_id"]),
        "request": {"identifier": {"value": number}} if number else {"display": "claim without a number"},
        "outcome": "error" if rejecting else "partial" if gaps or hidden else "complete",
        "disposition": _disposition(fails, gaps, any(row.get("override") for row in found), edits),
    }
    by_line: dict[int | None, list[int]] = {}
    for place, row in enumerate(found):
        by_line.setdefault(row["line"], []).append(place)
    whole = [_adjudication(found[place], edits) for place in by_line.get(None, []) if place in failing]
    items = []
    for line in lines:
        places = by_line.get(line["line_no"], [])
        own_notes = [place + 1 for place in places]
        own_notes += [len(found) + k for k, gap in enumerate(gaps, 1) if gap["line"] == line["line_no"]]
        denied = [_adjudication(found[place], edits) for place in places if place in failing]
        item = {
            "itemSequence": numbers[line["line_no"]],
            "noteNumber": own_notes,
            "adjudication": [_submitted(line["charge"]), *denied],
        }
        items.append({name: value for name, value in item.items() if value})
    response["item"] = items
    if whole:
        response["adjudication"] = whole
    response["processNote"] = [{"number": place, **note} for place, note in enumerate(notes, 1)]
    response["error"] = [_error(row, numbers, edits) for row in rejecting]
    return {name: value for name, value in response.items() if value}


def _by_reason(gaps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was not checked, the edits that lack the same for the same line together."""
    edits: dict[tuple[int | None, str], list[str]] = {}
    for gap in gaps:
        edits.setdefault((gap["line"], gap["reason"]), []).append(gap["edit"])
    return [{"line": line, "reason": reason, "edit": ", ".join(ids)} for (line, reason), ids in edits.items()]


def _insurer(payer: str) -> dict[str, Any]:
    if not payer:
        return {"display": "insurer of the claim"}
    return {"type": "Organization", "identifier": {"system": PAYER_SYSTEM, "value": payer}}


def _disposition(
    fails: list[dict[str, Any]], gaps: list[dict[str, Any]], overridden: bool, edits: dict[str, Edit]
) -> str:
    """What happens, in words: of the gravest finding, as DISPOSITIONS ranks them."""
    ranks = list(DISPOSITIONS)
    if fails:
        return DISPOSITIONS[min((edits[row["edit"]].disposition for row in fails), key=ranks.index)]
    disposition = "No finding fails that is not overridden" if overridden else "No finding fails"
    return f"{disposition}; some edits could not judge every line." if gaps else f"{disposition}."


def _adjudication(row: dict[str, Any], edits: dict[str, Edit]) -> dict[str, Any]:
    """A denial as its category and its adjustment reason."""
    edit = edits[row["edit"]]
    codes = [{"system": CARC_SYSTEM, "code": edit.carc}] if edit.carc else []
    codes += [{"system": RARC_SYSTEM, "code": edit.rarc}] if edit.rarc else []
    shown: dict[str, Any] = {"category": {"coding": [{"system": STATUS_SYSTEM, "code": row["status"]}]}}
    shown["reason"] = {"coding": codes, "text": row["message"]} if codes else {"text": row["message"]}
    return shown


def _submitted(charge: Any) -> dict[str, Any]:
    category = {"coding": [{"system": f"{_HL7}adjudication", "code": "submitted"}]}
    if charge is None:
        return {"category": category}
    return {"category": category, "amount": {"value": f"{NUMBER}{charge}", "currency": "USD"}}


def _error(row: dict[str, Any], numbers: dict[int, int], edits: dict[str, Edit]) -> dict[str, Any]:
    edit = edits[row["edit"]]
    shown: dict[str, Any] = {"code": {"coding": [{"system": EDIT_SYSTEM, "code": edit.id}], "text": row["message"]}}
    if row["line"] in numbers:
        shown = {"itemSequence": numbers[row["line"]], **shown}
    return shown


def _note(text: str, line: int | None, edit: str, status: str) -> dict[str, Any]:
    where = f"line {line}: " if line is not None else ""
    about = " ".join(word for word in (edit, status) if word)
    return {"type": "display", "text": f"{about}: {where}{text}" if about else text}


def _status(row: dict[str, Any]) -> str:
    """The status of a finding, and who lets it stand."""
    held = row.get("override")
    return f"{row['status']}, overridden until {held['expires']} by {held['user']}" if held else str(row["status"])


def _withheld(result: Result) -> dict[int, int]:
    if result.hidden is None:
        return {}
    counts = pc.value_counts(result.hidden["claim_key"]) if result.hidden.num_rows else pa.array([], pa.null())
    return {row["values"]: row["counts"] for row in counts.to_pylist()}


def _identifier(number: str) -> str:
    """A claim number as the beginning of a FHIR id, which allows letters, digits, - and . only."""
    kept = re.sub(r"[^A-Za-z0-9\-.]", "-", number)[:40]
    return f"{kept}-" if kept else "claim-"
