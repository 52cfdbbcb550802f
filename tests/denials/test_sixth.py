"""A sixth set of labelled denials, committed before the tables that decide were opened (docs/denials.md, How good it is).

The set has the columns of the second; rows of group 277CA have a status of an acknowledgment as their reason, and an empty
action where the claim is still with the payer.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from denials.test_acknowledged import acknowledgment
from denials.test_cases import wrong
from denials.test_second import COMMERCIAL, ELSE, leads

with (Path(__file__).parent / "sixth.csv").open(encoding="utf-8") as file:
    CASES = list(csv.DictReader(file))
DECIDED = [case for case in CASES if case["group"] != "277CA"]
ACKNOWLEDGED = [case for case in CASES if case["group"] == "277CA"]


@pytest.mark.parametrize("case", DECIDED, ids=[case["id"] for case in DECIDED])
def test_a_labelled_denial(case):
    assert wrong(case) == "", case


@pytest.mark.parametrize("case", ACKNOWLEDGED, ids=[case["id"] for case in ACKNOWLEDGED])
def test_a_labelled_acknowledgment(tmp_path, case):
    payer = {} if case["payer"] == "medicare" else COMMERCIAL
    answers = leads(tmp_path, ELSE, acknowledged=acknowledgment(("S1", case["carc"])), **payer)
    until = date.fromisoformat(case["deadline"]) if case["deadline"].startswith("2") else None
    assert answers == ([(case["action"], case["route"], until)] if case["action"] else []), case


def test_labels_that_were_changed_say_why():
    assert len(CASES) >= 200
    assert [case["id"] for case in CASES if bool(case["first"]) != bool(case["why"])] == []
