"""An edit's page in Markdown, and the catalogue as a list."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import TextIO

from sightline.edits.rule.edit import DISPOSITIONS, Edit
from sightline.outputs import as_json

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


def write_page(edit: Edit, out: TextIO, *, width: int = 100, colour: bool = False) -> None:
    """Write the page of one edit: as Markdown, or with `colour` set for a terminal of `width` columns."""
    if not colour:
        out.write(edit_page(edit))
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console(file=out, width=width, force_terminal=True).print(Markdown(edit_page(edit)))


def write_json(edits: Iterable[Edit], out: TextIO) -> None:
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
            "fix_text": edit.fix_text,
            "fix": edit.fix,
            "parameter": edit.parameter,
        }
        for edit in edits
    ]
    as_json.write(listed, out)
