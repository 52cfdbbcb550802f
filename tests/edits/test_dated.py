"""A release that does not cover the date of service says less: its failures are for review, and silence is no pass."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from edits.cases import Case, tables
from sightline.cli import main
from sightline.edits.check import Checker
from sightline.edits.rule.load import choose, load
from sightline.outputs.check import overview, record
from sightline.reference.store import Reference, open_reference

PAIR = ("32408", "77012")


@pytest.fixture(autouse=True)
def _as_users_see_it(old_releases):
    pass


def case(on: str, *codes: str) -> Case:
    made = Case("PTP001", "")
    made.blocks["lines"] = [
        {"claim": "A", "line": str(at), "code": code, "date": on, "modifiers": "", "charge": "100", "units": "1"}
        for at, code in enumerate(codes, 1)
    ]
    return made


@pytest.fixture(scope="module")
def starter(tmp_path_factory):
    return open_reference(tmp_path_factory.mktemp("store"))


def with_ptp(starter: Reference, **period: object) -> Reference:
    return Reference(tuple(replace(r, **period) if r.kind == "ptp" else r for r in starter.releases))


def found(reference: Reference, on: str, *codes: str, select: str = "PTP"):
    return Checker(reference, choose(load(), select)).check(*tables(case(on, *codes)))


@pytest.mark.parametrize("beneath", [2, 6_000], ids=["few lines", "many lines"])
def test_a_failure_by_an_old_release_is_for_review_and_says_why(starter, beneath):
    ended = max(each.period_to for each in starter.of("ptp"))
    on = ended + timedelta(days=30)
    result = found(starter, on.isoformat(), *(PAIR if beneath == 2 else (*PAIR, *["99999"] * beneath)))
    (row,) = result.findings.to_pylist()
    assert (row["status"], row["outdated"], row["line"]) == ("review", True, 2)
    assert "ended 31 days before the date of service: check the release in force" in row["message"]
    assert result.failing.num_rows == 1  # what is paid is worked out by the same releases


def test_within_the_period_it_fails(starter):
    within = max(each.period_to for each in starter.of("ptp")) - timedelta(days=1)
    result = found(starter, within.isoformat(), *PAIR)
    assert [(row["status"], row["outdated"]) for row in result.findings.to_pylist()] == [("fail", False)]
    assert result.not_checked.num_rows == 0


def test_before_the_period_it_fails_where_the_rows_say_since_when(starter):
    dates = {"period_from": date(2026, 4, 1), "period_to": date(2026, 7, 1)}
    known = found(with_ptp(starter, **dates, starts_known=True), "2026-03-02", *PAIR)
    assert [row["status"] for row in known.findings.to_pylist()] == ["fail"]
    unknown = found(with_ptp(starter, **dates, starts_known=False), "2026-03-02", *PAIR)
    assert [row["status"] for row in unknown.findings.to_pylist()] == ["review"]
    assert "begins 30 days after the date of service" in unknown.findings["message"][0].as_py()


def test_silence_of_an_old_release_is_no_pass(starter):
    result = found(starter, "2026-03-02", *PAIR)
    gaps = {(row["edit"], row["line"]) for row in record.not_checked(result)}
    assert gaps == {(edit, line) for edit in ("PTP001", "PTP002", "PTP003") for line in (1, 2)} - {("PTP001", 2)}
    assert {row["reason"] for row in record.not_checked(result)} == {
        "NCCI PTP edits, practitioner, 2024 Q3 ended before the date of service: pairs begun since are not in it"
    }
    assert overview.clean_lines(result) == 0
    assert result.summary["not_checked"] == 2


def test_every_dated_kind_answers_lower(starter):
    """A unit limit of a later quarter is for review as a diagnosis of another year is."""
    fails = found(starter, "2026-05-04", *["77012"] * 9, select="MUE")
    assert "fail" in {row["status"] for row in fails.findings.to_pylist()}
    later = found(starter, "2027-02-01", *["77012"] * 9, select="MUE")
    assert {row["status"] for row in later.findings.to_pylist()} == {"review"}


def test_the_age_of_what_answered_is_said_once(tmp_path):
    claims = tmp_path / "c.csv"
    claims.write_text(
        "claim_id,code,date_from,place_of_service,units,charge,dx1,billing_npi,payer_name\n"
        "V1,32408,2024-11-29,22,1,100.00,R91.1,1902809205,MEDICARE\n"
        "V1,77012,2024-11-29,22,1,100.00,R91.1,1902809205,MEDICARE\n"
    )
    text = CliRunner().invoke(main, ["check", str(claims), "--select", "PTP"]).stdout
    assert "NCCI PTP edits, practitioner, 2024 Q3 (by up to 60 days)" in " ".join(text.split())
    document = json.loads(
        CliRunner().invoke(main, ["check", str(claims), "--select", "PTP", "--format", "json"]).stdout
    )
    assert [each["status"] for each in document["findings"]] == ["review"]
