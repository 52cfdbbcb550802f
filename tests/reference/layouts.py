"""Tiny files in the publishers' layouts, written by the tests; every code and value in them is made up."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

PTP_HEADING = (
    "Copyright line\t\t\t\t\t\t\n"
    "Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\n"
    "\t\tprior to 1996\tDate\tDate\t0=not allowed\t\n"
    "\t\t\t\t*=no data\t1=allowed\t\n"
    "\t\t\t\t\t9=not applicable\t\n"
)
# The headings of CMS's csv and workbook: of each column what stands in the stacked rows, "|" between, lowest last.
FEE_COLUMNS = (
    "HCPCS", "MOD", "DESCRIPTION", "STATUS|CODE", "NOT USED|FOR|MEDICARE|PAYMENT", "WORK|RVU", "NON-FAC|PE RVU",
    "NON-FAC|NA|INDICATOR", "FACILITY|PE RVU", "FACILITY|NA|INDICATOR", "MP|RVU", "NON-FACILITY|TOTAL",
    "FACILITY|TOTAL", "PCTC|IND", "GLOB|DAYS", "PRE|OP", "INTRA|OP", "POST|OP", "MULT|PROC", "BILAT|SURG", "ASST|SURG",
    "CO-|SURG", "TEAM|SURG", "PRIC|IND", "ENDO|BASE", "CONV|FACTOR", "PHYSICIAN|SUPERVISION OF|DIAGNOSTIC|PROCEDURES",
    "CALCULATION|FLAG", "DIAGNOSTIC|IMAGING|FAMILY|INDICATOR", "NON-FACILITY|PE USED|FOR OPPS|PAYMENT|AMOUNT",
    "FACILITY|PE USED|FOR OPPS|PAYMENT|AMOUNT", "MP USED|FOR OPPS|PAYMENT|AMOUNT",
)  # fmt: skip
PRICING = FEE_COLUMNS.index("PRIC|IND")  # since 2026
_FIXED_AT = {
    "code": (1, 5), "modifier": (6, 7), "status": (58, 58), "work": (60, 65), "nonfacility": (67, 72),
    "facility": (76, 81), "facility_na": (82, 83), "mp": (85, 89), "total": (91, 96), "total_facility": (97, 102),
    "indicators": (103, 120), "pricing": (121, 121), "factor": (133, 140), "supervision": (142, 143),
    "flag": (144, 144),    "family": (146, 147), "opps": (152, 157), "opps_facility": (159, 164), "opps_mp": (166, 171),
}  # fmt: skip


def ptp_text(pairs: Iterable[Sequence[str]]) -> str:
    """Pairs of (column 1, column 2, effective, deletion, indicator[, rationale]) in CMS's text layout."""
    rows = ((*pair, "Mutually exclusive procedures")[:6] for pair in pairs)
    return PTP_HEADING + "".join(f"{a}\t{b}\t\t{start}\t{end}\t{one}\t{why}\r\n" for a, b, start, end, one, why in rows)


def fixed(code: str, modifier: str = "", *, work: str = "1.00", length: int = 171, na: str = "NA") -> str:
    """One record of the fixed-width fee schedule."""
    values = {
        "code": code, "modifier": modifier, "status": "A", "work": work.rjust(6), "nonfacility": "  2.00",
        "facility": "  2.00", "facility_na": na, "mp": " 0.10", "total": "  3.10", "total_facility": "  3.10",
        "indicators": "1XXX.00.10.2000000", "pricing": "9", "factor": " 33.4009", "supervision": "09", "flag": "0",
        "family": "99", "opps": "  0.00", "opps_facility": "  0.00", "opps_mp": "  0.00",
    }  # fmt: skip
    record = [" "] * 171
    for name, value in values.items():
        first, _ = _FIXED_AT[name]
        record[first - 1 : first - 1 + len(value)] = value
    return "".join(record).ljust(length)[:length]


def fixed_file(*records: str) -> str:
    return "HDR CPT CODES AND DESCRIPTIONS\nHDR\n" + "\n".join(records) + "\n"


def fee_rows(
    rows: Iterable[tuple[str, str]],
    *,
    year: int = 2026,
    month: str = "July",
    columns: Sequence[str] = FEE_COLUMNS,
    pricing: bool = True,
    work: str = "1.46",
    wording: Callable[[str], str] = str,
) -> list[list[str]]:
    """The fee schedule as CMS's csv and workbook hold it: titles, stacked headings, rows of (code, modifier).

    `columns` are the columns and `wording` how each is headed.
    """
    value = dict(zip(FEE_COLUMNS, (
        "", "", "", "A", "", work, "2.12", "", "2.12", "NA", "0.10", "3.68", "3.68", "1", "0", "0.00", "0.00", "0.00",
        "1", "2", "3", "4", "5", "9", "", "33.4009", "9", "0", "99", "0.21", "0.22", "0.23",
    ), strict=True))  # fmt: skip
    columns = [each for each in columns if pricing or each != FEE_COLUMNS[PRICING]]
    titles = [f"{year} National Physician Fee Schedule Relative Value File {month} Release", "Copyright", "RELEASED"]
    stacks = [wording(each).split("|") for each in columns]
    deepest = max(map(len, stacks))
    headings = [[stack[-depth] if depth <= len(stack) else "" for stack in stacks] for depth in range(deepest, 0, -1)]
    table = [
        [code if each == "HCPCS" else modifier if each == "MOD" else value.get(each, "") for each in columns]
        for code, modifier in rows
    ]
    width = len(columns)
    return [*(["", "", title, *[""] * (width - 3)] for title in titles), [""] * width, *headings, *table]


def fee_csv(rows: Iterable[tuple[str, str]], **options: Any) -> str:
    """The csv of the fee schedule, with the options of `fee_rows`."""
    return "".join(",".join(cells) + "\r\n" for cells in fee_rows(rows, **options))


def mue_csv(rows: Iterable[tuple[str, str, str]], provider: str = "Practitioner") -> bytes:
    heading = f'"Copyright\n\nCPT\xae notice",,,\r\n"HCPCS/\nCPT Code",{provider} Services MUE Values,'
    heading += "MUE Adjudication Indicator,MUE Rationale\r\n"
    body = "".join(f"{code},{value},{mai},CMS Policy\r\n" for code, value, mai in rows)
    return (heading + body).encode("latin-1")


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def workbook(rows: Iterable[Sequence[object]]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()
