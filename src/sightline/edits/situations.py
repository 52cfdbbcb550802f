"""Number what repeats among lines, so that it is worked out once: their situations, and who rendered them for whom.

A situation is all that the reference and a payer's rules go by, whatever a line's units, charge and day: its code,
modifiers, place and unit of measure, its payer, and the releases that answer for its date (the era).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from sightline.reference.calendar import DATELESS

_OF_LINE = (
    "code", "qualifier", "modifier_1", "modifier_2", "modifier_3", "modifier_4", "place_of_service", "unit_basis",
    "ndc",
)  # fmt: skip
_OF_CLAIM = ("payer_id", "payer_name", "filing_code")
_RENDERING = ("rendering_npi", "rendering_taxonomy", "rendering_source")
_NARROW = (
    "claim_key", "line_no", "charge", "units", "days", "pointer_1", "pointer_2", "pointer_3", "pointer_4", "date_from",
    "date_to", "day_no", "ordering_npi", "described", "drug_measured", "laboratory",
)  # fmt: skip
#: Numbers below this may be combined without leaving 64 bits.
_MOST = 1 << 62
#: More than there are days: an account's number times this plus the number of a day is one number for both.
DAYS = 10_000_000


class Numbered(NamedTuple):
    """Lines with the numbers of their situation and rendering, and a row for each of these."""

    lines: pa.Table
    situations: pa.Table
    renderings: pa.Table


def with_situations(
    claims: pa.Table, lines: pa.Table, days: Sequence[tuple[date, int]], taxonomies: pa.Table | None = None
) -> Numbered:
    """The relations `line_read`, `situation_read` and `rendering_read` of some lines; `days` has the era of
    each date, `taxonomies` what other claims state of physicians (rendering_npi, rendering_taxonomy)."""
    at = pc.index_in(lines["claim_key"], claims["claim_key"]).combine_chunks()
    lines, claims = lines.combine_chunks(), claims.combine_chunks()
    on = pc.index_in(lines["date_from"], pa.array([day for day, _ in days], pa.date32())).combine_chunks()
    era = pc.fill_null(pa.array([era for _, era in days], pa.int32()).take(on), DATELESS)
    group = pc.if_else(pc.equal(claims["billing_tax_id"], ""), claims["billing_npi"], claims["billing_tax_id"])
    payer, payers = numbered([_array(claims[name]) for name in _OF_CLAIM])
    billing = (_array(each).take(at) for each in (group, claims["billing_taxonomy"]))
    situation, columns = numbered([*(_array(lines[name]) for name in _OF_LINE), era, payer.take(at)])
    rendering, rendered = numbered([*(_array(lines[name]) for name in _RENDERING), *billing])
    of_line = dict(zip(_OF_LINE, columns, strict=False))
    stated = pc.binary_join_element_wise(*(of_line[f"modifier_{n}"] for n in range(1, 5)), " ")
    situations = {
        "situation": _counted(columns[0]),
        **of_line,
        # ' 26 59 ': a space before and after each modifier
        "modifier_list": pc.binary_join_element_wise("", pc.utf8_trim_whitespace(stated), "", " "),
        "era": columns[-2],
        **{name: column.take(columns[-1]) for name, column in zip(_OF_CLAIM, payers, strict=True)},
    }
    named = ("rendering", *_RENDERING, "billing_group", "billing_taxonomy")
    renderings = dict(zip(named, (_counted(rendered[0]), *rendered), strict=True))
    renderings["claim_set"] = pa.repeat(pa.scalar(0, pa.int32()), len(rendered[0]))
    narrow = {
        **{name: lines[name] for name in _NARROW},
        "situation": situation,
        "rendering": rendering,
        "has_orderer": pc.or_(pc.not_equal(lines["referring_npi"], ""), pc.not_equal(lines["ordering_npi"], "")),
        "has_supervisor": pc.not_equal(lines["supervising_npi"], ""),
    }
    return Numbered(pa.table(narrow), pa.table(situations), _with_taxonomies(pa.table(renderings), taxonomies))


def with_numbers(
    lines: pa.Table, claims: pa.Table, situation_codes: pa.Array, physicians: Sequence[tuple[int, int]]
) -> pa.Table:
    """The lines with what relations join by, all numbers: `patient`, `patient_day` (null without a date), `physician` and
    `code_number`; and `stands`, whether a line counts beside others.

    `claims` are those of edits/superseded.py, `situation_codes` has the number of the code of each situation, `physicians`
    whom each rendering counts for.
    """
    at = pc.index_in(lines["claim_key"], claims["claim_key"])
    patient = claims["patient"].take(at)
    patient_day = pc.add(pc.multiply(patient.cast(pa.int64()), DAYS), lines["day_no"])
    added = {
        "patient": patient,
        "patient_day": patient_day,
        "physician": pa.array([number for _, number in sorted(physicians)], pa.int32()).take(lines["rendering"]),
        "code_number": situation_codes.take(lines["situation"]),
        "stands": pc.equal(claims["superseded"], "").take(at),
    }
    for name, column in added.items():
        lines = lines.append_column(name, column)
    return lines


def _with_taxonomies(renderings: pa.Table, taxonomies: pa.Table | None) -> pa.Table:
    """The renderings with one of no line for each taxonomy that other claims state of these physicians."""
    if taxonomies is None:
        return renderings
    known = taxonomies.filter(pc.is_in(taxonomies["rendering_npi"], renderings["rendering_npi"].combine_chunks()))
    blank = pa.repeat("", known.num_rows)
    numbers = pa.array(range(renderings.num_rows, renderings.num_rows + known.num_rows), pa.int32())
    others = {**dict.fromkeys(renderings.column_names, blank), "rendering": numbers}
    others["claim_set"] = pa.repeat(pa.scalar(0, pa.int32()), known.num_rows)
    others |= {name: known[name] for name in known.column_names}
    return pa.concat_tables([renderings, pa.table(others).cast(renderings.schema)])


def numbered(columns: Sequence[pa.Array]) -> tuple[pa.Array, list[pa.Array]]:
    """For each row the number of its combination of values (int32, from 0), and the columns of the combinations."""
    encoded = [column.dictionary_encode(null_encoding="encode") for column in columns]
    key, width = pa.repeat(pa.scalar(0, pa.int64()), len(columns[0])), 1
    for one in encoded:
        size = len(one.dictionary)
        if width * size >= _MOST:
            dense = key.dictionary_encode()
            key, width = dense.indices.cast(pa.int64()), len(dense.dictionary)
        if size > 1:
            key, width = pc.add(pc.multiply(key, size), one.indices), width * size
    numbers = key.dictionary_encode().indices
    first = _first(numbers)
    return numbers, [one.dictionary.take(one.indices.take(first)) for one in encoded]


def _first(numbers: pa.Array) -> pa.Array:
    """The first row of each number; numbers are given in the order in which they appear."""
    highest = pc.cumulative_max(numbers)
    before = pa.concat_arrays([pa.array([-1], pa.int32()), highest])[: len(highest)]
    return pc.indices_nonzero(pc.not_equal(highest, before))


def _counted(column: pa.Array) -> pa.Array:
    return pa.array(range(len(column)), pa.int32())


def _array(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
