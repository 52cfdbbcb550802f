"""NCCI medically unlikely edits (MUE): CMS's csv (latin-1, a heading over several lines) and xlsx.

Those of practitioners, of outpatient hospitals and of suppliers of equipment are kinds of their own.
"""

from __future__ import annotations

import re

from sightline.reference.period import quarter, told_month
from sightline.reference.published import Published, find_header, records
from sightline.reference.sources.loaded import Loaded, odd, procedure, slug, tabled

KIND = "mue"
PUBLISHER = "CMS"
ADDRESS = (
    "https://www.cms.gov/medicare/coding-billing/national-correct-coding-initiative-ncci-edits/"
    "medicare-ncci-medically-unlikely-edits-mues"
)
PARSER = "mue/1"

LAYOUT = {
    "code": r"hcpcs ?/? ?cpt code|hcpcs code|code",
    "value": r"(.*services |.*supplier )?mue (values?|units)",
    "mai": r"(mue )?adjudication indicator|(mue )?mai",
    "rationale": r"mue rationale",
    "service": r"mue service",
}
# Whose values they are, as the heading or the column of services tells; others are practitioners'.
_WHOSE = (
    (re.compile(r"outpatient|hospital", re.IGNORECASE), "mue_outpatient", "outpatient hospital"),
    (re.compile(r"dme|supplier", re.IGNORECASE), "mue_supplier", "supplier"),
)

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
    return find_header(file, LAYOUT, frozenset({"rationale", "service"})) is not None


def read(file: Published, period: str | None) -> Loaded:
    """Read the file whole; raises ReferenceDataError where values of two kinds of providers stand in one file."""
    header = find_header(file, LAYOUT, frozenset({"rationale", "service"}))
    assert header is not None
    heading = next(cells for row, cells in file.top if row == header[0])[header[1]["value"]]
    when = quarter(told_month(file.names, period))
    kind, whose = _whose(heading)
    rows: list[dict[str, object]] = []
    for row, cells in records(file, header):
        if service := cells.get("service", ""):
            if rows and _whose(service)[0] != kind:
                raise odd(row, f"values of the {_whose(service)[1]} after those of the {whose}")
            kind, whose = _whose(service)
        rows.append(_row(row, cells))
    title = f"NCCI MUE, {whose}, {when.name[:4]} Q{when.name[-1]}"
    return Loaded(kind, when.name, title, when.start, when.end, tabled(kind, rows))


def _whose(text: str) -> tuple[str, str]:
    """The kind and the word for the providers that a heading or a service names."""
    found = next(((kind, whose) for pattern, kind, whose in _WHOSE if pattern.search(text)), None)
    return found or (KIND, "practitioner")


def _row(row: int, cells: dict[str, str]) -> dict[str, object]:
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
