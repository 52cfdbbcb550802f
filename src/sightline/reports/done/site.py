"""Where it was done as codes tell it, and how many: parts of an organ, the pleura beside a lung, collections, sides."""

from __future__ import annotations

import re

from sightline.reports.judge import Reading

_ENDOCAVITARY = re.compile(
    r"\b(?:trans|endo)-?(?:vaginal|rectal)(?:ly)?\b(?! (?:ultraso|probe|US\b|transducer|sono))", re.I
)
#: Bones by how deep a needle goes for them, as the descriptors of 20220 and 20225 give examples.
_SUPERFICIAL = re.compile(r"\b(?:ili(?:ac|um)|stern(?:um|al)|ribs?|spinous process|trochanter\w*)\b", re.I)
_DEEP = re.compile(
    r"\b(?:vertebra\w*|femur|femoral (?!art|v|nerve)|humer\w+|sacrum|sacral|ischi\w+|acetabul\w+|pubic|tibia\w*)\b",
    re.I,
)
_MUSCLE = re.compile(
    r"\b(?:intra-?)?musc(?:le|ular)\w*|\b(?:quadriceps|vastus|deltoid|gluteus|biceps|gastrocnemius)\b", re.I
)
_COLLECTION = re.compile(
    r"\b(?:collection|abscess|drain|catheter|site)\s*(?:#|no\.?\s*|number\s*)?(?P<n>[1-6]|(?-i:[A-D]))(?=\s*[:.,)(–-])",
    re.I,
)
_CUTDOWN = re.compile(r"\b(?:bluntly|blunt dissection|kelly|hemostat|finger|digital(?:ly)?)\b", re.I)
_DISC = re.compile(r"\b(?:dis[ck]s?|disc?itis|diskitis|intervertebral)\b", re.I)
CHEST = re.compile(
    r"\bwater[- ]?seal|\bpleur|\bchest (?:tube|drain)|\bpneumothora|\bhemithora|\bthoracostomy|\bempyema", re.I
)
_ABSCESS = re.compile(r"\b(?:lung|pulmonary|intra-?parenchymal|lobe) abscess", re.I)


def site(reading: Reading, kind: str, organ: str) -> str:
    """The organ as codes tell it: bones deep or superficial, muscle or what lies beside it, by way of vagina or rectum."""
    text = " ".join(
        reading.words[s.start : s.end]
        for p, s in enumerate(reading.sentences)
        if reading.kind(p) in ("title", "technique", "body", "impression")
    )
    if organ == "bone":
        superficial, deep = bool(_SUPERFICIAL.search(text)), bool(_DEEP.search(text))
        return "bone" if superficial == deep else "superficial bone" if superficial else "deep bone"
    if organ == "spine" and kind == "fluid":
        return "disc" if _DISC.search(text) else "paraspinal"
    if organ in ("soft tissue", "chest wall") and kind == "core":
        return "muscle" if _MUSCLE.search(text) else organ
    if kind == "drain" and organ == "pleura" and _CUTDOWN.search(text) and not reading.affirms(["guidance"]):
        return "pleura by cutdown"
    if kind == "drain" and organ in ("pelvis", "abdomen", "retroperitoneum", "bowel") and _ENDOCAVITARY.search(text):
        return "endocavitary"
    return organ


def pleural(reading: Reading, organ: str, titles: set[str], where: list[int]) -> str:
    """Where a drain lies: in the pleura where its sentences say so, though lung or a biopsy is what the report is of."""
    words = " ".join(reading.quote(p).text for p in where)
    other = organ in ("lung", "", "chest wall", "mediastinum") or bool(titles & {"core", "aspirate"})
    abscess = organ == "lung" and _ABSCESS.search(reading.words)
    return "pleura" if other and CHEST.search(words) and not abscess else organ


def collections(reading: Reading, where: list[int]) -> int:
    """How many collections got a catheter of their own: those numbered where a catheter is described."""
    numbers = {
        match["n"].upper()
        for p in where
        for match in _COLLECTION.finditer(reading.words, reading.sentences[p].start, reading.sentences[p].end)
    }
    return max(len(numbers), 1)


def sided(reading: Reading, where: list[int]) -> int:
    """How many sides the sentences of an aspiration name: a lesion of each at least."""
    return max(len({m.concept for p in where for m in reading.mentions[p] if m.concept in ("left", "right")}), 1)
