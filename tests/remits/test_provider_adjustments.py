"""What is taken from payments apart from claims: its meaning, its payer, the claim that it names, and the totals."""

from __future__ import annotations

import csv as rows_of
import io
from decimal import Decimal
from typing import Any

import pytest

from remits.builder import line, paid, payment
from remits.test_reconcile import SHARE, bill, reconciled
from sightline.outputs.reconcile import csv, record, text
from sightline.remits.provider_adjustments import meanings
from sightline.remits.result import Reconciled


def apart(found: Reconciled) -> list[dict[str, Any]]:
    return [each for paid_out in record.payments(found) for each in paid_out["provider_adjustments"]]


@pytest.mark.parametrize(
    ("reference", "claim"),
    [
        ("C1", "C1"),  # the biller's own number
        ("ICN-77", "C1"),  # the payer's
        ("ICN-77 C1", "C1"),
        ("ICN-77C1", "C1"),
        ("0099 ICN-77", "C1"),
        ("ICN-7", ""),
        ("ICN-770", ""),
        ("", ""),
        ("C1 C2", ""),  # two claims: not known which
    ],
)
def test_a_recovery_is_tied_to_the_claim_that_it_names(reference: str, claim: str) -> None:
    found = reconciled(
        [bill("C1", "32408"), bill("C2", "32408")],
        payment(paid("C1", SHARE, number="ICN-77"), paid("C2", SHARE, number="ICN-78")),
        payment(plb=f"WO:{reference}*103.46", number="T2", amount="0", on="20260501"),
    )
    (taken,) = apart(found)
    assert (taken["meaning"], taken["claim"], taken["amount"]) == ("recovery of an overpayment", claim, "103.46")


def test_of_two_claims_with_one_number_none_is_named() -> None:
    found = reconciled(
        [bill("C1", "32408"), bill("C2", "32408")],
        payment(paid("C1", SHARE, number="I"), paid("C2", SHARE, number="I")),
        payment(plb="WO:I*10", number="T2", amount="0"),
    )
    assert apart(found)[0]["claim"] == ""


def test_totals_say_what_came() -> None:
    found = reconciled(
        [bill("C1", "32408"), bill("C2", "49180", payer_name="AETNA", payer_id="60054", filing_code="CI")],
        payment(paid("C1", SHARE), plb="WO:A*40*L6:B*-1.50", amount="64.96"),
        payment(paid("C2", line("49180", "500", "50", "CO-45 450")), plb="FB:C*-7", number="T2", amount="57"),
        payment(plb="ZZ:D*3", number="T3", payer="OTHER", amount="0"),
    )
    totals = {each["name"]: each for each in record.totals(found)["payer"]}
    assert {name: (each["provider_adjustments"], each["received"]) for name, each in totals.items()} == {
        "MEDICARE": ("38.50", "64.96"), "AETNA": ("-7.00", "57.00"), "OTHER": ("3.00", "-3.00"),
    }  # fmt: skip
    provider = record.totals(found)["provider"]
    assert [(each["name"], each["provider_adjustments"]) for each in provider] == [("1234567893", "34.50")]
    assert [(each["payer"], each["reason"], each["amount"]) for each in record.provider_adjustments(found)] == [
        ("AETNA", "FB", "-7.00"), ("MEDICARE", "L6", "-1.50"), ("MEDICARE", "WO", "40.00"), ("OTHER", "ZZ", "3.00"),
    ]  # fmt: skip
    paid_out = sum(Decimal(each["received"]) for each in totals.values())
    assert paid_out == Decimal("64.96") + 57 - 3
    out = io.StringIO()
    text.write_reconciled(found, out)
    for said in (
        "MEDICARE · WO recovery of an overpayment · 1 · 40.00 taken",
        "MEDICARE · L6 interest · 1 · 1.50 added",
        "OTHER · ZZ (reason not known) · 1 · 3.00 taken",
        "MEDICARE · less 38.50 · received 64.96",
    ):
        assert said in out.getvalue()


def test_a_reversal_and_the_balance_that_is_carried_come_to_nothing() -> None:
    back = paid("C1", line("32408", "-500", "-103.46", "CO-45 -370.68", "PR-2 -25.86"), status="22")
    found = reconciled(
        [bill("C1", "32408")],
        payment(paid("C1", SHARE, patient="25.86")),
        payment(back, plb="FB:ICN1*-103.46", number="T2", amount="0", on="20260501"),
    )
    (total,) = record.totals(found)["payer"]
    assert (total["provider_adjustments"], total["received"]) == ("-103.46", "103.46")
    assert apart(found)[0]["claim"] == "C1"
    assert found.unbalanced.num_rows == 0


def test_every_adjustment_is_a_row_of_the_csv() -> None:
    found = reconciled([bill("C1", "32408")], payment(paid("C1", SHARE), plb="WO:C1*40*L6:B*-1.50", amount="64.96"))
    out = io.StringIO()
    csv.write_reconciled(found, out)
    told = [row for row in rows_of.DictReader(io.StringIO(out.getvalue())) if row["kind"] == "provider-adjustment"]
    assert [(row["claim"], row["verdict"], row["paid"]) for row in told] == [("C1", "WO", "-40.00"), ("", "L6", "1.50")]


def test_reasons_have_words_of_their_own() -> None:
    assert {"WO", "FB", "L6", "72", "CS", "LE", "IR", "CT", "J1"} <= meanings().keys()
    assert all(words and words[0].islower() for words in meanings().values())


def test_without_any_the_amount_is_written_as_dollars() -> None:
    (total,) = record.totals(reconciled([bill("C1", "32408")], payment(paid("C1", SHARE))))["payer"]
    assert (total["provider_adjustments"], total["received"]) == ("0.00", "103.46")
