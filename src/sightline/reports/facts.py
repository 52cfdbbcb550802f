"""The facts of a report, each with its words: modality, organ, side, sizes, needles, times, people, dates."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from .context import AFFIRMED
from .judge import CORRECTS, Answer, Reading
from .vocabulary import compiled, filled, vocabulary

_FACTS = Path(__file__).parent / "facts.toml"
#: Facts that are the answer to a requirement.
_OF_ANSWER = {
    "image_archive": "images-archived",
    "sedation_observer": "sedation-observer",
    "complications": "complications",
    "specimens": "specimen-destination",
    "signature": "signed",
    "indication": "indication",
}
_NO_VOLUME = ("comparison", "prior", "template", "history", "plan", "consent", "indication", "medication", "sedation",
              "complications", "dose")  # fmt: skip
_VOLUME = re.compile(
    r"(?<![\w.,/])(?P<value>\d[\d,]*(?:\.\d+)?)[ -]?(?P<unit>ml|cc|millilit(?:er|re)s?|l|lit(?:er|re)s?)(?![\w/])(?!\s*syringe)",
    re.I,
)
#: A sentence of an addendum that says another volume, and words before the one that it replaces.
_CORRECTED = re.compile(r"\b(?:volume|amount|drained|removed|aspirated)\b[^.]*\d ?(?:ml|cc|l|lit\w+)\b", re.I)
_NOT_SO = re.compile(r"\b(?:not|instead of|rather than)\s+(?:\w+\s+){0,2}\Z", re.I)
_BREAK = re.compile(r",\s|;|\band(?= (?:\d|the catheter|an? ))|\b(?:then|after|following|with a)\b|\.\s")
_TAKEN = re.compile(
    r"\b(?:aspirat|drain|remov|withdr[ae]w|evacuat|yield|return|obtain|collect|tapped|output|took|taken|got\b|sent)\w*|"
    r"\b(?:total|volume|amount|out|off|came)\b",
    re.I,
)
_GIVEN = re.compile(
    r"\b(?:lidocaine|saline|contrast|omnipaque|isovue|bupivacaine|ropivacaine|kenalog|triamcinolone|depo-?medrol|"
    r"dexamethasone|methylprednisolone|flush\w*|heparin|tpa|ethanol|albumin|marcaine|xylocaine|inject\w*|infiltrat\w*|"
    r"instill\w*|blood loss|ebl|fentanyl|versed|midazolam|anesthe\w*|balloon|gadolinium|per (?:minute|hour)|syringe)\b",
    re.I,
)
_FLUID = re.compile(
    r"\b(?:fluid|pus|purulent|bile|bilious|sero\w+|straw|ascites|effusion|blood\w*|chyl\w+|turbid|amber|clear|"
    r"yellow|exudat\w+|transudat\w+|urine|brown|aspirate|cloudy|csf|murky)\b",
    re.I,
)
_NUMBERS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "twelve": "12", "single": "1", "solitary": "1", "once": "1", "twice": "2",
}  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """A fact: its name, its value, and the words it was read from (`text[start:end]`)."""

    name: str
    value: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class _Rule:
    name: str
    outside: tuple[str, ...]
    values: dict[str, tuple[str, ...]]  # value: concepts
    concept: str
    pattern: re.Pattern[str] | None
    beside: str


@lru_cache(maxsize=1)
def _rules() -> tuple[_Rule, ...]:
    return tuple(_rule(name, entry) for name, entry in tomllib.loads(_FACTS.read_text(encoding="utf-8")).items())


def _rule(name: str, entry: dict[str, Any]) -> _Rule:
    values = {value: tuple(names.split("|")) for value, names in entry.get("values", {}).items()}
    pattern = compiled(filled(entry["pattern"])) if "pattern" in entry else None
    return _Rule(name, tuple(entry["outside"]), values, entry.get("concept", ""), pattern, entry.get("beside", ""))


@lru_cache(maxsize=1)
def concepts_of_facts() -> frozenset[str]:
    """Every concept that some fact is read from."""
    named = {concept for rule in _rules() for names in rule.values.values() for concept in names}
    return frozenset(named | {c for rule in _rules() for c in (rule.concept, rule.beside) if c})


def facts(reading: Reading, answers: Iterable[Answer]) -> list[Fact]:
    """The facts of a report, by name and place."""
    found = [fact for rule in _rules() for fact in _by_rule(reading, rule)]
    found += _volumes(reading)
    by_id = {answer.requirement.id: answer for answer in answers}
    for name, requirement in _OF_ANSWER.items():
        if answer := by_id.get(requirement):
            found += [Fact(name, answer.status, q.text, q.start, q.end) for q in answer.evidence]
    return found


def _volumes(reading: Reading) -> Iterable[Fact]:
    """The volumes of fluid that were taken, in mL; what was injected or lost is none."""
    corrected = [
        s for s in reading.sentences if s.kind in CORRECTS and _CORRECTED.search(reading.words, s.start, s.end)
    ]
    for sentence in corrected or reading.sentences:
        if sentence.kind in _NO_VOLUME:
            continue
        words = reading.words[sentence.start : sentence.end]
        for match in _VOLUME.finditer(words):
            clause = _clause(words, match.start(), match.end())
            if _GIVEN.search(clause) and not _TAKEN.search(clause):
                continue
            if not (_TAKEN.search(clause) or _FLUID.search(clause)):
                continue
            if sentence in corrected and _NOT_SO.search(words[: match.start()]):
                continue
            amount = float(match["value"].replace(",", ""))
            value = amount * 1000 if match["unit"].lower().startswith("l") else amount
            start = sentence.start + match.start()
            yield Fact("fluid_volume", f"{value:g}", match[0], start, start + len(match[0]))


def _clause(words: str, start: int, end: int) -> str:
    """The words around a stretch up to a comma, a semicolon or an "and" with a number after it."""
    breaks = [m.end() for m in _BREAK.finditer(words, 0, start)]
    after = _BREAK.search(words, end)
    return words[breaks[-1] if breaks else 0 : after.start() if after else len(words)]


def number(value: str) -> str:
    """A count in digits, whether it was written in digits or in a word; "" when it is neither."""
    value = value.strip().lower().removesuffix(" times")
    return value if value.isdigit() else _NUMBERS.get(value, "")


def value_of(match: re.Match[str]) -> str:
    """The value that a match of a pattern gives: its first named group that matched, else all of it."""
    return next((value for value in match.groupdict().values() if value), match[0]).strip()


def _by_rule(reading: Reading, rule: _Rule) -> Iterable[Fact]:
    for place, sentence in enumerate(reading.sentences):
        if sentence.kind in rule.outside:
            continue
        mentions = reading.mentions[place]
        if rule.beside and all(m.concept != rule.beside for m in mentions):
            continue
        for value, concepts in rule.values.items():
            for m in mentions:
                if m.concept in concepts and m.assertion == AFFIRMED:
                    yield Fact(rule.name, value, reading.text[m.start : m.end], m.start, m.end)
        if rule.concept:
            for m in mentions:
                if m.concept == rule.concept and m.assertion == AFFIRMED:
                    match = vocabulary()[rule.concept].search(reading.words, m.start, m.end + 1)
                    value = value_of(match) if match else reading.text[m.start : m.end]
                    yield Fact(rule.name, number(value) or value, reading.text[m.start : m.end], m.start, m.end)
        if rule.pattern is not None and not any(m.assertion == "template" for m in mentions):
            end = sentence.end
            for match in rule.pattern.finditer(reading.words, sentence.start, end):
                value = value_of(match)
                yield Fact(rule.name, number(value) or value, match[0], match.start(), match.end())
