"""Reports as JSON; see docs/reports.md."""

from __future__ import annotations

from typing import Any, TextIO

from sightline.outputs import as_json
from sightline.outputs.report import record as report_record
from sightline.reports.redact import redacted
from sightline.reports.result import Reports


def write_result(
    found: Reports, out: TextIO, *, suggest: bool = False, text: bool = False, redact: bool = False
) -> None:
    """Write one report as one object; of several, and of files that could not be read, an object with lists of them."""
    reports = report_record.reports(found, suggest=suggest, text=text)
    if redact:
        reports = [redacted(one, read.document) for one, read in zip(reports, found.reports, strict=True)]
    whole: dict[str, Any] = {"reports": reports, "unread": report_record.unread(found), "summary": found.summary}
    alone = len(reports) == 1 and not found.unread
    as_json.write(reports[0] if alone else whole, out, indent=1)
