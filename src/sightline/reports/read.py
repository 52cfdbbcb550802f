"""One report read: its answers, its facts and what was done. Holds medspaCy between reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from .coding import Suggestion, check_catheter, check_laterality, check_primary, suggest
from .context import Context, Mention
from .document import Document
from .done.events import NAMES, Event
from .done.performed import Performed, performed
from .done.target import ORGANS
from .facts import Fact, concepts_of_facts, facts
from .forms import blanked
from .judge import Answer, Quote, Reading, judge
from .requirements import Requirement, concepts_asked, load_requirements
from .sections import sections
from .sedation import Times, check_times, times
from .sentences import sentences
from .vocabulary import named

#: Concepts that the checks and the coding look at beside those of the requirements and facts.
_CHECKED = frozenset(
    {
        "no-sedation",
        "not-done",
        "clock",
        "minutes",
        "sedation",
        "placing",
        "device",
        "taken",
        "biopsy",
        "drainage",
        "guidance",
        "core-word",
        "aspirate-word",
        "fluid",
        "draining",
        "pathology",
        "histology",
        "cytology",
        "specimen",
        "core-sample",
        "pass-count",
        "unguided",
        "unguided-modality",
        "tunneled",
        "removed",
        "left-in",
        "drain-placed",
        "wire-placed",
        "stopped",
        "started",
        "imaging-none",
        *NAMES.values(),
        *ORGANS,
        "left",
        "right",
        "bilateral",
        "ct",
        "ultrasound",
        "fluoroscopy",
        "mr",
    }
)

#: The kinds of events that give a sample, or drain.
_SAMPLED = frozenset({"core", "aspirate", "fluid", "drain", "tunneled"})


@dataclass(frozen=True)
class Read:
    """A report as read: its answers in the order of the requirements, its facts, what was done, codes to consider."""

    document: Document
    answers: tuple[Answer, ...]
    facts: tuple[Fact, ...]
    done: Performed
    sedation: Times
    suggested: tuple[Suggestion, ...]

    def applies_to(self, requirement: Requirement, billed: Iterable[str]) -> bool:
        """Whether a requirement is for a code that was billed or that the report supports; all are without a claim."""
        codes = set(billed)
        return not codes or not codes.union(each.code for each in self.suggested).isdisjoint(requirement.supports)


class Reader:
    """Reads reports; loading it takes about a second, so keep it. For one thread at a time."""

    def __init__(self) -> None:
        """Raises ReportError when medspaCy is not installed."""
        self._context = Context()
        self._requirements = load_requirements()

    def read(self, document: Document) -> Read:
        """Read one report."""
        reading = self.reading(document.text)
        answers = judge(reading, [r for r in self._requirements if not r.check], {})
        by_id = {answer.requirement.id: answer for answer in answers}
        found = facts(reading, answers)
        what = performed(reading, found)
        sedation = times(reading)
        checks = {
            "sedation-times": check_times,
            "primary-procedure": lambda r, a: check_primary(r, a, what),
            "catheter-left": lambda r, a: check_catheter(r, a, what),
            "laterality": lambda r, a: check_laterality(r, a, what),
        }
        by_id |= {a.requirement.id: a for a in judge(reading, [r for r in self._requirements if r.check], checks)}
        for name, quote in (("sedation_start", sedation.start), ("sedation_stop", sedation.stop)):
            if quote:
                found.append(Fact(name, quote.text, quote.text, quote.start, quote.end))
        found += [
            Fact("organ", event.organ, q.text, q.start, q.end)
            for event in what.events
            if event.organ
            for q in _first(what, event)
        ]
        if not what.events and what.organ:
            found += [Fact("organ", what.organ, q.text, q.start, q.end) for q in what.words["organ"][:1]]
        for value, quotes in what.guided.items():
            found += [Fact("modality", value, q.text, q.start, q.end) for q in quotes]
        if sedation.minutes is not None and not any(fact.name == "sedation_minutes" for fact in found):
            minutes_quote = sedation.stated or sedation.stop
            if minutes_quote:
                found.append(
                    Fact(
                        "sedation_minutes",
                        str(sedation.minutes),
                        minutes_quote.text,
                        minutes_quote.start,
                        minutes_quote.end,
                    )
                )
        for side in sorted(what.sides):
            found += [Fact("laterality", side, q.text, q.start, q.end) for q in what.words["side"] if _says(side, q)][
                :1
            ]
        sampled = {event.kind for event in what.events if not event.discontinued} & _SAMPLED
        for kind in what.kinds:
            if kind not in sampled:
                continue
            found += [Fact("sample_type", kind, q.text, q.start, q.end) for q in what.words.get(kind, ())]
        ordered = tuple(by_id[requirement.id] for requirement in self._requirements)
        return Read(document, ordered, tuple(found), what, sedation, tuple(suggest(what, by_id, sedation)))

    def reading(self, text: str) -> Reading:
        """A text made ready to be judged."""
        words = blanked(text)
        sentences_read = sentences(words, sections(words))
        mentions: list[list[Mention]] = [[] for _ in sentences_read]
        for mention in self._context.mentions(
            words, named(words, _concepts(), [(s.start, s.end) for s in sentences_read]), sentences_read
        ):
            mentions[mention.sentence].append(mention)
        return Reading(text, words, tuple(sentences_read), tuple(tuple(found) for found in mentions))


def _says(side: str, quote: Quote) -> bool:
    """Whether words name a side: their first letter does, or they name both."""
    first = quote.text[:1].lower()
    return first == side[0] or first == "b"


def _first(what: Performed, event: Event) -> tuple[Quote, ...]:
    """The words for the organ of an event: those of the organ where it is the report's, else those of the event."""
    return what.words["organ"][:1] if event.organ == what.organ else event.words[:1]


@lru_cache(maxsize=1)
def _concepts() -> frozenset[str]:
    return concepts_asked() | concepts_of_facts() | _CHECKED
