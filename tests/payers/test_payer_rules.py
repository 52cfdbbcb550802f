"""What a payer has published decides whether a finding stands, falls away, or cannot be told."""

from __future__ import annotations

import pytest

from edits.cases import Case, tables
from sightline.edits.check import Checker
from sightline.edits.rule.load import choose, load
from sightline.payers.profile import PayerError, read_profile
from sightline.reference.store import open_reference

CLAIMS = [
    {"claim": "A", "payer": "MEDICARE", "payer_id": "15202", "filing_code": "MB"},
    {"claim": "B", "payer": "AETNA", "payer_id": "60054", "filing_code": "CI"},
    {"claim": "C", "payer": "UHC", "payer_id": "87726", "filing_code": "CI"},
    {"claim": "D", "payer": "HARBOR", "payer_id": "70002", "filing_code": "CI"},
]
LINES = [
    {"claim": claim["claim"], "line": line, "code": code}
    for claim in CLAIMS
    for line, code in (("1", "32408"), ("2", "77012"))
]


@pytest.fixture(scope="module")
def starter(tmp_path_factory):
    return open_reference(tmp_path_factory.mktemp("store"))


def checked(starter, *edits, payer=None, lines=LINES):
    case = Case("", "", {"claims": CLAIMS, "lines": lines})
    result = Checker(starter, choose(load(), edits), payer).check(*tables(case))
    found = {(row["edit"], row["claim"]) for row in result.findings.to_pylist()}
    gaps = {(row["edit"], row["claim"], row["line"]): row["reason"] for row in result.not_checked.to_pylist()}
    return found, gaps


def test_a_payment_rule_holds_where_the_payer_has_published_it(starter):
    found, gaps = checked(starter, "COM002", "PTP001")
    assert {claim for edit, claim in found if edit == "COM002"} == {"A", "C"}
    assert {claim for edit, claim in found if edit == "PTP001"} == {"A", "B", "C", "D"}
    assert gaps.keys() == {("COM002", "B", 2), ("COM002", "D", 2)}
    assert "no profile recognises it, and its rule is unknown: in a facility" in gaps["COM002", "D", 2]
    assert "not available for this payer: no policy of Aetna is loaded" in gaps["COM002", "B", 2]


def test_only_lines_that_the_edit_speaks_of_are_not_checked(starter):
    lines = [{"claim": "B", "line": "1", "code": "77012", "modifiers": "26"}]
    assert checked(starter, "COM002", lines=lines) == (set(), {})


@pytest.fixture
def own(tmp_path):
    def own(edits="", parameters=""):
        path = tmp_path / "own.toml"
        path.write_text(f'name = "own"\ntitle = "Own"\n[parameters]\n{parameters}\n{edits}')
        return read_profile(path)

    return own


def edits(ids, verdict):
    return f'[[edits]]\nids = {ids}\nverdict = "{verdict}"\nsource = "contract"\ndate = "2026"\n'


def test_an_edit_that_is_off_says_nothing(starter, own):
    found, gaps = checked(starter, "PTP001", "COM002", payer=own(edits(["PTP"], "off")))
    assert found == set()
    assert {edit for edit, _, _ in gaps} == {"COM002"}


def test_an_edit_that_is_off_has_no_gaps(starter, own):
    lines = [{"claim": "A", "line": "1", "code": "99999"}]
    _, gaps = checked(starter, "MUE003", lines=lines)
    assert gaps
    assert checked(starter, "MUE003", lines=lines, payer=own(edits(["MUE"], "off"))) == (set(), {})


def test_an_edit_that_is_unknown_is_not_checked(starter, own):
    found, gaps = checked(starter, "PTP001", payer=own(edits(["PTP001"], "unknown")))
    assert found == set()
    assert set(gaps.values()) == {"not available for this payer: whether Own applies PTP001 is not known"}


def test_the_profiles_own_word_comes_before_the_rule(starter, own):
    found, _ = checked(starter, "COM002", payer=own(edits(["COM002"], "applies")))
    assert {claim for _, claim in found} == {"A", "B", "C", "D"}


def test_a_value_of_the_rule_switches_the_edit(starter, own):
    stated = 'facility_pays_26_only = {{ value = "{}", source = "s", date = "d" }}'
    assert checked(starter, "COM002", payer=own(parameters=stated.format("no"))) == (set(), {})
    found, gaps = checked(starter, "COM002", payer=own(parameters=stated.format("yes")))
    assert len(found) == 4
    assert gaps == {}


@pytest.mark.parametrize(("value", "count"), [("encounter", 1), ("lesion", 0)])
def test_a_payer_that_counts_guidance_per_lesion(starter, own, value, count):
    stated = f'guidance_unit = {{ value = "{value}", source = "s", date = "d" }}'
    lines = [{"claim": "A", "line": "1", "code": "77012", "modifiers": "26", "units": "3"}]
    found, gaps = checked(starter, "IMG001", payer=own(parameters=stated), lines=lines)
    assert (len(found), gaps) == (count, {})


def test_a_profile_that_names_no_edit_is_an_error(starter, own):
    with pytest.raises(PayerError, match="no edit begins with 'ZZZ'"):
        checked(starter, payer=own(edits(["ZZZ"], "off")))
