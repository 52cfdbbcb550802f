"""One answer for one adjustment: the first row of the table that fits and is not forbidden, with its last day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sightline.payers.profile import Profile

from .deadline import NONE, Deadline, last_day
from .facts import Facts
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
    row, never = _fitting(facts)
    if row is None:
        code = facts.reason or "(none)"
        unknown = f"the tables have no row for reason {code}: ask what it means"
        return Answer("ask-payer", "", NO_ROW, unknown, "", NONE, never)
    action, route = steps()[row.step, facts.payer]
    until = last_day(route, notice=notice, service=service, profile=profile)
    if until.over(on):
        cause = routes()[route].late or "good cause"
        told = f"too late: {until.says}; write it off, unless there is {cause}. In time it was to {row.do}"
        return Answer("write-off", "", TOO_LATE, told, until.source, until, never)
    return Answer(action, route, row.id, row.do, row.source, until, never, row.letter)


@lru_cache(maxsize=65_536)
def _fitting(facts: Facts) -> tuple[Row | None, tuple[tuple[str, str], ...]]:
    """The row that answers (None: no row), and what is forbidden."""
    words = facts.words
    never: dict[str, str] = {}
    for each in nevers():
        if each.when.holds(words):
            never.setdefault(each.action, f"{each.says} ({each.source})")
    for row in rows():
        if row.when.holds(words) and forbidden(steps()[row.step, facts.payer][0], words) is None:
            return row, tuple(never.items())
    return None, tuple(never.items())
