"""From the rows of an edit to findings: one shape for all edits, with message, fix and evidence filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.edits.rule.edit import Edit
from sightline.edits.rule.filled import Words
from sightline.edits.rule.text import filled, pieces, placeholders, text_of
from sightline.errors import SightlineError

#: Columns so named are words for the message and the fix, not evidence.
SAY = "say_"
#: Words that an edit's sentences may use where its rows name a related claim (and line), besides its columns: "claim A17"
#: or, without a number, "another claim"; "line 2" of the same claim or "claim A17, line 2" of another.
RELATED_CLAIM = "related_claim"
RELATED_LINE = "related_line"
_RELATED = frozenset({RELATED_CLAIM, RELATED_LINE})
_ANOTHER = "another claim"
#: Columns of an edit's SELECT that mean something to the engine; the others are evidence. A fix with a value applies where
#: `fix_value` is not null; one without (remove_line) where `fix_applies` holds, or everywhere without that column.
RESERVED = {
    "claim_key",
    "line_no",
    "status",
    "other_claim_key",
    "other_line",
    "release",
    "fix_line",
    "fix_value",
    "fix_applies",
}

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
        pa.field("fix_text", pa.string()),
        pa.field("fix_action", pa.string()),  # null: no fix that data can tell
        pa.field("fix_line", pa.int32()),
        pa.field("fix_value", pa.string()),
        pa.field("evidence", pa.map_(pa.string(), pa.string())),
        pa.field("release", pa.int32()),  # position in Reference.releases; null: no reference row
    ]
)


class EditError(SightlineError):
    """An edit's SELECT does not give what its front matter promises."""


def require_columns(edit: Edit, names: Sequence[str]) -> None:
    """Raise EditError when a placeholder of the edit's message, evidence or fix_text is not a column of its rows."""
    known = {*names} | (_RELATED if "other_claim_key" in names else frozenset())
    for template in (edit.message, edit.evidence, edit.fix_text):
        lost = placeholders(template) - known
        if lost:
            raise EditError(f"{edit.path}: no column for {', '.join(sorted('{' + name + '}' for name in lost))}")


def evidence_columns(names: Iterable[str]) -> list[str]:
    """The columns of an edit's rows that are evidence."""
    return [name for name in names if name not in RESERVED and not name.startswith(SAY)]


def written(edit: Edit, rows: pa.Table, claims: pa.Table) -> pa.Table:
    """The findings (schema FINDING) that the rows of `edit` are; `claims` has the claims that they may relate to.

    Raises EditError when a placeholder of the message, evidence or fix_text is not a column.
    """
    require_columns(edit, rows.column_names)
    (whole,) = rows.combine_chunks().to_batches()
    size = len(whole)

    def column(name: str, kind: pa.DataType, default: pa.Array | None = None) -> pa.Array:
        if name in rows.column_names:
            return whole[name].cast(kind)
        return pa.nulls(size, kind) if default is None else default

    line_no, other_line = column("line_no", pa.int32()), column("other_line", pa.int32())
    other_claim, related = pa.nulls(size, pa.int64()), {}
    if "other_claim_key" in rows.column_names:
        other_claim = pc.if_else(
            pc.not_equal(whole["other_claim_key"], whole["claim_key"]), whole["other_claim_key"], None
        )
        related = _related(other_claim, other_line, claims)
    words = Words(whole, related)
    action = pa.nulls(size, pa.string())
    if edit.fix is not None:
        action = pa.repeat(edit.fix["action"], size)
        if "fix_value" in rows.column_names:
            action = pc.if_else(pc.is_valid(whole["fix_value"]), action, None)
        elif "fix_applies" in rows.column_names:
            action = pc.if_else(whole["fix_applies"].cast(pa.bool_()), action, None)
    columns = {
        "edit": pa.repeat(edit.id, size),
        "status": column("status", pa.string(), pa.repeat(edit.status, size)),
        "claim_key": whole["claim_key"],
        "line_no": line_no,
        "other_claim_key": other_claim,
        "other_line": other_line,
        "message": words.sentence(edit.message),
        "shown": words.sentence(edit.evidence),
        "fix_text": words.sentence(edit.fix_text),
        "fix_action": action,
        "fix_line": column("fix_line", pa.int32(), line_no),
        "fix_value": column("fix_value", pa.string()),
        "evidence": words.evidence(evidence_columns(rows.column_names)),
        "release": column("release", pa.int32()),
    }
    return pa.table(columns, schema=FINDING)


def _related(other: pa.Array, line: pa.Array, claims: pa.Table) -> dict[str, pa.Array]:
    """The words for related claims and lines; `other` is null where the related line is of the same claim."""
    at = pc.index_in(other, claims["claim_key"].combine_chunks(), skip_nulls=True)
    numbers = claims["claim_id"].combine_chunks().take(at).fill_null("")
    claim = pc.if_else(pc.equal(numbers, ""), _ANOTHER, pc.binary_join_element_wise("claim ", numbers, ""))
    place = pc.binary_join_element_wise("line ", line.cast(pa.string()).fill_null(""), "")
    elsewhere = pc.binary_join_element_wise(claim, ", ", place, "")
    return {RELATED_CLAIM: claim, RELATED_LINE: pc.if_else(pc.is_valid(other), elsewhere, place)}


class Writer:
    """Puts the rows of an edit that an engine gives as Python values into findings, as `written` does those of Arrow."""

    def __init__(self, edit: Edit, names: Sequence[str]) -> None:
        require_columns(edit, names)
        self._edit = edit
        self._names = tuple(names)
        at = {name: place for place, name in enumerate(names)}
        self._at = tuple(at.get(name, -1) for name in _PLACES)
        words = at | {RELATED_CLAIM: len(names), RELATED_LINE: len(names) + 1}  # behind the columns: see `finding`
        self._message, self._shown, self._fix_text = (
            pieces(template, words) for template in (edit.message, edit.evidence, edit.fix_text)
        )
        self._evidence = [(name, at[name]) for name in evidence_columns(names)]
        self._action = edit.fix["action"] if edit.fix is not None else None

    def finding(self, row: Sequence[Any], claim_ids: Mapping[int, str]) -> tuple[Any, ...]:
        """The finding (fields of FINDING) that a row is; `claim_ids` are the numbers of the claims it may relate to."""
        key, line, status, other_key, other_line, release, fix_line, fix_value, applies = (
            row[at] if at >= 0 else None for at in self._at
        )
        texts = [text_of(value, name) for value, name in zip(row, self._names, strict=True)]
        other_claim = None
        if self._at[3] >= 0:
            number = "" if other_key is None else claim_ids.get(other_key, "")
            claim, place = f"claim {number}" if number else _ANOTHER, f"line {other_line}"
            other_claim = other_key if other_key != key else None
            texts += (claim, place if other_claim is None else f"{claim}, {place}")
        return (
            self._edit.id,
            status if self._at[2] >= 0 else self._edit.status,
            key,
            line,
            other_claim,
            other_line,
            filled(self._message, texts, row),
            filled(self._shown, texts, row),
            filled(self._fix_text, texts, row),
            self._action if (self._at[7] < 0 or fix_value is not None) and (self._at[8] < 0 or applies) else None,
            fix_line if self._at[6] >= 0 else line,
            fix_value,
            [(name, texts[at]) for name, at in self._evidence],
            release,
        )


#: The columns of an edit's SELECT that Writer.finding takes apart, in its order.
_PLACES = ("claim_key", "line_no", "status", "other_claim_key", "other_line", "release", "fix_line", "fix_value",
           "fix_applies")  # fmt: skip
