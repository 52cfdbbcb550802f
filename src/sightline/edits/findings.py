"""From the rows of an edit to findings: one shape for all edits, with message, fix and evidence filled in."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

from sightline.edits.edit import Edit
from sightline.edits.text import placeholders
from sightline.edits.words import Words
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


def require_columns(edit: Edit, names: Iterable[str]) -> None:
    """Raise EditError when a placeholder of the edit's message, evidence or mend is not a column of its rows."""
    for template in (edit.message, edit.evidence, edit.mend):
        lost = placeholders(template) - set(names)
        if lost:
            raise EditError(f"{edit.path}: no column for {', '.join(sorted('{' + name + '}' for name in lost))}")


def evidence_columns(names: Iterable[str]) -> list[str]:
    """The columns of an edit's rows that are evidence."""
    return [name for name in names if name not in RESERVED and not name.startswith(SAY)]


def written(edit: Edit, rows: pa.Table, claims: pa.Table) -> pa.Table:
    """The findings (schema FINDING) that the rows of `edit` are; `claims` has the claims that they may relate to.

    Raises EditError when a placeholder of the message, evidence or mend is not a column.
    """
    require_columns(edit, rows.column_names)
    (whole,) = rows.combine_chunks().to_batches()
    size, words = len(whole), Words(whole)

    def column(name: str, kind: pa.DataType, default: pa.Array | None = None) -> pa.Array:
        if name in rows.column_names:
            return whole[name].cast(kind)
        return pa.nulls(size, kind) if default is None else default

    line_no = column("line_no", pa.int32())
    message, other_claim = words.sentence(edit.message), pa.nulls(size, pa.int64())
    if "other_claim_key" in rows.column_names:
        related = whole["other_claim_key"]
        other_claim = pc.if_else(pc.not_equal(related, whole["claim_key"]), related, None)
        message = pc.binary_join(pc.split_pattern(message, ANOTHER), _named(related, claims))
    action = pa.nulls(size, pa.string())
    if edit.fix is not None:
        action = pa.repeat(edit.fix["action"], size)
        if "fix_value" in rows.column_names:
            action = pc.if_else(pc.is_valid(whole["fix_value"]), action, None)
    columns = {
        "edit": pa.repeat(edit.id, size),
        "status": column("status", pa.string(), pa.repeat(edit.status, size)),
        "claim_key": whole["claim_key"],
        "line_no": line_no,
        "other_claim_key": other_claim,
        "other_line": column("other_line", pa.int32()),
        "message": message,
        "shown": words.sentence(edit.evidence),
        "mend": words.sentence(edit.mend),
        "fix_action": action,
        "fix_line": column("fix_line", pa.int32(), line_no),
        "fix_value": column("fix_value", pa.string()),
        "evidence": words.evidence(evidence_columns(rows.column_names)),
        "release": column("release", pa.int32()),
    }
    return pa.table(columns, schema=FINDING)


def _named(related: pa.Array, claims: pa.Table) -> pa.Array:
    """What to call each related claim: "claim " and its number, where it has one."""
    at = pc.index_in(related, claims["claim_key"].combine_chunks(), skip_nulls=True)
    numbers = claims["claim_id"].combine_chunks().take(at).fill_null("")
    return pc.if_else(pc.equal(numbers, ""), ANOTHER, pc.binary_join_element_wise("claim ", numbers, ""))
