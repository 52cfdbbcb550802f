"""CMS place of service codes with the fee schedule's facility side: a json or csv of code, name and side."""

from __future__ import annotations

import json
import re

from sightline.reference.period import year_named
from sightline.reference.published import Published, find_header, records
from sightline.reference.release import BEGINNING, FOREVER, ReferenceDataError
from sightline.reference.sources.loaded import Loaded, odd, tabled

KIND = "place"
PUBLISHER = "CMS"
ADDRESS = "https://www.cms.gov/medicare/coding-billing/place-of-service-codes/code-sets"
PARSER = "place/1"

LAYOUT = {
    "code": r"(place of service |pos )?codes?(\(s\))?",
    "name": r"(place of service |pos )?name",
    "facility": r".*facility.*",
}
_SIDES = {"F": True, "FACILITY": True, "N": False, "NF": False, "NON-FACILITY": False, "NONFACILITY": False}


def recognise(file: Published) -> bool:
    """Whether the file is a json of places with their side, or has such headings."""
    return bool(_json(file)) or find_header(file, LAYOUT) is not None


def read(file: Published, period: str | None) -> Loaded:
    """Read the file whole."""
    found = _json(file)
    if found:
        given = [(place, {"code": code, **entry}) for place, (code, entry) in enumerate(found.items(), start=1)]
    else:
        header = find_header(file, LAYOUT)
        assert header is not None
        given = list(records(file, header))
    year = period or str(year_named(file.names) or "undated")
    rows = [_row(row, cells) for row, cells in given]
    return Loaded(KIND, year, f"Place of service codes, {year}", BEGINNING, FOREVER, tabled(KIND, rows))


def _json(file: Published) -> dict[str, dict[str, str]]:
    if not file.head.lstrip().startswith("{"):
        return {}
    try:
        codes = json.loads(file.data)["codes"]
        return codes if all({"name", "facility"} <= set(entry) for entry in codes.values()) else {}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def _row(row: int, cells: dict[str, str]) -> dict[str, object]:
    code, side = str(cells["code"]).zfill(2), str(cells["facility"]).upper()
    if not re.fullmatch(r"\d\d", code):
        raise odd(row, f"{code!r} is not a place of service code")
    if side not in _SIDES:
        raise ReferenceDataError(f"row {row}: {side!r} is neither facility (F) nor non-facility (N).")
    return {"code": code, "name": str(cells["name"]), "facility": _SIDES[side], "source_row": row}
