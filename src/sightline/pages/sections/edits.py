"""The edits that bind the code: units (MUE), pairs (PTP) on both sides, add-on relations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sightline.pages.gather import Pair
from sightline.pages.record import Cite, Fact, Gap, Row, Section, Table
from sightline.pages.sections.partners import group, words
from sightline.pages.subject import Subject
from sightline.pages.words import POLICY, runs
from sightline.reference.release import Release

_MAI = {
    "1": "each line is judged by itself",
    "2": "sum of the day, absolute: no override",
    "3": "sum of the day, clinical: more may be paid with records",
}
_NAMED = 16  # codes and runs of codes of one group; the list of every edit has them all
_INDICATOR = "indicator 0: never together; 1: a modifier may bypass"


def section(subject: Subject) -> Section:
    """MUE, PTP as column 2 and as column 1, and the add-on file."""
    gathered, code = subject.gathered, subject.code
    facts, gaps = _mue(subject)
    tables: list[Table] = []
    release = gathered.release("ptp", code)
    if release is None:
        gaps.append(gathered.gap("PTP edits", "ptp"))
    else:
        facts += _ptp_facts(subject, release)
        for title, pairs in (
            (f"{code} is column 2: denied beside", gathered.under.get(code, [])),
            (f"{code} is column 1: denies", gathered.over.get(code, [])),
        ):
            if pairs:
                tables.append(_grouped(subject, title, pairs, release))
        tables += _every(subject, release)
    addon = _addon(subject)
    return Section("edits", "Edits", facts=tuple(facts), tables=(*tables, *addon), gaps=tuple(gaps))


def _mue(subject: Subject) -> tuple[list[Fact], list[Gap]]:
    gathered, code, row = subject.gathered, subject.code, subject.mue
    release = gathered.release("mue", code)
    if row:
        mai = row["mai"]
        why = row["rationale"].replace("-", " ")
        text = f"{row['value']} a day, MAI {mai} ({_MAI.get(mai, 'unknown')})"
        return [
            Fact("MUE", text, gathered.cites("mue", code, row["source_row"]), f"rationale: {why}" if why else "")
        ], []
    if release:
        cites = (gathered.cite(release, None),)
        return [Fact("MUE", "no published value, which is not the same as no limit", cites)], []
    return [], [gathered.gap("the MUE value", "mue")]


def _ptp_facts(subject: Subject, release: Release) -> list[Fact]:
    gathered, code = subject.gathered, subject.code
    under, over = len(gathered.under.get(code, ())), len(gathered.over.get(code, ()))
    text = f"{under:,} as column 2, {over:,} as column 1 in force"
    if ended := gathered.ended.get(code):
        text += f", {ended:,} ended earlier"
    late = gathered.on >= release.period_to
    note = f"of {release.name}, the newest loaded release, which ends before {gathered.on}" if late else ""
    if release.scope == "starter":
        note = "; ".join(part for part in (note, "among the starter's codes only") if part)
    facts = [Fact("PTP edits", text, (gathered.cite(release, None),), note)]
    if subject.guidance:
        facts.append(
            Fact(
                "When 59 or X{EPSU} is right",
                "only when the radiologic procedure is unrelated to the procedure that includes the guidance",
                (Cite(POLICY, place="chapter IX §H.22"),),
            )
        )
    return facts


def _grouped(subject: Subject, title: str, pairs: Sequence[Pair], release: Release) -> Table:
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for pair in pairs:
        groups[group(subject.background, pair.partner), pair.indicator].append(pair.partner)
    rows = tuple(
        Row((name, indicator, str(len(codes)), runs(codes, _NAMED)))
        for (name, indicator), codes in sorted(groups.items(), key=lambda item: (not item[1][0].isdigit(), item[1][0]))
    )
    return Table(title, ("partner", "indicator", "edits", "codes"), rows, _INDICATOR, numbers=(1, 2), flow=True)


def _every(subject: Subject, release: Release) -> list[Table]:
    """Every edit with its row, for those who filter."""
    gathered, code = subject.gathered, subject.code
    source = gathered.source(release)
    rows = tuple(
        [
            Row((partner, words(partner), column, indicator, since, rationale), (Cite(source, row),))
            for column, pairs in (("2", gathered.under.get(code, ())), ("1", gathered.over.get(code, ())))
            for partner, indicator, rationale, since, row in pairs
        ]
    )
    if not rows:
        return []
    columns = ("partner", "what it is", f"{code} is column", "indicator", "since", "rationale")
    return [Table("Every PTP edit", columns, rows, long=True, code_column=0, numbers=(2, 3))]


def _addon(subject: Subject) -> list[Table]:
    gathered, code = subject.gathered, subject.code
    release = gathered.release("addon", code)
    if release is None:
        return []
    tables = []
    for kind, title, other in (
        ("addon", f"{code} is an add-on to", "primary_code"),
        ("addon_of", f"Add-on codes to {code}", "code"),
    ):
        rows = [r for r in gathered.of(kind, code, release) if r["effective_from"] <= gathered.on < r["effective_to"]]
        shown = tuple(
            Row(
                (
                    "contractor's list" if r[other] == "CCCCC" else r[other],
                    words(r[other]),
                    r["type"],
                    f"{r['effective_from']}",
                ),
                (gathered.cite(release, r["source_row"]),),
            )
            for r in rows
        )
        if shown:
            tables.append(
                Table(title, ("code", "what it is", "type", "since"), shown, long=len(shown) > 12, code_column=0)
            )
    return tables
