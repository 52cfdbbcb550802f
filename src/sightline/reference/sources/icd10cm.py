"""ICD-10-CM: the order file, a plain list of codes, and the list that the package simple-icd-10-cm carries.

The order file (CDC/NCHS) says of each code whether it is billable. In a plain list a code that others begin with is a
category and not billable; a list of billable codes only has none. The fiscal year begins in October; an April update
speaks from April on. The files do not tell their period: the publisher's file name does.
"""

from __future__ import annotations

import importlib.metadata
import itertools
import re
from datetime import date

from sightline.extras import install
from sightline.reference.period import Period, given_month, month_named, year_named
from sightline.reference.published import Published
from sightline.reference.release import ReferenceDataError
from sightline.reference.sources.loaded import Loaded, odd, tabled

KIND = "icd10cm"
PUBLISHER = "CDC/NCHS"
ADDRESS = "https://www.cdc.gov/nchs/icd/icd-10-cm/files.html"
PARSER = "icd10cm/1"
PACKAGE = "simple-icd-10-cm"

_CODE = r"[A-Z](?=[0-9A-Z]*[0-9])[0-9A-Z]{2}\.?[0-9A-Z]{0,4}"
_ORDER = re.compile(rf"\d{{5}} ({_CODE}) +([01]) (.*)")
_PLAIN = re.compile(rf"({_CODE})(?:[ \t]+(.*))?")
_FISCAL = re.compile(r"fy[-_ ]?(20\d\d)")


def recognise(file: Published) -> bool:
    """Whether the first lines are an order file's or codes of ICD-10-CM."""
    if file.names[0].startswith(PACKAGE):
        return True
    lines = [line.strip() for line in file.head.splitlines()[:40] if line.strip()]
    if not lines:
        return False
    if _ORDER.fullmatch(lines[0]):
        return True
    plain = all(_PLAIN.fullmatch(line) for line in lines[:-1] or lines)
    return plain and (lines[0].startswith("A00") or any("icd" in name.lower() for name in file.names))


def read(file: Published, period: str | None) -> Loaded:
    """Read the file whole; its period runs to the end of its fiscal year."""
    when = _period(file, period)
    ordered = bool(_ORDER.fullmatch(file.head.split("\n", 1)[0].strip()))
    rows = []
    for line, text in file.lines():
        if not text.strip():
            continue
        match = (_ORDER if ordered else _PLAIN).fullmatch(text.strip())
        if not match and file.names[0].startswith(PACKAGE):
            continue  # a chapter ("1") or a block ("A00-A09")
        if not match:
            raise odd(line, f"{text.strip()[:20]!r} is not a line of ICD-10-CM codes")
        code = match[1].replace(".", "")
        billable, title = (
            (match[2] == "1", match[3][60:].strip() or match[3].strip()) if ordered else (True, match[2] or "")
        )
        rows.append({"code": code, "billable": billable, "title": title, "source_row": line})
    if not ordered:
        rows = _with_categories(rows)
    return Loaded(KIND, when.name, f"ICD-10-CM {when.name.upper()}", when.start, when.end, tabled(KIND, rows))


def packaged() -> tuple[str, bytes]:
    """The code list of the installed package: its name and bytes; raises ReferenceDataError without the package."""
    try:
        package = importlib.metadata.distribution(PACKAGE)
        member = next(entry for entry in package.files or [] if entry.name.startswith("code-list"))
        return f"{PACKAGE} {package.version}: {member.name}", member.read_binary()
    except (importlib.metadata.PackageNotFoundError, StopIteration, OSError):
        raise ReferenceDataError(f"{PACKAGE}: the package is not installed: {install('icd10')}.") from None


def _with_categories(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """The rows in order of code, those that another begins with not billable; a block of one category repeats it."""
    ordered = sorted({str(row["code"]): row for row in rows}.values(), key=lambda row: str(row["code"]))
    for row, following in itertools.pairwise(ordered):
        row["billable"] = not str(following["code"]).startswith(str(row["code"]))
    return ordered


def _period(file: Published, period: str | None) -> Period:
    if period:
        month = given_month(period)
        return _from(month.year + (month.month >= 10), month)
    names = [name.lower() for name in file.names]
    april = any(re.search(r"apr|(?<!\d)0?4-0?1-20|20\d\d-04", name) for name in names)
    for name in names:
        if fiscal := _FISCAL.search(name):
            year = int(fiscal[1])
        elif (dated := month_named([name])) and dated.month >= 10:
            year = dated.year + 1
        elif not (year := year_named([name]) or 0):
            continue
        return _from(year, date(year, 4, 1) if april else date(year - 1, 10, 1))
    raise ReferenceDataError(
        "neither the file nor its name tells its fiscal year: keep the publisher's file name, "
        "or give the period, such as 2025-10."
    )


def _from(year: int, start: date) -> Period:
    name = f"fy{year}" if start.month == 10 else f"fy{year}-{start:%m}"
    return Period(name, start, date(year, 10, 1))
