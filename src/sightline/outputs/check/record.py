"""One finding, one gap, one rejection as plain data: what every output shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.edits.result import Result
from sightline.edits.rule.edit import Edit
from sightline.reference.release import ReferenceUse, Release

if TYPE_CHECKING:
    from sightline.spark.run import SparkResult

_ORIGIN = ("file", "interchange", "group", "transaction", "segment", "byte")
#: What the value of a fix is called, by its action.
_FIX_VALUE = {"set_modifiers": "modifiers", "replace_code": "code", "set_units": "units"}


def rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    """The rows of a table as dictionaries, a batch at a time, so that large results need little memory."""
    for batch in table.to_batches(max_chunksize=10_000):
        yield from batch.to_pylist()


def origin(row: dict[str, Any]) -> dict[str, Any]:
    """Where a row was read: file, control numbers, segment and byte offset."""
    return {name: row[name] for name in _ORIGIN}


def fix(row: dict[str, Any]) -> dict[str, Any] | None:
    """The fix of a finding as data; None when there is none that data can tell."""
    action = row["fix_action"]
    if action is None:
        return None
    data: dict[str, Any] = {"action": action, "line": row["fix_line"]}
    if action in _FIX_VALUE:
        value: Any = row["fix_value"] or ""
        if action == "set_modifiers":
            value = value.split()
        data[_FIX_VALUE[action]] = value
    if row.get("fix_dollars") is not None:
        data["dollars"] = str(row["fix_dollars"])
    return data


def release(use: Release) -> dict[str, Any]:
    """A release as evidence names it."""
    return {
        "kind": use.kind,
        "release": use.name,
        "publisher": use.publisher,
        "title": use.title,
        "file": use.file,
        "period": {
            "from": use.period_from.isoformat(),
            "to": use.period_to.isoformat(),
            "starts_known": use.starts_known,
        },
    }


def findings(result: Result) -> Iterator[dict[str, Any]]:
    """The findings of a result in order, each as documented in docs/json.md."""
    found = set(pc.unique(result.findings["edit"]).to_pylist())
    edits: dict[str, Edit] = {edit.id: edit for edit in result.edits if edit.id in found}
    citations = {each: [str(c) for c in edit.citation] for each, edit in edits.items()}
    releases = {use.number: release(use.release) for use in result.reference}
    billing = result.billing_npis()
    for row in rows(result.findings):
        edit = edits[row["edit"]]
        yield {
            "edit": edit.id,
            "status": row["status"],
            "billing_npi": billing.get(row["claim_key"]),
            "claim": row["claim"],
            "line": row["line"],
            "related_claim": row["related_claim"],
            "related_line": row["related_line"],
            "code": row["code"],
            "modifiers": (row["modifiers"] or "").split(),
            "message": row["message"],
            "citation": citations[edit.id],
            "evidence": {"reference": releases.get(row["release"]), "values": dict(row["evidence"])},
            "disposition": edit.disposition,
            "carc": edit.carc,
            "rarc": edit.rarc,
            "fix_text": row["fix_text"],
            "fix": fix(row),
            "origin": origin(row),
            **({"override": override(row)} if row.get("override") else {}),
            **({"triage": row["triage"]} if row.get("triage") else {}),
        }


def override(row: dict[str, Any]) -> dict[str, Any] | None:
    """Who lets a finding stand, why and until when; None when nobody does."""
    held = row.get("override")
    return {**held, "expires": held["expires"].isoformat()} if held else None


def not_checked(result: Result) -> Iterator[dict[str, Any]]:
    """What was not checked: which edit, on which line, and why."""
    for row in rows(result.not_checked):
        yield {name: row[name] for name in ("edit", "claim", "line", "reason")}


def rejected(result: Result) -> Iterator[dict[str, Any]]:
    """Claims and lines that could not be read."""
    for row in rows(result.rejected):
        yield {"level": row["level"], "claim": row["claim_id"], "reason": row["reason"], "origin": origin(row)}


def issues(result: Result) -> Iterator[dict[str, Any]]:
    """What was odd about the files."""
    for row in rows(result.issues):
        yield {"message": row["message"], "origin": origin(row)}


def reference(result: Result | SparkResult) -> list[dict[str, Any]]:
    """The releases that answered, and for how many lines outside their period."""
    return [
        {
            **release(use.release),
            "scope": use.release.scope,
            "sha256": use.release.sha256,
            "lines": use.lines + use.lines_older + use.lines_newer,
            "lines_older": use.lines_older,
            "lines_newer": use.lines_newer,
        }
        for use in result.reference
    ]


def uses(result: Result) -> dict[int, ReferenceUse]:
    """The releases by the number that findings carry."""
    return {use.number: use for use in result.reference}
