"""Sightline's own tables of facts: the starter holds what their csv says, and what a row names exists."""

from __future__ import annotations

import csv

import pyarrow.parquet as pq
import pytest

from sightline.reference.starter.build import OWN, TABLES, _own
from sightline.reference.store import STARTER


def rows(kind: str) -> list[dict[str, str]]:
    with (TABLES / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def held(kind: str, column: str) -> set[str]:
    return {
        value for path in STARTER.glob(f"{kind}/*/data.parquet") for value in pq.read_table(path)[column].to_pylist()
    }


@pytest.mark.parametrize("kind", OWN)
def test_the_starter_holds_what_the_table_says(kind):
    (path,) = STARTER.glob(f"{kind}/*/data.parquet")
    assert pq.read_table(path).to_pylist() == _own(kind)[0].table.to_pylist()


def test_rules_on_spacing_name_groups_that_exist():
    groups = {row["name"] for row in rows("code_group")}
    for row in rows("spacing_rule"):
        assert {row["earlier"], row["later"]} <= groups, row["rule"]
        assert row["family"] in {"organ", "lifetime", "period", "month", "maternity", "stay"}, row["rule"]
        assert row["period"] in {"life", "days", "months", "full"}, row["rule"]
        assert row["whose"] in {"patient", "physician", "other"}, row["rule"]
        assert row["status"] in {"fail", "review"}, row["rule"]
        assert {row["same_day"], row["by_side"], row["unless_notice"]} <= {"yes", "no"}, row["rule"]
        assert int(row["most"]) > 0, row["rule"]
        assert row["words"], row["rule"]
        assert row["source"], row["rule"]


def test_lists_in_a_row_have_spaces_around_each_value():
    lists = {
        "spacing_rule": ("earlier_diagnosis", "later_diagnosis", "unless_diagnosis"),
        "place_rule": ("places", "doubtful"),
        "specialty_rule": ("unless_modifier",),
        "excluded_service": ("diagnosis", "unless_diagnosis", "unless_modifier"),
    }
    for kind, columns in lists.items():
        for row in rows(kind):
            for column in columns:
                text = row[column]
                assert text == "" or (text == f" {text.strip()} " and "  " not in text), (kind, row)


def test_places_of_visits_are_places_and_no_place_is_both_right_and_doubtful():
    places = held("place", "code") | {"27", "58", "66"}
    for row in rows("place_rule"):
        right, doubtful = set(row["places"].split()), set(row["doubtful"].split())
        assert right | doubtful <= places, row
        assert not right & doubtful, row


def test_specialties_are_those_of_the_crosswalk():
    known = held("specialty", "specialty") | held("specialty", "taxonomy") | held("taxonomy", "code")
    assert {row["specialty"] for row in rows("specialty_rule")} <= known


@pytest.mark.parametrize("kind", ["code_group", "place_rule", "specialty_rule", "excluded_service"])
def test_ranges_of_codes_run_upward_among_codes_of_one_form(kind):
    for row in rows(kind):
        first, last = row["code_from"], row["code_to"]
        assert len(first) == len(last) == 5, row
        assert first <= last, row
        assert first[0].isdigit() == last[0].isdigit(), row


def test_supplies_and_exclusions_have_amounts_words_and_sources():
    for row in rows("supply_limit"):
        assert int(row["units"]) > 0, row
        assert int(row["days"]) > 0, row
        assert row["words"], row
        assert row["source"], row
    for row in rows("excluded_service"):
        assert row["family"] in {"statute", "national"}, row
        assert row["status"] in {"fail", "review"}, row
        assert row["words"], row
        assert row["source"], row
