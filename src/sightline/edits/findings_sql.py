"""What edits/findings.py does, as one SELECT for an engine that has the claims elsewhere: Spark."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pyarrow as pa

from sightline.edits.edit import Edit
from sightline.edits.findings import ANOTHER, evidence_columns, require_columns
from sightline.edits.text import sentence, shown
from sightline.engines.duckdb import literal

#: How an engine makes a map of evidence of (name, text expression) pairs.
Evidence = Callable[[Sequence[tuple[str, str]]], str]


def finding_select(edit: Edit, rows: pa.Schema, source: str, evidence: Evidence) -> str:
    """The SELECT that turns the rows of `edit`, readable as `source` with schema `rows`, into findings.

    Raises EditError when a placeholder of the message, evidence or mend is not a column.
    """
    require_columns(edit, rows.names)
    types = {field.name: field.type for field in rows}

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
            {evidence([(name, shown(name, types[name])) for name in evidence_columns(types)])} AS evidence,
            {column("release", "INTEGER")} AS release
        FROM {source}{related}"""
