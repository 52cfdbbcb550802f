"""The words of a text as search compares them: small letters, abbreviations and synonyms as one word, no plurals."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from sightline.pages.words import table

#: Words that say nothing about what is looked for.
_EMPTY = frozenset({
    "a", "an", "the", "of", "for", "to", "in", "on", "at", "by", "and", "or", "is", "are", "code", "codes", "what", "which",
    "do", "i",
})  # fmt: skip
#: Words that say of which kind the answer is.
HINTS = {
    "modifier": "modifier", "mod": "modifier", "modifiers": "modifier", "cpt": "procedure", "hcpcs": "procedure",
    "icd": "diagnosis", "icd10": "diagnosis", "dx": "diagnosis", "pos": "place", "taxonomy": "taxonomy",
    "edit": "edit", "edits": "edit", "payer": "payer", "doctor": "taxonomy", "physician": "taxonomy",
    "denial": "denial", "denials": "denial", "denied": "denial", "carc": "denial", "rarc": "denial", "remark": "denial",
}  # fmt: skip
#: How the titles of diagnoses end that have one for each encounter (ICD-10-CM guidelines I.C.19.a).
_ENCOUNTERS = ("initial encounter", "subsequent encounter", "sequela")
_WORDS = re.compile(r"[a-z0-9]+(?:\.[a-z0-9]+)?")
_O_FOR_ZERO = re.compile(r"(?<=\d)o(?=\d|$)")
#: How "with" and "without" are written short: w/wo, w wo, w and wo; w/o, wo; w/, w.
_SHORT = re.compile(r"\bw(?:/?o)?(?:\b|/)")
_WRITTEN = (
    (re.compile(r"\bw(?:\s*[/&]\s*|\s+(?:and\s+)?)w/?o\b"), " with and without "),
    (re.compile(r"\bw/?o\b"), " without "),
    (re.compile(r"\bw(?:/|\b)"), " with "),
)
_ENDINGS = (
    (re.compile(r"ologist$"), "ology"),
    (re.compile(r"(?<=iatr)ist$"), "y"),
    (re.compile(r"(?<=rap)ist$"), "y"),
    (re.compile(r"(?<=[a-z]{2})ies$"), "y"),
    (re.compile(r"(?<=[a-z]{2}[^sui])s$"), ""),
)


def plain(text: str) -> list[str]:
    """The words of a text as they are, in small letters; a code with its dot is one word without it, and the letter O in
    a number is a zero."""
    text = text.lower()
    if " w" in text and _SHORT.search(text):
        for written, words in _WRITTEN:
            text = written.sub(words, text)
    return list(map(_tidy, _WORDS.findall(text.replace("'s", ""))))


@lru_cache(maxsize=200_000)  # a reference has some 100,000 different words
def _tidy(word: str) -> str:
    return _O_FOR_ZERO.sub("0", word.replace(".", ""))


def normal(text: str) -> list[str]:
    """The words of a text that are compared, each once."""
    stem, _, last = text.rpartition(", ")
    if last.startswith(_ENCOUNTERS):  # half of all texts: titles that differ in their encounter alone
        return list(dict.fromkeys((*_normal(stem), *_normal(last))))
    return list(_normal(text))


@lru_cache(maxsize=1 << 16)
def _normal(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys([word for word in _one_word_each(plain(text)) if word not in _EMPTY]))


def _one_word_each(words: list[str]) -> list[str]:
    """The words with every synonym of a group as the group's first one, the longest phrase first."""
    same, longest = _same()
    words = list(map(_single, words))
    if longest.keys().isdisjoint(words):
        return words
    found: list[str] = []
    at = 0
    while at < len(words):
        most = longest.get(words[at], 0)
        for following in range(min(most, len(words) - at), 0, -1) if most else ():
            if (stands := same.get(tuple(words[at : at + following]))) is not None:
                found.extend(stands)
                at += following
                break
        else:
            found.append(words[at])
            at += 1
    return found


def other_spellings() -> dict[str, str]:
    """Single words that have a synonym, with the single word that stands for each."""
    return {phrase[0]: stands[0] for phrase, stands in _same()[0].items() if len(phrase) == len(stands) == 1}


def forget() -> None:
    """Forget the words that making an index has remembered: Python's collector goes through them again and again."""
    for remembered in (_tidy, _normal, _single):
        remembered.cache_clear()


@lru_cache(maxsize=200_000)
def _single(word: str) -> str:
    for ending, instead in _ENDINGS:
        if len(word) > 3 and ending.search(word):
            return ending.sub(instead, word)
    return word


@cache
def _same() -> tuple[dict[tuple[str, ...], tuple[str, ...]], dict[str, int]]:
    """What stands for each phrase, and of how many words the longest is that begins with a word.

    Groups of search come first, since those of lists read single letters otherwise."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for group in [*table("search_words")["same"], *table("synonyms")["same"]]:
        if any(":" in word for word in group):
            continue  # a group that denies another has no meaning for search
        first, *others = (tuple(map(_single, plain(word))) for word in group)
        if len(first) > 1:
            found.setdefault(first, first)  # so that no phrase of another group is read inside it
        for other in others:
            if other != first and other:
                found.setdefault(other, first)
    for other, first in list(found.items()):  # a first word may itself be another in a group of the other table
        found[other] = found.get(first, first)
    longest: dict[str, int] = {}
    for phrase in found:
        longest[phrase[0]] = max(longest.get(phrase[0], 0), len(phrase))
    return found, longest
