"""HCPCS level II: CMS's quarterly alpha-numeric file, as text of fixed width, csv or xlsx.

A code stands on a record of kind 3 and, where its description is long, on more of kind 4; modifiers are of kinds 7
and 8 and left out. The long description, which may be used freely, is put together from all records of a code. The layout
is that of CMS's record description, which lies in the zip beside the table (columns 1-5 code, 11 kind, 12-91 long
description, 269-276 code added, 285-292 last day); composed from it, no file of CMS was opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sightline.reference.period import months_later, told_month
from sightline.reference.published import Published, find_header, records
from sightline.reference.release import BEGINNING
from sightline.reference.sources.loaded import Loaded, day, day_after, odd, procedure, tabled

KIND = "hcpcs"
PUBLISHER = "CMS"
ADDRESS = "https://www.cms.gov/medicare/coding-billing/healthcare-common-procedure-system/quarterly-update"
PARSER = "hcpcs/2"

LAYOUT = {
    "code": r"hcpcs?|hcpcs? code|code",
    "record": r"rec ?id|record (id|identification|identification code|type)",
    "title": r"long desc(ription)?|(hcpcs? )?long description|description",
    "added": r"add(ed)? (dt|date)|code add(ed)? date|date added",
    "ended": r"term(ination)? (dt|date)|end (dt|date)",
}
_OPTIONAL = frozenset({"title"})
_RECORD = re.compile(
    r"(?P<code>[0-9A-Z ]{5})\d{5}(?P<record>[3478])(?P<title>.{80}).{177}(?P<added>[\d ]{8})[\d ]{8}(?P<ended>[\d ]{8})"
)


def recognise(file: Published) -> bool:
    """Whether the file has the headings, or begins with a record of the text form."""
    first = file.head.lstrip("\r\n").partition("\n")[0]
    return bool(_RECORD.match(first)) or find_header(file, LAYOUT, _OPTIONAL) is not None


def read(file: Published, period: str | None) -> Loaded:
    """Read the file whole; its period is the quarter whose first month its name tells."""
    start = told_month(file.names, period)
    rows: list[dict[str, object]] = []
    for row, cells in _records(file):
        record, title = cells["record"].lstrip("0"), cells.get("title", "").strip()
        if record == "4" and rows and rows[-1]["code"] == cells["code"] and title:
            rows[-1]["title"] = f"{rows[-1]['title']} {title}".strip()
        if record != "3":
            continue
        rows.append({
            "code": procedure(cells["code"], row),
            "title": title,
            "effective_from": day(cells["added"], row) if cells["added"] else BEGINNING,
            "effective_to": day_after(cells["ended"], row),
            "source_row": row,
        })  # fmt: skip
    title = f"HCPCS level II, {start:%Y-%m}"
    return Loaded(KIND, f"{start:%Y-%m}", title, start, months_later(start, 3), tabled(KIND, rows))


def _records(file: Published) -> Iterator[tuple[int, dict[str, str]]]:
    header = find_header(file, LAYOUT, _OPTIONAL)
    if header is not None:
        yield from records(file, header)
        return
    for number, line in file.lines():
        if not line.strip("\x1a \t"):  # the mark that ends a file of MS-DOS is no record
            continue
        match = _RECORD.match(line)
        if match is None:
            raise odd(number, "not a record of the alpha-numeric layout")
        yield number, {name: text.strip() for name, text in match.groupdict().items()}
