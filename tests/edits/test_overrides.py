from __future__ import annotations

import json
import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outputs.samples import checked
from sightline.edits.overrides import Override, OverrideError, append_override, read_overrides, with_overrides
from sightline.outputs import record

PTP = Override("PTP001", "LB-1001", 2, "ann", "seen", date(2026, 6, 30))


@pytest.fixture(scope="module")
def result():
    return checked()


def overridden(result, overrides, on):
    held = with_overrides(result, overrides, on)
    return held, [(f["edit"], f["claim"], f["line"]) for f in record.findings(held) if "override" in f]


def test_an_override_holds_until_its_day_and_not_longer(result):
    held, which = overridden(result, [PTP], date(2026, 6, 30))
    assert which == [("PTP001", "LB-1001", 2)]
    assert held.summary["overridden"] == 1
    assert held.summary["findings"]["fail"] == result.summary["findings"]["fail"] - 1
    first = next(record.findings(held))
    assert first["override"] == {"user": "ann", "reason": "seen", "expires": "2026-06-30"}
    again, which = overridden(result, [PTP], date(2026, 7, 1))
    assert which == []
    assert again.summary == result.summary


@pytest.mark.parametrize("other", [{"line": None}, {"line": 1}, {"claim": "X"}, {"edit": "PTP002"}])
def test_it_fits_one_finding_only(result, other):
    parts = {"edit": PTP.edit, "claim": PTP.claim, "line": PTP.line, **other}
    assert (
        overridden(result, [Override(**parts, user="a", reason="b", expires=date(2030, 1, 1))], date(2026, 1, 1))[1]
        == []
    )


def test_the_later_line_counts(result):
    ended = Override(PTP.edit, PTP.claim, PTP.line, "bob", "not so", date(2020, 1, 1))
    assert overridden(result, [PTP, ended], date(2026, 1, 1))[1] == []
    assert overridden(result, [ended, PTP], date(2026, 1, 1))[1] != []


@given(
    st.lists(
        st.builds(
            Override,
            st.text(string.ascii_uppercase, min_size=1, max_size=6),
            st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20),
            st.none() | st.integers(1, 99),
            st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=9).filter(str.strip),
            st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=9).filter(str.strip),
            st.dates(),
        ),
        max_size=4,
    )
)
def test_what_is_added_is_read_again(tmp_path_factory, overrides):
    path = tmp_path_factory.mktemp("overrides") / "o.jsonl"
    for number, each in enumerate(overrides):
        before = path.read_bytes() if number else b""
        append_override(path, each)
        assert path.read_bytes().startswith(before)
    assert (read_overrides(path) if overrides else []) == overrides


def test_a_line_that_was_cut_short_stays_its_own(tmp_path):
    path = tmp_path / "o.jsonl"
    path.write_text('{"edit": "PTP0')
    append_override(path, PTP)
    assert path.read_text().splitlines()[0] == '{"edit": "PTP0'
    with pytest.raises(OverrideError, match=r"o\.jsonl:1: not a JSON object"):
        read_overrides(path)


GOOD = {"edit": "PTP001", "claim": "A", "line": 2, "user": "ann", "reason": "seen", "expires": "2026-06-30"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"line": 0}, "line is a number from 1"),
        ({"line": True}, "line is a number from 1"),
        ({"expires": "soon"}, "expires is a date"),
        ({"expires": None}, "expires is a date"),
        ({"reason": " "}, "are texts"),
        ({"user": 7}, "are texts"),
    ],
)
def test_a_wrong_value_is_named(tmp_path, change, message):
    path = tmp_path / "o.jsonl"
    path.write_text(json.dumps(GOOD) + "\n\n" + json.dumps({**GOOD, **change}) + "\n")
    with pytest.raises(OverrideError, match=rf"o\.jsonl:3: .*{message}"):
        read_overrides(path)


@pytest.mark.parametrize("key", [key for key in GOOD if key != "line"])
def test_a_missing_key_is_named(tmp_path, key):
    path = tmp_path / "o.jsonl"
    path.write_text(json.dumps({name: value for name, value in GOOD.items() if name != key}))
    with pytest.raises(OverrideError, match=f"lacks {key}"):
        read_overrides(path)


@given(st.binary(min_size=1, max_size=60))
def test_any_file_is_read_or_named(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.jsonl"
    path.write_bytes(content)
    said = ""
    try:
        read_overrides(path)
    except OverrideError as error:
        said = str(error)
    assert not said or "any.jsonl" in said
