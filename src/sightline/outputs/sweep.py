"""What a sweep did, for people and programs."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from sightline.outputs import as_json

if TYPE_CHECKING:
    from sightline.sweep.run import Swept


def write_json(swept: Swept, out: TextIO) -> None:
    """Write the counts and the releases as JSON."""
    as_json.write(asdict(swept), out)


def write_text(swept: Swept, out: TextIO, *, folder: Path, seconds: float) -> None:
    """Write what was found, what was not checked, which releases answered, and that every claim is accounted for."""
    n = swept.counts
    files = "file" if swept.files == 1 else "files"
    out.write(
        f"{n['claims']:,} claims, {n['lines']:,} lines in {swept.files:,} {files}: {n['findings_fail']:,} fail,"
        f" {n['findings_bypassed']:,} bypassed, {n['findings_review']:,} to review, {n['findings_info']:,} info\n"
    )
    out.write(f"not checked by every edit: {n['not_checked']:,} lines or claims, see {folder / 'not_checked'}\n")
    aside = n["left_void"] + n["left_voided"] + n["left_replaced"]
    if aside:
        out.write(f"left aside beside others: {aside:,} lines of claims that are void, voided or replaced\n")
    for each in swept.used:
        counts = [f"{each[name]:,} {words}" for name, words in _LIES if each[name]]
        out.write(f"{each['title']}: answered for {', '.join(counts)}\n")
    out.write(f"this run: {_work(swept)}\n")
    if swept.passed_over:
        more = f" and {len(swept.passed_over) - 3:,} more" if len(swept.passed_over) > 3 else ""
        out.write(f"passed over, not Parquet: {', '.join(swept.passed_over[:3])}{more}\n")
    if swept.unused:
        out.write(f"columns that are not used: {', '.join(name or '(no name)' for name in swept.unused[:10])}\n")
    for note in swept.notes[:_NOTES]:
        out.write(f"{note}\n")
    if len(swept.notes) > _NOTES:
        out.write(f"and {len(swept.notes) - _NOTES:,} more such notes: --format json has all\n")
    bare = f", {n['bare_rows']:,} rows without a line" if n["bare_rows"] else ""
    out.write(
        f"every row accounted for: {n['rows']:,} = {n['lines']:,} lines read, {n['rejected_lines']:,} rejected,"
        f" {n['set_aside_lines']:,} set aside{bare} · {seconds:,.1f} s\n"
    )


_NOTES = 20
_LIES = (
    ("lines", "lines in its period"),
    ("older", "lines that are later than it"),
    ("newer", "lines that are earlier than it"),
)


def _work(swept: Swept) -> str:
    if not swept.parts_checked and not swept.parts_updated:
        return "nothing to do, all is as it was"
    work = []
    if swept.parts_checked:
        parts = "part" if swept.parts == 1 else "parts"
        work.append(
            f"{swept.parts_checked:,} of {swept.parts:,} {parts} checked"
            + (f" ({swept.why_all})" if swept.why_all else "")
        )
    if swept.parts_updated:
        parts = "part" if swept.parts_updated == 1 else "parts"
        work.append(f"claims of {swept.patients_updated:,} patients in {swept.parts_updated:,} {parts} checked again")
    return "; ".join(work)
