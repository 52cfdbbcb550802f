"""NCCI add-on code edits (AOC): CMS's text and xlsx, and csv copies with the same facts under headings.

CMS writes dates as year and day of the year (2013091) and the contractor-defined primary as CCCCC.
"""

from __future__ import annotations

import pyarrow.compute as pc

from sightline.reference.period import quarter, told_month
from sightline.reference.published import Published, find_header, records
from sightline.reference.sources.loaded import Loaded, day, day_after, odd, procedure, tabled

KIND = "addon"
PUBLISHER = "CMS"
ADDRESS = (
    "https://www.cms.gov/medicare/coding-billing/national-correct-coding-initiative-ncci-edits/"
    "medicare-ncci-add-code-edits"
)
PARSER = "addon/1"

CONTRACTOR = "CCCCC"
LAYOUT = {
    "code": r"add[- ]?on code|aoc|add-on codes?",
    "primary_code": r"primary codes?",
    "effective": r"effective date|aoc edit eff ?(dt|date)",
    "end": r"end date|deletion date|aoc edit del ?(dt|date)",
    "type": r"aoc type|type|aoc edit type|add-on code type",
}


def recognise(file: Published) -> bool:
    """Whether a heading row names add-on code, primary code, dates and type."""
    return find_header(file, LAYOUT) is not None


def read(file: Published, period: str | None) -> Loaded:
    """Read the file whole: the edits and their history up to its quarter."""
    header = find_header(file, LAYOUT)
    assert header is not None
    when = quarter(told_month(file.names, period))
    rows = [_row(row, cells) for row, cells in records(file, header)]
    table = tabled(KIND, rows)
    first = pc.min(table["effective_from"]).as_py()
    title = f"NCCI add-on code edits, {when.name[:4]} Q{when.name[-1]}"
    return Loaded(KIND, when.name, title, first, when.end, table)


def _row(row: int, cells: dict[str, str]) -> dict[str, object]:
    kind = {"I": "1", "II": "2", "III": "3"}.get(cells["type"].upper(), cells["type"])
    if kind not in {"1", "2", "3"}:
        raise odd(row, f"{cells['type']!r} is no type of add-on code")
    primary = cells["primary_code"]
    return {
        "code": procedure(cells["code"], row),
        "primary_code": primary if primary == CONTRACTOR else procedure(primary, row),
        "type": kind,
        "effective_from": day(cells["effective"], row),
        "effective_to": day_after(cells["end"], row),
        "source_row": row,
    }
