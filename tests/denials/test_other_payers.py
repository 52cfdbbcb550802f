"""Other payers that the claim names, or to whom it was sent on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import sightline
from remits.builder import line, paid, payment, remittance

SENT = (Path(__file__).parents[2] / "examples" / "ct-guided-lung-biopsy.837").read_text(encoding="utf-8")
NEXT = "SBR*S*18*******CI~OI***Y***Y~NM1*IL*1*EXAMPLE*ALEX****MI*EX9~NM1*PR*2*EXAMPLE HEALTH PLAN*****PI*99999~"


def leads(tmp_path, adjustment, status="1", sent=NEXT, paid_amount="0", remarks=""):
    """The answer to line 1 of LB-1001 (1,240.00), which names a secondary payer where `sent` says so."""
    claims, remits = tmp_path / "sent.837", tmp_path / "r.835"
    at = SENT.index("LX*1~", SENT.index("CLM*LB-1001"))
    claims.write_text(SENT[:at] + sent + SENT[at:])
    piece = line("32408", "1240", paid_amount, *adjustment)
    piece = type(piece)(piece.text + remarks, piece.charge, piece.paid)
    remits.write_bytes(remittance(payment(paid("LB-1001", piece, status=status), payer="EXAMPLE MEDICARE CONTRACTOR")))
    found = sightline.denials(claims, remits, on=date(2026, 4, 10), locality="15202-00")
    return {(each.subject.row["claim_id"], each.subject.row["line_no"]): each.lead for each in found.lines}[
        "LB-1001", 1
    ]


@pytest.mark.parametrize(
    ("adjustment", "status", "sent", "action", "row"),
    [
        (("CO-45 1110.68", "PR-2 25.86"), "1", NEXT, "bill-secondary", "share-secondary"),
        (("CO-45 1110.68", "PR-2 25.86"), "19", NEXT, "wait", "share-forwarded"),
        (("CO-45 1110.68", "PR-2 25.86"), "1", "", "bill-patient", "share"),
    ],
)
def test_the_patient_s_share(tmp_path, adjustment, status, sent, action, row):
    told = leads(tmp_path, adjustment, status, sent, paid_amount="103.46")
    assert (told.action, told.row) == (action, row)


@pytest.mark.parametrize(("adjustment", "action"), [("CO-22 1240", "bill-secondary"), ("PR-96 1240", "bill-secondary")])
def test_what_this_payer_does_not_pay(tmp_path, adjustment, action):
    assert leads(tmp_path, (adjustment,)).action == action


def test_another_payer_that_is_not_known_is_asked_for(tmp_path):
    assert leads(tmp_path, ("CO-22 1240",), sent="").action == "ask-payer"


def test_a_qualified_beneficiary_is_never_billed(tmp_path):
    told = leads(tmp_path, ("CO-45 1110.68", "PR-2 25.86"), sent="", paid_amount="103.46", remarks="LQ*HE*N782~")
    assert (told.action, told.row) == ("bill-secondary", "share-of-medicaid-patient")
    assert "bill-patient" in dict(told.never)


def test_what_the_next_payer_refuses_has_an_answer_of_its_own(tmp_path):
    claims, remits = tmp_path / "sent.837", tmp_path / "r.835"
    at = SENT.index("LX*1~", SENT.index("CLM*LB-1001"))
    claims.write_text(SENT[:at] + NEXT + SENT[at:])
    first = payment(
        paid("LB-1001", line("32408", "1240", "103.46", "CO-45 1110.68", "PR-2 25.86"), status="19"),
        payer="EXAMPLE MEDICARE CONTRACTOR",
    )
    second = payment(
        paid("LB-1001", line("32408", "1240", "0", "OA-23 1214.14", "PR-204 25.86"), status="2", number="S1"),
        number="T2", on="20260501", payer="EXAMPLE HEALTH PLAN",
    )  # fmt: skip
    remits.write_bytes(remittance(first, second))
    found = sightline.denials(claims, remits, on=date(2026, 5, 4), locality="15202-00")
    told = {each.subject.row["kind"]: each.lead for each in found.lines if each.subject.row["claim_id"] == "LB-1001"}
    assert told["other-payer"].action == "bill-patient"
    assert told["line"].action == "write-off"  # of what is above the allowed amount; the share is the next payer's
    shares = [part.answer.row for each in found.lines for part in each.parts if part.reason == "2"]
    assert shares == ["share-decided-by-the-next-payer"]
