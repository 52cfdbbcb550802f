"""Each requirement held against a report: met, contradicted, missing or unclear, with the words that say so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from .context import AFFIRMED, Mention
from .requirements import Evidence, Requirement, choices
from .sentences import Sentence

STATUSES = ("met", "contradicted", "missing", "unclear")
#: From the best assertion of a mention to the worst.
_WORSE = (AFFIRMED, "uncertain", "negated", "hypothetical", "historical", "template")
#: Sections that may stand before the first words about the work.
_BEFORE = ("title", "indication", "history", "consent", "people", "signature", "comparison", "prior", "template")
#: A line that says who the patient is.
_OF_PATIENT = re.compile(r"\W*(?:MRN|name|patient|pt|DOB|accession|date|DOS)\b[^.]*\Z", re.I)
#: What makes a sentence a tale and no name.
_TELLS = re.compile(r"\b(?:was|were|is|are|had|has)\b", re.I)
#: Sections that correct what stands before them.
CORRECTS = ("addendum", "attestation")


@dataclass(frozen=True)
class Quote:
    """Words of the report: always `text[start:end]`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Answer:
    """How a report answers a requirement, and the words it answers with (none when it says nothing)."""

    requirement: Requirement
    status: str
    evidence: tuple[Quote, ...] = ()


@dataclass(frozen=True)
class Reading:
    """A report made ready to be judged: its text, its sentences, and what each of them names."""

    text: str
    words: str  # the text without what nobody chose (forms.py), of the same length
    sentences: tuple[Sentence, ...]
    mentions: tuple[tuple[Mention, ...], ...]  # by sentence

    def quote(self, sentence: int) -> Quote:
        """The words of a sentence."""
        one = self.sentences[sentence]
        return Quote(self.text[one.start : one.end], one.start, one.end)

    def affirms(self, concepts: Iterable[str]) -> bool:
        """Whether the report affirms one of the concepts anywhere."""
        return any(not affirmed.isdisjoint(choices(name)) for name in concepts for affirmed in self.affirmed)

    def kind(self, sentence: int) -> str:
        """The section of a sentence; `title` for a first sentence that names a procedure where no title does."""
        return "title" if sentence == self.head else self.sentences[sentence].kind

    @cached_property
    def head(self) -> int:
        """The first sentence of a report whose title names no procedure, where it is a name and no tale; else -1."""
        for place, sentence in enumerate(self.sentences):
            names = any(m.concept.startswith("named-") for m in self.mentions[place])
            if sentence.kind in _BEFORE:
                if sentence.kind == "title" and names:
                    return -1
                continue
            words = self.words[sentence.start : sentence.end]
            if _OF_PATIENT.match(words):
                continue
            return place if names and len(words.split()) <= 24 and not _TELLS.search(words) else -1
        return -1

    @cached_property
    def present(self) -> tuple[frozenset[str], ...]:
        """The concepts that each sentence names."""
        return tuple(frozenset(m.concept for m in found) for found in self.mentions)

    @cached_property
    def affirmed(self) -> tuple[frozenset[str], ...]:
        """The concepts that each sentence affirms."""
        return tuple(frozenset(m.concept for m in found if m.assertion == AFFIRMED) for found in self.mentions)


@dataclass(frozen=True)
class Hit:
    """A sentence that says what a rule of evidence needs, and how it stands there."""

    rule: Evidence
    sentence: int
    assertion: str


#: A rule that needs more than words: it gets the reading and the answer that the words alone give.
Check = Callable[[Reading, Answer], Answer]


def judge(reading: Reading, requirements: Iterable[Requirement], checks: dict[str, Check]) -> list[Answer]:
    """Answer every requirement; `checks` are the named rules that some of them ask for."""
    answers = []
    for requirement in requirements:
        answer = _answer(reading, requirement)
        answers.append(checks[requirement.check](reading, answer) if requirement.check else answer)
    return answers


def _answer(reading: Reading, requirement: Requirement) -> Answer:
    found = [hit for rule in requirement.evidence for hit in hits(reading, rule, requirement.outside)]
    against = [hit for rule in requirement.against for hit in hits(reading, rule, requirement.outside)]
    whole = [hit for hit in found if hit.rule.grade == "whole" and _counts(hit)]
    partial = [hit for hit in found if (hit.rule.grade == "partial" and _counts(hit)) or hit.assertion == "uncertain"]
    denied = [hit for hit in found if hit.assertion == "negated" and hit.rule.denial in ("contradicts", "weak")]
    strong = [hit for hit in denied if hit.rule.denial == "contradicts"]
    contrary = [hit for hit in against if hit.assertion == AFFIRMED]
    status, used = "missing", list[Hit]()
    if whole and (strong or contrary):
        status, used = _settled(reading, requirement, whole, [*strong, *contrary])
    elif whole:
        status, used = "met", whole
    elif denied or contrary:
        status, used = "contradicted", [*denied, *contrary]
    elif partial:
        status, used = "unclear", partial
    return Answer(requirement, status, quotes(reading, (hit.sentence for hit in used)))


def hits(reading: Reading, rule: Evidence, outside: Sequence[str] = ()) -> list[Hit]:
    """The sentences that say what `rule` needs, with their assertion."""
    if rule.elsewhere and not reading.affirms(rule.elsewhere):
        return []
    found = []
    for place, sentence in enumerate(reading.sentences):
        if rule.sections and sentence.kind not in rule.sections:
            continue
        if not rule.sections and (sentence.kind in outside or sentence.kind in rule.outside):
            continue
        hit = _hit(reading, rule, place)
        if hit is not None:
            found.append(hit)
    return found


def quotes(reading: Reading, sentences: Iterable[int]) -> tuple[Quote, ...]:
    """The words of some sentences, in their order, each once."""
    return tuple(reading.quote(place) for place in sorted(set(sentences)))


def _hit(reading: Reading, rule: Evidence, place: int) -> Hit | None:
    present = reading.present[place]
    if any(present.isdisjoint(choices(name)) for name in (*rule.names, *rule.needs)):
        return None
    mentions = reading.mentions[place]
    if not present.isdisjoint(rule.without):
        return None
    if any(not _beside(reading, place, name) for name in rule.beside):
        return None
    assertion = AFFIRMED
    for name in rule.decide or rule.names:
        best = min((m.assertion for m in mentions if m.concept in choices(name)), key=_WORSE.index)
        assertion = max(assertion, best, key=_WORSE.index)
    if (rule.assertion == "filled" and assertion != "template") or (rule.raw and assertion == "negated"):
        assertion = AFFIRMED
    return Hit(rule, place, assertion)


def _beside(reading: Reading, place: int, name: str) -> bool:
    """Whether a concept is affirmed in a sentence or in one next to it."""
    return any(not found.isdisjoint(choices(name)) for found in reading.affirmed[max(place - 1, 0) : place + 2])


def _counts(hit: Hit) -> bool:
    return hit.assertion == AFFIRMED or (hit.assertion == "negated" and hit.rule.denial == "counts")


def _settled(
    reading: Reading, requirement: Requirement, whole: list[Hit], contrary: list[Hit]
) -> tuple[str, list[Hit]]:
    """What a report says that says both: the later word where it corrects the earlier, else nothing clear."""
    last, last_contrary = max(hit.sentence for hit in whole), max(hit.sentence for hit in contrary)
    corrects = reading.sentences[max(last, last_contrary)].kind in CORRECTS
    if last != last_contrary and (requirement.latest or corrects):
        return ("met", whole) if last > last_contrary else ("contradicted", contrary)
    return "unclear", [*whole, *contrary]


def with_status(answer: Answer, status: str, evidence: Iterable[Quote] | None = None) -> Answer:
    """An answer with another status, and other words when given."""
    return replace(answer, status=status, evidence=answer.evidence if evidence is None else tuple(evidence))
