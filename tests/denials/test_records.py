"""With a procedure report: an appeal quotes the words that support the line; without support nothing is quoted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import sightline
from remits.builder import line, paid, payment, remittance
from sightline.denied.letters import letters

pytest.importorskip("medspacy")

EXAMPLES = Path(__file__).parents[2] / "examples"
REPORT = EXAMPLES / "ct-guided-lung-biopsy-report.txt"


def answered(tmp_path, report):
    denied = paid("LB-1001", line("32408", "1240", "0", "CO-50 1240"), line("77012:26", "310", "0", "CO-50 310"))
    (tmp_path / "r.835").write_bytes(remittance(payment(denied, on="20260407", payer="EXAMPLE MEDICARE CONTRACTOR")))
    return sightline.denials(
        EXAMPLES / "ct-guided-lung-biopsy.837",
        tmp_path / "r.835",
        report=report,
        on=date(2026, 4, 10),
        locality="15202-00",
    )


def test_the_words_of_the_report_stand_in_the_answer_and_the_letter(tmp_path):
    found = answered(tmp_path, REPORT)
    told = {each.subject.row["line_no"]: each for each in found.lines}
    record = told[1].subject.record
    text = REPORT.read_text(encoding="utf-8")
    assert record.spans
    for span in record.spans:
        assert text[span.start : span.end] == span.text
    (letter,) = letters(found)
    assert letter.route == "redetermination"
    assert any(REPORT.name in each for each in letter.enclosures)
    assert letter.items[0].spans == record.spans


def test_a_report_of_another_patient_supports_nothing(tmp_path):
    other = tmp_path / "other.txt"
    other.write_text("Patient: NOBODY, NINA\nMRN 99\nDate: 2025-01-01\n\nPROCEDURE: CT guided biopsy of the liver.\n")
    found = answered(tmp_path, other)
    assert {each.subject.record for each in found.lines} == {None}
    assert {mark for each in found.lines for mark in each.subject.marks if mark.startswith("report:")} == set()
