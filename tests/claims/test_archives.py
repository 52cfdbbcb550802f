"""Archives and workbooks: claims inside are read as from a file of their own, and what cannot be is named."""

from __future__ import annotations

import gzip
import io
import json
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from claims.builder import claim_file, text
from claims.reading import Read
from sightline.claims import archives, read_claims, reader_for

CSV = b"claim_id,code,mod1,charge\nB1,47000,59,310.00\n"


def zipped(path: Path, files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def everything(*paths: Path | str) -> Read:
    return Read(read_claims(paths))


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_zip_is_read_file_by_file(tmp_path: Path, method: int) -> None:
    files = {"inner/one": text(claim_file()), "two": CSV, "__MACOSX/x": b"x", "readme": b"hello you"}
    path = zipped(tmp_path / "in.zip", files, method)
    found = everything(path)
    assert [(each["claim_key"], each["claim_id"]) for each in found.claims] == [(1, "C1"), (2, "B1")]
    assert [each["file"] for each in found.claims] == [f"{path}!inner/one", f"{path}!two"]
    assert "no claims in readme" in found.messages
    assert reader_for(path.read_bytes(), "x") is None  # a stored zip is no X12


@pytest.mark.parametrize(
    "content", [CSV, text(claim_file()), json.dumps({"26": "B1", "24": [{"d": "47000"}]}).encode()]
)
def test_a_gz_is_read_as_what_it_holds(tmp_path: Path, content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    plain, packed = tmp_path / "claims", tmp_path / "claims.gz"
    plain.write_bytes(content)
    packed.write_bytes(gzip.compress(content))
    assert everything(packed).values == everything(plain).values
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(content))))
    assert everything("-").values == everything(plain).values


def test_an_archive_that_is_a_trap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "FREE", 1 << 16)
    body = CSV + b"B1,47000,59,310.00\n" * 400_000
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(body))
    for path in (tmp_path / "a.csv.gz", zipped(tmp_path / "b.zip", {"claims": body})):
        assert "far more than files of claims do" in everything(path).messages


def test_what_cannot_be_unpacked_is_named(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", {"two": CSV}).read_bytes()
    assert "an archive within an archive" in everything(zipped(tmp_path / "outer.zip", {"one": inner})).messages
    (tmp_path / "cut.zip").write_bytes(inner[:60])
    assert "damaged" in everything(tmp_path / "cut.zip").messages
    (tmp_path / "cut.gz").write_bytes(gzip.compress(CSV * 500)[:40])
    assert "damaged" in everything(tmp_path / "cut.gz").messages
    for start, words in (
        (b"\xd0\xcf\x11\xe0", "old kind"),
        (b"7z\xbc\xaf\x27\x1c", "7z archive"),
        (b"%PDF-1.7", "a PDF"),
    ):
        (tmp_path / "x").write_bytes(start + b"\0" * 100)
        assert words in everything(tmp_path / "x").messages


def workbook(path: Path, **sheets: list[list[Any]]) -> Path:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value in (142, 9):
                    cell.number_format = "00000" if cell.value == 142 else "00"
    book.save(path)
    return path


def test_a_workbook(tmp_path: Path) -> None:
    head = ["Claim ID", "DOS", "CPT", "Modifiers", "Units", "Charge", "ICD-10", "POS", "NPI", "DOB"]
    rows = [
        ["Claims of March"], [], head,
        ["B1", datetime(2026, 3, 2), 47000, 59, 1, 310.1, "K76.0, R16.0", 11, 1902809205, date(1950, 1, 2)],
        ["B2", 46083, 142, "QZ", 61.0, 500, "H25.11", 9, 1902809205.0, "1/2/1950"],
        ["TOTAL", None, None, None, 62, 810.1],
    ]  # fmt: skip
    found = everything(workbook(tmp_path / "in.xlsx", Notes=[["written by me"]], March=rows))
    one, two = found.lines
    assert (one["code"], one["modifier_1"], one["units"], str(one["charge"])) == ("47000", "59", 1, "310.10")
    assert (two["code"], two["place_of_service"], two["modifier_1"]) == ("00142", "09", "QZ")
    assert [line["date_from"] for line in found.lines] == [date(2026, 3, 2)] * 2
    assert [line["segment"] for line in found.lines] == [4, 5]
    assert {line["rendering_npi"] for line in found.lines} == {"1902809205"}
    assert {claim["patient_birth_date"] for claim in found.claims} == {date(1950, 1, 2)}
    assert [each["code"] for each in found.diagnoses] == ["K760", "R160", "H2511"]
    assert "the sheet March was read, not Notes" in found.messages
    assert "row 6: a row of totals was set aside" in found.messages


def test_formulas_without_a_saved_result_are_said(tmp_path: Path) -> None:
    head = ["Claim ID", "DOS", "CPT", "Units", "Charge", "ICD-10", "POS"]
    rows = [[f"B{number}", "2026-03-02", "47000", 1, "=C2*2" if number == 2 else 100, "K76.0", 11] for number in (1, 2)]
    found = everything(workbook(tmp_path / "in.xlsx", Claims=[head, *rows]))
    assert "formulas whose results were not saved (E3), and were read as blank" in found.messages
    assert "formulas" not in everything(workbook(tmp_path / "b.xlsx", Claims=[head, rows[0]])).messages


def test_formulas_that_no_line_holds_say_nothing_of_the_findings(tmp_path: Path) -> None:
    head = ["Claim ID", "DOS", "CPT", "Units", "Charge", "Margin"]
    rows = [["B1", "2026-02-10", "20610", 1, 180, "=E2*0.2"], ["Total", None, None, None, "=SUM(E2:E2)", None]]
    other = [["Claims", "=COUNT(A1:A9)"]]
    found = everything(workbook(tmp_path / "in.xlsx", Overview=other, Claims=[head, *rows]))
    assert "row 3: a row of totals was set aside" in found.messages
    assert "formulas" not in found.messages


def test_a_hidden_sheet_is_read_only_where_no_other_holds_claims(tmp_path: Path) -> None:
    head = ["Claim ID", "DOS", "CPT"]
    path = workbook(
        tmp_path / "in.xlsx", Old=[head, ["B1", "2025-02-10", "20610"]], Now=[head, ["B2", "2026-02-10", "20610"]]
    )
    book = pytest.importorskip("openpyxl").load_workbook(path)
    book["Old"].sheet_state = "hidden"
    book.active = 1
    book.save(path)
    found = everything(path)
    assert [each["claim_id"] for each in found.claims] == ["B2"]
    assert "the sheet Now was read, not Old (hidden)" in found.messages
    book["Now"]["B1"] = None
    book["Now"]["C1"] = None
    book.save(path)
    found = everything(path)
    assert [each["claim_id"] for each in found.claims] == ["B1"]
    assert "the sheet Old (hidden) was read, not Now" in found.messages


def test_a_cell_over_several_rows_is_the_value_of_each(tmp_path: Path) -> None:
    rows = [
        ["Claim ID", "DOS", "CPT", "Units", "Charge", "POS", "Payer"],
        ["B1", "2026-02-10", "20610", 1, 180, 11, "Aetna"],
        [None, None, "J3301", 4, None, None, None],
        [None] * 7,
        ["B2", "2026-02-11", "99213", 1, 90, 11, None],
    ]
    path = workbook(tmp_path / "in.xlsx", Claims=rows)
    book = pytest.importorskip("openpyxl").load_workbook(path)
    for area in ("A2:A4", "B2:B3", "E2:E3", "F2:F3", "F5:G5", "A7:A9"):
        book.active.merge_cells(area)
    book.save(path)
    found = everything(path)
    assert [each["claim_id"] for each in found.claims] == ["B1", "B2"]
    assert [(each["code"], each["charge"], each["place_of_service"], each["date_from"].day) for each in found.lines] == [
        ("20610", 180, "11", 10), ("J3301", None, "11", 10), ("99213", 90, "11", 11),
    ]  # fmt: skip
    assert found.rejected == []
    assert "cells over several rows were read as the value of each of them" in found.messages


def test_a_workbook_without_claims(tmp_path: Path) -> None:
    said = everything(workbook(tmp_path / "a.xlsx", One=[["Acct", "Units", "Proc Cd 9"], ["B1", 1, "47000"]])).messages
    assert "the sheet One is a table without a column for claim_id and code" in said
    assert 'code = "Proc Cd 9"' in said
    assert "DOE" not in everything(workbook(tmp_path / "b.xlsx", One=[["DOE", "JANE"]])).messages
