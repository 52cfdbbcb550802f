"""What is answered: each line, claim or remitted line that a payer decided, with the facts that all its adjustments share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow.compute as pc

from sightline.edits.rule.edit import Edit
from sightline.payers.profile import DEFAULT, Profile, identify, load_profiles, plain
from sightline.remits.result import Reconciled
from sightline.safe_fixes import is_safe

from .acknowledged import Acknowledged
from .deadline import last_day
from .facts import MEDICARE, OTHER
from .records import Record
from .table import reasons

_FIXES = ("set_modifiers", "set_units", "replace_code")
#: Claim filing indicator of Medicare Advantage plans: what they decide goes by their contract.
_ADVANTAGE = "16"
_FORWARDED = ("19", "20", "21")  # CLP02
_SENT_ON = frozenset({"MA07", "MA18", "N89"})
_PLACE = {"P": 1, "S": 2, "T": 3}
#: Kinds of reasons, and further reasons, beside which the amount allowed alone shows an underpayment.
_ALLOWING = frozenset({"contract", "cost-share", "settled", "withheld"})
_REDUCING = frozenset({"59", "237", "253", "P12"})


@dataclass(frozen=True)
class Change:
    """A change of a line that one of our findings tells: action and value as in docs/json.md, in words, safe or not."""

    edit: str
    action: str
    value: str
    says: str
    safe: bool


@dataclass(frozen=True)
class Subject:
    """A row of a reconciliation's outcome, with what the claim, the findings, the records and other lines say of it."""

    row: dict[str, Any]
    payer: str
    profile: Profile | None
    notice: date | None
    modifiers: frozenset[str]
    findings: dict[str, str]  # edit: its message
    changes: tuple[Change, ...]
    marks: frozenset[str]
    remitter: str  # the payer's name in the remittance, in plain letters
    record: Record | None = None
    adjustments: dict[tuple[str, str], Decimal] = field(default_factory=dict)  # by group and reason


def subjects(
    found: Reconciled,
    records: Mapping[tuple[int, int], Record],
    forced: Profile | None = None,
    receipts: Mapping[str, Acknowledged] | None = None,
) -> Iterator[Subject]:
    """Every outcome that a payer decided, in the order of the outcome; `forced` is the profile of every claim's payer,
    `receipts` what acknowledgments say of the claims."""
    profiles = load_profiles()
    payments = {row["payment_key"]: row for row in found.payments.to_pylist()}
    remitted = {
        row["remit_key"]: row
        for row in found.remitted.select(["remit_key", "filing_code", "crossover", "payment_key"]).to_pylist()
    }
    claims, lines = _claims(found), _lines(found)
    findings = _findings(found)
    check = found.priced.check
    catalogue = {edit.id: edit for edit in check.edits} if check is not None else {}
    by_claim = {row["claim_key"]: row for row in claims.values()}
    stated = _payers(found)
    paid = _paid(found, claims)
    after = _decided_after(found)
    seen: dict[tuple[str, ...], Profile | None] = {}
    for row in found.outcome.to_pylist():
        if row["remit_key"] is None or row["verdict"] in ("in-sum", "not-remitted"):
            continue
        remit, payment = remitted[row["remit_key"]], payments.get(row["payment_key"], {})
        claim = by_claim.get(row["claim_key"])
        line = lines.get((row["claim_key"], row["line_no"] or (row["lines"] or [0])[0]))
        names = ("", payment.get("payer_name", ""), remit["filing_code"])
        if (
            claim is not None
            and row["kind"] in ("line", "lines", "claim")
            and (claim["payer_id"] or claim["payer_name"])
        ):
            names = (claim["payer_id"], claim["payer_name"], claim["filing_code"])
        if names not in seen:
            seen[names] = stated.get(names) or identify(profiles, *names)
        profile = seen[names] if names[2] != _ADVANTAGE else None
        if forced is not None and row["kind"] in ("line", "lines", "claim"):
            profile = forced
        adjustments = _summed(row["adjustments"])
        place = (row["claim_key"], row["line_no"] or 0)
        record = records.get(place)
        fails = findings.get(place, []) + (findings.get((row["claim_key"], 0), []) if place[1] else [])
        changes, failing, told = _changes(fails, catalogue, adjustments)
        marks = set(told) | _of_claim(row, claim, remit) | _allowed(row, adjustments)
        if record is not None and record.mark:
            marks.add(record.mark)
        if line is not None and line["prior_authorization"]:
            marks.add("authorization")
        if (row["kind"], row["claim_key"], row["line_no"]) in after:
            marks.add("next-decided")
        marks |= _elsewhere(row, claim, paid) | _received((receipts or {}).get(row["claim_id"]), row, profile)
        yield Subject(
            row, MEDICARE if profile is not None and profile.name == DEFAULT else OTHER, profile,
            row["payment_date"] or payment.get("production_date"), frozenset(row["modifiers"].split()), failing, changes,
            frozenset(marks), plain(payment.get("payer_name", "")), record, adjustments,
        )  # fmt: skip


def _claims(found: Reconciled) -> dict[int, dict[str, Any]]:
    names = ["claim_key", "patient", "payer_id", "payer_name", "filing_code", "responsibility", "other_payers"]
    return {row["claim_key"]: row for row in found.priced.claims.select(names).to_pylist()}


def _lines(found: Reconciled) -> dict[tuple[int, int], dict[str, Any]]:
    rows = found.priced.lines.select(["claim_key", "line_no", "prior_authorization"]).to_pylist()
    return {(row["claim_key"], row["line_no"]): row for row in rows}


def _payers(found: Reconciled) -> dict[tuple[str, ...], Profile]:
    """The profile of each payer that the claims name, as the check knows it."""
    by_title = {profile.title: profile for profile in load_profiles()}
    check = found.priced.check
    return {
        (row["payer_id"], row["payer_name"], row["filing_code"]): by_title[row["payer"]]
        for row in (check.payers.to_pylist() if check is not None else ())
        if row["known"] and row["payer"] in by_title
    }


def _findings(found: Reconciled) -> dict[tuple[int, int], list[dict[str, Any]]]:
    """The findings by claim and line (0: of the claim), `failing` where they fail by the loaded releases."""
    check = found.priced.check
    by_line: dict[tuple[int, int], list[dict[str, Any]]] = defaultdict(list)
    if check is not None:
        grave = check.findings.filter(pc.not_equal(check.findings["status"], "info"))
        for row in grave.to_pylist():
            row["failing"] = row["status"] == "fail" or bool(row.get("outdated"))
            by_line[row["claim_key"], row["line"] or 0].append(row)
    return by_line


def _changes(
    findings: list[dict[str, Any]], edits: dict[str, Edit], adjustments: Mapping[tuple[str, str], Decimal]
) -> tuple[tuple[Change, ...], dict[str, str], set[str]]:
    """The changes that findings tell for the reasons of a line, the edits that fail, and marks of pairs and limits."""
    known = reasons()
    given = {reason for _, reason in adjustments}
    kinds = {known[reason][0] for reason in given if reason in known}
    changes: dict[tuple[str, str, str], Change] = {}
    marks = set()
    for row in findings:
        evidence = dict(row["evidence"] or ())
        marks |= {f"{name}:{evidence[name]}" for name in ("indicator", "mai") if evidence.get(name)}
        carc = edits[row["edit"]].carc
        suits = carc in given or (carc in known and known[carc][0] in kinds)
        if row["failing"] and suits and row["fix_action"] in _FIXES and row["fix_value"] is not None:
            marks.add("fix")
            says = _said(row)
            change = Change(row["edit"], row["fix_action"], row["fix_value"], says, is_safe(row, edits))
            changes.setdefault((row["edit"], row["fix_action"], row["fix_value"]), change)
    return tuple(changes.values()), {row["edit"]: row["message"] for row in findings if row["failing"]}, marks


def _said(row: dict[str, Any]) -> str:
    what = {"set_modifiers": "modifiers", "set_units": "units", "replace_code": "the code"}[row["fix_action"]]
    return f"set {what} to {row['fix_value'] or 'none'} ({row['edit']})"


def _decided_after(found: Reconciled) -> set[tuple[str, int, int]]:
    """The lines of which a payer after the first has decided its part."""
    rows = found.outcome.select(["kind", "claim_key", "line_no", "turn"]).to_pylist()
    own = {(row["claim_key"], row["line_no"]): row["turn"] for row in rows if row["kind"] == "line"}
    return {
        ("line", row["claim_key"], row["line_no"])
        for row in rows
        if row["kind"] == "other-payer" and (row["turn"] or 0) > (own.get((row["claim_key"], row["line_no"])) or 0)
    }


def _of_claim(row: dict[str, Any], claim: dict[str, Any] | None, remit: dict[str, Any]) -> set[str]:
    """Other payers that the claim names, and whether the payer has sent it on."""
    marks = set()
    if row["status"] in _FORWARDED or remit["crossover"] or not _SENT_ON.isdisjoint(row["remarks"]):
        marks.add("forwarded")
    others = (claim or {}).get("other_payers") or []
    if others:
        marks.add("primary")
    own = row["turn"] or _PLACE.get((claim or {}).get("responsibility") or "", 1)
    if any(_PLACE.get(other["responsibility"], 0) > own for other in others):
        marks.add("secondary")
    return marks


def _allowed(row: dict[str, Any], adjustments: Mapping[tuple[str, str], Decimal]) -> set[str]:
    """Whether less was allowed than expected, or nothing at all, and no reason but the allowed amount is given."""
    known = reasons()
    given = {reason for (_, reason), amount in adjustments.items() if amount} - _REDUCING
    kinds = {known[reason][0] if reason in known else "" for reason in given}
    if not kinds <= _ALLOWING:
        return set()
    if row["verdict"] in ("underpaid", "denied-unexpectedly"):
        return {"underpaid"}
    return {"nothing-allowed"} if row["verdict"] == "denied-without-expectation" else set()


def _summed(adjustments: list[dict[str, Any]]) -> dict[tuple[str, str], Decimal]:
    """Dollars by group and reason, in the order of the remittance."""
    summed: dict[tuple[str, str], Decimal] = {}
    for each in adjustments:
        key = (each["group"], each["reason"])
        summed[key] = summed.get(key, Decimal(0)) + (each["amount"] or Decimal(0))
    return summed


def _received(receipt: Acknowledged | None, row: dict[str, Any], profile: Profile | None) -> set[str]:
    """Whether the payer accepted the claim in time; where its time is not known, whether it accepted it at all."""
    if receipt is None or receipt.accepted is None:
        return set()
    route = "new-claim" if profile is not None and profile.name == DEFAULT else "first-claim"
    until = last_day(route, notice=None, service=row["date_from"], profile=profile)
    return set() if until.over(receipt.accepted) else {"accepted-in-time"}


def _paid(found: Reconciled, claims: dict[int, dict[str, Any]]) -> dict[tuple[Any, ...], list[tuple[Any, ...]]]:
    """Lines by patient, code and date: claim, line, what was paid, verdict."""
    by_service: dict[tuple[Any, ...], list[tuple[Any, ...]]] = defaultdict(list)
    names = ["kind", "claim_key", "line_no", "code", "date_from", "paid", "verdict"]
    for row in found.outcome.select(names).to_pylist():
        if row["kind"] == "line":
            patient = claims[row["claim_key"]]["patient"]
            by_service[patient, row["code"], row["date_from"]].append(
                (row["claim_key"], row["line_no"], row["paid"], row["verdict"])
            )
    return by_service


def _elsewhere(
    row: dict[str, Any], claim: dict[str, Any] | None, paid: Mapping[tuple[Any, ...], list[tuple[Any, ...]]]
) -> set[str]:
    """Whether another line of the same service was paid, or is not decided yet."""
    if claim is None or row["line_no"] is None:
        return set()
    same = paid.get((claim["patient"], row["code"], row["date_from"]), ())
    others = [each for each in same if each[:2] != (row["claim_key"], row["line_no"])]
    if any((each[2] or 0) > 0 for each in others):
        return {"paid-before"}
    return {"original-open"} if any(each[3] == "not-remitted" for each in others) else set()
