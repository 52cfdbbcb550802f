"""The set of known answers is what its README says, and its claims are judged as the benchmark says."""

from __future__ import annotations

import csv
import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

HERE = Path(__file__).parent
FAMILIES = {"modifiers", "frequency", "who", "visits", "diagnosis", "agesex", "coverage", "form", "ncci"}
MBI = re.compile(
    r"[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d[AC-HJKMNP-RT-Y]{2}\d\d"
)


def table(name: str, folder: Path = HERE) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def accuracy() -> ModuleType:
    spec = importlib.util.spec_from_file_location("accuracy", HERE.parent.parent / "benchmarks" / "accuracy.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_claim_has_a_label_and_every_seeded_one_a_twin() -> None:
    labels = {row["claim_id"]: row for row in table("labels.csv")}
    assert {row["claim_id"] for row in table("claims.csv")} == labels.keys()
    seeds = {name for name, row in labels.items() if row["label"] == "seeded"}
    assert {name for name, row in labels.items() if row["label"] == "twin"} == {"T" + name[1:] for name in seeds}
    assert sum(row["label"] == "clean" for row in labels.values()) >= 200
    assert len(seeds) >= 200


def test_a_seeded_claim_says_what_is_wrong_and_where() -> None:
    lines = {(row["claim_id"], row["line_no"]) for row in table("claims.csv")}
    for row in table("labels.csv"):
        if row["label"] == "seeded":
            assert row["family"] in FAMILIES, row["claim_id"]
            assert all((row["cause"], row["carc"], row["citation"])), row["claim_id"]
            assert row["line"] == "0" or (row["claim_id"], row["line"]) in lines, row["claim_id"]


def test_history_is_earlier_and_of_the_same_patient() -> None:
    claims = {row["claim_id"]: row for row in table("claims.csv")}
    known = {row["claim_id"] for row in table("labels.csv") if row.get("history") == "yes"}
    seen = set()
    for row in table("history.csv"):
        claim = claims[row["claim_id"].partition("-")[0]]
        seen.add(claim["claim_id"])
        assert row["member_id"] == claim["member_id"], row["claim_id"]
        assert row["date_from"] <= claim["date_from"], row["claim_id"]
    assert seen == known


def test_members_and_providers_of_clean_claims_are_valid() -> None:
    for row in table("claims.csv"):
        if row["claim_id"].startswith("S"):
            continue
        if row["filing_code"] == "MB":
            assert MBI.fullmatch(row["member_id"]), row["claim_id"]
        for column in ("billing_npi", "rendering_npi", "referring_npi", "ordering_npi", "facility_npi"):
            assert not row[column] or check_digit_fits(row[column]), (row["claim_id"], column)


@pytest.mark.parametrize(("name", "least"), [("clean_2", 100), ("clean_3", 60)])
def test_further_sets_are_of_clean_claims_of_all_specialties(name: str, least: int) -> None:
    claims, labels = table("claims.csv", HERE / name), table("labels.csv", HERE / name)
    assert {row["claim_id"] for row in claims} == {row["claim_id"] for row in labels}
    assert {row["label"] for row in labels} == {"clean"}
    assert len(labels) >= least
    assert len({row["specialty"] for row in labels}) >= 30
    for row in claims:
        assert row["filing_code"] != "MB" or MBI.fullmatch(row["member_id"]), row["claim_id"]
        for column in ("billing_npi", "rendering_npi", "referring_npi", "ordering_npi", "facility_npi"):
            assert not row[column] or check_digit_fits(row[column]), (row["claim_id"], column)


@pytest.mark.parametrize("name", ["seeded_2", "seeded_3"])
def test_further_sets_of_causes_name_each_cause_and_its_history(name: str) -> None:
    folder = HERE / name
    labels = {row["claim_id"]: row for row in table("labels.csv", folder)}
    assert {row["claim_id"] for row in table("claims.csv", folder)} == labels.keys()
    assert all(row["label"] == "seeded" and row["cause"] for row in labels.values())
    earlier = {row["claim_id"].partition("-")[0] for row in table("history.csv", folder)}
    assert earlier == {name for name, row in labels.items() if row["history"] == "yes"}


def check_digit_fits(npi: str) -> bool:
    doubled = [int(c) * 2 if place % 2 else int(c) for place, c in enumerate(reversed("80840" + npi))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def finding(
    claim: str, edit: str = "ABC001", status: str = "fail", line: int | None = 1, **more: Any
) -> dict[str, Any]:
    base = {
        "claim": claim,
        "edit": edit,
        "status": status,
        "line": line,
        "code": "99213",
        "modifiers": [],
        "message": "",
    }
    return base | {"related_claim": None, "related_line": None} | more


SEEDED = {"claim_id": "S1", "label": "seeded", "family": "form", "line": "1", "unrelated": "XYZ001"}
CLEAN = {"claim_id": "C1", "label": "clean", "family": "", "line": "", "unrelated": ""}


@pytest.mark.parametrize(
    ("found", "outcome"),
    [
        ([], "missed"),
        ([finding("S1")], "caught"),
        ([finding("S1", status="review", line=None)], "caught"),
        ([finding("S1", line=2)], "missed"),
        ([finding("S1", line=2, related_line=1)], "caught"),
        ([finding("S1", status="bypassed")], "missed"),
        ([finding("S1", status="info")], "info only"),
        ([finding("S1", edit="XYZ001")], "missed"),
        ([finding("S1"), finding("T1")], "missed"),
        ([finding("S1"), finding("T1", status="bypassed")], "caught"),
    ],
)
def test_a_seeded_claim_is_caught_by_what_its_twin_does_not_draw(
    accuracy: ModuleType, found: list[dict[str, Any]], outcome: str
) -> None:
    assert [verdict.outcome for verdict in accuracy.judged([SEEDED], found)] == [outcome]


@pytest.mark.parametrize(
    ("found", "outcome"),
    [
        ([], "quiet"),
        ([finding("C1")], "false fail"),
        ([finding("C1", status="review")], "useless review"),
        ([finding("C1", status="bypassed"), finding("C1", status="info")], "quiet"),
        ([finding("C1", status="review", modifiers=["25"], message="the records must support it")], "quiet"),
        ([finding("C1", status="review", message="the records must support it")], "useless review"),
    ],
)
def test_an_alarm_on_a_clean_claim_is_counted(accuracy: ModuleType, found: list[dict[str, Any]], outcome: str) -> None:
    assert [verdict.outcome for verdict in accuracy.judged([CLEAN], found)] == [outcome]


def test_the_report_counts_by_family_and_lists_what_was_missed(accuracy: ModuleType) -> None:
    seed = SEEDED | {"cause": "a cause", "citation": "a rule"}
    twin = CLEAN | {"claim_id": "T1", "label": "twin", "family": "form", "specialty": "office", "payer": "MEDICARE"}
    text = accuracy.report(accuracy.judged([seed, twin], [finding("T1", message="why")]))
    assert "S1 form: a cause (a rule)" in text
    assert "T1 (office, MEDICARE): ABC001 fail: why" in text
    assert "false fails 1 (100.0 %)" in text
