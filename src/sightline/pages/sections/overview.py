"""What the code is: service, status and lineage with dates, indicators, where it is done, its unit."""

from __future__ import annotations

from sightline.pages.record import Cite, Fact, Section
from sightline.pages.sections.lineage import lineage
from sightline.pages.subject import Subject, component_name
from sightline.pages.words import EDITORIAL, LAYOUT, POLICY, range_of, spelled

#: The indicators of the fee schedule that a page shows, and their names.
INDICATORS = (
    ("pctc", "Components (PC/TC indicator)"),
    ("global_days", "Global period"),
    ("multiple", "Multiple procedures"),
    ("bilateral", "Both sides"),
    ("assistant", "Assistant at surgery"),
    ("cosurgeon", "Co-surgeons"),
    ("team", "Team"),
    ("imaging_family", "Imaging family"),
)


def section(subject: Subject) -> Section:
    """The facts about the code itself."""
    found = range_of(subject.code)
    service = " · ".join(dict.fromkeys(part for part in (found.service, found.group) if part))
    facts = [Fact("Service", service, (Cite(EDITORIAL),))] if service else []
    main, gaps = subject.main, []
    if main:
        cites = (*subject.schedule_cite(), Cite(LAYOUT, place="Attachment A"))
        facts.append(Fact("Status", spelled("status", main["status"]), cites))
        if main["pctc"] != "9":  # else no physician's service: the other indicators say "does not apply" one by one
            facts += [Fact(name, spelled(field, main[field]), cites) for field, name in INDICATORS if main[field]]
            facts += _supervision(subject)
        facts += _sites(subject)
    else:
        gaps.append(subject.gathered.gap(_unpriced(subject), "fee_schedule"))
    facts += _unit(subject)
    facts += _addon(subject)
    facts += lineage(subject)
    return Section("overview", "Code overview", facts=tuple(facts), gaps=tuple(gaps))


def _unpriced(subject: Subject) -> str:
    release = subject.gathered.release("fee_schedule", subject.code)
    return (
        f"status, indicators and relative values (the code is not in the fee schedule {release.name})"
        if release
        else "status, indicators and relative values (no loaded fee schedule covers the code)"
    )


def _supervision(subject: Subject) -> list[Fact]:
    by_value: dict[str, list[str]] = {}
    for component, row in subject.schedule.items():
        if row["supervision"]:
            by_value.setdefault(row["supervision"], []).append(component)
    return [
        Fact(
            f"Supervision of {' and '.join(component_name(c) for c in components)}",
            spelled("supervision", value),
            (*(cite for c in components for cite in subject.schedule_cite(c)), Cite(LAYOUT)),
            "for review after payment; no reason for a denial by itself",
        )
        for value, components in by_value.items()
    ]


def _sites(subject: Subject) -> list[Fact]:
    """Where the service is done, as the NA indicators and the facility's own payment tell."""
    facts = []
    rows = subject.schedule.items()
    for field, side, what in (
        ("facility_na", "facility", "Part B does not pay it in a facility place of service"),
        ("nonfacility_na", "non-facility", "rarely or never done outside a facility"),
    ):
        marked = [component for component, row in rows if row[field]]
        if marked:
            names = " and ".join(component_name(c) for c in marked)
            cites = tuple(cite for c in marked for cite in subject.schedule_cite(c))
            facts.append(Fact(f"NA in the {side} column", f"{names}: {what}", cites))
    if subject.main["status"] in ("A", "R", "T", "C"):
        inside = subject.main["pctc"] == "1" and subject.schedule.get("", {}).get("facility_na")
        places = ["hospital and ASC: the professional component (26)"] if inside else []
        if not inside and not all(row["facility_na"] for _, row in rows):
            places.append("hospital and ASC")
        if not all(row["nonfacility_na"] for _, row in rows):
            places.insert(0, "office or imaging center: the whole service or its components" if inside else "office")
        if places:
            facts.append(Fact("Sites of service", "; ".join(places), subject.schedule_cite()))
    return facts


def _unit(subject: Subject) -> list[Fact]:
    if subject.guidance and subject.guidance["detail"] == "needle":
        return [
            Fact(
                "Unit of service",
                "the encounter, not the needle, lesion or pass",
                (Cite(POLICY, place="chapter IX §G.3"),),
                "payers that follow CPT Assistant and ACR may count lesions",
            )
        ]
    return []


def _addon(subject: Subject) -> list[Fact]:
    gathered, code = subject.gathered, subject.code
    release = gathered.release("addon", code)
    if release is None:
        return []
    rows = [row for row in gathered.of("addon", code) if row["effective_from"] <= gathered.on < row["effective_to"]]
    if rows:
        types = {"1": "type 1: needs one of its listed primary codes", "2": "type 2: the contractor lists the primaries",
                 "3": "type 3: listed primaries and the contractor's"}  # fmt: skip
        words = types.get(rows[0]["type"], rows[0]["type"])
        return [Fact("Add-on code", f"yes, {words}", (gathered.cite(release, rows[0]["source_row"]),))]
    family = [f"{one} (type {gathered.addons[one]})" for one in sorted(subject.background.roles) if one in gathered.addons
              and subject.background.role(one, "guidance")]  # fmt: skip
    note = f"of the guidance family {', '.join(family)} are" if subject.guidance and family else ""
    return [Fact("Add-on code", "no: not in the file of add-on codes", (gathered.cite(release, None),), note)]
