"""NUCC health care provider taxonomy: the csv of codes, groupings, classifications and specializations.

Version 25.1 is the July 2025 release, in effect from October 2025; 26.0 that of January 2026, from April. Definitions
and notes are NUCC's text and are not kept.
"""

from __future__ import annotations

import re
from datetime import date

from sightline.reference.period import Period, given_month, months_later
from sightline.reference.published import Published, find_header, records
from sightline.reference.release import BEGINNING, ReferenceDataError
from sightline.reference.sources.loaded import Loaded, odd, tabled

KIND = "taxonomy"
PUBLISHER = "NUCC"
ADDRESS = "https://www.nucc.org/index.php/code-sets-mainmenu-41/provider-taxonomy-mainmenu-40/csv-mainmenu-57"
PARSER = "nucc/1"

LAYOUT = {
    "code": "code",
    "grouping": "grouping",
    "classification": "classification",
    "specialization": "specialization",
}
TAXONOMY = re.compile(r"[0-9]{3}[0-9A-Z]{6}X")


def recognise(file: Published) -> bool:
    """Whether a heading row names code, grouping, classification and specialization."""
    return find_header(file, LAYOUT) is not None


def read(file: Published, period: str | None) -> Loaded:
    """Read the file whole; codes of earlier versions stay valid, so the release speaks for all dates up to its end."""
    header = find_header(file, LAYOUT)
    assert header is not None
    when = _version(file, period)
    rows: list[dict[str, object]] = []
    for row, cells in records(file, header):
        if not TAXONOMY.fullmatch(cells["code"]):
            raise odd(row, f"{cells['code']!r} is not a taxonomy code")
        rows.append({**cells, "source_row": row})
    return Loaded(KIND, when.name, f"NUCC provider taxonomy {when.name}", BEGINNING, when.end, tabled(KIND, rows))


def _version(file: Published, period: str | None) -> Period:
    if period:
        start = given_month(period)
        if start.month not in {4, 10}:
            raise ReferenceDataError("a taxonomy version takes effect in April or October.")
        return _in_effect(start.year % 100, start.month == 10)
    for name in file.names:
        if match := re.search(r"(?<!\d)(\d\d)[._]?([01])(?!\d)", name):
            return _in_effect(int(match[1]), match[2] == "1")
    raise ReferenceDataError(
        "the name does not tell its version: keep NUCC's file name (nucc_taxonomy_251.csv), or give the period."
    )


def _in_effect(year: int, second: bool) -> Period:
    start = date(2000 + year, 10 if second else 4, 1)
    return Period(f"{year:02}.{int(second)}", start, months_later(start, 6))
