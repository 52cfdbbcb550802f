"""What one edit leaves to another is reported: a visit that NCCI pairs with a procedure is never passed over in silence."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edits.cases import Case, reference, tables
from sightline.edits.check import Checker
from sightline.edits.rule.load import choose, load
from sightline.payers.profile import Verdict, find_profile
from sightline.reference.store import open_reference

VISIT = "99213"
#: Procedures that are column 1 of the visit, with their global periods ("" = in no fee schedule).
GLOBAL = {"47371": "090", "49405": "010", "20610": "000", "10005": "XXX", "77099": ""}
PERIOD_EDIT = {"47371": "GLO003", "49405": "GLO002", "20610": "GLO002"}
NEVER = "49405"  # its pair has indicator 0
ON_PROCEDURE = [
    "80",
    "81",
    "82",
    "AS",
    "54",
    "55",
    "56",
    "62",
    "66",
    "22",
    "50",
    "53",
    "58",
    "78",
    "79",
    "59",
    "RT",
    "LT",
]
ON_VISIT = ["24", "25", "57", "59", "XE", "XU", "FT", "GC", "27"]
PHYSICIANS = [
    ("1245319599", "208600000X"),
    ("1902809205", "208600000X"),
    ("1003000126", "207X00000X"),
    ("1245319599", ""),
]
DATES = ["2026-04-02", "2026-04-02", "2026-04-02", "2026-04-03", ""]
#: What a user chooses of the catalogue, and what a payer's own profile says of edits.
CHOSEN = [(), ("PTP",), ("PTP", "GLO003"), ("PTP", "GLO002")]
OF_PAYER = [("GLO", "off"), ("GLO", "unknown"), ("GLO003", "off")]

SERVICES = st.fixed_dictionaries(
    {"physician": st.sampled_from(PHYSICIANS), "date": st.sampled_from(DATES), "claim": st.sampled_from("AB")}
)
PROCEDURES = st.tuples(st.sampled_from(sorted(GLOBAL)), st.lists(st.sampled_from(ON_PROCEDURE), max_size=3), SERVICES)
VISITS = st.tuples(st.just(VISIT), st.lists(st.sampled_from(ON_VISIT), max_size=3), SERVICES)
SOME = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def checkers(tmp_path_factory):
    case = Case("", "")
    case.blocks["reference:fee_schedule"] = [
        {"code": code, "status": "A", "global_days": days} for code, days in {**GLOBAL, VISIT: "XXX"}.items() if days
    ]
    case.blocks["reference:ptp"] = [
        {"column_1": code, "column_2": VISIT, "indicator": "0" if code == NEVER else "1"} for code in GLOBAL
    ]
    data = reference(case, open_reference(tmp_path_factory.mktemp("store")), tmp_path_factory.mktemp("own"))
    own = [replace(find_profile("medicare"), name="own", edits=((ids, Verdict(word)),)) for ids, word in OF_PAYER]
    return [*(Checker(data, choose(load(), ids)) for ids in CHOSEN), *(Checker(data, payer=payer) for payer in own)]


def physician(line, lines):
    """Who a line counts for: the taxonomy, also where another line states it, else the person."""
    stated = {npi: taxonomy for *_, other in lines for npi, taxonomy in [other["physician"]] if taxonomy}
    npi, taxonomy = line["physician"]
    return taxonomy or stated.get(npi, npi)


@SOME
@given(st.lists(PROCEDURES, min_size=1, max_size=3), st.lists(VISITS, min_size=1, max_size=2), st.integers(0, 6))
def test_a_visit_beside_a_procedure_is_reported(checkers, procedures, visits, number):
    lines = [*procedures, *visits]
    case = Case("", "")
    case.blocks = {"claims": [{"claim": claim, "patient": "P"} for claim in "AB"], "lines": []}
    for at, (code, modifiers, line) in enumerate(lines, 1):
        npi, taxonomy = line["physician"]
        stated = {"code": code, "modifiers": " ".join(modifiers), "date": line["date"], "claim": line["claim"]}
        case.blocks["lines"].append({"line": str(at), "rendering_npi": npi, "rendering_taxonomy": taxonomy, **stated})
    result = checkers[number].check(*tables(case))
    findings, gaps = result.findings.to_pylist(), result.not_checked.to_pylist()
    for at, (_, _, visit) in enumerate(lines[len(procedures) :], len(procedures) + 1):
        told = {row["edit"] for row in findings if row["line"] == at}
        unread = {row["edit"] for row in gaps if row["line"] == at}
        for code, _, other in procedures:
            if (
                not visit["date"]
                or visit["date"] != other["date"]
                or physician(visit, lines) != physician(other, lines)
            ):
                continue
            by_pair = [row for row in findings if row["line"] == at and row["edit"] in ("PTP001", "PTP002")]
            assert (
                any(f"included in {code} " in row["message"] or f"beside {code} " in row["message"] for row in by_pair)
                or PERIOD_EDIT.get(code) in told
            ), (code, sorted(told))
        if not visit["date"]:
            assert "PTP001" in unread


@pytest.mark.parametrize("procedure", ["47371", "20610"])
def test_without_the_global_edits_the_pair_tells(checkers, procedure):
    """PTP001 leaves a visit to GLO002 and GLO003 only where these are checked."""
    case = Case("", "")
    lines = [{"code": procedure, "modifiers": "RT"}, {"code": VISIT}]
    case.blocks["lines"] = [{"claim": "A", "line": str(at), **line} for at, line in enumerate(lines, 1)]
    of_pair = [
        [row["status"] for row in checker.check(*tables(case)).findings.to_pylist() if row["edit"] == "PTP001"]
        for checker in checkers
    ]
    chosen = [["bypassed"] if edits and PERIOD_EDIT[procedure] not in edits else [] for edits in CHOSEN]
    of_payer = [["bypassed"] if PERIOD_EDIT[procedure].startswith(ids) else [] for ids, _ in OF_PAYER]
    assert of_pair == chosen + of_payer


@pytest.mark.parametrize(("code", "edit"), [("47371", "GLO003"), ("20610", "GLO002"), ("49405", "GLO002")])
def test_without_the_pairs_the_global_edits_tell(checkers, code, edit):
    """GLO002 and GLO003 leave a pair to PTP001 and PTP002 only where these are checked."""
    case = Case("", "")
    case.blocks["lines"] = [{"claim": "A", "line": "1", "code": code}, {"claim": "A", "line": "2", "code": VISIT}]
    reference = checkers[0].reference
    off = replace(find_profile("medicare"), name="own", edits=(("PTP", Verdict("off")),))
    for checker in (Checker(reference, choose(load(), ["GLO"])), Checker(reference, payer=off)):
        assert edit in checker.check(*tables(case)).findings["edit"].to_pylist()
    assert edit not in checkers[0].check(*tables(case)).findings["edit"].to_pylist()
