"""The full result as JSON: stable, documented in docs/json.md, the same bytes for the same input and reference."""

from __future__ import annotations

from typing import Any, TextIO

from sightline.edits.result import Result
from sightline.outputs import as_json
from sightline.outputs.check import record


def write_result(result: Result, out: TextIO, run: dict[str, Any] | None = None) -> None:
    """Write a result as one JSON document, a row at a time, with the provenance of its run where that is given."""
    out.write("{\n")
    out.write(f'"reference": {as_json.line(record.reference(result))},\n')
    out.write(f'"summary": {as_json.line(result.summary)},\n')
    as_json.write_list("findings", record.findings(result), out)
    out.write(",\n")
    as_json.write_list("not_checked", record.not_checked(result), out)
    out.write(",\n")
    as_json.write_list("rejected", record.rejected(result), out)
    out.write(",\n")
    as_json.write_list("issues", record.issues(result), out)
    if run is not None:
        out.write(f',\n"run": {as_json.line(run)}')
    out.write("\n}\n")
