"""What the code goes with, and what includes it: image guidance and the procedures around it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sightline.pages.record import Cite, Gap, Row, Section, Table, fact
from sightline.pages.subject import Subject
from sightline.pages.words import POLICY, labels, range_of, runs

_PROCEDURES = ("needle", "core", "fna")
_IMAGING = ("image guidance", "diagnostic imaging")


def section(subject: Subject) -> Section:
    """For guidance: procedures with and without an edit; for a procedure: which guidance may stand beside it."""
    release = subject.gathered.release("ptp", subject.code)
    if release is None:
        return Section("goes-with", "Goes with, included in", gaps=(subject.gathered.gap("PTP edits", "ptp"),))
    cites = (subject.gathered.cite(release, None),)
    if subject.guidance:
        return _guidance(subject, cites)
    roles = {row["role"] for row in subject.background.roles.get(subject.code, ())}
    if roles & {*_PROCEDURES, "includes"}:
        return _procedure(subject, cites)
    gap = Gap("what is usually billed with the code (no loaded file says so)", "its edits above say what may not be")
    return Section("goes-with", "Goes with, included in", gaps=(gap,))


def open_to(subject: Subject) -> list[str]:
    """The needle procedures that have no PTP edit in force with this guidance of needles and are not deleted."""
    if not subject.guidance or subject.guidance["detail"] != "needle":
        return []
    paired = {
        pair.partner for side in (subject.gathered.under, subject.gathered.over) for pair in side.get(subject.code, ())
    }
    background = subject.background
    return sorted(
        code
        for code, rows in background.roles.items()
        if code not in paired and background.current(code) and any(row["role"] in _PROCEDURES for row in rows)
    )


def included_in(subject: Subject) -> list[str]:
    """The procedures that this guidance is column 2 of, other guidance left out."""
    background = subject.background
    return [
        pair.partner
        for pair in subject.gathered.under.get(subject.code, ())
        if not background.role(pair.partner, "guidance")
        and (background.role(pair.partner, "includes") or background.role(pair.partner, "fna"))
    ]


def _guidance(subject: Subject, cites: tuple[Cite, ...]) -> Section:
    background, gathered, code = subject.background, subject.gathered, subject.code
    open_codes, within = open_to(subject), included_in(subject)
    blocked = [p.partner for p in gathered.under.get(code, ()) if p.partner not in within]
    other = [c for c in blocked if background.role(c, "guidance")]
    beneath = [p.partner for p in gathered.over.get(code, ())]
    tables = []
    for title, codes, note in (
        (
            "May be reported in addition to (no PTP edit)",
            open_codes,
            "no edit means not blocked, never correct: the record must support both",
        ),
        (f"Include {code}: not reported beside them", within, ""),
    ):
        if codes:
            tables.append(
                Table(title, ("procedures", "number", "codes"), _by_group(codes, cites), note, numbers=(1,), flow=True)
            )
    shown = {*other, *(c for c in beneath if background.role(c, "guidance") or range_of(c).group in _IMAGING)}
    family = [
        Row(
            (c, labels().get(c, ""), f"{c} pays, {code} is denied" if c in other else f"{code} pays, {c} is denied"),
            cites,
        )
        for c in sorted(shown)
    ]
    if family:
        tables.append(
            Table("Other imaging of the same day", ("code", "what it is", "which pays"), tuple(family), code_column=0)
        )
    text = fact(
        "A code whose definition or instruction includes radiologic guidance takes no separate guidance code.",
        Cite(POLICY, place="general policy statements, such as chapter III; spine injections: chapter VIII"),
        Cite(POLICY, place="chapter IX §H.22"),
    )
    return Section("goes-with", "Goes with, included in", text=(text,), tables=tuple(tables))


def _procedure(subject: Subject, cites: tuple[Cite, ...]) -> Section:
    """A procedure: for each guidance code whether an edit stands between them."""
    background, gathered, code = subject.background, subject.gathered, subject.code
    over = {pair.partner: pair for pair in gathered.over.get(code, ())}
    under = {pair.partner: pair for pair in gathered.under.get(code, ())}
    rows = []
    for partner in sorted(c for c in background.roles if background.role(c, "guidance") and background.current(c)):
        if pair := over.get(partner):
            says = f"included: an edit of indicator {pair.indicator} denies {partner}"
        elif pair := under.get(partner):
            says = f"an edit of indicator {pair.indicator} denies {code}"
        else:
            says = "no edit: not blocked, which is not the same as correct"
        rows.append(
            Row((partner, labels().get(partner, ""), says), (cites[0]._replace(row=pair.row) if pair else cites[0],))
        )
    table = Table("Image guidance beside it", ("guidance", "what it is", "PTP"), tuple(rows), code_column=0)
    return Section("goes-with", "Goes with, included in", tables=(table,))


def _by_group(codes: Iterable[str], cites: tuple[Cite, ...]) -> tuple[Row, ...]:
    groups: dict[str, list[str]] = defaultdict(list)
    for code in codes:
        groups[range_of(code).group].append(code)
    return tuple(Row((name, str(len(found)), runs(found)), cites) for name, found in groups.items())
