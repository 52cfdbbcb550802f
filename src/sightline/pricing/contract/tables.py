"""The tables by which the pricing relations read the terms of a contract."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pyarrow as pa

#: What a term can pay, and whether it pays the line as a whole: nothing is then taken off, and no unit is multiplied.
PAY = {
    "percent-of-medicare": False,
    "conversion-factor": False,
    "fee-table": False,
    "percent-of-charge": True,
    "percent-of-asp": True,
    "case-rate": True,
    "per-diem": True,
}
MONEY = pa.decimal128(12, 2)
CENT = Decimal("0.01")
_FACTOR = pa.decimal128(6, 4)
#: The contract's own figures by the key of `scales`: the columns of `term` that hold them, 1 = 100 %.
SCALES = {
    "bilateral": "bilateral",
    "cosurgeon": "cosurgeon",
    "assistant": "assistant",
    "AS": "assistant_as",
    "22": "increased",
    "52": "reduced",
    "53": "discontinued",
    "non_physician": "non_physician",
}
#: How many places of a day's procedures have a figure of their own; the last is for all that follow.
PLACES = 5

TERM = pa.schema(
    [
        ("term", pa.int32()),
        ("effective_from", pa.date32()),
        ("effective_to", pa.date32()),
        ("pay", pa.string()),
        ("by_line", pa.bool_()),
        ("percent", pa.decimal128(7, 4)),  # 1 = 100 %
        ("own_factor", pa.decimal128(9, 4)),  # dollars per RVU; 0: Medicare's
        ("anesthesia_factor", pa.decimal128(9, 4)),  # dollars per unit; null: Medicare's
        ("area", pa.int32()),  # -1: where the service was done
        ("year", pa.int32()),
        ("basis_date", pa.date32()),  # null: the date of service
        ("reductions", pa.string()),
        ("lesser_of_charge", pa.bool_()),
        ("by_rvus", pa.bool_()),  # codes that Medicare does not pay are priced by the RVUs that it publishes
        ("multiple", pa.string()),  # "" as Medicare, none, own: the ranks below
        *((f"rank_{place}", _FACTOR) for place in range(1, PLACES + 1)),
        *((column, _FACTOR) for column in SCALES.values()),
        ("first_share", pa.decimal128(11, 10)),  # what the first of two sides gets of both
        ("named", pa.bool_()),  # the term names its codes
        ("places", pa.string()),  # places of service with a blank before and after each; "" every place
        ("components", pa.string()),  # likewise global, 26, TC
        ("modifier", pa.string()),
        ("by_provider", pa.bool_()),  # for the taxonomies of TERM_TAXONOMY only
        ("restrictions", pa.int32()),
    ]
)
TERM_CODE = pa.schema(
    [("term", pa.int32()), ("code_from", pa.string()), ("code_to", pa.string()), ("codes", pa.int64())]
)
TERM_FEE = pa.schema(
    [
        ("term", pa.int32()),
        ("code", pa.string()),
        ("modifier", pa.string()),
        ("in_facility", pa.bool_()),
        ("amount", MONEY),
        ("source_row", pa.int32()),
    ]
)
TERM_TAXONOMY = pa.schema([("term", pa.int32()), ("taxonomy", pa.string())])
NO_TERMS = {"term": TERM.empty_table(), "term_code": TERM_CODE.empty_table(), "term_fee": TERM_FEE.empty_table()}


def ranks(figures: tuple[Decimal, ...]) -> dict[str, Decimal]:
    """The columns rank_1 … of a scale for the procedures of a day: its last figure is for all that follow."""
    return {f"rank_{place + 1}": figures[min(place, len(figures) - 1)] for place in range(PLACES)}


def first_share(both: Decimal) -> Decimal:
    """What the first of two sides gets of `both` in units of one: one of one and a half are two thirds."""
    share = Decimal(1) / both if both >= 1 else Decimal("0.5")
    return share.quantize(Decimal("0.0000000001"), ROUND_HALF_UP)
