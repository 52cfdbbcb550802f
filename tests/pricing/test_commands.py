"""`price`, `fee`, `what-if` and `check --price` as a person or a pipeline meets them."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

import sightline
from sightline.cli import main

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "examples" / "ct-guided-lung-biopsy.837"


@pytest.fixture
def run():
    def run(*arguments, stdin=None):
        return CliRunner().invoke(main, [str(a) for a in arguments], input=stdin)

    return run


def test_price_text(run):
    result = run("price", EXAMPLE, "--locality", "15202-00")
    assert result.exit_code == 0
    for text in ("LB-1001", "129.32", "(3.10 × 1.000 + 0.47 × 0.913 + 0.34 × 1.008) × 33.4009", "denied: PTP001 = 0.00",
                 "OPPS N", "bypassed PTP001", "row 3,608"):  # fmt: skip
        assert text in result.stdout, text


def test_price_json(run):
    document = json.loads(run("price", EXAMPLE, "--format", "json", "--locality", "15202-00").stdout)
    by_line = {(line["claim"], line["line"]): line for line in document["lines"]}
    denied = by_line["LB-1001", 2]
    assert (denied["allowed"], denied["denied_by"], denied["answer"]) == ("0.00", "PTP001", "not-paid")
    assert [step["rule"] for step in denied["steps"]] == ["fee-schedule", "denied"]
    assert by_line["LB-1003", 3]["findings"] == [{"edit": "PTP001", "status": "bypassed"}]
    assert document["summary"]["allowed"] == "405.79"
    assert all(
        step["source_row"] for line in document["lines"] for step in line["steps"] if step["rule"] == "fee-schedule"
    )


def test_price_csv_and_output(run, tmp_path):
    out = tmp_path / "expected.csv"
    assert run("price", EXAMPLE, "--format", "csv", "--output", out, "--zip", "44113").exit_code == 0
    rows = list(csv.DictReader(out.open()))
    assert len(rows) == 8
    assert rows[0]["allowed"] == "129.32"
    assert {row["locality"] for row in rows} == {"15202-00 Ohio"}


def test_price_with_a_contract_and_without_findings(run):
    shown = run("price", EXAMPLE, "--contract", ROOT / "examples" / "contract.toml").stdout
    assert "outside the contract" in shown
    document = json.loads(run("price", EXAMPLE, "--format", "json", "--without-findings").stdout)
    assert not any(line["denied_by"] for line in document["lines"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("price", "nope.837"), "nope.837"),
        (("price", EXAMPLE, "--locality", "99999-99"), "99999-99"),
        (("price", EXAMPLE, "--contract", "nope.toml"), "nope.toml"),
        (("fee",), "name a code"),
        (("fee", "ZZZZZ"), "ZZZZZ"),
        (("fee", "77012", "--as-of", "2019-01-01"), "no fee schedule of 2019 is loaded"),
        (("fee", "R91.1"), "it is written as a diagnosis"),
        (("code", "R91.1"), "it is written as a diagnosis"),
        (("fee", "--batch", "nope.csv"), "nope.csv"),
        (("what-if", EXAMPLE, "--remove", "1"), "--claim"),
        (("what-if", EXAMPLE, "--claim", "LB-1001"), "nothing to change"),
        (("what-if", EXAMPLE, "--claim", "LB-1001", "--remove", "9"), "no line 9"),
        (("what-if", EXAMPLE, "--claim", "LB-1001", "--set", "2.colour=red"), "LINE.FIELD=VALUE"),
        (("what-if", EXAMPLE, "--claim", "LB-1001", "--set", "2.units=many"), "is no number"),
        (("what-if", EXAMPLE, "--claim", "LB-1001", "--pos", "office"), "place of service"),
        (("what-if", EXAMPLE, "--claim", "none", "--pos", "11"), "none"),
    ],
)
def test_what_cannot_be_done_is_said(run, arguments, message):
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr + result.stdout


def test_no_names_of_patients_in_any_output(run):
    for form in ("text", "json", "csv"):
        shown = run("price", EXAMPLE, "--format", form).stdout
        for secret in ("ALEX", "JORDAN", "1EG4TE5MK73", "19610415", "1961-04-15"):
            assert secret not in shown


def test_price_tells_what_could_not_be_read(run, tmp_path):
    damaged, other = tmp_path / "a.837", tmp_path / "b.txt"
    damaged.write_text(EXAMPLE.read_text().replace("SV1*HC:49180*", "SV1**"))
    other.write_text("no claim at all")
    shown = run("price", damaged, other).stdout.replace("\n  ", " ")
    for text in ("rejected: ", "b.txt: not a claim file", "every claim accounted for: 3 read, 0 rejected of 3"):
        assert text in shown, text
    document = json.loads(run("price", damaged, other, "--format", "json").stdout)
    assert [row["level"] for row in document["rejected"]] == ["line"]
    assert any("not a claim file" in issue["message"] for issue in document["issues"])


def test_fee(run):
    shown = run("fee", "77012", "--locality", "10112-00", "--as-of", "2026-04-02").stdout
    for text in ("77012 · 2026-04-02 · 10112-00 Alabama", "112.61", "63.91", "48.70",
                 "(1.46 × 1.000 + 0.46 × 0.875 + 0.09 × 0.566) × 33.4009", "OPPS N",
                 "ASC N1", "row 8,835"):  # fmt: skip
        assert text in shown, text
    (one,) = json.loads(run("fee", "77012", "--modifier", "26", "--as-of", "2025-11-01", "--format", "json").stdout)
    assert (one["non_facility"]["amount"], one["facility"]["amount"], one["locality"]) == ("66.63", "66.63", "national")


def test_a_batch_that_cannot_be_read_says_what_to_do(run, tmp_path):
    path = tmp_path / "codes.csv"
    for data, message in ((b"", "the batch is empty"), ("code\n".encode("utf-16"), "save it as CSV in UTF-8")):
        path.write_bytes(data)
        result = run("fee", "--batch", path)
        assert (result.exit_code, message in result.stderr) == (2, True)


def test_fee_batch(run, tmp_path):
    path = tmp_path / "codes.csv"
    path.write_text(
        "id,code,modifier,carrier,locality,date,apm\n1,77012,26,10112,00,2026-04-02,\n2,77012,,,,2025-11-01,yes\n"
        "3,0633T,TC,1112,5,10/15/2025,\n4,77012,,10112,,2026-04-02,\n5,77012,,10112,00,tomorrow,\n6,77012,,99999,00,2026-04-02,\n"
    )
    rows = list(csv.DictReader(io.StringIO(run("fee", "--batch", path).stdout)))
    assert list(rows[0]) == ["id", "code", "modifier", "carrier", "locality", "date", "apm", "non_facility_amount",
                             "facility_amount", "note"]  # fmt: skip
    assert [(r["non_facility_amount"], r["facility_amount"]) for r in rows] == [
        ("63.91", "63.91"), ("122.27", "122.27"), ("", ""), ("", ""), ("", ""), ("", ""),
    ]  # fmt: skip
    assert "at most 150.69" in rows[2]["note"]
    assert "go together" in rows[3]["note"]
    assert "'tomorrow' is not a date" in rows[4]["note"]
    assert "no GPCI" in rows[5]["note"]
    path.write_text("code\n77012\n")
    assert "modifier, carrier, locality, date" in run("fee", "--batch", path).stderr


def answered(run, tmp_path, *rows, header="code,modifier,carrier,locality,date,apm"):
    """The amounts and note of each row of a batch."""
    path = tmp_path / "questions.csv"
    path.write_text("\n".join([header, *rows]) + "\n")
    found = csv.DictReader(io.StringIO(run("fee", "--batch", path).stdout))
    return [(row["non_facility_amount"], row["facility_amount"], row["note"]) for row in found]


@pytest.mark.parametrize(
    ("row", "amount"),
    [
        ("77012,26,10112,00,2026-04-02,", "63.91"),
        ("77012,26,10112,0,4/2/2026,no", "63.91"),
        ("77012,26,10112,00,20260402,", "63.91"),
        ("77012,26,10112,00,2026-04-02 00:00:00,", "63.91"),
        (" 77012 , 26 ,10112,00,2026-04-02,", "63.91"),
        ("77012,26 59,10112,00,2026-04-02,", "63.91"),
        ('77012,"26,59",10112,00,2026-04-02,', "63.91"),
        ("77012,59-26,10112,00,2026-04-02,", "63.91"),
        ("77012,tc,10112,00,2026-04-02,", "48.70"),
        ("77012,26,10112,00,2026-04-02,yes", "64.23"),
        ("77012,,,,2025-11-03,", "122.27"),
        ("77012,26,,,2025-11-03,", "66.63"),
        ("77012,TC,,,2025-11-03,", "55.64"),
        ("77012,26,1112,5,2026-04-02,", "76.34"),
        ("77012-26,,1112,5,2026-04-02,", "76.34"),
    ],
)
def test_fee_batch_amounts(run, tmp_path, row, amount):
    assert answered(run, tmp_path, row)[0][:2] == (amount, amount)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (",,10112,00,2026-04-02,", "the code is missing"),
        ("77012,,,00,2026-04-02,", "go together"),
        ("77012,,AL,00,2026-04-02,", "is no locality"),
        ("77012,,10112,00,,", "the date is missing"),
        ("77012,,10112,00,2026-02-30,", "is not a date"),
        ("77012,,10112,00,4/2/26,", "is not a date"),
        ("77012,,10112,00,2026-04-02,maybe", "neither yes nor no"),
        ("77012,263,10112,00,2026-04-02,", "'263' is no modifier"),
        ("77012-263,,10112,00,2026-04-02,", "'263' is no modifier"),
        ("77012,26 59 LT RT XS,10112,00,2026-04-02,", "more than four modifiers"),
        ("77012,,10112,00,2026-04-02,,,more", "more cells than the header"),
        ("77012,52,10112,00,2026-04-02,", "undiscounted 112.61 non-facility and 112.61 facility"),
        ("77012,53,10112,00,2026-04-02,", "53 has no amount of its own"),
        ("99999,,10112,00,2026-04-02,", "no fee schedule of the year of service is loaded that covers this code"),
        ("77012,,10112,00,2001-04-02,", "no fee schedule of the year of service"),
    ],
)
def test_fee_batch_reasons(run, tmp_path, row, told):
    away, facility, note = answered(run, tmp_path, row)[0]
    assert (away, facility) == ("", "")
    assert told in note


def test_fee_batch_notes_and_columns(run, tmp_path):
    for modifier in ("XS", "50", "55"):
        ((_, _, note),) = answered(run, tmp_path, f"77012,{modifier},,,2026-04-02,")
        assert f"{modifier} does not change the amount" in note
    header = "Code, Modifier,CARRIER,Locality,Date,note"
    ((away, _, note),) = answered(run, tmp_path, "77012,26,,,2025-11-03,mine", header=header)
    assert (away, note.startswith("OPPS N")) == ("66.63", True)
    given = "code,modifier,carrier,locality,date\n77012,26,,,2025-11-03\n"
    assert "66.63,66.63" in run("fee", "--batch", "-", stdin=given).stdout
    assert run("fee", "--batch", "-", "--apm", stdin=given).exit_code == 2


@pytest.mark.parametrize("code", ["77012-26", "77012:26", "77012 26"])
def test_a_code_may_carry_its_modifiers(run, code):
    carried = run("fee", code, "--as-of", "2026-04-02")
    assert carried.exit_code == 0
    assert carried.output == run("fee", "77012", "--modifier", "26", "--as-of", "2026-04-02").output


def test_a_component_that_a_code_has_not_is_no_unknown_code(run):
    component = run("fee", "99213-26", "--as-of", "2026-04-02")
    assert component.exit_code == 0
    assert "no such component" in component.output
    assert run("fee", "ZZZZZ", "--as-of", "2026-04-02").exit_code == 2


def test_fee_shows_the_factors_of_modifiers(run):
    shown = run("fee", "64483", "--modifier", "50", "--as-of", "04/02/2026").stdout
    assert "397.31  (1.85 × 1.000 + 5.91 × 1.000 + 0.17 × 1.000) × 33.4009 × 1.5" in shown
    assert "no amount" in run("fee", "77012", "--modifier", "53", "--as-of", "20260402").stdout
    assert (
        "63.91" in run("fee", "77012", "--modifier", "26,59", "--locality", "1011200", "--as-of", "2026-04-02").stdout
    )
    assert "not both" in run("fee", "77012", "--zip", "35203", "--locality", "10112-00").stderr


def test_what_if(run):
    shown = run("what-if", EXAMPLE, "--claim", "LB-1002", "--set", "2.modifiers=26", "--locality", "15202-00").stdout
    assert "difference: +65.82" in shown
    assert "fail COM002" in shown
    found = json.loads(run("what-if", EXAMPLE, "--claim", "LB-1001", "--remove", "2", "--pos", "11", "--format", "json",
                           "--locality", "15202-00").stdout)  # fmt: skip
    assert found["changes"] == ["line 2 removed", "place of service 11"]
    assert (found["before"]["allowed"], found["after"]["allowed"], found["difference"]) == (
        "129.32",
        "744.41",
        "615.09",
    )
    assert {finding["edit"] for finding in found["before"]["findings"]} == {"PTP001"}
    assert not any(finding["edit"] == "PTP001" for finding in found["after"]["findings"])


def test_what_if_an_amount_is_unknown(run):
    changed = ("what-if", EXAMPLE, "--claim", "LB-1002", "--set", "2.code=99998", "--set", "2.modifiers=")
    assert "difference: unknown, line 2 without an amount" in run(*changed).stdout
    assert json.loads(run(*changed, "--format", "json").stdout)["difference"] is None


def test_check_shows_what_a_fix_changes(run):
    document = json.loads(run("check", EXAMPLE, "--price", "--locality", "15202-00", "--format", "json").stdout)
    assert [f["fix"]["dollars"] for f in document["findings"] if f["fix"]] == ["0.00", "65.82", "0.00"]
    assert "(+65.82 dollars)" in run("check", EXAMPLE, "--price", "--locality", "15202-00").stdout
    assert "dollars" not in run("check", EXAMPLE, "--format", "json").stdout


def test_as_a_library(starter):
    priced = sightline.price(EXAMPLE, locality="15202-00", reference=starter)
    assert priced.summary["allowed"] == Decimal("405.79")
    assert priced.check is not None
    fee = sightline.fee("77012", modifier="26", locality="10112-00", on=date(2026, 4, 2), reference=starter)
    assert fee.facility.amount == Decimal("63.91")
    assert fee.release is not None
    assert fee.release.name == "2026-04"
    assert sightline.fee(
        "77012", zip_code="35203", on=date(2026, 4, 2), reference=starter
    ).non_facility.amount == Decimal("112.61")


def test_price_takes_tables(starter):
    rows = [
        {"claim_id": "A", "patient": "p", "code": "71250", "modifier_1": "26", "units": "1", "charge": "500",
         "place_of_service": "11", "date_from": "2026-04-15"},
        {"claim_id": "A", "patient": "p", "code": "74150", "modifier_1": "26", "units": "1", "charge": "500",
         "place_of_service": "11", "date_from": "2026-04-15"},
    ]  # fmt: skip
    priced = sightline.price(rows, reference=starter, findings=False)
    assert [str(a) for a in priced.amounts["allowed"].to_pylist()] == ["46.96", "54.78"]


def test_a_modifier_that_no_list_has_is_told():
    assert "9Z is in no loaded list of modifiers" in sightline.fee("77012", modifier="9Z").note
    assert "no loaded list" not in sightline.fee("77012", modifier="26 59 LT").note


def test_what_if_of_nothing_says_why(tmp_path):
    (tmp_path / "empty.837").write_text("")
    found = CliRunner().invoke(main, ["what-if", str(tmp_path / "empty.837"), "--remove", "1"])
    assert found.exit_code == 2
    assert "empty.837: no claim could be read: the file is empty" in found.stderr


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("2.units=-1", "a number that is not negative"), ("2.units=NaN", "a number that is not negative"),
        ("2.charge=-5", "a number that is not negative"), ("2.code=", "five characters"),
        ("2.code=7701", "five characters"), ("2.pos=abc", "no place of service"),
    ],
)  # fmt: skip
def test_what_if_takes_no_nonsense(run, change, message):
    result = run("what-if", EXAMPLE, "--claim", "LB-1001", "--set", change)
    assert result.exit_code == 2
    assert message in result.stderr


COMMON = {
    "member_id": "M1", "patient_birth_date": "1961-04-15", "billing_npi": "1234567893", "rendering_npi": "1245319599",
    "date_from": "2026-04-02", "place_of_service": "22", "code": "49180", "units": "1", "dx1": "R91.1",
    "payer_name": "MEDICARE", "filing_code": "MB",
}  # fmt: skip
REPLACED = [
    {"claim_id": "A", "frequency": "1", "original_reference": "", "charge": "500.00", **COMMON},
    {"claim_id": "B", "frequency": "7", "original_reference": "A", "charge": "450.00", **COMMON},
]


@pytest.mark.parametrize("options", [(), ("--without-findings",)])
def test_a_replaced_claim_is_said_and_not_added(run, tmp_path, options):
    path = tmp_path / "claims.csv"
    with path.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, REPLACED[0])
        writer.writeheader()
        writer.writerows(REPLACED)
    document = json.loads(run("price", path, "--format", "json", "--locality", "15202-00", *options).stdout)
    first, second = document["lines"]
    assert (first["answer"], first["allowed"]) == ("not-paid", "0.00")
    assert first["reason"] == "a later claim replaces this one, and is priced in its place"
    assert second["answer"] == "priced"
    summary = document["summary"]
    assert (summary["charge"], summary["allowed"], summary["lines_aside"]) == ("450.00", second["allowed"], 1)
    shown = run("price", path, "--locality", "15202-00", *options).stdout
    assert "1 line of claims that are void, voided or replaced: not in the totals" in shown


def test_fee_of_a_deleted_code_names_its_successor(run):
    result = run("fee", "32405", "--as-of", "2026-04-02")
    assert result.exit_code == 2
    assert "32405 was deleted 2021-01-01: 32408 took its place" in result.stderr


def test_fee_of_a_whole_service_says_that_nothing_is_paid_for_it_in_a_facility(run):
    shown = run("fee", "77012", "--as-of", "2026-04-02").stdout
    assert "facility          not paid  (published: 122.92)" in shown
    fee = sightline.fee("77012", on=date(2026, 4, 2))
    assert (fee.non_facility.paid, fee.facility.paid) == (True, False)
