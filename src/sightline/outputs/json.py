"""The full result as JSON: stable, documented in docs/json.md, the same bytes for the same input and reference."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TextIO

from sightline.edits.edit import Edit
from sightline.edits.result import Result
from sightline.outputs import record


def write_result(result: Result, out: TextIO, run: dict[str, Any] | None = None) -> None:
    """Write a result as one JSON document, a row at a time, with the provenance of its run where that is given."""
    out.write("{\n")
    out.write(f'"reference": {_dump(record.reference(result))},\n')
    out.write(f'"summary": {_dump(result.summary)},\n')
    _write_list("findings", record.findings(result), out)
    out.write(",\n")
    _write_list("not_checked", record.not_checked(result), out)
    out.write(",\n")
    _write_list("rejected", record.rejected(result), out)
    out.write(",\n")
    _write_list("issues", record.issues(result), out)
    if run is not None:
        out.write(f',\n"run": {_dump(run)}')
    out.write("\n}\n")


def write_edits(edits: Iterable[Edit], out: TextIO) -> None:
    """Write the catalogue with all its metadata."""
    listed = [
        {
            "id": edit.id,
            "name": edit.name,
            "title": edit.title,
            "family": edit.family,
            "since": edit.since,
            "kind": edit.kind,
            "reads": list(edit.reads),
            "needs": list(edit.needs),
            "status": edit.status,
            "disposition": edit.disposition,
            "carc": edit.carc,
            "rarc": edit.rarc,
            "citation": [{"source": c.source, "section": c.section} for c in edit.citation],
            "message": edit.message,
            "mend": edit.mend,
            "fix": edit.fix,
            "parameter": edit.parameter,
        }
        for edit in edits
    ]
    json.dump(listed, out, indent=2, ensure_ascii=False)
    out.write("\n")


def _write_list(name: str, items: Iterable[dict[str, Any]], out: TextIO) -> None:
    out.write(f'"{name}": [')
    separator = "\n"
    for item in items:
        out.write(separator + _dump(item))
        separator = ",\n"
    out.write("\n]" if separator == ",\n" else "]")


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
