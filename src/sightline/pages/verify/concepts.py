"""What a label says, as a set of words in their standard form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import islice, product
from typing import NamedTuple

from sightline.pages.verify.amounts import Amount, amounts
from sightline.pages.words import table

NOT = "un:"  # before a word that the label denies: without imaging is un:imaging
_MOST = 6  # readings of one label
_LONG = 3  # words that may be denied together
_ENDS = frozenset([",", ";", "(", ")", "and", "with", "of", "in", "due", "to", "for", "at", "by", "from", "on", "as"])
_DENY = frozenset(["without", "not", "nor", "never"])
_WORD = re.compile(r"un:[a-z]+|[a-z0-9_]+|[,;()]")

#: Words that "non" denies and that also stand without it.
_NEGATED = re.compile(
    r"\bnon-?(?=(?:displaced|intractable|toxic|traumatic|rheumatic|obstructive|pressure|venomous|exudative|proliferative|"
    r"automated|tunneled|selective|indwelling|suppurative|malignant|ischemic|obstetric|ob|segmental|infected|insulin)\b)"
)
#: What imaging labels end in when they leave out the word.
_CONTRAST = (
    (re.compile(r"\bw/?(?:ith)?\s*(?:/|and|&|or)?\s*(?:w/?o|without)\s*$"), "without and with contrast"),
    (re.compile(r"\b(?:w/?o|without)\s*(?:/|and|&)\s*w(?:ith)?/?\s*$"), "without and with contrast"),
    (re.compile(r"\b(?:w/?o|without)\s*$"), "without contrast"),
    (re.compile(r"\bw/?\s*$"), "with contrast"),
)


class Reading(NamedTuple):
    """One way to read a label: its words, and its amounts."""

    words: frozenset[str]
    amounts: tuple[Amount, ...]


@lru_cache(maxsize=1 << 17)
def concepts(text: str) -> frozenset[str]:
    """The words of a label that carry meaning, each in its standard form; of several readings the first."""
    return reading(text).words


@lru_cache(maxsize=1 << 17)
def reading(text: str) -> Reading:
    """The first reading of a label."""
    return next(_readings(text))


@lru_cache(maxsize=1 << 12)
def readings(text: str) -> tuple[Reading, ...]:
    """Every reading of a label: an abbreviation may stand for several things."""
    return tuple(dict.fromkeys(_readings(text)))


@cache
def exclusive() -> tuple[frozenset[str], ...]:
    """Groups of words of which a label and a title may not hold different ones."""
    return tuple(frozenset(standard(word) for word in words) for words in table("synonyms")["exclusive"].values())


@cache
def excluding() -> frozenset[str]:
    """Every word that excludes another one."""
    return frozenset().union(*exclusive())


@cache
def empty() -> frozenset[str]:
    """The words that carry no meaning of their own."""
    return frozenset(table("synonyms")["empty"])


def _readings(text: str) -> Iterator[Reading]:
    plain = re.sub(r"[’']s\b", "", text.lower()).replace("&", " and ").replace("’", "'")
    plain = re.sub(r"\b([a-z])\.(?=[a-z]\b)", r"\1", plain)  # e.g., i.v.
    plain = _NEGATED.sub("not ", plain)
    for end, contrast in _CONTRAST:
        plain = end.sub(contrast, plain)
    found, plain = amounts(_replace(_listed(plain), "written_out"))
    several = {
        word: each
        for word, each in table("synonyms")["either"].items()
        if re.search(rf"(?<![\w-]){word}(?![\w-])", plain)
    }
    for choice in islice(product(*several.values()), _MOST):
        chosen = plain
        for word, meant in zip(several, choice, strict=True):
            chosen = re.sub(rf"(?<![\w-]){word}(?![\w-])", meant, chosen)
        yield Reading(frozenset(_denied(_WORD.findall(_replace(chosen, "same")))), found)


def _listed(text: str) -> str:
    """Lists of what is denied with "or" between all: without perforation, abscess or bleeding."""

    def joined(match: re.Match[str]) -> str:
        # A comma joins what is denied only when the list ends in "or".
        return (
            match[0].replace(", or ", " or ").replace(", ", " or ") if re.search(r",[^,]* or ", match[0]) else match[0]
        )

    return re.sub(r"\b(?:without|w/o|no) [^;()]*", joined, text)


def _denied(words: Iterable[str]) -> Iterator[str]:
    """The words with meaning; those behind "without" or "not" with its mark: without obstruction or gangrene.

    What is denied is a few words long, without those that tell sides, organs and the like apart: "w/o US major joint".
    """
    denied, joined, fresh = 0, False, False
    for word in words:
        if word in _DENY:
            denied, joined = (_LONG if word == "without" else 1), False
            fresh = True
        elif word == "or":
            denied, fresh = (_LONG, True) if joined else (0, False)
        elif word in _ENDS:
            if fresh and word in ("in", "at", "on"):  # not in remission
                continue
            denied, joined = 0, joined and word == "of"
        elif word not in empty():
            plain = _stem(word)
            marked = denied and not word.startswith(NOT) and (fresh or plain not in excluding())
            yield NOT + plain if marked else plain
            fresh = False
            joined = joined or bool(marked)
            denied = denied - 1 if marked else 0


@cache
def _patterns(name: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """One pattern for all phrases of a table, the longest first, and what each stands for."""
    content = table("synonyms")[name]
    same = name == "same"
    found = {word: group[0].replace(" ", "_") for group in content for word in group} if same else dict(content)
    ordered = sorted(found, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<![a-z0-9_])(?:{'|'.join(map(re.escape, ordered))})(?![a-z0-9_])"), found


def _replace(text: str, name: str) -> str:
    pattern, found = _patterns(name)
    return pattern.sub(lambda match: found[match[0]], text)


@lru_cache(maxsize=1 << 16)
def _stem(word: str) -> str:
    if "_" in word or len(word) < 5:
        return word
    return re.sub(
        r"(ies|es|(?<![siu])s)$",
        lambda m: "y" if m[1] == "ies" else "e" if m[1] == "es" and word[-3] in "gc" else "",
        word,
    )


def standard(word: str) -> str:
    """A word of our tables as it is among the words of a label."""
    return _stem(word.replace(" ", "_"))
