"""What an appeal or a request for a reopening says: facts, grounds, evidence and enclosures, for a person to finish and sign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sightline.payers.profile import DEFAULT

from .deadline import Deadline
from .records import Span
from .result import Denials, Line
from .table import remarks, routes

#: Routes on which a letter goes.
ROUTES = ("redetermination", "reconsideration", "reopening", "payer-appeal")


@dataclass(frozen=True)
class Item:
    """A line of the letter: what was billed and decided, why that is wrong, and by what."""

    line: int | None
    code: str
    modifiers: tuple[str, ...]
    date: date | None
    billed: Decimal | None
    allowed: Decimal | None
    at_stake: Decimal | None
    decided: tuple[str, ...]  # each adjustment and remark, with what it says
    ground: str
    source: str
    changes: tuple[str, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Letter:
    """A draft for one claim on one route. The names and numbers are the claim's own: the draft holds health information."""

    route: str
    title: str
    claim: str
    payer: str
    medicare: bool
    payer_claim_number: str
    notice: date | None
    payment: str
    patient: str
    member_id: str
    provider: str
    provider_npi: str
    deadline: Deadline
    items: tuple[Item, ...]
    enclosures: tuple[str, ...]


def letters(found: Denials) -> list[Letter]:
    """A draft for each claim and route of ROUTES, in the order of the claims."""
    claims = {row["claim_key"]: row for row in found.reconciled.priced.claims.to_pylist()}
    grouped: dict[tuple[Any, str, str], list[Line]] = {}
    for line in found.lines:
        row = line.subject.row
        if line.lead.route in ROUTES and row["claim_key"] is not None:
            grouped.setdefault((row["claim_key"], line.lead.route, row["payer_claim_number"]), []).append(line)
    return [_letter(claims[key], route, lines) for (key, route, _), lines in grouped.items()]


def _letter(claim: dict[str, Any], route: str, lines: list[Line]) -> Letter:
    subject = lines[0].subject
    row = subject.row
    items = tuple(_item(line) for line in lines)
    first = min((line.lead.deadline for line in lines), key=lambda each: each.day or date.max)
    patient = " ".join(part for part in (claim["patient_first_name"], claim["patient_last_name"]) if part)
    return Letter(
        route=route, title=routes()[route].title, claim=row["claim_id"], payer=row["payer"],
        medicare=subject.profile is not None and subject.profile.name == DEFAULT,
        payer_claim_number=row["payer_claim_number"], notice=subject.notice, payment=row["payment"] or "",
        patient=patient, member_id=claim["member_id"], provider=claim["billing_name"], provider_npi=claim["billing_npi"],
        deadline=first, items=items, enclosures=_enclosures(row, subject.notice, items),
    )  # fmt: skip


def _item(line: Line) -> Item:
    row, known = line.subject.row, remarks()
    decided = [f"{part.group}-{part.reason} {part.amount:,.2f}: {part.says}" for part in line.parts]
    decided += [f"{code}: {known[code][1]}" if code in known else code for code in row["remarks"]]
    return Item(
        line=row["line_no"], code=row["code"], modifiers=tuple(row["modifiers"].split()), date=row["date_from"],
        billed=row["billed"], allowed=row["allowed"], at_stake=line.at_stake, decided=tuple(decided),
        ground=line.lead.letter or line.lead.do,
        source=line.lead.source,
        changes=tuple(change.says for change in line.subject.changes),
        spans=line.subject.record.spans if line.subject.record is not None else (),
    )  # fmt: skip


def _enclosures(row: Mapping[str, Any], notice: date | None, items: tuple[Item, ...]) -> tuple[str, ...]:
    """What goes with the letter: the remittance, the claim, the reports that are quoted, what the grounds cite."""
    reports = sorted({span.name for item in items for span in item.spans})
    sources = sorted({item.source for item in items if item.source})
    listed = [
        f"remittance {row['payment'] or '(no number)'} of {notice or 'no date'}",
        f"claim {row['claim_id']} as it was sent",
        *(f"report {name}" for name in reports),
        *(f"the passages cited: {source}" for source in sources),
    ]
    return tuple(listed if reports else [*listed, "the medical record of the service (to be added by a person)"])
