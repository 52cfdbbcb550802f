"""A result as an Excel workbook: claims, findings, what was not checked, and causes with what was charged under them.

Codes, claim numbers and modifiers are texts, amounts and counts are numbers; every sheet has a frozen header with filters.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, BinaryIO

from sightline.edits.result import Result
from sightline.outputs import workbook
from sightline.outputs.check import overview, record

STATUSES = ("fail", "bypassed", "review", "info")
CLAIMS = ("claim", "file", "payer", "billing_npi", "date_from", "lines", "charge", "findings", "worst", "edits")
FINDINGS = ("status", "claim", "line", "code", "modifiers", "edit", "message", "fix_text", "charge", "date_from", "related_claim",
            "related_line", "disposition", "carc", "rarc", "citation", "override", "triage_score", "triage_reasons", "file",
            "segment")  # fmt: skip
GAPS = ("claim", "line", "edit", "reason")
CAUSES = ("edit", "status", "findings", "claims", "lines", "charged", "message")
NOTES = ("what", "claim", "message", "file", "segment")


def write_result(result: Result, out: BinaryIO) -> None:
    """Write the workbook. Raises SightlineError without XlsxWriter, and for more rows than a sheet has."""
    sheets = {
        "Claims": (CLAIMS, list(_claims(result))),
        "Findings": (FINDINGS, list(_findings(result))),
        "Not checked": (GAPS, list(record.not_checked(result))),
        "Causes": (CAUSES, _causes(result)),
        "Notes": (NOTES, list(_notes(result))),
    }
    workbook.write(sheets, out)


def _claims(result: Result) -> Iterable[dict[str, Any]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for row in record.rows(result.counting.select(["claim_key", "status", "edit"])):
        found.setdefault(row["claim_key"], []).append(row)
    lines = result.lines.group_by("claim_key").aggregate([([], "count_all"), ("date_from", "min")]).to_pylist()
    lines_of = {row["claim_key"]: row for row in lines}
    names = ["claim_key", "claim_id", "file", "payer_name", "billing_npi", "charge"]
    for claim in record.rows(result.claims.select(names).sort_by("claim_key")):
        mine, its = found.get(claim["claim_key"], []), lines_of.get(claim["claim_key"], {})
        yield {
            **claim,
            "claim": claim["claim_id"],
            "payer": claim["payer_name"],
            "date_from": its.get("date_from_min"),
            "lines": its.get("count_all", 0),
            "findings": len(mine),
            "worst": next((status for status in STATUSES if any(each["status"] == status for each in mine)), "none"),
            "edits": ", ".join(dict.fromkeys(each["edit"] for each in mine)),
        }


def _findings(result: Result) -> Iterable[dict[str, Any]]:
    of_line = {
        (row["claim_key"], row["line_no"]): row
        for row in record.rows(result.lines.select(["claim_key", "line_no", "charge", "date_from"]))
    }
    keys = zip(*(result.findings[name].to_pylist() for name in ("claim_key", "line")), strict=True)
    for found, key in zip(record.findings(result), keys, strict=True):
        line = of_line.get(key, {})
        held, scored = found.get("override"), found.get("triage")
        yield {
            **found,
            "modifiers": " ".join(found["modifiers"]),
            "citation": "; ".join(found["citation"]),
            "charge": line.get("charge"),
            "date_from": line.get("date_from"),
            "override": f"{held['user']} until {held['expires']}: {held['reason']}" if held else "",
            "triage_score": scored["score"] if scored else None,
            "triage_reasons": "; ".join(scored["reasons"]) if scored else "",
            "file": found["origin"]["file"],
            "segment": found["origin"]["segment"],
        }


def _causes(result: Result) -> list[dict[str, Any]]:
    """Each edit that found something: how often, and what was charged on the lines it is about (of a claim: on all)."""
    charges: dict[int, dict[int, Decimal]] = {}
    for row in record.rows(result.lines.select(["claim_key", "line_no", "charge"])):
        charges.setdefault(row["claim_key"], {})[row["line_no"]] = row["charge"] or Decimal(0)
    causes: dict[tuple[str, str], dict[str, Any]] = {}
    names = ["claim_key", "line", "edit", "status", "message"]
    for row in record.rows(result.counting.select(names)):
        cause = causes.setdefault(
            (row["edit"], row["status"]),
            {"edit": row["edit"], "status": row["status"], "findings": 0, "message": row["message"], "at": set()},
        )
        cause["findings"] += 1
        mine = charges.get(row["claim_key"], {})
        cause["at"] |= {(row["claim_key"], no) for no in (mine if row["line"] is None else [row["line"]])}
    for cause in causes.values():
        at = cause.pop("at")
        cause["claims"], cause["lines"] = len({key for key, _ in at}), len(at)
        cause["charged"] = sum((charges.get(key, {}).get(no, Decimal(0)) for key, no in at), Decimal("0.00"))
    return sorted(causes.values(), key=lambda each: (STATUSES.index(each["status"]), -each["charged"], each["edit"]))


def _notes(result: Result) -> Iterable[dict[str, Any]]:
    """What was rejected, what was odd about the files, and what else a reader must know."""
    for sentence in (*overview.withheld(result), *overview.left_aside(result), *overview.unknown_payers(result)):
        yield {"what": "result", "message": sentence}
    for lost in record.rejected(result):
        yield {**lost["origin"], "what": "rejected", "claim": lost["claim"], "message": lost["reason"]}
    for odd in record.issues(result):
        yield {**odd["origin"], "what": "note", "message": odd["message"]}
