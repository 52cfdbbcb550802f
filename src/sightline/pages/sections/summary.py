"""The answer first: what the code is, in a few sentences composed from facts."""

from __future__ import annotations

from datetime import timedelta

from sightline.pages.described import described
from sightline.pages.record import Cite, Fact, Section, fact
from sightline.pages.sections.goes_with import included_in, open_to
from sightline.pages.subject import Subject, dollars
from sightline.pages.words import POLICY, meaning, range_of, runs


def section(subject: Subject) -> Section:
    """What it is, how it is reported, what it pays, what it goes with."""
    parts = [_what(subject), _deleted(subject), _reported(subject), _paid(subject), _with(subject)]
    return Section("summary", "Summary", text=tuple(part for part in parts if part))


def _what(subject: Subject) -> Fact:
    description = described(subject)
    return fact(description.sentence, *description.cites)


def _deleted(subject: Subject) -> Fact | None:
    gone = subject.deleted_on
    if gone is None:
        return None
    rows = subject.background.successors[subject.code]
    instead = [row["successor"] for row in rows if row["successor"]]
    text = f"It was deleted: valid until {gone - timedelta(days=1)}."
    if instead:
        text += f" Replaced by {runs(instead)}."
    return fact(text, Cite(subject.background.source("lineage"), rows[0]["source_row"]))


def _reported(subject: Subject) -> Fact | None:
    guidance, main = subject.guidance, subject.main
    parts = []
    cites = list(subject.schedule_cite())
    if main.get("pctc") == "1":
        parts.append("It has a professional (26) and a technical (TC) component.")
    if guidance and guidance["detail"] == "needle":
        parts.append("One unit is the encounter, whatever the number of needles, lesions or passes.")
        cites.append(Cite(POLICY, place="chapter IX §G.3"))
    mue = subject.mue
    if mue and mue["value"] == 0 and subject.of_supplier:
        parts.append("Practitioners' MUE is 0: suppliers bill it to the DME contractor, whose MUE file is another.")
        cites += subject.gathered.cites("mue", subject.code, mue["source_row"])
    elif mue:
        parts.append(f"Medicare's unit limit (MUE) is {mue['value']} a day.")
        cites += subject.gathered.cites("mue", subject.code, mue["source_row"])
    return fact(" ".join(parts), *cites) if parts else None


def _paid(subject: Subject) -> Fact | None:
    if range_of(subject.code).service == "anesthesia":
        return _base_units(subject)
    whole = subject.fee()
    if whole is None or whole.release is None or not whole.non_facility.amount:
        status = subject.main.get("status")
        if status in ("B", "N", "I", "P", "X", "E", "M"):
            return fact(f"Medicare's fee schedule has no amount for it (status {status}: {meaning('status', status)}).",
                        *subject.schedule_cite())  # fmt: skip
        return None
    where = "nationally" if whole.locality == "national" else f"in {whole.locality}"
    inside = whole.facility.amount
    if subject.main.get("nonfacility_na") and inside is not None:
        text = f"Medicare pays {dollars(inside)} {where} in a facility; it is rarely or never done outside one."
        return fact(text, *subject.schedule_cite())
    text = f"Medicare pays {dollars(whole.non_facility.amount)} {where} outside a facility"
    parts = [
        f"{component} {dollars(one.non_facility.amount)}"
        for component in ("26", "TC")
        if (one := subject.fee(component)) and one.source_row is not None
    ]
    if parts:
        text += f" ({', '.join(parts)})"
    if subject.main.get("facility_na") and subject.main.get("pctc") == "1":
        text += "; in a facility Part B pays 26 only"
    elif inside is not None and inside != whole.non_facility.amount:
        text += f", {dollars(inside)} in a facility"
    elif inside is not None and not subject.main.get("facility_na"):
        text += " and in one"
    return fact(text + ".", *subject.schedule_cite())


def _base_units(subject: Subject) -> Fact:
    base = next(iter(subject.gathered.of("anesthesia_base", subject.code)), None)
    if base is None:
        return fact("Medicare pays base units and time; its base units are not loaded.", *subject.schedule_cite())
    cites = subject.gathered.cites("anesthesia_base", subject.code, base["source_row"])
    return fact(f"Medicare pays {base['base_units']} base units and the time.", *subject.schedule_cite(), *cites)


def _with(subject: Subject) -> Fact | None:
    if not subject.guidance:
        return _includes(subject)
    separate, within = open_to(subject), included_in(subject)
    if not separate and not within:
        return None
    text = (
        "It is reported in addition to the procedure that it guides, when that procedure does not include guidance: of the"
        f" procedures that the starter covers {len(within):,} include it and {len(separate):,} have no edit with it."
        if separate
        else f"It is not reported with procedures that include it: {len(within):,} of those do."
    )
    return fact(text, *subject.gathered.cites("ptp", subject.code))


def _includes(subject: Subject) -> Fact | None:
    """Of a procedure whether image guidance is in it, or which guidance codes an edit keeps from it."""
    code, background = subject.code, subject.background
    beneath = [pair for pair in subject.gathered.over.get(code, ()) if background.role(pair.partner, "guidance")]
    if not beneath:
        return None
    row = background.role(code, "includes")
    word = (
        "It includes image guidance"
        if row and row["detail"] == "definition"
        else "PTP edits keep image guidance from it"
    )
    text = f"{word}: {runs(pair.partner for pair in beneath)} {'is' if len(beneath) == 1 else 'are'} not reported beside it."
    return fact(text, *subject.gathered.cites("ptp", code))
