"""What changed between the loaded releases."""

from __future__ import annotations

from typing import Any

from sightline.pages.gather import YEARLY
from sightline.pages.record import Gap, Row, Section, Table, fact
from sightline.pages.subject import Subject, component_name
from sightline.reference.release import Release
from sightline.reference.tables import KINDS

_IN_FACILITY = ("facility_pe_rvu", "facility_total")
_NAMES = {
    "work_rvu": "work", "nonfacility_pe_rvu": "practice expense", "facility_pe_rvu": "practice expense in a facility",
    "mp_rvu": "malpractice", "nonfacility_total": "total", "facility_total": "total in a facility", "pctc": "PC/TC",
}  # fmt: skip
_NOT_COMPARED = {"code", "modifier", "source_row", "conversion_factor"}


def section(subject: Subject) -> Section:
    """Of each kind the release that answers for the date is held against the one before it."""
    shown: list[Row] = []
    held = []
    for kind in YEARLY:
        pair = _two(subject, kind)
        if pair:
            before, after = pair
            held.append(f"{KINDS[kind].title} {before.name} and {after.name}")
            shown += _differences(subject, kind, before, after)
    if not held:
        gap = Gap("changes (one release of each file is loaded)", "an earlier or later release of the files above")
        return Section("changes", "What changed", gaps=(gap,))
    text = fact(f"Compared: {'; '.join(held)}." + ("" if shown else " Nothing differs for this code."))
    tables = (Table("", ("file", "component", "what differs"), tuple(shown)),) if shown else ()
    return Section("changes", "What changed", text=(text,), tables=tables)


def _two(subject: Subject, kind: str) -> tuple[Release, Release] | None:
    """The release that answers for the date and the one before it, both covering the code."""
    gathered, code = subject.gathered, subject.code
    after = gathered.release(kind, code)
    if after is None:
        return None
    before = [
        r
        for r in gathered.reference.of(kind)
        if r.period_from < after.period_from and (r.scope == "all" or code in gathered.reference.starter_codes)
    ]
    return (max(before, key=lambda r: r.period_from), after) if before else None


def _differences(subject: Subject, kind: str, before: Release, after: Release) -> list[Row]:
    gathered, code = subject.gathered, subject.code
    old = {row.get("modifier", ""): row for row in gathered.of(kind, code, before)}
    new = {row.get("modifier", ""): row for row in gathered.of(kind, code, after)}
    shown = []
    for component in sorted(old.keys() | new.keys()):
        was, now = old.get(component), new.get(component)
        cites = tuple(
            gathered.cite(release, row["source_row"])
            for release, row in ((before, was), (after, now))
            if row is not None
        )
        name = component_name(component) if kind == "fee_schedule" else ""
        head = (KINDS[kind].title, name)
        if was is None or now is None:
            shown.append(Row((*head, "no longer listed" if now is None else "newly listed"), cites))
            continue
        differs = [
            f"{_NAMES.get(field, field.replace('_', ' '))} {_text(was[field])} → {_text(now[field])}"
            for field in KINDS[kind].schema.names
            if field not in _NOT_COMPARED
            and was[field] != now[field]
            # The file repeats the other side's values where the facility side does not apply.
            and not (field in _IN_FACILITY and was["facility_na"] and now["facility_na"])
        ]
        if differs:
            shown.append(Row((*head, ", ".join(differs)), cites))
    return shown


def _text(value: Any) -> str:
    return (
        {True: "yes", False: "no", None: "none"}.get(value, str(value))
        if not isinstance(value, str)
        else value or "none"
    )
