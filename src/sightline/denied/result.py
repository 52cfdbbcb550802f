"""What a run answers: one answer for each line that was denied, reduced or rejected, and counts that add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from typing import Any, NamedTuple, overload

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims.schema import MONEY
from sightline.payers.profile import Profile
from sightline.remits.result import Reconciled

from .acknowledged import Acknowledged
from .answers import Answers
from .columns import Columns, Row
from .decide import Answer
from .findings import Change
from .history import Counts
from .records import Record
from .subject import Subjects
from .table import actions, reasons, routes

ANSWERS = pa.schema(
    [
        pa.field("kind", pa.string()),  # as in a reconciliation: line, lines, other-payer, claim, remitted
        pa.field("claim", pa.string()),
        pa.field("line", pa.int32()),
        pa.field("code", pa.string()),
        pa.field("modifiers", pa.string()),
        pa.field("date", pa.date32()),
        pa.field("payer", pa.string()),
        pa.field("provider", pa.string()),
        pa.field("billed", MONEY),
        pa.field("paid", MONEY),
        pa.field("action", pa.string()),
        pa.field("route", pa.string()),
        pa.field("deadline", pa.date32()),
        pa.field("deadline_known", pa.bool_()),
        pa.field("amount", MONEY),
        pa.field("at_stake", MONEY),
        pa.field("codes", pa.string()),
        pa.field("remarks", pa.string()),
        pa.field("row", pa.string()),
        pa.field("do", pa.string()),
        pa.field("source", pa.string()),
        pa.field("change", pa.string()),
        pa.field("denied_before", pa.int64()),
        pa.field("paid_later", pa.int64()),
    ]
)


#: The row of a claim that an acknowledgment (277CA) rejects.
REJECTED = "rejected"


class Part(NamedTuple):
    """One adjustment (summed by group and reason) of a line, in dollars, with its own answer."""

    group: str
    reason: str
    says: str
    amount: Decimal
    answer: Answer


class Subject(NamedTuple):
    """A row of a reconciliation's outcome, with what our findings and the records say of it."""

    row: Mapping[str, Any]
    profile: Profile | None
    notice: date | None
    findings: dict[str, str]  # edit: its message
    changes: tuple[Change, ...]
    marks: frozenset[str]
    record: Record | None


class Line(NamedTuple):
    """One answer: the part that leads, and every part. `amount` is the dollars of the parts with the leading action.

    `at_stake` is what could still come by it, in dollars by the pricer; None where nobody can know it. `history` is how
    many lines of the payer were denied so before and how many of them were paid later; None without history.
    """

    subject: Subject
    parts: tuple[Part, ...]
    lead: Answer
    amount: Decimal
    at_stake: Decimal | None
    history: tuple[int, int] | None = None

    @property
    def record(self) -> dict[str, Any]:
        """The answer as a row of the schema ANSWERS."""
        row, lead = self.subject.row, self.lead
        before, later = self.history or (None, None)
        return {
            "kind": row["kind"], "claim": row["claim_id"], "line": row["line_no"], "code": row["code"],
            "modifiers": row["modifiers"], "date": row["date_from"], "payer": row["payer"], "provider": row["provider"],
            "billed": row["billed"], "paid": row["paid"], "action": lead.action, "route": lead.route,
            "deadline": lead.deadline.day, "deadline_known": lead.deadline.known, "amount": self.amount,
            "at_stake": self.at_stake, "codes": " ".join(f"{part.group}-{part.reason}" for part in self.parts),
            "remarks": " ".join(row["remarks"]), "row": lead.row, "do": lead.do, "source": lead.source,
            "change": "; ".join(change.says for change in self.subject.changes), "denied_before": before,
            "paid_later": later,
        }  # fmt: skip


@dataclass(frozen=True)
class Decided:
    """All subjects with their answers and what is at stake, by column; `history` counts what was paid later; None where it is not
    given."""

    outcome: pa.Table
    subjects: Subjects
    answers: Answers
    stake: pa.Array
    records: Mapping[tuple[int, int], Record]
    history: Counts | None

    def lines(self, numbers: Sequence[int]) -> Iterator[Line]:
        """The answers to subjects by their numbers."""
        given, known = self.subjects, self.answers.answers
        for number in numbers:
            situation = given.situations[self._of["number"][number]]
            row = Row(self._rows, self._of["at"][number])
            start, end = self._starts[number], self._starts[number + 1]
            parts = tuple(
                Part(each.group, each.reason, says(each.reason), self._of["part"][at], known[self._of["answer"][at]])
                for at, each in zip(range(start, end), situation.kept, strict=True)
            )
            place = (row["claim_key"], row["line_no"] or 0)
            subject = Subject(
                row, situation.profile, self._of["notice"][number], given.findings.messages(*place), situation.changes,
                situation.marks, self.records.get(place),
            )  # fmt: skip
            lead = known[self._of["lead"][number]]
            yield Line(subject, parts, lead, self._of["amount"][number], self._of["stake"][number], self.before(number))

    def before(self, number: int) -> tuple[int, int] | None:
        """How it went before with a subject's leading reason; None without history, or without a reason."""
        first = self._of["first"][number]
        if self.history is None or first is None or self._of["settled"][number]:
            return None
        situation = self.subjects.situations[self._of["number"][number]]
        return self.history.get((situation.remitter, situation.kept[first - self._starts[number]].reason), (0, 0))

    @cached_property
    def _rows(self) -> Columns:
        return Columns(self.outcome)

    @cached_property
    def _starts(self) -> list[int]:
        """The first part of each subject, and the end of the last one's."""
        sizes = pa.array([len(each.kept) for each in self.subjects.situations], pa.int64())
        return [0, *pc.cumulative_sum(sizes.take(self.subjects.number)).to_pylist()]

    @cached_property
    def _of(self) -> Columns:
        given, found = self.subjects, self.answers
        parts = found.parts
        return Columns(
            {
                "number": given.number, "at": given.at, "notice": given.notice, "lead": found.lead, "first": found.first,
                "amount": found.amount, "settled": found.settled, "stake": self.stake, "part": parts["amount"],
                "answer": parts["answer"],
            }
        )  # fmt: skip


@cache
def says(reason: str) -> str:
    """What a reason says."""
    known = reasons()
    return known[reason][1] if reason in known else "not in the tables"


class Lines(Sequence[Line]):
    """Answers, each made of the columns of `decided` as it is read: those of some subjects, and `further` ones."""

    def __init__(self, decided: Decided, numbers: Sequence[int], further: Sequence[Line] = ()) -> None:
        self._decided = decided
        self._numbers = numbers
        self._further = further

    def __len__(self) -> int:
        return len(self._numbers) + len(self._further)

    def __iter__(self) -> Iterator[Line]:
        yield from self._decided.lines(self._numbers)
        yield from self._further

    @overload
    def __getitem__(self, at: int) -> Line: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Line]: ...
    def __getitem__(self, at: int | slice) -> Line | Sequence[Line]:
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(len(self)))]
        own = len(self._numbers)
        at = at + len(self) if at < 0 else at
        return self._further[at - own] if at >= own else next(self._decided.lines(self._numbers[at : at + 1]))


@dataclass(frozen=True)
class Denials:
    """The answers in the order of the claims. Immutable.

    `refused` are the answers to claims that acknowledgments reject. `together` counts claim lines that are answered with others
    (in sum, or with the claim as a whole), `open` those that no remittance decided. `not_given` are claims that acknowledgments
    reject and that are not among the claims.
    """

    decided: Decided = field(repr=False)
    refused: tuple[Line, ...]
    reconciled: Reconciled = field(repr=False)
    on: date
    together: int
    open: int
    not_given: tuple[Acknowledged, ...] = ()

    @cached_property
    def answered(self) -> pa.Array:
        """The numbers of the subjects of which something is denied or reduced."""
        return pc.indices_nonzero(pc.invert(self.decided.answers.settled))

    @cached_property
    def lines(self) -> Sequence[Line]:
        """One answer for each line that was denied, reduced or rejected."""
        return Lines(self.decided, self.answered.to_pylist(), self.refused)

    @property
    def settled(self) -> int:
        """How many decided lines have nothing denied or reduced."""
        count: int = self.decided.subjects.rows.num_rows - len(self.answered)
        return count

    @cached_property
    def table(self) -> pa.Table:
        """The answers as an Arrow table (schema ANSWERS)."""
        return pa.Table.from_pylist([line.record for line in self.lines], ANSWERS)

    @property
    def summary(self) -> dict[str, Any]:
        """Counts (outcomes, claims that an acknowledgment rejects, answers by action, settled, together, open) and dollars (by
        action, at stake)."""
        found, known = self.decided.answers, self.decided.answers.answers
        leads = pc.value_counts(found.lead.take(self.answered)).to_pylist()
        counted = Counter(line.lead.action for line in self.refused)
        for each in leads:
            counted[known[each["values"]].action] += each["counts"]
        dollars: dict[str, Decimal] = dict.fromkeys(actions(), Decimal(0))
        parts = found.parts.filter(pc.invert(found.settled.take(found.parts["row"])))
        for answer, amount in zip(*_sums(parts, "answer", "amount"), strict=True):
            dollars[known[answer].action] += amount
        stake = self.decided.stake.take(self.answered)
        unknown = [line for line in self.refused if line.at_stake is None]
        return {
            "outcomes": self.reconciled.outcome.num_rows,
            "rejected_claims": sum(line.lead.row == REJECTED for line in self.refused),
            "answers": len(self.lines),
            "settled": self.settled,
            "together": self.together,
            "open": self.open,
            "actions": {action: counted.get(action, 0) for action in actions()},
            "dollars": dollars,
            "at_stake": sum(
                (line.at_stake or Decimal(0) for line in self.refused), pc.sum(stake).as_py() or Decimal(0)
            ),
            "stake_unknown": stake.null_count + len(unknown),
        }


def _sums(table: pa.Table, by: str, amount: str) -> tuple[list[Any], list[Decimal]]:
    summed = table.group_by(by, use_threads=False).aggregate([(amount, "sum")])
    return summed[by].to_pylist(), summed[f"{amount}_sum"].to_pylist()


def route_title(route: str) -> str:
    """A route in words; "" for none."""
    return routes()[route].title if route else ""
