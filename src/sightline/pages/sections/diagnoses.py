"""Which diagnoses support the code: what the user's coverage tables say, else our list for image guidance."""

from __future__ import annotations

from typing import Any

from sightline.pages.record import Cite, Row, Section, Source, Table, fact
from sightline.pages.sections.dotted import dotted
from sightline.pages.subject import Subject
from sightline.pages.words import EDITORIAL, rows
from sightline.reference.sources.icd10cm import PACKAGE, PUBLISHER


def section(subject: Subject) -> Section:
    """Covered diagnoses by payer, or the editorial list checked against ICD-10-CM."""
    covered = _covered(subject)
    if covered:
        return Section("diagnoses", "Diagnoses", tables=(_coverage(subject, covered),))
    listed = tuple(_row(subject, entry) for entry in rows("diagnoses") if subject.guides in entry["use"].split())
    if not listed:
        return Section(
            "diagnoses",
            "Diagnoses",
            gaps=(subject.gathered.gap("diagnoses that payers cover the code for", "coverage"),),
        )
    text = fact(
        "No coverage policy is loaded; this list is ours, of diagnoses often seen with procedures so guided. A payer's policy"
        " decides.",
        Cite(EDITORIAL),
    )
    table = Table("Often seen", ("code", "official title", "on the date", "when", "better"), listed, says_column=2)
    gaps = [subject.gathered.gap("diagnoses that payers cover the code for", "coverage")]
    if not subject.background.titles:
        gaps.append(subject.gathered.gap("official titles", "icd10cm"))
    return Section("diagnoses", "Diagnoses", text=(text,), tables=(table,), gaps=tuple(gaps), editorial=True)


def _covered(subject: Subject) -> list[tuple[Any, dict[str, Any]]]:
    gathered = subject.gathered
    return [
        (release, row)
        for release in gathered.reference.of("coverage")
        for row in gathered.of("coverage", subject.code, release)
        if row["effective_from"] <= gathered.on < row["effective_to"]
    ]


def _coverage(subject: Subject, covered: list[tuple[Any, dict[str, Any]]]) -> Table:
    shown = []
    for release, row in covered:
        title = subject.background.titles.get(row["diagnosis"])
        code = dotted(row["diagnosis"]) + (" and codes under it" if row["prefix"] else "")
        cells = (code, title.text if title else "", row["payer"] or "every payer", row["source"])
        shown.append(Row(cells, (subject.gathered.cite(release, row["source_row"]),)))
    return Table("Covered", ("diagnosis", "official title", "payer", "policy"), tuple(shown), long=len(shown) > 12)


def _row(subject: Subject, entry: dict[str, str]) -> Row:
    background = subject.background
    plain = entry["code"].replace(".", "")
    found, title = background.diagnoses.get(plain), background.titles.get(plain)
    state = "not in ICD-10-CM" if found is None else "valid" if found["billable"] else "not billable"
    cites = [Cite(EDITORIAL)]
    if found is not None and "icd10cm" in background.releases:
        cites.append(Cite(background.source("icd10cm"), found["source_row"]))
    if title and title.file.startswith(PACKAGE):
        cites.append(Cite(Source(PUBLISHER, "ICD-10-CM tabular list", title.file)))
    words = title.text if title else "title not loaded"
    return Row((entry["code"], words, state, entry["why"], entry["better"].replace(" ", ", ")), tuple(cites))
