"""CMS ASC Addenda AA (covered surgical procedures) and BB (ancillary services), csv or xlsx."""

from __future__ import annotations

import re

from sightline.reference.period import months_later, told_month
from sightline.reference.published import Published, find_header, records
from sightline.reference.sources.addendum_b import dollars
from sightline.reference.sources.loaded import Loaded, procedure, tabled

KIND = "asc_surgical"
ANCILLARY = "asc_ancillary"
PUBLISHER = "CMS"
ADDRESS = "https://www.cms.gov/medicare/payment/prospective-payment-systems/ambulatory-surgical-center-asc"
PARSER = "asc/1"

LAYOUT = {
    "code": r"hcpcs code",
    "indicator": r"([a-z]+ 20\d\d )?payment indicator",
    "rate": r"([a-z]+ 20\d\d )?payment rate",
}


def recognise(file: Published) -> bool:
    """Whether the file has the headings of Addendum AA or BB."""
    return find_header(file, LAYOUT) is not None


def read(file: Published, period: str | None) -> Loaded:
    """Read the file whole; its period is the quarter whose first month the headings name."""
    header = find_header(file, LAYOUT)
    assert header is not None
    ancillary = "addendum bb" in " ".join(cell for _, cells in file.top[:5] for cell in cells).lower()
    kind = ANCILLARY if ancillary else KIND
    heading = next(cells for row, cells in file.top if row == header[0])[header[1]["indicator"]]
    start = told_month((heading, *file.names), period)
    found: dict[tuple[str, str], dict[str, object]] = {}
    for row, cells in records(file, header):
        code, indicator = cells["code"].rstrip("* "), cells["indicator"]
        if re.fullmatch(r"[0-9A-Z]{5}", code):  # below the codes stand notes
            # A code may stand twice, once for each of two pass-through notes: the first row counts.
            stated = {"code": procedure(code, row), "indicator": indicator, "rate": dollars(cells["rate"], row)}
            found.setdefault((code, indicator), {**stated, "source_row": row})
    rows = list(found.values())
    title = f"ASC Addendum {'BB' if ancillary else 'AA'}, {start:%Y-%m}"
    return Loaded(kind, f"{start:%Y-%m}", title, start, months_later(start, 3), tabled(kind, rows))
