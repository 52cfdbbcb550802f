"""The page of what the edits cover tells kinds of service and payers from the catalogue."""

from __future__ import annotations

import pytest

from sightline.edits.rule.load import load
from sightline.outputs.catalogue.coverage import KINDS, coverage_page, kinds, payers, tables

EDITS = {edit.id: edit for edit in load()}


@pytest.mark.parametrize(
    ("edit_id", "payer", "of"),
    [
        ("AMB003", "by profile", {"ambulance"}),
        ("EQP007", "Medicare Part B", {"equipment, supplies"}),
        ("EMV001", "every payer", {"visits", "eyes, ears"}),
        ("ANE009", "every payer", {"anesthesia"}),
        ("MUE001", "every payer", set(KINDS)),  # whose words name Medicare, not its condition
        ("PTP001", "every payer", set(KINDS)),
        ("FRM002", "Medicare", set(KINDS)),
    ],
)
def test_an_edit_has_the_payers_and_kinds_of_its_conditions(edit_id, payer, of):
    assert payers(EDITS[edit_id]) == payer
    assert kinds(EDITS[edit_id], tables()) == of


def test_every_edit_is_on_the_page_once():
    lines = coverage_page(load()).splitlines()
    assert sorted(line[3:9] for line in lines if line.startswith("| [")) == sorted(EDITS)
