"""Which procedure a label names, by our own labels of procedures."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import NamedTuple

from sightline.pages.verify.concepts import concepts, excluding, reading, readings
from sightline.pages.verify.meaning import alike, compare, shares, vocabulary
from sightline.pages.words import known_labels

_LEAST = 0.8  # how well another procedure must fit a label to be named
_MARGIN = 0.2  # and how much better than the code itself
_SAME_AMOUNT = 0.2  # what an amount that fits the code adds
_VACCINES = ("90476", "90759")  # what a vaccine is against are its parts: one more is another vaccine
_LITTLE = 0.2  # a label that has next to nothing of the code's
_ENOUGH = 0.6  # and this much of another's
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


@cache
def _index() -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for code, forms in _forms().items():
        for word in frozenset().union(*forms):
            found.setdefault(word, set()).add(code)
    return {word: tuple(sorted(codes)) for word, codes in found.items()}


def fit(label: str, code: str, kept: frozenset[str] = frozenset()) -> float:
    """How much a label and our label of a code have in common, from 0 to 1.

    Words that no label of ours has do not count, but those `kept`.
    """
    found = 0.0
    for labeled in readings(label):
        words = labeled.words & (vocabulary() | kept) or labeled.words
        for meant in _forms().get(code, ()):
            if words:
                found = max(found, sum(shares(words, meant)) / 2)
    return found


def better(label: str, code: str, gone: frozenset[str] = frozenset()) -> Named | None:
    """The procedure that our label of it fits clearly better than that of `code`; None when none does, or all are `gone`."""
    title = known_labels().get(code, "")
    words = frozenset().union(*_forms().get(code, ()))
    # What abbreviates a word of this code's is no word without meaning when others are tried.
    kept = frozenset(word for word in concepts(label) if any(alike(word, other) for other in words))
    own = fit(label, code, kept) if compare(label, title, ours=True).says != "contradicts" else 0.0
    if {one.unit for one in reading(label).amounts} & {one.unit for one in reading(title).amounts}:
        own += _SAME_AMOUNT
    if own >= 1.0:
        return None
    counted: Counter[str] = Counter()
    for labeled in readings(label):
        for word in labeled.words:
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
    parts = meant - labeled if _VACCINES[0] <= code <= _VACCINES[1] else (meant - labeled) & excluding()
    return bool((labeled - meant) & vocabulary() or parts)


def understood(label: str) -> bool:
    """Whether our labels have any word of a label."""
    return any(labeled.words & vocabulary() for labeled in readings(label))


def is_drug(code: str) -> bool:
    """Whether a code is of HCPCS's drugs."""
    return bool(re.fullmatch(r"J\d{4}", code)) and code in known_labels()


def names_another_drug(label: str, code: str) -> bool:
    """Whether a label names a drug, and none of those of the code."""
    meant = _drug_words(known_labels()[code])
    labeled = frozenset(word for one in readings(label) for word in one.words) - _NO_NAME
    if not meant or shares(labeled, meant)[1] > 0 if labeled else True:
        return False
    return any(word in _drug_names() or word not in vocabulary() for word in labeled if re.search(r"[a-z]{4}", word))


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
    return frozenset(
        word for code, label in known_labels().items() if code.startswith("J") for word in _drug_words(label)
    )
