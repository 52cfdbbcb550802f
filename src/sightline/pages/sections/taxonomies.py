"""Who does it: specialties of ours for the kind of service, their taxonomies from CMS's crosswalk and NUCC."""

from __future__ import annotations

from sightline.pages.record import Cite, Gap, Row, Section, Table
from sightline.pages.subject import Subject
from sightline.pages.words import EDITORIAL, range_of, rows

_SHIPPED = ("specialty", "taxonomy")


def section(subject: Subject) -> Section:
    """A row for each taxonomy of the specialties that do this kind of service."""
    background = subject.background
    needed = [row for row in rows("specialties") if row["group"] == range_of(subject.code).group]
    if not needed or any(kind not in background.releases for kind in _SHIPPED):
        gap = Gap(
            "which specialties bill the code",
            "CMS's Medicare utilization by provider and service, which Sightline does not read",
        )
        return Section("taxonomies", "Provider taxonomies", gaps=(gap,))
    crosswalk, nucc = background.source("specialty"), background.source("taxonomy")
    shown = []
    for entry in needed:
        for cross in background.specialties.get(entry["specialty"], ()):
            known = background.taxonomies.get(cross["taxonomy"])
            cites = [Cite(EDITORIAL), Cite(crosswalk, cross["source_row"])]
            name = "not a NUCC code"
            if known:
                name = " / ".join(part for part in (known["classification"], known["specialization"]) if part)
                cites.append(Cite(nucc, known["source_row"]))
            shown.append(Row((cross["taxonomy"], name, entry["specialty"], entry["why"]), tuple(cites)))
    columns = ("taxonomy", "NUCC name", "Medicare specialty", "why it is here")
    note = "which specialties do this kind of service is our own list; codes and names are CMS's and NUCC's"
    return Section(
        "taxonomies", "Provider taxonomies", tables=(Table("", columns, tuple(shown), note),), editorial=True
    )
