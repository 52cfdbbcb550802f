"""Descriptors of procedure codes from a file of the user's own, such as the AMA's CPT data under the user's license.

A csv, tab-separated text or workbook with a column of codes and one of descriptors (of several the longest form is taken).
Sightline ships none. The words are shown on pages of codes as the user's.
"""

from __future__ import annotations

from sightline.reference.published import Published, find_header, records
from sightline.reference.release import BEGINNING, FOREVER
from sightline.reference.sources.loaded import Loaded, procedure, slug, tabled

KIND = "descriptor"
PUBLISHER = "the user"
ADDRESS = ""
PARSER = "descriptor/1"

LAYOUT = {
    "code": r"(cpt|procedure)( code)?|code",
    "title": r"(cpt )?(full |long )?descriptor|long( description)?|(medium|short|consumer)( friendly)? descriptor|medium|short",
}
#: More columns than this belong to another file that happens to have both.
_MOST = 12


def recognise(file: Published) -> bool:
    """Whether a heading row of few columns names a code and a descriptor."""
    found = find_header(file, LAYOUT)
    return found is not None and any(
        number == found[0] and sum(1 for cell in cells if cell.strip()) <= _MOST for number, cells in file.top
    )


def read(file: Published, period: str | None) -> Loaded:
    """Read the file whole; a row without a descriptor is left out, and of a code that stands twice the first row counts."""
    header = find_header(file, LAYOUT)
    assert header is not None
    rows: dict[str, dict[str, object]] = {}
    for row, cells in records(file, header):
        if cells["title"]:
            code = procedure(cells["code"].upper(), row)
            rows.setdefault(code, {"code": code, "title": " ".join(cells["title"].split()), "source_row": row})
    name = period or slug(file.names[0].rsplit(".", 1)[0])
    return Loaded(KIND, name, f"Descriptors, {name}", BEGINNING, FOREVER, tabled(KIND, list(rows.values())))
