"""One answer for one adjustment: the first row of the table that fits and is not forbidden, with its last day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sightline.payers.profile import Profile

from .deadline import NONE, Deadline, last_day
from .facts import Facts
from .subject import Subject
from .table import Row, forbidden, nevers, routes, rows, steps

#: The row of what the tables do not know, and of what is too late.
NO_ROW, TOO_LATE = "no-row", "too-late"
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
        self._rows: dict[tuple[Any, ...], _Fit] = {}
        self._fits: dict[_Fit, _Fit] = {}
        self._answers: dict[tuple[Any, ...], Answer] = {}

    def answer(self, subject: Subject, group_reason: tuple[str, str]) -> Answer:
        """The answer for one adjustment of a subject."""
        facts = (
            subject.payer, group_reason, subject.remarks, subject.modifiers, subject.failing, subject.marks,
        )  # fmt: skip
        fit = self._rows.get(facts)
        if fit is None:
            payer, (group, reason), *sets = facts
            fit = _fitting(Facts(payer, group, reason, *sets))
            fit = self._rows[facts] = self._fits.setdefault(fit, fit)
        service = subject.row["date_from"]
        dates = (id(fit), id(subject.profile), *((subject.notice, service) if fit.route else ()))
        answer = self._answers.get(dates)
        if answer is None:
            answer = self._answers[dates] = _dated(fit, self._on, subject.notice, service, subject.profile)
        return answer


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
    never: dict[str, str] = {}
    for each in nevers():
        if each.when.holds(words):
            never.setdefault(each.action, f"{each.says} ({each.source})")
    for row in rows():
        if row.when.holds(words) and forbidden(steps()[row.step, facts.payer][0], words) is None:
            return _Fit(row, *steps()[row.step, facts.payer], "", tuple(never.items()))
    unknown = f"the tables have no row for reason {facts.reason or '(none)'}: ask what it means"
    return _Fit(None, "ask-payer", "", unknown, tuple(never.items()))


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
