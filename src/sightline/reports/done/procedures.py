"""Procedures that are read by tables (`table/*.toml`): what names each, what tells it, and what may not be there.

Keys of an act: `kind` and `organ` (of the event), `site` (finer, default the organ), `names` (a title or impression says so;
default: it names the family), `tells` (each in a sentence of the work), `whole` (each in the work, the title or the impression),
`unless` (none of these in them), `after` (only beside one of these kinds), `counts` (the rule for how many), `denied` (its words
deny something themselves). Of a family the first act that is named is the one, beside those with `after`. `words` of a file, and
concepts of the vocabulary, stand as {name}.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sightline.reports.context import AFFIRMED
from sightline.reports.judge import Reading
from sightline.reports.vocabulary import compiled, filled

from .events import OUTSIDE

_TABLES = Path(__file__).parent / "table"
_TITLES = ("title", "impression")
_APART = (*OUTSIDE, "impression")
#: Before words in their clause: they are denied, of another time, or not yet so.
_BEFORE = re.compile(
    r"\b(?:(?:no|not|without|never|history of|s/p|status post|planned|scheduled|will|if|instead of|"
    r"rather than|cannot|could not|unable|denie[sd]|refer\w*|deferred)\b(?:(?!, \d)[^.;:\n]){0,40}|"
    r"(?:prior|previous\w*|earlier)\b[^.,;:\n]{0,40})\Z",
    re.I,
)
#: After words: they are denied.
_AFTER = re.compile(r"\W{0,2}(?:\w+ ){0,3}?(?:was|were|is|are)? ?(?:not|never)\b(?! (?:seen|identified|only))", re.I)


@dataclass(frozen=True)
class Act:
    """One procedure of a family, as a table describes it."""

    family: str
    kind: str
    organ: str
    site: str
    names: re.Pattern[str] | None
    tells: tuple[re.Pattern[str], ...]
    whole: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...]
    after: frozenset[str]
    counts: str
    denied: bool


@dataclass(frozen=True)
class Done:
    """An act that a report tells, with the sentences that tell it, and whether a title or impression names it."""

    act: Act
    named: bool
    places: tuple[int, ...]


@lru_cache(maxsize=1)
def acts() -> tuple[Act, ...]:
    """Every act of the tables; those of a family keep their order."""
    return tuple(
        _act(entry, table)
        for file in sorted(_TABLES.glob("*.toml"))
        for table in (tomllib.loads(file.read_text(encoding="utf-8")),)
        for entry in table["act"]
    )


def done(reading: Reading, families: dict[str, bool]) -> list[Done]:
    """What was done of the families that a report names; `families` says of each whether a title or impression names it."""
    if not families.keys() & {act.family for act in acts()}:
        return []
    titles = [p for p in range(len(reading.sentences)) if reading.kind(p) in _TITLES]
    work = [p for p in range(len(reading.sentences)) if _of_work(reading, p)]
    found: list[Done] = []
    settled: set[str] = set()
    for act in acts():
        if act.family not in families:
            continue
        if act.after:
            if not act.after & {one.act.kind for one in found}:
                continue
        elif act.family in settled:
            continue
        places = _places(reading, act, titles, work)
        if places is None:
            continue
        settled.add(act.family)
        named = families[act.family] if act.names is None else _first(reading, act.names, titles) is not None
        found.append(Done(act, named, tuple(sorted(set(places)))))
    return found


def _places(reading: Reading, act: Act, titles: Sequence[int], work: Sequence[int]) -> list[int] | None:
    """The sentences that tell an act; None when one of its words is missing, or one is there that may not be."""
    anywhere = sorted({*titles, *work})
    places = [_first(reading, pattern, work, denied=act.denied) for pattern in act.tells]
    if not places or any(place is None for place in places):
        return None
    if any(_first(reading, pattern, anywhere, denied=act.denied) is None for pattern in act.whole):
        return None
    if any(_first(reading, pattern, anywhere) is not None for pattern in act.unless):
        return None
    return [place for place in places if place is not None]


def _first(reading: Reading, pattern: re.Pattern[str], places: Iterable[int], *, denied: bool = False) -> int | None:
    """The first sentence with the words of a pattern, neither denied nor of another time unless `denied` allows that."""
    for place in places:
        sentence = reading.sentences[place]
        for match in pattern.finditer(reading.words, sentence.start, sentence.end):
            before = reading.words[max(sentence.start, match.start() - 60) : match.start()]
            after = reading.words[match.end() : min(sentence.end, match.end() + 30)]
            if denied or not (_BEFORE.search(before) or _AFTER.match(after)):
                return place
    return None


def _of_work(reading: Reading, place: int) -> bool:
    """Whether a sentence tells of the work: not a title, but for the one line of a terse report."""
    terse = place == reading.head and any(sign.isdigit() for sign in reading.quote(place).text)
    if reading.kind(place) in _APART and not terse:
        return False
    assertions = {m.assertion for m in reading.mentions[place]}
    return "template" not in assertions and not (
        assertions and AFFIRMED not in assertions and assertions <= {"historical"}
    )


def _act(entry: dict[str, Any], table: dict[str, Any]) -> Act:
    words = table.get("words", {})
    patterns = {key: tuple(_pattern(one, words) for one in entry.get(key, ())) for key in ("tells", "whole", "unless")}
    organ = entry.get("organ", "")
    return Act(
        entry.get("family", table.get("family", "")),
        entry["kind"],
        organ,
        entry.get("site", organ),
        _pattern("|".join(entry["names"]), words) if "names" in entry else None,
        patterns["tells"],
        patterns["whole"],
        patterns["unless"],
        frozenset(entry.get("after", ())),
        entry.get("counts", ""),
        entry.get("denied", False),
    )


def _pattern(text: str, words: dict[str, str]) -> re.Pattern[str]:
    """A pattern of a table with its {words} and the vocabulary's written out."""
    for _ in range(3):  # words may hold words
        for name, one in words.items():
            text = text.replace(f"{{{name}}}", f"(?:{one})")
    return compiled(f"(?:{filled(text)})")
