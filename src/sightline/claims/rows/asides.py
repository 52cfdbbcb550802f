"""Rows of an export that are no service lines: totals, and the sentences that reports end with."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims.rows.block import Block
from sightline.claims.rows.cells import texts

TOTAL = (
    r"(?i)^[^a-z0-9]*(?:(?:grand|sub|report|page|claim|overall|sum)[ _-]?)?totals?\b|^(?:sum|count)\s*:?$"
    r"|^\(?[0-9,]+ (?:rows?|records?|claims?|lines?)\b"
)
SENTENCE = r"^\S+\s+\S+\s+\S"
TOTALS = "a row of totals was set aside: it is no service line"
FOOTER = "a sentence below the rows was set aside: it is no service line"


def aside(block: Block, columns: list[pa.Array]) -> tuple[pa.Array | None, list[tuple[str, pa.Array]]]:
    """The rows to set aside (a mask; None for none), and why. `columns` are all of the table, also those not used."""
    suspect = pc.equal(block.text("code"), "")
    if not pc.any(suspect).as_py():
        return None, []
    at = pc.indices_nonzero(suspect)
    total = _any_match([texts(column.take(at)) for column in columns], TOTAL)
    named = block.text("claim_id").take(at)
    others = [
        pc.equal(values.take(at), "")
        for name, values in block.columns.items()
        if name not in ("claim_id", "claim_key") and pa.types.is_string(values.type)
    ]
    alone = pc.match_substring_regex(named, SENTENCE)
    for blank in others:
        alone = pc.and_(alone, blank)
    alone = pc.and_(alone, pc.invert(total))
    found = [(why, at.filter(mask)) for why, mask in ((TOTALS, total), (FOOTER, alone)) if pc.any(mask).as_py()]
    if not found:
        return None, []
    gone = pa.concat_arrays([rows for _, rows in found])
    return pc.is_in(pa.array(range(len(block)), pa.int64()), gone.cast(pa.int64())), found


def _any_match(columns: list[pa.Array], pattern: str) -> pa.Array:
    found = pc.match_substring_regex(columns[0], pattern)
    for values in columns[1:]:
        found = pc.or_(found, pc.match_substring_regex(values, pattern))
    return found
