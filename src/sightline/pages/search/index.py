"""The index of search: an entry fits by how much of the question and of one of its texts the words in common are."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from sightline.pages.search.entries import KINDS, Entry
from sightline.pages.search.words import HINTS, forget, normal, other_spellings, plain

_LIKE = 0.72  # likeness from which a word stands for another
_MOST_LIKE = 8  # words that one misspelled word may stand for
_MOST_BEGUN = 200  # words that the beginning of one may stand for
_BEGINS = 0.8
_EVERYWHERE = 4_000  # texts
_SAYS_LITTLE = frozenset(
    normal("unspecified, without complications, uncomplicated, not elsewhere classified, initial encounter")
)
_LATER = 0.01  # for each entry that is called so before it
_ALL = 0.999  # of a question or a text, beside what rounding takes
_CALLED_SO = 1.25  # for an entry that is called just as the question is
_HINTED = 1.6  # for entries of the kind that the question names
_EXACT = 500.0  # the score of an entry whose name is in the question; words alone score at most 125
_CODE = re.compile(
    r"[A-Za-z0-9]{5}|[A-Za-z]{3}\d{3}|[A-Za-z]\d{2}[A-Za-z0-9]{0,4}|[0-9]{3}[A-Za-z0-9]{6}X", re.IGNORECASE
)
_DENIAL = re.compile(r"(?:(?:co|pr|oa|pi|carc|rarc)[ -]?)([a-z]{0,2}\d{1,3})", re.IGNORECASE)
_EDIT = re.compile(r"([a-z]{3})[ -]?0{0,2}(\d{1,3})", re.IGNORECASE)


class Hit(NamedTuple):
    """An entry found: its kind, its name (a code, an edit's id, a payer), what it is, and a score for its rank."""

    kind: str
    name: str
    title: str
    score: float


class Index:
    """The entries and their words. Reading only, so safe between threads."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        # Plain tuples of strings and numbers are what Python's collector leaves out: with lists it took 250 ms now and then.
        self._entries: list[tuple[str, str, str, float]] = []
        named: dict[str, list[int]] = defaultdict(list)
        self._texts: list[tuple[int, int]] = []  # of each text, its entry and its place among those called so
        where: dict[str, list[int]] = defaultdict(list)
        of_texts: list[list[str]] = []
        for entry in entries:
            at = len(self._entries)
            self._entries.append((entry.kind, entry.name, entry.title, entry.counts))
            named[entry.name.upper().replace(".", "")].append(at)
            title = entry.title.partition(" · ")[0]
            first = [*normal(title), *plain(entry.name)]
            for words, place in [(first, 0), *((normal(text), place) for text, place in entry.also)]:
                for word in dict.fromkeys(words):
                    where[word].append(len(self._texts))
                self._texts.append((at, place))
                of_texts.append(words)
        self._named = {name: tuple(found) for name, found in named.items()}
        self._where = {word: tuple(found) for word, found in where.items()}
        self._rare = {word: math.log(1 + len(self._texts) / len(where)) for word, where in self._where.items()}
        self._unknown = math.log(1 + len(self._texts))
        # The name of an entry is found but does not count against it, nor do words that only say that nothing is specified.
        counts = {
            word: 0.0 if word in _SAYS_LITTLE or any(map(str.isdigit, word)) else rare
            for word, rare in self._rare.items()
        }
        self._weights = [sum([counts[word] for word in words]) or self._unknown for words in of_texts]
        # What a misspelled word may be: a word of the texts, or one that has such a word for a synonym.
        self._stands = {other: word for other, word in other_spellings().items() if word in self._where}
        self._stands |= {word: word for word in self._where}
        triples: dict[str, list[str]] = defaultdict(list)
        for word in self._stands:
            if any(letter.isdigit() for letter in word):
                continue  # a code is right or wrong, and there are many
            for triple in _triples(word):
                triples[triple].append(word)
        self._triples = {triple: tuple(found) for triple, found in triples.items()}
        self._sorted = sorted(self._where)
        forget()

    def search(self, text: str, *, kinds: Sequence[str] = (), limit: int = 20) -> list[Hit]:
        """The entries that fit `text` best, at most `limit`, of `kinds` only when given."""
        hinted, question = _hints(text)
        scores = self._by_words(text)
        if hinted:  # the words that name a kind may belong to the answer, as in "invalid modifier", or may not
            for entry, score in self._by_words(question).items():
                if self._entries[entry][0] in hinted:
                    scores[entry] = max(scores.get(entry, 0.0), score * _HINTED)
        for entry, exact in self._by_name(text, question):
            scores[entry] = max(scores.get(entry, 0.0), exact)
        hits = []
        for entry, score in scores.items():
            kind, name, title, counts = self._entries[entry]
            if kinds and kind not in kinds:
                continue
            rank = score * KINDS[kind] * (counts if score < _EXACT else _HINTED if kind in hinted else 1.0)
            hits.append(Hit(kind, name, title, round(rank, 3)))
        hits.sort(key=lambda hit: (-hit.score, hit.kind, hit.name))
        return hits[:limit]

    def _by_words(self, question: str) -> dict[int, float]:
        """Entries by their words: the score of an entry's best text, at most 125."""
        words = normal(question)
        stands = [self._stand_for(word) for word in words]
        whole = sum(self._rare.get(word, self._unknown) for word in words) or 1.0
        shared: dict[int, float] = {}
        covered: dict[int, float] = defaultdict(float)
        # Rare words first; a word that is nearly everywhere only ranks what the others found.
        order = sorted(range(len(words)), key=lambda n: sum(len(self._where[other]) for other in stands[n]))
        for n in order:
            best: dict[int, float] = {}
            held: dict[int, float] = {}
            worth = self._rare.get(words[n], self._unknown)
            for other, likeness in stands[n].items():
                where = self._where[other]
                rare = self._rare[other] * likeness
                for at in where if len(where) < _EVERYWHERE or not shared else shared.keys() & set(where):
                    if likeness > best.get(at, 0.0):
                        best[at] = likeness
                        held[at] = rare
            for at, likeness in best.items():
                shared[at] = shared.get(at, 0.0) + likeness * worth
                covered[at] += held[at]
        scores: dict[int, float] = {}
        for at, weight in shared.items():
            entry, place = self._texts[at]
            of_question = weight / whole
            of_text = min(1.0, covered[at] / self._weights[at])
            score = 100 * of_question * of_question * (0.5 + 0.5 * of_text) - _LATER * place
            if of_question > _ALL and of_text > _ALL:
                score *= _CALLED_SO
            if score > scores.get(entry, 0.0):
                scores[entry] = score
        return scores

    def _by_name(self, text: str, question: str) -> Iterator[tuple[int, float]]:
        """Entries whose name is the question, or is a code in it, such as 77012-26 or 27447 RT."""
        whole_question = {text.strip().upper().replace(".", ""), question.strip().upper().replace(".", "")}
        for whole in whole_question | {"".join(plain(text)).upper()}:
            yield from ((entry, 1000.0) for entry in self._named.get(whole, ()))
        if denial := _DENIAL.fullmatch(text.strip()):  # with its group code, as on a remittance: CO-97
            found = self._named.get(denial[1].upper(), ())
            yield from ((n, 1000.0) for n in found if self._entries[n][0] == "denial")
        if edit := _EDIT.fullmatch(text.strip()):
            yield from ((n, 1000.0) for n in self._named.get(f"{edit[1].upper()}{int(edit[2]):03}", ()))
        after_code = False
        for word in _codes_apart(text):
            if _CODE.fullmatch(word) and any(letter.isdigit() for letter in word) and word in self._named:
                after_code = True
                yield from (
                    (n, 900.0) for n in self._named[word] if self._entries[n][0] != "denial"
                )  # B12 is a vitamin
            elif after_code and len(word) == 2:
                yield from ((n, _EXACT) for n in self._named.get(word, ()) if self._entries[n][0] == "modifier")

    def _stand_for(self, word: str) -> dict[str, float]:
        """The indexed words that a word of the question stands for, with how well."""
        found = {word: 1.0} if word in self._where else {}
        if len(word) >= 4 or (len(word) == 3 and not found):
            for other in self._begun(word):
                found.setdefault(other, _BEGINS)
        if not found and len(word) >= 4:
            shared = Counter(other for triple in _triples(word) for other in self._triples.get(triple, ()))
            close = [
                (SequenceMatcher(None, word, other).ratio(), other)
                for other, _ in shared.most_common(60)
                if abs(len(other) - len(word)) <= 2
            ]
            for ratio, other in sorted(close, reverse=True)[:_MOST_LIKE]:
                if ratio >= _LIKE:
                    found.setdefault(self._stands[other], ratio * 0.8)
        return found

    def _begun(self, word: str) -> Iterator[str]:
        first = bisect_left(self._sorted, word)
        for at in range(first, min(first + _MOST_BEGUN, len(self._sorted))):
            if not self._sorted[at].startswith(word):
                return
            yield self._sorted[at]


def _hints(text: str) -> tuple[set[str], str]:
    """The kinds that a question names, and the question without those words, unless nothing else is left."""
    text = re.sub(r"\bplace of service\b", "pos", text, flags=re.IGNORECASE)
    words = re.sub(r"\bicd[- ]?10([- ]?cm)?\b", "icd", text, flags=re.IGNORECASE).split()
    hinted = {HINTS[word.lower()] for word in words if word.lower() in HINTS}
    left = " ".join(word for word in words if word.lower() not in HINTS)
    return (hinted, left) if left else (set(), text)


def _codes_apart(text: str) -> Iterator[str]:
    """The words of a question in capitals without dots, modifiers behind a code (77012-26, 77012,26) by themselves, and
    the letter O in a number as a zero."""
    for word in text.upper().split():
        code = re.fullmatch(r"([A-Z0-9]{5})((?:[-,./:][A-Z0-9]{2})+)[,.;]?", word)
        for part in re.split(r"[-,./:]", word) if code else [word.strip(",;()")]:
            yield re.sub(r"(?<=\d)O(?=\d|$)", "0", part.replace(".", ""))


def _triples(word: str) -> set[str]:
    padded = f"^{word}$"
    return {padded[n : n + 3] for n in range(len(padded) - 2)}
