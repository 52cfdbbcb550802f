from __future__ import annotations

import json
import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outputs.samples import EXAMPLE, SECRETS, checked
from sightline.edits.after.bound import Bound
from sightline.edits.after.named import NamedError, named
from sightline.edits.after.overrides import Override, OverrideError, append_override, read_overrides, with_overrides
from sightline.outputs.check import record

TEXT = EXAMPLE.read_text()
LAST = date(2026, 6, 30)


def decided(bound, user="ann", reason="seen", expires=LAST):
    return Override(bound, user, reason, expires)


@pytest.fixture(scope="module")
def result():
    return checked()


@pytest.fixture(scope="module")
def ptp(result):
    """PTP001 on line 2 of LB-1001, let stand."""
    (bound,) = named(result, "PTP001", "LB-1001", 2)
    return decided(bound)


def overridden(result, overrides, on=LAST):
    held = with_overrides(result, overrides, on)
    return held, [(f["edit"], f["claim"], f["line"]) for f in record.findings(held) if "override" in f]


@pytest.fixture
def changed(tmp_path):
    """The example with some of its text changed, checked; a change is old and new text, and how often (1)."""

    def changed(*changes, name="changed.837"):
        text = TEXT
        for old, new, *times in changes:
            assert old in text
            text = text.replace(old, new, *(times or [1]))
        path = tmp_path / name
        path.write_text(text)
        return checked(path)

    return changed


def test_an_override_holds_until_its_day_and_not_longer(result, ptp):
    held, which = overridden(result, [ptp])
    assert which == [("PTP001", "LB-1001", 2)]
    assert held.summary["overridden"] == 1
    assert held.summary["findings"]["fail"] == result.summary["findings"]["fail"] - 1
    first = next(record.findings(held))
    assert first["override"] == {"user": "ann", "reason": "seen", "expires": "2026-06-30"}
    again, which = overridden(result, [ptp], date(2026, 7, 1))
    assert which == []
    assert again.summary == result.summary


@pytest.mark.parametrize(
    "other",
    [
        {"line": None}, {"line": 1}, {"claim": "X"}, {"edit": "PTP002"}, {"provider": ""}, {"provider": "1992708929"},
        {"code": "76942"}, {"modifiers": ""}, {"date": date(2026, 3, 3)}, {"fingerprint": "0" * 32},
    ],
)  # fmt: skip
def test_it_fits_one_finding_only(result, ptp, other):
    assert overridden(result, [decided(ptp.bound._replace(**other))])[1] == []


def test_the_later_line_counts(result, ptp):
    ended = decided(ptp.bound, "bob", "not so", date(2020, 1, 1))
    assert overridden(result, [ptp, ended])[1] == []
    assert overridden(result, [ended, ptp])[1] != []


LEAKS = {
    "another practice": [("1234567893", "1992708929")],
    "another practice known by its tax id": [("*XX*1234567893", ""), ("REF*EI*900000001", "REF*EI*900000002")],
    "another patient": [("1EG4TE5MK73", "9AA9AA9AA99")],
    "another birth date": [("D8*19610415", "D8*19610416")],
    "another date of service": [("20260302", "20260303", 2)],
    "further days": [("HC:77012:26*310*UN*1***1~\nDTP*472*D8*20260302", "HC:77012:26*310*UN*1***1~\nDTP*472*RD8*20260302-20260303")],  # noqa: E501
    "another code": [("HC:77012:26*310", "HC:76942:26*310")],
    "another code beside it": [("HC:32408*1240", "HC:32555*1240")],
    "a further modifier": [("HC:77012:26*310", "HC:77012:26:RT*310")],
    "a modifier that bypasses": [("HC:77012:26*310", "HC:77012:26:59*310")],
    "no modifier": [("HC:77012:26*310", "HC:77012*310")],
}  # fmt: skip


@pytest.mark.parametrize("changes", LEAKS.values(), ids=LEAKS)
def test_it_does_not_hold_for(changed, ptp, changes):
    other = changed(*changes)
    assert overridden(other, [ptp])[1] == []


@pytest.mark.parametrize("what", ["another practice", "another patient", "another code beside it"])
def test_the_finding_is_there_and_counts(changed, ptp, what):
    held = overridden(changed(*LEAKS[what]), [ptp])[0]
    found = [(f["edit"], f["claim"], f["line"]) for f in record.findings(held)]
    assert ("PTP001", "LB-1001", 2) in found
    assert held.summary["overridden"] == 0
    assert held.overridden_claims.to_pylist() == []


STAYS = {
    "a charge": [("*310*UN*1***1~", "*325*UN*1***1~")],
    "an address": [("2 EXAMPLE WAY", "7 EXAMPLE WAY")],
    "another diagnosis": [("ABF:Z87891", "ABF:J449")],
    "another claim": [("SV1*HC:77012*540", "SV1*HC:77012:26*540")],
    "a new envelope": [("*000000101*", "*000000202*"), ("*000000101~", "*000000202~"), ("*20260310*", "*20260312*", 2)],
    "a replacement of the claim": [("22:B:1*Y*A*Y*Y~", "22:B:7*Y*A*Y*Y~\nREF*F8*4400001~")],
}  # fmt: skip


@pytest.mark.parametrize("changes", STAYS.values(), ids=STAYS)
def test_it_holds_when_something_else_changes(changed, ptp, changes):
    assert overridden(changed(*changes), [ptp])[1] == [("PTP001", "LB-1001", 2)]


def test_it_holds_for_the_same_claim_as_a_table(ptp, tmp_path):
    from sightline.claims import read_claims
    from sightline.outputs.claims.table import write_csv

    path = tmp_path / "claims.csv"
    with path.open("wb") as out:
        write_csv(read_claims([EXAMPLE]), out)
    assert overridden(checked(path), [ptp])[1] == [("PTP001", "LB-1001", 2)]


TABLE = [
    {"claim_id": "7", "line_no": number, "code": code, "mod1": modifier, "units": 1, "charge": 100, "place_of_service": "22",
     "date_from": "2026-03-02", "payer_name": "MEDICARE", "tax_id": "90-0000001"}
    for number, code, modifier in ((1, "32408", ""), (2, "77012", "26"))
]  # fmt: skip


def test_a_patient_of_whom_nothing_is_told_is_the_same_in_any_order():
    (bound,) = named(checked(TABLE), "PTP001", "7", 2)
    before = [{**line, "claim_id": "6"} for line in TABLE]
    assert overridden(checked(before + TABLE), [decided(bound)])[1] == [("PTP001", "7", 2)]
    other = [{**line, "tax_id": "900000002"} for line in TABLE]
    assert overridden(checked(other), [decided(bound)])[1] == []


def test_a_patient_of_whom_only_the_name_is_told_is_not_another_of_that_number():
    ann, ben = (
        [{**line, "patient_last_name": "DOE", "patient_first_name": name} for line in TABLE] for name in ("A", "B")
    )
    (bound,) = named(checked(ann), "PTP001", "7", 2)
    assert overridden(checked(ann), [decided(bound)])[1] == [("PTP001", "7", 2)]
    assert overridden(checked(ben), [decided(bound)])[1] == []


def test_more_units_than_were_decided_on_count_again(changed):
    few, many = (changed(("HC:77012:26*310*UN*1", f"HC:77012:26*310*UN*{units}")) for units in (3, 30))
    (bound,) = named(few, "MUE003", "LB-1001", 2)
    assert overridden(few, [decided(bound)])[1] == [("MUE003", "LB-1001", 2)]
    assert overridden(many, [decided(bound)])[1] == []


def test_about_a_whole_claim_it_is_bound_to_every_line(changed):
    charge = ("CLM*LB-1001*1550*", "CLM*LB-1001*1560*")
    (bound,) = named(changed(charge), "CLM001", "LB-1001", None)
    assert (bound.code, bound.modifiers, bound.date) == (None, None, None)
    assert overridden(changed(charge), [decided(bound)])[1] == [("CLM001", "LB-1001", None)]
    for change in (("HC:77012:26*310", "HC:76942:26*310"), ("20260302", "20260303"), ("1EG4TE5MK73", "9AA9AA9AA99")):
        other = changed(charge, change)
        assert ("CLM001", "LB-1001", None) in [(f["edit"], f["claim"], f["line"]) for f in record.findings(other)]
        assert overridden(other, [decided(bound)])[1] == []


def test_a_claim_with_overrides_alone_is_neither_clean_nor_open(result, changed):
    def state(result, *places):
        overrides = [decided(bound) for place in places for bound in named(result, *place)]
        held = with_overrides(result, overrides, LAST)
        return held.overridden_claims.to_pylist(), held.summary["overridden"], held.summary["overridden_claims"]

    assert state(result) == ([], 0, 0)
    assert state(result, ("PTP001", "LB-1001", 2)) == ([1], 1, 1)
    assert state(result, ("PTP001", "LB-1001", 2), ("COM002", "LB-1002", 2)) == ([1, 2], 2, 2)
    # LB-1003 has another finding, of line 3, that is bypassed
    assert state(result, ("COD001", "LB-1003", 1)) == ([], 1, 0)
    assert state(result, ("COD001", "LB-1003", 1), ("PTP001", "LB-1003", 3)) == ([3], 2, 1)


def test_no_patient_can_be_read_from_the_log(ptp, tmp_path):
    path = tmp_path / "o.jsonl"
    append_override(path, ptp)
    assert not any(secret in path.read_text() for secret in SECRETS)
    assert checked().claims["patient"][0].as_py() not in path.read_text()


# which finding is meant


def test_what_is_not_there_is_said(result):
    for place, words in {
        ("PTP001", "LB-9", 2): "there is no claim LB-9",
        ("PTP001", "LB-1001", 7): "claim LB-1001 has no line 7, only 2",
        ("PTP001", "LB-1001", 1): "PTP001 finds nothing on line 1 of claim LB-1001; it does on line 2",
        ("PTP001", "LB-1001", None): "PTP001 finds nothing on claim LB-1001 as a whole; it does on line 2",
        ("PTP001", "LB-1001", 2, "1992708929"): "1992708929 does not bill a claim LB-1001; 1234567893 does",
        (
            "PTP001",
            "LB-1001",
            2,
            None,
            date(2026, 1, 1),
        ): "line 2 of claim LB-1001 is not of 2026-01-01 but of 2026-03-02",
    }.items():
        with pytest.raises(NamedError) as told:
            named(result, *place)
        assert words in str(told.value)


@pytest.fixture
def both(tmp_path):
    """The example, and beside it a copy with changes, checked in one run."""

    def both(*changes):
        text = (
            TEXT.replace("*000000101", "*000000102")
            .replace("ST*837*0001", "ST*837*0002")
            .replace("SE*72*0001", "SE*72*0002")
        )
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (tmp_path / "one.837").write_text(TEXT)
        (tmp_path / "two.837").write_text(text)
        return checked(tmp_path)

    return both


def test_two_practices_with_one_claim_number_are_told_apart(both):
    result = both(("1234567893", "1992708929"), ("1EG4TE5MK73", "9AA9AA9AA99"))
    with pytest.raises(NamedError, match="LB-1001 is billed by 1234567893 and 1992708929: say whose with --provider"):
        named(result, "PTP001", "LB-1001", 2)
    for provider in ("1234567893", "1992708929"):
        (bound,) = named(result, "PTP001", "LB-1001", 2, provider)
        held = with_overrides(result, [decided(bound)], LAST)
        assert bound.provider == provider
        assert held.summary["overridden"] == 1


def test_a_practice_that_uses_a_number_again_is_asked_for_the_date(both):
    result = both(("20260302", "20260309"))
    with pytest.raises(NamedError, match="there for 2026-03-02 and 2026-03-09: say which with --date"):
        named(result, "PTP001", "LB-1001", 2)
    (bound,) = named(result, "PTP001", "LB-1001", 2, None, date(2026, 3, 9))
    assert bound.date == date(2026, 3, 9)


def test_claims_that_only_the_file_tells_apart_are_named_by_their_place(both):
    result = both(("1EG4TE5MK73", "9AA9AA9AA99"))
    with pytest.raises(NamedError, match=r"there 2 times, each another: .*one\.837 \(segment 21\) and .*two\.837"):
        named(result, "PTP001", "LB-1001", 2)


def test_the_same_claim_twice_is_one_decision(both):
    result = both(("LB-1002", "LB-2002"))
    bounds = named(result, "PTP001", "LB-1001", 2)
    assert overridden(result, map(decided, bounds))[1] == [("PTP001", "LB-1001", 2)] * 2


# the log

_TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=9)
_SAID = _TEXT.filter(str.strip)


@given(
    st.lists(
        st.builds(
            Override,
            st.builds(
                Bound,
                st.text(string.ascii_uppercase, min_size=1, max_size=6),
                _TEXT,
                st.none() | st.integers(1, 99),
                _TEXT,
                st.none() | _TEXT,
                st.none() | _TEXT,
                st.none() | st.dates(),
                _SAID,
            ),
            _SAID,
            _SAID,
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


def test_a_line_that_was_cut_short_stays_its_own(tmp_path, ptp):
    path = tmp_path / "o.jsonl"
    path.write_text('{"edit": "PTP0')
    append_override(path, ptp)
    assert path.read_text().splitlines()[0] == '{"edit": "PTP0'
    with pytest.raises(OverrideError, match=r"o\.jsonl:1: not a JSON object"):
        read_overrides(path)


GOOD = {
    "edit": "PTP001", "claim": "A", "line": 2, "provider": "1234567893", "code": "77012", "modifiers": "26",
    "date": "2026-03-02", "fingerprint": "0" * 32, "user": "ann", "reason": "seen", "expires": "2026-06-30",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"line": 0}, "line is a number from 1"),
        ({"line": True}, "line is a number from 1"),
        ({"expires": "soon"}, "expires is a date"),
        ({"expires": None}, "expires is a date"),
        ({"date": "soon"}, "date is a date"),
        ({"date": 20260302}, "date is a date"),
        ({"reason": " "}, "reason is a text"),
        ({"user": 7}, "user is a text"),
        ({"provider": None}, "provider is a text"),
        ({"fingerprint": ""}, "fingerprint is a text"),
        ({"code": 77012}, "code is a text, or null"),
    ],
)
def test_a_wrong_value_is_named(tmp_path, change, message):
    path = tmp_path / "o.jsonl"
    path.write_text(json.dumps(GOOD) + "\n\n" + json.dumps({**GOOD, **change}) + "\n")
    with pytest.raises(OverrideError, match=rf"o\.jsonl:3: .*{message}"):
        read_overrides(path)


@pytest.mark.parametrize("key", GOOD)
def test_a_missing_key_is_named(tmp_path, key):
    path = tmp_path / "o.jsonl"
    path.write_text(json.dumps({name: value for name, value in GOOD.items() if name != key}))
    with pytest.raises(OverrideError, match=f"lacks {key}"):
        read_overrides(path)


def test_an_entry_of_an_earlier_version_is_refused_by_its_place(tmp_path):
    path = tmp_path / "o.jsonl"
    early = {key: GOOD[key] for key in ("edit", "claim", "line", "user", "reason", "expires")}
    path.write_text(json.dumps(GOOD) + "\n" + json.dumps(early) + "\n")
    with pytest.raises(OverrideError) as told:
        read_overrides(path)
    assert f"{path}:2: does not say whose claim and which service it is for" in str(told.value)
    assert "remove this line and add the override again with `sightline override add`" in str(told.value)


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
