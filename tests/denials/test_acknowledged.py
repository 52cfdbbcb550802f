"""Claims that an acknowledgment (277CA) rejects are answered; one that shows receipt in time answers a denial for late filing."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import sightline
from remits.builder import line, paid, payment, remittance
from remits.test_reconcile import bill
from sightline.denied.acknowledged import acknowledgments
from sightline.denied.ledger import entries, total
from sightline.outputs.denials.text import write_denials

ISA = "ISA*00*          *00*          *ZZ*PAYER          *ZZ*BILLER         *260309*0915*^*00501*000000401*0*T*:~"


def acknowledgment(*claims, on="20260309"):
    """A 277CA: each claim is its number, its status and those of its lines."""
    text = f"{ISA}GS*HN*PAYER*BILLER*{on}*0915*401*X*005010X214~ST*277*0001*005010X214~BHT*0085*08*1*{on}*0915*TH~"
    text += "HL*1**20*1~NM1*PR*2*EXAMPLE MEDICARE CONTRACTOR*****46*15202~TRN*1*1~HL*2*1*21*1~TRN*2*BATCH~"
    text += "STC*A1:19:AY~HL*3*2*19*1~"
    for at, (number, status, *of_lines) in enumerate(claims, 4):
        text += f"HL*{at}*3*PT~NM1*QC*1*EXAMPLE*ALEX****MI*M1~TRN*2*{number}~STC*{status}*{on}*U*500~REF*1K*ICN{at}~"
        text += "".join(f"SVC*HC:32408*500****1~STC*{each}*{on}*U~" for each in of_lines)
    return f"{text}SE*9*0001~GE*1*401~IEA*1*000000401~"


def run(tmp_path, claims, *texts, remits="", on=date(2026, 4, 10)):
    (tmp_path / "r.835").write_bytes(remittance(remits or payment(paid("ELSE", line("71250", "5", "5")))))
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.277").write_text(text)
    files = [tmp_path / f"{number}.277" for number in range(len(texts))]
    rows = [each for claim in claims for each in claim]
    return sightline.denials(rows, tmp_path / "r.835", acknowledgments=files, on=on, locality="15202-00")


def test_a_rejected_claim_is_sent_again_within_the_time_for_filing(tmp_path):
    claims = [bill("K1", "32408", "77012-26"), bill("K2", "32408"), bill("K3", "32408")]
    found = run(tmp_path, claims, acknowledgment(("K1", "A7:562:85"), ("K2", "A2:20"), ("K3", "A2:20", "A6:454")))
    told = {each.subject.row["claim_id"]: each for each in found.lines if each.lead.row == "rejected"}
    assert {claim: (each.lead.action, each.lead.route) for claim, each in told.items()} == {
        "K1": ("correct-and-resubmit", "new-claim"),
        "K3": ("correct-and-resubmit", "new-claim"),
    }
    assert told["K1"].lead.deadline.day == date(2027, 3, 2)
    assert "A7:562:85" in told["K1"].lead.do
    assert dict(told["K1"].lead.never).keys() == {"appeal", "bill-patient"}
    assert (found.open, found.together, found.summary["rejected_claims"]) == (1, 3, 2)


def test_a_rejected_claim_that_is_not_among_the_claims_is_named(tmp_path):
    found = run(tmp_path, [bill("K1", "32408")], acknowledgment(("K1", "A2:20"), ("K9", "A7:562:85"), ("K8", "A2:20")))
    assert [(each.claim, each.statuses) for each in found.not_given] == [("K9", ("A7:562:85",))]
    shown = io.StringIO()
    write_denials(found, shown)
    assert "1 claim that an acknowledgment rejects is not among the claims: K9 (A7:562:85)" in " ".join(
        shown.getvalue().split()
    )


def test_a_claim_that_is_accepted_later_is_no_longer_rejected(tmp_path):
    texts = (acknowledgment(("K1", "A3:21")), acknowledgment(("K1", "A2:20"), on="20260320"))
    found = run(tmp_path, [bill("K1", "32408")], *texts)
    assert [each.lead.row for each in found.lines] == []
    assert found.open == 1


def test_after_the_time_for_filing_it_is_written_off(tmp_path):
    found = run(tmp_path, [bill("K1", "32408")], acknowledgment(("K1", "A3:21")), on=date(2027, 3, 3))
    assert [(each.lead.action, each.lead.row) for each in found.lines] == [("write-off", "too-late")]


def test_a_claim_that_was_decided_is_answered_by_its_remittance(tmp_path):
    denied = payment(paid("K1", line("32408", "500", "0", "CO-29 500")), on="20260407")
    rejected = acknowledgment(("K1", "A3:21"))
    late = run(tmp_path, [bill("K1", "32408")], rejected, remits=denied)
    assert [(each.lead.action, each.lead.row) for each in late.lines] == [("ask-payer", "late-though-decided-in-time")]
    in_time = run(tmp_path, [bill("K1", "32408")], acknowledgment(("K1", "A2:20")), remits=denied)
    assert [(each.lead.action, each.lead.row) for each in in_time.lines] == [
        ("ask-payer", "late-though-received-medicare")
    ]


def test_the_ledger_keeps_rejected_claims_open(tmp_path):
    found = run(tmp_path, [bill("K1", "32408")], acknowledgment(("K1", "A7:562:85")))
    assert {each.name: each.sums["open"] for each in total(entries(found), "claim")}["K1"] == Decimal("500.00")


def test_a_file_that_is_no_acknowledgment_says_nothing(tmp_path):
    (tmp_path / "a.txt").write_text("no X12")
    assert acknowledgments([tmp_path / "a.txt"]) == {}
