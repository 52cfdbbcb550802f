"""Medicare clinical laboratory fee schedule (CLFS): CMS's quarterly csv or xlsx.

Composed from CMS's published headings; no file of CMS was opened.
"""

from __future__ import annotations

import re

from sightline.reference.period import month_named, months_later, told_month
from sightline.reference.published import Published, find_header, records
from sightline.reference.sources.addendum_b import dollars
from sightline.reference.sources.loaded import Loaded, procedure, tabled

KIND = "clfs"
PUBLISHER = "CMS"
ADDRESS = "https://www.cms.gov/medicare/payment/fee-schedules/clinical-laboratory-fee-schedule-clfs/files"
PARSER = "clfs/1"

LAYOUT = {
    "year": r"(calendar )?year",
    "code": r"hcpcs( code)?|code",
    "modifier": r"mod(ifier)?",
    "indicator": r"ind(icator)?",
    "rate": r"(national )?(rate|fee|limit|payment)( amount)?",
}
_QUARTER = re.compile(r"(\d\d)[-_ ]?clab[-_ ]?q([1-4])", re.IGNORECASE)  # CMS's zips: 26CLABQ3.zip


def recognise(file: Published) -> bool:
    """Whether a heading row names year, code, modifier, indicator and rate."""
    return find_header(file, LAYOUT) is not None


def read(file: Published, period: str | None) -> Loaded:
    """Read the file whole; its period is the quarter that its name tells. A code without a rate has null."""
    header = find_header(file, LAYOUT)
    assert header is not None
    short = next((match for name in file.names if (match := _QUARTER.search(name))), None)
    named = period or (f"20{short[1]}q{short[2]}" if short and not month_named(file.names) else None)
    start = told_month(file.names, named)
    rows = [
        {
            "code": procedure(cells["code"], row), "modifier": cells["modifier"].upper(),
            "indicator": cells["indicator"], "rate": dollars(cells["rate"], row), "source_row": row,
        }
        for row, cells in records(file, header)
        if re.fullmatch(r"20\d\d", cells["year"])  # titles and notes have no year
    ]  # fmt: skip
    title = f"Medicare clinical laboratory fee schedule, {start:%Y-%m}"
    return Loaded(KIND, f"{start:%Y-%m}", title, start, months_later(start, 3), tabled(KIND, rows))
