"""What could still come of each subject: what its line would be allowed if no finding denied it, less what was allowed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from sightline.pricing.denials import left_aside
from sightline.pricing.price import Pricer
from sightline.remits.result import Reconciled
from sightline.tables import with_column

from .answers import Answers
from .columns import place
from .facts import MEDICARE
from .findings import Change
from .subject import Subjects

_MODIFIERS = tuple(f"modifier_{n}" for n in range(1, 5))
_CHANGED = ("code", "units", *_MODIFIERS)
_PRICED = frozenset({"appeal", "correct-and-resubmit", "corrected-claim", "ask-payer", "wait"})
_NOTHING = frozenset({"write-off", "none"})
_DOLLARS = pa.decimal128(28, 2)


def at_stake(subjects: Subjects, found: Answers, worth: pa.Array) -> pa.Array:
    """The dollars at stake of each subject by its leading answer; null where nobody can know them."""
    actions = [answer.action for answer in found.answers]
    priced, nothing = (
        pa.array([action in some for action in actions], pa.bool_()).take(found.lead) for some in (_PRICED, _NOTHING)
    )
    zero = pa.scalar(Decimal("0.00"), _DOLLARS)
    allowed = pc.fill_null(subjects.rows["allowed"].combine_chunks().cast(_DOLLARS), zero)
    left = pc.subtract(worth, allowed).cast(_DOLLARS)
    more = pc.if_else(pc.greater(left, zero), left, zero)
    stake = pc.if_else(priced, more, pc.if_else(nothing, zero, found.amount))
    return pc.if_else(pc.and_(pc.is_null(found.first), pc.invert(found.settled)), pa.scalar(None, _DOLLARS), stake)


def worth(found: Reconciled, subjects: Subjects, pricer: Pricer) -> pa.Array:
    """What each subject's line would be allowed with the changes that our findings call for; null where nobody knows."""
    outcome, rows, priced = found.outcome, subjects.rows, found.priced
    lines = outcome.select(["claim_key", "line_no", "expected", "basis"]).filter(pc.equal(outcome["kind"], "line"))
    places = place(rows["claim_key"], rows["line_no"])
    at = pc.index_in(places, place(lines["claim_key"], lines["line_no"]))
    expected, basis = (lines[name].combine_chunks().take(at) for name in ("expected", "basis"))
    expected = expected.cast(_DOLLARS)
    changing = pa.array([bool(each.changes) for each in subjects.situations], pa.bool_()).take(subjects.number)
    concerned = pc.indices_nonzero(pc.and_(pc.is_valid(at), pc.or_(changing, pc.equal(basis, "finding"))))
    if priced.check is None or not len(concerned):
        return expected
    claims, numbers = (rows[name].take(concerned).to_pylist() for name in ("claim_key", "line_no"))
    changes = [subjects.situations[each].changes for each in subjects.number.take(concerned).to_pylist()]
    changed = dict(zip(zip(claims, numbers, strict=True), changes, strict=True))
    medicare = pa.array([each.payer == MEDICARE for each in subjects.situations], pa.bool_()).take(subjects.number)
    of_known = pc.is_in(basis, pa.array(["contract", "fee schedule"]))
    known = set(places.filter(pc.or_(of_known, medicare)).drop_null().to_pylist()) if priced.contract is None else None
    keys = pa.array({claim for claim, _ in changed}, pa.int64())
    again = pricer.price(
        priced.claims.filter(pc.is_in(priced.claims["claim_key"], keys)),
        _changed(priced.lines.filter(pc.is_in(priced.lines["claim_key"], keys)), changed),
        left_aside(priced.check).slice(0, 0),
    )
    own = pc.index_in(places, place(again.lines["claim_key"], again.lines["line_no"]))
    counts = pc.is_in(again.amounts["answer"], pa.array(["priced", "not-paid"]))
    allowed = pc.if_else(counts, again.amounts["allowed"], None).combine_chunks().cast(_DOLLARS).take(own)
    if known is not None:
        allowed = pc.if_else(pc.is_in(places, pa.array(known, pa.int64())), allowed, None)
    again_priced = pc.is_in(places, pc.unique(places.take(concerned)))
    return pc.if_else(pc.and_(again_priced, pc.is_valid(own)), allowed, expected)


def _changed(lines: pa.Table, changes: Mapping[tuple[int, int], Sequence[Change]]) -> pa.Table:
    """Claim lines (schema LINE) with changes made."""
    concerned = [each for each, some in changes.items() if some]
    keys, numbers = (pa.array([each[n] for each in concerned], pa.int64()) for n in (0, 1))
    is_changed = pc.is_in(place(lines["claim_key"], lines["line_no"]), place(keys, numbers))
    chosen = lines.select(["claim_key", "line_no", *_CHANGED]).filter(is_changed).to_pylist()
    for line in chosen:
        for change in changes[line["claim_key"], line["line_no"]]:
            if change.action == "set_units":
                line["units"] = Decimal(change.value)
            elif change.action == "replace_code":
                line["code"] = change.value
            else:
                line.update(zip(_MODIFIERS, change.value.split() + [""] * 4, strict=False))
    for name in _CHANGED:
        values = pa.array([line[name] for line in chosen], lines.schema.field(name).type)
        lines = with_column(lines, name, pc.replace_with_mask(lines[name], is_changed, values))
    return lines
