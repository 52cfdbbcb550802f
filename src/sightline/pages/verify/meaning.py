"""Whether two labels mean the same: words without order, with synonyms, abbreviations and small misspellings."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from sightline.pages.verify.amounts import disagree, spelled
from sightline.pages.verify.concepts import NOT, Reading, concepts, empty, exclusive, reading, readings
from sightline.pages.words import known_labels, table

_AGREES = 0.6  # of the label's words in the title
_COVERS = 0.75  # or of the title's words in a longer label
_OWN = 0.34  # of a label of ours, which is one way among many to say it
_NEAR = 0.9  # what a word counts that is written nearly alike
_EDIT = 85  # per cent of likeness of two long words that are one misspelled
SIDES = frozenset(["right", "left", "bilateral"])
_COUNTED = ("", "lesion", "level", "view", "nail", "wart", "muscle", "vessel", "joint", "callus", "study", "test")
_MODALITIES = frozenset(["ct", "mr", "ultrasound", "fluoroscopy", "stereotactic"])
#: Endings that do.
_ENDINGS = re.compile(
    r"(itis|osis|oma|ectomy|otomy|ostomy|oscopy|plasty|pathy|algia|emia|uria|graphy|gram|centesis|lysis|pexy|rrhaphy|tripsy|ism)$"
)
#: Beginnings that make another word of one that is written nearly alike.
_OPPOSED = re.compile(r"^(hyper|hypo|intra|inter|extra|infra|supra|macro|micro|endo|exo|pre|post|ante|anti|poly|mono)")


class Compared(NamedTuple):
    """How a label stands to a title: `says` is agrees, differs, contradicts or incomplete.

    `words` are those that decide: what the title says instead, or what the label leaves out.
    """

    says: str
    score: float
    words: tuple[str, ...] = ()
    amount: bool = False  # that what it contradicts is an amount


def compare(label: str, title: str, *, ours: bool = False) -> Compared:
    """Hold a label against a title. `ours`: the title is our own short label, which may leave much out."""
    return best(label, title, ours=ours)[0]


def best(label: str, title: str, *, ours: bool = False) -> tuple[Compared, Reading]:
    """The same, with the reading of the label that fits best."""
    found = [(compare_reading(labeled, title, ours=ours), labeled) for labeled in readings(label)]
    return min(found, key=lambda one: (_ORDER.index(one[0].says), -one[0].score))


def compare_reading(labeled: Reading, title: str, *, ours: bool = False) -> Compared:
    """Hold one reading of a label against a title."""
    return _compare(labeled, reading(title), title, ours)


_ORDER = ("agrees", "incomplete", "differs", "contradicts")


def _compare(labeled: Reading, meant: Reading, title: str, ours: bool) -> Compared:
    if not labeled.words or not meant.words:
        words = disagree(labeled.amounts, meant.amounts)
        return Compared("contradicts", 0.0, words, amount=True) if words else Compared("agrees", 1.0)
    if words := _contradicts(labeled, meant):
        return Compared("contradicts", 0.0, words)
    if words := disagree(labeled.amounts, meant.amounts):
        return Compared("contradicts", 0.0, words, amount=True)
    initials = {word for word in labeled.words - meant.words if 3 <= len(word) <= 6 and word in _initials(title)}
    if initials and not (labeled.words - meant.words - initials):
        return Compared("agrees", 1.0)
    # That a title ends in "unspecified" is commonly left out.
    trailing = {"unspecified"} - labeled.words if re.search(r", unspecified$", title.lower()) else set()
    of_label, of_title = shares(labeled.words, meant.words - trailing or meant.words, initials)
    score = (of_label + of_title) / 2
    if ours:
        return Compared("agrees" if max(of_label, of_title) >= _OWN else "differs", score)
    if of_label < _AGREES and of_title < _COVERS:
        return Compared("differs", score)
    left_out = {word for word in meant.words - labeled.words if not any(alike(word, other) for other in labeled.words)}
    sides = tuple(sorted(left_out & SIDES))
    if sides and not labeled.words & SIDES:
        return Compared("incomplete", score, sides)
    # That it does not say the site or side is not.
    if "unspecified" in left_out and "unspecified" in re.sub(r",? unspecified$", "", title.lower()):
        return Compared("incomplete", score, ("unspecified",))
    return Compared("agrees", score)


def shares(labeled: frozenset[str], meant: frozenset[str], extra: set[str] | None = None) -> tuple[float, float]:
    """How much of a label's words a title has, and of the title's words the label; near spellings count."""
    known = extra or set()
    shared = sum(1.0 if word in known else _nearness(word, meant) for word in labeled)
    return shared / len(labeled), sum(_nearness(word, labeled) for word in meant) / len(meant)


def _nearness(word: str, others: frozenset[str]) -> float:
    return 1.0 if word in others else _NEAR if any(alike(word, other) for other in others) else 0.0


def _contradicts(labeled: Reading, meant: Reading) -> tuple[str, ...]:
    """The words of the title that the label contradicts."""
    label, title = _implied(labeled.words), _implied(meant.words)
    for among in exclusive():
        here, there = label & among, title & among
        if here and there and not here & there and not (among >= SIDES and {"left", "right"} <= here | there == there):
            return tuple(sorted(there))
    for one, other in ((label, title), (title, label)):
        for word in one:
            if word.startswith(NOT) and word[len(NOT) :] in other and word not in other and word[len(NOT) :] not in one:
                return (f"without {word[len(NOT) :]}",) if one is title else (word[len(NOT) :],)
    for words, counted, theirs in ((label, meant, False), (title, labeled, True)):
        several = [one for one in counted.amounts if one.unit in _COUNTED and one.least >= 2]
        alone = {"solitary", "first"} & words
        if (
            several
            and alone
            and not words & {"multiple", "further"}
            and not (title if words is label else label) & alone
        ):
            return tuple(sorted(alone)) if theirs else tuple(spelled(one) for one in several)
    return ()


def _implied(words: frozenset[str]) -> frozenset[str]:
    """The words with what they imply: guidance by CT is imaging guidance."""
    return words | {"imaged"} if words & _MODALITIES else words


@lru_cache(maxsize=1 << 12)
def _initials(title: str) -> str:
    """The first letters of a title's words, of words with a meaning only."""
    return "".join(word[0] for word in re.findall(r"[a-z]+", title.lower()) if word not in empty())


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


@cache
def vocabulary() -> frozenset[str]:
    """The words of our own labels: none of them is the misspelling or abbreviation of another."""
    return frozenset(word for label in known_labels().values() for word in concepts(label))


@lru_cache(maxsize=1 << 16)
def alike(one: str, other: str) -> bool:
    """Whether one word abbreviates the other or is the other misspelled."""
    if one.startswith(NOT) != other.startswith(NOT):
        return False
    short, long = sorted((one, other), key=len)
    if len(short) >= 3 and long.startswith(short) and short not in vocabulary() and not short.isdigit():
        return True
    ends, others = _ENDINGS.search(short), _ENDINGS.search(long)
    if ends and others and ends[1] != others[1]:
        return False
    common = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if common >= 5 and common >= 0.6 * len(long):
        return True  # one word in two forms: intervention, interventional
    if len(short) < 5 or (one in vocabulary() and other in vocabulary()):
        return False
    first, second = _OPPOSED.match(one), _OPPOSED.match(other)
    if (first and first[1]) != (second and second[1]):
        return False
    if one[0] != other[0]:  # typical, atypical
        return False
    from difflib import SequenceMatcher

    return SequenceMatcher(None, one, other).ratio() * 100 >= _EDIT
