"""What happens to the patient: for image guidance, from a small table of ours."""

from __future__ import annotations

from sightline.pages.record import Cite, Gap, Row, Section, Table, said
from sightline.pages.subject import Subject
from sightline.pages.words import EDITORIAL, table


def section(subject: Subject) -> Section:
    """The workflow of guidance; for other codes nothing is written."""
    guidance = subject.guidance
    written = table("guidance")
    scene = written.get("ablation" if guidance and guidance["detail"] == "ablation" else "needle")
    if not guidance or guidance["detail"] not in ("needle", "ablation") or not scene:
        gap = Gap(
            "clinical context (written so far for guidance of needles and of ablation)",
            "an entry in src/sightline/pages/tables/guidance.toml",
        )
        return Section("clinical", "Clinical context", gaps=(gap,), editorial=True)
    imaging = written["modality"][guidance["modality"]]
    cite = Cite(EDITORIAL)
    steps = tuple(
        Row((str(number), name, what.format(imaging=imaging)), ())
        for number, (name, what) in enumerate(scene["steps"], start=1)
    )
    return Section(
        "clinical",
        "Clinical context",
        text=(said(scene["scene"].format(imaging=imaging), cite),),
        tables=(Table("Workflow", ("step", "what", "how"), steps),),
        editorial=True,
    )
