"""An edit's page in Markdown, and the catalogue as a list."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import TextIO

from sightline.edits.edit import DISPOSITIONS, Edit

_STATUS = {
    "fail": "a payer will reject or deny",
    "bypassed": "would fail; a modifier claims an exception that records must support",
    "review": "a person must look",
    "info": "for information",
}


def edit_page(edit: Edit) -> str:
    """The page of one edit: title, facts, its own words, and the query itself."""
    facts = [
        ("Status", f"{edit.status} ({_STATUS[edit.status]})"),
        ("What happens", DISPOSITIONS[edit.disposition]),
        (
            "Adjustment code",
            " and ".join(x for x in (edit.carc and f"CARC {edit.carc}", edit.rarc and f"RARC {edit.rarc}") if x),
        ),
        ("Source", "; ".join(str(c) for c in edit.citation)),
        ("Not checked without", ", ".join(edit.needs).replace("_", " ")),
        ("Payer parameter", edit.parameter),
        ("Since", f"Sightline {edit.since}"),
    ]
    lines = [f"# {edit.id} {edit.name}", "", f"{edit.title}.", ""]
    lines += [f"- **{name}:** {value}" for name, value in facts if value]
    lines += ["", edit.page, "", "## Query", "", "```sql", edit.sql, "```", ""]
    return "\n".join(lines)


def write_list(edits: Iterable[Edit], out: TextIO) -> None:
    """Write the catalogue by family, an edit a line."""
    edits = sorted(edits, key=lambda edit: (edit.family, edit.id))
    for family, members in groupby(edits, key=lambda edit: edit.family):
        out.write(f"{family}\n")
        for edit in members:
            out.write(f"  {edit.id}  {edit.status:<8}  {edit.title}\n")
    out.write(f"{len(edits)} edits; `sightline explain ID` prints one\n")
