"""Remittances of others, as they are: every one goes from claims to answers and a ledger without an error."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest

import sightline
from remits.builder import line, paid, payment, remittance
from remits.test_reconcile import bill
from sightline.denied.ledger import entries, total
from sightline.outputs.formats import write


@pytest.fixture(scope="module")
def answered(shared):
    """All remittances of the corpora together, against a claim that none of them answers."""
    folder = shared / "corpora" / "835"
    if not folder.is_dir():
        pytest.skip("no ../shared/corpora/835")
    files = sorted(path for path in folder.iterdir() if path.is_file())
    return sightline.denials(bill("UNKNOWN1", "32408"), files, on=date(2026, 5, 4), locality="15202-00"), files


def test_every_remitted_line_is_answered_or_settled(answered):
    found, files = answered
    told = found.summary
    assert len(files) >= 10
    assert told["outcomes"] == told["answers"] + told["settled"] + told["together"] + told["open"]
    assert found.open == 1
    assert told["answers"] > 0


def test_the_ledger_has_the_dollars_of_the_remittances(answered):
    found, _ = answered
    paid = sum(each["paid"] + each["taken_back"] for each in entries(found).to_pylist())
    assert paid == found.reconciled.summary["remitted"]


@pytest.mark.parametrize("form", ["text", "json", "csv", "html", "ledger"])
def test_every_output_is_written(answered, form):
    out = io.StringIO()
    write("denials", form, answered[0], out)
    assert out.getvalue()


def test_two_practices_that_number_their_claims_alike_are_kept_apart(tmp_path):
    """Each remittance names the practice that is paid; totals by provider are each practice's own."""
    other = "1902809205"
    claims = [*bill("A1", "32408"), *bill("A1", "32408", billing_npi=other, rendering_npi=other, member_id="M9")]
    mine = payment(paid("A1", line("32408", "500", "0", "CO-50 500"), member="MA1"))
    theirs = payment(paid("A1", line("32408", "500", "103.46", "CO-45 370.68", "PR-2 25.86"), member="M9"), number="T2")
    (tmp_path / "mine.835").write_bytes(remittance(mine))
    (tmp_path / "theirs.835").write_bytes(remittance(theirs.replace("1234567893", other)))
    found = sightline.denials(
        claims, [tmp_path / "mine.835", tmp_path / "theirs.835"], on=date(2026, 5, 4), locality="15202-00"
    )
    told = {each.subject.row["provider"]: each.lead.action for each in found.lines}
    assert told == {"1234567893": "appeal", other: "bill-patient"}
    paid_to = {each.name: each.sums["paid"] for each in total(entries(found), "provider")}
    assert paid_to == {"1234567893": 0, other: Decimal("103.46")}
