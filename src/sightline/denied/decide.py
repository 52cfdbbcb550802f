"""One answer for one adjustment: the first row of the table that fits and is not forbidden, with its last day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sightline.payers.profile import Profile

from .deadline import NONE, Deadline, last_day
from .facts import Facts, explained, own_words
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
    return fitting(facts).answer(on, notice, service, profile)


@dataclass(frozen=True)
class Fit:
    """The row that answers (None: no row), with its action and route, what is asked where none does, and what is forbidden."""

    row: Row | None
    action: str
    route: str
    unknown: str
    never: tuple[tuple[str, str], ...]

    @property
    def counted_from(self) -> str:
        """The date that its last day hangs on: notice, service or "" for none."""
        return routes()[self.route].counted_from if self.route else ""

    def answer(self, on: date, notice: date | None, service: date | None, profile: Profile | None) -> Answer:
        """The answer by the row, with its last day; write off where that is over."""
        row = self.row
        if row is None:
            return Answer(self.action, "", NO_ROW, self.unknown, "", NONE, self.never)
        until = last_day(self.route, notice=notice, service=service, profile=profile)
        if until.over(on):
            cause = routes()[self.route].late or "good cause"
            late = f"too late: {until.says}; write it off, unless there is {cause}. In time it was to {row.do}"
            return Answer("write-off", "", TOO_LATE, late, until.source, until, self.never)
        return Answer(self.action, self.route, row.id, row.do, row.source, until, self.never, row.letter)


def fitting(facts: Facts) -> Fit:
    """The first row that fits and is not forbidden."""
    return fitting_row(facts.payer, facts.group, facts.reason, facts.findings, facts.shared)


def fitting_row(payer: str, group: str, reason: str, findings: frozenset[str], shared: frozenset[str]) -> Fit:
    """The same by what an adjustment is and what is `shared` with the others of its line."""
    possible = _possible(payer, group, reason)
    return _fitting(possible, shared & possible.words, explained(reason, findings))


@lru_cache(20_000)
def _fitting(possible: _Possible, shared: frozenset[str], is_explained: bool) -> Fit:
    """The first row by the words that the rows read: few of all that is known of a line."""
    words = shared | possible.own | ({"explained"} if is_explained else set())
    never: dict[str, str] = {}
    for each in possible.nevers:
        if each.when.holds(words):
            never.setdefault(each.action, f"{each.says} ({each.source})")
    for row, (action, route) in possible.rows:
        if row.when.holds(words) and action not in never:
            return Fit(row, action, route, "", tuple(never.items()))
    unknown = f"the tables have no row for reason {possible.reason or '(none)'}: ask what it means"
    return Fit(None, "ask-payer", "", unknown, tuple(never.items()))


@dataclass(frozen=True, eq=False)
class _Possible:
    """The prohibitions, and the rows with their action and route, that payer, group and reason (whose words are `own`) do not
    rule out alone, and the words that these read."""

    reason: str
    own: frozenset[str]
    nevers: tuple[Never, ...]
    rows: tuple[tuple[Row, tuple[str, str]], ...]
    words: frozenset[str]


@lru_cache(10_000)
def _possible(payer: str, group: str, reason: str) -> _Possible:
    """What is to be tried for an adjustment: a twentieth of the tables."""
    words = own_words(payer, group, reason)

    def may_hold(when: Condition) -> bool:
        any_ = not when.any or any(word in words or not word.startswith(_OWN) for word in when.any)
        all_ = all(word in words or not word.startswith(_OWN) for word in when.all)
        return any_ and all_ and when.none.isdisjoint(words)

    nevers_ = tuple(each for each in nevers() if may_hold(each.when))
    rows_ = tuple((row, steps()[row.step, payer]) for row in rows() if may_hold(row.when))
    conditions = (*(each.when for each in nevers_), *(row.when for row, _ in rows_))
    read = frozenset[str]().union(*(each.all | each.any | each.none for each in conditions))
    return _Possible(reason, words, nevers_, rows_, read)
