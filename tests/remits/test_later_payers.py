"""Payers after the first: to whom a claim was sent on, and what the second one was expected to settle."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from remits.builder import Piece, line, paid, payment, remittance
from remits.test_reconcile import MEDICARE, SHARE, bill, reconciled, told
from sightline.outputs.reconcile import record, work
from sightline.remits.run import reconcile
from sightline.run import price

#: Medicare allows 129.32 for 32408 and leaves 25.86 to the patient; at 90 percent the contract allows 116.39.
SECOND = "SECOND HEALTH"


def crossed(
    tmp_path: Path, percent: int, *answer: Piece, claims: Any = None, first: str = ""
) -> dict[Any, dict[str, Any]]:
    """A claim of Medicare's that went on to a payer with a contract of so many percent of Medicare, and its answer."""
    contract, answers = tmp_path / "c.toml", tmp_path / "r.835"
    contract.write_text(
        'title = "both"\n'
        f'[[term]]\npayer = "medicare"\npay = "percent-of-medicare"\npercent = 100\nreductions = "medicare"\nsource = "x"\n'
        f'[[term]]\npayer = "second health"\npay = "percent-of-medicare"\npercent = {percent}\n'
        'reductions = "medicare"\nsource = "x"\n'
    )
    answers.write_bytes(
        remittance(
            first or payment(paid("X1", SHARE)),
            payment(paid("X1", *answer, status="2", number="S1"), number="T2", payer=SECOND, on="20260420"),
        )
    )
    found = reconcile(
        claims if claims is not None else bill("X1", "32408"), answers, locality="15202-00", contract=contract
    )
    rows = told(found)
    rows["work"] = work.short(found)  # type: ignore[assignment]
    return rows


def settles(amount: str, *adjustments: str) -> Piece:
    return line("32408", "500", amount, "OA-23 474.14", *adjustments)


@pytest.mark.parametrize(
    ("percent", "answer", "share", "verdict", "variance"),
    [
        (100, settles("25.86"), "25.86", "as-expected", "0.00"),
        (130, settles("25.86"), "25.86", "as-expected", "0.00"),  # never more than what was left
        (90, settles("12.93", "CO-45 12.93"), "12.93", "as-expected", "0.00"),
        (90, settles("25.86"), "12.93", "overpaid", "12.93"),
        (100, settles("20.00", "CO-45 5.86"), "25.86", "underpaid", "-5.86"),
        (100, settles("0", "CO-22 25.86"), "25.86", "denied-unexpectedly", "-25.86"),
        (100, settles("0", "PR-1 25.86"), "25.86", "as-expected", "0.00"),  # the second payer's own deductible
        (70, settles("0", "CO-45 25.86"), "0.00", "as-expected", "0.00"),  # less than what Medicare paid
    ],
)
def test_the_share_of_the_second_payer(
    tmp_path: Path, percent: int, answer: Piece, share: str, verdict: str, variance: str
) -> None:
    row = crossed(tmp_path, percent, answer)["X1", "other-payer"]
    assert (row["share"], row["verdict"], row["variance"], row["remainder"]) == (share, verdict, variance, "25.86")
    assert f"expected {share}, the lesser of the 25.86 that the payer before left and the contract's" in row["reason"]


def test_what_is_short_of_a_share_is_on_the_work_list(tmp_path: Path) -> None:
    (short,) = crossed(tmp_path, 100, settles("20.00", "CO-45 5.86"))["work"]
    assert (short.payer, short.cause, str(short.short)) == (SECOND, "less than the share of a later payer", "5.86")


def test_a_claim_of_its_own_to_the_second_payer(tmp_path: Path) -> None:
    claims = [
        *bill("X1", "32408", claim_key="1", responsibility="P"),
        *bill("X1", "32408", claim_key="2", responsibility="S", payer_name=SECOND, filing_code="CI"),
    ]
    rows = crossed(tmp_path, 90, settles("10.00", "CO-45 15.86"), claims=claims)
    row = rows["X1", 1]  # the second claim's, which comes later
    assert row["expected"] == "116.39"  # not reduced beside the same service on the first payer's claim
    assert (row["payer"], row["share"], row["verdict"], row["variance"]) == (SECOND, "12.93", "underpaid", "-2.93")


def test_without_a_contract_the_remainder_is_the_most() -> None:
    def answered(amount: str) -> str:
        found = reconciled(
            [bill("X1", "32408")],
            payment(paid("X1", SHARE)),
            payment(paid("X1", settles(amount), status="2"), number="T2", payer=SECOND),
        )
        row = told(found)["X1", "other-payer"]
        assert (row["verdict"], row["share"], row["variance"]) == ("other-payer", None, None)
        return str(row["reason"])

    assert answered("25.86").endswith(
        "; at most the 25.86 that the payer before left: no contract with this payer is given"
    )
    assert answered("30").endswith("; it settled 30.00, more than the 25.86 that the payer before left")


def test_nothing_is_expected_where_the_first_payers_answer_is_not_here(tmp_path: Path) -> None:
    row = crossed(tmp_path, 100, settles("20"), first=payment(number="T0", amount="0"))["X1", 1]
    assert (row["verdict"], row["share"], row["remainder"]) == ("other-payer", None, None)


TT = "NM1*TT*2*MEDIGAP MUTUAL*****PI*M77~"


@pytest.mark.parametrize(
    ("status", "inside", "to"),
    [
        ("1", TT, "MEDIGAP MUTUAL"),
        ("19", TT, "MEDIGAP MUTUAL"),
        ("1", TT + "MOA***MA01*N89~", "MEDIGAP MUTUAL and others"),
        ("19", "", "a payer that is not named"),
        ("1", "MOA***MA18~", "a payer that is not named"),
        ("1", "MOA***MA01*MA07~", "Medicaid"),
        ("1", "", ""),
        ("1", "MOA***MA01~", ""),
    ],
)
def test_to_whom_a_claim_was_sent_on(status: str, inside: str, to: str) -> None:
    piece = paid("X1", SHARE, status=status)
    at = piece.text.index("SVC")
    sent = Piece(piece.text[:at] + inside + piece.text[at:], piece.charge, piece.paid)
    row = told(reconciled([bill("X1", "32408", **MEDICARE)], payment(sent)))["X1", 1]
    assert (row["forwarded_to"], row["verdict"]) == (to, "as-expected")
    assert row["reason"] == "as expected" + (f"; sent on to {to}, which has not answered here" if to else "")


def test_sent_on_and_answered(tmp_path: Path) -> None:
    piece = paid("X1", SHARE, status="19")
    row = crossed(tmp_path, 100, settles("25.86"), first=payment(piece))["X1", 1]
    assert row["reason"] == "as expected; sent on to a payer that is not named"


def test_what_could_not_be_sent_on_is_said() -> None:
    piece = paid("X1", SHARE)
    sent = Piece(piece.text.replace("SVC", "MOA***MA19~SVC"), piece.charge, piece.paid)
    (row,) = [each for each in record.lines(reconciled([bill("X1", "32408")], payment(sent))) if each["line"]]
    assert "not sent on to the Medigap insurer" in row["reason"]
    assert row["forwarded_to"] == ""


@pytest.mark.parametrize("turns", [("P", "S"), ("", "S"), ("P", "T")])
def test_a_service_that_is_billed_to_two_payers_is_not_reduced_as_two(turns: tuple[str, str]) -> None:
    claims = [
        each for n, turn in enumerate(turns) for each in bill("X1", "32408", claim_key=str(n), responsibility=turn)
    ]
    assert [str(each) for each in price(claims, locality="15202-00").amounts["schedule_amount"].to_pylist()] == [
        "129.32"
    ] * 2
