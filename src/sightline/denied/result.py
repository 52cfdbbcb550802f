"""What a run answers: one answer for each line that was denied, reduced or rejected, and counts that add up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

import pyarrow as pa

from sightline.claims.schema import MONEY
from sightline.remits.result import Reconciled

from .decide import Answer
from .subject import Subject
from .table import actions, routes

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
class Denials:
    """The answers in the order of the claims. Immutable.

    `settled` counts decided lines of which nothing is denied or reduced, `together` claim lines that are answered with
    others (in sum, or with the claim as a whole), `open` those that no remittance decided.
    """

    lines: tuple[Line, ...]
    reconciled: Reconciled = field(repr=False)
    on: date
    settled_lines: tuple[Line, ...] = field(repr=False)
    together: int
    open: int

    @property
    def settled(self) -> int:
        """How many decided lines have nothing denied or reduced."""
        return len(self.settled_lines)

    @cached_property
    def table(self) -> pa.Table:
        """The answers as an Arrow table (schema ANSWERS)."""
        return pa.Table.from_pylist([line.record for line in self.lines], ANSWERS)

    @property
    def summary(self) -> dict[str, Any]:
        """Counts (outcomes, claims that an acknowledgment rejects, answers by action, settled, together, open) and dollars (by
        action, at stake)."""
        counted = Counter(line.lead.action for line in self.lines)
        dollars: dict[str, Decimal] = dict.fromkeys(actions(), Decimal(0))
        for line in self.lines:
            for part in line.parts:
                dollars[part.answer.action] += part.amount
        stakes = [line.at_stake for line in self.lines if line.at_stake is not None]
        return {
            "outcomes": self.reconciled.outcome.num_rows,
            "rejected_claims": sum(line.lead.row == REJECTED for line in self.lines),
            "answers": len(self.lines),
            "settled": self.settled,
            "together": self.together,
            "open": self.open,
            "actions": {action: counted.get(action, 0) for action in actions()},
            "dollars": dollars,
            "at_stake": sum(stakes, Decimal(0)),
            "stake_unknown": sum(line.at_stake is None for line in self.lines),
        }


def route_title(route: str) -> str:
    """A route in words; "" for none."""
    return routes()[route].title if route else ""
