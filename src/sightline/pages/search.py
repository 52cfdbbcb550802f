"""Find codes, edits and payers by code or words, with small misspellings.

Every word of an entry is indexed; a word of the question stands for the words that it equals, begins, or resembles
(by shared letter triples). An entry scores by how rare the words are that it shares with the question.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet as pq

from sightline.edits.load import load
from sightline.pages.gather import Gatherer
from sightline.pages.sections.dotted import dotted
from sightline.pages.verify.code_sets import CodeSets, taxonomy_title
from sightline.pages.words import label, labels, range_of, table
from sightline.payers.profile import load_profiles
from sightline.reference.store import Reference, open_reference
from sightline.reference.titles import all_titles

#: The kinds of entries, and how much each counts beside the others when words fit equally well.
KINDS = {"procedure": 1.15, "edit": 1.1, "payer": 1.2, "modifier": 1.1, "taxonomy": 1.0, "place": 1.0, "diagnosis": 1.0}
_LIKE = 0.72  # likeness from which a word stands for another
_MOST_LIKE = 8  # words that one misspelled word may stand for
_BEGINS = 0.85
_EVERYWHERE = 4_000  # entries


class Hit(NamedTuple):
    """An entry found: its kind, its name (a code, an edit's id, a payer), what it is, and a score for its rank."""

    kind: str
    name: str
    title: str
    score: float


class Index:
    """The entries and their words. Reading only, so safe between threads."""

    def __init__(self, entries: Iterable[tuple[str, str, str]]) -> None:
        self._entries: list[tuple[str, str, str]] = []
        self._where: dict[str, list[int]] = defaultdict(list)
        self._lengths: list[int] = []
        for kind, name, title in entries:
            words = set(_words(f"{name} {title}"))
            for word in words:
                self._where[word].append(len(self._entries))
            self._entries.append((kind, name, title))
            self._lengths.append(len(words))
        self._triples: dict[str, list[str]] = defaultdict(list)
        for word in self._where:
            if any(letter.isdigit() for letter in word):
                continue  # a code is right or wrong, and there are many
            for triple in _triples(word):
                self._triples[triple].append(word)
        self._sorted = sorted(self._where)

    def search(self, text: str, *, kinds: Sequence[str] = (), limit: int = 20) -> list[Hit]:
        """The entries that fit `text` best, at most `limit`, of `kinds` only when given."""
        scores: Counter[int] = Counter()
        asked = _words(text)
        stands = [self._stand_for(word) for word in dict.fromkeys(asked)]
        # Rare words first; a word that is nearly everywhere only ranks what the others found.
        for others in sorted(stands, key=lambda found: sum(len(self._where[other]) for other in found)):
            best: dict[int, float] = {}
            for other, likeness in others.items():
                where = self._where[other]
                weight = likeness * math.log(1 + len(self._entries) / len(where))
                for entry in where if len(where) < _EVERYWHERE or not scores else scores.keys() & set(where):
                    if weight > best.get(entry, 0.0):
                        best[entry] = weight
            scores.update(best)
        wanted = text.strip().upper().replace(".", "")
        hits = []
        for entry, score in scores.items():
            kind, name, title = self._entries[entry]
            if kinds and kind not in kinds:
                continue
            exact = 1000.0 if name.upper().replace(".", "") == wanted else 0.0
            rank = exact + score * KINDS[kind] / (1 + 0.04 * self._lengths[entry])
            hits.append(Hit(kind, name, title, round(rank, 3)))
        hits.sort(key=lambda hit: (-hit.score, hit.kind, hit.name))
        return hits[:limit]

    def _stand_for(self, word: str) -> dict[str, float]:
        """The indexed words that a word of the question stands for, with how well."""
        found = {word: 1.0} if word in self._where else {}
        if len(word) >= 3:
            for other in self._begun(word):
                found.setdefault(other, _BEGINS)
        for other in _synonyms().get(word, ()):
            if other in self._where:
                found.setdefault(other, 0.9)
        if not found and len(word) >= 4:
            shared = Counter(other for triple in _triples(word) for other in self._triples.get(triple, ()))
            close = [
                (SequenceMatcher(None, word, other).ratio(), other)
                for other, _ in shared.most_common(60)
                if abs(len(other) - len(word)) <= 2
            ]
            found = {other: ratio * 0.8 for ratio, other in sorted(close, reverse=True)[:_MOST_LIKE] if ratio >= _LIKE}
        return found

    def _begun(self, word: str) -> Iterator[str]:
        from bisect import bisect_left

        for at in range(bisect_left(self._sorted, word), len(self._sorted)):
            if not self._sorted[at].startswith(word):
                return
            yield self._sorted[at]


def search(
    text: str, *, kinds: Sequence[str] = (), limit: int = 20, reference: Reference | Path | str | None = None
) -> list[Hit]:
    """The codes, edits and payers that fit `text` best. `kinds` are among KINDS; by default all.

    The index of a reference is made once and kept; raises ReferenceDataError when the reference cannot be opened.
    """
    store = reference if isinstance(reference, Reference) else open_reference(reference)
    return _index(_Kept(store.digest, store)).search(text, kinds=kinds, limit=limit)


class _Kept:
    """A reference that is the same as another when its data is."""

    def __init__(self, digest: str, reference: Reference) -> None:
        self.digest, self.reference = digest, reference

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept) and other.digest == self.digest


@lru_cache(maxsize=2)
def _index(kept: _Kept) -> Index:
    return Index(entries(kept.reference))


def entries(reference: Reference) -> Iterator[tuple[str, str, str]]:
    """Everything that can be found: kind, name and title."""
    on = date.today()
    sets = CodeSets(reference, on)
    gone = {row["code"] for release in reference.of("lineage") for row in pq.read_table(release.path).to_pylist()
            if row["deleted_on"] <= on}  # fmt: skip
    for code in dict.fromkeys([*Gatherer(reference, on).codes(), *labels()]):
        group = range_of(code).group
        words = label(code) + (" (deleted)" if code in gone else "")
        yield "procedure", code, words if group in ("", words) else f"{words} · {group}"
    for code, row in sets.modifier_labels.items():
        yield "modifier", code, row["label"]
    for code, row in sets.taxonomies.items():
        yield "taxonomy", code, taxonomy_title(row)
    for code, row in sets.places.items():
        yield "place", code, row["name"]
    for edit in load():
        yield "edit", edit.id, edit.title
    for profile in load_profiles():
        yield "payer", profile.name, profile.title
    titles = all_titles(reference, on)
    for code in sets.diagnoses:
        yield "diagnosis", dotted(code), titles.get(code, "")


@lru_cache(maxsize=1)
def _synonyms() -> dict[str, tuple[str, ...]]:
    """The other single words of each word's group."""
    found: dict[str, tuple[str, ...]] = {}
    for group in table("synonyms")["same"]:
        single = [word for word in group if re.fullmatch(r"[a-z0-9]+", word)]
        for word in single:
            found[word] = tuple(other for other in single if other != word)
    return found


def _words(text: str) -> list[str]:
    """The words of a text in small letters; a diagnosis with its dot is one word, with and without it."""
    found = (word.replace(".", "") for word in re.findall(r"[a-z0-9]+(?:\.[a-z0-9]+)?", text.lower()))
    return [re.sub(r"(?<=\d)o(?=\d|$)", "0", word) for word in found]


def _triples(word: str) -> set[str]:
    padded = f"^{word}$"
    return {padded[n : n + 3] for n in range(len(padded) - 2)}
