"""Claims that an acknowledgment (277CA) rejects and that no remittance decided: correct them and send them again.

A claim that is rejected only as a duplicate is with the payer already: it waits.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sightline.payers.profile import DEFAULT, Profile, identify, load_profiles
from sightline.remits.result import Reconciled

from .acknowledged import Acknowledged
from .deadline import last_day
from .decide import TOO_LATE, Answer
from .facts import MEDICARE, OTHER
from .result import REJECTED, Line, Subject
from .table import statuses, steps

_SOURCE = "005010X214; X12 external code list 507; CMS Claims Processing Manual, Pub. 100-04, chapter 1 section 80.3.2 (not read)"
_NEVER = (
    ("appeal", "nothing was decided, so there is nothing to appeal (X12 277CA)"),
    ("bill-patient", "nothing was decided that leaves it to the patient (X12 277CA)"),
)
_RESEND = "correct it and send it again as a first claim"
_WAIT = "the payer has it already: wait for its remittance, and ask after thirty days"
_ABSENT: dict[str, Any] = {
    "line_no": None, "lines": None, "code": "", "modifiers": "", "paid": None, "allowed": None, "expected": None,
    "payment": "", "turn": None, "remit_key": None, "remit_line": None, "remit_file": "", "remit_segment": None,
    "remit_byte": None, "verdict": REJECTED, "taken_back": None,
}  # fmt: skip


class Rejections(NamedTuple):
    """An answer for each rejected claim, how many lines not yet remitted they cover, and the rejected claims that are not among
    the claims given."""

    lines: tuple[Line, ...]
    covered: int
    not_given: tuple[Acknowledged, ...] = ()


def rejections(found: Reconciled, receipts: Mapping[str, Acknowledged], forced: Profile | None, on: date) -> Rejections:
    """The answers to the claims whose last acknowledgment rejects them and of which no line is remitted."""
    if not receipts:
        return Rejections((), 0)
    rows: dict[int, list[dict[str, Any]]] = {}
    for row in found.outcome.to_pylist():
        if row["kind"] == "line":
            rows.setdefault(row["claim_key"], []).append(row)
    names = ["claim_key", "claim_id", "payer_id", "payer_name", "filing_code"]
    lines: list[Line] = []
    covered = 0
    claims = found.priced.claims.select(names).to_pylist()
    for claim in claims:
        receipt, own = receipts.get(claim["claim_id"]), rows.get(claim["claim_key"], [])
        if receipt is None or not receipt.stands or any(row["verdict"] != "not-remitted" for row in own):
            continue
        profile = forced or identify(load_profiles(), claim["payer_id"], claim["payer_name"], claim["filing_code"])
        covered += len(own)
        lines.append(_line(own, receipt, profile, found, on))
    given = {claim["claim_id"] for claim in claims}
    not_given = (each for each in receipts.values() if each.stands and each.claim not in given)
    return Rejections(tuple(lines), covered, tuple(not_given))


def _code(status: str) -> str:
    """The claim status code of category:status:entity."""
    return f"{status}:".split(":")[1]


def _line(
    own: list[dict[str, Any]], receipt: Acknowledged, profile: Profile | None, found: Reconciled, on: date
) -> Line:
    """The answer to one claim: what is at stake is what its lines are expected to pay, where each is known."""
    payer = MEDICARE if profile is not None and profile.name == DEFAULT else OTHER
    known = all(statuses().get(_code(each), ("",))[0] == "known" for each in receipt.statuses)
    action, route = steps()["wait" if known else "resend", payer]
    first = min((row["date_from"] for row in own if row["date_from"]), default=None)
    until = last_day(route, notice=None, service=first, profile=profile)
    statuses_named = ", ".join(
        f"{each} ({statuses()[each.split(':')[0]][1]})" for each in dict.fromkeys(receipt.statuses)
    )
    do = f"the acknowledgment rejects the claim: {statuses_named}; {_WAIT if known else _RESEND}"
    answer = Answer(action, route, REJECTED, do, _SOURCE, until, _NEVER)
    if until.over(on):
        answer = Answer("write-off", "", TOO_LATE, f"too late: {until.says}; {do}", until.source, until, _NEVER)
    billed = sum((row["billed"] or Decimal(0) for row in own), Decimal(0))
    expected = [row["expected"] for row in own]
    stake = sum(expected, Decimal(0)) if all(amount is not None for amount in expected) else None
    check = found.priced.check
    failing = check.failing.to_pylist() if check is not None else []
    findings = {row["edit"]: row["message"] for row in failing if row["claim_key"] == own[0]["claim_key"]}
    shared = ("claim_key", "claim_id", "payer", "provider", "file", "segment", "byte")
    row = {**_ABSENT, **{name: own[0][name] for name in shared}, "kind": "claim", "date_from": first, "billed": billed,
           "remarks": [], "payer_claim_number": receipt.number}  # fmt: skip
    subject = Subject(row, profile, receipt.rejected, findings, (), frozenset(), None)
    return Line(subject, (), answer, billed, stake if answer.action != "write-off" else Decimal("0.00"))
