"""Which release answers for a date."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sightline.reference.calendar import Calendar, answer
from sightline.reference.release import Release


def release(kind, name, start, end, scope="all"):
    return Release(
        kind=kind, name=name, publisher="", title="", address="", period_from=date.fromisoformat(start),
        period_to=date.fromisoformat(end), starts_known=True, scope=scope, file="", sha256="", rows=1, parser="",
        added_at="", path=Path(), data_sha256=name + scope,
    )  # fmt: skip


OCTOBER = release("fee_schedule", "2025-10", "2025-10-01", "2026-01-01")
APRIL = release("fee_schedule", "2026-04", "2026-04-01", "2026-07-01")
STARTER = release("fee_schedule", "2026-04", "2026-04-01", "2026-07-01", "starter")


@pytest.mark.parametrize(
    ("on", "name", "relation"),
    [
        ("2025-12-31", "2025-10", "in"),
        ("2026-01-01", "2026-04", "newer"),  # the calendar year's own release, though the other is nearer
        ("2026-03-31", "2026-04", "newer"),
        ("2026-04-01", "2026-04", "in"),
        ("2026-06-30", "2026-04", "in"),
        ("2026-07-01", "2026-04", "older"),
        ("2027-05-01", "2026-04", "older"),
        ("2024-01-01", "2025-10", "newer"),
    ],
)
def test_period_edition_then_nearest(on, name, relation):
    found = answer([OCTOBER, APRIL], date.fromisoformat(on), in_starter=False)
    assert (found.release.name, found.relation) == (name, relation)


def test_a_code_outside_the_starter_is_answered_by_whole_releases_only():
    on = date(2026, 5, 1)
    assert answer([STARTER], on, in_starter=False) is None
    assert answer([OCTOBER, STARTER], on, in_starter=False).release is OCTOBER
    assert answer([OCTOBER, STARTER], on, in_starter=True).release is STARTER


def test_a_loaded_release_wins_over_the_starter_of_its_period():
    assert answer([STARTER, APRIL], date(2026, 5, 1), in_starter=True).release is APRIL


def test_of_two_that_hold_the_history_the_newest_answers():
    old = release("ptp", "2024q3", "1996-01-01", "2024-10-01")
    new = release("ptp", "2026q4", "1996-01-01", "2027-01-01")
    assert answer([old, new], date(2019, 6, 30), in_starter=False).release is new


def eras_of(releases, dates):
    """The days with their eras, and the eras as dicts."""
    days, eras, _ = Calendar(releases).eras([date.fromisoformat(each) for each in dates])
    return days, [dict(zip(Calendar.columns, row, strict=True)) for row in eras]


def test_dates_with_the_same_answers_are_one_era():
    days, eras = eras_of([OCTOBER, APRIL], ["2026-04-01", "2026-05-01", "2025-11-01"])
    assert [era for _, era in days] == [0, 1, 1]
    assert len(eras) == 6  # two eras and that of no date, for codes within and outside the starter
    assert {(row["era"], row["fee_schedule_speaks"]) for row in eras} == {(-1, None), (0, 1), (1, 1)}


def test_an_era_says_whether_its_release_speaks_for_the_dates():
    days, eras = eras_of([OCTOBER], ["2025-11-01", "2025-06-02"])
    speaks = {row["era"]: row["fee_schedule_speaks"] for row in eras if not row["in_starter"]}
    assert [(str(on), speaks[era]) for on, era in days] == [("2025-06-02", 0), ("2025-11-01", 1)]


def test_answers_are_by_date():
    _, _, answers = Calendar([OCTOBER, APRIL]).eras([date(2025, 11, 1)])
    assert answers[date(2025, 11, 1), False, "fee_schedule"].release is OCTOBER
