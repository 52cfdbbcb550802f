"""The codes that a report supports by what was done, for a coder to judge; and the requirements that hang on them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from .context import AFFIRMED
from .done import Done
from .judge import Answer, Quote, Reading, with_status
from .sedation import LEAST_MINUTES, Times

_CODES = Path(__file__).parent / "codes.toml"

#: Organs that come in pairs, or have sides that claims and diagnoses tell apart.
PAIRED = ("lung", "kidney", "adrenal", "breast", "thyroid", "pleura", "chest wall", "soft tissue", "salivary")


@dataclass(frozen=True)
class Code:
    """A code that the report supports, and what it includes."""

    code: str
    says: str
    done: str
    includes_guidance: bool


@dataclass(frozen=True)
class Suggestion:
    """A code that a coder may consider: units, how certain, the words for it, and the requirements still open."""

    code: str
    says: str
    units: int
    certainty: str  # high, medium, low
    evidence: tuple[Quote, ...]
    missing: tuple[str, ...]


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads(_CODES.read_text(encoding="utf-8"))


def supported(what: Done) -> list[Code]:
    """The codes for the work itself, guidance codes left out."""
    found = []
    for entry in _table()["code"]:
        organs = entry.get("organ")
        if entry["done"] not in what.kinds or (organs and what.organ not in organs):
            continue
        if "modality" in entry and what.modality not in entry["modality"].split("|"):
            continue
        found.append(Code(entry["code"], entry["says"], entry["done"], entry.get("includes_guidance", False)))
    return found


def codes_known() -> list[tuple[str, str]]:
    """Every code that a report can be told to support or not, with what it is for."""
    table = _table()
    codes = [(entry["code"], entry["done"]) for entry in table["code"]]
    return [*codes, *((code, "guidance") for code in {*table["guidance"].values(), *table["guidance_spine"].values()})]


def guidance_code(what: Done) -> str:
    """The code for the guidance of a needle under this modality; "" when none was named."""
    table = _table()
    spine = table["guidance_spine"].get(what.modality, "") if what.organ == "spine" else ""
    return str(spine or table["guidance"].get(what.modality, ""))


def check_primary(reading: Reading, answer: Answer, what: Done) -> Answer:
    """Met by a procedure whose code leaves guidance out, contradicted when every one includes it."""
    codes = supported(what)
    plain = [code for code in codes if not code.includes_guidance]
    used = plain or codes
    evidence = tuple(dict.fromkeys(quote for code in used for quote in what.words.get(code.done, ())))
    aborted = [
        place
        for place, found in enumerate(reading.mentions)
        if any(m.concept == "not-done" and m.standing in (AFFIRMED, "negated") for m in found)
    ]
    if aborted and not answer_has_samples(what):
        return with_status(answer, "contradicted", [reading.quote(place) for place in aborted])
    if plain:
        return with_status(answer, "met", evidence)
    if codes:
        return with_status(answer, "contradicted", evidence)
    biopsied = what.words.get("work", ())
    if biopsied and what.organ in ("lung", "mediastinum"):
        return with_status(answer, "contradicted", biopsied)  # core or aspirate, both include guidance
    return with_status(answer, "unclear" if biopsied else "missing", biopsied)


def answer_has_samples(what: Done) -> bool:
    """Whether anything was taken, drained or injected."""
    return bool(what.kinds)


def check_laterality(reading: Reading, answer: Answer, what: Done) -> Answer:
    """Met by an organ that is one, or by a side; unclear when both sides are named, missing without organ or side."""
    target = (*what.words.get("organ", ())[:1], *what.words.get("side", ())[:2])
    if not what.organ:
        return with_status(answer, "missing", ())
    if what.organ in PAIRED and not what.sides and not _central(reading, what):
        return with_status(answer, "missing", ())
    if what.sides == {"left", "right"}:
        return with_status(answer, "unclear", target)
    return with_status(answer, "met", target)


def suggest(what: Done, answers: dict[str, Answer], sedation: Times) -> list[Suggestion]:
    """The combination of codes that the report supports, each with its words, its certainty and what is missing."""
    codes = supported(what)
    found = [_suggestion(code.code, code.says, 1, what.words.get(code.done, ()), answers, what) for code in codes]
    more = _table()["further_lesion"]
    if what.lesions and what.lesions > 1:
        found += [
            _suggestion(more[one.code], "each further lesion", what.lesions - 1, one.evidence, answers, what)
            for one in list(found)
            if one.code in more
        ]
    code = guidance_code(what)
    plain = any(not one.includes_guidance and one.done != "aspirate" for one in codes)
    if code and plain and answers["guidance-during-placement"].status == "met":
        evidence = answers["guidance-during-placement"].evidence
        found.append(_suggestion(code, f"{what.modality} guidance of the needle", 1, evidence, answers, what))
    if answers["sedation-times"].status == "met" and (sedation.minutes or 0) >= LEAST_MINUTES:
        evidence = answers["sedation-times"].evidence
        found.append(_suggestion("99152", "moderate sedation, first 15 minutes", 1, evidence, answers, what))
        units = sedation_units(sedation.minutes or 0) - 1
        if units:
            found.append(_suggestion("99153", "each further 15 minutes", units, evidence, answers, what))
    return found


def sedation_units(minutes: int) -> int:
    """How many periods of 15 minutes may be reported: none below 10, one to 22, then one more from each half on."""
    return 0 if minutes < LEAST_MINUTES else 1 + max(0, (minutes - 8) // 15)


def _suggestion(
    code: str, says: str, units: int, evidence: tuple[Quote, ...], answers: dict[str, Answer], what: Done
) -> Suggestion:
    asked = [answer for answer in answers.values() if code in answer.requirement.supports]
    open_blocking = [a.requirement.id for a in asked if a.requirement.blocking and a.status != "met"]
    missing = [a.requirement.id for a in asked if a.status != "met"]
    # Whether the physician was in the room matters to the technical component only.
    grave = [one for one in open_blocking if one != "supervision-present"]
    certainty = "high" if not grave else "medium" if len(grave) <= 2 else "low"
    if not what.organ:
        certainty = "low"
    return Suggestion(code, says, units, certainty, evidence, tuple(missing))


def _central(reading: Reading, what: Done) -> bool:
    """Whether the target is named as one that has no side: an isthmus, a transplant, a midline mass."""
    return bool(re.search(r"\b(?:isthmus|transplant\w*|allograft|midline)\b", reading.text, re.I))
