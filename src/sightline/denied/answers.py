"""The answers to subjects: each adjustment's, which of them leads, and the dollars under it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from .columns import numbered
from .deadline import NONE
from .decide import ORDER, Answer, Fit, fitting_row
from .facts import Facts
from .subject import Situation, Subjects
from .table import Condition, Row

_ALWAYS = Condition(frozenset(), frozenset(), frozenset())


def _without_row(action: str, name: str, do: str, source: str) -> Fit:
    """What answers by no row of rows.toml."""
    return Fit(Row(name, _ALWAYS, "", do, "", source), action, "", "", ())


#: Paid and taken back, and not decided again; a payer added money.
_REVERSED = _without_row("wait", "reversed", "paid and taken back: wait for the new decision", "005010X221A1, CLP02 22")
_ADDED = _without_row("none", "added", "the payer added this amount", "005010X221A1, CAS03 below zero")
#: Of lines without an adjustment: taken back; nothing paid, and no reason given.
REVERSED = Answer(
    "wait", "", "reversed", "paid and taken back: wait for the new decision", "005010X221A1, CLP02 22", NONE, ()
)
NO_REASON = Answer(
    "ask-payer", "", "no-reason", "the remittance gives no reason for what is not paid: ask for one",
    "005010X221A1, section 1.10.2.1: a line balances by its adjustments", NONE, (),
)  # fmt: skip
SETTLED = Answer("none", "", "settled", "nothing is denied or reduced", "", NONE, ())
_RANK = {action: rank for rank, action in enumerate(ORDER)}
_NOTHING = _RANK["none"]
_DOLLARS = pa.decimal128(28, 2)


@dataclass(frozen=True)
class Answers:
    """Answers by number, and of each subject that of the one that leads, with the dollars under the leading action.

    `parts` are the adjustments one after the other: row (of the subjects), amount, the number of the answer, and whether it is
    `leading` (its action is the one that leads); `first` is the part that leads of each subject, null where it has none;
    `settled` says of which subjects nothing is denied or reduced.
    """

    answers: list[Answer]
    parts: pa.Table
    lead: pa.Array
    first: pa.Array
    amount: pa.Array
    settled: pa.Array


def answers(subjects: Subjects, on: date) -> Answers:
    """The answers on a day."""
    known, number = _answers(subjects, on)
    ranks = pa.array([_RANK[answer.action] for answer in known], pa.int32())
    rows = subjects.parts["row"].combine_chunks()
    count = subjects.rows.num_rows
    parts = subjects.parts.append_column("answer", number).append_column(
        "place", pa.array(range(len(rows)), pa.int64())
    )
    best = pa.table({"row": rows, "rank": ranks.take(number)}).group_by("row", use_threads=False)
    found = best.aggregate([("rank", "min")])
    least = (
        found["rank_min"]
        .combine_chunks()
        .take(pc.index_in(pa.array(range(count), pa.int64()), found["row"].cast(pa.int64())))
    )
    leading = pc.equal(ranks.take(number), least.take(rows))
    candidates = parts.filter(leading).sort_by([("row", "ascending"), ("amount", "descending"), ("place", "ascending")])
    summed = candidates.group_by("row", use_threads=False).aggregate(
        [("amount", "sum"), ("place", "first"), ("answer", "first")]
    )
    at = pc.index_in(pa.array(range(count), pa.int64()), summed["row"].cast(pa.int64()))
    amount, first, lead = (
        summed[name].combine_chunks().take(at) for name in ("amount_sum", "place_first", "answer_first")
    )
    return _with_parts_absent(
        subjects, Answers(known, parts.append_column("leading", leading), lead, first, amount.cast(_DOLLARS), least)
    )


def _with_parts_absent(subjects: Subjects, given: Answers) -> Answers:
    """The same with answers to subjects that have no adjustment; `settled` is made of the least rank there is."""
    rows, least = subjects.rows, given.settled
    taken_back = pc.equal(rows["verdict"], "reversed").combine_chunks()
    absent = pc.is_null(least)
    billed, paid = (pc.fill_null(rows[name].combine_chunks().cast(_DOLLARS), 0) for name in ("billed", "paid"))
    unpaid = pc.and_(pc.not_equal(billed, 0), pc.equal(paid, 0))
    unexplained = pc.and_(absent, pc.and_(unpaid, pc.not_equal(rows["kind"].combine_chunks(), "claim")))
    nothing = pc.or_(absent, pc.fill_null(pc.equal(least, _NOTHING), False))
    settled = pc.and_not(nothing, pc.or_(taken_back, unexplained))
    reversed_, no_reason, of_settled = range(len(given.answers), len(given.answers) + 3)
    other = pc.if_else(taken_back, reversed_, no_reason).cast(pa.int32())
    lead = pc.if_else(settled, pa.scalar(of_settled, pa.int32()), pc.coalesce(given.lead, other))
    left = pc.subtract(billed, paid).cast(_DOLLARS)
    amount = pc.if_else(settled, pa.scalar(0, _DOLLARS), pc.coalesce(given.amount, left))
    return Answers([*given.answers, REVERSED, NO_REASON, SETTLED], given.parts, lead, given.first, amount, settled)


def _answers(subjects: Subjects, on: date) -> tuple[list[Answer], pa.Array]:
    """The answers by number, and the number of each part's: one for a row of the table, and the payer and date by which its last
    day is counted."""
    fits: dict[Fit, int] = {}
    lists = [[fits.setdefault(fit, len(fits)) for fit in _fits(situation)] for situation in subjects.situations]
    fit = pa.array(lists, pa.list_(pa.int32())).take(subjects.number).flatten()
    rows = subjects.parts["row"].combine_chunks()
    counted = [each.counted_from for each in fits]
    by_notice, by_service = (
        pa.array([each == by for each in counted], pa.bool_()).take(fit) for by in ("notice", "service")
    )
    notice, service = (dates.take(rows) for dates in (subjects.notice, subjects.rows["date_from"].combine_chunks()))
    day = pc.if_else(by_notice, notice, pc.if_else(by_service, service, pa.scalar(None, pa.date32())))
    profiles = {id(each.profile): each.profile for each in subjects.situations}
    own = pa.array([list(profiles).index(id(each.profile)) for each in subjects.situations], pa.int32())
    payer = pc.if_else(pc.or_(by_notice, by_service), own.take(subjects.number).take(rows), -1)
    numbers, first = numbered(fit, day, payer)
    of_fit, of_payer = list(fits), list(profiles.values())
    columns = (column.take(first).to_pylist() for column in (fit, day, payer))
    known = [of_fit[n].answer(on, date_, date_, of_payer[who]) for n, date_, who in zip(*columns, strict=True)]
    return known, numbers


def _fits(situation: Situation) -> Iterator[Fit]:
    """The row for each adjustment in a situation."""
    findings = frozenset(situation.failing)
    shared = Facts("", "", "", situation.remarks, situation.modifiers, findings, situation.marks).shared
    for each in situation.kept:
        if situation.reversed:
            yield _REVERSED
        elif each.sign < 0:
            yield _ADDED
        else:
            yield fitting_row(situation.payer, each.group, each.reason, findings, shared)
