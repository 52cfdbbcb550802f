"""What was paid against what should have been: each verdict, reversals and corrections, several payers, totals."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest

from remits.builder import Piece, line, paid, payment, remittance
from sightline.outputs.reconcile import record as reconcile_record
from sightline.remits import read_835
from sightline.remits.result import Reconciled
from sightline.remits.run import against
from sightline.run import price

#: At 15202-00 (Ohio), place of service 22, 2026: 32408 129.32, 77012-26 65.82, 49180 70.44, 99152 10.89.
MEDICARE = {"payer_name": "MEDICARE", "filing_code": "MB"}


def bill(claim_id: str, *codes: str, charge: str = "500.00", **stated: Any) -> list[dict[str, Any]]:
    """The lines of a claim of a patient of its own, written CODE[-MODIFIER]."""
    lines = []
    for number, text in enumerate(codes, 1):
        code, _, modifier = text.partition("-")
        lines.append({
            "claim_id": claim_id, "line_no": number, "code": code, "mod1": modifier, "date_from": "2026-03-02",
            "place_of_service": "22", "charge": charge, "units": "1", "dx1": "R91.1", "member_id": f"M{claim_id}",
            "billing_npi": "1234567893", "rendering_npi": "1245319599", "rendering_taxonomy": "2085R0202X",
            **MEDICARE, **stated,
        })  # fmt: skip
    return lines


def reconciled(claims: list[list[dict[str, Any]]], *payments: str, **options: Any) -> Reconciled:
    """The claims against the payments, in one file, in Ohio."""
    lines = [line for each in claims for line in each]
    priced = price(lines, locality="15202-00", **options)
    return against(priced, read_835(io.BytesIO(remittance(*payments)), "r.835"))


def told(found: Reconciled) -> dict[Any, dict[str, Any]]:
    """The outcomes by claim and line, those that are no claim line by claim and kind."""
    return {
        (row["claim"], row["line"] if row["kind"] == "line" else row["kind"]): row
        for row in reconcile_record.lines(found)
    }


SHARE = line("32408", "500", "103.46", "CO-45 370.68", "PR-2 25.86")  # what Medicare pays of 129.32


@pytest.fixture(scope="module")
def every() -> dict[Any, dict[str, Any]]:
    """A claim for each verdict."""
    commercial = {"payer_name": "AETNA", "payer_id": "60054", "filing_code": "CI"}
    claims = [
        *(bill(f"V{n}", "32408") for n in (1, 2, 3, 4)),
        bill("V5", "32408", "77012-26"),
        bill("V6", "32405"),
        *(bill(f"V{n}", "32408") for n in (7, 8)),
        bill("V9", "77012"),
        *(bill(f"V{n}", "32408", **commercial) for n in (10, 11)),
        bill("V12", "32408"),
        bill("V13", "32408"),
        bill("V14", "49180", "49180"),
        bill("V15", "32408"),
    ]
    seen = paid("V13", SHARE, number="I13")
    back = paid("V13", line("32408", "-500", "-103.46", "CO-45 -370.68", "PR-2 -25.86"), number="I13", status="22")
    return told(
        reconciled(
            claims,
            payment(
                paid("V1", SHARE),
                paid("V2", line("32408", "500", "101.39", "CO-45 370.68", "CO-253 2.07", "PR-2 25.86")),
                paid("V3", line("32408", "500", "80", "CO-45 400", "PR-2 20")),
                paid("V4", line("32408", "500", "120", "CO-45 350", "PR-2 30")),
                paid("V5", SHARE, line("77012:26", "500", "0", "CO-236 500")),
                paid("V6", line("32405", "500", "0", "CO-181 500"), status="4"),
                paid("V7", line("32408", "500", "0", "CO-50 500"), status="4"),
                paid("V8", line("32408", "500", "0", "PR-96 500"), status="4"),
                paid("V9", line("77012", "500", "52.66", "CO-45 434.18", "PR-2 13.16")),
                paid("V10", SHARE),
                paid("V11", line("32408", "500", "0", "CO-50 500"), status="4"),
                paid("V12", adjustments=("CO-45 370.68", "PR-2 25.86"), charge="500", amount="103.46"),
                seen,
                paid("V14", line("49180", "500", "56.35", "CO-45 429.56", "PR-2 14.09")),
                paid("X1", line("71250:26", "200", "40", "CO-45 150", "PR-2 10")),
            ),
            payment(back, number="T2", on="20260401"),
        )
    )


@pytest.mark.parametrize(
    ("place", "verdict", "reason", "variance"),
    [
        (("V1", 1), "as-expected", "as expected", "0.00"),
        (("V2", 1), "sequestration", "as expected, adjusted only by sequestration of 2.07", "0.00"),
        (("V3", 1), "underpaid", "underpaid against the fee schedule", "-29.32"),
        (("V4", 1), "overpaid", "overpaid against the fee schedule", "20.68"),
        (("V5", 1), "as-expected", "as expected", "0.00"),
        (("V5", 2), "bundled-as-predicted", "bundled as predicted by PTP001", "0.00"),
        (("V6", 1), "denied-as-predicted", "denied as predicted by COD001", "0.00"),
        (("V7", 1), "denied-unexpectedly", "denied though expected to pay", "-129.32"),
        (("V8", 1), "denied-unexpectedly", "denied though expected to pay", "-129.32"),
        (("V9", 1), "paid-unexpectedly", "paid though predicted to deny by COM002", "65.82"),
        (("V10", 1), "paid-without-expectation", "paid; nothing to compare with: no contract with this payer", None),
        (("V11", 1), "denied-without-expectation", "denied; nothing to compare with: no contract with this", None),
        (("V12", "claim"), "as-expected", "as expected", "0.00"),
        (("V12", 1), "claim-level", "remitted for the claim as a whole", None),
        (("V13", 1), "reversed", "paid and taken back; no new payment yet", None),
        (("V15", 1), "not-remitted", "not yet remitted", None),
        (("X1", "remitted"), "not-billed", "remitted, not billed: no claim has this number", None),
        (("V14", "remitted"), "ambiguous", "which line is not clear: several lines could be meant", None),
    ],
)
def test_verdicts(every: dict[Any, Any], place: Any, verdict: str, reason: str, variance: str | None) -> None:
    row = every[place]
    assert (row["verdict"], row["variance"]) == (verdict, variance)
    assert reason in row["reason"]


def test_amounts_of_a_line(every: dict[Any, Any]) -> None:
    row = every["V2", 1]
    assert [row[name] for name in reconcile_record.AMOUNTS] == [
        "500.00", "129.32", "129.32", "2.07", "101.39", "25.86", "0.00", "0.00",
    ]  # fmt: skip
    assert (row["basis"], row["matched_by"], row["payment"]) == (
        "fee schedule",
        "claim, code, modifiers and date",
        "T1",
    )
    assert every["V8", 1]["patient_share"] == "500.00"  # PR-96 is the patient's, and no payer's allowed amount


def test_against_a_contract(tmp_path: Any) -> None:
    contract = tmp_path / "contract.toml"
    contract.write_text(
        'title = "made up"\n[[term]]\npayer = "aetna"\npay = "percent-of-charge"\npercent = 50\nsource = "made up"\n'
    )
    commercial = {"payer_name": "AETNA", "payer_id": "60054", "filing_code": "CI"}
    found = told(
        reconciled(
            [bill("C1", "32408", **commercial), bill("C2", "32408")],
            payment(
                paid("C1", line("32408", "500", "200", "CO-45 300")),
                paid("C2", line("32408", "500", "200", "CO-45 300")),
            ),
            contract=contract,
        )
    )
    assert (found["C1", 1]["reason"], found["C1", 1]["variance"]) == ("underpaid against the contract", "-50.00")
    assert found["C2", 1]["verdict"] == "paid-without-expectation"


# reversals and corrections


def back(claim_id: str, amount: str = "-103.46", **stated: Any) -> Piece:
    return paid(claim_id, line("32408", "-500", amount, "CO-45 -370.68", "PR-2 -25.86"), status="22", **stated)


def test_a_correction_stands_for_what_was_reversed() -> None:
    denied = paid("C1", line("32408", "500", "0", "CO-16 500"), number="I1")
    turned = paid("C1", line("32408", "-500", "0", "CO-16 -500"), status="22", number="I1")
    found = reconciled(
        [bill("C1", "32408")],
        payment(denied),
        payment(turned, paid("C1", SHARE, number="I2"), number="T2", on="20260401"),
    )
    row = told(found)["C1", 1]
    assert (row["verdict"], row["paid"], row["taken_back"], row["remittances"]) == ("as-expected", "103.46", "0.00", 3)
    assert (row["payment"], row["payer_claim_number"]) == ("T2", "I2")


def test_files_may_come_in_any_order() -> None:
    first = payment(paid("C1", SHARE, number="I1"))
    second = payment(
        back("C1", number="I1"), paid("C1", line("32408", "500", "110", "CO-45 362.5", "PR-2 27.5"), number="I2"),
        number="T2", on="20260401",
    )  # fmt: skip
    for payments in ((first, second), (second, first)):
        row = told(reconciled([bill("C1", "32408")], *payments))["C1", 1]
        assert (row["verdict"], row["paid"], row["taken_back"]) == ("overpaid", "110.00", "0.00")


def test_a_reversal_of_what_was_never_seen_is_told() -> None:
    row = told(reconciled([bill("C1", "32408")], payment(back("C1"), amount="0", plb="FB:1*-103.46")))["C1", 1]
    assert (row["verdict"], row["taken_back"], row["reversal_state"]) == ("reversed", "-103.46", "reversal-of-unknown")
    assert "103.46 taken back that was paid in no remittance here" in row["reason"]


def test_a_reversal_that_is_a_cent_off_is_known_by_the_payers_number() -> None:
    found = reconciled(
        [bill("C1", "32408")],
        payment(paid("C1", SHARE, number="I1")),
        payment(back("C1", "-103.45", number="I1"), paid("C1", SHARE, number="I2"), number="T2", on="20260401"),
    )
    row = told(found)["C1", 1]
    assert (row["verdict"], row["paid"], row["taken_back"]) == ("as-expected", "103.46", "0.01")
    assert "0.01 of what was paid is not taken back by the reversal" in row["reason"]


def test_a_reversal_by_another_payer_takes_nothing_of_the_first() -> None:
    found = reconciled(
        [bill("C1", "32408")],
        payment(paid("C1", SHARE, number="I1")),
        payment(back("C1", number="I1"), number="T2", on="20260401", payer="OTHER"),
    )
    row = told(found)["C1", 1]
    assert (row["paid"], row["taken_back"]) == ("103.46", "-103.46")


def test_a_second_payers_reversal_is_the_second_payers() -> None:
    second = paid("C1", line("32408", "500", "25.86", "OA-23 474.14"), status="2", number="S1")
    undone = paid("C1", line("32408", "-500", "-25.86", "OA-23 -474.14"), status="22", number="S1")
    found = told(
        reconciled(
            [bill("C1", "32408")],
            payment(paid("C1", SHARE)),
            payment(second, number="T2", payer="OTHER", on="20260401"),
            payment(undone, number="T3", payer="OTHER", on="20260501"),
        )
    )
    assert (found["C1", 1]["verdict"], found["C1", 1]["taken_back"]) == ("as-expected", "0.00")
    assert (found["C1", "other-payer"]["verdict"], found["C1", "other-payer"]["remittances"]) == ("other-payer", 2)


def test_a_predetermination_pays_nothing() -> None:
    found = reconciled([bill("C1", "32408")], payment(paid("C1", SHARE, status="25"), amount="103.46"))
    assert told(found)["C1", 1]["verdict"] == "not-remitted"


# several payers, several checks, money apart from claims


def test_a_second_payer_is_told_apart() -> None:
    found = told(
        reconciled(
            [bill("C1", "32408")],
            payment(paid("C1", SHARE)),
            payment(
                paid("C1", line("32408", "500", "25.86", "OA-23 474.14"), status="2"), number="T2", payer="MEDIGAP"
            ),
        )
    )
    assert (found["C1", 1]["paid"], found["C1", 1]["verdict"]) == ("103.46", "as-expected")
    assert (found["C1", "other-payer"]["paid"], found["C1", "other-payer"]["payer"]) == ("25.86", "MEDIGAP")


def test_totals_and_every_dollar() -> None:
    found = reconciled(
        [bill("C1", "32408", "77012-26"), bill("C2", "49180")],
        payment(paid("C1", SHARE, line("77012:26", "500", "0", "CO-236 500"), patient="25.86"), number="T1"),
        payment(paid("C2", line("49180", "500", "50", "CO-45 450")), paid("X", line("71250", "90", "30", "CO-45 60")),
                plb="WO:A*10*L6:B*-1", number="T2", amount="71"),
    )  # fmt: skip
    assert found.unbalanced.num_rows == 0
    summary = found.summary
    assert (summary["paid"], summary["remitted"], summary["expected"]) == (
        Decimal("183.46"),
        Decimal("183.46"),
        Decimal("199.76"),
    )
    totals = reconcile_record.totals(found)
    assert [(each["name"], each["paid"], each["variance"]) for each in totals["payer"]] == [
        ("CARRIER", "30.00", None),
        ("MEDICARE", "153.46", "-20.44"),
    ]
    assert totals["payer"][0]["expected"] is None  # remitted and not billed: nothing says what it should have been
    assert [(each["name"], each["lines"], each["paid"]) for each in totals["code"]] == [
        ("32408", 1, "103.46"), ("49180", 1, "50.00"), ("71250", 0, "30.00"), ("77012", 1, "0.00"),
    ]  # fmt: skip
    assert [(each["name"], each["lines"], each["paid"]) for each in totals["provider"]] == [("1234567893", 3, "183.46")]
    second = list(reconcile_record.payments(found))[1]
    assert (second["amount"], second["claims"]) == ("71.00", "80.00")
    assert [(each["reason"], each["amount"]) for each in second["provider_adjustments"]] == [
        ("WO", "10.00"),
        ("L6", "-1.00"),
    ]


def test_a_payment_that_is_given_twice_counts_once() -> None:
    one = payment(paid("C1", SHARE), plb="L6:1*-5", amount="108.46")
    found = reconciled([bill("C1", "32408")], one, one)
    assert (told(found)["C1", 1]["paid"], found.payments.num_rows) == ("103.46", 1)
    assert (found.repeated.payments, found.repeated.claims, found.repeated.lines) == (1, 1, 1)
    assert "payment T1 was read before from r.835, segment 3; it counts once" in found.issues["message"].to_pylist()


def test_a_payment_that_goes_on_in_another_transaction_counts_whole() -> None:
    found = reconciled(
        [bill("C1", "32408"), bill("C2", "32408")],
        payment(paid("C1", SHARE), amount="206.92"),
        payment(paid("C2", SHARE), amount="206.92"),
    )
    assert (found.repeated.payments, found.summary["paid"]) == (0, Decimal("206.92"))


def test_a_payment_without_claims_is_an_answer() -> None:
    found = reconciled([bill("C1", "32408")], payment(plb="L6:1*-5", amount="5"))
    assert (found.summary["payments"], found.unbalanced.num_rows) == (1, 0)
    assert told(found)["C1", 1]["verdict"] == "not-remitted"


def test_of_a_replaced_claim_nothing_is_expected():
    first = bill("R1", "32408", member_id="M1")
    second = bill("R2", "32408", member_id="M1", frequency="7", original_reference="R1")
    found = told(reconciled([first, second], payment(paid("R1", SHARE))))
    assert (found["R1", 1]["expected"], found["R1", 1]["verdict"]) == (None, "paid-without-expectation")
    assert "a later claim replaces this one" in found["R1", 1]["reason"]
    assert (found["R2", 1]["expected"], found["R2", 1]["verdict"]) == ("129.32", "not-remitted")


@pytest.mark.parametrize(
    ("paid_amount", "adjustments", "verdict"),
    [
        ("105.53", ("CO-45 370.68", "CO-144 -2.07", "PR-2 25.86"), "incentive"),
        ("97.25", ("CO-45 370.68", "CO-253 2.07", "CO-237 4.14", "PR-2 25.86"), "incentive"),
        ("93.11", ("CO-45 370.68", "CO-104 10.35", "PR-2 25.86"), "withheld"),
        ("0", ("CO-45 370.68", "OA-100 103.46", "PR-2 25.86"), "paid-to-patient"),
        ("90", ("CO-45 384.14", "PR-2 25.86", "CO-144 0"), "underpaid"),
        ("90", ("CO-45 380.14", "CO-237 4.00", "PR-2 25.86"), "underpaid"),
    ],
)
def test_what_is_taken_after_the_amount_was_allowed(paid_amount: str, adjustments: Any, verdict: str) -> None:
    remitted = line("32408", "500", paid_amount, *adjustments)
    of_line = told(reconciled([bill("A1", "32408")], payment(paid("A1", remitted))))["A1", 1]
    assert of_line["verdict"] == verdict
    assert (of_line["variance"] == "0.00") == (verdict != "underpaid")


@pytest.mark.parametrize("adjustments", [("CO-24 500",), ("CO-24 480", "PR-3 20"), ("CO-45 100", "CO-24 400")])
def test_capitation_is_no_denial(adjustments: Any) -> None:
    copay = "20" if "PR-3 20" in adjustments else ""
    found = told(
        reconciled(
            [bill("A1", "32408"), bill("A2", "32408")],
            payment(
                paid("A1", line("32408", "500", "0", *adjustments)),
                paid("A2", charge="500", amount="0", adjustments=adjustments, patient=copay),
            ),
        )
    )
    assert [(found[place]["verdict"], found[place]["variance"]) for place in (("A1", 1), ("A2", "claim"))] == [
        ("capitated", None),
        ("capitated", None),
    ]


def served(svc: str, charge: str, amount: str, *segments: str) -> Piece:
    """An SVC as it is written, with its date."""
    text = "".join(f"{each}~" for each in (svc, "DTM*472*20260302", *segments))
    return Piece(text, Decimal(charge), Decimal(amount))


@pytest.mark.parametrize(
    ("svc", "told_in_reason"),
    [
        ("SVC*HC:32408*500*60**1**3", "the payer counted 1 of 3 units"),
        ("SVC*HC:32408*500*60**0**1", "the payer counted 0 of 1 units"),
        ("SVC*HC:32408*500*60**1.5**2", "the payer counted 1.5 of 2 units"),
        ("SVC*HC:10005*500*60**1*HC:32408", "the payer decided it under 10005"),
        ("SVC*HC:10005*500*60**1*HC:32408*2", "the payer counted 1 of 2 units; the payer decided it under 10005"),
        ("SVC*HC:32408*500*60**2**2", ""),
        ("SVC*HC:32408*500*60**2", ""),
    ],
)
def test_cut_units_and_the_payers_code_are_said(svc: str, told_in_reason: str) -> None:
    amount = served(svc, "500", "60", "CAS*CO*45*440")
    row = told(reconciled([bill("U1", "32408")], payment(paid("U1", amount))))["U1", 1]
    assert row["reason"] == "; ".join(filter(None, ["underpaid against the fee schedule", told_in_reason]))


def test_a_line_in_two_answers_adds_up_and_shows_every_adjustment() -> None:
    first = served("SVC*HC:10005*500*30**1*HC:32408", "500", "30", "CAS*CO*45*470", "REF*6R*K1")
    second = served("SVC*HC:76942*0*20**1*HC:32408", "0", "20", "CAS*OA*94*-20", "REF*6R*K1")
    claim = [{**bill("U2", "32408")[0], "control_number": "K1"}]
    row = told(reconciled([claim], payment(paid("U2", first, second))))["U2", 1]
    assert (row["paid"], row["allowed"], row["remittances"]) == ("50.00", "50.00", 2)
    assert [(each["reason"], each["amount"]) for each in row["adjustments"]] == [("45", "470.00"), ("94", "-20.00")]
    assert row["reason"].endswith("the payer decided it under 10005, 76942")
