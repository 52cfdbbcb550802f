"""CMS National Physician Fee Schedule Relative Value File (PPRRVU): fixed-width text, csv and xlsx.

Layout: the record layout in each RVU zip (RVU26B for April 2026). The 2026 files add a pricing indicator after the team
surgery indicator: a filler's place in the text, one more column in csv and xlsx. The file for qualifying APM
participants differs in its conversion factor only and is left aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from sightline.reference.period import months_later, told_month
from sightline.reference.published import Published
from sightline.reference.release import ReferenceDataError
from sightline.reference.sources.loaded import Loaded, number, odd, procedure, tabled

KIND = "fee_schedule"
PUBLISHER = "CMS"
ADDRESS = "https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files"
PARSER = "pprrvu/1"

_TITLE = re.compile(r"(20\d\d) national physician fee schedule relative value file (\w+) release", re.IGNORECASE)
_QUALIFYING = re.compile(r"(?<!non)(?<!non[-_ ])(?:qpp|qp)(?![a-z])", re.IGNORECASE)

# Name, first and last position (1-based) in the fixed-width record.
_FIXED = (
    ("code", 1, 5), ("modifier", 6, 7), ("status", 58, 58), ("work_rvu", 60, 65), ("nonfacility_pe_rvu", 67, 72),
    ("nonfacility_na", 73, 74), ("facility_pe_rvu", 76, 81), ("facility_na", 82, 83), ("mp_rvu", 85, 89),
    ("nonfacility_total", 91, 96), ("facility_total", 97, 102), ("pctc", 103, 103), ("global_days", 104, 106),
    ("pre_percent", 107, 109), ("intra_percent", 110, 112), ("post_percent", 113, 115), ("multiple", 116, 116),
    ("bilateral", 117, 117), ("assistant", 118, 118), ("cosurgeon", 119, 119), ("team", 120, 120),
    ("endoscopic_base", 128, 132), ("conversion_factor", 133, 140), ("supervision", 142, 143),
    ("imaging_family", 146, 147), ("opps_nonfacility_pe", 152, 157), ("opps_facility_pe", 159, 164),
    ("opps_mp", 166, 171),
)  # fmt: skip
_FIXED_LENGTH = 171
_BETWEEN_FIXED = (66, 75, 84, 90, 141, 145)  # always blank; position 59 marks RVUs that Medicare does not use

# The last heading line of each column of the csv, and our name ("" for what we leave aside).
_COLUMNS = (
    ("HCPCS", "code"), ("MOD", "modifier"), ("DESCRIPTION", ""), ("CODE", "status"), ("PAYMENT", ""),
    ("RVU", "work_rvu"), ("PE RVU", "nonfacility_pe_rvu"), ("INDICATOR", "nonfacility_na"),
    ("PE RVU", "facility_pe_rvu"), ("INDICATOR", "facility_na"), ("RVU", "mp_rvu"),
    ("TOTAL", "nonfacility_total"), ("TOTAL", "facility_total"), ("IND", "pctc"), ("DAYS", "global_days"),
    ("OP", "pre_percent"), ("OP", "intra_percent"), ("OP", "post_percent"),
    ("PROC", "multiple"), ("SURG", "bilateral"), ("SURG", "assistant"), ("SURG", "cosurgeon"), ("SURG", "team"),
    ("BASE", "endoscopic_base"), ("FACTOR", "conversion_factor"), ("PROCEDURES", "supervision"), ("FLAG", ""),
    ("INDICATOR", "imaging_family"), ("AMOUNT", "opps_nonfacility_pe"), ("AMOUNT", "opps_facility_pe"),
    ("AMOUNT", "opps_mp"),
)  # fmt: skip
_NUMBERS = {
    "work_rvu": 2, "nonfacility_pe_rvu": 2, "facility_pe_rvu": 2, "mp_rvu": 2, "nonfacility_total": 2,
    "facility_total": 2, "pre_percent": 2, "intra_percent": 2, "post_percent": 2, "conversion_factor": 4,
    "opps_nonfacility_pe": 2, "opps_facility_pe": 2, "opps_mp": 2,
}  # fmt: skip
_FLAGS = ("nonfacility_na", "facility_na")
_ONE_OF = {"modifier": {"", "26", "TC", "53"}, "status": set("ABCDEFGHIJLMNPQRTX")} | {
    name: set("0123456789") for name in ("pctc", "multiple", "bilateral", "assistant", "cosurgeon", "team")
}


def recognise(file: Published) -> bool:
    """Whether the file begins like PPRRVU, in whatever year's layout."""
    if file.head.startswith("HDR") and "CPT CODES" in file.head[:200]:
        return True
    return any(cells[:2] == ["HCPCS", "MOD"] and "DESCRIPTION" in cells for _, cells in file.top)


def read(file: Published, period: str | None) -> Loaded:
    """Read the file whole; its period is the quarter from its release month on."""
    if any(_QUALIFYING.search(name) for name in file.names[:1]):
        raise ReferenceDataError("the file for qualifying APM participants; add the nonQPP file of the same release.")
    rows = [_row(number, fields) for number, fields in (_fixed(file) if file.head.startswith("HDR") else _table(file))]
    start = _release_month(file, period)
    return Loaded(
        KIND, f"{start:%Y-%m}", f"Physician fee schedule relative values, {start:%Y-%m}", start, months_later(start, 3),
        tabled(KIND, rows),
    )  # fmt: skip


def _release_month(file: Published, period: str | None) -> date:
    title = _TITLE.search(" ".join(cell for _, cells in file.top[:12] for cell in cells)) if not period else None
    names: Sequence[str] = (f"{title[2]} {title[1]}", *file.names) if title else file.names
    start = told_month(names, period)
    if start.month not in {1, 4, 7, 10}:
        raise ReferenceDataError(f"{start:%Y-%m} is no release month: they are January, April, July and October.")
    return start


def _fixed(file: Published) -> Iterator[tuple[int, dict[str, str]]]:
    for line, text in file.lines():
        if text.startswith("HDR") or not text.strip():
            continue
        if len(text) != _FIXED_LENGTH:
            raise ReferenceDataError(
                f"not a layout I know (line {line:,} has {len(text)} characters; 2026 has {_FIXED_LENGTH})."
            )
        if any(text[position - 1] != " " for position in _BETWEEN_FIXED):
            raise ReferenceDataError(f"not a layout I know (line {line:,} has text between the columns of 2026).")
        yield line, {name: text[first - 1 : last].strip() for name, first, last in _FIXED}


def _table(file: Published) -> Iterator[tuple[int, dict[str, str]]]:
    first, places = _places(file.top)
    width = max(places.values()) + 1
    for row, cells in file.rows():
        if row > first:
            if len(cells) < width:
                raise ReferenceDataError(
                    f"not a layout I know (row {row:,} has {len(cells)} columns; its headings have {width})."
                )
            yield row, {name: cells[place] for name, place in places.items()}


def _places(top: list[tuple[int, list[str]]]) -> tuple[int, dict[str, int]]:
    """The number of the last heading row, and where each column is: the known order, one pricing column more or not."""
    at = next(index for index, (_, cells) in enumerate(top) if cells[:2] == ["HCPCS", "MOD"])
    headings = top[at][1]
    places: dict[str, int] = {}
    expected = iter(_COLUMNS)
    label, name = next(expected)
    for place, heading in enumerate(headings):
        if heading.upper() != label:
            stacked = " ".join(cells[place] for _, cells in top[: at + 1] if place < len(cells)).upper()
            if re.search("PRICING|QPP", stacked):
                continue
            has = f"column {place + 1} is headed {heading or 'nothing'!r}; up to 2026 it is {label!r}"
            raise ReferenceDataError(f"not a layout I know ({has}).")
        if name:
            places[name] = place
        label, name = next(expected, ("", ""))
        if not label:
            return top[at][0], places
    raise ReferenceDataError(f"not a layout I know ({len(headings)} columns; 2025 has {len(_COLUMNS)}, 2026 one more).")


def _row(row: int, fields: dict[str, str]) -> dict[str, object]:
    values: dict[str, object] = {**fields, "source_row": row}
    procedure(fields["code"], row)
    for name, allowed in _ONE_OF.items():
        if fields[name] not in allowed:
            what = "modifier" if name == "modifier" else f"{name} indicator"
            raise odd(row, f"{fields[name]!r} is no {what} of the fee schedule")
    for name, places in _NUMBERS.items():
        values[name] = number(fields[name], row, places)
    for name in _FLAGS:
        if fields[name] not in {"", "NA"}:
            raise odd(row, f"{fields[name]!r} where NA or blank belongs")
        values[name] = fields[name] == "NA"
    values["supervision"] = fields["supervision"].zfill(2) if fields["supervision"] else ""
    if fields["global_days"].isdigit():
        values["global_days"] = fields["global_days"].zfill(3)  # a spreadsheet drops leading zeros
    return values
