from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outputs.samples import checked, let_stand
from sightline.edits.after.baseline import BaselineError, difference, key_of, read_result, without_known
from sightline.outputs.check import overview, record


@pytest.fixture(scope="module")
def result():
    return checked()


@pytest.fixture(scope="module")
def found(result):
    return list(record.findings(result))


def test_what_is_known_is_hidden_and_counted(result, found):
    clean = without_known(result, found)
    assert clean.findings.num_rows == 0
    assert clean.summary["hidden"] == len(found)
    assert overview.clean_lines(clean) == overview.clean_lines(result)
    assert overview.withheld(clean) == [f"{len(found)} findings hidden: known from the baseline"]


def test_only_what_is_new_is_shown(result, found):
    rest = without_known(result, found[1:])
    assert [each["edit"] for each in record.findings(rest)] == [found[0]["edit"]]


def test_words_and_source_rows_do_not_count(result, found):
    other = json.loads(json.dumps(found))
    for each in other:
        each["message"] = "other words"
        each["evidence"]["values"]["source_row"] = "1"
    assert without_known(result, other).findings.num_rows == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "info"),
        ("line", 9),
        ("claim", "OTHER"),
        ("code", "00000"),
        ("edit", "XXX001"),
        ("billing_npi", "1245319599"),
    ],
)
def test_all_else_counts(result, found, name, value):
    changed = [{**found[0], name: value}, *found[1:]]
    assert without_known(result, changed).findings.num_rows == 1
    changed = json.loads(json.dumps(found))
    changed[0]["evidence"]["values"]["indicator"] = "0"
    assert without_known(result, changed).findings.num_rows == 1


def test_the_same_finding_twice_is_two_findings(result, found):
    twice = difference(found, [*found, found[0]])
    assert twice.appeared == [found[0]]
    assert twice.same == len(found)


def test_what_was_overridden_then_is_not_known_now(result, found):
    before = list(record.findings(let_stand(result, "PTP001", "LB-1001", 2)))
    after = without_known(let_stand(result, "PTP001", "LB-1001", 2, on=date(2031, 1, 1)), before)
    assert [each["edit"] for each in record.findings(after)] == ["PTP001"]
    assert after.summary["findings"]["fail"] == 1


@given(st.data())
def test_a_difference_accounts_for_every_finding(found, data):
    old = data.draw(st.lists(st.sampled_from(found), max_size=8))
    new = data.draw(st.lists(st.sampled_from([*found, {**found[0], "status": "bypassed"}]), max_size=8))
    between = difference(old, new)
    assert len(old) == len(between.gone) + len(between.changed) + between.same
    assert len(new) == len(between.appeared) + len(between.changed) + between.same
    assert not {key_of(each) for each in between.gone} & {key_of(each) for each in between.appeared}
    back = difference(new, old)
    assert (len(back.appeared), len(back.gone), back.same) == (len(between.gone), len(between.appeared), between.same)


@given(
    st.binary(max_size=60)
    | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(lambda v: json.dumps(v).encode())
)
def test_a_file_that_is_no_result_is_named(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "odd.json"
    path.write_bytes(content)
    with pytest.raises(BaselineError, match=r"odd\.json"):
        read_result(path)
