"""A result as a workbook, and as CSV that a spreadsheet opens right."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pytest
from click.testing import CliRunner

import sightline
from sightline.cli import main
from sightline.edits.result import Result
from sightline.outputs.check import csv, record, xlsx

openpyxl = pytest.importorskip("openpyxl")
pytest.importorskip("xlsxwriter")

LINES = [
    {"claim_id": "00142", "code": "77012", "mod1": "ZZ", "charge": "310.10", "units": "1", "Mod A": "=1+1"},
    {"claim_id": "00142", "code": "00142", "mod1": "QZ", "charge": "500.00", "units": "61", "Mod A": ""},
    {"claim_id": "3-14", "code": "99213", "mod1": "", "charge": "90.00", "units": "1", "Mod A": ""},
]


@pytest.fixture(scope="module")
def result() -> Result:
    return sightline.check(LINES)


def workbook(result: Result) -> Any:
    out = io.BytesIO()
    xlsx.write_result(result, out)
    again = io.BytesIO()
    xlsx.write_result(result, again)
    assert out.getvalue() == again.getvalue()
    return openpyxl.load_workbook(out)


def table(sheet: Any) -> list[dict[str, Any]]:
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_every_sheet_has_what_the_result_has(result: Result) -> None:
    book = workbook(result)
    assert book.sheetnames == ["Claims", "Findings", "Not checked", "Causes", "Notes"]
    claims, found, gaps, causes, notes = (table(sheet) for sheet in book.worksheets)
    assert [(row["claim"], row["lines"], row["charge"]) for row in claims] == [("00142", 2, 810.1), ("3-14", 1, 90)]
    assert [(row["edit"], row["message"]) for row in found] == [
        (each["edit"], each["message"]) for each in record.findings(result)
    ]
    assert len(gaps) == result.not_checked.num_rows
    assert sum(row["findings"] for row in causes) == len(found) > 0
    assert any("looks like modifiers and was not used" in row["message"] for row in notes)


def test_causes_count_each_line_once(result: Result) -> None:
    charges = {(row["claim_key"], row["line_no"]): row["charge"] for row in result.lines.to_pylist()}
    for row in table(workbook(result)["Causes"]):
        mine = result.findings.filter(
            pc.and_(pc.equal(result.findings["edit"], row["edit"]), pc.equal(result.findings["status"], row["status"]))
        )
        at = {
            (each["claim_key"], no)
            for each in mine.to_pylist()
            for key, no in charges
            if key == each["claim_key"] and each["line"] in (None, no)
        }
        assert Decimal(str(row["charged"])) == sum(charges[key] for key in at)


def test_sheets_are_made_to_be_worked_with(result: Result) -> None:
    for sheet in workbook(result).worksheets:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref
        assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
        assert sheet.column_dimensions["A"].width > 5


def test_csv_for_a_spreadsheet(result: Result) -> None:
    out = io.StringIO()
    csv.write_result(result, out, marked=True)
    text = out.getvalue()
    assert text.startswith("\ufeffedit,")
    assert '"=""00142"""' in text
    plain = io.StringIO()
    csv.write_result(result, plain)
    assert not plain.getvalue().startswith("\ufeff")
    assert ",00142," in plain.getvalue()


def test_the_warning_stands_on_top(result: Result) -> None:
    from sightline.outputs.check import text

    out = io.StringIO()
    text.write_result(result, out)
    assert "findings on this file cannot be trusted" in " ".join(out.getvalue()[:300].split())


def test_from_the_command(tmp_path: Path) -> None:
    def run(*arguments: Any) -> Any:
        return CliRunner().invoke(main, [str(each) for each in arguments])

    given, out = tmp_path / "in.csv", tmp_path / "out.xlsx"
    given.write_text("claim_id,code,charge\nB1,99213,5\n")
    run("check", given, "--format", "xlsx", "--output", out)
    assert openpyxl.load_workbook(out)["Claims"]["A2"].value == "B1"
    assert run("check", given, "--format", "xlsx").exit_code == 2
    assert run("check", given, "--byte-order-mark").exit_code == 2
    assert run("check", given, "--format", "csv", "--byte-order-mark").stdout.startswith("\ufeff")
