"""Earlier claims (`--history`): edits see their lines beside those that are checked, and report on none of them.

An earlier claim has a negative key, so that it comes before every claim that is checked and is told from it at sight.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

_BETWEEN = "\x1f"


@dataclass(frozen=True)
class History:
    """Earlier claims with their lines and diagnoses, in the schemas CLAIM, LINE and DIAGNOSIS, with negative keys."""

    claims: pa.Table
    lines: pa.Table
    diagnoses: pa.Table


def earlier(claims: pa.Table, lines: pa.Table, diagnoses: pa.Table, current: pa.Table) -> History:
    """The history of the claims `current`, from earlier claims as they were read.

    Left out is what has been replaced or voided since: a claim of which a later one, with frequency code 7 or 8 and the
    same patient and claim number, is in the history or among the current claims.
    """
    step = (pc.max(claims["claim_key"]).as_py() or 0) + 1
    tables = [_numbered(table, step) for table in (claims, lines, diagnoses)]
    together = pa.concat_tables([table.select(["claim_key", "claim_id", "patient", "frequency"]) for table in
                                 (tables[0], current)])  # fmt: skip
    changed = together.filter(
        pc.and_(pc.is_in(together["frequency"], pa.array(["7", "8"])), pc.not_equal(together["claim_id"], ""))
    )
    last = pa.table({"name": _name(changed), "key": changed["claim_key"]}).group_by("name").aggregate([("key", "max")])
    newest = last["key_max"].take(pc.index_in(_name(tables[0]), last["name"]))
    stands = pc.fill_null(pc.greater_equal(tables[0]["claim_key"], newest), True)
    keys = tables[0]["claim_key"].filter(stands)
    return History(*(table.filter(pc.is_in(table["claim_key"], keys)) for table in tables))


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
    return findings.set_column(findings.schema.get_field_index("message"), "message", message)


def _numbered(table: pa.Table, step: int) -> pa.Table:
    """The table with keys below zero, in the order that they had."""
    return table.set_column(
        table.schema.get_field_index("claim_key"), "claim_key", pc.subtract(table["claim_key"], step)
    )


def _name(claims: pa.Table) -> pa.ChunkedArray:
    return pc.binary_join_element_wise(claims["patient"], claims["claim_id"], _BETWEEN)
