"""Fee tables as payers send them: any delimiter, titles above, other names of columns, codes with their modifiers."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sightline.pricing.contract.fees import read_fees

TITLES = "Example Health 2026 fees,,,\nEffective 1/1/2026,,,\n\n"


def fees(tmp_path, text):
    path = tmp_path / "fees.csv"
    path.write_text(text, encoding="utf-8")
    return [(row.code, row.modifier, row.nonfacility_amount, row.facility_amount) for row in read_fees(path)]


@pytest.mark.parametrize(
    "text",
    [
        "code,modifier,amount\n77012,26,90.00\n",
        "HCPCS;Modifier;Rate\n77012;26;90\n",
        "code\tmodifier\tamount\n77012\t26\t$90.00\n",
        "Procedure|Mod 1|Allowed Amount\n77012|26|90.00\n",
        TITLES + "CPT Code,Mod,Description,Fee\n77012,26,guidance,$ 90.00\n",
        "CPT/HCPCS,Contracted Rate\n77012-26,90\n",
    ],
)
def test_one_amount_for_both_sides(tmp_path, text):
    assert fees(tmp_path, text) == [("77012", "26", Decimal("90.00"), Decimal("90.00"))]


def test_a_side_without_an_amount_has_none(tmp_path):
    text = (
        TITLES
        + 'CPT Code,Mod,Non-Facility Rate,Facility Rate\n99213,,110.25,80.10\n70551,,"$1,200.50",--\n00790,,N/A,N/A\n'
    )
    assert fees(tmp_path, text) == [
        ("99213", "", Decimal("110.25"), Decimal("80.10")), ("70551", "", Decimal("1200.50"), None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("code,modifier,amount\n99213,,\n", "row 2 has no amount in dollars"),
        ("code,modifier,amount\n99213,,ten\n", "row 2 has no amount in dollars: 'ten'"),
        ("code,modifier,amount\n99213,253,10\n", "the modifier '253'"),
        ("service;what;cost\n99213;visit;10\n", "the first row, semicolon-delimited, has service, what, cost"),
        ("code,amount\n99213,10\n99213,11\n", "rows 2 and 3 are both for 99213"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path, text, why):
    with pytest.raises(ValueError, match=r"fees\.csv") as stopped:
        fees(tmp_path, text)
    assert why in str(stopped.value)
