"""Claims in which every edit of the catalogue finds something: the cases of tests/edits, as often as wanted.

Each copy has patients and claim numbers of its own, so that what an edit says of a case it says of each copy.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sightline.edits.cases.read import Case, history, read_cases, reference, tables
from sightline.edits.history import History
from sightline.reference.store import Reference

EDITS = Path(__file__).parent.parent / "edits"
_BETWEEN = "/"
#: The kinds of reference that cases state in the place of the starter's, and what tells their rows apart.
_KEYS = {
    "fee_schedule": ("code", "modifier"),
    "ptp": ("column_1", "column_2"),
    "mue": ("code",),
    "coverage": ("code", "diagnosis", "payer"),
    "hcpcs": ("code",),
    "article": ("code", "article", "contractor"),
    "article_diagnosis": ("article", "diagnosis"),
    "zip_locality": ("zip",),
}
#: A pair that the cases of IMG007 are without.
_NO_PAIR = ("32408", "10009")


def _with_history(case: Case) -> tuple[pa.Table, ...]:
    """The tables of a case, the keys of its earlier claims below zero."""
    now, before = tables(case), history(case)
    if before is None:
        return now
    return tuple(
        pa.concat_tables(pair) for pair in zip((before.claims, before.lines, before.diagnoses), now, strict=True)
    )


def of_cases(only: str = "") -> tuple[pa.Table, ...]:
    """The claims, lines and diagnoses of every case of every edit (whose id begins with `only`), each of its own people."""
    return whole_of(case for path in sorted(EDITS.glob(f"{only}*.md")) for case in read_cases(path))


def whole_of(cases: Iterable[Case]) -> tuple[pa.Table, ...]:
    """The claims, lines and diagnoses of some cases, each of its own people; earlier claims have keys below zero."""
    found: list[list[pa.Table]] = [[], [], []]
    for number, case in enumerate(cases):
        of_case = _with_history(case)
        named = [_named(of_case[0], f"{number}{_BETWEEN}"), *of_case[1:]]
        for tables_of_kind, table in zip(found, named, strict=True):
            tables_of_kind.append(shifted(table, 100 * number))
    claims, lines, diagnoses = (pa.concat_tables(of_kind).combine_chunks() for of_kind in found)
    return claims, lines, diagnoses


def multiplied(tables: tuple[pa.Table, ...], lines: int) -> tuple[pa.Table, ...]:
    """Copies of claims, lines and diagnoses, with at least `lines` service lines in all."""
    step = pc.max(pc.abs(tables[0]["claim_key"])).as_py() + 1
    copies = range(max(-(-lines // tables[1].num_rows), 1))
    claims = pa.concat_tables([shifted(_named(tables[0], f"{n}."), n * step) for n in copies])
    others = (pa.concat_tables([shifted(table, n * step) for n in copies]) for table in tables[1:])
    return (claims, *others)


def parted(tables: tuple[pa.Table, ...]) -> tuple[tuple[pa.Table, ...], History]:
    """The claims to check, and those before them."""
    before = (table.filter(pc.less(table["claim_key"], 0)) for table in tables)
    return tuple(table.filter(pc.greater_equal(table["claim_key"], 0)) for table in tables), History(*before)


def case_reference(beneath: Reference, folder: Path) -> Reference:
    """The reference beneath, with rows that cases with findings state in the place of its own; the first case counts."""
    own = []
    for kind, key in _KEYS.items():
        stated: dict[tuple[str, ...], dict[str, str]] = {}
        for path in sorted(EDITS.glob("*.md")):
            for case in read_cases(path):
                for row in case.blocks.get(f"reference:{kind}", ()) if case.blocks.get("expected") else ():
                    stated.setdefault(tuple(row.get(name) or "" for name in key), row)
        releases = beneath.of(kind)
        newest = pq.read_table(max(releases, key=lambda each: each.period_to).path) if releases else None
        known = {} if newest is None else _by_key(newest, key)
        if kind == "ptp":  # of which the starter has the pairs that other cases go by
            stated = {at: row for at, row in stated.items() if at not in known}
        rows = [{**known.get(at, {}), **row} for at, row in stated.items()]
        whole = Case(kind, kind, {f"reference:{kind}": rows})
        (release,) = reference(whole, Reference(()), folder).releases
        if newest is not None:
            mine = pq.read_table(release.path)
            keys = zip(*(newest[name].to_pylist() for name in key), strict=True)
            rest = newest.filter(pa.array([at not in stated and at != _NO_PAIR for at in keys]))
            pq.write_table(pa.concat_tables([mine, rest.select(mine.column_names).cast(mine.schema)]), release.path)
        own.append(release)
    return Reference((*(r for r in beneath.releases if r.kind not in _KEYS), *own))


def _by_key(table: pa.Table, key: tuple[str, ...]) -> dict[tuple[str, ...], dict[str, str]]:
    """Rows as texts, as a case states them."""
    return {
        tuple(row[name] for name in key): {name: "" if value is None else str(value) for name, value in row.items()}
        for row in table.to_pylist()
    }


def _named(claims: pa.Table, prefix: str) -> pa.Table:
    """The claims with other numbers and people."""
    for name in ("claim_id", "original_reference", "patient", "member_id"):
        texts = claims[name]
        own = pc.if_else(pc.equal(texts, ""), "", pc.binary_join_element_wise(prefix, texts, ""))
        claims = claims.set_column(claims.schema.get_field_index(name), claims.schema.field(name), own)
    return claims


def shifted(table: pa.Table, by: int) -> pa.Table:
    """Keys further from zero, on the side of it where they are."""
    keys = table["claim_key"]
    other = pc.if_else(pc.less(keys, 0), pc.subtract(keys, by), pc.add(keys, by))
    return table.set_column(0, table.schema.field(0), other)
