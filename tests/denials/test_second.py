"""A second set of labelled denials, written from the published meanings of codes before the rows that decide were read.

`first` is the label of the first run where it was changed afterwards, `why` the reason.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

import sightline
from denials.test_acknowledged import acknowledgment
from denials.test_cases import wrong
from remits.builder import line, paid, payment, remittance
from remits.test_reconcile import bill

with (Path(__file__).parent / "second.csv").open(encoding="utf-8") as file:
    CASES = list(csv.DictReader(file))
FULL = ("CO-45 370.68", "PR-2 25.86")
BACK = ("CO-45 -370.68", "PR-2 -25.86")
COMMERCIAL = {"payer_name": "EXAMPLE HEALTH PLAN", "payer_id": "99999", "filing_code": "CI"}


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_labelled_denial(case):
    assert wrong(case) == "", case


def test_labels_that_were_changed_say_why():
    assert {bool(case["first"]) for case in CASES if case["why"]} == {True}
    assert len(CASES) >= 120


def leads(tmp_path, *payments, acknowledged="", **stated):
    """Action, route and last day of each answer about a claim of one line."""
    (tmp_path / "r.835").write_bytes(remittance(*payments))
    files = []
    if acknowledged:
        files = [tmp_path / "a.277"]
        files[0].write_text(acknowledged)
    found = sightline.denials(
        bill("S1", "32408", **stated),
        tmp_path / "r.835",
        acknowledgments=files,
        on=date(2026, 5, 4),
        locality="15202-00",
    )
    return [
        (each.lead.action, each.lead.route, each.lead.deadline.day)
        for each in found.lines
        if each.subject.row["claim_id"] == "S1"
    ]


def decided(
    *adjustments, amount="0", on="20260407", number="T1", status="1", charge="500", payer="EXAMPLE MEDICARE CONTRACTOR"
):
    piece = paid("S1", line("32408", charge, amount, *adjustments), status=status, number=number)
    return payment(piece, on=on, number=number, payer=payer)


ELSE = payment(paid("ELSE", line("71250", "5", "5")))


@pytest.mark.parametrize("category", ["A3:21", "A6:562:85", "A7:562:85", "A8:454", "A6:125"])
def test_a_rejected_claim_is_no_claim_yet(tmp_path, category):
    """X12 507: A3, A6, A7 and A8 return the claim; 42 CFR 424.44(a): the time for filing runs on."""
    told = leads(tmp_path, ELSE, acknowledged=acknowledgment(("S1", category)))
    assert told == [("correct-and-resubmit", "new-claim", date(2027, 3, 2))]
    told = leads(tmp_path, ELSE, acknowledged=acknowledgment(("S1", category)), **COMMERCIAL)
    assert told == [("correct-and-resubmit", "first-claim", None)]


@pytest.mark.parametrize("category", ["A1:20", "A2:20", "A0:16", "P1:20"])
def test_a_claim_that_is_with_the_payer_is_open(tmp_path, category):
    assert leads(tmp_path, ELSE, acknowledged=acknowledgment(("S1", category))) == []


def test_taken_back_and_denied_is_answered_by_the_denial_and_its_date(tmp_path):
    first = decided(*FULL, amount="103.46", on="20260324")
    back = decided(*BACK, amount="-103.46", charge="-500", status="22", number="T2")
    again = decided("CO-50 500", on="20260414", number="T3")
    assert leads(tmp_path, first, back, again) == [("appeal", "redetermination", date(2026, 8, 17))]


def test_denied_and_corrected_to_paid_leaves_the_share(tmp_path):
    denied = decided("CO-16 500", on="20260324")
    back = decided("CO-16 -500", charge="-500", status="22", number="T2")
    again = decided(*FULL, amount="103.46", on="20260414", number="T3")
    assert leads(tmp_path, denied, back, again) == [("bill-patient", "", None)]


def test_taken_back_alone_waits(tmp_path):
    first = decided(*FULL, amount="103.46", on="20260324")
    back = decided(*BACK, amount="-103.46", charge="-500", status="22", number="T2")
    assert leads(tmp_path, first, back) == [("wait", "", None)]


@pytest.mark.parametrize(
    ("notice", "until"),
    [
        ("20260407", date(2026, 8, 10)),  # a Monday
        ("20260315", date(2026, 7, 20)),  # 125 days are a Saturday
        ("20260302", date(2026, 7, 6)),  # a Sunday, after the holiday that is kept on Friday
        ("20260301", date(2026, 7, 6)),  # Saturday July 4
        ("20260228", date(2026, 7, 6)),  # Friday July 3, on which the holiday is kept
        ("20260227", date(2026, 7, 2)),
    ],
)
def test_the_last_day_of_a_redetermination_is_a_working_day(tmp_path, notice, until):
    told = leads(tmp_path, decided("CO-50 500", on=notice))
    assert told == [("appeal", "redetermination", until)]


def test_the_last_day_of_a_new_claim_is_a_working_day(tmp_path):
    """One year after 2025-05-24 is the Sunday before Memorial Day."""
    (tmp_path / "r.835").write_bytes(
        remittance(payment(paid("S1", line("32408", "500", "0", "CO-16 500", on="20250524"))))
    )
    claim = bill("S1", "32408", date_from="2025-05-24")
    found = sightline.denials(claim, tmp_path / "r.835", on=date(2026, 5, 4), locality="15202-00").lines
    assert [each.lead.deadline.day for each in found] == [date(2026, 5, 26)]
    assert "2026-05-24 is no working day" in found[0].lead.deadline.says
    assert "chapter 1 section 70" in found[0].lead.deadline.source
