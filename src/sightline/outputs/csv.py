"""Findings as CSV, one row each, for spreadsheets."""

from __future__ import annotations

import csv
from typing import TextIO

from sightline.edits.result import Result
from sightline.outputs import record

COLUMNS = (
    "edit", "status", "claim", "line", "related_claim", "related_line", "code", "modifiers", "message", "mend",
    "disposition", "carc", "rarc", "citation", "file", "segment", "byte",
    "override",
)  # fmt: skip


def write_result(result: Result, out: TextIO) -> None:
    """Write the findings, then what was not checked (status not_checked) and what was rejected, under one header."""
    writer = csv.DictWriter(out, COLUMNS, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for found in record.findings(result):
        row = {**found, **found["origin"]}
        row["modifiers"] = " ".join(found["modifiers"])
        row["citation"] = "; ".join(found["citation"])
        if held := found.get("override"):
            row["override"] = f"{held['user']} until {held['expires']}: {held['reason']}"
        writer.writerow({key: _safe(value) for key, value in row.items()})
    for gap in record.not_checked(result):
        writer.writerow(
            {key: _safe(v) for key, v in {**gap, "status": "not_checked", "message": gap["reason"]}.items()}
        )
    for lost in record.rejected(result):
        row = {**lost, **lost["origin"], "status": "rejected", "message": lost["reason"]}
        writer.writerow({key: _safe(value) for key, value in row.items()})


def _safe(value: object) -> object:
    """A spreadsheet runs a text that begins with = + - or @: such texts get an apostrophe before them."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value
