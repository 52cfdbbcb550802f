"""Medicare fees for equipment, prosthetics, orthotics and supplies (DMEPOS) and for nutrition (DMEPEN), csv or xlsx.

One column a state, since 2016 two: "AL (NR)" for places that are not rural and "AL (R)" for rural ones. Both files of a
quarter are releases of their own. Composed from CMS's published headings; no file of CMS was opened.
"""

from __future__ import annotations

import re
from datetime import date

from sightline.reference.period import given_month, month_named, months_later, told_month
from sightline.reference.published import Published, find_header
from sightline.reference.release import ReferenceDataError
from sightline.reference.sources.addendum_b import dollars
from sightline.reference.sources.loaded import Loaded, procedure, tabled

KIND = "dmepos"
PUBLISHER = "CMS"
ADDRESS = "https://www.cms.gov/medicare/payment/fee-schedules/dmepos/dmepos-fee-schedule"
PARSER = "dmepos/1"

LAYOUT = {
    "code": r"hcpcs( code)?|code",
    "modifier": r"mod(ifier)?( ?1)?",
    "modifier_2": r"mod(ifier)? ?2",
    "jurisdiction": r"juris(diction)?",
    "category": r"cat(g|egory)",
    "alabama": r"al( ?\(nr\))?",  # the first state: a file without any is another one
}
_OPTIONAL = frozenset({"modifier_2", "jurisdiction", "category"})
_STATE = re.compile(r"([A-Z]{2})(?: ?\((N?R)\))?")
_NAMED = re.compile(r"dme(?:pos|pen)?[-_ ]?(\d\d)[-_ ]?(jan|apr|jul|oct|[a-d])(?![a-z])", re.IGNORECASE)
_MONTHS = {"jan": 1, "a": 1, "apr": 4, "b": 4, "jul": 7, "c": 7, "oct": 10, "d": 10}


def recognise(file: Published) -> bool:
    """Whether a heading row names code and modifier and begins the states."""
    return find_header(file, LAYOUT, _OPTIONAL) is not None


def read(file: Published, period: str | None) -> Loaded:
    """Read the file whole: one row a code, state and kind of place that has a fee (0.00 is none)."""
    header = find_header(file, LAYOUT, _OPTIONAL)
    assert header is not None
    first, places = header
    headings = next(cells for row, cells in file.top if row == first)
    states = [(place, match[1], match[2]) for place, name in enumerate(headings) if (match := _STATE.fullmatch(name))]
    start = _start(file, period)
    rows: list[dict[str, object]] = []
    for row, cells in file.rows():
        named = {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
        if row <= first or not re.fullmatch(r"[0-9A-Z]{5}", named["code"]):
            continue  # titles above, notes under the codes
        stated = {"code": procedure(named["code"], row)}
        stated |= {name: named.get(name, "") for name in ("modifier", "modifier_2", "jurisdiction", "category")}
        for place, state, rural in states:
            amount = dollars(cells[place], row) if place < len(cells) else None
            # A column without the mark holds for both kinds of place.
            for kind in (False, True) if rural is None else (rural == "R",):
                if amount:
                    rows.append({**stated, "state": state, "rural": kind, "amount": amount, "source_row": row})
    nutrition = any("pen" in name.lower() for name in file.names[:1])
    name = f"{start:%Y-%m}{'-pen' if nutrition else ''}"
    title = f"Medicare {'DMEPEN' if nutrition else 'DMEPOS'} fee schedule, {start:%Y-%m}"
    return Loaded(KIND, name, title, start, months_later(start, 3), tabled(KIND, rows))


def _start(file: Published, period: str | None) -> date:
    if period:
        return given_month(period)
    for name in file.names:
        if match := _NAMED.search(name):
            return date(2000 + int(match[1]), _MONTHS[match[2].lower()], 1)
    if month_named(file.names) is None:
        raise ReferenceDataError(
            "the name does not tell the quarter: keep CMS's (DMEPOS26_JUL.csv), or give the period."
        )
    return told_month(file.names, None)
