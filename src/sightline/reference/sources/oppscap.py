"""CMS amounts after the OPPS cap (OPPSCAP), csv or xlsx, by code, component, carrier and locality."""

from __future__ import annotations

from sightline.reference.period import months_later, told_month
from sightline.reference.published import Published, find_header, records
from sightline.reference.sources.gpci import key_of
from sightline.reference.sources.loaded import Loaded, number, odd, procedure, tabled

KIND = "opps_cap"
PUBLISHER = "CMS"
ADDRESS = "https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files"
PARSER = "oppscap/1"

LAYOUT = {
    "code": r"hcpcs",
    "modifier": r"mod",
    "status": r"procstat",
    "carrier": r"carrier",
    "locality": r"locality",
    "facility_amount": r"facility price",
    "nonfacility_amount": r"non-facili?ty price",
}


def recognise(file: Published) -> bool:
    """Whether the file has the headings of OPPSCAP."""
    return find_header(file, LAYOUT) is not None


def read(file: Published, period: str | None) -> Loaded:
    """Read the file whole; its period is the quarter from its month on, as its name or folder tells."""
    header = find_header(file, LAYOUT)
    assert header is not None
    start = told_month(file.names, period)
    rows = [_row(row, cells) for row, cells in records(file, header)]
    title = f"Amounts after the OPPS cap, {start:%Y-%m}"
    return Loaded(KIND, f"{start:%Y-%m}", title, start, months_later(start, 3), tabled(KIND, rows))


def _row(row: int, cells: dict[str, str]) -> dict[str, object]:
    carrier, locality = key_of(cells["carrier"], cells["locality"], row)
    if cells["modifier"] not in {"", "TC", "26"}:
        raise odd(row, f"{cells['modifier']!r} is no component")
    return {
        "code": procedure(cells["code"], row),
        "modifier": cells["modifier"],
        "status": cells["status"],
        "carrier": carrier,
        "locality": locality,
        "facility_amount": number(cells["facility_amount"], row),
        "nonfacility_amount": number(cells["nonfacility_amount"], row),
        "source_row": row,
    }
