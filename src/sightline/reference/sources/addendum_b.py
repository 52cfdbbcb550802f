"""CMS OPPS Addendum B: how the hospital is paid for a code, csv or xlsx."""

from __future__ import annotations

from decimal import Decimal

from sightline.reference.period import months_later, told_month
from sightline.reference.published import Published, find_header, records
from sightline.reference.sources.loaded import Loaded, number, procedure, tabled

KIND = "opps_status"
PUBLISHER = "CMS"
ADDRESS = "https://www.cms.gov/medicare/payment/prospective-payment-systems/hospital-outpatient/addendum-a-b-updates"
PARSER = "addendum_b/1"

LAYOUT = {"code": r"hcpcs ?code", "status": r"si|status ?indicator", "rate": r"payment ?rate"}


def recognise(file: Published) -> bool:
    """Whether the file has the headings of Addendum B."""
    return find_header(file, LAYOUT) is not None


def read(file: Published, period: str | None) -> Loaded:
    """Read the file whole; its period is the quarter that its name tells."""
    header = find_header(file, LAYOUT)
    assert header is not None
    start = told_month(file.names, period)
    rows = [
        {
            "code": procedure(cells["code"], row),
            "status": cells["status"],
            "rate": dollars(cells["rate"], row),
            "source_row": row,
        }
        for row, cells in records(file, header)
        if cells["code"]
    ]
    title = f"OPPS Addendum B, {start:%Y-%m}"
    return Loaded(KIND, f"{start:%Y-%m}", title, start, months_later(start, 3), tabled(KIND, rows))


def dollars(text: str, row: int) -> Decimal | None:
    """An amount such as $1,644.87 to the cent; None where none is published."""
    plain = text.replace("$", "").replace(",", "").strip()
    return round(number(plain, row, 6), 2) if plain and plain[0].isdigit() else None
