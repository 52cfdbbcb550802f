"""CMS anesthesia: conversion factors by locality (ANES) and base units by code, csv or xlsx."""

from __future__ import annotations

import re
from datetime import date

from sightline.reference.period import year_named
from sightline.reference.published import Published, find_header, records
from sightline.reference.release import ReferenceDataError
from sightline.reference.sources.gpci import key_of
from sightline.reference.sources.loaded import Loaded, number, odd, procedure, tabled

KIND = "anesthesia"
BASE = "anesthesia_base"
PUBLISHER = "CMS"
ADDRESS = "https://www.cms.gov/medicare/payment/fee-schedules/physician/anesthesiologists-center"
PARSER = "anesthesia/1"

_FACTORS = {
    "carrier": r"contractor|carrier",
    "locality": r"locality( number)?",
    "name": r"locality name",
    "factor": r"(.*anes.*cf.*|.*anesthesia.*conversion factor.*)",
}
_UNITS = {
    "code": r"((cpt|hcpcs|anesthesia|procedure)[ /]*)+(codes?)?|codes?",
    "units": r"(20\d\d )?(anesthesia )?base ?units?( values?)?",
}


def recognise(file: Published) -> bool:
    """Whether the file has the headings of the conversion factors or of the base units."""
    return find_header(file, _FACTORS) is not None or find_header(file, _UNITS) is not None


def read(file: Published, period: str | None) -> Loaded:
    """Read the file whole; its period is the year that its name tells. The heading holds the national factor."""
    header = find_header(file, _FACTORS)
    year = _year(file, period)
    if header is None:
        header = find_header(file, _UNITS)
        assert header is not None
        kind, title = BASE, f"Anesthesia base units, {year}"
        rows = [_base(row, cells) for row, cells in records(file, header) if cells["code"]]
    else:
        kind, title = KIND, f"Anesthesia conversion factors, {year}"
        rows = [_national(file, header)] if _national(file, header) else []
        rows += [_factor(row, cells) for row, cells in records(file, header) if cells["locality"]]
    return Loaded(kind, str(year), title, date(year, 1, 1), date(year + 1, 1, 1), tabled(kind, rows))


def _year(file: Published, period: str | None) -> int:
    year = int(period[:4]) if period and re.match(r"20\d\d", period) else year_named(file.names)
    if year is None:
        raise ReferenceDataError("the name does not tell the year: give the period, such as 2025-01.")
    return year


def _national(file: Published, header: tuple[int, dict[str, int]]) -> dict[str, object]:
    heading = next(cells for row, cells in file.top if row == header[0])[header[1]["factor"]]
    match = re.search(r"\d+\.\d+", heading)
    return {"carrier": "", "locality": "", "name": "NATIONAL", "source_row": header[0],
            "conversion_factor": number(match[0], header[0], 4)} if match else {}  # fmt: skip


def _factor(row: int, cells: dict[str, str]) -> dict[str, object]:
    carrier, locality = key_of(cells["carrier"], cells["locality"], row)
    value = number(cells["factor"], row, 4)
    if value <= 0:
        raise odd(row, f"{cells['factor']!r} is no conversion factor")
    name = cells["name"].rstrip("* ")
    return {"carrier": carrier, "locality": locality, "name": name, "conversion_factor": value, "source_row": row}


def _base(row: int, cells: dict[str, str]) -> dict[str, object]:
    code = procedure(cells["code"].zfill(5), row)
    return {"code": code, "base_units": number(cells["units"], row), "source_row": row}
