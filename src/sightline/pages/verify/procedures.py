"""Which procedure a label names, by our own labels of procedures."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from typing import NamedTuple

from sightline.pages.verify.concepts import concepts, excluding, reading, readings
from sightline.pages.verify.meaning import alike, compare, shares, vocabulary
from sightline.pages.words import in_use, known_labels, names_alone, procedure_names

_LEAST = 0.8  # how well another procedure must fit a label to be named
_MARGIN = 0.2  # and how much better than the code itself
_SAME_AMOUNT = 0.2  # what an amount that fits the code adds
_VACCINES = ("90476", "90759")  # what a vaccine is against are its parts: one more is another vaccine
#: Words of labels of vaccines that say how it is made or for whom, not what it is against.
_MADE = frozenset({
    "trivalent", "quadrivalent", "bivalent", "conjugate", "polysaccharide", "live", "recombinant", "adjuvanted",
    "preservative", "free", "cell", "culture", "nasal", "dose", "vaccine",
})  # fmt: skip
_LITTLE = 0.2  # a label that has next to nothing of the code's
_ENOUGH = 0.6  # and this much of another's
_CALLED = 0.9  # of the words of a name, or of the label: misspelled ones count somewhat less than one
_CLOSE = 60  # candidates that are looked at closely
#: Words of labels of drugs that are no drug's name.
_NO_NAME = frozenset({
    "injection", "acetate", "sodium", "phosphate", "succinate", "sulfate", "chloride", "citrate", "acetonide",
    "hexacetonide", "cypionate", "enanthate", "mouth", "nebulizer", "unit", "dose", "drug", "steroid", "cortisone",
    "anesthetic", "antibiotic", "contrast", "device", "preservative", "free", "dosage", "vial", "sterile",
    "intravenous", "intramuscular", "subcutaneous", "oral", "bag", "syringe", "ampule", "solution", "liquid",
    "tablet", "powder", "implant", "depot", "mg", "ml", "administration", "supply",
})  # fmt: skip


class Named(NamedTuple):
    """The procedure whose label fits best: its code, our label, and how well it fits, from 0 to 1."""

    code: str
    label: str
    score: float


@cache
def _forms() -> dict[str, tuple[frozenset[str], ...]]:
    """Our labels as sets of words: whole, without what is in parentheses, and with that in place of what is before it."""
    return {
        code: tuple(
            {
                words
                for text in (label, re.sub(r"\([^)]*\)", "", label), re.sub(r"[^,()]*\(([^)]*)\)", r"\1 ", label))
                if (words := concepts(text))
            }
        )
        for code, label in known_labels().items()
    }


@lru_cache(maxsize=1 << 12)
def _names(code: str) -> tuple[frozenset[str], ...]:
    """What a code alone is called where it is used, as sets of words."""
    return tuple(words for name in names_alone(code) if (words := concepts(name)))


@cache
def _index() -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for code, forms in _forms().items():
        for word in filter(_tells, frozenset().union(*forms)):
            found.setdefault(word, set()).add(code)
    return {word: tuple(sorted(codes)) for word, codes in found.items()}


def fit(label: str, code: str, kept: frozenset[str] = frozenset()) -> float:
    """How much a label and our label of a code have in common, from 0 to 1.

    Words that no label of ours has do not count, but those `kept`.
    """
    return _fit(label, _forms().get(code, ()), kept)


def _fit(label: str, forms: tuple[frozenset[str], ...], kept: frozenset[str]) -> float:
    found = 0.0
    for labeled in readings(label):
        known = labeled.words & (vocabulary() | kept)
        words = known if any(map(_tells, known)) else labeled.words
        for meant in forms:
            if words:
                found = max(found, sum(shares(words, meant)) / 2)
    return found


def _tells(word: str) -> bool:
    """Whether a word tells a procedure: a bare number does not, it only tells one of a name apart, such as Gardasil 9."""
    return not word.isdigit()


def called(label: str, code: str) -> bool:
    """Whether a label is what a code is called where it is used: all its words are in a name of it, or the name's in it."""
    for name in in_use(code):
        meant = concepts(name)
        for labeled in readings(label):
            numbers, others = ({word for word in words if not _tells(word)} for words in (labeled.words, meant))
            another = numbers and others and numbers != others
            if labeled.words and meant and not another and max(shares(labeled.words, meant)) >= _CALLED:
                return True
    return False


def better(label: str, code: str, gone: frozenset[str] = frozenset()) -> Named | None:
    """The procedure that our label of it fits clearly better than that of `code`; None when none does, or all are `gone`."""
    title = known_labels().get(code, "")
    words = frozenset().union(*_forms().get(code, ()))
    # What abbreviates a word of this code's is no word without meaning when others are tried.
    kept = frozenset(word for word in concepts(label) if any(alike(word, other) for other in words))
    own = 0.0
    if compare(label, title, ours=True).says != "contradicts":
        own = max(fit(label, code, kept), _fit(label, _names(code), kept))
    if {one.unit for one in reading(label).amounts} & {one.unit for one in reading(title).amounts}:
        own += _SAME_AMOUNT
    if own >= 1.0:
        return None
    counted: Counter[str] = Counter()
    for labeled in readings(label):
        for word in filter(_tells, labeled.words):
            counted.update(_index().get(word, ()))
    found = [
        Named(other, known_labels()[other], fit(label, other, kept))
        for other, _ in counted.most_common(_CLOSE)
        if other != code and other not in gone and compare(label, known_labels()[other], ours=True).says == "agrees"
    ]
    # Of those that fit as well the one that is nearest to the code.
    of_code = reading(title).amounts
    best = max(
        found,
        key=lambda one: (
            round(one.score, 3),
            reading(one.label).amounts == of_code,
            one.code[:2] == code[:2],
            one.code[:4] == code[:4],
        ),
        default=None,
    )
    if best is None:
        return None
    clearly = best.score >= _LEAST and best.score - own >= _MARGIN
    instead = own < _LITTLE and best.score >= _ENOUGH
    return best if clearly or instead or (best.score == 1.0 and _decides(label, code)) else None


def _decides(label: str, code: str) -> bool:
    """Whether a label that is another procedure's says something that this one's does not, or leaves out what tells it apart."""
    (meant, *_), labeled = _forms()[code], concepts(label)
    vaccine = _VACCINES[0] <= code <= _VACCINES[1]
    parts = meant - labeled - _MADE if vaccine else (meant - labeled) & excluding()
    return bool((labeled - meant) & vocabulary() or parts)


def understood(label: str) -> bool:
    """Whether our labels have any word of a label."""
    return any(map(_tells, frozenset().union(*(labeled.words for labeled in readings(label))) & vocabulary()))


def is_drug(code: str) -> bool:
    """Whether a code is of HCPCS's drugs."""
    return bool(re.fullmatch(r"J\d{4}", code)) and code in known_labels()


def names_another_drug(label: str, code: str) -> bool:
    """Whether a label names a drug, and none of those of the code."""
    meant = _drug_words(known_labels()[code]).union(*_names(code))
    labeled = frozenset(word for one in readings(label) for word in one.words) - _NO_NAME
    if not meant or shares(labeled, meant)[1] > 0 if labeled else True:
        return False
    return any(word in _drug_names() for word in labeled if re.search(r"[a-z]{4}", word))


def same_drug(label: str, code: str) -> str:
    """The code of the same drug in the amount that a label names; "" when there is none."""
    meant = _drug_words(known_labels()[code])
    for other, text in known_labels().items():
        if (
            other != code
            and is_drug(other)
            and _drug_words(text) & meant
            and compare(label, text, ours=True).says == "agrees"
        ):
            return other
    return ""


def _drug_words(label: str) -> frozenset[str]:
    return concepts(re.sub(r",[^()]*$", "", label)) - _NO_NAME


@cache
def _drug_names() -> frozenset[str]:
    labels = {word for code in known_labels() if code.startswith("J") for word in _drug_words(known_labels()[code])}
    names = (words for code in procedure_names() if code.startswith(("J", "Q5")) for words in _names(code))
    return frozenset(labels).union(*names) - _NO_NAME
