"""A payer's decisions from claims and remittances: which lines it denied or paid, what a loaded rule had said, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.edits.options import CheckOptions
from sightline.edits.payer_rules import payer_keys
from sightline.engines.duckdb import DuckDB
from sightline.errors import SightlineError
from sightline.learn.evidence import DECISION
from sightline.payers.profile import DEFAULT
from sightline.pricing.denials import left_aside
from sightline.pricing.price import Options, Pricer
from sightline.reference.store import Reference
from sightline.remits.run import reconcile

#: Verdicts of denials, by whether a loaded rule had said so; docs/remittances.md.
_EXPLAINED = ("bundled-as-predicted", "denied-as-predicted")
_DENIED = ("denied-unexpectedly", "denied-without-expectation", *_EXPLAINED)
#: Verdicts of lines that the payer allowed something for.
_PAID = (
    "as-expected", "sequestration", "incentive", "withheld", "paid-to-patient", "underpaid", "overpaid", "paid-unexpectedly",
    "paid-without-expectation",
)  # fmt: skip


class LearnError(SightlineError):
    """Nothing can be learned from what was given; the message says what is missing."""


@dataclass(frozen=True)
class History:
    """What one payer decided: claims, lines and diagnoses (schemas CLAIM, LINE, DIAGNOSIS), and `decisions` (DECISION).

    `title` is the payer as people call it, `names` are the names and `ids` the identifiers under which the claims have it;
    `profile` is its profile's title, "" without one.
    """

    title: str
    profile: str
    names: tuple[str, ...]
    ids: tuple[str, ...]
    claims: pa.Table
    lines: pa.Table
    diagnoses: pa.Table
    decisions: pa.Table


def history_of(
    remits: str | Path | Sequence[str | Path],
    claims: Any,
    payer: str,
    *,
    locality: str = "",
    zip_code: str = "",
    apm: bool = False,
    reference: Reference | Path | str | None = None,
    columns: Mapping[str, str] | None = None,
) -> History:
    """What `payer` (a profile's name or title, or a name or identifier of the claims) decided, from files or tables.

    Raises LearnError where no claim is the payer's or none of its lines was decided, and what `reconcile` raises.
    """
    found = reconcile(
        claims, remits, locality=locality, zip_code=zip_code, apm=apm, reference=reference, columns=columns
    )
    priced = found.priced
    assert priced.check is not None
    payers = priced.check.payers
    rows = payers.to_pylist()
    named = [payer.strip().upper() in _called(row) for row in rows]
    own = [row for row, yes in zip(rows, named, strict=True) if yes]
    if not own:
        known = sorted({_title(row) for row in rows})
        raise LearnError(f"no claim is of the payer {payer!r}; the claims name {', '.join(known) or 'no payer'}")
    theirs = priced.claims.filter(
        pc.is_in(payer_keys(priced.claims), payer_keys(payers.filter(pa.array(named))).combine_chunks())
    )
    lines = priced.lines.filter(pc.is_in(priced.lines["claim_key"], theirs["claim_key"].combine_chunks()))
    diagnoses = priced.check.diagnoses
    diagnoses = diagnoses.filter(pc.is_in(diagnoses["claim_key"], theirs["claim_key"].combine_chunks()))
    options = Options(locality=locality, zip_code=zip_code, apm=apm, payer=DEFAULT)
    medicare = Pricer(CheckOptions(reference=reference).store, options).price(theirs, lines, left_aside(priced.check))
    ranked = medicare.steps.filter(pc.equal(medicare.steps["rule"], "surgery"))
    decisions = _decisions(found.outcome, medicare.table, ranked, theirs)
    if not decisions.num_rows:
        raise LearnError(f"no remittance answers a line of {_title(own[0])}")
    return History(
        title=_title(own[0]),
        profile=own[0]["payer"] if own[0]["known"] else "",
        names=tuple(sorted({row["payer_name"] for row in own if row["payer_name"]})),
        ids=tuple(sorted({row["payer_id"] for row in own if row["payer_id"]})),
        claims=theirs,
        lines=lines,
        diagnoses=diagnoses,
        decisions=decisions,
    )


def _called(row: Mapping[str, Any]) -> set[str]:
    """What a payer may be called, in capitals."""
    names = {row["payer_name"], row["payer_id"], row["insurer"], row["payer"] if row["known"] else ""}
    return {name.strip().upper() for name in names if name}


def _title(row: Mapping[str, Any]) -> str:
    """What a payer is called before people: as its profile calls it, else as the claims do."""
    return str(row["payer"] if row["known"] else row["payer_name"] or row["payer_id"])


def _decisions(outcome: pa.Table, medicare: pa.Table, ranked: pa.Table, claims: pa.Table) -> pa.Table:
    """The rows of DECISION for the lines of these claims that the payer denied or paid."""
    engine = DuckDB()
    try:
        for name, table in (
            ("outcome", outcome), ("medicare", medicare), ("ranked", ranked), ("own_claim", claims.select(["claim_key"])),
            ("verdicts", pa.table({
                "verdict": [*_DENIED, *_PAID],
                "denied": [True] * len(_DENIED) + [False] * len(_PAID),
                "explained": [verdict in _EXPLAINED for verdict in (*_DENIED, *_PAID)],
            })),
        ):  # fmt: skip
            engine.register(name, table)
        return engine.query(
            """SELECT o.claim_key, o.line_no, v.denied, v.explained,
                   -- Of several adjustments the one that took most.
                   coalesce(list_max(list_transform(o.adjustments,
                       lambda a: {'amount': a.amount, 'text': a."group" || ' ' || a.reason})).text, '') AS reason,
                   o.allowed, m.allowed AS expected, CAST(replace(r.detail, 'place ', '') AS INTEGER) AS place
               FROM outcome o
               JOIN own_claim c ON c.claim_key = o.claim_key
               JOIN verdicts v ON v.verdict = o.verdict
               LEFT JOIN medicare m ON m.claim_key = o.claim_key AND m.line = o.line_no
               LEFT JOIN ranked r ON r.claim_key = o.claim_key AND r.line_no = o.line_no
               WHERE o.kind = 'line' ORDER BY o.claim_key, o.line_no"""
        ).cast(DECISION)
    finally:
        engine.close()
