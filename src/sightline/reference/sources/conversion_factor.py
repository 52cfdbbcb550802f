"""Medicare conversion factors: a csv of year, schedule, to whom it applies and the factor."""

from __future__ import annotations

import re
from datetime import date

from sightline.reference.published import Published, find_header, records
from sightline.reference.release import BEGINNING, FOREVER
from sightline.reference.sources.loaded import Loaded, day, number, odd, tabled

KIND = "conversion_factor"
PUBLISHER = "CMS"
ADDRESS = "https://www.cms.gov/medicare/payment/fee-schedules/physician"
PARSER = "conversion_factor/1"

LAYOUT = {
    "year": r"(calendar )?year",
    "schedule": r"schedule",
    "applies_to": r"applies to",
    "factor": r"cf|(conversion )?factor",
}
_SCHEDULES = {"MPFS": "physician", "ANESTHESIA": "anesthesia", "OPPS": "opps", "ASC": "asc"}
_FROM = re.compile(r"from (\d{4}-\d\d-\d\d)")


def recognise(file: Published) -> bool:
    """Whether the file has these headings."""
    return find_header(file, LAYOUT) is not None


def read(file: Published, period: str | None) -> Loaded:
    """Read the file whole; each factor is in force for its year, or from the day on that is stated."""
    header = find_header(file, LAYOUT)
    assert header is not None
    rows = [_row(row, cells) for row, cells in records(file, header)]
    return Loaded(KIND, period or "1", "Medicare conversion factors", BEGINNING, FOREVER, tabled(KIND, rows))


def _row(row: int, cells: dict[str, str]) -> dict[str, object]:
    if not re.fullmatch(r"20\d\d", cells["year"]) or cells["schedule"].upper() not in _SCHEDULES:
        raise odd(row, f"{cells['year']!r} {cells['schedule']!r} is no year and schedule")
    year, applies = int(cells["year"]), cells["applies_to"]
    begin = _FROM.search(applies)
    participation = "" if applies.lower().startswith("all") else "other" if "non" in applies.lower() else "qualifying"
    return {
        "schedule": _SCHEDULES[cells["schedule"].upper()],
        "participation": participation,
        "factor": number(cells["factor"], row, 4),
        "effective_from": day(begin[1], row) if begin else date(year, 1, 1),
        "effective_to": date(year + 1, 1, 1),
        "source_row": row,
    }
