"""Claims as rows in the documented columns (see claims/rows/layout.py): what the writers of claims have in common.

Reading the rows gives the same claims, lines and diagnoses: where a blank would take a default, the row says NONE.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims.batch import Batch
from sightline.claims.patient import OURS, patient_key
from sightline.claims.rows.block import EXPECTED
from sightline.claims.rows.layout import COLUMNS, INHERITED, MOST_DIAGNOSES, NONE
from sightline.claims.schema import CLAIM, DIAGNOSIS, LINE, UNITS

TEXT = pa.string()
#: Columns that are only read: others say the same.
READ_ONLY = ("claim_type", "diagnoses", "modifiers", "pointers")
ROWS = 50_000  # lines that are written at a time, about
PERSON = ("member_id", "relationship", "patient_last_name", "patient_first_name", "patient_birth_date", "patient_sex")


def tables(batches: Iterable[Batch]) -> Iterator[pa.Table]:
    """The claims of a run as tables of rows; a table holds whole claims, whatever batches their parts came in."""
    kept: list[Batch] = []
    for batch in batches:
        kept.append(batch)
        whole = batch.claims.num_rows and sum(each.lines.num_rows + each.claims.num_rows for each in kept) >= ROWS
        if whole:
            claims, lines = _together(kept, "claims", CLAIM), _together(kept, "lines", LINE)
            if pc.all(pc.is_in(lines["claim_key"], claims["claim_key"].combine_chunks())).as_py() is not False:
                yield rows(claims, lines, _together(kept, "diagnoses", DIAGNOSIS))
                kept = []
    if kept:
        claims, lines = _together(kept, "claims", CLAIM), _together(kept, "lines", LINE)
        if claims.num_rows:
            yield rows(claims, lines, _together(kept, "diagnoses", DIAGNOSIS))


def _together(batches: list[Batch], name: str, schema: pa.Schema) -> pa.Table:
    return pa.Table.from_batches([getattr(batch, name) for batch in batches], schema).combine_chunks()


def rows(claims: pa.Table, lines: pa.Table, diagnoses: pa.Table) -> pa.Table:
    """A row for each line, in the order of claims and lines, and one for each claim without lines.

    The tables are those of the schemas CLAIM, LINE and DIAGNOSIS. Amounts, units, dates and lists keep their types.
    """
    keys = claims["claim_key"].combine_chunks()
    stated = _claim_columns(claims) | _diagnosis_columns(keys, diagnoses)
    bare = pc.invert(pc.is_in(keys, lines["claim_key"].combine_chunks()))
    lines = lines.append_column("at", pc.index_in(lines["claim_key"], keys).cast(pa.int64()))
    empty = pa.table({"claim_key": keys.filter(bare), "at": pc.indices_nonzero(bare).cast(pa.int64())})
    lines = pa.concat_tables([lines, empty], promote_options="default")
    lines = lines.sort_by([("at", "ascending"), ("line_no", "ascending")]).combine_chunks()
    at = lines["at"].combine_chunks()
    columns: dict[str, pa.Array] = {name: values.take(at) for name, values in stated.items()}
    columns |= _line_columns(lines, claims.take(at))
    return pa.table({each.name: columns[each.name] for each in COLUMNS if each.name in columns})


def _claim_columns(claims: pa.Table) -> dict[str, pa.Array]:
    columns: dict[str, pa.Array] = {
        each.name: claims[each.field].combine_chunks() for each in COLUMNS if each.of == "claim" and each.field
    }
    columns["claim_key"] = claims["claim_key"].cast(TEXT).combine_chunks()
    columns["patient"] = _patients(claims)
    columns["frequency"] = pc.if_else(pc.equal(columns["frequency"], ""), NONE, columns["frequency"])
    lacked = claims["table_columns"].combine_chunks()
    unreadable = [pc.if_else(pc.is_null(columns["claim_charge"]), "claim_charge", "")]
    unreadable += [pc.if_else(pc.match_substring(lacked, f" no_{name} "), name, "") for name in EXPECTED]
    columns["unreadable"] = pc.utf8_trim(pc.binary_join_element_wise(*unreadable, " "), " ")
    return columns


def _patients(claims: pa.Table) -> pa.Array:
    """The patient's key where reading the claim would not find it anew; NONE where it would find one that is not."""
    people = [claims[name].cast(pa.int32()) if name == "patient_birth_date" else claims[name] for name in PERSON]
    found = []
    for key, *person in zip(claims["patient"].to_pylist(), *(each.to_pylist() for each in people), strict=True):
        derived = patient_key(*person)
        known = key if OURS.fullmatch(key or "") else ""
        found.append("" if derived == known else known or NONE)
    return pa.array(found, TEXT)


def _diagnosis_columns(keys: pa.Array, diagnoses: pa.Table) -> dict[str, pa.Array]:
    named = pc.binary_join_element_wise(diagnoses["code_set"], "", ":")
    prefix = pc.if_else(pc.equal(diagnoses["code_set"], "ICD10"), "", named)
    code = pc.binary_join_element_wise(prefix, diagnoses["code"], "")
    columns = {}
    for place in range(1, MOST_DIAGNOSES + 1):
        mine = pc.equal(diagnoses["position"], place)
        at = pc.index_in(keys, diagnoses["claim_key"].filter(mine).combine_chunks())
        columns[f"dx{place}"] = pc.fill_null(code.filter(mine).combine_chunks().take(at), "")
    later = pc.greater(diagnoses["position"], MOST_DIAGNOSES)
    more: dict[int, list[str]] = {}
    for key, place, text in zip(
        *(each.filter(later).to_pylist() for each in (diagnoses["claim_key"], diagnoses["position"], code)), strict=True
    ):
        listed = more.setdefault(key, [])
        listed += [NONE] * (place - MOST_DIAGNOSES - 1 - len(listed)) + [text]
    columns["dx_more"] = pa.array([" ".join(more.get(key, ())) for key in keys.to_pylist()], TEXT)
    return columns


def _line_columns(lines: pa.Table, claims: pa.Table) -> dict[str, pa.Array]:
    columns: dict[str, pa.Array] = {
        each.name: lines[each.field].combine_chunks() for each in COLUMNS if each.of == "line" and each.field
    }
    there = pc.is_valid(lines["line_no"]).combine_chunks()
    for name in INHERITED:
        unlike = pc.and_(pc.equal(columns[name], ""), pc.not_equal(claims[name].combine_chunks(), ""))
        columns[name] = pc.if_else(unlike, NONE, columns[name])
    for name in ("qualifier", "unit_basis"):
        columns[name] = pc.if_else(pc.equal(columns[name], ""), NONE, columns[name])
    # who bills is said once, for the claim
    billed = pc.and_(there, pc.equal(columns["rendering_source"], "billing"))
    for name in ("rendering_npi", "rendering_taxonomy", "rendering_source"):
        columns[name] = pc.if_else(billed, "", columns[name])
    places = [columns[f"pointer{n}"] for n in range(1, 5)]
    for n, place in enumerate(places, 1):
        columns[f"pointer{n}"] = pc.if_else(pc.equal(place, 0), None, place)
    none = pc.equal(pc.max_element_wise(*places), 0)  # stated, and none; unknown pointers are null
    columns["pointer1"] = pc.if_else(none, 0, columns["pointer1"])
    return columns


def as_texts(table: pa.Table) -> pa.Table:
    """The rows with every cell a text; null where there is nothing."""
    return pa.table({name: _texts(table[name].combine_chunks()) for name in table.column_names})


def _texts(values: pa.Array) -> pa.Array:
    kind = values.type
    if pa.types.is_list(kind):
        return pa.array([json.dumps(value, default=str) if value else None for value in values.to_pylist()], TEXT)
    texts = values if pa.types.is_string(kind) else values.cast(TEXT)
    if kind == UNITS:
        texts = pc.utf8_rtrim(pc.utf8_rtrim(texts, "0"), ".")
    return pc.if_else(pc.equal(texts, ""), None, texts)
