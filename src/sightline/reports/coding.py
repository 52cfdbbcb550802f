"""The codes that a report supports by what was done, for a coder to judge; and the requirements that hang on them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from .done.events import OUTSIDE, Event
from .done.guidance import NAMES
from .done.performed import Performed
from .done.procedures import acts
from .judge import Answer, Quote, Reading, with_status
from .sedation import LEAST_MINUTES, Times

_CODES = Path(__file__).parent / "codes.toml"

#: Organs that come in pairs, or have sides that claims and diagnoses tell apart.
PAIRED = ("lung", "kidney", "adrenal", "breast", "thyroid", "pleura", "chest wall", "soft tissue", "salivary")
#: The tables of guidance codes; the kinds of central venous work, whose guidance has codes of its own; and those whose needle
#: takes a guidance code where their own includes none.
_GUIDING = ("guidance", "guidance_spine", "guidance_vein")
_VENOUS = ("port", "tunneled line", "line", "PICC by imaging", "PICC", "tunneled line exchanged")
_GUIDED = ("core", "fluid", "puncture", "large joint", "middle joint")
#: Requirements that a modality other than the code's does not meet.
_OF_MODALITY = ("guidance-during-placement", "localization-described")


@dataclass(frozen=True)
class Code:
    """A code that the report supports, what it includes, and the event that supports it."""

    code: str
    says: str
    done: str
    includes_guidance: bool
    sides: bool  # both sides are modifier 50
    event: Event


@dataclass(frozen=True)
class Suggestion:
    """A code that a coder may consider: units, how certain, the words for it, and the requirements still open."""

    code: str
    says: str
    units: int
    modifiers: tuple[str, ...]  # 50 for both sides, 53 for what was begun and given up
    certainty: str  # high, medium
    evidence: tuple[Quote, ...]
    missing: tuple[str, ...]


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads(_CODES.read_text(encoding="utf-8"))


def supported(what: Performed, day: date | None = None) -> list[Code]:
    """The codes for the work itself, guidance codes left out; `day` is that of a report without a date of its own."""
    # An aspiration of the lesion that was biopsied is part of the biopsy, but where what it gave was inadequate for a
    # diagnosis (NCCI Policy Manual chapter III).
    one = "core" in what.kinds and (what.lesions or 1) < 2 and not what.inadequate
    return [
        Code(
            entry["code"], entry["says"], entry["done"], entry.get("includes_guidance", False), entry.get("sides", False), event
        )
        for event in what.events
        for entry in _table()["code"]
        if entry["done"] == event.kind
        and not (one and event.kind == "aspirate")
        and (not entry.get("organ") or event.site in entry["organ"])
        and (not entry.get("region") or event.region in entry["region"])
        and (not entry.get("modality") or (what.modality or ("none" if what.unguided else "")) in entry["modality"])
        and _in_force(entry, what.day or day)
    ]  # fmt: skip


def _in_force(entry: dict[str, Any], day: date | None) -> bool:
    """Whether a code was in force on a day; of a report without a date, whether it still is."""
    if day is None:
        return "until" not in entry
    return bool(entry.get("from", day) <= day <= entry.get("until", day))


def further(code: Code) -> list[tuple[str, int]]:
    """The codes for the further lesions, joints or levels of an event, with units; none when there was one."""
    more = _table()["further"].get(code.code, ())
    if len(more) == 1 and code.event.units > 1:
        return [(more[0], code.event.units - 1)]
    return [(each, 1) for each in more[: code.event.units - 1]]


def codes_known() -> list[tuple[str, str]]:
    """Every code that a report can be told to support or not, with what it is for."""
    table = _table()
    codes = [(entry["code"], entry["done"]) for entry in table["code"]]
    guiding = {code for name in _GUIDING for code in table[name].values()}
    return [*((code, done) for code, done in codes if code not in guiding), *((code, "guidance") for code in guiding)]


def family_of(done: str) -> str:
    """The family of families.toml to which a kind of the tables belongs; "" for kinds that prose tells."""
    return next((act.family for act in acts() if act.kind == done), "") if done != "core" else ""


def guidance_code(what: Performed) -> str:
    """The code for the guidance of a needle under this modality; "" when none was named."""
    table = _table()
    if any(event.kind in _VENOUS for event in what.events):
        return ""
    injected = what.organ == "spine" and "core" not in what.kinds  # a biopsy of the spine is no injection
    spine = table["guidance_spine"].get(what.modality, "") if injected else ""
    return str(spine or table["guidance"].get(what.modality, ""))


@lru_cache(maxsize=1)
def _modality_of() -> dict[str, str]:
    """The one modality that a code is for; codes for any are left out."""
    table = _table()
    single = {e["code"]: e["modality"][0] for e in table["code"] if len(e.get("modality", ())) == 1}
    single |= {more: one for code, one in single.items() for more in table["further"].get(code, ())}
    guidance = {code: one for each in _GUIDING for one, code in table[each].items()}
    return {code: one for code, one in (single | guidance).items() if one in NAMES}


def for_code(answer: Answer, code: str, what: Performed) -> Answer:
    """The answer for a code that is asked about: guidance by another modality does not meet a code of this one."""
    mine = _modality_of().get(code, "")
    if not mine or answer.requirement.id not in _OF_MODALITY or answer.status == "missing":
        return answer
    if mine in what.used or mine == what.modality:
        return answer
    if mine in what.denied:
        return with_status(answer, "contradicted")
    return with_status(answer, "missing", ()) if what.used or what.modality else answer


def check_primary(reading: Reading, answer: Answer, what: Performed) -> Answer:
    """Met by a procedure whose code leaves guidance out, contradicted when every one includes it."""
    codes = supported(what)
    plain = [code for code in codes if not code.includes_guidance]
    used = plain or codes
    evidence = tuple(dict.fromkeys(quote for code in used for quote in code.event.words))
    if any(event.discontinued for event in what.events):
        return with_status(answer, "unclear", evidence)
    if plain:
        return with_status(answer, "met", evidence)
    if codes:
        return with_status(answer, "contradicted", evidence)
    uncoded = [quote for event in what.events if event.kind in ("core", "fluid") for quote in event.words]
    if uncoded and what.organ not in ("lung", "mediastinum", "breast", "pleura", ""):
        return with_status(answer, "met", uncoded)  # no code of its own here: none that includes guidance either
    stopped = [
        reading.quote(place)
        for place, found in enumerate(reading.mentions)
        if any(m.concept == "not-done" and m.assertion in ("affirmed", "negated") for m in found)
    ]
    if stopped:
        return with_status(answer, "contradicted", stopped)
    biopsied = what.words.get("work", ())
    if biopsied and what.organ in ("lung", "mediastinum"):
        return with_status(answer, "contradicted", biopsied)  # core or aspirate, both include guidance
    return with_status(answer, "unclear" if biopsied else "missing", biopsied)


def check_catheter(reading: Reading, answer: Answer, what: Performed) -> Answer:
    """Met by a catheter that stayed, contradicted by one that was taken out at the end."""
    stayed = [event for event in what.events if event.kind in ("drain", "tunneled") and not event.discontinued]
    out = [
        reading.quote(place)
        for place, found in enumerate(reading.mentions)
        if reading.kind(place) not in OUTSIDE
        and any(m.concept == "removed" and m.assertion == "affirmed" for m in found)
    ]
    if stayed:
        return answer if answer.status == "met" else with_status(answer, "met", stayed[0].words)
    if out:
        return with_status(answer, "contradicted", out)
    return with_status(answer, "unclear") if answer.status == "met" and what.events else answer


def check_laterality(reading: Reading, answer: Answer, what: Performed) -> Answer:
    """Met by an organ that is one, or by a side; unclear when both sides are named, missing without organ or side."""
    target = (*what.words.get("organ", ())[:1], *what.words.get("side", ())[:2])
    if not what.organ:
        return with_status(answer, "missing", ())
    if what.organ in PAIRED and not what.sides and not _central(reading):
        return with_status(answer, "missing", ())
    if what.sides == {"left", "right"} and not re.search(r"\b(?:bilateral\w*|both)\b", reading.words, re.I):
        return with_status(answer, "unclear", target)
    return with_status(answer, "met", target)


def suggest(what: Performed, answers: dict[str, Answer], sedation: Times) -> list[Suggestion]:
    """The combination of codes that the report supports, each with its words, its certainty and what is missing.

    Nothing is suggested below `medium`: a procedure that a title names and prose tells is `high`, one that prose alone tells
    is `medium`. So is a code that includes guidance where the report says of some of the work that no imaging guided it.
    """
    found: list[Suggestion] = []
    codes = supported(what)
    more = _table()["further"]
    for code in codes:
        event = code.event
        modifiers = (
            *(("50",) if code.sides and len(what.sides) == 2 else ()),
            *(("53",) if event.discontinued else ()),
        )
        doubtful = what.doubtful and code.includes_guidance
        certainty = "high" if event.named and event.in_prose and _dated(code, what) and not doubtful else "medium"
        each = 1 if code.code in more else event.units
        found.append(_suggestion(code.code, code.says, each, certainty, event.words, answers, modifiers))
        for each_code, units in further(code):
            description = f"{code.says}, each further"
            both = tuple(one for one in modifiers if one == "50")
            found.append(_suggestion(each_code, description, units, certainty, event.words, answers, both))
    guided = guidance_code(what)
    plain = [one for one in codes if not one.includes_guidance and _takes_guidance(one.done)]
    if any(one.done == "aspirate" and one.includes_guidance for one in codes):
        plain = []  # the guidance of an aspiration is that of the biopsy of the same lesion too (CPT Surgery Guidelines)
    answer = answers["guidance-during-placement"]
    if (
        guided
        and plain
        and for_code(answer, guided, what).status == "met"
        and not any(c.event.discontinued for c in plain)
    ):
        certainty = "high" if answers["images-archived"].status == "met" and plain[0].event.named else "medium"
        found.append(
            _suggestion(guided, f"{what.modality} guidance of the needle", 1, certainty, answer.evidence, answers)
        )
    if found and answers["sedation-times"].status == "met" and (sedation.minutes or 0) >= LEAST_MINUTES:
        evidence = answers["sedation-times"].evidence
        certainty = "high" if answers["sedation-observer"].status == "met" else "medium"
        found.append(_suggestion("99152", "moderate sedation, first 15 minutes", 1, certainty, evidence, answers))
        units = sedation_units(sedation.minutes or 0) - 1
        if units:
            found.append(_suggestion("99153", "each further 15 minutes", units, certainty, evidence, answers))
    return list(dict.fromkeys(found))


def _takes_guidance(done: str) -> bool:
    return done in _GUIDED or done.startswith("arthrogram")


def _dated(code: Code, what: Performed) -> bool:
    """Whether the day of the report settles which code was in force; only codes of some years need one."""
    return what.day is not None or not any(
        "from" in e or "until" in e for e in _table()["code"] if e["code"] == code.code
    )


def sedation_units(minutes: int) -> int:
    """How many periods of 15 minutes may be reported: none below 10, one to 22, then one more from each half on."""
    return 0 if minutes < LEAST_MINUTES else 1 + max(0, (minutes - 8) // 15)


def _suggestion(
    code: str,
    says: str,
    units: int,
    certainty: str,
    evidence: tuple[Quote, ...],
    answers: dict[str, Answer],
    modifiers: tuple[str, ...] = (),
) -> Suggestion:
    relevant = [answer for answer in answers.values() if code in answer.requirement.supports]
    skip = ("sample-type", "specimen-destination", "passes", "catheter-left") if "53" in modifiers else ()
    missing = [a.requirement.id for a in relevant if a.status != "met" and a.requirement.id not in skip]
    return Suggestion(code, says, units, modifiers, certainty, evidence, tuple(missing))


def _central(reading: Reading) -> bool:
    """Whether the target is named as one that has no side: an isthmus, a transplant, a midline mass."""
    return bool(re.search(r"\b(?:isthmus|transplant\w*|allograft|midline)\b", reading.text, re.I))
