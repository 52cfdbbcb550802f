"""One answer for one adjustment: the first row of the table that fits and is not forbidden, with its last day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sightline.payers.profile import Profile

from .deadline import NONE, Deadline, last_day
from .facts import Facts
from .subject import Subject
from .table import Condition, Never, Row, nevers, routes, rows, steps

#: The row of what the tables do not know, and of what is too late.
NO_ROW, TOO_LATE = "no-row", "too-late"
#: How words that name payer, group and reason of an adjustment begin.
_OWN = ("payer:", "group:", "carc:", "kind:")
#: What takes a person's time first: of several adjustments of a line the first of these leads.
ORDER = (
    "appeal", "correct-and-resubmit", "corrected-claim", "ask-payer", "bill-secondary", "wait", "bill-patient", "write-off",
    "none",
)  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What to do with an adjustment: `action` and `route` (steps.toml), the id of the row, words, and the ground.

    `never` are the actions that are forbidden here, each with why; `letter` is what a letter to the payer says.
    """

    action: str
    route: str
    row: str
    do: str
    source: str
    deadline: Deadline
    never: tuple[tuple[str, str], ...]
    letter: str = ""


def decide(
    facts: Facts, *, on: date, notice: date | None = None, service: date | None = None, profile: Profile | None = None
) -> Answer:
    """The answer on the day `on` for an adjustment of a remittance of `notice` and a line of `service` (its first day)."""
    return _dated(_fitting(facts), on, notice, service, profile)


class Decisions:
    """Answers on one day, each worked out once: a row for a set of facts, an answer for a row and its dates."""

    def __init__(self, on: date) -> None:
        self._on = on
        self._situations: dict[tuple[Any, ...], _Situation] = {}
        self._fits: dict[_Fit, _Fit] = {}
        self._answers: dict[tuple[Any, ...], dict[int, Answer]] = {}  # by dates and payer, then by fit

    def answers(self, subject: Subject, service: date | None) -> Callable[[tuple[str, str]], Answer]:
        """What answers an adjustment (group and reason) of a subject, whose first day of service is given."""
        facts = (subject.payer, subject.remarks, subject.modifiers, subject.failing, subject.marks)
        fits = self._situations.get(facts)
        if fits is None:
            fits = self._situations[facts] = _Situation(facts, self._fits)
        notice, profile = subject.notice, subject.profile
        dates = (id(profile), notice, service)
        dated = self._answers.get(dates)
        if dated is None:
            dated = self._answers[dates] = {}

        def answer(adjustment: tuple[str, str]) -> Answer:
            fit = fits[adjustment]
            found = dated.get(id(fit))
            if found is None:
                found = dated[id(fit)] = self._dated(fit, notice, service, profile)
            return found

        return answer

    def _dated(self, fit: _Fit, notice: date | None, service: date | None, profile: Profile | None) -> Answer:
        """The answer by a row; one that has no last day is the same for all dates."""
        if fit.route:
            return _dated(fit, self._on, notice, service, profile)
        undated = self._answers.setdefault((), {})
        if id(fit) not in undated:
            undated[id(fit)] = _dated(fit, self._on, notice, service, profile)
        return undated[id(fit)]


class _Situation(dict[tuple[str, str], "_Fit"]):
    """The row for each adjustment (group and reason) under the facts that the adjustments of a line share."""

    def __init__(self, facts: tuple[Any, ...], fits: dict[_Fit, _Fit]) -> None:
        super().__init__()
        self._facts = facts
        self._known = fits

    def __missing__(self, adjustment: tuple[str, str]) -> _Fit:
        payer, *sets = self._facts
        fit = _fitting(Facts(payer, *adjustment, *sets))
        fit = self[adjustment] = self._known.setdefault(fit, fit)
        return fit


@dataclass(frozen=True)
class _Fit:
    """The row that answers (None: no row), with its action and route, what is asked where none does, and what is forbidden."""

    row: Row | None
    action: str
    route: str
    unknown: str
    never: tuple[tuple[str, str], ...]


def _fitting(facts: Facts) -> _Fit:
    """The first row that fits and is not forbidden."""
    words = facts.words
    possible = _possible(facts.payer, facts.group, facts.reason)
    never: dict[str, str] = {}
    for each in possible.nevers:
        if each.when.holds(words):
            never.setdefault(each.action, f"{each.says} ({each.source})")
    for row, (action, route) in possible.rows:
        if row.when.holds(words) and action not in never:
            return _Fit(row, action, route, "", tuple(never.items()))
    unknown = f"the tables have no row for reason {facts.reason or '(none)'}: ask what it means"
    return _Fit(None, "ask-payer", "", unknown, tuple(never.items()))


class _Possible(NamedTuple):
    """The prohibitions, and the rows with their action and route, that payer, group and reason alone do not rule out."""

    nevers: tuple[Never, ...]
    rows: tuple[tuple[Row, tuple[str, str]], ...]


@lru_cache(10_000)
def _possible(payer: str, group: str, reason: str) -> _Possible:
    """What is to be tried for an adjustment: a twentieth of the tables."""
    words = Facts(payer, group, reason).words

    def may_hold(when: Condition) -> bool:
        any_ = not when.any or any(word in words or not word.startswith(_OWN) for word in when.any)
        all_ = all(word in words or not word.startswith(_OWN) for word in when.all)
        return any_ and all_ and when.none.isdisjoint(words)

    return _Possible(
        tuple(each for each in nevers() if may_hold(each.when)),
        tuple((row, steps()[row.step, payer]) for row in rows() if may_hold(row.when)),
    )


def _dated(fit: _Fit, on: date, notice: date | None, service: date | None, profile: Profile | None) -> Answer:
    """The answer by a row, with its last day; write off where that is over."""
    row = fit.row
    if row is None:
        return Answer(fit.action, "", NO_ROW, fit.unknown, "", NONE, fit.never)
    until = last_day(fit.route, notice=notice, service=service, profile=profile)
    if until.over(on):
        cause = routes()[fit.route].late or "good cause"
        late = f"too late: {until.says}; write it off, unless there is {cause}. In time it was to {row.do}"
        return Answer("write-off", "", TOO_LATE, late, until.source, until, fit.never)
    return Answer(fit.action, fit.route, row.id, row.do, row.source, until, fit.never, row.letter)
