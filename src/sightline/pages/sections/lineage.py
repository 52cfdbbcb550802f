"""Where a code comes from and what replaced it."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from sightline.pages.record import Cite, Fact
from sightline.pages.subject import Subject
from sightline.pages.words import labels, runs


def lineage(subject: Subject) -> list[Fact]:
    """Deletion with successors, predecessors with the date, and the releases between which a code came or went."""
    background, code = subject.background, subject.code
    facts = []
    after = background.successors.get(code, [])
    if after:
        gone = after[0]["deleted_on"]
        cites = tuple(Cite(background.source("lineage"), row["source_row"], row["source"]) for row in after[:1])
        word = "Deleted" if subject.deleted_on else "Will be deleted"
        facts.append(Fact(word, f"{gone}: valid until {gone - timedelta(days=1)}", cites))
        named = [row["successor"] for row in after if row["successor"]]
        if named:
            facts.append(Fact("Replaced by", _named(named), cites))
    before = background.predecessors.get(code, [])
    if before:
        cites = tuple(Cite(background.source("lineage"), row["source_row"], row["source"]) for row in before[:1])
        days = sorted({row["deleted_on"] for row in before})
        until = ", ".join(f"{day - timedelta(days=1)}" for day in days)
        facts.append(Fact("Was reported as", f"{_named([r['code'] for r in before])} until {until}", cites))
    return facts + _appeared(subject)


def _appeared(subject: Subject) -> list[Fact]:
    """A code that one fee schedule has and its neighbour lacks."""
    gathered, code = subject.gathered, subject.code
    usable = [
        r for r in gathered.reference.of("fee_schedule") if r.scope == "all" or code in gathered.reference.starter_codes
    ]
    has = [bool(gathered.of("fee_schedule", code, release)) for release in usable]
    facts = []
    for (earlier, had), (later, has_it) in pairwise(zip(usable, has, strict=True)):
        cites = (gathered.cite(earlier, None), gathered.cite(later, None))
        if has_it and not had:
            facts.append(Fact("New", f"in the fee schedule {later.name}, not in {earlier.name}", cites))
        if had and not has_it and not subject.deleted_on:
            facts.append(Fact("Gone", f"in the fee schedule {earlier.name}, not in {later.name}", cites))
    return facts


def _named(codes: list[str]) -> str:
    """The codes, with our label when there is one code only."""
    if len(codes) == 1 and codes[0] in labels():
        return f"{codes[0]} ({labels()[codes[0]]})"
    return runs(codes)
