"""Further sets of labelled denials, each committed before the tables that decide were opened (docs/denials.md, How good it is).

The sets have the columns of the second; rows of group 277CA have a status of an acknowledgment as their reason, and an empty
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


def read(name):
    with (Path(__file__).parent / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


SETS = {name: read(name) for name in ("third", "fourth", "fifth", "sixth")}
CASES = {f"{name} {case['id']}": case for name, cases in SETS.items() for case in cases}
DECIDED = {name: case for name, case in CASES.items() if case["group"] != "277CA"}
ACKNOWLEDGED = {name: case for name, case in CASES.items() if case["group"] == "277CA"}


@pytest.mark.parametrize("case", DECIDED.values(), ids=DECIDED)
def test_a_labelled_denial(case):
    assert wrong(case) == "", case


@pytest.mark.parametrize("case", ACKNOWLEDGED.values(), ids=ACKNOWLEDGED)
def test_a_labelled_acknowledgment(tmp_path, case):
    payer = {} if case["payer"] == "medicare" else COMMERCIAL
    answers = leads(tmp_path, ELSE, acknowledged=acknowledgment(("S1", case["carc"])), **payer)
    until = date.fromisoformat(case["deadline"]) if case["deadline"].startswith("2") else None
    assert answers == ([(case["action"], case["route"], until)] if case["action"] else []), case


@pytest.mark.parametrize("name", SETS)
def test_labels_that_were_changed_say_why(name):
    assert len(SETS[name]) >= 160
    assert [case["id"] for case in SETS[name] if bool(case["first"]) != bool(case["why"])] == []
