"""Procedures that are recognized and not covered; and with them, what a report is not about."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sightline.reports.context import AFFIRMED
from sightline.reports.judge import Quote, Reading
from sightline.reports.vocabulary import compiled

_FAMILIES = Path(__file__).parent / "families.toml"
#: Sections in which a name is what was done, not what was, may be or will be.
NAMING = ("title", "impression")
_TELLING = ("technique", "body", "findings")
#: What makes the words of a sentence another's or another time's.
_OTHER = re.compile(
    r"\b(?:prior|previous\w*|history of|status post|s/p|scheduled|planned|plan|recommend\w*|consider\w*|future|"
    r"underwent|no|not|without|before|cancel\w*|referred|follow(?:ing|-up)|if)\b",
    re.I,
)


@dataclass(frozen=True)
class Family:
    """Procedures of one kind that are not covered; `takes` are kinds of events that its words explain."""

    name: str
    pattern: re.Pattern[str]
    takes: frozenset[str]
    none: bool = False  # no procedure at all
    title: bool = False  # only where the report is called so


@dataclass(frozen=True)
class Recognized:
    """A family that a report names: in a title or impression (`named`), or in its prose only."""

    family: Family
    named: bool
    words: tuple[Quote, ...]


@lru_cache(maxsize=1)
def families() -> tuple[Family, ...]:
    """Every family of families.toml, in order."""
    entries = tomllib.loads(_FAMILIES.read_text(encoding="utf-8"))["family"]
    return tuple(
        Family(
            e["name"],
            compiled("(?:" + "|".join(e["says"]) + ")"),
            frozenset(e["takes"]),
            e.get("none", False),
            e.get("title", False),
        )
        for e in entries
    )


def recognized(reading: Reading) -> list[Recognized]:
    """The families that a report says were done."""
    found = []
    for family in families():
        if not family.pattern.search(reading.words):
            continue
        named, quotes = False, list[Quote]()
        for place, sentence in enumerate(reading.sentences):
            if reading.kind(place) not in (*NAMING, *_TELLING):
                continue
            for match in family.pattern.finditer(reading.words, sentence.start, sentence.end):
                if family.title and (place > 1 or match.start() - sentence.start > 25):
                    continue
                before = reading.words[max(sentence.start, match.start() - 60) : match.start()]
                if _OTHER.search(before.rpartition(". ")[2]) or _template(reading, place):
                    continue
                named = named or reading.kind(place) in NAMING
                quotes.append(reading.quote(place))
                break
        if quotes:
            found.append(Recognized(family, named, tuple(quotes)))
    return found


def _template(reading: Reading, place: int) -> bool:
    return any(m.assertion in ("template", "historical") and m.assertion != AFFIRMED for m in reading.mentions[place])
