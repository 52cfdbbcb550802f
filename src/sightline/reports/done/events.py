"""What was done, kind by kind: where a report names it, where its prose tells it, and what became of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sightline.reports.context import AFFIRMED
from sightline.reports.judge import Quote, Reading

#: Sections whose sentences are not about what was done now.
OUTSIDE = (
    "title",
    "indication",
    "history",
    "comparison",
    "prior",
    "template",
    "plan",
    "consent",
    "people",
    "signature",
)
#: The concept that names each kind of event in a title or an impression.
NAMES = {
    "core": "named-core", "aspirate": "named-fna", "thoracentesis": "named-thoracentesis",
    "paracentesis": "named-paracentesis", "drain": "named-drain", "collection": "named-collection", "wire": "named-wire",
    "epidural": "named-epidural", "transforaminal": "named-transforaminal", "puncture": "named-puncture",
}  # fmt: skip
_FINE = re.compile(r"\bfine[- ]?needle|\bFNA|\baspirat", re.I)
_NO_ASPIRATE = re.compile(
    r"\baspiration (?:of|for) (?:blood|air|heme|csf)|no blood|aspirat\w+ (?:was |were )?negative|negative aspirat|"
    r"touch[- ]prep|aspirat\w+ (?:of )?(?:the )?(?:mucus|secretions?|mucous|thrombus|clot)|after (?:negative )?aspirat|"
    r"\bFNA\w*\s*[:|-]?\s*(?:0|zero|no\b|none|not\b|n/?a|nil)|(?:0|zero|no) (?:FNA|fine)|"
    r"aspirat\w+ (?:yielded|returned|revealed|showed|demonstrated) no|therapeutic aspirat|without aspirat|"
    r"aspirat\w+ (?:was |were )?attempted|no fluid|(?:no|without) (?:\w+ ){0,2}aspirat\w+|"
    r"aspirat\w+ (?:to|for) (?:exclude|ensure|confirm)|FNA (?:was |were )?not",
    re.I,
)
_AMOUNT = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)? ?(?:ml|cc|milliliters?|l|liters?)\b", re.I)
_WITHDRAWN = re.compile(
    r"\b(?:aspirat(?:ed|ion|ing)|drain(?:ed|age|ing)|remov(?:ed|al|ing)|withdr[ae]w\w*|evacuat\w+|yield\w+|return\w*|"
    r"obtained|collected|tapped|out\b|off\b|came|output)\b",
    re.I,
)
_FLUID = re.compile(
    r"\b(?:fluid|pus|purulent|bile|bilious|serous|serosang\w+|straw|ascites|effusion|blood|bloody|chyl\w+|turbid|amber|clear|"
    r"yellow|exudat\w+|transudat\w+|material|urine|brown|aspirate|contents|cloudy)\b",
    re.I,
)
_GIVEN = re.compile(
    r"\b(?:lidocaine|saline|contrast|omnipaque|isovue|bupivacaine|ropivacaine|kenalog|triamcinolone|depo-?medrol|"
    r"dexamethasone|flush\w*|heparin|tpa|alteplase|sotradecol|ethanol|albumin|marcaine|xylocaine|inject\w+|"
    r"infiltrat\w+|instill\w+|blood loss|ebl|fentanyl|versed|midazolam)\b",
    re.I,
)
_NOTHING = re.compile(
    r"\b(?:no|0|zero|without|unable to|could not be|not)\b[^.;]{0,40}\b(?:fluid|aspirat\w+|drain\w+|return|withdrawn|removed)\b|"
    r"\bdry tap\b",
    re.I,
)
_GUN = re.compile(
    r"\b(?:bio-?pince|temno|tru-?cut|achieve|monopty|quick-?core|mission|max-?core|marquee|core|bard|franseen|coaxial|"
    r"jamshidi|oncontrol|bonopty|vacuum|drill|\d{1,2}[- ]?(?:g|ga|gauge))\b",
    re.I,
)
#: A field that answers no: "Catheter left in place: No".
_NOT_LEFT = re.compile(
    r"\b(?:left(?: in place)?|in place|indwelling|drain(?:age)?(?: catheter)?(?: left| placed)?)"
    r"\s*[:?|][\s?]*(?:no\b|none|n/?a|n\b|removed)",
    re.I,
)
_TUBE = re.compile(r"\b(?:catheter|drain|tube|pigtail|cholecystostomy|pleur-?x)s?\b", re.I)
_NO_TUBE = re.compile(
    r"\b(?:introducer|needle|coaxial|sheath|cannula|clip|stylet|wire|trocar|probe|patient|marker|guide)s?\b", re.I
)
_EPIDURAL = re.compile(
    r"\bepidural space\b|\bloss[- ]of[- ]resistance\b|\bLOR\b|\btuohy\b|\bepidurogram\b|\bsacral hiatus\b|"
    r"\bepidural (?:contrast )?(?:spread|flow)\b|\binterlaminar (?:space|approach)\b",
    re.I,
)
_INJECTED = re.compile(
    r"\b(?:inject\w+|instill\w+|administ\w+|deliver\w+|given)\b|\b(?:dexamethasone|depo-?medrol|methylprednisolone|kenalog|"
    r"triamcinolone|betamethasone|celestone|decadron)\b",
    re.I,
)
_FORAMEN = re.compile(
    r"\b(?:neuro)?foram(?:en|ina|inal)\w*\b|\broots?\b|\bsafe triangle\b|\btransforaminal\b|\bkambin", re.I
)
_CSF = re.compile(
    r"\bCSF\b|\bcerebrospinal\b|\bopening pressure\b|\bthecal sac\b|\bsubarachnoid\b|\bintrathecal\b|\btubes? of\b",
    re.I,
)


@dataclass(frozen=True)
class Event:
    """One procedure: its kind, what it was done to, and how it ended."""

    kind: str  # core, aspirate, fluid, drain, tunneled, wire, epidural, transforaminal, puncture, or of a table
    organ: str
    site: str  # the organ, finer where codes tell its parts apart
    named: bool  # in a title or impression
    in_prose: bool  # in prose
    discontinued: bool
    region: str  # of a spine: upper, lower
    units: int
    words: tuple[Quote, ...]


def named(reading: Reading, sections: Iterable[str] = ("title", "impression")) -> dict[str, list[int]]:
    """Where titles and impressions name each kind, affirmed."""
    within = tuple(sections)
    found: dict[str, list[int]] = {}
    for place, mentions in enumerate(reading.mentions):
        if reading.kind(place) not in within:
            continue
        words = reading.words[reading.sentences[place].start : reading.sentences[place].end]
        spans = {(m.concept, m.start, m.end) for m in mentions if m.assertion == AFFIRMED}
        for kind, concept in NAMES.items():
            mine = [(a, b) for name, a, b in spans if name == concept]
            if kind == "core":  # the "biopsy" of a fine needle aspiration biopsy is no core
                fine = [(a, b) for name, a, b in spans if name == "named-fna"]
                mine = [(a, b) for a, b in mine if not any(c <= a < d or a <= c < b for c, d in fine)]
            if kind == "aspirate" and _NO_ASPIRATE.search(words):
                mine = []
            if mine:
                found.setdefault(kind, []).append(place)
    return found


def in_prose(reading: Reading, called: dict[str, list[int]]) -> dict[str, list[int]]:
    """Where prose tells that each kind was done; `called` are the kinds that titles name."""
    tests: dict[str, Callable[[str, frozenset[str]], bool]] = {
        "core": lambda words, has: _core(words, has, called),
        "aspirate": lambda words, has: _aspirate(words, has, called),
        "fluid": lambda words, has: _fluid(words, called),
        "drain": lambda words, has: _drain(words, has),
        "wire": lambda words, has: (
            "wire-placed" in has and "guide wire" not in words.lower() and "guidewire" not in words.lower()
        ),
        "epidural": lambda words, has: bool(_EPIDURAL.search(words)),
        "transforaminal": lambda words, has: bool(_FORAMEN.search(words)),
        "puncture": lambda words, has: bool(_CSF.search(words)) and "negative" not in words.lower(),
        "injected": lambda words, has: bool(_INJECTED.search(words)),
    }
    found: dict[str, list[int]] = {}
    for place, mentions in enumerate(reading.mentions):
        sentence = reading.sentences[place]
        terse = place == reading.head and any(sign.isdigit() for sign in reading.quote(place).text)
        if (reading.kind(place) in OUTSIDE and not terse) or any(m.assertion == "template" for m in mentions):
            continue
        words = reading.words[sentence.start : sentence.end]
        has = frozenset(m.concept for m in mentions if m.assertion == AFFIRMED)
        if {m.assertion for m in mentions} and not has:
            continue  # all that is named here is denied, supposed or of another time
        for kind, test in tests.items():
            if test(words, has):
                found.setdefault(kind, []).append(place)
    if "core" in found and "aspirate" in found and "aspirate" not in called:
        fine = [p for p in found["aspirate"] if _FINE.search(reading.quote(p).text)]
        if not fine:
            found["core"] += found.pop("aspirate")
    return found


def _core(words: str, has: frozenset[str], called: dict[str, list[int]]) -> bool:
    taken = bool(has & {"taken", "pass-count", "pathology", "histology", "cytology"})
    if (has & {"core-word", "core-sample"} and taken) or {"specimen", "histology"} <= has:
        return True
    sampled = "biopsy" in has or "pass-count" in has
    return "core" in called and taken and sampled and bool(_GUN.search(words)) and not _FINE.search(words)


def _aspirate(words: str, has: frozenset[str], called: dict[str, list[int]]) -> bool:
    if (
        "fluid" in has
        or _NO_ASPIRATE.search(words)
        or ({"core-word", "core-sample"} & has and not re.search(r"\bFNA|fine|\baspirates\b", words, re.I))
    ):
        return False
    taken = bool(has & {"taken", "pass-count", "pathology", "cytology"})
    if ("aspirate-word" in has and taken) or {"specimen", "cytology"} <= has:
        return bool(re.search(r"fine[- ]?needle|\bFNA|aspirat|cytolog|smear|cytospin|slides", words, re.I))
    return "aspirate" in called and "pass-count" in has


def _drain(words: str, has: frozenset[str]) -> bool:
    """A catheter that is placed or stays; an introducer, a needle or a clip that stays is none."""
    if not has & {"left-in", "drain-placed", "draining"} or _NOT_LEFT.search(words):
        return False
    return "drain-placed" in has or bool(_TUBE.search(words)) or not _NO_TUBE.search(words)


def _fluid(words: str, called: dict[str, list[int]]) -> bool:
    if _GIVEN.search(words) and not re.search(r"\b(?:aspirat|drain|remov|withdr|evacuat|came out)\w*", words, re.I):
        return False
    if _NOTHING.search(words) and not _AMOUNT.search(words):
        return False
    amount = bool(_AMOUNT.search(words))
    if amount and not _WITHDRAWN.search(words) and called.keys() & {"thoracentesis", "paracentesis", "collection"}:
        return bool(_FLUID.search(words)) or not _GIVEN.search(words)
    return bool(_WITHDRAWN.search(words)) and (
        (amount and (bool(_FLUID.search(words)) or not _GIVEN.search(words)))
        or bool(re.search(r"\b(?:fluid|pus|ascites|effusion)\b", words, re.I))
    )
