"""HI: diagnoses keep the places that pointers count; two dates of one qualifier are said."""

from __future__ import annotations

import pytest

from claims.builder import CLAIM, LINES, claim_file, read


@pytest.mark.parametrize(
    ("hi", "found", "message"),
    [
        ("HI*ABK::R911*ABF:J90", [(2, "J90")], "has a code that could not be read"),
        ("HI*ABK:R911*ABF:*ABF:J90", [(1, "R911"), (3, "J90")], "has a code that could not be read"),
        ("HI*ABK:R911*:I10*ABF:J90", [(1, "R911"), (3, "J90")], "has a code that could not be read"),
        ("HI*ABK:R911**ABF:J90", [(1, "R911"), (3, "J90")], "has an empty element; its place stays empty"),
        ("HI*ABK:R911:ABF:J90*ABF:I10", [(1, "R911"), (2, "J90"), (3, "I10")], ""),
        ("HI*ABK:R911:J90*ABF:I10", [(1, "R911"), (2, "I10")], "has several codes in one; the first was read"),
        ("HI*ABK:R911*BG:*ABF:J90", [(1, "R911"), (2, "J90")], "has a code that could not be read"),
        ("HI*ABK:R911:D8:20260302*ABF:J90", [(1, "R911"), (2, "J90")], ""),
        ("HI*ABK:R911*ABF:J90**", [(1, "R911"), (2, "J90")], ""),
    ],
)
def test_the_places_of_diagnoses(hi: str, found: list[tuple[int, str]], message: str) -> None:
    result = read(claim_file(CLAIM[0], hi, *LINES))
    assert [(each["position"], each["code"]) for each in result.diagnoses] == found
    assert message in result.messages
    assert bool(result.issues) == bool(message)


def test_two_dates_of_one_qualifier_are_said() -> None:
    result = read(claim_file(*CLAIM, *LINES[:3], "DTP*472*D8*20260309"))
    assert "DTP*472 stands twice in a line of claim C1 with different dates; the last one was read" in result.messages
    assert result.lines[0]["date_from"].day == 9
    same = read(claim_file(*CLAIM, *LINES[:3], "DTP*472*D8*20260302", *LINES[3:]))
    assert not same.issues
    onset = read(claim_file(CLAIM[0], "DTP*431*D8*20260201", "DTP*431*D8*20260202", CLAIM[1], *LINES))
    assert "DTP*431 stands twice in claim C1" in onset.messages
