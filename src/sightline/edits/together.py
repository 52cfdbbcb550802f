"""Check several independent sets of claims in one run: what a service does with requests that come at the same moment.

A check of one claim costs mostly planning, so fifty in one run cost little more than one. Each set keeps its own claim
keys and patients: no edit sees across sets, and each answer is what the set alone would have got.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from sightline.edits.check import Checker
from sightline.edits.payer_rules import PAYER
from sightline.edits.people import with_people
from sightline.edits.result import VOID, Result


class Claims(NamedTuple):
    """One set of claims: tables of the schemas CLAIM, LINE and DIAGNOSIS."""

    claims: pa.Table
    lines: pa.Table
    diagnoses: pa.Table


def check_together(checker: Checker, asked: Sequence[Claims]) -> list[Result]:
    """The result of each set, in the order given."""
    if len(asked) == 1:
        return [checker.check(*asked[0])]
    ends, shifted = [0], []
    for number, one in enumerate(asked):
        shifted.append(_shifted(one, ends[-1], number))
        ends.append(ends[-1] + (pc.max(one.claims["claim_key"]).as_py() or 0))
    whole = checker.check(*(pa.concat_tables(tables) for tables in zip(*shifted, strict=True)))
    return [
        Result(
            findings=_between(whole.findings, start, end),
            not_checked=_between(whole.not_checked, start, end),
            claims=one.claims,
            lines=one.lines,
            diagnoses=one.diagnoses,
            edits=whole.edits,
            reference=checker.used(one.lines, _voids(_between(whole.standing, start, end))),
            payers=_of(whole.payers, one.claims),
            standing=_between(whole.standing, start, end),
        )
        for one, start, end in zip(asked, ends, ends[1:], strict=False)
    ]


def _shifted(one: Claims, by: int, number: int) -> Claims:
    """The set with claim keys that start after `by`, and people that nobody else has."""
    tables = [_set(table, "claim_key", pc.add(table["claim_key"], by)) for table in one]
    own = pc.binary_join_element_wise(str(number), with_people(one.claims)["patient"], "|")
    return Claims(_set(tables[0], "patient", own), tables[1], tables[2])


def _between(table: pa.Table, start: int, end: int) -> pa.Table:
    """The rows of one set, with its own claim keys."""
    keys = table["claim_key"]
    mine = table.filter(pc.and_(pc.greater(keys, start), pc.less_equal(keys, end)))
    for name in ("claim_key", "other_claim_key"):
        if name in mine.column_names:
            mine = _set(mine, name, pc.subtract(mine[name], start))
    return mine


def _voids(standing: pa.Table) -> pa.ChunkedArray:
    return standing.filter(pc.equal(standing["standing"], VOID))["claim_key"]


def _of(payers: pa.Table, claims: pa.Table) -> pa.Table:
    """The payers that a set names."""
    named = {tuple(row.values()) for row in claims.select(PAYER).to_pylist()}
    keep = [tuple(row.values()) in named for row in payers.select(PAYER).to_pylist()]
    return payers.filter(pa.array(keep, pa.bool_()))


def _set(table: pa.Table, name: str, values: pa.ChunkedArray) -> pa.Table:
    at = table.column_names.index(name)
    return table.set_column(at, table.schema.field(at), values)
