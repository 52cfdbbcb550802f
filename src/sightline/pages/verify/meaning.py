"""Whether two labels mean the same: words without order, with synonyms, abbreviations and small misspellings."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from sightline.pages.words import table

_AGREES = 0.6  # of the label's words in the title
_COVERS = 0.75  # or of the title's words in a longer label
_OWN = 0.3  # of a label of ours, which is one way among many to say it
_WORD = re.compile(r"[a-z0-9]+(?:-[a-z]+)?")
_EDIT = 85  # per cent of likeness of two long words that are one misspelled


class Compared(NamedTuple):
    """How a label stands to a title: `says` is agrees, differs, contradicts or incomplete.

    `words` are those that decide: what the title says instead, or what the label leaves out.
    """

    says: str
    score: float
    words: tuple[str, ...] = ()


@cache
def _phrases() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Every synonym as a pattern with the word that stands for it, the longest phrases first."""
    found = [(word, group[0]) for group in table("synonyms")["same"] for word in group]
    ordered = sorted(found, key=lambda item: -len(item[0]))
    return tuple(
        (re.compile(rf"(?<![a-z0-9]){re.escape(w)}(?![a-z0-9])"), head.replace(" ", "_")) for w, head in ordered
    )


@cache
def _empty() -> frozenset[str]:
    return frozenset(table("synonyms")["empty"])


@lru_cache(maxsize=1 << 17)
def concepts(text: str) -> frozenset[str]:
    """The words of a label that carry meaning, each in its standard form."""
    plain = re.sub(r"[’']s\b", "", text.lower()).replace("&", " and ")
    plain = _WORD.sub(lambda match: table("synonyms")["written_out"].get(match[0], match[0]), plain)
    for pattern, head in _phrases():
        plain = pattern.sub(head, plain)
    words = re.findall(r"[a-z0-9_]+", plain)
    return frozenset(_stem(word) for word in words if word not in _empty())


@lru_cache(maxsize=1 << 16)
def _stem(word: str) -> str:
    if "_" in word or len(word) < 5:
        return word
    return re.sub(
        r"(ies|es|s)$", lambda m: "y" if m[1] == "ies" else "e" if m[1] == "es" and word[-3] in "gcs" else "", word
    )


def compare(label: str, title: str, *, ours: bool = False) -> Compared:
    """Hold a label against a title. `ours`: the title is our own short label, which may leave much out."""
    said, meant = concepts(label), concepts(title)
    if not said or not meant:
        return Compared("agrees", 1.0)
    for words in table("synonyms")["exclusive"].values():
        among = {word.replace(" ", "_") for word in words}
        here, there = said & among, meant & among
        if here and there and not here & there:
            return Compared("contradicts", 0.0, tuple(sorted(there)))
    initials = {word for word in said - meant if 3 <= len(word) <= 6 and word in _initials(title)}
    if initials and not (said - meant - initials):
        return Compared("agrees", 1.0)
    shared = initials | {word for word in said if word in meant or any(_alike(word, other) for other in meant)}
    held = {word for word in meant if word in said or any(_alike(word, other) for other in said)}
    of_label, of_title = len(shared) / len(said), len(held) / len(meant)
    score = (of_label + of_title) / 2
    if ours:
        return Compared("agrees" if max(of_label, of_title) >= _OWN else "differs", score)
    if of_label < _AGREES and of_title < _COVERS:
        return Compared("differs", score)
    left_out = meant - held
    sides = tuple(sorted(left_out & {"right", "left", "bilateral"}))
    if sides:
        return Compared("incomplete", score, sides)
    # That a title ends in "unspecified" is commonly left out; that it does not say the site or side is not.
    if "unspecified" in left_out and "unspecified" in re.sub(r",? unspecified$", "", title.lower()):
        return Compared("incomplete", score, ("unspecified",))
    return Compared("agrees", score)


@lru_cache(maxsize=1 << 12)
def _initials(title: str) -> str:
    """The first letters of a title's words, of words with a meaning only."""
    return "".join(word[0] for word in re.findall(r"[a-z]+", title.lower()) if word not in _empty())


def spellings(word: str) -> tuple[str, ...]:
    """The beginnings under which a concept may stand in a title: its synonyms, else its first letters."""
    for group in table("synonyms")["same"]:
        if group[0].replace(" ", "_") == word:
            return tuple(group)
    return (word[:5],)


def score(label: frozenset[str], title: frozenset[str]) -> float:
    """How much two sets of words have in common, from 0 to 1, words as they are."""
    shared = len(label & title)
    return (shared / len(label) + shared / len(title)) / 2 if shared else 0.0


@lru_cache(maxsize=1 << 16)
def _alike(one: str, other: str) -> bool:
    """Whether one word abbreviates the other or is the other misspelled."""
    short, long = sorted((one, other), key=len)
    if len(short) >= 3 and long.startswith(short):
        return True
    if len(short) >= 5 and short[:5] == long[:5]:
        return True  # one word in two forms: intervention, interventional
    if min(len(one), len(other)) < 5:
        return False
    from difflib import SequenceMatcher

    return SequenceMatcher(None, one, other).ratio() * 100 >= _EDIT
