"""What findings may not depend on: the order of rows, the size of a batch, and how claims are spread over files."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edits.cases import Case, tables
from sightline.edits import check as checking
from sightline.edits.check import Checker
from sightline.edits.history import earlier
from sightline.reference.store import open_reference

CODES = ["32408", "77012", "49180", "10005", "10009", "10010", "99152", "99153", "71250", "76377", "99213", "99203", "99232",
         "49405", "20610", "47371", "00520", "J1885"]  # fmt: skip
MODIFIERS = [
    "",
    "",
    "",
    "26",
    "TC",
    "59",
    "25",
    "24",
    "57",
    "58",
    "76",
    "77",
    "LT",
    "RT",
    "LT RT",
    "50",
    "80",
    "26 59",
    "59 XS",
]
#: A physician always states the same taxonomy.
PHYSICIANS = {"1245319599": "2085R0204X", "1902809205": "2085R0204X", "1003000126": "207RP1001X"}
DIAGNOSES = ["R911", "C3411", "M1711", "M1712", "J449", "W010XXA"]
DATES = ["2026-04-01", "2026-04-02", "2026-04-10", "2026-06-30"]

LINES = st.fixed_dictionaries(
    {
        "code": st.sampled_from(CODES),
        "modifiers": st.sampled_from(MODIFIERS),
        "date": st.sampled_from(DATES),
        "units": st.sampled_from(["1", "1", "2"]),
        "pos": st.sampled_from(["11", "22"]),
        "rendering_npi": st.sampled_from(sorted(PHYSICIANS)),
        "pointer_1": st.sampled_from(["1", "2"]),
    }
)
CLAIMS = st.lists(
    st.tuples(
        st.sampled_from("PQR"),
        st.sampled_from(["1", "1", "1", "7", "8"]),
        st.lists(LINES, min_size=1, max_size=4),
        st.lists(st.sampled_from(DIAGNOSES), min_size=1, max_size=2),
    ),
    min_size=1,
    max_size=6,
)
FEW = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def checker(tmp_path_factory):
    """A checker with the starter."""
    return Checker(open_reference(tmp_path_factory.mktemp("store")))


def made(drawn):
    """The tables of drawn claims."""
    case = Case("", "")
    case.blocks = {"claims": [], "lines": [], "diagnoses": []}
    for number, (patient, frequency, lines, diagnoses) in enumerate(drawn):
        name = f"C{number}"
        case.blocks["claims"].append({"claim": name, "patient": patient, "frequency": frequency})
        for line_no, line in enumerate(lines, 1):
            taxonomy = PHYSICIANS[line["rendering_npi"]]
            row = {"claim": name, "line": str(line_no), "rendering_taxonomy": taxonomy, **line}
            case.blocks["lines"].append(row)
        for position, code in enumerate(diagnoses, 1):
            case.blocks["diagnoses"].append({"claim": name, "position": str(position), "code": code})
    return tables(case)


def found(result):
    """The findings and gaps, without what tells only where they were read."""
    names = ["edit", "claim", "line", "status", "related_claim", "related_line", "message", "fix_text", "fix_value"]
    findings = sorted(map(str, result.findings.select(names).to_pylist()))
    return findings, sorted(map(str, result.not_checked.select(["edit", "claim", "line", "reason"]).to_pylist()))


def of_claims(whole, keys):
    return tuple(table.filter(pc.is_in(table["claim_key"], pa.array(keys, pa.int64()))) for table in whole)


@FEW
@given(CLAIMS, st.integers(0, 1000))
def test_the_order_of_rows(checker, drawn, seed):
    whole = made(drawn)
    rng = np.random.default_rng(seed)
    mixed = tuple(table.take(pa.array(rng.permutation(table.num_rows))) for table in whole)
    assert found(checker.check(*whole)) == found(checker.check(*mixed))


@FEW
@given(CLAIMS, st.integers(1, 5))
def test_the_size_of_a_part(checker, drawn, part):
    whole = made(drawn)
    at_once = found(checker.check(*whole))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checking, "PART", part)
        patch.setattr(checking, "FEW", 0)
        assert found(checker.check(*whole)) == at_once


@FEW
@given(CLAIMS, st.sampled_from("PQR"))
def test_a_file_split_in_two_with_patients_whole(checker, drawn, patient):
    whole = made(drawn)
    mine = pc.equal(whole[0]["patient"], patient)
    parts = [whole[0]["claim_key"].filter(rows).to_pylist() for rows in (mine, pc.invert(mine))]
    apart = [found(checker.check(*of_claims(whole, keys))) for keys in parts]
    together = found(checker.check(*whole))
    assert together == tuple(sorted(one + two) for one, two in zip(*apart, strict=True))


@FEW
@given(CLAIMS, st.integers(0, 6))
def test_history_is_seen_and_never_reported_on(checker, drawn, cut):
    """What edits find on later claims is the same, whether the earlier ones are checked with them or given as history."""
    whole = made([(patient, "1", *rest) for patient, _, *rest in drawn])  # nothing replaced or voided
    keys = whole[0]["claim_key"].to_pylist()
    before, now = of_claims(whole, keys[:cut]), of_claims(whole, keys[cut:])
    result = checker.check(*now, history=earlier(*before))
    assert set(result.findings["claim"].to_pylist()) <= set(now[0]["claim_id"].to_pylist())
    assert set(result.not_checked["claim"].to_pylist()) <= set(now[0]["claim_id"].to_pylist())
    names = ["edit", "claim", "line", "status"]
    expected = {
        tuple(row.values()) for row in checker.check(*whole).findings.select(names).to_pylist()
        if row["claim"] in set(now[0]["claim_id"].to_pylist())
    }  # fmt: skip
    seen = {tuple(row.values()) for row in result.findings.select(names).to_pylist() if row["edit"] != "PTP003"}
    assert seen == expected
