"""Lines that come back without what tells them apart: by charge and units, else compared in sum."""

from __future__ import annotations

from typing import Any

import pytest

from remits.builder import Piece, line, paid, payment
from remits.test_reconcile import bill, reconciled, served, told

#: What Medicare's schedule expects of 20610-RT and -LT of one claim together, and of 77012-26: facility, Ohio, 2026.
BOTH, READING = "58.41", "65.82"
RIGHT_LEFT = ("20610-RT", "20610-LT")


def outcome(claim: list[dict[str, Any]], *lines: Piece, **options: Any) -> dict[Any, dict[str, Any]]:
    """The outcomes of one claim that these lines answer, by line or kind."""
    found = told(reconciled([claim], payment(paid("S1", *lines)), **options))
    return {place: row for (_, place), row in found.items()}


def charged(claim: list[dict[str, Any]], *charges: str, **units: str) -> list[dict[str, Any]]:
    """The claim with other charges for its lines."""
    return [{**each, "charge": charge} for each, charge in zip(claim, charges, strict=True)]


@pytest.mark.parametrize(
    ("lines", "verdict", "variance"),
    [
        ((line("20610", "500", "38.94", "CO-45 461.06"), line("20610", "500", "19.47", "CO-59 480.53")), "as-expected", "0.00"),
        ((line("20610", "500", "29.21", "CO-45 470.79"), line("20610", "500", "29.20", "CO-45 470.80")), "as-expected", "0.00"),
        ((line("20610", "500", "38.94", "CO-45 461.06"), line("20610", "500", "0", "CO-18 500")), "underpaid", "-19.47"),
        ((line("20610", "500", "0", "CO-50 500"), line("20610", "500", "0", "CO-50 500")), "denied-unexpectedly", "-58.41"),
        ((line("20610", "1000", "58.41", "CO-45 941.59"),), "as-expected", "0.00"),
        ((line("20610", "1000", "77.88", "CO-45 922.12"),), "overpaid", "19.47"),
        (tuple(line("20610", "250", "10", "CO-45 240") for _ in range(4)), "underpaid", "-18.41"),
        ((line("20610", "400", "30", "CO-45 370"), line("20610", "600", "28.41", "CO-45 571.59")), "as-expected", "0.00"),
    ],
)  # fmt: skip
def test_both_sides_without_their_modifiers(lines: tuple[Piece, ...], verdict: str, variance: str) -> None:
    rows = outcome(bill("S1", *RIGHT_LEFT), *lines)
    assert [rows[n]["verdict"] for n in (1, 2)] == ["in-sum", "in-sum"]
    together = rows["lines"]
    assert (together["verdict"], together["variance"], together["lines"]) == (verdict, variance, [1, 2])
    assert f"lines 1 and 2 in sum, for none can be told from the others: {BOTH} expected" in together["reason"]
    assert "remitted" not in rows


def test_both_sides_with_charges_of_their_own_are_told_apart() -> None:
    claim = charged(bill("S1", *RIGHT_LEFT), "500", "400")
    rows = outcome(claim, line("20610", "400", "19.47", "CO-45 380.53"), line("20610", "500", "38.94", "CO-45 461.06"))
    assert [(rows[n]["allowed"], rows[n]["verdict"]) for n in (1, 2)] == [
        ("38.94", "as-expected"),
        ("19.47", "as-expected"),
    ]


def test_reading_and_technique_of_one_charge_are_compared_in_sum() -> None:
    claim = [{**each, "place_of_service": "11"} for each in bill("S1", "77012-26", "77012-TC")]
    rows = outcome(claim, line("77012", "1000", "100", "CO-45 900"))
    assert rows["lines"]["lines"] == [1, 2]
    assert rows[1]["expected"] == READING
    told_apart = outcome(
        claim, line("77012:26", "500", "65.82", "CO-45 434.18"), line("77012", "500", "50", "CO-45 450")
    )
    assert [told_apart[n]["allowed"] for n in (1, 2)] == ["65.82", "50.00"]


def test_lines_of_one_charge_are_told_apart_by_their_units() -> None:
    claim = bill("S1", *RIGHT_LEFT)
    claim[1]["units"] = "2"
    two = served("SVC*HC:20610*500*60**2", "500", "60", "CAS*CO*45*440")
    one = served("SVC*HC:20610*500*38.94**1", "500", "38.94", "CAS*CO*45*461.06")
    cut = served("SVC*HC:20610*500*60**1**2", "500", "60", "CAS*CO*45*440")
    for second in (two, cut):
        rows = outcome(claim, second, one)
        assert [rows[n]["allowed"] for n in (1, 2)] == ["38.94", "60.00"]


def test_what_is_left_of_a_split_line_when_the_other_is_told_by_its_charge() -> None:
    claim = charged(bill("S1", *RIGHT_LEFT), "500", "400")
    rows = outcome(
        claim,
        line("20610", "300", "30", "CO-45 270"),
        line("20610", "400", "19.47", "CO-45 380.53"),
        line("20610", "200", "8.94", "CO-45 191.06"),
    )
    assert [(rows[n]["allowed"], rows[n]["remittances"]) for n in (1, 2)] == [("38.94", 2), ("19.47", 1)]


def test_a_set_of_those_with_the_same_modifier() -> None:
    claim = bill("S1", "20610-RT", "20610-RT", "20610-LT")
    rows = outcome(claim, line("20610:RT", "1000", "80", "CO-45 920"), line("20610:LT", "500", "20", "CO-45 480"))
    assert (rows["lines"]["lines"], rows["lines"]["allowed"], rows[3]["allowed"]) == ([1, 2], "80.00", "20.00")


@pytest.mark.parametrize(
    "lines",
    [
        (line("20610", "500", "38.94", "CO-45 461.06"),),  # one of two, and which
        (line("20610", "500", "38.94", "CO-45 461.06"), line("20610", "400", "19.47", "CO-45 380.53")),
    ],
)
def test_charges_that_do_not_add_up_are_left_open(lines: tuple[Piece, ...]) -> None:
    rows = outcome(charged(bill("S1", *RIGHT_LEFT), "600", "600"), *lines)
    assert (rows[1]["verdict"], rows["remitted"]["verdict"], "lines" in rows) == ("ambiguous", "ambiguous", False)


def test_nothing_is_compared_where_one_line_has_no_expected_amount() -> None:
    claim = bill("S1", *RIGHT_LEFT, payer_name="AETNA", payer_id="60054", filing_code="CI")
    rows = outcome(claim, line("20610", "1000", "58.41", "CO-45 941.59"))
    assert (rows["lines"]["verdict"], rows["lines"]["variance"]) == ("paid-without-expectation", None)
    assert "no contract with this payer is given" in rows["lines"]["reason"]


def test_a_sum_that_is_taken_back_and_paid_again() -> None:
    first = paid("S1", line("20610", "1000", "90", "CO-45 910"), number="I1")
    back = paid("S1", line("20610", "-1000", "-90", "CO-45 -910"), number="I1", status="22")
    again = paid("S1", line("20610", "1000", "58.41", "CO-45 941.59"), number="I2")
    claim = bill("S1", *RIGHT_LEFT)
    gone = told(reconciled([claim], payment(first), payment(back, number="T2", on="20260401")))
    assert gone["S1", "lines"]["verdict"] == "reversed"
    found = told(reconciled([claim], payment(first), payment(back, again, number="T2", on="20260401")))
    row = found["S1", "lines"]
    assert (row["verdict"], row["paid"], row["taken_back"], row["remittances"]) == ("as-expected", "58.41", "0.00", 3)


def test_a_second_payers_sum_is_the_second_payers() -> None:
    found = reconciled(
        [bill("S1", *RIGHT_LEFT)],
        payment(paid("S1", line("20610", "1000", "46.73", "CO-45 941.59", "PR-2 11.68"))),
        payment(paid("S1", line("20610", "1000", "11.68", "OA-23 988.32"), status="2"), number="T2", payer="MEDIGAP"),
    )
    rows = told(found)
    assert (rows["S1", "lines"]["paid"], rows["S1", "lines"]["verdict"]) == ("46.73", "as-expected")
    assert (rows["S1", "other-payer"]["paid"], rows["S1", "other-payer"]["lines"]) == ("11.68", [1, 2])


def test_by_the_insured_where_no_claim_has_the_number() -> None:
    claim = bill("S1", *RIGHT_LEFT)
    answer = paid("OTHER", line("20610", "1000", "58.41", "CO-45 941.59"), member="MS1")
    row = told(reconciled([claim], payment(answer)))["S1", "lines"]
    assert (row["verdict"], row["matched_by"]) == ("as-expected", "code and charges, in sum")
