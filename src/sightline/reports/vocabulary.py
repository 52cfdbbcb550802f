"""The concepts that requirements and facts are written in, and where a text names them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

_FILES = ("vocabulary.toml", "vocabulary_record.toml", "vocabulary_acts.toml")
_NAME = re.compile(r"\{([a-z][a-z-]*)\}")


@dataclass(frozen=True)
class Named:
    """A place where a text names a concept."""

    concept: str
    start: int
    end: int


@lru_cache(maxsize=1)
def vocabulary() -> dict[str, re.Pattern[str]]:
    """Each concept and the pattern that finds it. Raises KeyError for a concept that names one that is not there."""
    says = _says()
    return {name: compiled(_joined(name, says)) for name in says}


@lru_cache(maxsize=1)
def denying() -> frozenset[str]:
    """The concepts whose own words deny something ("no pneumothorax"), so that a "no" in them denies nothing else."""
    return frozenset(name for name, entry in _entries().items() if entry.get("denies"))


def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of the vocabulary: any case, a space is any white space, at word boundaries."""
    spaced = re.sub(r"(?<!\\) (?![*+?{])", r"\\s+", pattern)
    return re.compile(rf"(?<![\w])(?:{spaced})(?!\w)", re.IGNORECASE)


def filled(pattern: str) -> str:
    """A pattern with the {concepts} in it written out."""
    says = _says()
    return _NAME.sub(lambda match: _joined(match[1], says), pattern)


def named(text: str, concepts: frozenset[str], within: Sequence[tuple[int, int]]) -> list[Named]:
    """Every place where one of the stretches of a text names one of the concepts, in order of place.

    Stretches (sentences) are searched one by one: words that reach over the end of one would hide those of the next.
    """
    found = [
        Named(concept, match.start(), match.end())
        for concept, pattern in vocabulary().items()
        if concept in concepts
        for start, end in within
        for match in pattern.finditer(text, start, end)
    ]
    return sorted(found, key=lambda one: (one.start, one.end))


@lru_cache(maxsize=1)
def _entries() -> dict[str, Any]:
    folder = Path(__file__).parent
    return {
        name: entry
        for file in _FILES
        for name, entry in tomllib.loads((folder / file).read_text(encoding="utf-8")).items()
    }


def _says() -> dict[str, list[str]]:
    return {name: entry["says"] for name, entry in _entries().items()}


def _joined(name: str, says: dict[str, list[str]]) -> str:
    return "(?:" + "|".join(_NAME.sub(lambda match: _joined(match[1], says), one) for one in says[name]) + ")"
