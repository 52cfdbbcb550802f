"""What the record must show for the code to stand: the requirements that reports are read by."""

from __future__ import annotations

from sightline.pages.record import Cite, Gap, Row, Section, Source, Table, fact
from sightline.pages.sections.goes_with import included_in, open_to
from sightline.pages.subject import Subject
from sightline.pages.words import EDITORIAL
from sightline.reports.requirements import load_requirements


def section(subject: Subject) -> Section:
    """A row for each requirement that supports the code, or a procedure that it guides; first those on which payment hangs."""
    supporting = [one for one in load_requirements() if subject.code in one.supports]
    if not supporting:
        gap = Gap(
            "what the record must show (written so far for guided procedures)",
            "no published file: requirements are read policy by policy",
        )
        return Section("documentation", "Documentation", gaps=(gap,), editorial=True)
    guided = {*open_to(subject), *included_in(subject)} if subject.guidance else set()
    beside = [one for one in load_requirements() if one not in supporting and guided & set(one.supports)]
    rows = tuple(
        Row(
            (prefix + ("must show" if one.blocking else "supports"), one.says),
            (Cite(Source("Published rules", one.citation)),),
        )
        for prefix, some in (("", supporting), ("procedure ", beside))
        for one in sorted(some, key=lambda one: not one.blocking)
    )
    text = fact(
        "What is negated, left in brackets of a template, conditional or copied forward is no evidence; `sightline report`"
        " reads a report for these.",
        Cite(EDITORIAL),
    )
    table = Table("What the record shows", ("weight", "element"), rows)
    title = f"Documentation that supports {subject.code}" + ("-26" if subject.guidance else "")
    return Section("documentation", title, text=(text,), tables=(table,), editorial=True)
