"""The adjustments of each remitted line as a list, from a table of them in reading order."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

_OF_EACH = ("group", "reason", "amount", "units")


def adjusted(adjustments: pa.Table) -> pa.Table:
    """remit_key, remit_line (0: of the claim as a whole) and adjustments, for all that have any; input: schema ADJUSTMENT.

    The adjustments of a line follow each other, as the reader leaves them: nothing is sorted. Raises AssertionError where
    they do not.
    """
    remits = adjustments["remit_key"].combine_chunks()
    lines = pc.fill_null(adjustments["line_no"].combine_chunks(), 0)
    starts = _starts(remits, lines)
    found = pa.table({"remit_key": remits.take(starts), "remit_line": lines.take(starts)})
    if found.group_by(["remit_key", "remit_line"]).aggregate([]).num_rows != len(starts):
        raise AssertionError("the adjustments of a remitted line do not follow each other")
    fields = [adjustments.schema.field(name) for name in _OF_EACH]
    each = pa.StructArray.from_arrays([adjustments[name].combine_chunks() for name in _OF_EACH], fields=fields)
    ends = pa.concat_arrays([starts.cast(pa.int32()), pa.array([adjustments.num_rows], pa.int32())])
    return found.append_column("adjustments", pa.ListArray.from_arrays(ends, each))


def _starts(remits: pa.Array, lines: pa.Array) -> pa.Array:
    """The places at which another line begins."""
    if len(remits) < 2:
        return pa.array(range(len(remits)), pa.uint64())
    other = pc.or_(*(pc.not_equal(each[1:], each[:-1]) for each in (remits, lines)))
    return pc.indices_nonzero(pa.concat_arrays([pa.array([True]), other]))
