"""What is answered: each line, claim or remitted line that a payer decided, and the situations in which they are.

A situation is all that the tables read of a line, with the groups and reasons of its adjustments: lines are many and
situations few, so that what is known of one is worked out once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from sightline.payers.profile import DEFAULT, Profile, identify, load_profiles, plain
from sightline.remits.result import Reconciled

from .acknowledged import Acknowledged
from .claims import ADVANTAGE, Marks, marked, other_payers, paid_elsewhere
from .columns import in_lists, joined, numbered, place, summed
from .facts import MEDICARE, OTHER
from .findings import Change, Findings
from .in_time import accepted_in_time, decided_in_time
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
_READ = (
    "remit_key", "verdict", "kind", "claim_key", "line_no", "lines", "payment_key", "remarks", "modifiers", "date_from",
    "payment_date", "status", "turn", "claim_id", "crossover", "adjustments", "billed", "paid", "allowed",
)  # fmt: skip
_OWN = ("line", "lines", "claim")


class Adjustment(NamedTuple):
    """An adjustment (summed by group and reason) without its dollars: below zero, zero or above it (-1, 0, 1)."""

    group: str
    reason: str
    sign: int


class Situation(NamedTuple):
    """What lines have in common that are answered alike, but for their dates: `kept` are the adjustments that are answered."""

    payer: str
    profile: Profile | None
    remitter: str  # the payer's name in the remittance, in plain letters
    reversed: bool
    remarks: frozenset[str]
    modifiers: frozenset[str]
    failing: tuple[str, ...]  # the edits
    changes: tuple[Change, ...]
    marks: frozenset[str]
    kept: tuple[Adjustment, ...]


@dataclass(frozen=True)
class Subjects:
    """Every outcome that a payer decided, in the order of the outcome: `rows` are columns of it, `at` the places in it.

    `parts` are the adjustments that are answered, one after the other: their row (of `rows`) and dollars; `number` is that of
    each row's situation.
    """

    rows: pa.Table
    at: pa.Array
    number: pa.Array
    situations: list[Situation]
    notice: pa.Array
    parts: pa.Table
    findings: Findings


def subjects(
    found: Reconciled,
    records: Mapping[tuple[int, int], Record],
    forced: Profile | None = None,
    receipts: Mapping[str, Acknowledged] | None = None,
) -> Subjects:
    """The subjects of a reconciliation; `forced` is the profile of every claim's payer, `receipts` what acknowledgments say."""
    outcome, claims = found.outcome, found.priced.claims
    aside = pc.is_in(outcome["verdict"], pa.array(["in-sum", "not-remitted"]))
    decided = pc.and_not(pc.is_valid(outcome["remit_key"]), aside)
    rows, at = outcome.select(_READ).filter(decided).combine_chunks(), pc.indices_nonzero(decided)
    column = {name: _whole(rows[name]) for name in _READ}
    claim, line = column["claim_key"], column["line_no"]
    claim_at = pc.index_in(claim, _whole(claims["claim_key"]))
    payment_at = pc.index_in(column["payment_key"], _whole(found.payments["payment_key"]))
    parties, party, remitters = _parties(found, column, claim_at, payment_at)
    findings = Findings(found)
    on_line, on_claim = findings.numbers(claim, pc.fill_null(line, 0))
    given = _given(column["adjustments"])
    shape, shapes, parts = _shapes(given, rows.num_rows)
    patients = _whole(claims["patient"]).take(pc.index_in(_whole(outcome["claim_key"]), _whole(claims["claim_key"])))
    sent_on = pc.or_(pc.is_in(column["status"], pa.array(_FORWARDED)), pc.not_equal(column["crossover"], ""))
    marks = [
        _records(records, claim, line),
        marked(_authorized(found, column), "authorization"),
        marked(_decided_after(outcome, column), "next-decided"),
        marked(sent_on, "forwarded"),
        other_payers(claims, claim_at, column["turn"]),
        paid_elsewhere(outcome, patients, claim, line),
    ]
    shortened = pc.if_else(pc.is_in(column["verdict"], pa.array([*_SHORT, "reversed"])), column["verdict"], "")
    profile_of = _profiles(found, forced)
    profiles = [profile_of(*each)[0] for each in parties]
    notice = pc.coalesce(column["payment_date"], _whole(found.payments["production_date"]).take(payment_at))
    late = pa.array(
        [any(reasons().get(each.reason, ("",))[0] == "late" for each in kept) for kept in shapes], pa.bool_()
    )
    marks.append(decided_in_time(late.take(shape), column["date_from"], notice, party, profiles))
    if receipts:
        marks.append(accepted_in_time(receipts, column["claim_id"], column["date_from"], party, profiles))

    def situation(
        who: int,
        verdict: str,
        remarks: list[str],
        modifiers: str,
        own: int | None,
        whole: int | None,
        form: int,
        *stated: Any,
    ) -> Situation:
        profile, payer = profile_of(*parties[who])
        adjustments = shapes[form]
        of_line = findings.of((own, whole), [each[:2] for each in adjustments])
        words = {*of_line.marks, *(word for each, n in zip(marks, stated, strict=True) for word in each.at(n))}
        if verdict in _SHORT and _only_allowed(adjustments):
            words.add(_SHORT[verdict])
        if not _SENT_ON.isdisjoint(remarks):
            words.add("forwarded")
        return Situation(
            payer, profile, remitters[who], verdict == "reversed", frozenset(remarks), frozenset(modifiers.split()),
            of_line.failing, of_line.changes, frozenset(words), _kept(adjustments),
        )  # fmt: skip

    stated = (column["modifiers"], on_line, on_claim, shape, *(each.numbers for each in marks))
    numbers, first = numbered(party, shortened, joined(column["remarks"]), *stated)
    of_each = (each.take(first).to_pylist() for each in (party, shortened, column["remarks"], *stated))
    situations = [situation(*each) for each in zip(*of_each, strict=True)]
    return Subjects(rows, at, numbers, situations, notice, parts, findings)


def _whole(column: pa.ChunkedArray) -> pa.Array:
    """A column in one piece."""
    whole = column.combine_chunks()
    return pa.concat_arrays(whole.chunks) if isinstance(whole, pa.ChunkedArray) else whole


def _parties(
    found: Reconciled, column: Mapping[str, pa.Array], claim_at: pa.Array, payment_at: pa.Array
) -> tuple[list[tuple[str, str, str, bool]], pa.Array, list[str]]:
    """The payers, each by identifier, name, filing code and whether the claim's own; the number of that of each row; and their
    names in the remittances, in plain letters."""
    claims, remitted = found.priced.claims, found.remitted
    own = pc.is_in(column["kind"], pa.array(_OWN))
    names = [_whole(claims[name]).take(claim_at) for name in ("payer_id", "payer_name", "filing_code")]
    named = pc.or_(*(pc.fill_null(pc.not_equal(name, ""), False) for name in names[:2]))
    remit_at = pc.index_in(column["remit_key"], _whole(remitted["remit_key"]))
    payer = pc.fill_null(_whole(found.payments["payer_name"]).take(payment_at), "")
    stated = (pa.scalar(""), payer, _whole(remitted["filing_code"]).take(remit_at))
    used = pc.and_(own, named)
    names_used = [pc.if_else(used, name, instead) for name, instead in zip(names, stated, strict=True)]
    numbers, first = numbered(*names_used, own, payer)
    parties = list(zip(*(each.take(first).to_pylist() for each in (*names_used, own)), strict=True))
    return parties, numbers, [plain(name) for name in payer.take(first).to_pylist()]


def _profiles(found: Reconciled, forced: Profile | None) -> Any:
    """What gives the profile of a payer by identifier, name, filing code and whether the claim's own: as the check knows it, else
    by these; with whether that is Medicare or another."""
    profiles = load_profiles()
    by_title = {profile.title: profile for profile in profiles}
    check = found.priced.check
    stated = {
        (row["payer_id"], row["payer_name"], row["filing_code"]): by_title[row["payer"]]
        for row in (check.payers.to_pylist() if check is not None else ())
        if row["known"] and row["payer"] in by_title
    }

    @cache
    def profile_of(identifier: str, name: str, code: str, own: bool) -> tuple[Profile | None, str]:
        names = (identifier, name, code)
        profile = stated.get(names) or identify(profiles, *names) if code != ADVANTAGE else None
        if forced is not None and own:
            profile = forced
        return profile, MEDICARE if profile is not None and profile.name == DEFAULT else OTHER

    return profile_of


def _given(adjustments: pa.ListArray) -> pa.Table:
    """The dollars of each row (from 0) by group and reason, in the order of the remittance, with their sign."""
    each = adjustments.flatten()
    amount = pc.fill_null(each.field("amount").cast(pa.decimal128(28, 2)), 0)
    rows, groups, reasons_ = pc.list_parent_indices(adjustments), each.field("group"), each.field("reason")
    of_each = numbered(groups, reasons_)
    wide = pc.multiply(rows.cast(pa.int64()), len(of_each.first))
    same = numbered(pc.add(wide, of_each.numbers.cast(pa.int64())))  # of a number each: one look-up and not three
    amounts = summed(same, amount).cast(pa.decimal128(28, 2))
    signs = pc.if_else(pc.equal(amounts, 0), 0, pc.if_else(pc.less(amounts, 0), -1, 1))
    first = (values.take(same.first) for values in (rows, groups, reasons_))
    return pa.table([*first, amounts, signs], names=["row", "group", "reason", "amount", "sign"])


def _shapes(given: pa.Table, count: int) -> tuple[pa.Array, list[tuple[Adjustment, ...]], pa.Table]:
    """The number of each row's adjustments without their dollars; those of each number; and the ones that are answered."""
    key, known = numbered(*(given[name] for name in ("group", "reason", "sign")))
    adjustments = [
        Adjustment(*each.values()) for each in given.select(["group", "reason", "sign"]).take(known).to_pylist()
    ]
    lists = in_lists(_whole(given["row"]), count, key)
    shape, first = numbered(joined(lists))
    shapes = [tuple(adjustments[each] for each in keys) for keys in lists.take(first).to_pylist()]
    alone = pc.equal(pc.list_value_length(lists).take(given["row"]), 1)
    kept = given.filter(pc.or_(alone, pc.not_equal(given["sign"], 0)))
    return shape, shapes, kept.select(["row", "amount"]).combine_chunks()


def _kept(adjustments: tuple[Adjustment, ...]) -> tuple[Adjustment, ...]:
    """The adjustments that are answered: of several those that have dollars."""
    return tuple(each for each in adjustments if each.sign or len(adjustments) == 1)


def _only_allowed(adjustments: tuple[Adjustment, ...]) -> bool:
    """Whether no reason but the allowed amount is given."""
    known = reasons()
    given = {each.reason for each in adjustments if each.sign} - _REDUCING
    return {known[reason][0] if reason in known else "" for reason in given} <= _ALLOWING


def _records(records: Mapping[tuple[int, int], Record], claim: pa.Array, line: pa.Array) -> Marks:
    """What reports say of the lines."""
    mark_of = {each: record.mark for each, record in records.items() if record.mark}
    words = sorted(set(mark_of.values()))
    keys, lines = (pa.array([each[n] for each in mark_of], pa.int64()) for n in (0, 1))
    numbers = pa.array([words.index(mark) for mark in mark_of.values()], pa.int32())
    at = pc.index_in(place(claim, pc.fill_null(line, 0)), place(keys, lines))
    return Marks(numbers.take(at), [(word,) for word in words])


def _authorized(found: Reconciled, column: Mapping[str, pa.Array]) -> pa.Array:
    """Whether each line, of lines in sum the first, has an authorization number."""
    lines = found.priced.lines.select(["claim_key", "line_no", "prior_authorization"])
    stated = lines.filter(pc.greater(pc.utf8_length(lines["prior_authorization"]), 0))
    several = column["lines"]
    first = pc.list_element(
        pc.if_else(pc.greater(pc.list_value_length(several), 0), several, pa.scalar([0], several.type)), 0
    )
    line = pc.coalesce(column["line_no"], first, pa.scalar(0, pa.int32()))
    return pc.is_in(place(column["claim_key"], line), place(stated["claim_key"], stated["line_no"]))


def _decided_after(outcome: pa.Table, column: Mapping[str, pa.Array]) -> pa.Array:
    """Whether a payer after the first has decided its part of each line."""
    turned = outcome.select(["kind", "claim_key", "line_no", "turn"])
    own, further = (turned.filter(pc.equal(turned["kind"], kind)) for kind in ("line", "other-payer"))
    after = place(further["claim_key"], further["line_no"])
    of_own = _whole(own["turn"]).take(pc.index_in(after, place(own["claim_key"], own["line_no"])))
    later = pc.greater(pc.fill_null(_whole(further["turn"]), 0), pc.fill_null(of_own, 0))
    decided = pc.is_in(place(column["claim_key"], column["line_no"]), after.filter(later).drop_null())
    return pc.and_(decided, pc.equal(column["kind"], "line"))
