"""CMS geographic practice cost indices (Addendum E), csv or xlsx, with or without the column that lacks the 1.0
floor."""

from __future__ import annotations

import re
from datetime import date

from sightline.reference.published import Published, find_header, records
from sightline.reference.release import ReferenceDataError
from sightline.reference.sources.loaded import Loaded, number, odd, tabled

KIND = "gpci"
PUBLISHER = "CMS"
ADDRESS = "https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files"
PARSER = "gpci/1"

LAYOUT = {
    "carrier": r"medicare administrative contractor( \(mac\))?|carrier( number)?",
    "state": r"state",
    "locality": r"locality( number)?",
    "name": r"locality name",
    "without_floor": r"(20\d\d )?pw gpci \(without 1\.0 floor\)",
    "work": r"(20\d\d )?pw gpci( \(with 1\.0 floor\))?",
    "pe": r"(20\d\d )?pe gpci",
    "mp": r"(20\d\d )?mp gpci",
}
_OPTIONAL = frozenset({"without_floor"})


def recognise(file: Published) -> bool:
    """Whether the file has the headings of Addendum E."""
    return find_header(file, LAYOUT, _OPTIONAL) is not None


def read(file: Published, period: str | None) -> Loaded:
    """Read the file whole; its period is the calendar year that its headings name."""
    header = find_header(file, LAYOUT, _OPTIONAL)
    assert header is not None
    year = _year(file, header[0], period)
    # Below the localities stand footnotes: rows without a locality number.
    rows = [_row(row, cells) for row, cells in records(file, header) if cells["locality"]]
    title = f"Geographic practice cost indices, {year}"
    return Loaded(KIND, str(year), title, date(year, 1, 1), date(year + 1, 1, 1), tabled(KIND, rows))


def _year(file: Published, heading: int, period: str | None) -> int:
    texts = [period or "", *(cell for row, cells in file.top if row == heading for cell in cells), *file.names]
    for text in texts:
        if match := re.search(r"(?<!\d)(20\d\d)(?!\d)", text):
            return int(match[1])
    raise ReferenceDataError("neither the headings nor the name tell the year: give the period, such as 2026-01.")


def _row(row: int, cells: dict[str, str]) -> dict[str, object]:
    carrier, locality = key_of(cells["carrier"], cells["locality"], row)
    without = cells.get("without_floor", "")
    return {
        "carrier": carrier,
        "locality": locality,
        "state": cells["state"],
        "name": cells["name"].rstrip("* "),
        "work_gpci": _index(cells["work"], row),
        "work_gpci_without_floor": _index(without, row) if without else None,
        "pe_gpci": _index(cells["pe"], row),
        "mp_gpci": _index(cells["mp"], row),
        "source_row": row,
    }


def _index(text: str, row: int) -> object:
    value = number(text, row, 3)
    if not 0 < value < 10:
        raise odd(row, f"{text!r} is no practice cost index")
    return value


def key_of(carrier: str, locality: str, row: int) -> tuple[str, str]:
    """A carrier of five digits and a locality of two; a spreadsheet drops leading zeros."""
    carrier, locality = carrier.strip().zfill(5), locality.strip().zfill(2)
    if not re.fullmatch(r"\d{5}", carrier) or not re.fullmatch(r"\d{2}", locality):
        raise odd(row, f"{carrier!r} {locality!r} is no carrier and locality")
    return carrier, locality
