"""NPPES: the registry of provider identifiers (NPI), CMS's csv of providers (npidata_pfile), weekly or cut to size.

Names, addresses and telephone numbers are not kept. The weekly file holds what changed in its week. Composed from the
published headings; no file of CMS was opened.
"""

from __future__ import annotations

import re
from datetime import date

from sightline.reference.published import Published, find_header
from sightline.reference.release import BEGINNING, FOREVER, ReferenceDataError
from sightline.reference.sources.loaded import Loaded, day, odd, tabled

KIND = "nppes"
PUBLISHER = "CMS"
ADDRESS = "https://download.cms.gov/nppes/NPI_Files.html"
PARSER = "nppes/1"

LAYOUT = {
    "npi": r"npi",
    "entity": r"entity type( code)?",
    "state": r"provider business practice location address state( name)?",
    "enumerated": r"provider enumeration date",
    "deactivated": r"npi deactivation date",
    "reactivated": r"npi reactivation date",
    "taxonomy": r"healthcare provider taxonomy code 1",
}
_TAXONOMY = re.compile(r"healthcare provider taxonomy code[_ ](\d+)")
_PRIMARY = re.compile(r"healthcare provider primary taxonomy switch[_ ](\d+)")
_DAYS = re.compile(r"(20\d{6})(?:-(20\d{6}))?")


def recognise(file: Published) -> bool:
    """Whether a heading row is that of the provider file."""
    return find_header(file, LAYOUT) is not None


def read(file: Published, period: str | None) -> Loaded:
    """Read the file whole; its name (npidata_pfile_20260601-20260607.csv) or `period` is the release's."""
    header = find_header(file, LAYOUT)
    assert header is not None
    first, places = header
    headings = [cell.lower() for cell in next(cells for row, cells in file.top if row == first)]
    codes = {match[1]: place for place, cell in enumerate(headings) if (match := _TAXONOMY.fullmatch(cell))}
    switches = {match[1]: place for place, cell in enumerate(headings) if (match := _PRIMARY.fullmatch(cell))}
    rows: list[dict[str, object]] = []
    for row, cells in file.rows():
        if row <= first:
            continue
        cells += [""] * (len(headings) - len(cells))
        npi = cells[places["npi"]]
        if not re.fullmatch(r"[12]\d{9}", npi):
            raise odd(row, f"{npi!r} is not an NPI")
        taxonomies = {number: cells[place] for number, place in codes.items() if cells[place]}
        chosen = next((number for number, place in switches.items() if cells[place] == "Y"), "1")
        rows.append({
            "npi": npi, "entity": cells[places["entity"]], "state": cells[places["state"]],
            "taxonomy": taxonomies.get(chosen, ""), "taxonomies": " ".join(taxonomies.values()),
            "enumerated": _day(cells[places["enumerated"]], row),
            "deactivated": _day(cells[places["deactivated"]], row),
            "reactivated": _day(cells[places["reactivated"]], row), "source_row": row,
        })  # fmt: skip
    name = _name(file, period)
    return Loaded(KIND, name, f"NPPES providers, {name}", BEGINNING, FOREVER, tabled(KIND, rows))


def _day(text: str, row: int) -> date | None:
    return day(text, row) if text else None


def _name(file: Published, period: str | None) -> str:
    if period:
        return period
    for name in file.names:
        if match := _DAYS.search(name):
            last = match[2] or match[1]
            return f"{last[:4]}-{last[4:6]}-{last[6:]}"
    raise ReferenceDataError("the name does not tell its dates: keep CMS's file name, or give the period.")
