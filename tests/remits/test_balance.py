"""What balances: SVC03 = SVC02 - CAS, CLP04 = CLP03 - CAS, CLP03 = SVC02, CLP05 = PR, BPR02 = CLP04 - PLB."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from remits.builder import Read, line, paid, payment, remittance
from sightline.engines.duckdb import DuckDB
from sightline.remits.balance import unbalanced, with_messages

LINE = line("32408", "100", "80", "CO-45 15", "PR-2 5")


def found(*payments: str, **changes: str) -> list[dict[str, Any]]:
    """What does not balance in the payments, after the changes to their text."""
    data = remittance(*payments).decode()
    for before, after in changes.values():
        assert before in data
        data = data.replace(before, after)
    read = Read(data.encode())
    engine = DuckDB()
    for name, table in (
        ("payment", "payments"), ("remitted_claim", "claims"), ("remitted_line", "lines"),
        ("adjustment", "adjustments"), ("provider_adjustment", "provider_adjustments"),
    ):  # fmt: skip
        engine.register(name, read.tables[table])
    rows: list[dict[str, Any]] = with_messages(unbalanced(engine)).to_pylist()
    engine.close()
    return rows


def test_in_balance() -> None:
    assert found(payment(paid("C1", LINE, patient="5"), paid("C2", LINE, LINE, patient="10"))) == []


@pytest.mark.parametrize(
    ("before", "after", "checks", "told"),
    [
        (
            "SVC*HC:32408*100*80",
            "SVC*HC:32408*100*81",
            {"line"},
            "claim C1, line 1 (32408): charge 100.00 less adjustments 20.00 is 80.00, SVC03 says 81.00",
        ),
        (
            "CLP*C1*1*100*80",
            "CLP*C1*1*100*79",
            {"claim", "payment"},
            "claim C1: charge 100.00 less adjustments 20.00 is 80.00, CLP04 says 79.00",
        ),
        (
            "SVC*HC:32408*100*80",
            "SVC*HC:32408*90*70",
            {"charge"},
            "claim C1: charges of its lines (SVC02) 90.00, CLP03 says 100.00",
        ),
        ("*80*5*MB", "*80*6*MB", {"patient"}, "claim C1: patient responsibility (CLP05) 6.00, adjustments with PR 5.00"),
        (
            "BPR*I*80*",
            "BPR*I*80.01*",
            {"payment"},
            "payment T1: claims 80.00 less provider adjustments 0.00 is 80.00, BPR02 says 80.01",
        ),
        ("CAS*CO*45*15", "CAS*CO*45*15.01", {"line", "claim"}, "is 79.99, SVC03 says 80.00"),
        (
            "CAS*CO*45*15",
            "CAS*CO*45*fifteen",
            {"line", "claim"},
            "claim C1: cannot be balanced, an amount is missing or is not a number",
        ),
        ("BPR*I*80*", "BPR*I**", {"payment"}, "payment T1: cannot be balanced"),
    ],
)  # fmt: skip
def test_out_of_balance(before: str, after: str, checks: set[str], told: str) -> None:
    rows = found(payment(paid("C1", LINE, patient="5")), change=(before, after))
    assert {row["check"] for row in rows} == checks
    assert told in "\n".join(row["message"] for row in rows)


def test_adjustments_of_the_claim_count() -> None:
    claim = paid("C1", line("32408", "100", "85", "CO-45 15"), adjustments=("PR-1 5",), amount="80", patient="5")
    assert found(payment(claim)) == []
    [row] = found(payment(claim), change=("*80*5*MB", "*85*5*MB"), too=("BPR*I*80", "BPR*I*85"))
    assert (row["check"], row["difference"]) == ("claim", Decimal("5.00"))


@pytest.mark.parametrize(
    ("plb", "amount"),
    [("WO:X*20", "60"), ("L6:X*-2.5", "82.5"), ("WO:X*20*FB:Y*-10", "70"), ("WO:X*80", "0"), ("72*-1", "81")],
)
def test_plb_is_taken_from_the_payment_and_a_negative_one_adds_to_it(plb: str, amount: str) -> None:
    claim = paid("C1", LINE, patient="5")
    assert found(payment(claim, plb=plb, amount=amount)) == []
    [row] = found(payment(claim, plb=plb, amount="80"))
    assert row["difference"] == Decimal(80) - Decimal(amount)


def test_reversals_count_with_their_sign_and_state_no_patient_share() -> None:
    back = paid("C1", line("32408", "-100", "-80", "CO-45 -15", "PR-2 -5"), status="22")
    again = paid("C1", line("32408", "100", "90", "CO-45 10"))
    assert found(payment(back, again, amount="10")) == []
    assert [row["check"] for row in found(payment(back, again, amount="90"))] == ["payment"]


def test_a_debit_is_negative() -> None:
    back = paid("C1", line("32408", "-100", "-80", "CO-45 -20"), status="22")
    assert found(payment(back, amount="80"), change=("*C*ACH", "*D*ACH")) == []


def test_each_payment_on_its_own() -> None:
    rows = found(
        payment(paid("C1", LINE, patient="5"), number="A", amount="81"),
        payment(paid("C2", LINE, patient="5"), number="B", amount="79"),
    )
    assert [(row["number"], row["difference"]) for row in rows] == [("A", Decimal(1)), ("B", Decimal(-1))]
