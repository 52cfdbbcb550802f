"""From the rows of an edit to findings: one shape for all edits, with message, fix and evidence filled in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pyarrow as pa

from sightline.edits.edit import Edit
from sightline.edits.text import placeholders, sentence, shown
from sightline.engines.duckdb import evidence, literal
from sightline.errors import SightlineError

#: Columns so named are words for the message and the mend, not evidence.
SAY = "say_"
#: Words of a message that stand for the related claim; its number takes their place.
ANOTHER = "another claim"
#: Columns of an edit's SELECT that mean something to the engine; the others are evidence.
RESERVED = {"claim_key", "line_no", "status", "other_claim_key", "other_line", "release", "fix_line", "fix_value"}

FINDING = pa.schema(
    [
        pa.field("edit", pa.string()),
        pa.field("status", pa.string()),
        pa.field("claim_key", pa.int64()),
        pa.field("line_no", pa.int32()),  # null: the finding is about the whole claim
        pa.field("other_claim_key", pa.int64()),  # null: the related line is of the same claim
        pa.field("other_line", pa.int32()),
        pa.field("message", pa.string()),
        pa.field("shown", pa.string()),  # the evidence as one short text
        pa.field("mend", pa.string()),
        pa.field("fix_action", pa.string()),  # null: no fix that data can tell
        pa.field("fix_line", pa.int32()),
        pa.field("fix_value", pa.string()),
        pa.field("evidence", pa.map_(pa.string(), pa.string())),
        pa.field("release", pa.int32()),  # position in Reference.releases; null: no reference row
    ]
)


class EditError(SightlineError):
    """An edit's SELECT does not give what its front matter promises."""


#: How an engine makes a map of evidence of (name, text expression) pairs.
Evidence = Callable[[Sequence[tuple[str, str]]], str]


def finding_select(edit: Edit, rows: pa.Schema, source: str, evidence: Evidence = evidence) -> str:
    """The SELECT that turns the rows of `edit`, readable as `source` with schema `rows`, into findings.

    Raises EditError when a placeholder of the message, evidence or mend is not a column.
    """
    types = {field.name: field.type for field in rows}
    for template in (edit.message, edit.evidence, edit.mend):
        lost = placeholders(template) - types.keys()
        if lost:
            raise EditError(f"{edit.path}: no column for {', '.join(sorted('{' + name + '}' for name in lost))}")
    shown_columns = [
        (name, shown(name, kind)) for name, kind in types.items() if name not in RESERVED and not name.startswith(SAY)
    ]

    def column(name: str, sql_type: str, default: str = "NULL") -> str:
        return f"CAST({name if name in types else default} AS {sql_type})"

    action = "NULL"
    if edit.fix is not None:
        action = literal(edit.fix["action"])
        if "fix_value" in types:
            action = f"CASE WHEN fix_value IS NOT NULL THEN {action} END"
    own_claim, message, related = "NULL", sentence(edit.message, types), ""
    if "other_claim_key" in types:
        own_claim = "CASE WHEN other_claim_key <> claim_key THEN other_claim_key END"
        message = (
            f"replace({message}, {literal(ANOTHER)}, coalesce('claim ' || nullif(related_id, ''), {literal(ANOTHER)}))"
        )
        related = " LEFT JOIN (SELECT claim_key AS related_key, claim_id AS related_id FROM claim)"
        related += " ON related_key = other_claim_key"
    return f"""
        SELECT {literal(edit.id)} AS edit,
            {"status" if "status" in types else literal(edit.status)} AS status,
            claim_key,
            {column("line_no", "INTEGER")} AS line_no,
            CAST({own_claim} AS BIGINT) AS other_claim_key,
            {column("other_line", "INTEGER")} AS other_line,
            {message} AS message,
            {sentence(edit.evidence, types)} AS shown,
            {sentence(edit.mend, types)} AS mend,
            CAST({action} AS VARCHAR) AS fix_action,
            {column("fix_line", "INTEGER", "line_no" if "line_no" in types else "NULL")} AS fix_line,
            {column("fix_value", "VARCHAR")} AS fix_value,
            {evidence(shown_columns)} AS evidence,
            {column("release", "INTEGER")} AS release
        FROM {source}{related}"""


def with_evidence(rows: pa.Table) -> pa.Table:
    """The rows of `finding_select` on DuckDB, with `evidence` as the map that FINDING says.

    DuckDB takes most of a finding's time to make a map, and almost none to make the lists of its names and values.
    """
    lists = rows.combine_chunks()
    names, values = (lists["evidence"].chunk(0).field(name) for name in ("names", "values"))
    made = pa.MapArray.from_arrays(values.offsets, names.flatten(), values.flatten())
    return rows.set_column(rows.schema.get_field_index("evidence"), "evidence", made)
