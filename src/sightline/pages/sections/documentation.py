"""What the record must show for the code to stand."""

from __future__ import annotations

from sightline.pages.record import Cite, Gap, Row, Section, Table, said
from sightline.pages.subject import Subject
from sightline.pages.words import EDITORIAL, table


def section(subject: Subject) -> Section:
    """The elements of a guidance report; for other codes nothing is written."""
    guidance = subject.guidance
    if not guidance or guidance["detail"] != "needle":
        gap = Gap(
            "what the record must show (written so far for guidance of needles)",
            "an entry in src/sightline/pages/tables/guidance.toml",
        )
        return Section("documentation", "Documentation", gaps=(gap,), editorial=True)
    written = table("guidance")
    imaging, asked = written["modality"][guidance["modality"]], written["documentation"]
    rows = [
        Row((weight, text.format(imaging=imaging)))
        for weight, name in (("must show", "blocking"), ("supports", "supporting"))
        for text in asked[name]
    ]
    rows.append(Row(("quality only", ", ".join(asked["quality"]))))
    return Section(
        "documentation",
        f"Documentation that supports {subject.code}-26",
        text=(said(asked["not_evidence"], Cite(EDITORIAL)),),
        tables=(Table("What the record shows", ("weight", "element"), tuple(rows)),),
        editorial=True,
    )
