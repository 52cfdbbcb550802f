"""Check several independent sets of claims in one run: what a service does with requests that come at the same moment.

A check of one claim costs mostly planning, so fifty in one run cost little more than one. Each set keeps its own claim
keys and patients: no edit sees across sets, and each answer is what the set alone would have got.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
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
    ends = [0]
    for one in asked:
        ends.append(ends[-1] + max(one.claims["claim_key"].to_pylist(), default=0))
    claims, lines, diagnoses = (_shifted([one[table] for one in asked], ends) for table in range(3))
    whole = checker.check(_own_people(claims, asked), lines, diagnoses)
    voids = whole.standing.filter(pc.equal(whole.standing["standing"], VOID))["claim_key"]
    counted = pc.invert(pc.is_in(lines["claim_key"], voids))
    used = checker.used(lines.filter(counted), _numbers([one.lines for one in asked]).filter(counted))
    parts = [_cut(table, ends) for table in (whole.findings, whole.not_checked, whole.standing)]
    return [
        Result(
            findings=findings,
            not_checked=not_checked,
            standing=standing,
            claims=one.claims,
            lines=one.lines,
            diagnoses=one.diagnoses,
            edits=whole.edits,
            reference=used.get(number, ()),
            payers=_of(whole.payers, one.claims),
        )
        for number, (one, findings, not_checked, standing) in enumerate(zip(asked, *parts, strict=True))
    ]


def _shifted(tables: Sequence[pa.Table], ends: Sequence[int]) -> pa.Table:
    """The tables of all sets in one, with claim keys that go on from set to set."""
    by = [end for table, end in zip(tables, ends, strict=False) for _ in range(table.num_rows)]
    whole = pa.concat_tables(tables).combine_chunks()  # what follows costs by chunk
    return _set(whole, "claim_key", pc.add(whole["claim_key"], pa.array(by, pa.int64())))


def _own_people(claims: pa.Table, asked: Sequence[Claims]) -> pa.Table:
    """The claims of all sets with patients that no two sets share."""
    patients = claims["patient"]
    if pc.any(pc.is_null(claims["patient_birth_date"])).as_py():  # who is one person is told within each set
        patients = pa.chunked_array([each for one in asked for each in with_people(one.claims)["patient"].chunks])
    numbers = pc.cast(_numbers([one.claims for one in asked]), pa.string())
    return _set(claims, "patient", pc.binary_join_element_wise(numbers, patients, "|"))


def _numbers(tables: Sequence[pa.Table]) -> pa.Array:
    """The number of its set for each row."""
    return pa.array([number for number, table in enumerate(tables) for _ in range(table.num_rows)], pa.int64())


def _cut(table: pa.Table, ends: Sequence[int]) -> Iterator[pa.Table]:
    """A table ordered by claim key, cut into the sets, each with its own claim keys."""
    keys = table["claim_key"].to_pylist()
    at = [bisect_right(keys, end) for end in ends]
    for start, stop, end in zip(at, at[1:], ends, strict=False):
        mine = table.slice(start, stop - start)
        for name in ("claim_key", "other_claim_key"):
            if name in mine.column_names:
                mine = _set(mine, name, pc.subtract(mine[name], end))
        yield mine


def _of(payers: pa.Table, claims: pa.Table) -> pa.Table:
    """The payers that a set names."""
    if payers.num_rows == 1:
        return payers if claims.num_rows else payers.slice(0, 0)
    named = {tuple(row.values()) for row in claims.select(PAYER).to_pylist()}
    keep = [tuple(row.values()) in named for row in payers.select(PAYER).to_pylist()]
    return payers.filter(pa.array(keep, pa.bool_()))


def _set(table: pa.Table, name: str, values: pa.ChunkedArray) -> pa.Table:
    at = table.column_names.index(name)
    return table.set_column(at, table.schema.field(at), values)
