"""The answers to subjects: each adjustment's, which of them leads, and the dollars under it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from .columns import counted, numbered
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
REVERSED = _REVERSED.answer(date.max, None, None, None)
NO_REASON = Answer(
    "ask-payer", "", "no-reason", "the remittance gives no reason for what is not paid: request one",
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


class _Leading(NamedTuple):
    """Of each subject the least rank of its answers, the number of that which leads, its part, and the dollars under its action;
    null where a subject has no adjustment."""

    rank: pa.Array
    answer: pa.Array
    part: pa.Array
    amount: pa.Array


def answers(subjects: Subjects, on: date) -> Answers:
    """The answers on a day."""
    known, number = _answers(subjects, on)
    rank = pa.array([_RANK[answer.action] for answer in known], pa.int32()).take(number)
    parts = subjects.parts.append_column("answer", number).append_column("part", counted(len(number)))
    leading = _leading(parts.append_column("rank", rank), subjects.rows.num_rows)
    parts = parts.append_column("leading", pc.equal(rank, leading.rank.take(parts["row"].combine_chunks())))
    settled = _settled(subjects.rows, leading.rank)
    taken_back = pc.equal(subjects.rows["verdict"], "reversed").combine_chunks()
    reversed_, no_reason, of_settled = (pa.scalar(len(known) + n, pa.int32()) for n in range(3))
    lead = pc.coalesce(leading.answer, pc.if_else(taken_back, reversed_, no_reason))
    billed, paid = _charge(subjects.rows)
    amount = pc.coalesce(leading.amount, pc.subtract(billed, paid).cast(_DOLLARS))
    return Answers(
        [*known, REVERSED, NO_REASON, SETTLED], parts, pc.if_else(settled, of_settled, lead), leading.part,
        pc.if_else(settled, pa.scalar(0, _DOLLARS), amount), settled,
    )  # fmt: skip


def _leading(parts: pa.Table, count: int) -> _Leading:
    """What leads of each of so many subjects: of several answers the first in ORDER, of the same action that with the most
    dollars."""
    every = counted(count)
    ranks = parts.group_by("row", use_threads=False).aggregate([("rank", "min")])
    least = ranks["rank_min"].combine_chunks().take(pc.index_in(every, ranks["row"].cast(pa.int64())))
    candidates = parts.filter(pc.equal(parts["rank"], least.take(parts["row"].combine_chunks())))
    in_order = candidates.sort_by([("row", "ascending"), ("amount", "descending"), ("part", "ascending")])
    first = [("answer", "first"), ("part", "first"), ("amount", "sum")]
    of_row = in_order.group_by("row", use_threads=False).aggregate(first)
    at = pc.index_in(every, of_row["row"].cast(pa.int64()))
    answer, part, amount = (of_row[f"{name}_{how}"].combine_chunks().take(at) for name, how in first)
    return _Leading(least, answer, part, amount.cast(_DOLLARS))


def _settled(rows: pa.Table, rank: pa.Array) -> pa.Array:
    """Whether nothing is denied or reduced: no adjustment calls for anything, nothing was taken back, and where there is none at
    all something is paid."""
    billed, paid = _charge(rows)
    of_line = pc.not_equal(rows["kind"], "claim").combine_chunks()
    unpaid = pc.and_(pc.and_(pc.not_equal(billed, 0), pc.equal(paid, 0)), of_line)
    nothing = pc.if_else(pc.is_null(rank), pc.invert(unpaid), pc.equal(rank, _NOTHING))
    return pc.and_not(nothing, pc.equal(rows["verdict"], "reversed").combine_chunks())


def _charge(rows: pa.Table) -> tuple[pa.Array, pa.Array]:
    """What was billed and paid, in dollars; nothing where it is not known."""
    billed, paid = (pc.fill_null(rows[name].combine_chunks().cast(_DOLLARS), 0) for name in ("billed", "paid"))
    return billed, paid


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
