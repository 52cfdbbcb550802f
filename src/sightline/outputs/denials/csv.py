"""Answers to denials as CSV, a row for each, for spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TextIO

import pyarrow as pa

from sightline.claims.columns import Parsed
from sightline.denied.decide import Answer
from sightline.denied.result import Denials, Line
from sightline.outputs.cells import safe
from sightline.outputs.denials.record import day
from sightline.outputs.price.record import dollars

COLUMNS = (
    "kind", "claim", "line", "code", "modifiers", "date", "payer", "provider", "billed", "paid", "codes", "remarks",
    "action", "route", "do", "deadline", "deadline_says", "deadline_source", "amount", "at_stake", "denied_before",
    "paid_later", "changes", "findings", "never", "source", "row", "payment", "payment_date", "payer_claim_number", "file",
    "segment", "byte", "remittance_file", "remittance_segment", "remittance_byte",
)  # fmt: skip
_Cells = tuple[Any, ...]
#: Rows of the outcome that are made texts together.
_SOME = 50_000


def _as_is(value: Any) -> Any:
    return value


def _words(value: Any) -> object:
    """Modifiers or remarks with blanks between."""
    return safe(" ".join(value.split() if isinstance(value, str) else value))


def _known(shown: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The same, of values of which there are few: each is made a text once."""
    return Parsed(shown).__getitem__


def _given(value: str | None) -> object:
    return safe(value or "")


#: The columns of an outcome in the order of COLUMNS, with how each is shown: up to what it paid, the remarks, the payment,
#: and from the payer's number on. A negative amount begins with a minus and is no formula.
_OUTCOME: tuple[dict[str, Callable[[Any], Any]], ...] = (
    {
        "kind": _known(safe), "claim_id": safe, "line_no": _as_is, "code": _known(safe), "modifiers": _known(_words),
        "date_from": _known(day), "payer": _known(safe), "provider": _known(safe), "billed": dollars, "paid": dollars,
    },
    {"remarks": _words},
    {"payment": _given},
    {
        "payer_claim_number": safe, "file": _known(safe), "segment": _as_is, "byte": _as_is, "remit_file": _known(safe),
        "remit_segment": _as_is, "remit_byte": _as_is,
    },
)  # fmt: skip


def write_denials(found: Denials, out: TextIO) -> None:
    """Write the answers in the order of the claims."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_rows(found))


def _rows(found: Denials) -> Iterator[_Cells]:
    """The rows; what an answer says is made text once for all its lines."""
    outcomes, at = _outcomes(found.reconciled.outcome), -1
    answers: dict[int, tuple[_Cells, _Cells]] = {}  # by the identity of the answer, which `found` keeps
    days = _known(day)
    for line in found.lines:
        subject, lead = line.subject, line.lead
        if subject.at is None:
            first, remarks, payment, last = _cells({name: [value] for name, value in subject.row.items()})[0]
        else:
            while at < subject.at:
                at += 1
                first, remarks, payment, last = next(outcomes)
        answer = answers.get(id(lead))
        if answer is None:
            answer = answers[id(lead)] = _answer(lead)
        yield (
            *first, _codes(line), *remarks, *answer[0], dollars(line.amount), dollars(line.at_stake),
            *(line.history or ("", "")), safe("; ".join([change.says for change in subject.changes])),
            safe(" ".join(subject.findings)), *answer[1], *payment, days(subject.notice), *last,
        )  # fmt: skip


def _outcomes(outcome: pa.Table) -> Iterator[tuple[_Cells, ...]]:
    """The cells of every outcome, as _OUTCOME groups them."""
    shown = outcome.select([name for group in _OUTCOME for name in group])
    for first in range(0, shown.num_rows, _SOME):
        yield from _cells(shown.slice(first, _SOME).to_pydict())


def _cells(columns: Mapping[str, list[Any]]) -> list[tuple[_Cells, ...]]:
    """The cells of each row of some columns, as _OUTCOME groups them."""
    groups = (zip(*(map(shown, columns[name]) for name, shown in group.items()), strict=True) for group in _OUTCOME)
    return list(zip(*groups, strict=True))


def _codes(line: Line) -> object:
    return safe("; ".join([f"{part.group}-{part.reason} {part.amount}" for part in line.parts]))


def _answer(lead: Answer) -> tuple[_Cells, _Cells]:
    """What an answer says: from the action to the source of its deadline, and from what is forbidden to its row."""
    until = lead.deadline
    never = "; ".join(f"{action}: {why}" for action, why in lead.never)
    words = (lead.action, lead.route, lead.do, day(until.day), until.says, until.source)
    return tuple(map(safe, words)), tuple(map(safe, (never, lead.source, lead.row)))
