"""The labelled denials: the right action, what is forbidden, and the last day, for each."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from sightline.denied.decide import Answer, decide
from sightline.denied.facts import MEDICARE, OTHER, Facts

with (Path(__file__).parent / "cases.csv").open(encoding="utf-8") as file:
    CASES = list(csv.DictReader(file))


def answer(case: dict[str, str]) -> Answer:
    """What is decided for a case: without other dates a service of 2026-03-02, remitted 2026-04-07, on 2026-04-10."""
    said = [word.partition("=") for word in case["facts"].split()]
    told = {name: value for name, _, value in said}
    marks = {name for name, sign, _ in said if not sign}
    marks |= {f"{name}:{value}" for name, _, value in said if name in ("indicator", "mai", "report")}
    marks |= {"accepted-in-time"} if "accepted" in told else set()
    facts = Facts(
        payer=MEDICARE if case["payer"] == "medicare" else OTHER,
        group=case["group"],
        reason=case["carc"],
        remarks=frozenset(case["rarc"].split()),
        modifiers=frozenset(value for name, _, value in said if name == "mod"),
        findings=frozenset(value for name, _, value in said if name == "finding"),
        marks=frozenset(marks),
    )
    day = date.fromisoformat
    return decide(
        facts,
        on=day(told.get("on", "2026-04-10")),
        notice=day(told.get("notice", "2026-04-07")),
        service=day(told.get("dos", "2026-03-02")),
    )


def wrong(case: dict[str, str]) -> str:
    """What is wrong with the answer to a case; "" when nothing is."""
    told = answer(case)
    if told.action in case["never"].split():
        return f"{told.action} is forbidden"
    if (told.action, told.route) != (case["action"], case["route"]):
        return f"{told.action} {told.route} by {told.row}"
    if told.action == "write-off":
        return ""
    shown = told.deadline.day.isoformat() if told.deadline.day else "" if told.deadline.known else "unknown"
    return f"until {shown}" if shown != case["deadline"] else ""


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_labelled_denial(case):
    assert wrong(case) == "", case
