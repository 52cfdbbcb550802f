"""What is answered: each line, claim or remitted line that a payer decided, with the facts that all its adjustments share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims.columns import Parsed
from sightline.payers.profile import DEFAULT, Profile, identify, load_profiles, plain
from sightline.remits.result import Reconciled

from .acknowledged import Acknowledged
from .claims import ADVANTAGE, claims, paid_elsewhere
from .columns import Columns, Row
from .deadline import last_day
from .facts import MEDICARE, OTHER
from .findings import Change, Findings
from .records import Record
from .table import reasons

_FORWARDED = ("19", "20", "21")  # CLP02
_SENT_ON = frozenset({"MA07", "MA18", "N89"})
#: Kinds of reasons, and further reasons, beside which the amount allowed alone shows an underpayment.
_ALLOWING = frozenset({"contract", "cost-share", "settled", "withheld"})
_REDUCING = frozenset({"59", "237", "253", "P12"})
_SHORT = {
    "underpaid": "underpaid",
    "denied-unexpectedly": "underpaid",
    "denied-without-expectation": "nothing-allowed",
}
_ZERO = Decimal(0)
_NO_PAYMENT = ("", "", None)
_READ = (
    "remit_key", "verdict", "kind", "claim_key", "line_no", "lines", "payment_key", "remarks", "modifiers", "code", "date_from",
    "payment_date", "status", "turn", "claim_id",
)  # fmt: skip
_OWN = ("line", "lines", "claim")


class Subject(NamedTuple):
    """A row of a reconciliation's outcome, with what the claim, the findings, the records and other lines say of it."""

    row: Mapping[str, Any]
    payer: str
    profile: Profile | None
    notice: date | None
    remarks: frozenset[str]
    modifiers: frozenset[str]
    findings: dict[str, str]  # edit: its message
    failing: frozenset[str]  # the edits
    changes: tuple[Change, ...]
    marks: frozenset[str]
    remitter: str  # the payer's name in the remittance, in plain letters
    record: Record | None
    adjustments: Mapping[tuple[str, str], Decimal]  # by group and reason
    at: int | None  # the number of the row in the outcome, from 0


def subjects(
    found: Reconciled,
    rows: Columns,
    records: Mapping[tuple[int, int], Record],
    forced: Profile | None = None,
    receipts: Mapping[str, Acknowledged] | None = None,
) -> Iterator[Subject]:
    """Every outcome that a payer decided, in the order of the outcome, whose columns are `rows`; `forced` is the profile of every
    claim's payer, `receipts` what acknowledgments say of the claims. What many lines share is worked out once."""
    payments = _payments(found)
    remitted = zip(*(found.remitted[name].to_pylist() for name in ("filing_code", "crossover")), strict=True)
    of_remit = dict(zip(found.remitted["remit_key"].to_pylist(), remitted, strict=True))
    by_claim = claims(found)
    authorized = _authorized(found)
    findings = Findings(found)
    sets = _Sets()
    modifier_set = Parsed(lambda modifiers: sets[tuple(modifiers.split())])
    profile_of = _profiles(found)
    elsewhere = paid_elsewhere(rows, by_claim)
    after = _decided_after(rows)
    summed = _summed(found.outcome)
    for at, row in enumerate(zip(*(rows[name] for name in _READ), strict=True)):
        (
            remit,
            verdict,
            kind,
            key,
            number,
            lines,
            payment,
            remarks,
            modifiers,
            code,
            day,
            paid_on,
            status,
            turn,
            claim_id,
        ) = row
        if remit is None or verdict in ("in-sum", "not-remitted"):
            continue
        claim, own = by_claim.get(key), kind in _OWN
        payer_name, remitter, produced = payments.get(payment, _NO_PAYMENT)
        filing_code, crossover = of_remit[remit]
        names = claim.names if claim is not None and own and claim.named else ("", payer_name, filing_code)
        profile, payer = profile_of(names)
        if forced is not None and own:
            profile, payer = forced, _payer(forced)
        adjustments = summed[at]
        of_line = findings.of(key, number or 0, adjustments)
        record = records.get((key, number or 0)) if records else None
        marks = of_line.marks
        if verdict in _SHORT:
            marks += _allowed(verdict, adjustments)
        if record is not None and record.mark:
            marks += (record.mark,)
        if authorized and (key, number or (lines or (0,))[0]) in authorized:
            marks += ("authorization",)
        if after and kind == "line" and (key, number) in after:
            marks += ("next-decided",)
        if status in _FORWARDED or crossover or (remarks and not _SENT_ON.isdisjoint(remarks)):
            marks += ("forwarded",)
        if claim is not None:
            if claim.places:
                marks += claim.others(turn)
            if number is not None:
                marks += elsewhere(claim.patient, code, day, (key, number))
        if receipts:
            marks += _received(receipts.get(claim_id), day, profile)
        yield Subject(
            Row(rows, at), payer, profile, paid_on or produced, sets[tuple(remarks)], modifier_set[modifiers],
            of_line.messages, of_line.failing, of_line.changes, sets[marks], remitter, record, adjustments, at,
        )  # fmt: skip


class _Sets(dict[tuple[str, ...], frozenset[str]]):
    """The set of some words, each kept once."""

    def __missing__(self, words: tuple[str, ...]) -> frozenset[str]:
        made = self[words] = frozenset(words)
        return made


def _authorized(found: Reconciled) -> frozenset[tuple[int, int]]:
    """The lines that have an authorization number."""
    lines = found.priced.lines.select(["claim_key", "line_no", "prior_authorization"])
    stated = Columns(lines.filter(pc.greater(pc.utf8_length(lines["prior_authorization"]), 0)))
    return frozenset(zip(stated["claim_key"], stated["line_no"], strict=True))


def _profiles(found: Reconciled) -> Callable[[tuple[str, str, str]], tuple[Profile | None, str]]:
    """What gives the profile of a payer by identifier, name and filing code, as the check knows it, else by these, with whether
    that is Medicare or another."""
    profiles = load_profiles()
    by_title = {profile.title: profile for profile in profiles}
    check = found.priced.check
    stated = {
        (row["payer_id"], row["payer_name"], row["filing_code"]): by_title[row["payer"]]
        for row in (check.payers.to_pylist() if check is not None else ())
        if row["known"] and row["payer"] in by_title
    }

    @cache
    def profile_of(names: tuple[str, str, str]) -> tuple[Profile | None, str]:
        profile = stated.get(names) or identify(profiles, *names) if names[2] != ADVANTAGE else None
        return profile, _payer(profile)

    return profile_of


def _payer(profile: Profile | None) -> str:
    """The payer as facts have it."""
    return MEDICARE if profile is not None and profile.name == DEFAULT else OTHER


def _payments(found: Reconciled) -> dict[int, tuple[str, str, date | None]]:
    """Each payment's payer by name and in plain letters, and the date on which it was made out."""
    table = found.payments
    rows = zip(*(table[name].to_pylist() for name in ("payment_key", "payer_name", "production_date")), strict=True)
    return {key: (name, plain(name), day) for key, name, day in rows}


def _decided_after(rows: Columns) -> set[tuple[int, int]]:
    """The lines of which a payer after the first has decided its part."""
    further = [at for at, kind in enumerate(rows["kind"]) if kind == "other-payer"]
    if not further:
        return set()
    places = list(zip(rows["claim_key"], rows["line_no"], strict=True))
    own = {places[at]: rows["turn"][at] for at, kind in enumerate(rows["kind"]) if kind == "line"}
    return {places[at] for at in further if (rows["turn"][at] or 0) > (own.get(places[at]) or 0)}


def _allowed(verdict: str, adjustments: Mapping[tuple[str, str], Decimal]) -> tuple[str, ...]:
    """Whether less was allowed than expected, or nothing at all, and no reason but the allowed amount is given."""
    known = reasons()
    given = {reason for (_, reason), amount in adjustments.items() if amount} - _REDUCING
    kinds = {known[reason][0] if reason in known else "" for reason in given}
    return (_SHORT[verdict],) if kinds <= _ALLOWING else ()


def _summed(outcome: pa.Table) -> list[dict[tuple[str, str], Decimal]]:
    """Of each row the dollars by group and reason, in the order of the remittance."""
    given = outcome["adjustments"].combine_chunks()
    groups, reasons_, amounts = (given.values.field(name).to_pylist() for name in ("group", "reason", "amount"))
    keys: dict[tuple[str, str], tuple[str, str]] = {}
    named = [keys.setdefault(key, key) for key in zip(groups, reasons_, strict=True)]
    summed_up = []
    for start, end in pairwise(given.offsets.to_pylist()):
        summed: dict[tuple[str, str], Decimal] = {}
        for key, amount in zip(named[start:end], amounts[start:end], strict=True):
            if key in summed:
                summed[key] += amount or _ZERO
            else:
                summed[key] = amount or _ZERO
        summed_up.append(summed)
    return summed_up


def _received(receipt: Acknowledged | None, service: date | None, profile: Profile | None) -> tuple[str, ...]:
    """Whether the payer accepted the claim in time; where its time is not known, whether it accepted it at all."""
    if receipt is None or receipt.accepted is None:
        return ()
    route = "new-claim" if profile is not None and profile.name == DEFAULT else "first-claim"
    until = last_day(route, notice=None, service=service, profile=profile)
    return () if until.over(receipt.accepted) else ("accepted-in-time",)
