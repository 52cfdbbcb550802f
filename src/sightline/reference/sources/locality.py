"""CMS payment localities and the counties in them (LOCCO), csv or xlsx."""

from __future__ import annotations

import re
from datetime import date

from sightline.reference.published import Published, find_header, records
from sightline.reference.release import ReferenceDataError
from sightline.reference.sources.gpci import key_of
from sightline.reference.sources.loaded import Loaded, tabled

KIND = "locality"
PUBLISHER = "CMS"
ADDRESS = "https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files"
PARSER = "locality/1"

LAYOUT = {
    "carrier": r"medicare admini?strative contractor|carrier( number)?",
    "locality": r"locality number",
    "state": r"state",
    "area": r"fee schedule area",
    "counties": r"count(y|ies)",
}


def recognise(file: Published) -> bool:
    """Whether the file has the headings of the locality and county crosswalk."""
    return find_header(file, LAYOUT) is not None


def read(file: Published, period: str | None) -> Loaded:
    """Read the file whole; its period is the year that the title names. A state stands on its first row only."""
    header = find_header(file, LAYOUT)
    assert header is not None
    year = _year(file, period)
    found: dict[tuple[str, str], dict[str, object]] = {}
    state = ""
    for row, cells in records(file, header):
        if not re.fullmatch(r"\d+", cells["carrier"]):
            continue  # a footnote
        state = cells["state"].strip() or state
        key = key_of(cells["carrier"], cells["locality"], row)
        # A locality that two contractors served stands twice, with the same contractor since they merged.
        found.setdefault(key, {
            "carrier": key[0], "locality": key[1], "state": state, "area": cells["area"].rstrip("* "),
            "counties": cells["counties"], "source_row": row,
        })  # fmt: skip
    title = f"Medicare payment localities, {year}"
    return Loaded(KIND, str(year), title, date(year, 1, 1), date(year + 1, 1, 1), tabled(KIND, list(found.values())))


def _year(file: Published, period: str | None) -> int:
    for text in (period or "", *(cell for _, cells in file.top[:5] for cell in cells), *file.names):
        if match := re.search(r"(?<!\d)(20\d\d)(?!\d)", text):
            return int(match[1])
    raise ReferenceDataError("neither the title nor the name tells the year: give the period, such as 2025-01.")
