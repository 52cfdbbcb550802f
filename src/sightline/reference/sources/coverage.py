"""Medical necessity: which diagnoses a payer covers a code for. A csv that the user writes, from the payer's policies.

    code,diagnosis,payer,effective_from,effective_to,source
    77012,R91*,Medicare,2026-01-01,,LCD L00000
    77012,C34,,2026-01-01,2026-12-31,our contract 2026

`diagnosis` is an ICD-10-CM code, or the beginning of codes with a star. `payer` is a payer's name or identifier; blank
is every payer. Dates are the first and the last day, blank for none; `source` is shown with a finding. Each file is a
release of its own, named after the file.

A union of all Medicare contractors' local determinations, in the columns code, icd10cm and covered (yes or no), has neither
payer nor dates: its rows hold for Medicare with any contractor, and what is not among them is for review.
"""

from __future__ import annotations

import re

from sightline.reference.published import Published, find_header, records
from sightline.reference.release import BEGINNING, FOREVER
from sightline.reference.sources.loaded import Loaded, day, day_after, odd, procedure, slug, tabled

KIND = "coverage"
PUBLISHER = "the user"
ADDRESS = ""
PARSER = "coverage/1"

LAYOUT = {
    "code": r"(procedure |hcpcs |cpt )?code",
    "diagnosis": r"diagnosis( code)?|icd[- ]?10([- ]?cm)?( code)?",
    "payer": r"payer",
    "start": r"effective from|effective date|start date",
    "end": r"effective to|end date",
    "source": r"source|policy",
}


#: The payer of rows that hold for Medicare whoever the contractor is.
ANY_CONTRACTOR = "Medicare, any contractor"
_UNION = {"code": r"code", "diagnosis": r"icd10cm", "covered": r"covered"}


def recognise(file: Published) -> bool:
    """Whether a heading row names code, diagnosis, payer, dates and source, or is that of a union of contractors."""
    return find_header(file, LAYOUT) is not None or find_header(file, _UNION) is not None


def read(file: Published, period: str | None) -> Loaded:
    """Read the file whole; a dot in a diagnosis and a star after it are taken off (`prefix` says that it had one)."""
    header = find_header(file, LAYOUT)
    if header is None:
        return _read_union(file, period)
    rows: list[dict[str, object]] = []
    for row, cells in records(file, header):
        diagnosis = cells["diagnosis"].upper().replace(".", "")
        if not re.fullmatch(r"[A-Z][0-9A-Z]{0,6}\*?", diagnosis):
            raise odd(row, f"{cells['diagnosis']!r} is not an ICD-10-CM code or the beginning of one with a star")
        if not cells["source"]:
            raise odd(row, "the policy that says so is not named (column source)")
        rows.append({
            "code": procedure(cells["code"].upper(), row),
            "diagnosis": diagnosis.rstrip("*"),
            "prefix": diagnosis.endswith("*"),
            "payer": cells["payer"],
            "source": cells["source"],
            "effective_from": day(cells["start"], row) if cells["start"] else BEGINNING,
            "effective_to": day_after(cells["end"], row) if cells["end"] else FOREVER,
            "source_row": row,
        })  # fmt: skip
    name = period or slug(file.names[0].rsplit(".", 1)[0])
    return Loaded(KIND, name, f"Medical necessity, {name}", BEGINNING, FOREVER, tabled(KIND, rows))


def _read_union(file: Published, period: str | None) -> Loaded:
    """Read a union of contractors' determinations; what it says is not covered is left out, as what it does not name."""
    header = find_header(file, _UNION)
    assert header is not None
    rows: list[dict[str, object]] = []
    for row, cells in records(file, header):
        diagnosis = cells["diagnosis"].upper().replace(".", "")
        if not re.fullmatch(r"[A-Z][0-9A-Z]{2,6}", diagnosis):
            raise odd(row, f"{cells['diagnosis']!r} is not an ICD-10-CM code")
        if cells["covered"].lower() not in ("yes", "no"):
            raise odd(row, f"covered is yes or no, not {cells['covered']!r}")
        if cells["covered"].lower() == "no":
            continue
        rows.append({
            "code": procedure(cells["code"].upper(), row),
            "diagnosis": diagnosis,
            "prefix": False,
            "payer": ANY_CONTRACTOR,
            "source": "Medicare's local determinations",
            "effective_from": BEGINNING,
            "effective_to": FOREVER,
            "source_row": row,
        })  # fmt: skip
    name = period or slug(file.names[0].rsplit(".", 1)[0])
    return Loaded(KIND, name, f"Local determinations, {name}", BEGINNING, FOREVER, tabled(KIND, rows))
