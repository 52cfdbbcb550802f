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
from .judge import Answer, Quote, Reading
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
_NUMBERS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "twelve": "12", "single": "1", "solitary": "1",
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
    by_id = {answer.requirement.id: answer for answer in answers}
    for name, requirement in _OF_ANSWER.items():
        if answer := by_id.get(requirement):
            found += [Fact(name, answer.status, q.text, q.start, q.end) for q in answer.evidence]
    return found


def number(value: str) -> str:
    """A count in digits, whether it was written in digits or in a word; "" when it is neither."""
    value = value.strip().lower()
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
                if m.concept in concepts and m.standing == AFFIRMED:
                    yield Fact(rule.name, value, reading.text[m.start : m.end], m.start, m.end)
        if rule.concept:
            for m in mentions:
                if m.concept == rule.concept and m.standing == AFFIRMED:
                    match = vocabulary()[rule.concept].search(reading.text, m.start, m.end + 1)
                    value = value_of(match) if match else reading.text[m.start : m.end]
                    yield Fact(rule.name, number(value) or value, reading.text[m.start : m.end], m.start, m.end)
        if rule.pattern is not None and not any(m.standing == "template" for m in mentions):
            end = sentence.end
            for match in rule.pattern.finditer(reading.text, sentence.start, end):
                value = value_of(match)
                yield Fact(rule.name, number(value) or value, match[0], match.start(), match.end())


def quote_of(fact: Fact) -> Quote:
    """The words of a fact."""
    return Quote(fact.text, fact.start, fact.end)
