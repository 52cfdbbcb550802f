"""Findings, what was not checked and what was rejected as rows of one table, straight from Arrow."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from sightline.edits.after.overrides import OVERRIDE
from sightline.edits.after.triage import TRIAGE
from sightline.edits.result import Result

_TEXTS = pa.list_(pa.string())

#: The columns; docs/outputs.md says what each holds. What does not apply is null.
SCHEMA = pa.schema(
    [
        pa.field("edit", pa.string()),
        pa.field("status", pa.string()),  # of a finding, or not_checked, or rejected
        pa.field("claim", pa.string()),
        pa.field("claim_key", pa.int64()),
        pa.field("line", pa.int32()),
        pa.field("related_claim", pa.string()),
        pa.field("related_line", pa.int32()),
        pa.field("code", pa.string()),
        pa.field("modifiers", _TEXTS),
        pa.field("message", pa.string()),
        pa.field("fix_text", pa.string()),
        pa.field("fix_action", pa.string()),
        pa.field("fix_line", pa.int32()),
        pa.field("fix_value", pa.string()),
        pa.field("fix_dollars", pa.decimal128(18, 2)),
        pa.field("evidence", pa.map_(pa.string(), pa.string())),
        pa.field("reference", pa.string()),  # title of the release whose row decided
        pa.field("citation", _TEXTS),
        pa.field("disposition", pa.string()),
        pa.field("carc", pa.string()),
        pa.field("rarc", pa.string()),
        pa.field("override", OVERRIDE),
        pa.field("triage", TRIAGE),
        pa.field("file", pa.string()),
        pa.field("interchange", pa.string()),
        pa.field("group", pa.string()),
        pa.field("transaction", pa.string()),
        pa.field("segment", pa.int64()),
        pa.field("byte", pa.int64()),
    ]
)
ORIGIN = ("file", "interchange", "group", "transaction", "segment", "byte")


def rows_of(result: Result) -> pa.Table:
    """All three as rows of one table."""
    return pa.concat_tables([findings(result), not_checked(result), rejected(result)])


def findings(result: Result) -> pa.Table:
    """The findings in the columns of SCHEMA."""
    found = result.findings
    at = pc.index_in(found["edit"], pa.array([edit.id for edit in result.edits], pa.string()))
    uses = [(use.number, use.release.title) for use in result.reference]
    release = pc.index_in(found["release"], pa.array([number for number, _ in uses], pa.int32()))
    stated = pc.coalesce(found["modifiers"], "")
    modifiers = pc.if_else(pc.equal(stated, ""), pa.scalar([], _TEXTS), pc.split_pattern(stated, " "))
    columns = {name: found[name] for name in SCHEMA.names if name in found.column_names}
    columns |= {
        "modifiers": modifiers,
        "reference": pa.array([title for _, title in uses], pa.string()).take(release),
        "citation": pa.array([[str(c) for c in edit.citation] for edit in result.edits], _TEXTS).take(at),
    }
    for name in ("disposition", "carc", "rarc"):
        columns[name] = pa.array([getattr(edit, name) for edit in result.edits], pa.string()).take(at)
    return _table(columns, found.num_rows)


def not_checked(result: Result) -> pa.Table:
    """What was not checked in the columns of SCHEMA."""
    gaps = result.not_checked
    at = pc.index_in(gaps["claim_key"], result.claims["claim_key"])
    columns = {name: gaps[name] for name in ("edit", "claim", "claim_key", "line")}
    columns |= {name: result.claims[name].take(at) for name in ORIGIN}
    columns |= {"message": gaps["reason"], "status": pa.repeat("not_checked", gaps.num_rows)}
    return _table(columns, gaps.num_rows)


def rejected(result: Result) -> pa.Table:
    """What was rejected in the columns of SCHEMA."""
    lost = result.rejected
    columns = {name: lost[name] for name in ORIGIN}
    columns |= {"claim": lost["claim_id"], "message": lost["reason"], "status": pa.repeat("rejected", lost.num_rows)}
    return _table(columns, lost.num_rows)


def _table(columns: dict[str, pa.ChunkedArray], rows: int) -> pa.Table:
    """The columns in the order and types of SCHEMA; those not given are null."""
    return pa.table(
        [
            columns[field.name].cast(field.type) if field.name in columns else pa.nulls(rows, field.type)
            for field in SCHEMA
        ],
        schema=SCHEMA,
    )
