"""Findings as CSV, one row each, for spreadsheets."""

from __future__ import annotations

import csv
from typing import TextIO

from sightline.edits.result import Result
from sightline.outputs.cells import safe
from sightline.outputs.check import record

COLUMNS = (
    "edit", "status", "claim", "line", "related_claim", "related_line", "code", "modifiers", "message", "fix_text",
    "disposition", "carc", "rarc", "citation", "file", "segment", "byte",
    "override", "triage_score", "triage_reasons",
)  # fmt: skip


def write_result(result: Result, out: TextIO, marked: bool = False) -> None:
    """Write the findings, then what was not checked (status not_checked) and what was rejected, under one header.

    `marked`: with a byte order mark, and what a spreadsheet would take for a number or a date as ="…", a text.
    """
    if marked:
        out.write("\ufeff")
    writer = csv.DictWriter(out, COLUMNS, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for found in record.findings(result):
        row = {**found, **found["origin"]}
        row["modifiers"] = " ".join(found["modifiers"])
        row["citation"] = "; ".join(found["citation"])
        if held := found.get("override"):
            row["override"] = f"{held['user']} until {held['expires']}: {held['reason']}"
        if scored := found.get("triage"):
            row |= {"triage_score": scored["score"], "triage_reasons": "; ".join(scored["reasons"])}
        writer.writerow({key: safe(value, marked) for key, value in row.items()})
    for gap in record.not_checked(result):
        writer.writerow(
            {key: safe(v, marked) for key, v in {**gap, "status": "not_checked", "message": gap["reason"]}.items()}
        )
    for lost in record.rejected(result):
        row = {**lost, **lost["origin"], "status": "rejected", "message": lost["reason"]}
        writer.writerow({key: safe(value, marked) for key, value in row.items()})
