"""What is left aside is said: lines of void, voided and replaced claims, and claims to several payers."""

from __future__ import annotations

import io

import pytest

from edits.cases import Case, tables
from sightline.edits.check import Checker
from sightline.outputs.check import overview, text
from sightline.reference.store import open_reference


@pytest.fixture(scope="module")
def checker(tmp_path_factory):
    return Checker(open_reference(tmp_path_factory.mktemp("store")))


def checked(checker, claims, lines):
    case = Case("", "")
    names = ("claim", "patient", "frequency", "original_reference")
    case.blocks = {
        "claims": [dict(zip(names, each, strict=False)) | (each[4] if len(each) > 4 else {}) for each in claims],
        "lines": [dict(zip(("claim", "line", "code", "modifiers"), each, strict=True)) for each in lines],
    }
    return checker.check(*tables(case))


def test_lines_left_aside_are_counted_and_not_clean(checker):
    result = checked(
        checker,
        [("A", "P", "1", ""), ("B", "P", "8", "A"), ("C", "P", "1", ""), ("D", "Q", "1", ""), ("E", "Q", "7", "D")],
        [(claim, "1", "49180", "") for claim in "ABCDE"],
    )
    assert result.summary["left_aside"] == {"void": 1, "voided": 1, "replaced": 1}
    assert overview.clean_lines(result) == 2
    assert overview.left_aside(result) == [
        "1 line of void claims, of which the claim alone is checked",
        "1 line of claims that a later one voids, compared with no other line",
        "1 line of claims that a later one replaces, compared with no other line",
    ]


def test_no_line_edit_on_a_void(checker):
    result = checked(checker, [("A", "P", "8", "")], [("A", "1", "77012", "")])
    assert {(row["edit"], row["line"]) for row in result.findings.to_pylist()} == {("CLM002", None)}
    assert not result.not_checked.num_rows


def test_line_edits_on_a_replaced_claim(checker):
    result = checked(
        checker, [("A", "P", "1", ""), ("B", "P", "7", "A")], [("A", "1", "77012", ""), ("B", "1", "77012", "26")]
    )
    assert [(row["edit"], row["claim"]) for row in result.findings.to_pylist()] == [("COM002", "A"), ("IMG003", "B")]


def test_payer_by_payer(checker):
    other = {"payer": "AETNA", "payer_id": "60054", "filing_code": "CI", "responsibility": "S"}
    result = checked(
        checker, [("A", "P", "1", ""), ("B", "P", "1", "", other), ("C", "Q", "1", "")],
        [(claim, "1", "49180", "") for claim in "ABC"],
    )  # fmt: skip
    assert overview.left_aside(result) == [
        "2 claims of patients with claims to several payers: compared payer by payer"
    ]


def test_a_related_claim_is_named_by_its_number(checker):
    result = checked(checker, [("A", "P"), ("B", "P")], [("A", "1", "32408", ""), ("B", "1", "77012", "26")])
    (found,) = (row for row in result.findings.to_pylist() if row["edit"] == "PTP001")
    assert "included in 32408 (claim A, line 1)" in found["message"]
    out = io.StringIO()
    text.write_result(result, out)
    assert "another claim" not in out.getvalue()


@pytest.mark.parametrize("few", [0, 3000], ids=["many lines", "few lines"])
def test_a_related_claim_without_a_number_is_another_claim(tmp_path, monkeypatch, few):
    monkeypatch.setattr("sightline.edits.check.FEW", few)
    case = Case("", "")
    case.blocks = {
        "claims": [{"claim": "A", "patient": "P"}, {"claim": "B", "patient": "P"}],
        "lines": [
            {"claim": "A", "line": "1", "code": "32408"},
            {"claim": "B", "line": "1", "code": "77012", "modifiers": "26"},
        ],
    }
    claims, lines, diagnoses = tables(case)
    at = claims.schema.get_field_index("claim_id")
    unnumbered = claims.set_column(at, claims.schema.field(at), [["", ""]])
    result = Checker(open_reference(tmp_path)).check(unnumbered, lines, diagnoses)
    (found,) = (row for row in result.findings.to_pylist() if row["edit"] == "PTP001")
    assert "included in 32408 (another claim, line 1)" in found["message"]


def unchecked(checker, **line):
    case = Case("", "")
    stated = {"claim": "A", "line": "1", "code": "77012", "modifiers": "26", "pos": "22"}
    case.blocks = {"lines": [{**stated, **line}]}
    reasons = {}
    for row in checker.check(*tables(case)).not_checked.to_pylist():
        reasons.setdefault(row["reason"], set()).add(row["edit"])
    return reasons


@pytest.mark.parametrize(
    ("line", "reason", "edits"),
    [
        ({"qualifier": "IV"}, "IV 77012 is no HCPCS code by its qualifier", {"PTP001", "MUE003", "AOC001", "STA001"}),
        ({"date": ""}, "the line has no date of service", {"PTP001", "MUE001", "STA001", "DUP001"}),
        ({"date": ""}, "no line of the claim has a date of service", {"DXC001", "DXC002"}),
        ({"date_to": "2026-04-04"}, "the line spans 3 days: other lines of its first day only were looked at",
         {"PTP001", "PTP002", "MUE002", "MUE003", "IMG001", "IMG003"}),
        ({"units": ""}, "the line states no units", {"MUE001", "MUE002", "MUE003", "IMG001"}),
        ({"pos": ""}, "the line states no place of service", {"COM006", "POS003"}),
        ({"code": "00520", "modifiers": "QX", "rendering_taxonomy": ""},
         "the line states no taxonomy of who did the service", {"ANE002", "ANE003"}),
    ],
)  # fmt: skip
def test_what_is_not_judged_has_its_reason(checker, line, reason, edits):
    assert edits <= unchecked(checker, **line).get(reason, set())


def test_a_code_of_another_set_is_no_procedure(checker):
    case = Case("", "")
    case.blocks = {
        "lines": [
            {"claim": "A", "line": "1", "code": "32408", "pos": "22"},
            {"claim": "A", "line": "2", "code": "77012", "modifiers": "26", "qualifier": "WK", "pos": "22"},
        ]
    }
    found = checker.check(*tables(case)).findings.to_pylist()
    assert not [row["edit"] for row in found if row["line"] == 2]


def test_a_number_and_its_noun(checker):
    case = Case("", "")
    case.blocks = {"lines": [{"claim": "A", "line": "1", "code": "49180", "date_to": "2026-04-04"}]}
    messages = [row["message"] for row in checker.check(*tables(case)).findings.to_pylist() if row["edit"] == "CLM007"]
    assert messages == ["line 1 (49180) spans 3 days with 1 unit: check whether the service was done on each day"]
