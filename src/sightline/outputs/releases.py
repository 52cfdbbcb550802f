"""The reference data for people and programs: what is loaded, and what it says of a code."""

from __future__ import annotations

import json
from typing import Any, TextIO

from sightline.outputs.record import release
from sightline.reference.store import Reference


def write_text(reference: Reference, out: TextIO) -> None:
    """Write the loaded releases as a table."""
    header = ("kind", "release", "period", "rows", "scope", "file")
    rows = [
        (r.kind, r.name, f"{r.period_from} to {r.period_to}", f"{r.rows:,}", r.scope, r.file)
        for r in reference.releases
    ]
    widths = [max(len(row[column]) for row in (header, *rows)) for column in range(5)]
    for row in (header, *rows):
        cells = [
            f"{cell:>{width}}" if i == 3 else f"{cell:<{width}}"
            for i, (cell, width) in enumerate(zip(row, widths, strict=False))
        ]
        out.write("  ".join([*cells, row[5]]).rstrip() + "\n")


def write_json(reference: Reference, out: TextIO) -> None:
    """Write the loaded releases as JSON."""
    listed = [{**release(r), "rows": r.rows, "scope": r.scope, "sha256": r.sha256} for r in reference.releases]
    json.dump({"digest": reference.digest, "releases": listed}, out, indent=2, ensure_ascii=False)
    out.write("\n")


def write_code_text(code: str, found: dict[str, list[dict[str, Any]]], out: TextIO) -> None:
    """Write what each kind of release says of a code, the first rows of long lists."""
    out.write(f"{code}\n")
    for kind, rows in found.items():
        out.write(f"\n{kind} ({len(rows):,} {'row' if len(rows) == 1 else 'rows'})\n")
        for row in rows[:12]:
            out.write(
                "  " + "  ".join(f"{key}={value}" for key, value in row.items() if value not in ("", None)) + "\n"
            )
        if len(rows) > 12:
            out.write(f"  and {len(rows) - 12:,} more; --format json lists them all\n")


def write_code_json(code: str, found: dict[str, list[dict[str, Any]]], out: TextIO) -> None:
    """Write what each kind of release says of a code as JSON."""
    json.dump({"code": code, **found}, out, indent=2, ensure_ascii=False, default=str)
    out.write("\n")
