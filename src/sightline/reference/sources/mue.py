"""NCCI medically unlikely edits (MUE) for practitioners: CMS's csv (latin-1, a heading over several lines) and xlsx."""

from __future__ import annotations

import re

from sightline.reference.period import quarter, told_month
from sightline.reference.published import Published, find_header, records
from sightline.reference.release import ReferenceDataError
from sightline.reference.sources.loaded import Loaded, odd, procedure, slug, tabled

KIND = "mue"
PUBLISHER = "CMS"
ADDRESS = (
    "https://www.cms.gov/medicare/coding-billing/national-correct-coding-initiative-ncci-edits/"
    "medicare-ncci-medically-unlikely-edits-mues"
)
PARSER = "mue/1"

_LAYOUT = {
    "code": r"hcpcs ?/? ?cpt code|hcpcs code|code",
    "value": r"(practitioner services |outpatient hospital services |dme supplier services )?mue (values?|units)",
    "mai": r"mue adjudication indicator|mue mai",
    "rationale": r"mue rationale",
    "service": r"mue service",
}
_OTHER = re.compile(r"outpatient|hospital|dme|supplier", re.IGNORECASE)

# CMS's category, as a slug, to our key; one that is not here is kept as its slug.
RATIONALES = {
    "code-descriptor-cpt-instruction": "code-definition",
    "nature-of-service-procedure": "nature-of-service",
    "clinical-cms-workgroup": "clinical-workgroup",
    "clinical-society-comment": "clinical-society",
    "oral-medication-not-payable": "oral-medication",
    "published-contractor-policy": "contractor-policy",
}


def recognise(file: Published) -> bool:
    """Whether a heading row names MUE values and their adjudication indicator."""
    return find_header(file, _LAYOUT, frozenset({"rationale", "service"})) is not None


def read(file: Published, period: str | None) -> Loaded:
    """Read the file whole; raises ReferenceDataError for hospital and supplier values."""
    header = find_header(file, _LAYOUT, frozenset({"rationale", "service"}))
    assert header is not None
    headings = next(cells for row, cells in file.top if row == header[0])
    if _OTHER.search(headings[header[1]["value"]]):
        raise _other_provider(headings[header[1]["value"]])
    when = quarter(told_month(file.names, period))
    rows = [_row(row, cells) for row, cells in records(file, header)]
    title = f"NCCI MUE, practitioner, {when.name[:4]} Q{when.name[-1]}"
    return Loaded(KIND, when.name, title, when.start, when.end, tabled(KIND, rows))


def _other_provider(where: str) -> ReferenceDataError:
    whom = "outpatient hospitals" if re.search("hospital", where, re.IGNORECASE) else "suppliers of equipment"
    return ReferenceDataError(f"edits for {whom}; professional claims need the practitioner MUE values.")


def _row(row: int, cells: dict[str, str]) -> dict[str, object]:
    if _OTHER.search(cells.get("service", "")):
        raise _other_provider(cells["service"])
    if not re.fullmatch(r"\d{1,7}", cells["value"]):
        raise odd(row, f"{cells['value']!r} is no MUE value")
    if not re.fullmatch(r"[123](\D.*)?", cells["mai"]):
        raise odd(row, f"{cells['mai']!r} is no MUE adjudication indicator")
    key = slug(cells.get("rationale", ""))
    return {
        "code": procedure(cells["code"], row),
        "value": int(cells["value"]),
        "mai": cells["mai"][0],
        "rationale": RATIONALES.get(key, key),
        "source_row": row,
    }
