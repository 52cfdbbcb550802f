"""Modifiers of procedure codes: a csv of code, type (CPT or HCPCS) and category."""

from __future__ import annotations

import re

from sightline.reference.period import month_named
from sightline.reference.published import Published, find_header, records
from sightline.reference.release import BEGINNING, FOREVER
from sightline.reference.sources.loaded import Loaded, odd, tabled

KIND = "modifier"
PUBLISHER = "CMS and AMA"
ADDRESS = "https://www.cms.gov/medicare/coding-billing/healthcare-common-procedure-system"
PARSER = "modifier/1"

LAYOUT = {"code": r"mod(ifier)?( code)?", "type": r"(mod )?type", "category": r"(mod )?category"}


def recognise(file: Published) -> bool:
    """Whether a heading row names modifier, type and category."""
    return find_header(file, LAYOUT) is not None


def read(file: Published, period: str | None) -> Loaded:
    """Read the file whole; of a modifier listed in several categories the first row counts."""
    header = find_header(file, LAYOUT)
    assert header is not None
    rows: dict[str, dict[str, object]] = {}
    for row, cells in records(file, header):
        if not re.fullmatch(r"[0-9A-Z]{2}", cells["code"]):
            raise odd(row, f"{cells['code']!r} is not a modifier")
        if cells["type"] not in {"CPT", "HCPCS"}:
            raise odd(row, f"{cells['type']!r} is neither CPT nor HCPCS")
        rows.setdefault(cells["code"], {**cells, "source_row": row})
    month = month_named(file.names)
    name = period or (f"{month:%Y-%m}" if month else "undated")
    return Loaded(KIND, name, "Modifiers", BEGINNING, FOREVER, tabled(KIND, list(rows.values())))
