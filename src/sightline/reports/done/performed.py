"""What a report says was done: to which organ and side, under which guidance, what was taken, drained or injected."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sightline.reports.context import AFFIRMED
from sightline.reports.dates import date_of
from sightline.reports.facts import Fact, number
from sightline.reports.judge import Quote, Reading

from . import counting, events, guidance, site, target
from .events import Event
from .families import Recognized, recognized
from .procedures import Done, done

#: What is enough for a title to make an impression's word the tale of it.
_SUCCESS = re.compile(r"\b(?:successful\w*|uncomplicated|technically|completed|performed|status post)\b", re.I)
#: Numbered lesions: "Nodule 1:", "Lesion #2", "SITE B:".
_NUMBERED = re.compile(
    r"\b(?:nodule|lesion|site|mass|node|target)s?\s*(?:#|no\.?\s*|number\s*)?(?P<n>[1-6]|(?-i:[A-D]))(?=\s*[:.,)–-]|\s+(?:\(|at\s))",
    re.I,
)
_COUNTED = re.compile(
    r"\b(?P<n>[2-9]|two|three|four|five|six|both)\s+(?:(?!core|pass|needle|sample|fine|gauge)[\w-]+\s+){0,4}?(?:nodules|lesions|masses|nodes|sites)\b",
    re.I,
)


_NEVER = re.compile(r"\b(?:no|not|never|without|before|prior to)\b", re.I)
_INADEQUATE = re.compile(
    r"\b(?:FNA|aspirat\w*|passes)\b[^.]{0,80}\b(?:blood only|inadequate|insufficient|non-?diagnostic|"
    r"not (?:adequate|diagnostic))",
    re.I,
)


@dataclass(frozen=True)
class Performed:
    """What a report says was done: the organ and side, the guidance, the kinds of work, and the words for each."""

    organ: str
    sides: frozenset[str]
    modality: str
    kinds: tuple[str, ...]
    lesions: int | None
    words: dict[str, tuple[Quote, ...]]  # by "organ", "side", "modality" or kind
    events: tuple[Event, ...] = ()
    families: tuple[Recognized, ...] = ()
    unguided: bool = False  # the report says that no imaging guided, or names none at all
    doubtful: bool = False  # a modality guided, and the report says of some of the work that no imaging did
    denied: tuple[str, ...] = ()  # modalities whose guidance it denies
    used: frozenset[str] = frozenset()  # modalities that some phrase of guidance affirms

    named: tuple[str, ...] = ()  # the kinds of events that a title or an impression names
    inadequate: bool = False  # an aspiration that did not suffice
    guided: dict[str, tuple[Quote, ...]] = field(default_factory=dict)  # every modality that guided, with its words
    day: date | None = None  # of the procedure: codes change with the years

    @property
    def scope(self) -> str:
        """`read`: a procedure that Sightline reads; `not covered`: one that it recognizes only; `none`."""
        if self.events:
            return "read"
        if any(each.family.none for each in self.families):
            return "none"
        return "not covered" if self.families else "read" if self.named else "none"


def performed(reading: Reading, facts: Sequence[Fact]) -> Performed:
    """What was done, from what the report affirms."""
    words: dict[str, tuple[Quote, ...]] = {}
    called = events.named(reading)
    named = frozenset(place for places in called.values() for place in places)
    organ, words["organ"] = target.organ(reading, named)
    sides, words["side"] = target.sides(reading, organ)
    modality, guided = guidance.modality(reading)
    words["modality"] = guided.get(modality, ())
    denied = guidance.denied(reading)
    families = recognized(reading)
    in_prose = events.in_prose(reading, called)
    lesions = _lesions(reading, facts)
    none = any(each.family.none for each in families)
    tabled = [] if none else done(reading, {each.family.name: each.named for each in families})
    found = [event for one in tabled if (event := _tabled(reading, one))]
    found += [] if none else _events(reading, organ, called, in_prose, families, lesions)
    if not sides and any(event.site.startswith("vein") for event in found):
        sides, words["side"] = counting.vein_sides(reading)
    kinds = tuple(dict.fromkeys(event.kind for event in found))
    for event in found:
        words[event.kind] = (*words.get(event.kind, ()), *event.words)
    words["work"] = tuple(
        reading.quote(p)
        for p in sorted({p for k in ("core", "aspirate") for p in called.get(k, ())})
        if reading.kind(p) == "impression"
    )
    unguided = _says(reading, "imaging-none") or not guidance.mentioned(reading)
    return Performed(
        organ, sides, modality, kinds, lesions, words, tuple(found), tuple(families), unguided and not modality,
        bool(modality) and _says(reading, "unguided"), tuple(sorted(denied)),
        guidance.used(reading), tuple(called), bool(_INADEQUATE.search(reading.words)), guided,
        next((day for fact in facts if fact.name == "date" and (day := date_of(fact.value))), None),
    )  # fmt: skip


def _events(
    reading: Reading,
    organ: str,
    called: dict[str, list[int]],
    in_prose: dict[str, list[int]],
    families: list[Recognized],
    lesions: int | None,
) -> list[Event]:
    taken = {
        kind
        for family in families
        for kind in family.family.takes
        if family.named or not called
    }  # fmt: skip
    kinds = _prose_kinds(reading, organ, called, in_prose)
    own = {"fluid": ("thoracentesis", "paracentesis", "collection")}
    kinds = {
        kind: where
        for kind, where in kinds.items()
        if kind not in taken
        or (
            any(k in _titles(reading, called) for k in own.get(kind, (kind,)))
            and kind not in ("core", "aspirate", "drain")
        )
    }
    stopped = _places(reading, "stopped")
    done = []
    for kind, where in kinds.items():
        for place, name in _organs_of(reading, kind, organ, called, in_prose):
            if kind in ("drain", "tunneled"):
                place = site.pleural(reading, place, _titles(reading, called), where)
            if kind in ("core", "aspirate") and not called.get(kind):
                place = target.local(reading, where, place)
            isnamed = bool(called.get(name))
            units = 1
            if kind == "aspirate" or (kind == "core" and place == "breast"):
                units = max(lesions or 1, site.sided(reading, where) if kind == "aspirate" else 1)
            elif kind == "drain":
                units = site.collections(reading, where)
            region = ""
            spots = frozenset({*called.get(name, ()), *where})
            if kind in ("epidural", "transforaminal"):
                region = target.region(reading, frozenset(called.get(name, ()))) or target.region(reading, spots)
                if kind == "transforaminal":
                    units = target.levels(reading, frozenset(called.get(name, ())) or spots)
            quotes = tuple(reading.quote(p) for p in dict.fromkeys(where)) or tuple(
                reading.quote(p) for p in called.get(name, ())
            )
            done.append(
                Event(kind, place, site.site(reading, kind, place), isnamed, bool(where), False, region, units, quotes)
            )
    if not done and stopped and called and not taken & called.keys():
        done = _discontinued(reading, organ, called, stopped)
    return done


def _tabled(reading: Reading, one: Done) -> Event | None:
    """The event of an act of the tables; None where what its code counts is not in the report."""
    act = one.act
    found = counting.count(act.counts, reading, one.places)
    if not found.units or (act.counts in ("joints", "vertebrae") and not found.region):
        return None
    place = f"{act.site} of a child" if act.site == "vein" and counting.of_child(reading) else act.site
    words = tuple(reading.quote(p) for p in one.places)
    return Event(act.kind, act.organ, place, one.named and found.plain, True, False, found.region, found.units, words)


def _prose_kinds(
    reading: Reading, organ: str, called: dict[str, list[int]], in_prose: dict[str, list[int]]
) -> dict[str, list[int]]:
    """The kinds that were done, with where: what was left in, what was taken out again, what belongs to what."""
    kinds: dict[str, list[int]] = {}
    titles = _titles(reading, called)
    if "wire" in called and ("wire" in in_prose or _successful(reading, called["wire"])):
        return {"wire": in_prose.get("wire", called["wire"])}
    for kind in ("core", "aspirate"):
        if in_prose.get(kind):
            kinds[kind] = in_prose[kind]
    if "core" in kinds and "aspirate" in kinds and "aspirate" not in titles and "core" in titles:
        kinds["core"] += kinds.pop("aspirate")
    drained = _drained(reading, organ, called, in_prose)
    if drained:
        kinds["tunneled" if _says(reading, "tunneled") else "drain"] = drained
    elif in_prose.get("fluid") and (
        _listed(reading, in_prose["fluid"])
        or titles & {"thoracentesis", "paracentesis"}
        or not (kinds.keys() & {"core"} or titles & {"core", "wire"})
    ):
        kinds["fluid"] = in_prose["fluid"]
        kinds.pop("aspirate", None) if "aspirate" not in titles else None
    spine = organ == "spine" or {"epidural", "transforaminal", "puncture"} & called.keys()
    if spine and not kinds.keys() & {"core", "drain"}:
        given = bool(in_prose.get("injected"))
        if "transforaminal" in called and in_prose.get("transforaminal") and given:
            kinds = {"transforaminal": in_prose["transforaminal"]}
        elif "epidural" in called and in_prose.get("epidural") and given:
            kinds = {"epidural": in_prose["epidural"]}
        elif "puncture" in called and in_prose.get("puncture"):
            kinds = {"puncture": in_prose["puncture"]}
    return kinds


def _drained(reading: Reading, organ: str, called: dict[str, list[int]], in_prose: dict[str, list[int]]) -> list[int]:
    """Where a catheter was placed and stayed; nothing when the last word on it is that it was taken out."""
    placed = in_prose.get("drain", [])
    if not placed:
        return []
    left = _places(reading, "left-in")
    out = _places(reading, "removed")
    if out and (not left or max(out) >= max(left)):
        return []
    titles = _titles(reading, called)
    if titles & {"thoracentesis", "paracentesis"} and "drain" not in titles and not left:
        return []
    if not titles and not left and _listed(reading, placed):  # a list of taps without a title of its own
        return []
    if titles & {"core", "aspirate", "wire", "epidural", "transforaminal", "puncture"} and "drain" not in called:
        return [p for p in placed if "drain-placed" in reading.affirmed[p] and site.CHEST.search(reading.quote(p).text)]
    return placed


def _organs_of(
    reading: Reading, kind: str, organ: str, called: dict[str, list[int]], in_prose: dict[str, list[int]]
) -> list[tuple[str, str]]:
    """The organs of a kind with the name that a title gives it: two for a tap of chest and belly."""
    if kind == "fluid":
        called = called | {
            name: where for name, where in _listed(reading, in_prose.get("fluid", [])).items() if name not in called
        }
        both = [
            (where, name)
            for name, where in (("thoracentesis", "pleura"), ("paracentesis", "abdomen"))
            if name in called
        ]
        return both or [(organ, "collection")]
    if kind == "wire":
        return [("breast", "wire")]
    if kind in ("epidural", "transforaminal", "puncture"):
        return [("spine", kind)]
    if kind in ("drain", "tunneled"):
        return [(organ, "drain")]
    return [(organ, kind)]


def _listed(reading: Reading, places: list[int]) -> dict[str, list[int]]:
    """The taps that the sentences of the fluid name themselves, as a list of procedures does."""
    found: dict[str, list[int]] = {}
    for place in places:
        around = reading.affirmed[place] | reading.affirmed[max(place - 1, 0)]
        for name in ("thoracentesis", "paracentesis"):
            if f"named-{name}" in around:
                found.setdefault(name, []).append(place)
    return found


def _discontinued(reading: Reading, organ: str, called: dict[str, list[int]], stopped: list[int]) -> list[Event]:
    """What was begun and given up: the procedure that the title names; nothing when nothing was begun."""
    titles = [kind for kind in events.NAMES if kind in events.named(reading, ("title",))]
    begun = [
        p
        for p, found in enumerate(reading.mentions)
        if reading.kind(p) not in events.OUTSIDE
        for m in found
        if m.concept == "started"
        and (
            m.assertion == AFFIRMED
            or (m.assertion == "negated" and not _NEVER.search(reading.words, max(0, m.start - 30), m.end))
        )
    ]
    if not begun or len(titles) != 1:
        return []
    kind = "fluid" if titles[0] in ("thoracentesis", "paracentesis", "collection") else titles[0]
    where = _organs_of(reading, kind, organ, called, {})[0][0]
    region = target.region(reading, frozenset(called[titles[0]])) if where == "spine" else ""
    return [
        Event(
            kind,
            where,
            site.site(reading, kind, where),
            True,
            False,
            True,
            region,
            1,
            tuple(reading.quote(p) for p in stopped),
        )
    ]


def _titles(reading: Reading, called: dict[str, list[int]]) -> set[str]:
    """The kinds that the title names; those of the impression when no title names one."""
    titled = {k for k, where in called.items() if any(reading.kind(p) == "title" for p in where)}
    return titled or set(called)


def _successful(reading: Reading, places: Sequence[int]) -> bool:
    return any(reading.kind(p) == "impression" and _SUCCESS.search(reading.quote(p).text) for p in places)


def _places(reading: Reading, concept: str) -> list[int]:
    """The sentences of the work that affirm a concept."""
    return [
        p
        for p, found in enumerate(reading.mentions)
        if reading.kind(p) not in ("history", "comparison", "prior", "template", "indication", "consent")
        and any(m.concept == concept and m.assertion == AFFIRMED for m in found)
    ]


def _says(reading: Reading, concept: str) -> bool:
    return bool(_places(reading, concept))


def _lesions(reading: Reading, facts: Sequence[Fact]) -> int | None:
    """How many lesions were sampled, where the report says so in a sentence of sampling or numbers them."""
    counts = [int(value) for fact in facts if fact.name == "lesions_sampled" and (value := number(fact.value))]
    work = [
        (p, s)
        for p, s in enumerate(reading.sentences)
        if reading.kind(p) not in events.OUTSIDE or reading.kind(p) == "title"
    ]
    numbered = {
        m["n"].upper()
        for p, s in work
        if reading.kind(p) != "title"
        for m in _NUMBERED.finditer(reading.words, s.start, s.end)
    }
    for p, s in work:
        present = reading.present[p]
        if present & {"named-core", "named-fna"} and reading.kind(p) in ("title", "impression"):
            counts += [
                2 if m["n"].lower() == "both" else int(number(m["n"]))
                for m in _COUNTED.finditer(reading.words, s.start, s.end)
            ]
    if len(numbered) > 1:
        counts.append(len(numbered))
    return max(counts, default=None)
