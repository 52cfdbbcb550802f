"""Which claim line a remitted line answers: by control number, by claim and code, by the insured; never a guess."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from remits.builder import line, paid, payment
from remits.test_reconcile import bill, reconciled


def fate(claims: list[list[dict[str, Any]]], *payments: str) -> list[tuple[Any, ...]]:
    """Of each remitted line: the claim and line it answers, and how that is known."""
    found = reconciled(claims, *payments)
    names = {row["claim_key"]: row["claim_id"] for row in found.priced.claims.to_pylist()}
    return [(names.get(row["claim_key"]), row["line_no"], row["matched_by"]) for row in found.fate.to_pylist()]


def svc(code: str, charge: str = "500", **stated: Any) -> Any:
    return line(code, charge, "0", f"CO-45 {charge}", **stated)


BY_CODE, BY_NUMBER = "claim, code, modifiers and date", "line control number"


def test_by_control_number_whatever_the_code() -> None:
    claim = bill("C1", "49180", "49180")
    for each, number in zip(claim, ("A1", "A2"), strict=True):
        each["control_number"] = number
    answers = payment(paid("C1", svc("49999", control="A2"), svc("49180", control="A1")))
    assert fate([claim], answers) == [("C1", 2, BY_NUMBER), ("C1", 1, BY_NUMBER)]


def test_by_the_lines_number_where_the_claim_has_no_control_number() -> None:
    answers = payment(paid("C1", svc("49180", control="2"), svc("49180", control="1")))
    assert fate([bill("C1", "49180", "49180")], answers) == [("C1", 2, BY_NUMBER), ("C1", 1, BY_NUMBER)]


def test_by_code_and_modifiers() -> None:
    answers = payment(paid("C1", svc("77012:26"), svc("77012:TC")))
    assert fate([bill("C1", "77012-TC", "77012-26")], answers) == [("C1", 2, BY_CODE), ("C1", 1, BY_CODE)]


def test_by_the_code_that_was_billed() -> None:
    changed = svc("10009").text.replace("**1~", "**1*HC:10005~")
    piece = paid("C1", svc("10009"))
    answers = payment(type(piece)(piece.text.replace(svc("10009").text, changed), piece.charge, piece.paid))
    assert fate([bill("C1", "10005")], answers) == [("C1", 1, BY_CODE)]


def test_without_the_modifier() -> None:
    assert fate([bill("C1", "77012-26")], payment(paid("C1", svc("77012")))) == [
        ("C1", 1, "claim, code and date"),
    ]


def test_by_charge_among_lines_of_one_code() -> None:
    claim = bill("C1", "49180", "49180")
    claim[1]["charge"] = "300.00"
    assert fate([claim], payment(paid("C1", svc("49180", "300"), svc("49180", "500")))) == [
        ("C1", 2, BY_CODE),
        ("C1", 1, BY_CODE),
    ]


def test_a_line_that_the_payer_split() -> None:
    answers = payment(paid("C1", svc("49180", "200"), svc("49180", "300")))
    assert fate([bill("C1", "49180")], answers) == [("C1", 1, BY_CODE), ("C1", 1, BY_CODE)]


def test_other_dates_are_other_lines() -> None:
    answers = payment(paid("C1", svc("49180", on="20260303")))
    assert fate([bill("C1", "49180")], answers) == [(None, None, "no such line")]


def test_by_the_insured_where_no_claim_has_the_number() -> None:
    answers = payment(paid("PAYER-OWN", svc("49180"), member="MC-1"))
    assert fate([bill("C1", "49180"), bill("C2", "49180")], answers) == [("C1", 1, "insured, code and date")]


def test_identical_lines_are_matched_in_order_when_all_are_there() -> None:
    claim = [bill("C1", "49180", "49180", "49180")]
    answers = payment(paid("C1", svc("49180"), svc("49180"), svc("49180")))
    assert fate(claim, answers) == [("C1", n, "claim, code and date, in order") for n in (1, 2, 3)]


def test_what_could_be_several_lines_is_left_open() -> None:
    assert fate([bill("C1", "49180", "49180")], payment(paid("C1", svc("49180")))) == [(None, None, "ambiguous")]


def test_a_number_that_two_claims_have() -> None:
    first, second = bill("C1", "49180"), bill("C1", "49180", claim_key="2", charge="300.00")
    first[0]["claim_key"] = "1"
    found = reconciled([first, second], payment(paid("C1", svc("49180", "300"))))
    [row] = found.fate.to_pylist()
    [claim] = [each for each in found.priced.claims.to_pylist() if each["claim_key"] == row["claim_key"]]
    assert claim["charge"] == Decimal("300.00")


def test_no_such_claim() -> None:
    assert fate([bill("C1", "49180")], payment(paid("C9", svc("49180")))) == [(None, None, "no such claim")]
