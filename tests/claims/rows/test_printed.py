"""What a report prints between its lines is set aside and said; a service line that only looks like it is never lost."""

from __future__ import annotations

import pytest

from claims.reading import read
from sightline.claims.rows.delimited import header_at, read_csv

HEAD = "Claim #,DOS,POS,CPT,Description,Units,Charge,DX\n"
LINE = "K{},02/10/2026,11,20610,Injection,1,180.00,M17.12\n"


@pytest.mark.parametrize("words", ["Total hip replacement", "Shoulder replacement, total", "Total colectomy"])
def test_a_service_without_a_code_is_no_row_of_totals(words: str) -> None:
    found = read(read_csv, f'{HEAD}{LINE.format(1)}K2,02/10/2026,21,,"{words}",1,3900.00,M16.11\n')
    assert (found.counts.lines, found.counts.rejected_lines) == (1, 1)
    assert found.reasons == ["row 3: no procedure code (claim K2)"]
    assert "totals" not in found.messages


def test_a_short_row_of_a_service_without_a_code_is_no_row_of_totals() -> None:
    found = read(read_csv, f"{HEAD}{LINE.format(1)}K2,02/10/2026,21,,Total hip replacement,1\n")
    assert found.counts.rejected_lines == 1
    assert "totals" not in found.messages


@pytest.mark.parametrize(
    "row", ["Total K1,,,,,1,180.00,", ",,,,Claim total,1,180.00,", "K1,,,,Subtotal,1,180.00,", "Totals,02/10/2026"]
)
def test_rows_of_totals_are_set_aside(row: str) -> None:
    found = read(read_csv, f"{HEAD}{LINE.format(1)}{row}\n{LINE.format(2)}")
    assert ([each["claim_id"] for each in found.claims], found.rejected) == (["K1", "K2"], [])
    assert "row 3: a row of totals was set aside" in found.messages


@pytest.mark.parametrize("columns", [HEAD, "Claim #\tDOS\tPOS\tCPT\tDescription\tUnits\tCharge\tDX\n"])
def test_a_header_on_each_page_is_no_line(columns: str) -> None:
    line = LINE.replace(",", "\t") if "\t" in columns else LINE
    found = read(read_csv, f"{columns}{line.format(1)}{columns}{line.format(2)}{columns}")
    assert ([each["claim_id"] for each in found.claims], len(found.lines)) == (["K1", "K2"], 2)
    assert "row 3: the header, printed again, was set aside" in found.messages
    assert "row 5: the header, printed again, was set aside" in found.messages


@pytest.mark.parametrize(
    "row",
    ["---,---,---,---,---,---,---,---", "=====,=====,==,=====,=====,==,====,===", ":--,:-:,--:,---,---,---,---,---",
     "_____,,,,,1,180.00,", "----------------", "* * * *,,,,,,,"],
)  # fmt: skip
def test_a_rule_is_no_line(row: str) -> None:
    found = read(read_csv, f"{HEAD}{LINE.format(1)}{row}\n{LINE.format(2)}")
    assert ([each["claim_id"] for each in found.claims], found.rejected) == (["K1", "K2"], [])
    assert "row 3: a rule of dashes was set aside" in found.messages


@pytest.mark.parametrize(
    ("row", "lines", "rejected"),
    [("--,02/10/2026,11,20610,,1,180.00,M17.12", 2, 0), ("K2,02/10/2026,11,--,,1,180.00,M17.12", 2, 0),
     ("--,02/10/2026,11,--,,1,180.00,M17.12", 2, 0), ("K2,,,,---,,180.00,", 1, 1)],
)  # fmt: skip
def test_signs_for_nothing_in_a_row_that_says_more_are_no_rule(row: str, lines: int, rejected: int) -> None:
    found = read(read_csv, f"{HEAD}{LINE.format(1)}{row}\n")
    assert (found.counts.lines, found.counts.rejected_lines) == (lines, rejected)
    assert "rule" not in found.messages


def test_markdown() -> None:
    found = read(
        read_csv, "| claim_id | dos | cpt | charge |\n|---|:-:|---|--:|\n| K1 | 2026-02-10 | 20610 | 180.00 |\n"
    )
    assert ([each["code"] for each in found.lines], found.rejected) == (["20610"], [])


def test_a_title_of_known_names_is_not_taken_for_the_header() -> None:
    lines = ["Date range,02/01/2026 - 02/28/2026,Payer,Medicare", "Claim #,DOS,CPT"]
    assert header_at(lines) == (1, ",")
    assert header_at(["DOS,Charge,Nbr", "02/10/2026,180.00,K1"]) == (0, ",")  # a mapping may say the rest
