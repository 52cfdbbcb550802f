"""What a report says was done: to which organ and side, under which guidance, what was taken, drained or injected."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .context import AFFIRMED
from .facts import Fact, number
from .judge import Answer, Quote, Reading

#: Words about an organ count more where the work is described.
_WEIGHT = {"title": 4, "impression": 3, "technique": 2, "findings": 2, "body": 2, "indication": 1}

_SPECIAL = {
    "transforaminal": re.compile(r"\btransforaminal\b[^.]{0,80}\b(?:inject|epidural|block)|\bTFESI\b", re.I),
    "epidural": re.compile(r"\b(?:epidural (?:steroid )?inject|interlaminar|epidural space)", re.I),
    "puncture": re.compile(r"\blumbar puncture\b|\bspinal tap\b|\bCSF\b", re.I),
}


@dataclass(frozen=True)
class Done:
    """What a report says was done: the organ and side, the guidance, the kinds of work, and the words for each."""

    organ: str
    sides: frozenset[str]
    modality: str
    kinds: tuple[str, ...]  # core, aspirate, drain, fluid, epidural, transforaminal, puncture
    lesions: int | None
    words: dict[str, tuple[Quote, ...]]  # by "organ", "side", "modality" or kind


def done(reading: Reading, facts: Sequence[Fact], answers: dict[str, Answer]) -> Done:
    """What was done, from what the report affirms."""
    words: dict[str, tuple[Quote, ...]] = {}
    organ = _organ(reading, facts, words)
    sides = _sides(reading, facts, organ, words)
    modality = _modality(reading, words)
    kinds = _kinds(reading, answers, words)
    return Done(organ, sides, modality, kinds, _lesions(facts), words)


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
    for whole, part in (
        ("abdomen", "bowel"),
        ("bone", "spine"),
        ("abdomen", "pelvis"),
        ("lymph node", "pelvis"),
        ("lymph node", "retroperitoneum"),
        ("lymph node", "abdomen"),
        ("lymph node", "mediastinum"),
    ):
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
            r"[\s-]*(?:lateral )?(?:side (?:down|up)|decubitus|anterior oblique|approach|side of the patient|"
            r"arm|forearm vein|hand)",
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
        if (named & {"core-word", "core-sample"} and taken) or {"specimen", "histology"} <= named:
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
            if s.kind not in outside[1:] and pattern.search(reading.text, s.start, s.end)
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
