"""How each mention stands: affirmed, denied, hypothetical, historical, uncertain, or part of an unfilled template.

Negation, hypotheticals, history and uncertainty are medspaCy's ConText, over an empty English pipeline: no model, no
network. Templates and quoted earlier reports are recognized by their marks.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sightline.extras import install

from .document import ReportError
from .sentences import Sentence, clauses
from .vocabulary import Named, denying

_RULES = Path(__file__).parent / "context.toml"

AFFIRMED = "affirmed"
#: Characters that go through ConText at once.
_PART = 1500
#: The categories of ConText in the order in which they win, and what a mention then is.
_STANDINGS = (
    ("HYPOTHETICAL", "hypothetical"),
    ("HISTORICAL", "historical"),
    ("NEGATED_EXISTENCE", "negated"),
    ("POSSIBLE_EXISTENCE", "uncertain"),
)
#: Marks of a template that nobody filled in: empty or worded brackets, blanks, stars, pick lists, empty boxes.
_UNFILLED = re.compile(
    r"\[\s*\](?!\()|\[(?!\s*[xX✓]\s*\])(?=[^\]\d]*\])(?!addendum|sic\b|(?:electronically |digitally |e-?)?sign|x\b)"
    r"[^\]\n]{1,60}\]|_{3,}|"
    r"\*{3}|\{[^}\n]{0,60}\}|<(?!\d|\s*\d)[A-Za-z][^>\n]{0,40}>"
    r"|☐|\(\s{1,3}\)|\bchoose (?:an item|one)\b|\bselect (?:one|an? \w+)\b|\bdelete (?:if|as)\b|"
    r"\bXX+\b|\binsert (?:text|time|name|here|number|size)\b"
    r"|@\w+@|\bfill in\b|\?\?\?|\b(?:if applicable|when applicable|where applicable)\b|\b(?:was|"
    r"were)/(?:was|were) not\b",
    re.IGNORECASE,
)
_PICK = re.compile(
    r"\b(?:right ?/ ?left|left ?/ ?right|yes ?/ ?no|was ?/ ?was not|was ?/ ?were|core ?/ ?fna|"
    r"fna ?/ ?core|with ?/ ?without)\b",
    re.I,
)
_DENIES = re.compile(r"\b(?:no|not|never|without|neither|nor)\b", re.I)
_SUPPOSES = re.compile(r"\b(?:will|would|may|might|should|must)\b", re.I)
#: Sections whose words are about another time, or nobody's.
_OF_SECTION = {"template": "template", "prior": "historical", "comparison": "historical"}


@dataclass(frozen=True)
class Mention:
    """A concept named in a sentence (its place among them), and how it stands there."""

    concept: str
    start: int
    end: int
    sentence: int
    assertion: str


class Context:
    """medspaCy's ConText with our rules; built once, used for any number of reports by one thread at a time."""

    def __init__(self) -> None:
        """Raises ReportError when medspaCy is not installed."""
        try:
            import spacy
            from medspacy.context import ConText, ConTextRule
        except ImportError:
            raise ReportError(f"reading reports needs medspaCy: {install('report')}") from None
        except ValueError:
            raise ReportError(
                f"the spaCy that is installed was built for another numpy: {install('report')} brings two that fit"
            ) from None
        entries = tomllib.loads(_RULES.read_text(encoding="utf-8"))
        self._nlp = spacy.blank("en")
        given = ConText(self._nlp).rules
        drop = set(entries["drop"])
        kept = [rule for rule in given if rule.literal not in drop]
        ours = [
            ConTextRule(literal, rule["category"], direction=rule["direction"], max_scope=rule.get("reach"))
            for rule in entries["rule"]
            for literal in rule["says"]
        ]
        self._context = ConText(self._nlp, rules=None, input_span_type="group", span_group_name="mentions")
        self._context.add([*kept, *ours])

    def mentions(self, text: str, found: Sequence[Named], sentences: Sequence[Sentence]) -> list[Mention]:
        """How each named concept stands; what lies in no sentence (headings) is left out."""
        placed = _placed(found, sentences)
        marked = [_mark(text, sentence) for sentence in sentences]
        spans: dict[tuple[int, int], list[int]] = {}
        for at, (one, sentence) in enumerate(placed):
            if not marked[sentence]:
                spans.setdefault((one.start, one.end), []).append(at)
        assertions = [marked[sentence] or AFFIRMED for _, sentence in placed]
        for part in _parts(sentences):
            a, b = part[0].start, part[-1].end
            inside = [place for place in spans if a <= place[0] < b]
            for place, assertion in self._assertions(text[a:b], a, inside, part).items():
                for at in spans[place]:
                    assertions[at] = assertion
        return [
            Mention(
                one.concept, one.start, one.end, sentence, _within(text, one) if assertion == AFFIRMED else assertion
            )
            for (one, sentence), assertion in zip(placed, assertions, strict=True)
        ]

    def _assertions(
        self, text: str, offset: int, places: list[tuple[int, int]], sentences: Sequence[Sentence]
    ) -> dict[tuple[int, int], str]:
        """How the words at `places` stand; `text` is the part of the report that begins at `offset`."""
        doc = self._nlp.make_doc(text)
        bounds = [(s.start - offset, s.end - offset) for s in sentences]
        starts = {start for a, b in bounds for start in (a, b, *clauses(text, a, b))}
        waiting = sorted(starts)
        at = 0
        for token in doc:
            token.is_sent_start = token.i == 0
            while at < len(waiting) and waiting[at] <= token.idx:
                token.is_sent_start = True
                at += 1
        spans: dict[tuple[int, int], Any] = {}
        for start, end in places:
            span = doc.char_span(start - offset, end - offset, label="MENTION", alignment_mode="expand")
            if span is not None:
                spans[start, end] = span
        doc.spans["mentions"] = list(spans.values())
        self._context(doc)
        reached: dict[tuple[int, int], set[str]] = {}
        for target, modifier in doc._.context_graph.edges:
            reached.setdefault((target.start, target.end), set()).add(modifier.category)
        answer = {}
        for place, span in spans.items():
            categories = reached.get((span.start, span.end), set())
            answer[place] = next((word for category, word in _STANDINGS if category in categories), AFFIRMED)
        return answer


def _parts(sentences: Sequence[Sentence]) -> list[Sequence[Sentence]]:
    """The sentences in stretches: ConText compares every word that changes something with every other."""
    parts: list[list[Sentence]] = []
    for sentence in sentences:
        if not parts or sentence.end - parts[-1][0].start > _PART:
            parts.append([])
        parts[-1].append(sentence)
    return list(parts)


def _within(text: str, one: Named) -> str:
    """How the words of a mention themselves let it stand: ConText does not look inside them."""
    if one.concept in denying():
        return AFFIRMED
    words = text[one.start : one.end]
    if _DENIES.search(words):
        return "negated"
    return "hypothetical" if _SUPPOSES.search(words) else AFFIRMED


def _mark(text: str, sentence: Sentence) -> str:
    """What the marks of a sentence or its section say of all in it; "" when they say nothing."""
    words = text[sentence.start : sentence.end]
    if _UNFILLED.search(words) or _PICK.search(words):
        return "template"
    return _OF_SECTION.get(sentence.kind, "")


def _placed(found: Sequence[Named], sentences: Sequence[Sentence]) -> list[tuple[Named, int]]:
    """Each named concept with the sentence that it lies in."""
    placed, at = [], 0
    for one in found:
        while at < len(sentences) and sentences[at].end <= one.start:
            at += 1
        if at < len(sentences) and sentences[at].start <= one.start and one.end <= sentences[at].end:
            placed.append((one, at))
    return placed
