"""What a claim's payer has published decides whether a finding stands, falls away, or is unknown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from sightline.edits.rule.edit import Edit
from sightline.payers.profile import UNKNOWN, UNRECOGNISED, PayerError, Profile, Verdict
from sightline.payers.rules import load_rules

PAYER = ["payer_id", "payer_name", "filing_code"]
_BETWEEN = "\x1f"


class Withheld(NamedTuple):
    """An edit that does not stand as it is for a payer: off, or unknown and why."""

    edit: str
    word: str
    reason: str
    need: str


def withheld(profile: Profile, edits: Iterable[Edit]) -> tuple[Withheld, ...]:
    """The edits that are off or unknown for a payer."""
    found = []
    for edit in edits:
        verdict = profile.verdict(edit.id)
        if verdict.word in ("off", UNKNOWN):
            need = f"payer {profile.title} {verdict.parameter or edit.id}"
            found.append(Withheld(edit.id, verdict.word, _reason(profile, edit, verdict), need))
    return tuple(found)


def check_edits(profile: Profile, edits: Iterable[Edit]) -> None:
    """Raise PayerError when the profile speaks of an edit that is not among `edits`, the whole catalogue."""
    names = [edit.id for edit in edits]
    for ids, _ in profile.edits:
        if not any(name.startswith(ids) for name in names):
            raise PayerError(f"payer profile {profile.name}: no edit begins with {ids!r}; `sightline edits` lists them")


def by_payer(
    findings: pa.Table, gaps: pa.Table, claims: pa.Table, payers: pa.Table, rules: Sequence[Sequence[Withheld]]
) -> tuple[pa.Array | None, pa.Table]:
    """The rows of findings that stand for the claims' payers (their places; None for all), and the gaps.

    `payers` has a row for each payer that the claims name, `rules` what is withheld for each of them. A finding of an
    edit that is off is dropped, and so is a gap; of one that is unknown it becomes a gap that says why.
    """
    listed = [rule for each in rules for rule in each]
    if not listed:
        return None, gaps
    edits = {edit: number for number, edit in enumerate(sorted({rule.edit for rule in listed}))}
    table: list[int | None] = [None] * (len(rules) * len(edits))  # for each payer and edit, its number in `listed`
    at = 0
    for row, each in enumerate(rules):
        for rule in each:
            table[row * len(edits) + edits[rule.edit]] = at
            at += 1
    number_of = pa.array(table, pa.int32())
    payer_of = pc.index_in(payer_keys(claims), payer_keys(payers))

    def rule_of(rows: pa.Table) -> pa.ChunkedArray:
        """The number in `listed` of what is withheld of each row; null when it stands."""
        payer = payer_of.take(pc.index_in(rows["claim_key"], claims["claim_key"]))
        edit = pc.index_in(rows["edit"], pa.array(list(edits), pa.string()))
        return number_of.take(pc.add(pc.multiply(payer, len(edits)), edit))

    off = pa.array([rule.word == "off" for rule in listed])
    kept = gaps.filter(pc.invert(pc.fill_null(off.take(rule_of(gaps)), False)))
    number = rule_of(findings)
    if number.null_count == len(number):
        return None, kept
    unknown = pc.fill_null(pc.invert(off.take(number)), False)
    untold = findings.select(["claim_key", "line_no"]).append_column("rule", number).filter(unknown)
    stands = pc.indices_nonzero(pc.is_null(number))
    if not untold.num_rows:
        return stands, kept
    untold = untold.group_by(untold.column_names, use_threads=False).aggregate([])
    for column in ("edit", "reason", "need"):
        texts = pa.array([getattr(rule, column) for rule in listed], pa.string())
        untold = untold.append_column(column, texts.take(untold["rule"]))
    return stands, pa.concat_tables([kept, untold.select(kept.column_names).cast(kept.schema)])


def _reason(profile: Profile, edit: Edit, verdict: Verdict) -> str:
    """Why what an edit says is unknown for a payer."""
    titles = {rule.name: rule.title for rule in load_rules()}
    if profile is UNRECOGNISED:
        return f"not available for this payer: no profile recognises it, and its rule is unknown: {titles[verdict.parameter]}"
    if verdict.parameter:
        return (
            f"not available for this payer: no policy of {profile.title} is loaded on this: {titles[verdict.parameter]}"
        )
    return f"not available for this payer: whether {profile.title} applies {edit.id} is not known"


def payer_keys(table: pa.Table) -> pa.ChunkedArray:
    """The payer of each row as one text."""
    return pc.binary_join_element_wise(*(table[name] for name in PAYER), _BETWEEN)
