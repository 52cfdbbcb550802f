"""CMS crosswalk of Medicare specialty codes to provider taxonomy codes: a csv. Footnote marks ([7]) are taken off."""

from __future__ import annotations

import re

from sightline.reference.period import month_named
from sightline.reference.published import Published, find_header, records
from sightline.reference.release import BEGINNING, FOREVER
from sightline.reference.sources.loaded import Loaded, odd, tabled
from sightline.reference.sources.nucc import TAXONOMY

KIND = "specialty"
PUBLISHER = "CMS"
ADDRESS = "https://data.cms.gov/provider-characteristics/medicare-provider-supplier-enrollment/medicare-provider-and-supplier-taxonomy-crosswalk"
PARSER = "specialty/1"

LAYOUT = {"specialty": r"medicare specialty code", "taxonomy": r"provider taxonomy code"}
_FOOTNOTE = re.compile(r"\s*\[\d+\]")


def recognise(file: Published) -> bool:
    """Whether a heading row names Medicare specialty and provider taxonomy."""
    return find_header(file, LAYOUT) is not None


def read(file: Published, period: str | None) -> Loaded:
    """Read the file whole; specialties without a taxonomy are left out, a pair that repeats is kept once."""
    header = find_header(file, LAYOUT)
    assert header is not None
    rows: dict[tuple[str, str], dict[str, object]] = {}
    for row, cells in records(file, header):
        specialty, taxonomy = (_FOOTNOTE.sub("", cells[name]).strip() for name in ("specialty", "taxonomy"))
        if not taxonomy:
            continue
        if not re.fullmatch(r"[0-9A-Z]{2}", specialty):
            raise odd(row, f"{specialty!r} is not a Medicare specialty code")
        if not TAXONOMY.fullmatch(taxonomy):
            raise odd(row, f"{taxonomy!r} is not a taxonomy code")
        rows.setdefault((specialty, taxonomy), {"specialty": specialty, "taxonomy": taxonomy, "source_row": row})
    month = month_named(file.names)
    name = period or (f"{month:%Y-%m}" if month else "undated")
    return Loaded(KIND, name, f"Medicare specialty and taxonomy crosswalk, {name}", BEGINNING, FOREVER,
                  tabled(KIND, list(rows.values())))  # fmt: skip
