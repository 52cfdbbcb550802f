"""Answers to denials as CSV, a row for each, for spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import cache
from typing import TextIO

import pyarrow as pa
import pyarrow.compute as pc

from sightline.denied.columns import in_lists
from sightline.denied.decide import Answer
from sightline.denied.findings import Change
from sightline.denied.result import Decided, Denials, Line
from sightline.outputs.cells import safe
from sightline.outputs.columns import cells, joined, lines
from sightline.outputs.denials.record import day
from sightline.outputs.price.record import dollars

COLUMNS = (
    "kind", "claim", "line", "code", "modifiers", "date", "payer", "provider", "billed", "paid", "codes", "remarks",
    "action", "route", "do", "deadline", "deadline_says", "deadline_source", "amount", "at_stake", "denied_before",
    "paid_later", "changes", "findings", "never", "source", "row", "payment", "payment_date", "payer_claim_number", "file",
    "segment", "byte", "remittance_file", "remittance_segment", "remittance_byte",
)  # fmt: skip
#: The columns of an outcome in the order of COLUMNS: up to what it paid, and from the payer's number on.
_FIRST = ("kind", "claim_id", "line_no", "code", "modifiers", "date_from", "payer", "provider", "billed", "paid")
_LAST = ("payer_claim_number", "file", "segment", "byte", "remit_file", "remit_segment", "remit_byte")
#: Answers that are made texts together.
_SOME = 50_000


def write_denials(found: Denials, out: TextIO) -> None:
    """Write the answers in the order of the claims."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    decided = found.decided
    texts = _Texts(decided)
    for first in range(0, len(found.answered), _SOME):
        out.write(_lines(decided, texts, found.answered.slice(first, _SOME)))
    writer.writerows(map(_refused, found.refused))


class _Texts:
    """What is made text once for all lines: answers, situations, and the adjustments of each subject."""

    def __init__(self, decided: Decided) -> None:
        known, situations = decided.answers.answers, decided.subjects.situations
        self.actions = pa.array([joined(_action(answer)) for answer in known], pa.string())
        self.grounds = pa.array([joined(_ground(answer)) for answer in known], pa.string())
        stated = cache(_stated)  # by few of them
        self.findings = pa.array([stated(each.changes, each.failing) for each in situations], pa.string())
        names = [[f"{each.group}-{each.reason}" for each in situation.kept] for situation in situations]
        parts = decided.answers.parts
        named = pa.array(names, pa.list_(pa.string())).take(decided.subjects.number).flatten()
        stated = pc.binary_join_element_wise(named, parts["amount"].combine_chunks().cast(pa.string()), " ")
        self.codes = pc.binary_join(
            in_lists(parts["row"].combine_chunks(), decided.subjects.rows.num_rows, stated), "; "
        )


def _lines(decided: Decided, texts: _Texts, numbers: pa.Array) -> str:
    """The lines of some subjects, which follow each other."""
    subjects, found = decided.subjects, decided.answers
    at = subjects.at.take(numbers)
    start, end = at[0].as_py(), at[-1].as_py() + 1
    rows = decided.outcome.slice(start, end - start).take(pc.subtract(at, at[0]))
    rows = rows.set_column(rows.schema.get_field_index("modifiers"), "modifiers", _known(rows["modifiers"], _words))
    lead = found.lead.take(numbers)
    return lines(
        [
            *(cells(rows[name]) for name in _FIRST),
            cells(texts.codes.take(numbers)),
            cells(pc.binary_join(rows["remarks"], " ")),
            texts.actions.take(lead),
            cells(found.amount.take(numbers)),
            cells(decided.stake.take(numbers)),
            *_before(decided, numbers),
            texts.findings.take(subjects.number.take(numbers)),
            texts.grounds.take(lead),
            cells(rows["payment"]),
            cells(subjects.notice.take(numbers)),
            *(cells(rows[name]) for name in _LAST),
        ]
    )


def _before(decided: Decided, numbers: pa.Array) -> tuple[pa.Array, pa.Array]:
    """How it went before, as cells."""
    if decided.history is None:
        none = pa.repeat("", len(numbers))
        return none, none
    known = [decided.before(number) or ("", "") for number in numbers.to_pylist()]
    return pa.array([str(each) for each, _ in known]), pa.array([str(each) for _, each in known])


def _known(column: pa.ChunkedArray, shown: Callable[[str], str]) -> pa.Array:
    """A column of few texts, each of them changed once."""
    texts = column.combine_chunks().dictionary_encode()
    return pa.array([shown(each) for each in texts.dictionary.to_pylist()], pa.string()).take(texts.indices)


def _words(text: str) -> str:
    """Words with one blank between."""
    return " ".join(text.split())


def _stated(changes: tuple[Change, ...], failing: tuple[str, ...]) -> str:
    """What our findings say: the changes, and the edits that fail."""
    return joined(map(safe, ("; ".join([change.says for change in changes]), " ".join(failing))))


def _action(lead: Answer) -> tuple[object, ...]:
    """What an answer says from the action to the source of its deadline."""
    until = lead.deadline
    return tuple(map(safe, (lead.action, lead.route, lead.do, day(until.day), until.says, until.source)))


def _ground(lead: Answer) -> tuple[object, ...]:
    """What an answer forbids, and its ground."""
    never = "; ".join(f"{action}: {why}" for action, why in lead.never)
    return tuple(map(safe, (never, lead.source, lead.row)))


def _refused(line: Line) -> tuple[object, ...]:
    """The cells of a claim that an acknowledgment rejects: it has no adjustments, and nothing is changed."""
    row, lead = line.subject.row, line.lead
    return (
        *(safe(row[name]) for name in _FIRST), "", " ".join(row["remarks"]), *_action(lead), dollars(line.amount),
        dollars(line.at_stake), "", "", "", safe(" ".join(line.subject.findings)), *_ground(lead), row["payment"],
        day(line.subject.notice), *(safe(row[name]) for name in _LAST),
    )  # fmt: skip
