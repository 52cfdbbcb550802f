"""`sightline reconcile` and `sightline.reconcile`, as a person or a pipeline meets them."""

from __future__ import annotations

import csv
import gzip
import json
import zipfile
from decimal import Decimal
from pathlib import Path

import pandas
import polars
import pytest
from click.testing import CliRunner

import sightline
from sightline.cli import main
from sightline.remits import RemitsError

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
CLAIMS, REMITS = EXAMPLES / "ct-guided-lung-biopsy.837", EXAMPLES / "remittance.835"


@pytest.fixture
def run():
    def run(*arguments, stdin=None):
        return CliRunner().invoke(main, ["reconcile", *[str(a) for a in arguments]], input=stdin)

    return run


def test_text(run):
    result = run(CLAIMS, REMITS, "--locality", "15202-00")
    assert result.exit_code == 0, result.output
    for text in (
        "LB-1001 · MEDICARE · 2026-03-02",
        "   1  32408          1,240.00     129.32     129.32     101.39      25.86       0.00",
        "bundled as predicted by PTP001",
        "CO-236 310.00 · N20 MA01 · EX4400101 of 2026-03-24",
        "paid though predicted to deny by COM002",
        "denied though expected to pay",
        "underpaid against the fee schedule",
        "LB-0990 · EXAMPLE MEDICARE CONTRACTOR · 2026-02-10 · not billed",
        "claims 94.42 less WO",
        "(recovery of an overpayment) EX330077 20.00",
        "every line, claim and payment of the remittances is in balance",
        "every remitted claim accounted for: 6 read, 0 rejected of 6; 14 of 15 remitted lines matched",
    ):
        assert text in result.stdout, text
    for secret in ("ALEX", "JORDAN", "1EG4TE5MK73"):
        assert secret not in result.stdout


def test_json(run):
    document = json.loads(run(CLAIMS, REMITS, "--locality", "15202-00", "--format", "json").stdout)
    lines = {(line["claim"], line["line"]): line for line in document["lines"]}
    assert lines["LB-1003", 2]["variance"] == "-31.32"
    assert lines["LB-1003", 2]["adjustments"][0] == {"group": "CO", "reason": "45", "amount": "222.00", "units": None}
    assert lines["LB-1001", 1]["matched_by"] == "line control number"
    assert document["summary"]["paid"] == document["summary"]["remitted"] == "375.86"
    assert [each["name"] for each in document["totals"]["payer"]] == ["EXAMPLE MEDICARE CONTRACTOR", "MEDICARE"]
    assert document["payments"][1]["provider_adjustments"][0]["amount"] == "20.00"
    assert (document["unbalanced"], document["rejected"], document["issues"]) == ([], [], [])


def test_csv_and_output(run, tmp_path):
    out = tmp_path / "variances.csv"
    broken = tmp_path / "broken.835"
    broken.write_text(REMITS.read_text().replace("BPR*I*281.44", "BPR*I*281.45"))
    assert run(CLAIMS, broken, "--format", "csv", "--output", out).exit_code == 0
    rows = list(csv.DictReader(out.open()))
    assert (
        len(rows) == 8 + 1 + 1 + 1
    )  # lines, one remitted and not billed, one taken from the payment, one out of balance
    assert rows[-1]["kind"] == "unbalanced"
    assert rows[-1]["reason"].endswith("is 281.44, BPR02 says 281.45")
    assert {row["kind"] for row in rows} == {"line", "remitted", "provider-adjustment", "unbalanced"}


def test_a_folder_of_remittances_and_standard_input(run, tmp_path):
    (tmp_path / "a.835").write_text(REMITS.read_text())
    (tmp_path / "b.txt").write_text("no remittance at all")
    result = run(CLAIMS, tmp_path)
    assert result.exit_code == 0
    assert "b.txt: not a remittance: no X12 segment was found in it" in result.stdout.replace("\n  ", " ")
    assert run(CLAIMS, "-", stdin=REMITS.read_bytes()).stdout.count("EX4400102") > 3


def test_remittances_in_archives(run, tmp_path):
    plain = run(CLAIMS, REMITS, "--format", "json").stdout
    (tmp_path / "one.835.gz").write_bytes(gzip.compress(REMITS.read_bytes()))
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.write(REMITS, "march/one.835")
        archive.writestr("letter.pdf", b"%PDF-1.7")
        archive.writestr("inner.zip", b"PK\x03\x04")
    assert (
        json.loads(run(CLAIMS, tmp_path / "one.835.gz", "--format", "json").stdout)["summary"]
        == (json.loads(plain)["summary"])
    )
    packed = json.loads(run(CLAIMS, tmp_path / "two.zip", "--format", "json").stdout)
    assert packed["summary"] == json.loads(plain)["summary"]
    told = {each["message"] for each in packed["issues"]}
    assert "not a remittance: it is a PDF; remittances are read as X12 (835)" in told
    assert "an archive within an archive: unpack it to read it" in told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([CLAIMS, CLAIMS], "not a remittance: it holds claims (ST01 = 837)"),
        ([REMITS, REMITS], "not a claim file: it holds a remittance (ST01 = 835)"),
        ([CLAIMS, "nope.835"], "nope.835: no such file"),
        (["nope.837", REMITS], "nope.837: no such file"),
        (["-", "-"], "only one of claims and remittances can come from standard input"),
    ],
)
def test_what_cannot_be_reconciled(run, arguments, told):
    result = run(*arguments)
    assert result.exit_code == 2
    assert told in result.stderr
    assert "Traceback" not in result.output


def test_an_empty_file_and_an_empty_folder(run, tmp_path):
    assert f"there is no file of remittances to read in {tmp_path}" in run(CLAIMS, tmp_path).stderr
    (tmp_path / "empty.835").touch()
    result = run(CLAIMS, tmp_path)
    assert (result.exit_code, "empty.835: the file is empty" in result.stderr) == (2, True)


def test_as_a_library(tmp_path):
    found = sightline.reconcile(CLAIMS, REMITS, locality="15202-00")
    assert found.summary["variance"] == Decimal("23.61")
    line = found.outcome.to_pylist()[0]
    assert (line["verdict"], line["expected"], line["paid"]) == ("sequestration", Decimal("129.32"), Decimal("101.39"))
    with pytest.raises(RemitsError, match="no file of remittances"):
        sightline.reconcile(CLAIMS, tmp_path)


def test_claims_from_tables():
    rows = [
        {"claim_id": "LB-1001", "line_no": 1, "code": "32408", "date_from": "2026-03-02", "charge": "1240.00",
         "place_of_service": "22", "payer_name": "MEDICARE", "filing_code": "MB"},
    ]  # fmt: skip
    for table in (rows, pandas.DataFrame(rows), polars.DataFrame(rows)):
        found = sightline.reconcile(table, [REMITS], locality="15202-00")
        assert found.outcome.to_pylist()[0]["paid"] == Decimal("101.39")
