"""Medicare Part B drug payment limits (average sales price, ASP): CMS's quarterly csv or xlsx.

Above the headings stand titles, one of which tells the quarter. A file of codes "not otherwise classified" names drugs
in the place of codes and is not this one. Composed from CMS's published headings; no file of CMS was opened.
"""

from __future__ import annotations

import re

from sightline.reference.period import months_later, told_month
from sightline.reference.published import Published, find_header, records
from sightline.reference.sources.loaded import Loaded, number, odd, procedure, tabled

KIND = "asp"
PUBLISHER = "CMS"
ADDRESS = "https://www.cms.gov/medicare/payment/part-b-drugs/asp-pricing-files"
PARSER = "asp/1"

LAYOUT = {
    "code": r"hcpcs( code)?|code",
    "dosage": r"hcpcs code dosage|(code )?dosage|billing unit",
    "limit": r"(asp )?payment (allowance )?limit",
}


def recognise(file: Published) -> bool:
    """Whether a heading row names code, dosage and payment limit."""
    return find_header(file, LAYOUT) is not None


def read(file: Published, period: str | None) -> Loaded:
    """Read the file whole; its period is the quarter that its title says it is effective in, else that of its name."""
    header = find_header(file, LAYOUT)
    assert header is not None
    titles = [cell for row, cells in file.top if row < header[0] for cell in cells if "effective" in cell.lower()]
    start = told_month((*titles, *file.names), period)
    rows: list[dict[str, object]] = []
    for row, cells in records(file, header):
        limit = re.sub(r"[$,\s]", "", cells["limit"])
        if not limit and not re.fullmatch(r"[0-9A-Z]{5}", cells["code"]):
            continue  # notes under the codes
        if not re.fullmatch(r"\d+(\.\d+)?", limit):
            raise odd(row, f"{cells['limit']!r} is no payment limit")
        rows.append({
            "code": procedure(cells["code"], row), "dosage": cells["dosage"],
            "payment_limit": number(limit, row, 3), "source_row": row,
        })  # fmt: skip
    title = f"Medicare Part B drug payment limits (ASP), {start:%Y-%m}"
    return Loaded(KIND, f"{start:%Y-%m}", title, start, months_later(start, 3), tabled(KIND, rows))
