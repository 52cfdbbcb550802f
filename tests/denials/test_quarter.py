"""The example quarter: every line answered as the README says, nothing lost, in balance with its remittances."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import sightline
from sightline.denied.ledger import entries, total

QUARTER = Path(__file__).parents[2] / "examples" / "quarter"


@pytest.fixture(scope="module")
def found():
    return sightline.denials(QUARTER / "claims.837", QUARTER / "received", locality="15202-00", on=date(2026, 5, 4))


def test_each_denied_line_has_its_answer(found):
    told = {(line.subject.row["claim_id"], line.subject.row["line_no"]): line.lead for line in found.lines}
    assert {place: (lead.action, lead.route) for place, lead in told.items() if lead.action != "bill-patient"} == {
        ("Q-101", 2): ("write-off", ""),
        ("Q-102", 2): ("correct-and-resubmit", "reopening"),
        ("Q-103", 1): ("correct-and-resubmit", "new-claim"),
        ("Q-104", 2): ("corrected-claim", "replacement"),
        ("Q-105", 2): ("write-off", ""),
        ("Q-106", 1): ("write-off", ""),
        ("Q-107", 1): ("ask-payer", ""),
        ("Q-109", 1): ("correct-and-resubmit", "new-claim"),
        ("Q-110", 1): ("appeal", "redetermination"),
        ("Q-111", 1): ("ask-payer", ""),
    }
    assert told["Q-110", 1].deadline.day == date(2026, 8, 24)
    assert Counter(lead.action for lead in told.values())["bill-patient"] == 7
    assert (found.open, found.settled, found.together) == (1, 0, 0)


def test_of_a_payer_without_a_contract_nobody_knows_what_is_at_stake(found):
    unknown = {line.subject.row["claim_id"] for line in found.lines if line.at_stake is None}
    assert unknown == {"Q-104", "Q-107", "Q-111"}


def test_the_ledger_is_that_of_the_remittances(found):
    whole = total(entries(found))[0].sums
    assert found.reconciled.unbalanced.num_rows == 0
    assert whole["paid"] + whole["taken_back"] == Decimal("595.17")
    assert whole["recovered"] == Decimal("37.93")
    assert whole["charge"] == Decimal("13490.00")
