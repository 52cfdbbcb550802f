"""Claims and levels of a plain shape, as most are, read at once; whatever is odd in them is left to be read by segment.

The shape of a claim or a level (HL) has one letter for each of its segments. Files repeat few shapes many times, so where a shape
has what is found out once. The two functions that read return False, and have changed nothing, when the segments have to be
read one by one: by `claim` and `hierarchy`, which read everything. What is read here is the same either way.
"""

from __future__ import annotations

import re
from operator import itemgetter
from typing import NamedTuple

from sightline.claims.columns import Parsed
from sightline.claims.values import day, period
from sightline.claims.x12.claim import CLAIM_DATES, CLAIM_REFERENCES, accident, note
from sightline.claims.x12.commit import NO_FACILITY, write
from sightline.claims.x12.hierarchy import Dependent, Someone, Subscriber
from sightline.claims.x12.state import State
from sightline.claims.x12.values import GREATEST_POINTER, PLAIN, UNUSED

PREFIX = 7  # characters of a segment that decide on its letter: NM1*82* is one thing, NM1*82X another
#: The first PREFIX characters of a segment.
prefix_of = itemgetter(slice(PREFIX))
MOST = 400  # segments of a block whose shape is looked at; fifty lines have two hundred
SHAPES_KEPT = 1_000
ENDS = ("CLM", "HL", "ST", "SE", "GS", "GE", "ISA", "IEA", "TA1", "BHT")  # of a claim; what each starts is a block
CLAIM, LEVEL, ENVELOPE, OTHER = "C", "H", "E", "x"
BLOCK = re.compile("[CHE][^CHE]*|[^CHE]+")

#: Letters by identifier, and where the qualifier matters by both.
LETTERS = {
    "SBR": "S", "PAT": "A", "DMG": "D", "N3": "3", "N4": "4", "N2": "u", "PER": "u", "HI": "I", "PRV": "q", "LX": "L", "SV1": "V",
    "AMT": "a", "NTE": "k", "K3": "k", "PWK": "k",
    "NM1 IL": "i", "NM1 PR": "p", "NM1 QC": "c", "NM1 DN": "d", "NM1 82": "n", "NM1 77": "h",
    "REF 6R": "6", "REF HPI": OTHER,
}  # fmt: skip

CLAIM_SHAPE = re.compile(r"C([IrR6uowak]*)((?:[dnh][IrRquowak34]*)*)((?:L[uow]*V[uow]*(?:t[uow]*)?(?:6[uow]*)?)+)")
SUBSCRIBER_SHAPE = re.compile(r"HS[34uA]*i[34rR6u]*(?:D[34rR6u]*)?p[34rR6u]*")
PATIENT_SHAPE = re.compile(r"HAc[34rR6u]*(?:D[34rR6u]*)?")


class ClaimPlan(NamedTuple):
    """Where a plain claim has what, counted from its CLM; 0 = nowhere."""

    size: int  # segments
    references: tuple[int, ...]  # its own, not a provider's
    dates: tuple[int, ...]  # DTP other than 472
    amounts: tuple[int, ...]
    notes: tuple[int, ...]
    codes: int
    referring: tuple[int, ...]
    rendering: int
    taxonomy: int  # of the rendering provider
    facility: int
    street: int
    town: int
    lines: tuple[tuple[int, int, int, int], ...]  # LX, SV1, DTP*472, REF*6R


class LevelPlan(NamedTuple):
    """Where a plain subscriber or patient has what, counted from the HL; 0 = nowhere."""

    relation: int  # SBR or PAT
    name: int
    birth: int
    payer: int  # of a subscriber


def letters(element: str) -> Parsed:
    """The letters of segments by their first characters (`PREFIX`), where `element` separates elements."""
    ends = {key if len(key) == 3 else key + element: LEVEL if key == "HL" else ENVELOPE for key in ENDS}

    def letter(prefix: str) -> str:
        key, named, rest = prefix.partition(element)
        qualifier, qualified, _ = rest.partition(element)
        if key == "CLM" and named:
            return CLAIM
        if prefix[:3] in ends and prefix[:3] != "CLM":
            return ends[prefix[:3]]
        if not named:
            return OTHER
        if key == "DTP":
            return "t" if rest == "472" else "w"
        if key in ("REF", "NM1") and not qualified:
            return OTHER
        if key == "REF":
            return LETTERS.get(f"REF {qualifier}") or ("r" if qualifier in CLAIM_REFERENCES else "R")
        return LETTERS.get(f"NM1 {qualifier}" if key == "NM1" else key) or ("o" if key in UNUSED else OTHER)

    return Parsed(letter)


class Plans(Parsed):
    """Where a block has what, by its shape; None when it is not plain."""

    limit = SHAPES_KEPT

    def __init__(self) -> None:
        super().__init__(plan)


def plan(shape: str) -> ClaimPlan | LevelPlan | None:
    """As of `Plans`."""
    if len(shape) > MOST:
        return None
    if found := CLAIM_SHAPE.fullmatch(shape):
        return _claim_plan(shape, *found.span(2)) if shape.count("I") < 2 else None
    if SUBSCRIBER_SHAPE.fullmatch(shape):
        return LevelPlan(shape.index("S"), shape.index("i"), max(shape.find("D"), 0), shape.index("p"))
    if PATIENT_SHAPE.fullmatch(shape):
        return LevelPlan(shape.index("A"), shape.index("c"), max(shape.find("D"), 0), 0)
    return None


def _claim_plan(shape: str, providers: int, lines: int) -> ClaimPlan:
    """The plan of a claim whose providers start at `providers` of its shape, and its lines at `lines`."""

    def all_of(kinds: str, start: int, end: int) -> tuple[int, ...]:
        return tuple(k for k in range(start, end) if shape[k] in kinds)

    def last_of(kind: str, provider: int) -> int:
        """The last segment of a kind that is about a provider; it goes on to the next one."""
        end = next(iter(all_of("dnhL", provider + 1, len(shape))))
        return max(all_of(kind, provider, end), default=0) if provider else 0

    rendering, facility = (max(all_of(kind, providers, lines), default=0) for kind in "nh")
    numbers = all_of("L", lines, len(shape))
    return ClaimPlan(
        size=len(shape),
        references=(*all_of("rR6", 0, providers), *all_of("r", providers, lines)),
        dates=all_of("w", 0, lines),
        amounts=all_of("a", 0, lines),
        notes=all_of("k", 0, lines),
        codes=max(shape.find("I"), 0),
        referring=all_of("d", providers, lines),
        rendering=rendering,
        taxonomy=last_of("q", rendering),
        facility=facility,
        street=last_of("3", facility),
        town=last_of("4", facility),
        lines=tuple(
            (start, *(max(shape.find(kind, start, end), 0) for kind in "Vt6"))  # type: ignore[misc]
            for start, end in zip(numbers, (*numbers[1:], len(shape)), strict=True)
        ),
    )


def read_claim(state: State, plan: ClaimPlan, i: int) -> bool:
    """Read the claim whose CLM is segment `i` of the run; whether it could be read so."""
    tables, run, billing = state.tables, state.run, state.hierarchy.billing.row()
    texts, starts, element, npis = run.texts[i : i + plan.size], run.starts, tables.element, tables.npis
    services, dates, elements = tables.services, tables.dates, tables.elements
    service_rows, row, first = services.rows, tables.claim_count, run.first + i
    e = texts[0].split(element)
    if len(e) < 6:
        return False
    charge = tables.cents[e[2]]
    codes = tables.plain_codes[texts[plan.codes]] if plan.codes else ()
    if charge is None or not e[1] or codes is None:
        return False
    known: dict[str, int] = {}
    for k in plan.dates:
        d = elements[texts[k]]
        if name := CLAIM_DATES.get(d[1]):
            found = period(d[3])
            if found is None or known.setdefault(name, found[0]) != found[0]:
                return False
    if plan.rendering:
        party = (
            npis[texts[plan.rendering]],
            elements[texts[plan.taxonomy]][3] if plan.taxonomy else "",
            "claim",
        )
    else:
        party = (billing[1], billing[3], "billing")
    rendering, most, line_no = tables.tuples["rendering"][party], len(codes), 0
    lines: list[object] = []
    for lx, sv1, dtp, ref in plan.lines:
        service = services[texts[sv1]]
        values = service_rows[service]
        if not values[PLAIN] or values[GREATEST_POINTER] > most:
            return False
        days, wrong = dates[texts[dtp]] if dtp else (tables.no_period, "")
        if wrong or days < 0:
            return False
        line_no += 1
        lines += (
            row, line_no, elements[texts[lx]][1], texts[ref][PREFIX:].partition(element)[0] if ref else "",
            service, days, rendering, first + sv1, starts[i + sv1],
        )  # fmt: skip

    tables.lines += lines
    tables.line_count += line_no
    for name in known:
        tables.claim_rare[name][row] = known[name]
    if len(e) > 11 and e[11]:
        tables.claim_rare["accident"][row] = accident(e[11], tables.component)
    for k in plan.amounts:
        a = elements.parse(texts[k])
        tables.claim_lists["amounts"] += (row, a[1], a[2])
    for k in plan.notes:
        tables.claim_lists["notes"] += (row, note(texts[k], element))
    for k in plan.references:
        r = elements.parse(texts[k])
        if r[1] in OWN_COLUMN:
            tables.claim_rare[OWN_COLUMN[r[1]]].setdefault(row, r[2])
        tables.claim_lists["identifiers"] += (row, r[1], r[2])
    if codes:
        segment, byte = first + plan.codes, starts[i + plan.codes]
        for position, code in enumerate(codes, 1):
            tables.diagnoses += (row, position, code, segment, byte)
    facility = NO_FACILITY
    if plan.facility:
        town = elements[texts[plan.town]][3] if plan.town else ""
        facility = (npis[texts[plan.facility]], town, elements[texts[plan.street]][1] if plan.street else "")
    referring = ""
    for k in plan.referring:
        referring = referring or npis[texts[k]]
    write(state, i, e[1], charge, tables.places[e[5]], referring, facility)
    state.tally.claims += 1
    state.tally.lines += line_no
    return True


def read_level(state: State, plan: LevelPlan, i: int) -> bool:
    """Read the level whose HL is segment `i` of the run; whether it could be read so."""
    hierarchy, tables, texts = state.hierarchy, state.tables, state.run.texts
    e = texts[i].split(tables.element)
    birth, sex = None, ""
    if plan.birth:
        d = texts[i + plan.birth].split(tables.element)
        if len(d) < 4 or (birth := day(d[2].strip())) is None:
            return False
        sex = d[3] if d[3] in ("F", "M", "U") else ""
    name = texts[i + plan.name].split(tables.element)
    relation = tables.elements[texts[i + plan.relation]]
    if len(e) < 5 or len(name) < (10 if plan.payer else 5):
        return False
    if plan.payer:
        billing = hierarchy.billings.get(e[2])
        if e[3] != "22" or billing is None:
            return False
        who: Someone
        who = insured = Subscriber(e[1], billing)
        insured.stated, insured.paid_by, insured.member_id = relation, tables.elements[texts[i + plan.payer]], name[9]
        hierarchy.enter_subscriber(insured, e[4] != "0")
        hierarchy.entity = "PR"
    else:
        above = hierarchy.subscribers.get(e[2])
        if e[3] != "23" or above is None:
            return False
        who = dependent = Dependent()
        dependent.relationship = relation[1]
        hierarchy.enter_patient(above, dependent)
        hierarchy.entity = "QC"
    who.last, who.first, who.birth, who.sex = name[3], name[4], birth, sex
    return True


#: REF01 of which a claim has a column; the first one counts.
OWN_COLUMN = {"F8": "original_reference", "G1": "prior_authorization"}
