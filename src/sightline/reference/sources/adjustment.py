"""Claim adjustment reason (CARC) and remittance advice remark (RARC) code numbers with their dates: a csv.

X12's stop date is the first day on which a code is no longer used, so it is the half-open end as it stands.
"""

from __future__ import annotations

import re

from sightline.reference.published import Published, find_header, records
from sightline.reference.release import BEGINNING, FOREVER
from sightline.reference.sources.loaded import Loaded, day, odd, tabled

KIND = "adjustment"
PUBLISHER = "X12"
ADDRESS = "https://x12.org/codes"
PARSER = "adjustment/1"

LAYOUT = {
    "code": r"(adj )?code",
    "type": r"(adj )?type",
    "start": r"(adj )?start date",
    "changed": r"(adj )?last modified",
    "end": r"(adj )?(end|stop) date",
}
_TYPES = {"CARC", "RARC", "Group"}


def recognise(file: Published) -> bool:
    """Whether a heading row names code, type, start and end date."""
    return find_header(file, LAYOUT, frozenset({"changed"})) is not None


def read(file: Published, period: str | None) -> Loaded:
    """Read the file whole; the release is named after its latest date."""
    header = find_header(file, LAYOUT, frozenset({"changed"}))
    assert header is not None
    latest = BEGINNING
    rows: list[dict[str, object]] = []
    for row, cells in records(file, header):
        if not re.fullmatch(r"[0-9A-Z]{1,5}", cells["code"]):
            raise odd(row, f"{cells['code']!r} is not an adjustment code")
        if cells["type"] not in _TYPES:
            raise odd(row, f"{cells['type']!r} is none of CARC, RARC and Group")
        start = day(cells["start"], row) if cells["start"] else BEGINNING
        changed = day(cells["changed"], row) if cells.get("changed") else BEGINNING
        latest = max(latest, start, changed)
        end = day(cells["end"], row) if cells["end"] else FOREVER
        dates = {"effective_from": start, "effective_to": end}
        rows.append({"code": cells["code"], "type": cells["type"], **dates, "source_row": row})
    name = period or f"{latest:%Y-%m}"
    return Loaded(KIND, name, f"Adjustment and remark codes, {name}", BEGINNING, FOREVER, tabled(KIND, rows))
