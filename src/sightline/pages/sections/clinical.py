"""What happens to the patient: for image guidance, from a small table of ours."""

from __future__ import annotations

from sightline.pages.record import Cite, Gap, Row, Section, Table, fact
from sightline.pages.subject import Subject
from sightline.pages.words import EDITORIAL, table


def section(subject: Subject) -> Section:
    """The workflow of guidance; for other codes nothing is written."""
    guidance = subject.guidance
    written = table("guidance")
    scene = written.get(subject.guides) if subject.guides else None
    if not guidance or not scene:
        gap = Gap(
            "clinical context (written so far for guidance of needles, of spinal injections and of ablation)",
            "no published file: these are our own words",
        )
        return Section("clinical", "Clinical context", gaps=(gap,), editorial=True)
    imaging = written["modality"][guidance["modality"]]
    patient = written["patient"].get(guidance["modality"], "A patient")
    cite = Cite(EDITORIAL)
    steps = tuple(
        Row((str(number), name, what.format(imaging=imaging)), ())
        for number, (name, what) in enumerate(scene["steps"], start=1)
    )
    return Section(
        "clinical",
        "Clinical context",
        text=(
            fact(
                scene["scene"].format(imaging=imaging, patient=patient),
                cite,
            ),
        ),
        tables=(Table("Workflow", ("step", "what", "how"), steps),),
        editorial=True,
    )
