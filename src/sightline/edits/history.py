"""Earlier claims (`--history`): edits see their lines beside those that are checked, and report on none of them.

An earlier claim has a negative key, so that it comes before every claim that is checked and is taken from it at sight.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims.batch import Counts
from sightline.claims.issues import NOT_COMPARED
from sightline.claims.patient import with_keys
from sightline.claims.schema import ISSUE
from sightline.tables import with_column

_COUNTED = ("claims", "lines", "rejected_claims", "rejected_lines")


@dataclass(frozen=True)
class History:
    """Earlier claims with their lines and diagnoses, in the schemas CLAIM, LINE and DIAGNOSIS, with negative keys."""

    claims: pa.Table
    lines: pa.Table
    diagnoses: pa.Table


def earlier(claims: pa.Table, lines: pa.Table, diagnoses: pa.Table) -> History:
    """Earlier claims as they were read, as a history: with keys below zero, in the order that they had."""
    step = (pc.max(claims["claim_key"]).as_py() or 0) + 1
    past = with_keys(claims, pc.subtract(claims["claim_key"], step))
    return History(past, *(_numbered(table, step) for table in (lines, diagnoses)))


def counted(counts: Counts) -> dict[str, int]:
    """What a summary says of the reading of earlier claims."""
    return {f"history_{name}": getattr(counts, name) for name in _COUNTED}


def lost(rejected: pa.Table) -> pa.Table:
    """What could not be read of the earlier claims (schema REJECTED), as notes on their files (schema ISSUE)."""
    message = pc.binary_join_element_wise(rejected["reason"], NOT_COMPARED, rejected["level"], "")
    return pa.table({"message": message} | {name: rejected[name] for name in ISSUE.names[1:]}).cast(ISSUE)


def with_source(findings: pa.Table, history: History) -> pa.Table:
    """The findings, the messages of those that relate to an earlier claim ending with its number, date and file."""
    at = pc.index_in(findings["other_claim_key"], history.claims["claim_key"])
    if at.null_count == len(at):
        return findings
    dates = history.lines.select(["claim_key", "date_from"]).group_by("claim_key").aggregate([("date_from", "min")])
    date = dates["date_from_min"].take(pc.index_in(findings["other_claim_key"], dates["claim_key"]))
    of = history.claims.select(["claim_id", "file"]).take(at)
    source = pc.binary_join_element_wise(
        "; earlier claim ",
        of["claim_id"],
        " of ",
        pc.fill_null(date.cast(pa.string()), "no date"),
        " in ",
        of["file"],
        "",
    )
    message = pc.binary_join_element_wise(findings["message"], pc.fill_null(source, ""), "")
    return with_column(findings, "message", message)


def _numbered(table: pa.Table, step: int) -> pa.Table:
    return with_column(table, "claim_key", pc.subtract(table["claim_key"], step))
