"""The reference data for people and programs: what is loaded, and what it says of a code."""

from __future__ import annotations

from datetime import date
from typing import Any, TextIO

from sightline.outputs import as_json
from sightline.outputs.check.record import release
from sightline.reference.release import BEGINNING, FOREVER, Release
from sightline.reference.store import Reference


def write_text(reference: Reference, out: TextIO, *, today: date | None = None) -> None:
    """Write the loaded releases as a table with their age on `today` (the current day), and what to add."""
    on = today or date.today()
    header = ("kind", "release", "period", "rows", "scope", "age", "file")
    rows = [(r.kind, r.name, _period(r), f"{r.rows:,}", r.scope, age(r, on), r.file) for r in reference.releases]
    widths = [max(len(row[column]) for row in (header, *rows)) for column in range(6)]
    for row in (header, *rows):
        cells = [
            f"{cell:>{width}}" if i == 3 else f"{cell:<{width}}"
            for i, (cell, width) in enumerate(zip(row, widths, strict=False))
        ]
        out.write("  ".join([*cells, row[6]]).rstrip() + "\n")

    if old := without_today(reference, on):
        out.write(f"\nno release for today: {', '.join(old)}; `sightline reference sync` fetches what is published\n")


def without_today(reference: Reference, on: date) -> list[str]:
    """The kinds of which no release reaches beyond a day."""
    kinds = sorted({r.kind for r in reference.releases})
    return [kind for kind in kinds if all(r.period_to <= on for r in reference.of(kind))]


def _period(release: Release) -> str:
    start = "the beginning" if release.period_from <= BEGINNING else release.period_from.isoformat()
    return f"{start} to {'no end' if release.period_to >= FOREVER else release.period_to.isoformat()}"


def age(release: Release, on: date) -> str:
    """Whether a release answers for a day, and since when it no longer does."""
    days = (on - release.period_to).days + 1
    if days > 0:
        return f"ended {days:,} {'day' if days == 1 else 'days'} ago"
    return "current" if release.period_from <= on else "not begun"


def write_json(reference: Reference, out: TextIO) -> None:
    """Write the loaded releases as JSON."""
    listed = [{**release(r), "rows": r.rows, "scope": r.scope, "sha256": r.sha256} for r in reference.releases]
    as_json.write({"digest": reference.digest, "releases": listed}, out)


def write_code_text(found: dict[str, list[dict[str, Any]]], out: TextIO, *, code: str) -> None:
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


def write_code_json(found: dict[str, list[dict[str, Any]]], out: TextIO, *, code: str) -> None:
    """Write what each kind of release says of a code as JSON."""
    as_json.write({"code": code, **found}, out, default=str)
