"""Medicare Code Editor: what CMS says of each ICD-10-CM code beside its meaning, a csv of code, dates and attributes.

Kept are the attributes of age (newborn, pediatric, maternity, adult), of sex, and of a code's place on a claim
(manifestation, external cause, unspecified site). The dates are the file's own: of sex, most ended on 2024-09-30.
"""

from __future__ import annotations

import re

from sightline.reference.published import Published, find_header, records
from sightline.reference.release import BEGINNING, FOREVER, ReferenceDataError
from sightline.reference.sources.loaded import Loaded, day, day_after, odd, tabled

KIND = "diagnosis_attribute"
PUBLISHER = "CMS"
ADDRESS = "https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/ms-drg-classifications-and-software"
PARSER = "mce/1"

LAYOUT = {"code": r"code", "start": r"effective date", "end": r"end date", "attributes": r"attributes"}
_VERSION = re.compile(r"mce[-_ ]?v?(\d+(?:[._]\d+)?)")
#: The editor's words and ours; its other words are for inpatient claims.
ATTRIBUTES = {
    "newborn": "newborn", "pediatric": "pediatric", "maternity": "maternity", "adult": "adult", "female": "female",
    "male": "male", "manifestation": "manifestation", "ecodepdx": "external-cause", "unspecified": "unspecified",
}  # fmt: skip


def recognise(file: Published) -> bool:
    """Whether a heading row names code, dates and attributes."""
    return find_header(file, LAYOUT) is not None


def read(file: Published, period: str | None) -> Loaded:
    """Read the file whole, a row for each attribute of a code; the release is named after the editor's version."""
    header = find_header(file, LAYOUT)
    assert header is not None
    rows: list[dict[str, object]] = []
    for row, cells in records(file, header):
        if not re.fullmatch(r"[A-Z][0-9A-Z]{2,6}", cells["code"]):
            raise odd(row, f"{cells['code']!r} is not an ICD-10-CM code")
        start = day(cells["start"], row) if cells["start"] else BEGINNING
        end = day_after(cells["end"], row)
        rows += [
            {"code": cells["code"], "attribute": ATTRIBUTES[word], "effective_from": start, "effective_to": end,
             "source_row": row}
            for word in dict.fromkeys(cells["attributes"].lower().split())
            if word in ATTRIBUTES
        ]  # fmt: skip
    version = next(
        (match[1].replace("_", ".") for name in file.names if (match := _VERSION.search(name.lower()))), None
    )
    name = period or version
    if name is None:
        raise ReferenceDataError("neither the file nor its name tells the editor's version: keep its name, mce_v43.1.")
    return Loaded(KIND, name, f"Medicare Code Editor, version {name}", BEGINNING, FOREVER, tabled(KIND, rows))
