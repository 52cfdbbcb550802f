"""What payers have published about the rules for the code, side by side; unknown stays unknown."""

from __future__ import annotations

from sightline.pages.record import Cite, Gap, Row, Section, Source, Table
from sightline.pages.subject import Subject
from sightline.payers.profile import UNKNOWN

#: The payers side by side, by the names of their profiles.
SIDE_BY_SIDE = ("aetna", "bcbs", "cigna", "unitedhealthcare", "medicare")


def section(subject: Subject) -> Section:
    """A row for each rule, a column for each payer."""
    shown = []
    for rule in subject.rules:
        cells, cites = [], []
        for profile in subject.background.payers:
            stated = profile.parameters.get(rule.name)
            known = stated is not None and stated.value != UNKNOWN
            cells.append(stated.value if stated and known else UNKNOWN)
            if stated and known:
                dated = "" if stated.date == "undated" else stated.date
                cites.append(Cite(Source(profile.title, stated.source, "", dated)))
        shown.append(Row((rule.title, *cells), tuple(cites)))
    columns = ("rule", *(profile.title for profile in subject.background.payers))
    note = "unknown: no policy of the payer on this is loaded; `sightline payers compare` adds the edits"
    if not shown:
        gap = Gap("payers' rules (none that Sightline knows applies to the code)", "a payer profile (docs/payers.md)")
        return Section("payers", "Payers", gaps=(gap,))
    return Section("payers", "Payers", tables=(Table("", columns, tuple(shown), note),))
