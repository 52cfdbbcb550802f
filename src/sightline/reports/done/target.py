"""Where it was done: the organ, the side, and the region of a spine."""

from __future__ import annotations

import re
from collections import Counter

from sightline.reports.context import AFFIRMED
from sightline.reports.judge import Quote, Reading

#: Words about an organ count more where the work is named and described.
_WEIGHT = {"title": 6, "impression": 4, "technique": 2, "findings": 1, "body": 2, "indication": 1, "specimens": 1}
#: Organs by the concept that names them.
ORGANS = {
    "lung": "lung", "pleura": "pleura", "mediastinum": "mediastinum", "liver": "liver", "kidney": "kidney",
    "adrenal": "adrenal", "pancreas": "pancreas", "spleen": "spleen", "gallbladder": "gallbladder", "bowel": "bowel",
    "abdomen": "abdomen", "retroperitoneum": "retroperitoneum", "pelvis": "pelvis", "thyroid": "thyroid",
    "neck-node": "lymph node", "lymph-node": "lymph node", "breast": "breast", "prostate": "prostate",
    "salivary": "salivary", "spine": "spine", "bone": "bone", "soft-tissue": "soft tissue", "chest-wall": "chest wall",
}  # fmt: skip
#: Words for a whole beside words for its part: the part is the target.
_PARTS = (
    ("abdomen", "bowel"),
    ("bone", "spine"),
    ("abdomen", "pelvis"),
    ("lymph node", "pelvis"),
    ("lymph node", "retroperitoneum"),
    ("lymph node", "abdomen"),
    ("lymph node", "mediastinum"),
)
_GENERAL = ("soft tissue", "lymph node", "abdomen", "chest wall", "pelvis")
_ELSEWHERE = ("comparison", "prior", "template", "history", "plan", "consent", "people", "signature", "medication",
              "sedation", "complications", "dose")  # fmt: skip
#: What after a side makes it a position, an approach or a person's arm.
_NO_SIDE = re.compile(
    r"[\s-]*(?:lateral )?(?:side (?:down|up)|(?:lateral )?decubitus|anterior oblique|posterior oblique|approach|"
    r"side of the patient|arm|forearm|hand\b|wrist|radial|common femoral|internal jugular|antecubital|"
    r"side up|lung base|hemidiaphragm|paracolic)",
    re.I,
)
#: The side of something that is not the target.
_NORMAL = re.compile(r"\b(?:normal|unremarkable|clear|absent|negative|prior|previous)\b", re.I)
#: A side of the belly, where an organ with sides of its own is the target.
_QUADRANT = re.compile(r"[LR][LU]Q\b|\w+ (?:lower|upper) quadrant", re.I)
_CORRECTING = re.compile(
    r"\b(?:error|correct\w*|incorrect\w*|mis-?stat\w*|mis-?dictat\w*|should (?:read|be|say|state|have)|"
    r"wrong\w*|instead of|amend\w*|clarif\w*|not the|erroneous\w*|inadvertent\w*|typo\w*|revis\w*)\b",
    re.I,
)
_INSTEAD = re.compile(
    r"\b(?:not|instead of|rather than|erroneously|incorrectly|in error|stated|says|read|dictated)\b\W{0,3}"
    r"(?:(?!(?:was|is|it|actually|correct\w*)\b)\w+\W+){0,3}\Z",
    re.I,
)
_SHOULD = re.compile(
    r"\bshould\s+(?:\w+\s+)?(?:read|be|say|state|have (?:been|read|said|stated))\b|"
    r"\bis (?:actually|in fact)\b|\bcorrect (?:side|laterality) is\b",
    re.I,
)
_UPPER = re.compile(r"\b(?:cervical|thoracic|cervico-?thoracic|(?-i:[CT]\d{1,2}))\b(?! spine (?:CT|MRI|x))", re.I)
_LOWER = re.compile(r"\b(?:lumbar|lumbosacral|sacral|caudal|(?-i:[LS]\d))\b", re.I)
#: One nerve or interspace of the spine.
LEVEL = re.compile(r"(?<![\w.])(?P<one>[CTLS]\d{1,2})(?:\s?[-/–]\s?(?P<two>[CTLS]?\d{1,2}))?(?!\w)")


def organ(reading: Reading, named: frozenset[int]) -> tuple[str, tuple[Quote, ...]]:
    """The organ that was worked on and its words; `named` are the sentences that name what was done there."""
    score, quoted = _scored(reading, named, (AFFIRMED,))
    if not score:  # "thyroid nodule, previously nondiagnostic": the organ is the target all the same
        score, quoted = _scored(reading, named, (AFFIRMED, "historical", "uncertain"))
    if score["pleura"] and score["lung"] and score["lung"] * 2 >= score["pleura"]:
        score["pleura"] = 0  # the pleura that a needle to the lung passes
    for whole, part in _PARTS:
        if score[whole] and score[part] * 2 >= score[whole]:
            score[part] += score.pop(whole)
            quoted.setdefault(part, []).extend(quoted.get(whole, ()))
    score = Counter({where: count for where, count in score.items() if count > 0})
    if not score:
        return "", ()
    specific = {where: count for where, count in score.items() if where not in _GENERAL}
    best = max(score, key=lambda o: score[o])
    if specific and max(specific.values()) * 1.6 >= max(score.values()):
        best = max(specific, key=lambda o: specific[o])
    return best, tuple(quoted[best])


def _scored(
    reading: Reading, named: frozenset[int], standing: tuple[str, ...]
) -> tuple[Counter[str], dict[str, list[Quote]]]:
    """How much each organ counts, and its words: of mentions that stand in one of these ways."""
    score: Counter[str] = Counter()
    quoted: dict[str, list[Quote]] = {}
    for place, mentions in enumerate(reading.mentions):
        kind = reading.kind(place)
        if kind in _ELSEWHERE:
            continue
        present = {m.concept for m in mentions}
        working = bool(present & {"placing", "taken", "draining"}) and bool(present & {"device", "biopsy", "drainage"})
        for m in mentions:
            where = ORGANS.get(m.concept)
            if where and m.assertion in standing:
                score[where] += _WEIGHT.get(kind, 0) + (4 if working else 0) + (6 if place in named else 0)
                quoted.setdefault(where, []).append(Quote(reading.text[m.start : m.end], m.start, m.end))
    return score, quoted


def local(reading: Reading, places: list[int], organ: str) -> str:
    """The organ of some sentences where they name one only, and not that of the report; else the report's."""
    found = {
        ORGANS[m.concept]
        for p in places
        for m in reading.mentions[p]
        if m.concept in ORGANS and m.assertion == AFFIRMED
    }
    return next(iter(found)) if len(found) == 1 and organ not in found else organ


def sides(reading: Reading, where: str) -> tuple[frozenset[str], tuple[Quote, ...]]:
    """The sides of the target (an organ) and their words; a correction in an addendum replaces what it corrects."""
    corrected = _corrected(reading)
    if corrected:
        return frozenset({corrected[0]}), (corrected[1],)
    found: Counter[str] = Counter()
    quoted: list[Quote] = []
    for place, mentions in enumerate(reading.mentions):
        sentence = reading.sentences[place]
        if reading.kind(place) in _ELSEWHERE or reading.kind(place) in ("indication", "addendum"):
            continue
        for m in mentions:
            if m.concept not in ("left", "right", "bilateral") or m.assertion in ("template", "historical", "negated"):
                continue
            if (
                reading.kind(place) != "title"
                and _NORMAL.search(reading.words, sentence.start, sentence.end)
                and not (reading.affirmed[place] & {"placing", "taken", "guidance"})
            ):
                continue
            quadrant = _QUADRANT.match(reading.words, m.start, m.end + 20)
            if quadrant and where in ("pleura", "lung", "kidney", "breast", "liver"):
                continue
            if _NO_SIDE.match(reading.words, m.end, m.end + 60):
                continue
            near = any(
                other.concept in ("target", "organ", *ORGANS) and abs(other.start - m.start) < 80 for other in mentions
            )
            alone = reading.kind(place) == "title" or len(reading.words[sentence.start : sentence.end].split()) < 6
            if near or alone:
                found[m.concept] += _WEIGHT.get(reading.kind(place), 1)
                quoted.append(Quote(reading.text[m.start : m.end], m.start, m.end))
    if not found:
        return _indicated(reading)
    named = {side for side, count in found.items() if side != "bilateral" and count * 4 >= max(found.values())}
    if found["bilateral"] and found["bilateral"] * 2 >= max(found.values()):
        named = {"left", "right"}
    return frozenset(named), tuple(quoted)


def _indicated(reading: Reading) -> tuple[frozenset[str], tuple[Quote, ...]]:
    """The side of the indication, where the work names none."""
    found = [
        m
        for place, mentions in enumerate(reading.mentions)
        if reading.kind(place) == "indication"
        for m in mentions
        if m.concept in ("left", "right") and m.assertion == AFFIRMED
    ]
    if len({m.concept for m in found}) != 1:
        return frozenset(), ()
    return frozenset({found[0].concept}), tuple(Quote(reading.text[m.start : m.end], m.start, m.end) for m in found)


def _corrected(reading: Reading) -> tuple[str, Quote] | None:
    """The side that an addendum says is the right one, where it corrects a side."""
    places = [p for p, s in enumerate(reading.sentences) if reading.kind(p) in ("addendum", "attestation")]
    text = " ".join(reading.quote(place).text for place in places)
    if not places or not _CORRECTING.search(text):
        return None
    held: tuple[str, Quote] | None = None
    for place in places:
        sentence = reading.sentences[place]
        for m in reading.mentions[place]:
            if m.concept not in ("left", "right"):
                continue
            before = reading.words[sentence.start : m.start]
            after = reading.words[m.end : sentence.end]
            if _INSTEAD.search(before) and not _SHOULD.search(before):
                continue
            if _SHOULD.search(after) and re.search(r"\b(?:left|right)\b", after, re.I):
                continue
            held = (m.concept, Quote(reading.text[m.start : m.end], m.start, m.end))
    return held


def region(reading: Reading, places: frozenset[int]) -> str:
    """Which part of the spine the sentences name: upper (neck and chest), lower, or "" when both or none."""
    text = " ".join(reading.words[reading.sentences[p].start : reading.sentences[p].end] for p in sorted(places))
    upper, lower = bool(_UPPER.search(text)), bool(_LOWER.search(text))
    return "" if upper == lower else "upper" if upper else "lower"


def levels(reading: Reading, places: frozenset[int]) -> int:
    """How many levels of the spine the sentences name; 1 when they name none."""
    found = {
        (match["one"], match["two"])
        for p in places
        for match in LEVEL.finditer(reading.words, reading.sentences[p].start, reading.sentences[p].end)
    }
    return max(len(found), 1)
