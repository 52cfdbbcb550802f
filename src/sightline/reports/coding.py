"""What was done, to which organ, under which guidance, and the codes that a report so supports: for a coder to judge."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from .context import AFFIRMED
from .facts import Fact, number
from .judge import Answer, Quote, Reading, with_status
from .sedation import LEAST_MINUTES, Times

_CODES = Path(__file__).parent / "codes.toml"
#: Organs that come in pairs, or have sides that claims and diagnoses tell apart.
PAIRED = ("lung", "kidney", "adrenal", "breast", "thyroid", "pleura", "chest wall", "soft tissue", "salivary")
#: Words about an organ count more where the work is described.
_WEIGHT = {"title": 4, "impression": 3, "technique": 2, "findings": 2, "body": 2, "indication": 1}
_SPECIAL = {
    "transforaminal": re.compile(r"\btransforaminal\b[^.]{0,80}\b(?:inject|epidural|block)", re.I),
    "epidural": re.compile(r"\b(?:epidural (?:steroid )?inject|interlaminar|epidural space)", re.I),
    "puncture": re.compile(r"\blumbar puncture\b|\bspinal tap\b|\bCSF\b", re.I),
}
_SIDED_NAME = re.compile(r"\b(?:left|right)\b", re.I)


@dataclass(frozen=True)
class Done:
    """What a report says was done: the organ and side, the guidance, the kinds of work, and the words for each."""

    organ: str
    sides: frozenset[str]
    modality: str
    kinds: tuple[str, ...]  # core, aspirate, drain, fluid, epidural, transforaminal, puncture
    lesions: int | None
    words: dict[str, tuple[Quote, ...]]  # by "organ", "side", "modality" or kind


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


def done(reading: Reading, facts: Sequence[Fact], answers: dict[str, Answer]) -> Done:
    """What was done, from what the report affirms."""
    words: dict[str, tuple[Quote, ...]] = {}
    organ = _organ(reading, facts, words)
    sides = _sides(reading, facts, organ, words)
    modality = _modality(reading, words)
    kinds = _kinds(reading, answers, words)
    return Done(organ, sides, modality, kinds, _lesions(facts), words)


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


def _organ(reading: Reading, facts: Sequence[Fact], words: dict[str, tuple[Quote, ...]]) -> str:
    score: Counter[str] = Counter()
    quoted: dict[str, list[Quote]] = {}
    for fact in (one for one in facts if one.name == "organ"):
        place = _sentence_at(reading, fact.start)
        if place is None:
            continue
        mentions = {m.concept for m in reading.mentions[place]}
        working = bool(mentions & {"placing", "taken", "draining"}) and bool(
            mentions & {"device", "biopsy", "drainage"}
        )
        score[fact.value] += _WEIGHT.get(reading.sentences[place].kind, 0) + (4 if working else 0)
        quoted.setdefault(fact.value, []).append(Quote(fact.text, fact.start, fact.end))
    if score["pleura"] and score["lung"] and score["lung"] * 2 >= score["pleura"]:
        score["pleura"] = 0  # the pleura that a needle to the lung passes
    for whole, part in (("abdomen", "bowel"), ("bone", "spine"), ("abdomen", "pelvis"), ("lymph node", "pelvis"), ("lymph node", "retroperitoneum"), ("lymph node", "abdomen"), ("lymph node", "mediastinum")):
        if score[whole] and score[part] * 2 >= score[whole]:
            score[part] += score.pop(whole)
            quoted.setdefault(part, []).extend(quoted.get(whole, ()))
    score = Counter({organ: count for organ, count in score.items() if count > 0})
    if not score:
        return ""
    specific = {
        organ: count
        for organ, count in score.items()
        if organ not in ("soft tissue", "lymph node", "abdomen", "chest wall", "pelvis")
    }
    best = (
        max(specific, key=lambda o: specific[o])
        if specific and max(specific.values()) * 1.6 >= max(score.values())
        else max(score, key=lambda o: score[o])
    )
    words["organ"] = tuple(quoted[best])
    return best


def _sides(reading: Reading, facts: Sequence[Fact], organ: str, words: dict[str, tuple[Quote, ...]]) -> frozenset[str]:
    """The sides named near the organ or its target; a position of the patient or an approach is no side."""
    found: Counter[str] = Counter()
    quoted: list[Quote] = []
    for fact in (one for one in facts if one.name == "laterality"):
        place = _sentence_at(reading, fact.start)
        after = reading.text[fact.end : fact.end + 60]
        if place is None or re.match(
            r"[\s-]*(?:lateral )?(?:side (?:down|up)|decubitus|anterior oblique|approach|side of the patient|arm|forearm vein|hand)",
            after,
            re.I,
        ):
            continue
        mentions = reading.mentions[place]
        near = any(
            m.concept in ("target", "organ", "lung", "kidney") and abs(m.start - fact.start) < 80 for m in mentions
        )
        if near:
            found[fact.value] += _WEIGHT.get(reading.sentences[place].kind, 1)
            quoted.append(Quote(fact.text, fact.start, fact.end))
    words["side"] = tuple(quoted)
    sides = {side for side, count in found.items() if side != "bilateral" and count * 4 >= max(found.values())}
    return frozenset(sides or ({"left", "right"} if found["bilateral"] else set()))


def _central(reading: Reading, what: Done) -> bool:
    """Whether the target is named as one that has no side: an isthmus, a transplant, a midline mass."""
    return bool(re.search(r"\b(?:isthmus|transplant\w*|allograft|midline)\b", reading.text, re.I))


def _modality(reading: Reading, words: dict[str, tuple[Quote, ...]]) -> str:
    """The modality that guided: named in a guidance phrase where the needle was placed, else anywhere."""
    names = {"CT": "ct", "ultrasound": "ultrasound", "fluoroscopy": "fluoroscopy", "MR": "mr"}
    score: Counter[str] = Counter()
    quoted: dict[str, list[Quote]] = {}
    for place, mentions in enumerate(reading.mentions):
        kind = reading.sentences[place].kind
        if kind in ("indication", "history", "comparison", "prior", "template", "plan", "consent"):
            continue
        phrases = [m for m in mentions if m.concept == "guidance" and m.standing == AFFIRMED]
        placing = any(m.concept == "placing" for m in mentions) and any(m.concept == "device" for m in mentions)
        for phrase in phrases:
            for value, concept in names.items():
                if any(m.concept == concept and phrase.start <= m.start < phrase.end for m in mentions):
                    if value == "fluoroscopy" and re.search(r"\bCT\b", reading.text[phrase.start : phrase.end], re.I):
                        continue
                    score[value] += 3 if placing else 1
                    quoted.setdefault(value, []).append(
                        Quote(reading.text[phrase.start : phrase.end], phrase.start, phrase.end)
                    )
    if not score:
        return ""
    best = max(score, key=lambda one: score[one])
    words["modality"] = tuple(quoted[best])
    return best


def _kinds(reading: Reading, answers: dict[str, Answer], words: dict[str, tuple[Quote, ...]]) -> tuple[str, ...]:
    outside = ("title", "indication", "history", "comparison", "prior", "template", "plan", "consent")
    kinds: dict[str, list[int]] = {}
    work: list[int] = []
    for place, mentions in enumerate(reading.mentions):
        if reading.sentences[place].kind in outside:
            continue
        named = {m.concept for m in mentions if m.standing == AFFIRMED}
        taken = bool(named & {"taken", "pass-count", "pathology", "histology", "cytology"})
        if named & {"core-word", "core-sample"} and taken or {"specimen", "histology"} <= named:
            kinds.setdefault("core", []).append(place)
        if "fluid" not in named and (("aspirate-word" in named and taken) or {"specimen", "cytology"} <= named):
            words_here = reading.text[reading.sentences[place].start : reading.sentences[place].end]
            if re.search(r"fine[- ]?needle|\bFNA|aspirat|cytolog|smear|cytospin", words_here, re.I) and not re.search(
                r"\baspiration (?:of|for) (?:blood|air)|no blood|aspirat\w+ (?:was )?negative|touch[- ]prep",
                words_here,
                re.I,
            ):
                kinds.setdefault("aspirate", []).append(place)
        if (
            "fluid" in named
            and re.search(
                r"\b(?:aspirat|drain|remov|withdraw|withdrawn|evacuat|yield|return)\w*", reading.quote(place).text, re.I
            )
            and re.search(r"\d+ ?(?:ml|cc|l)\b|fluid|pus|bile", reading.quote(place).text, re.I)
            and not re.search(r"lidocaine|saline", reading.quote(place).text, re.I)
        ):
            kinds.setdefault("fluid", []).append(place)
        if "biopsy" in named and (taken or reading.sentences[place].kind == "impression"):
            work.append(place)
    drains = answers.get("catheter-left")
    if drains is not None and drains.status == "met":
        kinds = {"drain": kinds.get("fluid", [])} | {k: v for k, v in kinds.items() if k not in ("fluid", "drain")}
        words["drain"] = drains.evidence
    for kind, pattern in _SPECIAL.items():
        where = [
            p
            for p, s in enumerate(reading.sentences)
            if s.kind not in outside and pattern.search(reading.text, s.start, s.end)
        ]
        if where and not (kind == "epidural" and "transforaminal" in kinds) and not {"core", "drain"} & kinds.keys():
            kinds.setdefault(kind, where)
    if "core" in kinds and "aspirate" in kinds and not _fine_needle(reading, kinds["aspirate"]):
        kinds["core"] += kinds.pop("aspirate")
    for kind, places in kinds.items():
        if places:
            words[kind] = tuple(reading.quote(place) for place in dict.fromkeys(places))
    words["work"] = tuple(reading.quote(place) for place in work)
    return tuple(kinds)


def _fine_needle(reading: Reading, places: Sequence[int]) -> bool:
    """Whether the sentences tell of an aspiration of its own, not of cytology on a core."""
    return any(re.search(r"fine[- ]?needle|\bFNA|aspirat", reading.quote(place).text, re.I) for place in places)


def _lesions(facts: Sequence[Fact]) -> int | None:
    """How many lesions were sampled, where the report says so in a sentence of sampling."""
    counted = [number(fact.value) for fact in facts if fact.name == "lesions_sampled"]
    return max((int(value) for value in counted if value), default=None)


def _sentence_at(reading: Reading, place: int) -> int | None:
    return next((n for n, s in enumerate(reading.sentences) if s.start <= place < s.end), None)
