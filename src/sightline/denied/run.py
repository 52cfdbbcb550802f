"""Claims and remittances in, one answer for every line that was denied, reduced or rejected out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from sightline.payers.profile import Profile, find_profile
from sightline.pricing.contract import Contract
from sightline.pricing.denials import left_aside
from sightline.pricing.price import Options, Pricer
from sightline.reference.store import Reference, open_reference
from sightline.remits.result import Reconciled
from sightline.remits.run import reconcile

from . import acknowledged
from .deadline import NONE
from .decide import ORDER, Answer, decide
from .facts import MEDICARE, Facts
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
    store = reference if isinstance(reference, Reference) else open_reference(reference)
    found = reconcile(
        claims, remits, locality=locality, zip_code=zip_code, payer=payer, contract=contract, apm=apm,
        nonparticipating=nonparticipating, reference=store, columns=columns,
    )  # fmt: skip
    options = Options(
        locality=locality, zip_code=zip_code, payer=payer or "", contract=contract, apm=apm,
        nonparticipating=nonparticipating,
    )  # fmt: skip
    told = records(report, found.priced, store) if report is not None else {}
    paths = [history] if isinstance(history, (str, Path)) else list(history or ())
    forced = find_profile(payer) if payer else None
    counts = later_paid(paths) if paths else None
    sent = [acknowledgments] if isinstance(acknowledgments, (str, Path)) else list(acknowledgments or ())
    receipts = acknowledged.acknowledgments(sent) if sent else {}
    return answered(found, Pricer(store, options), told, counts, on or date.today(), forced, receipts)


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
    decided = list(subjects(found, records, forced, receipts))
    worth = _worth(found, decided, pricer)
    for subject in decided:
        parts = _parts(subject, on)
        if all(part.answer.action == "none" for part in parts) and not _unexplained(subject, parts):
            settled.append(Line(subject, tuple(parts), _SETTLED, Decimal(0), Decimal(0)))
        else:
            lines.append(_line(subject, parts, worth, history))
    verdicts = found.outcome["verdict"].to_pylist()
    open_lines = verdicts.count("not-remitted")
    if open_lines + len(decided) + (together := _together(found)) != found.outcome.num_rows:
        raise AssertionError(f"{len(decided)} decided, {together} with others and {open_lines} open of {len(verdicts)}")
    refused = rejections(found, receipts or {}, forced, on)
    return Denials(
        (*lines, *refused.lines), found, on, tuple(settled), together + refused.covered, open_lines - refused.covered
    )


def _together(found: Reconciled) -> int:
    """Claim lines that are answered with others: in sum, with the claim as a whole, or with the remitted line."""
    keys, verdicts = (found.outcome[name].to_pylist() for name in ("remit_key", "verdict"))
    return sum(
        verdict == "in-sum" or (key is None and verdict != "not-remitted")
        for key, verdict in zip(keys, verdicts, strict=True)
    )


def _parts(subject: Subject, on: date) -> list[Part]:
    """The adjustments of a subject, each with its answer."""
    row, known = subject.row, reasons()
    parts = []
    for (group, reason), amount in subject.adjustments.items():
        if not amount and len(subject.adjustments) > 1:
            continue
        facts = Facts(
            subject.payer, group, reason, frozenset(row["remarks"]), subject.modifiers, frozenset(subject.findings),
            subject.marks,
        )  # fmt: skip
        if row["verdict"] == "reversed":
            answer = _REVERSED
        elif amount < 0:
            answer = _ADDED
        else:
            answer = decide(facts, on=on, notice=subject.notice, service=row["date_from"], profile=subject.profile)
        says = known[reason][1] if reason in known else "not in the tables"
        parts.append(Part(group, reason, says, amount, answer))
    return parts


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
        return Line(subject, (), lead, (row["billed"] or Decimal(0)) - (row["paid"] or Decimal(0)), None)
    first = min(parts, key=lambda part: (ORDER.index(part.answer.action), -part.amount))
    lead = first.answer
    amount = sum((part.amount for part in parts if part.answer.action == lead.action), Decimal(0))
    stake: Decimal | None = amount
    if lead.action in _PRICED:
        expected = worth.get((row["claim_key"] or 0, row["line_no"] or 0))
        stake = None if expected is None else max(expected - (row["allowed"] or Decimal(0)), Decimal(0))
    elif lead.action in ("write-off", "none"):
        stake = Decimal(0)
    counts = None
    if history is not None:
        counts = history.get((subject.remitter, first.reason), (0, 0))
    return Line(subject, tuple(parts), lead, amount, stake, counts)


def _worth(found: Reconciled, decided: Sequence[Subject], pricer: Pricer) -> dict[tuple[int, int], Decimal | None]:
    """What each answered line would be allowed if no finding denied it, with the changes that our findings tell made."""
    priced = found.priced
    expected = found.outcome.select(["kind", "claim_key", "line_no", "expected", "basis"]).to_pylist()
    by_line = {(row["claim_key"], row["line_no"]): row for row in expected if row["kind"] == "line"}
    changed = {
        (s.row["claim_key"], s.row["line_no"]): s.changes
        for s in decided
        if s.row["line_no"] is not None
        and (s.changes or by_line[s.row["claim_key"], s.row["line_no"]]["basis"] == "finding")
    }
    worth = {key: row["expected"] for key, row in by_line.items()}
    if not changed or priced.check is None:
        return worth
    keys = {claim for claim, _ in changed}
    rows = [row for row in priced.lines.to_pylist() if row["claim_key"] in keys]
    for row in rows:
        for change in changed.get((row["claim_key"], row["line_no"]), ()):
            if change.action == "set_units":
                row["units"] = Decimal(change.value)
            elif change.action == "replace_code":
                row["code"] = change.value
            else:
                stated = change.value.split() + [""] * 4
                row.update({f"modifier_{n}": stated[n - 1] for n in range(1, 5)})
    lines = pa.Table.from_pylist(rows, priced.lines.schema)
    known = pa.array([key in keys for key in priced.claims["claim_key"].to_pylist()])
    again = pricer.price(priced.claims.filter(known), lines, left_aside(priced.check).slice(0, 0))
    known_payer = {key for key, row in by_line.items() if row["basis"] in ("contract", "fee schedule")}
    known_payer |= {
        (s.row["claim_key"], s.row["line_no"]) for s in decided if s.payer == MEDICARE or priced.contract is not None
    }
    for row in again.table.select(["claim_key", "line", "allowed", "answer"]).to_pylist():
        key = (row["claim_key"], row["line"])
        if key in changed:
            worth[key] = row["allowed"] if key in known_payer and row["answer"] in ("priced", "not-paid") else None
    return worth
