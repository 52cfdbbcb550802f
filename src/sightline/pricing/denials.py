"""The lines that a check leaves unpaid."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from sightline.edits.result import REPLACED, VOIDED, Result

#: Findings of these dispositions that fail leave a line unpaid.
DENYING = ("line-denial", "line-rejection")
#: An edit that costs nothing.
LEAST = "CLM003"


def denials(checked: Result) -> pa.Table:
    """The lines that are not paid by a check: claim_key, line, edit and reason.

    `reason` is replaced or voided where a later claim takes the line's claim back, and denied where an edit does: then
    `edit` names the first.
    """
    denying = pa.array([edit.id for edit in checked.edits if edit.disposition in DENYING], pa.string())
    failing = checked.failing
    found = failing.filter(pc.is_in(failing["edit"], denying))
    found = found.filter(pc.is_valid(found["line"])).select(["claim_key", "line", "edit"])
    found = found.group_by(["claim_key", "line"], use_threads=False).aggregate([("edit", "min")])
    found = found.rename_columns(["claim_key", "line", "edit"])
    aside = left_aside(checked)
    found = found.filter(pc.invert(pc.is_in(found["claim_key"], aside["claim_key"].combine_chunks())))
    denied = found.append_column("reason", pa.repeat("denied", found.num_rows))
    return pa.concat_tables([denied.cast(aside.schema), aside])


def left_aside(checked: Result) -> pa.Table:
    """The lines of claims that a later one replaces or voids, in the columns of `denials`."""
    lines = checked.lines
    superseded = checked.superseded["superseded"].take(
        pc.index_in(lines["claim_key"], checked.superseded["claim_key"].combine_chunks())
    )
    aside = pc.is_in(superseded, pa.array([REPLACED, VOIDED]))
    chosen = lines.filter(aside)
    return pa.table(
        {
            "claim_key": chosen["claim_key"],
            "line": chosen["line_no"],
            "edit": pa.repeat("", chosen.num_rows),
            "reason": superseded.filter(aside),
        }
    )
