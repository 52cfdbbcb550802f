"""An answer as plain data: what every output of denials shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sightline.denied.decide import Answer
from sightline.denied.result import Denials, Line, route_title
from sightline.denied.table import actions
from sightline.outputs.price.record import dollars


def lines(found: Denials) -> Iterator[dict[str, Any]]:
    """The answers in the order of the claims; docs/denials.md says what each member holds."""
    return rows(found.lines)


def rows(lines: Sequence[Line]) -> Iterator[dict[str, Any]]:
    """Some answers; what an answer says is made once for all its lines, which share it."""
    answers: dict[int, dict[str, Any]] = {}  # by the identity of the answer, which its lines keep
    for line in lines:
        row, lead = line.subject.row, line.lead
        answered = answers.get(id(lead))
        if answered is None:
            answered = answers[id(lead)] = _answer(lead)
        yield {
            "kind": row["kind"],
            "claim": row["claim_id"],
            "line": row["line_no"],
            "lines": row["lines"] or [],
            "code": row["code"],
            "modifiers": row["modifiers"].split(),
            "date": day(row["date_from"]),
            "payer": row["payer"],
            "provider": row["provider"],
            "billed": dollars(row["billed"]),
            "paid": dollars(row["paid"]),
            **answered["answer"],
            "amount": dollars(line.amount),
            "at_stake": dollars(line.at_stake),
            "chance": chance(line),
            "changes": [
                {"edit": c.edit, "action": c.action, "value": c.value, "says": c.says, "safe": c.safe}
                for c in line.subject.changes
            ],
            "findings": [{"edit": edit, "message": message} for edit, message in line.subject.findings.items()],
            "records": [
                {"report": span.name, "says": span.says, "text": span.text, "start": span.start, "end": span.end}
                for span in (line.subject.record.spans if line.subject.record else ())
            ],
            "missing": list(line.subject.record.missing) if line.subject.record else [],
            "never": answered["never"],
            "parts": [
                {
                    "group": part.group, "reason": part.reason, "says": part.says, "amount": dollars(part.amount),
                    "action": part.answer.action, "row": part.answer.row,
                }
                for part in line.parts
            ],
            "remarks": row["remarks"],
            "payment": row["payment"] or "",
            "payment_date": day(line.subject.notice),
            "payer_claim_number": row["payer_claim_number"],
            "claim_key": row["claim_key"],
            "origin": {name: row[name] for name in ("file", "segment", "byte")},
            "remittance_origin": {name: row[f"remit_{name}"] for name in ("file", "segment", "byte")},
        }  # fmt: skip


def _answer(lead: Answer) -> dict[str, Any]:
    """What an answer says, and what it forbids."""
    answer = {
        "action": lead.action,
        "says": actions()[lead.action],
        "route": lead.route,
        "route_says": route_title(lead.route),
        "do": lead.do,
        "source": lead.source,
        "row": lead.row,
        "deadline": day(lead.deadline.day),
        "deadline_known": lead.deadline.known,
        "deadline_says": lead.deadline.says,
        "deadline_source": lead.deadline.source,
    }
    return {"answer": answer, "never": [{"action": action, "why": why} for action, why in lead.never]}


def day(value: date | None) -> str | None:
    """A date as text."""
    return value.isoformat() if value else None


def chance(line: Line) -> dict[str, int] | None:
    """How it went before: lines that the payer denied for the reason, and those of them that it paid later."""
    return None if line.history is None else {"denied_before": line.history[0], "paid_later": line.history[1]}


def summary(found: Denials) -> dict[str, Any]:
    """Counts and dollars of the run, amounts as texts."""
    totals = found.summary
    return {
        **totals,
        "on": found.on.isoformat(),
        "dollars": {action: dollars(amount) for action, amount in totals["dollars"].items()},
        "at_stake": dollars(totals["at_stake"]),
    }
