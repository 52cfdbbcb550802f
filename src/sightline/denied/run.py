"""Claims and remittances in, one answer for every line that was denied, reduced or rejected out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import compress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.collection import collection_paused
from sightline.edits.options import CheckOptions
from sightline.payers.profile import Profile, find_profile
from sightline.pricing.contract import Contract
from sightline.pricing.denials import left_aside
from sightline.pricing.price import Options, Pricer
from sightline.reference.store import Reference
from sightline.remits.result import Reconciled
from sightline.remits.run import reconciled

from . import acknowledged
from .columns import Columns
from .deadline import NONE
from .decide import ORDER, Answer, Decisions
from .facts import MEDICARE
from .findings import Change
from .history import Counts, later_paid
from .records import Record, records
from .rejected import rejections
from .result import Denials, Line, Part
from .subject import Subject, subjects
from .table import reasons

#: Rows that are not of rows.toml: taken back and not decided again; nothing paid, and no reason given; a payer added money.
_REVERSED = Answer(
    "wait", "", "reversed", "paid and taken back: wait for the new decision", "005010X221A1, CLP02 22", NONE, ()
)
_NO_REASON = Answer(
    "ask-payer", "", "no-reason", "the remittance gives no reason for what is not paid: ask for one",
    "005010X221A1, section 1.10.2.1: a line balances by its adjustments", NONE, (),
)  # fmt: skip
_ADDED = Answer("none", "", "added", "the payer added this amount", "005010X221A1, CAS03 below zero", NONE, ())
_SETTLED = Answer("none", "", "settled", "nothing is denied or reduced", "", NONE, ())
_RANK = {action: rank for rank, action in enumerate(ORDER)}
_ZERO = Decimal("0.00")
_MODIFIERS = tuple(f"modifier_{n}" for n in range(1, 5))
_PRICED = ("appeal", "correct-and-resubmit", "corrected-claim", "ask-payer", "wait")


def denials(
    claims: Any,
    remits: str | Path | Sequence[str | Path],
    *,
    report: Any = None,
    history: str | Path | Sequence[str | Path] | None = None,
    acknowledgments: str | Path | Sequence[str | Path] | None = None,
    on: date | None = None,
    locality: str = "",
    zip_code: str = "",
    payer: str | None = None,
    contract: Contract | Path | str | None = None,
    apm: bool = False,
    nonparticipating: bool = False,
    reference: Reference | Path | str | None = None,
    columns: Mapping[str, str] | None = None,
) -> Denials:
    """What to do with each line of `claims` that the 835 files `remits` deny or reduce, by when, and what is at stake.

    `report` are procedure reports as `sightline.report` takes them; `history` earlier 835 files, from which chances are
    counted; `acknowledgments` 277CA files, whose rejected claims are answered too; `on` the day of asking (default: today),
    after whose passing a route is too late. The others are those of `sightline.reconcile`, whose errors are raised.
    """
    options = Options(
        locality=locality, zip_code=zip_code, payer=payer or "", contract=contract, apm=apm,
        nonparticipating=nonparticipating,
    )  # fmt: skip
    checking = CheckOptions(payer, reference=reference, columns=columns)
    store = checking.store
    found = reconciled(claims, remits, options, checking)
    kept_records = records(report, found.priced, store) if report is not None else {}
    paths = [history] if isinstance(history, (str, Path)) else list(history or ())
    forced = find_profile(payer) if payer else None
    counts = later_paid(paths) if paths else None
    sent = [acknowledgments] if isinstance(acknowledgments, (str, Path)) else list(acknowledgments or ())
    receipts = acknowledged.acknowledgments(sent) if sent else {}
    return answered(found, Pricer(store, options), kept_records, counts, on or date.today(), forced, receipts)


@collection_paused()
def answered(
    found: Reconciled,
    pricer: Pricer,
    records: Mapping[tuple[int, int], Record],
    history: Counts | None,
    on: date,
    forced: Profile | None = None,
    receipts: Mapping[str, acknowledged.Acknowledged] | None = None,
) -> Denials:
    """The answers to a reconciliation; `forced` is the profile of every claim's payer, `receipts` what acknowledgments say.

    Raises AssertionError unless each outcome is decided or open.
    """
    lines: list[Line] = []
    settled: list[Line] = []
    rows = Columns(found.outcome)
    decided = list(subjects(found, rows, records, forced, receipts))
    decisions = Decisions(on)
    with ThreadPoolExecutor(1) as beside:  # the queries of prices leave this thread the time for the answers
        pricing = beside.submit(_worth, found, rows, decided, pricer)
        every = [_parts(subject, decisions) for subject in decided]
        worth = pricing.result()
    for subject, parts in zip(decided, every, strict=True):
        if all(part.answer.action == "none" for part in parts) and not _unexplained(subject, parts):
            settled.append(Line(subject, tuple(parts), _SETTLED, _ZERO, _ZERO))
        else:
            lines.append(_line(subject, parts, worth, history))
    verdicts = rows["verdict"]
    open_lines = verdicts.count("not-remitted")
    if open_lines + len(decided) + (together := _together(rows)) != found.outcome.num_rows:
        raise AssertionError(f"{len(decided)} decided, {together} with others and {open_lines} open of {len(verdicts)}")
    refused = rejections(found, receipts or {}, forced, on)
    return Denials(
        (*lines, *refused.lines), found, on, tuple(settled), together + refused.covered, open_lines - refused.covered
    )


def _together(rows: Columns) -> int:
    """Claim lines that are answered with others: in sum, with the claim as a whole, or with the remitted line."""
    return sum(
        verdict == "in-sum" or (key is None and verdict != "not-remitted")
        for key, verdict in zip(rows["remit_key"], rows["verdict"], strict=True)
    )


def _parts(subject: Subject, decisions: Decisions) -> list[Part]:
    """The adjustments of a subject, each with its answer."""
    given, row = subject.adjustments, subject.row
    reversed_ = row["verdict"] == "reversed"
    answer_to = decisions.answers(subject, row["date_from"])
    parts = []
    for key, amount in given.items():
        if not amount and len(given) > 1:
            continue
        answer = _REVERSED if reversed_ else _ADDED if amount < 0 else answer_to(key)
        group, reason = key
        parts.append(Part(group, reason, _says(reason), amount, answer))
    return parts


@cache
def _says(reason: str) -> str:
    """What a reason says."""
    known = reasons()
    return known[reason][1] if reason in known else "not in the tables"


def _unexplained(subject: Subject, parts: list[Part]) -> bool:
    """Whether something is not paid and no adjustment says why, or a payment was taken back."""
    row = subject.row
    if row["verdict"] == "reversed":
        return True
    return not parts and row["kind"] != "claim" and bool(row["billed"]) and not row["paid"]


def _line(
    subject: Subject, parts: list[Part], worth: Mapping[tuple[int, int], Decimal | None], history: Counts | None
) -> Line:
    """The answer that leads, the dollars under it, what is at stake, and how it went before."""
    row = subject.row
    if not parts:
        lead = _REVERSED if row["verdict"] == "reversed" else _NO_REASON
        return Line(subject, (), lead, (row["billed"] or _ZERO) - (row["paid"] or _ZERO), None)
    first = parts[0] if len(parts) == 1 else min(parts, key=lambda part: (_RANK[part.answer.action], -part.amount))
    lead = first.answer
    amount = _ZERO
    for part in parts:
        if part.answer.action == lead.action:
            amount += part.amount
    stake: Decimal | None = amount
    if lead.action in _PRICED:
        expected = worth.get((row["claim_key"] or 0, row["line_no"] or 0))
        stake = None if expected is None else max(expected - (row["allowed"] or _ZERO), _ZERO)
    elif lead.action in ("write-off", "none"):
        stake = _ZERO
    counts = None
    if history is not None:
        counts = history.get((subject.remitter, first.reason), (0, 0))
    return Line(subject, tuple(parts), lead, amount, stake, counts)


def _worth(
    found: Reconciled, rows: Columns, decided: Sequence[Subject], pricer: Pricer
) -> dict[tuple[int, int], Decimal | None]:
    """What each answered line would be allowed if no finding denied it, with the changes that our findings tell made."""
    priced = found.priced
    places = list(zip(rows["claim_key"], rows["line_no"], strict=True))
    own = [kind == "line" for kind in rows["kind"]]
    worth = dict(compress(zip(places, rows["expected"], strict=True), own))
    basis = dict(compress(zip(places, rows["basis"], strict=True), own))
    changed: dict[tuple[int, int], Sequence[Change]] = {}
    medicare: set[tuple[int, int]] = set()
    for subject in decided:
        place = places[subject.at or 0]
        if place[1] is not None and (subject.changes or basis[place] == "finding"):
            changed[place] = subject.changes
        if subject.payer == MEDICARE:
            medicare.add(place)
    if not changed or priced.check is None:
        return worth
    keys = pa.array({claim for claim, _ in changed}, pa.int64())
    lines = _changed(priced.lines.filter(pc.is_in(priced.lines["claim_key"], keys)), changed)
    claims = priced.claims.filter(pc.is_in(priced.claims["claim_key"], keys))
    again = pricer.price(claims, lines, left_aside(priced.check).slice(0, 0)).table
    names = ("claim_key", "line", "allowed", "answer")
    for claim, number, allowed, answer in zip(*(again[name].to_pylist() for name in names), strict=True):
        place = (claim, number)
        if place not in changed:
            continue
        known = basis[place] in ("contract", "fee schedule") or place in medicare or priced.contract is not None
        worth[place] = allowed if known and answer in ("priced", "not-paid") else None
    return worth


def _changed(lines: pa.Table, changes: Mapping[tuple[int, int], Sequence[Change]]) -> pa.Table:
    """Claim lines (schema LINE) with changes made."""
    new = {name: lines[name].to_pylist() for name in ("code", "units", *_MODIFIERS)}
    places = zip(lines["claim_key"].to_pylist(), lines["line_no"].to_pylist(), strict=True)
    for at, place in enumerate(places):
        for change in changes.get(place, ()):
            if change.action == "set_units":
                new["units"][at] = Decimal(change.value)
            elif change.action == "replace_code":
                new["code"][at] = change.value
            else:
                stated = change.value.split() + [""] * 4
                for name, modifier in zip(_MODIFIERS, stated, strict=False):
                    new[name][at] = modifier
    for name, values in new.items():
        field = lines.schema.field(name)
        lines = lines.set_column(lines.schema.get_field_index(name), field, pa.array(values, field.type))
    return lines
