"""How many of what a code counts: facet joints, vertebral bodies, targets of a biopsy; and which part of the spine."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from sightline.reports.judge import Quote, Reading

_BETWEEN = re.compile(r"\b(?P<a>[CTLS])(?P<n>\d{1,2})\s?[-/–]\s?(?P<b>[CTLS])?(?P<m>\d{1,2})\b")
#: Levels in a row are of nerves: C3-C4-C5, L3/L4/L5.
_ROW = re.compile(r"\b[CTLS]\d{1,2}(?:\s?[-/–]\s?[CTLS]?\d{1,2}){2,}\b")
_LEVEL = re.compile(r"\b(?P<a>[CTLS])(?P<n>\d{1,2})\b(?!\s?[-/–]\s?[CTLS]?\d)")
_NERVE = re.compile(r"\b(?:medial branch|dorsal ram\w+|MBBs?|nerves?|branches)\b", re.I)
_TARGET = re.compile(r"\b(?:ROI|region of interest|target|lesion)s?\s*(?:#|no\.?\s*)?(?P<n>[1-6])\b", re.I)
_PLURAL = re.compile(r"\b(?P<n>two|three|2|3) (?:\w+ ){0,2}?(?:targets|lesions|regions of interest|ROIs)\b", re.I)
_CHILD = re.compile(
    r"\b(?:[0-4]|one|two|three|four)[- ]?(?:years?|yrs?|y/?o)\b(?:[- ]old)?|\b\d{1,2}[- ](?:months?|weeks?|days?)[- ]old\b|"
    r"\b(?:infant|neonat\w+|newborn|toddler)\b",
    re.I,
)
_VEIN_SIDE = re.compile(
    r"\b(?P<side>left|right|(?-i:[LR]))\b\.? (?:[\w-]+ ){0,3}?(?:jugular|IJV?|subclavian|femoral|axillary|basilic|brachial|"
    r"cephalic|antecubital|arm|chest|neck)\b",
    re.I,
)
#: The first level of the next part of the spine, after the last of one.
_NEXT_PART = {("C", 7): ("T", 1), ("T", 12): ("L", 1), ("L", 5): ("S", 1)}


class Count(NamedTuple):
    """How many, in which part of the spine ("upper", "lower", ""), and whether the report counts them so itself."""

    units: int
    region: str
    plain: bool


def count(rule: str, reading: Reading, places: Sequence[int]) -> Count:
    """What a rule counts in the title, the impression and some sentences; 0 units when the report does not say."""
    text = _text(reading, places)
    if rule == "joints":
        return _joints(text)
    if rule == "vertebrae":
        return _vertebrae(text)
    return Count(_targets(text), "", True) if rule == "lesions" else Count(1, "", True)


def of_child(reading: Reading) -> bool:
    """Whether the patient is under five, as far as the report says."""
    return bool(_CHILD.search(reading.words))


def vein_sides(reading: Reading) -> tuple[frozenset[str], tuple[Quote, ...]]:
    """The side of the vein that was entered, or of the arm or chest, with its words, where title and work name one only."""
    found = [
        match
        for p, sentence in enumerate(reading.sentences)
        if reading.kind(p) in ("title", "technique", "body", "findings", "impression")
        for match in _VEIN_SIDE.finditer(reading.words, sentence.start, sentence.end)
    ]
    named = {{"l": "left", "r": "right"}[match["side"].lower()[0]] for match in found}
    if len(named) != 1:
        return frozenset(), ()
    return frozenset(named), tuple(Quote(reading.text[m.start() : m.end()], m.start(), m.end()) for m in found[:2])


def _text(reading: Reading, places: Sequence[int]) -> str:
    titles = {p for p in range(len(reading.sentences)) if reading.kind(p) in ("title", "impression")}
    return "\n".join(
        reading.words[reading.sentences[p].start : reading.sentences[p].end] for p in sorted({*titles, *places})
    )


def _joints(text: str) -> Count:
    """Joints by their names (L4-5); where only nerves are named, one joint lies between each two of them."""
    text = _ROW.sub(lambda m: re.sub(r"\s?[-/–]\s?", ", ", m[0]), text)
    joints = {(m["a"], int(m["n"])) for m in _BETWEEN.finditer(text) if _one_joint(m)}
    if joints:
        return Count(len(joints), _region({a for a, _ in joints}), True)
    nerves = {(m["a"], int(m["n"])) for m in _LEVEL.finditer(text)} if _NERVE.search(text) else set()
    return Count(max(len(nerves) - 1, 0), _region({a for a, _ in nerves}), False)


def _one_joint(match: re.Match[str]) -> bool:
    """Whether a range is of two neighbors: L4-5, L5-S1, C7-T1; L3-L5 names nerves."""
    after = (match["b"] or match["a"], int(match["m"]))
    first = (match["a"], int(match["n"]))
    return after in ((first[0], first[1] + 1), _NEXT_PART.get(first))


def _vertebrae(text: str) -> Count:
    bodies = {(m["a"], int(m["n"])) for m in _LEVEL.finditer(text)}
    region = "upper" if {a for a, _ in bodies} & {"C", "T"} else "lower"
    return Count(len(bodies), region, True)


def _region(letters: set[str]) -> str:
    upper, lower = bool(letters & {"C", "T"}), bool(letters & {"L", "S"})
    return "" if upper == lower else "upper" if upper else "lower"


def _targets(text: str) -> int:
    numbered = {m["n"] for m in _TARGET.finditer(text)}
    plural = [{"two": 2, "three": 3}.get(m["n"].lower()) or int(m["n"]) for m in _PLURAL.finditer(text)]
    return max([len(numbered), *plural, 1])
