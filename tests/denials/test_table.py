"""The tables hold together: codes once, rows that can be reached, what is never done never answered."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from itertools import product

from sightline.denied.decide import decide
from sightline.denied.facts import MEDICARE, OTHER, Facts, kind_of, own_words
from sightline.denied.table import actions, forbidden, nevers, reasons, remarks, routes, rows, steps

ON, NOTICE, SERVICE = date(2026, 4, 10), date(2026, 4, 7), date(2026, 3, 2)
MARKS = (
    set(), {"report:supports"}, {"report:contradicts"}, {"fix"}, {"indicator:0"}, {"indicator:1"}, {"mai:2"}, {"mai:3", "fix"},
    {"secondary", "primary"}, {"forwarded"}, {"paid-before"}, {"accepted-in-time"}, {"authorization"}, {"underpaid"},
    {"report:supports", "indicator:0", "mai:2", "fix", "accepted-in-time", "authorization", "underpaid"},
)  # fmt: skip


def test_rows_name_steps_actions_and_routes_that_exist():
    assert len({row.id for row in rows()}) == len(rows())
    for row in rows():
        for payer in (MEDICARE, OTHER):
            action, route = steps()[row.step, payer]
            assert action in actions()
            assert route in {"", *routes()}
        assert row.do
        assert row.source
    assert {never.action for never in nevers()} <= actions().keys()


def test_every_kind_of_reason_has_an_answer():
    """No reason that the tables know ends without a row."""
    for reason, group, payer in product(reasons(), ("CO", "PR", "OA", "PI"), (MEDICARE, OTHER)):
        told = decide(Facts(payer, group, reason), on=ON, notice=NOTICE, service=SERVICE)
        assert told.row != "no-row", (reason, group, payer)


def test_what_is_forbidden_is_never_answered():
    """A reason of every kind, and those that rows name, under every mark, some modifiers and remarks."""
    modifiers = ((), ("59",), ("GA",), ("GY",), ("GZ",), ("76",))
    said = ((), ("N425",), ("MA130",), ("N115",), ("N362",), ("N782",))
    named = {
        word.removeprefix("carc:") for row in rows() for word in row.when.all | row.when.any if word.startswith("carc:")
    }
    first = {kind: reason for reason, (kind, _) in reasons().items()}
    for reason, group, payer in product({*named, *first.values()}, ("CO", "PR", "OA"), (MEDICARE, OTHER)):
        for marks, mods, remark in product(MARKS, modifiers, said):
            facts = Facts(payer, group, reason, frozenset(remark), frozenset(mods), frozenset(), frozenset(marks))
            told = decide(facts, on=ON, notice=NOTICE, service=SERVICE)
            words = facts.shared | own_words(payer, group, reason)
            assert forbidden(told.action, words) is None, facts
            if told.action == "bill-patient":
                assert group != "CO", facts
                assert group == "PR" or "GA" in mods, facts
            if told.action == "appeal":
                assert "mai:2" not in marks, facts
                assert "GY" not in mods, facts
                assert "N425" not in remark, facts
                assert "indicator:0" not in marks or kind_of(reason) != "bundled", facts


def test_the_codes_are_of_the_published_lists(shared):
    published: Counter[tuple[str, str]] = Counter()
    with (shared / "data" / "codesets" / "carc_rarc_codes.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            published[row["adj_type"], row["adj_code"]] += 1
    assert [code for code in reasons() if ("CARC", code) not in published] == []
    assert [code for code in remarks() if ("RARC", code) not in published] == []
