"""Which modifiers the code takes: each with the indicator that decides and what it does to the amount."""

from __future__ import annotations

from typing import Any

from sightline.pages.record import Cite, Row, Section, Table, fact
from sightline.pages.subject import Subject, dollars
from sightline.pages.words import LAYOUT, MANUAL, POLICY, range_of, table

_SOURCES = {"layout": LAYOUT, "policy": POLICY, "manual": MANUAL}
_UNKNOWN = "not known"
_NAMES = {
    "pctc": "PC/TC", "bilateral": "bilateral", "multiple": "multiple", "cosurgeon": "co-surgeon", "team": "team",
    "assistant": "assistant", "mue": "MUE", "anesthesia": "code range",
}  # fmt: skip


def section(subject: Subject) -> Section:
    """One row for each modifier or family of modifiers."""
    if subject.deleted_on:
        text = fact(f"None: the code is not valid on {subject.gathered.on}; a page as of an earlier date shows them.")
        return Section("modifiers", "Modifiers", text=(text,))
    kinds = _kinds(subject)
    rows = tuple(
        _row(subject, name, entry)
        for name, entry in table("modifiers").items()
        if kinds & set(entry.get("fit", ("procedure",)))
        and not (name == "JZ or JW" and "single-dose-drug" in kinds)  # the row before says it for certain
    )
    unknown = any(row.cells[2] == _UNKNOWN for row in rows)
    gaps = (subject.gathered.gap("the indicators that decide modifiers", "fee_schedule"),) if unknown else ()
    columns = ("modifier", "what it is", "for this code", "why", "decided by", "amount")
    return Section("modifiers", "Modifiers", tables=(Table("", columns, rows, says_column=2),), gaps=gaps)


def _kinds(subject: Subject) -> set[str]:
    """What kinds of modifiers go with the code: `fit` of the table names them."""
    service, code = range_of(subject.code).service, subject.code
    kinds = {*subject.groups, service}
    if subject.of_supplier:
        kinds.add("equipment")
    of_physicians = service in ("surgery", "radiology", "medicine", "emerging technology")
    own_level_two = code[0] in "CGPQRSV" and not kinds & {"drug", "equipment"}
    if "evaluation" in kinds:
        kinds.add("visit")
    elif of_physicians or own_level_two or subject.schedule.keys() & {"26", "TC"}:
        kinds.add("procedure")
    if subject.main.get("global_days") in ("000", "010", "090"):
        kinds.add(f"global-{subject.main['global_days']}")
    return kinds


def verdict(subject: Subject, modifier: str) -> tuple[str, str, tuple[Cite, ...]] | None:
    """Whether a modifier applies to the code, why, and where that is published; None for one that is not in the table."""
    for name, entry in table("modifiers").items():
        if modifier in name.split(", "):
            row = _row(subject, name, entry)
            return row.cells[2], row.cells[3], row.cites
    return None


def _row(subject: Subject, name: str, entry: dict[str, Any]) -> Row:
    source, place = entry["source"]
    cites: tuple[Cite, ...] = (Cite(_SOURCES[source], place=place),)
    decided = ""
    if "always" in entry:
        verdict, why, *amount = entry["always"]
    else:
        value, shown, found = _value(subject, entry["reads"])
        verdict, why, *amount = entry["says"].get(value, (_UNKNOWN, "the indicator is not in the loaded data", ""))
        decided = f"{_NAMES[entry['reads']]} {shown}".strip() if value else ""
        cites = (*found, *cites)
    effect = amount[0] if amount else ""
    if effect == "component":
        effect = _component(subject, name)
    return Row((name, entry["label"], verdict, why, decided, effect), cites)


def _value(subject: Subject, reads: str) -> tuple[str, str, tuple[Cite, ...]]:
    """The value that decides, as a key of the table, as it is shown, and where it is published."""
    if reads == "anesthesia":
        yes = range_of(subject.code).service == "anesthesia"
        return ("yes" if yes else "no"), "00100-01999", ()
    if reads == "mue":
        row = subject.mue
        if row is None:
            return "none", "none published", subject.gathered.cites("mue", subject.code)
        key = {0: "zero", 1: "1"}.get(row["value"], "many")
        return key, f"{row['value']}, MAI {row['mai']}", subject.gathered.cites("mue", subject.code, row["source_row"])
    value = str(subject.main.get(reads, ""))
    return value, value, subject.schedule_cite()


def _component(subject: Subject, component: str) -> str:
    fee = subject.fee(component)
    if fee is None or fee.non_facility.amount is None:
        return "its own relative values"
    return f"{dollars(fee.non_facility.amount)}{'' if fee.locality == 'national' else ' locally'}"
