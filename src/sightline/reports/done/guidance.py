"""Under which imaging it was done, and which imaging the report says was not used."""

from __future__ import annotations

import re
from collections import Counter

from sightline.reports.context import AFFIRMED
from sightline.reports.judge import Quote, Reading

#: The modalities and the concepts that name them.
NAMES = {"CT": "ct", "ultrasound": "ultrasound", "fluoroscopy": "fluoroscopy", "MR": "mr"}
_OUTSIDE = ("indication", "history", "comparison", "prior", "template", "plan", "consent", "people", "signature")
_STEREOTACTIC = re.compile(r"\bstereota(?:ctic|xic)\w*|\btomosynthesis|\btomo[- ]guid\w+|\bupright tomo", re.I)
_MAMMOGRAPHIC = re.compile(
    r"\bmammogra\w+[- ](?:\w+ )?(?:guid\w+|control|locali\w+)|\balpha-?numeric grid|\bunder mammogra\w+", re.I
)
#: MR that follows an injection, or went before a biopsy, guides nothing.
_FOR_MR = re.compile(r"\AMR\w*[ -]?(?:arthrogra|(?:-?US|-?ultrasound)?[ -]?fusion|[-/](?:US|ultrasound)\b)", re.I)
_CT = re.compile(r"\bCT\b", re.I)


def modality(reading: Reading) -> tuple[str, dict[str, tuple[Quote, ...]]]:
    """The modality that guided ("" when none was named as guidance), and every modality that did with its words.

    A guidance phrase in a sentence that places a device counts three times; a title's "CT biopsy" once.
    """
    score: Counter[str] = Counter()
    quoted: dict[str, list[Quote]] = {}
    for place, mentions in enumerate(reading.mentions):
        sentence = reading.sentences[place]
        if reading.kind(place) in _OUTSIDE:
            continue
        placing = any(m.concept == "placing" for m in mentions) and any(m.concept == "device" for m in mentions)
        phrases = [(m.start, m.end) for m in mentions if m.concept == "guidance" and m.assertion == AFFIRMED]
        if reading.kind(place) == "title" or (reading.kind(place) == "technique" and _field(reading, place)):
            phrases += [(m.start, m.end) for m in mentions if m.concept in NAMES.values() and m.assertion == AFFIRMED]
        for start, end in phrases:
            for value, concept in NAMES.items():
                if any(m.concept == concept and start <= m.start < end for m in mentions):
                    if value == "MR" and _FOR_MR.search(reading.words[start : sentence.end]):
                        continue
                    if value == "fluoroscopy" and _CT.search(reading.words, start, end):
                        continue
                    score[value] += 3 if placing else 1
                    quoted.setdefault(value, []).append(Quote(reading.text[start:end], start, end))
    for value, pattern in (("stereotactic", _STEREOTACTIC), ("mammography", _MAMMOGRAPHIC)):
        for place, sentence in enumerate(reading.sentences):
            if reading.kind(place) in _OUTSIDE or any(
                m.assertion in ("historical", "template") for m in reading.mentions[place]
            ):
                continue
            for match in pattern.finditer(reading.words, sentence.start, sentence.end):
                score[value] += 3
                quoted.setdefault(value, []).append(Quote(reading.text[match.start() : match.end()], *match.span()))
    if not score:
        return "", {}
    return max(score, key=lambda one: score[one]), {value: tuple(found) for value, found in quoted.items()}


def used(reading: Reading) -> frozenset[str]:
    """Every modality that some phrase of guidance affirms where the work is named or told."""
    return frozenset(
        value
        for place, mentions in enumerate(reading.mentions)
        if reading.kind(place) not in _OUTSIDE
        for m in mentions
        if m.concept == "guidance" and m.assertion == AFFIRMED
        for value, concept in NAMES.items()
        if any(o.concept == concept and m.start <= o.start < m.end for o in mentions)
    )


def denied(reading: Reading) -> dict[str, Quote]:
    """The modalities whose guidance the report denies, with the sentence that does."""
    found: dict[str, Quote] = {}
    for place, mentions in enumerate(reading.mentions):
        if reading.kind(place) in _OUTSIDE:
            continue
        for m in mentions:
            if m.concept in ("guidance", "unguided", "unguided-modality") and (
                m.assertion == "negated" or m.concept != "guidance"
            ):
                for value, concept in NAMES.items():
                    if any(o.concept == concept and m.start <= o.start < m.end for o in mentions):
                        found.setdefault(value, reading.quote(place))
    return found


def mentioned(reading: Reading) -> bool:
    """Whether any imaging is named where the work is named or told."""
    return any(
        m.concept in NAMES.values()
        for place, mentions in enumerate(reading.mentions)
        if reading.kind(place) in ("title", "technique", "body", "impression")
        for m in mentions
        if m.assertion in (AFFIRMED, "uncertain")
    )


def _field(reading: Reading, place: int) -> bool:
    """Whether a sentence is a field of a form that names the guidance: "Guidance: CT"."""
    sentence = reading.sentences[place]
    return bool(
        re.match(
            r"\W*(?:image |imaging )?(?:guidance|modality|imaging)\b(?![^\n]*\bmark)",
            reading.words[sentence.start : sentence.end],
            re.I,
        )
    )
