"""Which diagnosis a label names: titles and inclusion terms of ICD-10-CM, and the code that fits a label best."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property, lru_cache
from typing import NamedTuple

from sightline.pages.verify.code_sets import CodeSets
from sightline.pages.verify.concepts import NOT, Reading, concepts, excluding, readings
from sightline.pages.verify.meaning import SIDES, Compared, best, compare_reading, spellings
from sightline.reference.store import Reference
from sightline.reference.titles import all_titles, diagnosis_titles, inclusion_terms

_FITS = 0.65  # how well another code must fit a label to be named
_INCLUDED = 0.9  # how well a label fits that names what a category includes
_CLOSE = 0.85  # a label that fits a code as well as this is not searched in all of ICD-10-CM
_SAME_CATEGORY = 0.2  # how much rather a code of the same category is named, and one of the same block
_SAME_BLOCK = 0.1
_UNSAID = 0.15  # how much less one that leaves out what decides
_SIDED = re.compile(r"\b(?:right|left)\b")
_NO_SIDE = re.compile(
    r"unspecified (?:\w+ ){0,2}(?:breast|eyes?|ears?|knee|hip|shoulder|elbow|wrist|hand|ankle|foot|limb|lung|kidney|ovary|"
    r"bronchus|side|leg|arm|finger|toe|thumb|extremity|joint)\b"
)
#: What the seventh character of a code of injuries says: which encounter, and of a fracture how it heals.
_ENCOUNTER = frozenset(
    {"first", "further", "encounter", "sequela", "healing", "open", "closed", "nonunion", "malunion"}
)
_LEFT_OUT = frozenset({"unspecified", "uncomplicated"})  # words of titles that labels commonly leave out
_AS_GOOD = 0.05  # a code that fits by this less than the best fits about as well
_BEGINS = 4  # letters by which words of titles are found
_MOST = 400  # candidates that are looked at closely


class Better(NamedTuple):
    """A code that fits a label better: its title, and how well it fits, from 0 to 1."""

    code: str
    title: str
    score: float
    alone: bool = True  # no other code fits the label as well


class _Searched(NamedTuple):
    """What is searched: titles by code, the codes of each category, and codes by the beginnings of words of their titles."""

    titles: dict[str, str]
    by_category: dict[str, list[str]]
    begins: dict[str, set[str]]


class Diagnoses:
    """The titles of ICD-10-CM as of a date, to find the one that a label means."""

    def __init__(self, sets: CodeSets) -> None:
        self._sets = sets

    @cached_property
    def _searched(self) -> _Searched:
        return _searched(self._sets.reference, self._sets.on, tuple(self._sets.ordered_diagnoses))

    def compare(self, code: str, label: str, title: str) -> tuple[Compared, Reading]:
        """How a label stands to a code, to its title or the inclusion term nearest to it, and as what it was read."""
        own, labeled = best(label, title)
        if own.says == "contradicts" and SIDES & set(own.words):
            return own, labeled
        found = [best(label, term) for term in inclusion_terms().get(code, ())]
        agreeing = [one for one in ((own, labeled), *found) if one[0].says == "agrees"]
        if agreeing or own.says == "contradicts":
            return max(agreeing, key=lambda one: one[0].score, default=(own, labeled))
        # What a category includes may name its codes: Graves' disease.
        above = [term for length in range(3, len(code)) for term in inclusion_terms().get(code[:length], ())]
        named = next((one for one in (best(label, term) for term in above) if one[0].says == "agrees"), None)
        return (named[0]._replace(score=_INCLUDED), named[1]) if named else (own, labeled)

    def sided(self, code: str) -> bool:
        """Whether ICD-10-CM has the same for the right or left side under another last character."""
        if self._sets.diagnoses.get(code) is None or len(code) < 4:
            return False
        places = (5, 6) if len(code) == 7 else (len(code) - 1,)
        near = [code[:at] + digit + code[at + 1 :] for at in places for digit in "0123456789"]
        titles = diagnosis_titles(self._sets.reference, [c for c in near if c in self._sets.diagnoses], self._sets.on)
        if any(_SIDED.search(title.text.lower()) for title in titles.values()):
            return True
        own = diagnosis_titles(self._sets.reference, [code], self._sets.on).get(code)
        if own is None or not _NO_SIDE.search(own.text.lower()):
            return False
        return any(
            _SIDED.search(self._searched.titles.get(other, "").lower())
            for other in self._searched.by_category.get(code[:3], ())
        )

    def sibling(self, code: str, labeled: Reading, than: float, least: float, margin: float) -> Better | None:
        """The code of the same category that fits a label by at least `least`, and by `margin` better than `than`."""
        found = [
            one
            for one in self._fitting([c for c in self._category(code) if c != code], (labeled,))
            if one.score >= least and one.score - than >= margin
        ]
        return _first(found, lambda one: one.score, labeled.words)

    def exact(self, code: str, labeled: Reading, than: float) -> Better | None:
        """The code anywhere that a label is the title of, when it is much less that of `code`."""
        if than > _CLOSE or len(labeled.words) < 2:
            return None
        found = [
            one
            for one in self._fitting(self._candidates(labeled.words), (labeled,))
            if one.score == 1.0 and one.code != code
        ]
        return found[0] if found else None

    def better(self, code: str, label: str, than: float) -> Better | None:
        """The code that fits a label best and clearly better than `than`; of those about as good one of the same kind."""
        needed = concepts(label)
        if not needed:
            return None

        def near(one: Better) -> float:
            same = _SAME_CATEGORY if one.code[:3] == code[:3] else _SAME_BLOCK if one.code[:2] == code[:2] else 0.0
            # What the label says of the side or another thing that excludes others, the named code must say too.
            decided = needed & excluding()
            return one.score + same - (_UNSAID if decided - concepts(one.title) else 0.0)

        if turned := self._turned(code, label):
            return turned
        candidates = dict.fromkeys([*self._category(code), *self._candidates(needed)])
        least = max(_FITS, than + 0.15)
        found = [
            one for one in self._fitting(list(candidates), readings(label)) if near(one) > least and one.code != code
        ]
        if _injury(code) and not needed & _ENCOUNTER:
            found = [one for one in found if not _injury(one.code) or one.code[6] == code[6]]
        # One word fits many titles: it must be the whole of one.
        found = [one for one in found if len(needed) > 1 or one.score == 1.0]

        return _first(found, near, needed)

    def _turned(self, code: str, label: str) -> Better | None:
        """The one code that differs from `code` in one character, and in its title by the side or stage of the label only."""
        own = concepts(self._titled([code]).get(code, ""))
        encounter = _injury(code)
        near = [
            code[:at] + other + code[at + 1 :]
            for at in range(3, len(code) - encounter)
            for other in "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
            if other != code[at]
        ]
        found = []
        for other, title in self._titled([one for one in near if self._sets.diagnoses.get(one, (False, 0))[0]]).items():
            changed, decided = own ^ concepts(title), concepts(label) & excluding()
            if changed and changed <= excluding() and decided <= concepts(title):
                fits, _ = best(label, title)
                if fits.says in ("agrees", "incomplete"):
                    found.append(Better(other, title, fits.score))
        return found[0] if len(found) == 1 else None

    def _titled(self, codes: list[str]) -> dict[str, str]:
        """The titles of codes; those with a seventh character are composed when they are first needed."""
        titles = self._searched.titles
        if missing := [code for code in codes if code not in titles]:
            composed = diagnosis_titles(self._sets.reference, missing, self._sets.on)
            titles.update({code: composed[code].text if code in composed else "" for code in missing})
        return {code: titles[code] for code in codes}

    def _fitting(self, codes: list[str], read: tuple[Reading, ...]) -> Iterator[Better]:
        for code, title in self._titled(codes).items():
            for text in filter(None, (title, *inclusion_terms().get(code, ()))):
                for found in (compare_reading(labeled, text) for labeled in read):
                    if found.says in ("agrees", "incomplete"):
                        yield Better(code, title or text, found.score)

    def _category(self, code: str) -> list[str]:
        """The billable codes that begin as this one does; of long categories those with more in common."""
        for length in (3, 4, 5):
            found = [c for c in self._searched.by_category.get(code[:3], ()) if c.startswith(code[:length])]
            if len(found) <= _MOST:
                return found
        return []

    def _candidates(self, needed: frozenset[str]) -> list[str]:
        """The codes whose titles have half of the words, those with most first."""
        counted: Counter[str] = Counter()
        for word in needed:
            begins = {form.split()[0][:_BEGINS] for form in spellings(word)}
            counted.update(set().union(*(self._searched.begins.get(begin, ()) for begin in begins)))
        enough = [code for code, count in counted.most_common(_MOST) if 2 * count >= len(needed)]
        return enough


def _first(found: list[Better], near: Callable[[Better], float], needed: frozenset[str]) -> Better | None:
    """Of codes that fit about as well as the best, the one whose title adds least to the words of the label."""
    most = max(map(near, found), default=0.0)

    def order(one: Better) -> tuple[int, float, int]:
        # What a title denies is commonly left out: without macular edema.
        added = [word for word in concepts(one.title) - needed - _LEFT_OUT if not word.startswith(NOT)]
        return len(added), -round(near(one), 3), len(one.code)

    fitting = [one for one in found if near(one) >= most - _AS_GOOD]
    best = min(fitting, key=lambda one: (*order(one), one.code), default=None)
    if best is None:
        return None
    several = any(order(one) == order(best) for one in fitting if one.code != best.code)
    # Which side it is, where the label says none, nobody can tell.
    return best._replace(alone=not several and not concepts(best.title) & (SIDES - needed))


def _injury(code: str) -> bool:
    """Whether the seventh character of a code says which encounter it is."""
    return len(code) == 7 and code[0] in "STVWXY"


@lru_cache(maxsize=2)
def _searched(reference: Reference, on: date, codes: tuple[str, ...]) -> _Searched:
    known, terms = all_titles(reference, on), inclusion_terms()
    titles = {code: known[code] for code in codes if code in known}
    by_category: dict[str, list[str]] = defaultdict(list)
    for code in codes:
        by_category[code[:3]].append(code)
    begins: dict[str, set[str]] = defaultdict(set)
    for code, title in titles.items():
        for word in re.findall(r"[a-z0-9]+", " ".join((title, *terms.get(code, ()))).lower()):
            begins[word[:_BEGINS]].add(code)
    return _Searched(titles, dict(by_category), dict(begins))
