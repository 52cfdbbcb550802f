"""CMS National Physician Fee Schedule Relative Value File (PPRRVU): fixed-width text, csv and xlsx.

Layout: the record layout in each RVU zip (RVU26B for April 2026). The headings of csv and xlsx are stacked over several
rows ("NON-FAC" over "PE RVU"): a column is recognized by the words of its whole stack, so that a new column between the others
(2026: "PRIC" over "IND", a filler's place in the text) does not matter. The file for qualifying APM participants differs
in its conversion factor only and is left aside.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from datetime import date

from sightline.reference.period import months_later, told_month
from sightline.reference.published import Published, Row
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

# The words that tell each column of the csv, wherever among its stacked headings they stand; "|" between other wordings.
_COLUMNS = {
    "code": "HCPCS", "modifier": "MODIFIER", "status": "STATUS", "work_rvu": "WORK RVU",
    "nonfacility_pe_rvu": "NONFACILITY PE RVU", "nonfacility_na": "NONFACILITY NA",
    "facility_pe_rvu": "FACILITY PE RVU", "facility_na": "FACILITY NA", "mp_rvu": "MP RVU",
    "nonfacility_total": "NONFACILITY TOTAL", "facility_total": "FACILITY TOTAL", "pctc": "PCTC",
    "global_days": "GLOBAL", "pre_percent": "PRE", "intra_percent": "INTRA", "post_percent": "POST",
    "multiple": "MULTIPLE", "bilateral": "BILATERAL", "assistant": "ASSISTANT", "cosurgeon": "CO", "team": "TEAM",
    "endoscopic_base": "ENDOSCOPIC", "conversion_factor": "CONVERSION|CF",
    "supervision": "SUPERVISION|DIAGNOSTIC PROCEDURES", "imaging_family": "FAMILY",
    "opps_nonfacility_pe": "NONFACILITY PE PAYMENT", "opps_facility_pe": "FACILITY PE PAYMENT", "opps_mp": "MP PAYMENT",
}  # fmt: skip
# Where the upper heading rows were cut off, these columns have one heading and are recognized by their order.
_IN_ORDER = {
    "NA": ("nonfacility_na", "facility_na"),
    "PAYMENT AMOUNT": ("opps_nonfacility_pe", "opps_facility_pe", "opps_mp"),
}
# CMS's abbreviations and other spellings of those words.
_SYNONYMS = tuple((re.compile(pattern), word) for pattern, word in (
    (r"\bNON[- ]*(FACILITY|FACILTY|FAC)\b", "NONFACILITY"), (r"\bFAC\b", "FACILITY"), (r"\bMOD\b", "MODIFIER"),
    (r"\bPRACTICE EXPENSE\b", "PE"), (r"\b(MALPRACTICE|PLI)\b", "MP"), (r"\bRVUS\b", "RVU"),
    (r"\bPC[ /-]*TC\b", "PCTC"), (r"\bGLOB\b", "GLOBAL"), (r"\b(PRE|INTRA|POST)-?OP", r"\1 OP"),
    (r"\bMULT\b", "MULTIPLE"), (r"\bBILAT\b", "BILATERAL"), (r"\b(ASST|ASSIST)\b", "ASSISTANT"),
    (r"\bCOSURG", "CO SURG"), (r"\bENDO(SCOPY)?\b", "ENDOSCOPIC"), (r"\bCONV\b", "CONVERSION"),
))  # fmt: skip
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
    return _last_heading(file.top) is not None


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
            fields = {name: cells[place] for name, place in places.items()}
            if re.fullmatch(r"1?\d{3}", fields["code"]):
                fields["code"] = fields["code"].zfill(5)  # anesthesia: a spreadsheet drops leading zeros
            yield row, fields


def _last_heading(top: Sequence[Row]) -> int | None:
    """The place in `top` of the lowest of the stacked heading rows; None when there is none."""
    for at, (_, cells) in enumerate(top):
        words = [_words(cell) for cell in cells]
        if {"MODIFIER"} in words and any("HCPCS" in each for each in words):
            return at if any("RVU" in each for each in _headings(top, at)) else None
    return None


def _headings(top: Sequence[Row], at: int) -> list[frozenset[str]]:
    """The words above and in each cell of the lowest heading row. A row of one cell is a title."""
    stacked = [[*cells] for _, cells in top[: at + 1] if sum(map(bool, cells)) > 1]
    return [_words(" ".join(column)) for column in itertools.zip_longest(*stacked, fillvalue="")]


def _words(heading: str) -> frozenset[str]:
    text = " ".join(heading.upper().replace("_", " ").split())
    for pattern, word in _SYNONYMS:
        text = pattern.sub(word, text)
    return frozenset(re.findall(r"[A-Z]+", text))


def _places(top: Sequence[Row]) -> tuple[int, dict[str, int]]:
    """The number of the lowest heading row, and where each column is, whatever columns stand between.

    Raises ReferenceDataError for a column that no heading tells, or more than one.
    """
    at = _last_heading(top)
    assert at is not None
    headings = _headings(top, at)
    found = {
        name: next(filter(None, (_headed(headings, wording) for wording in wordings.split("|"))), [])
        for name, wordings in _COLUMNS.items()
    }
    for wording, names in _IN_ORDER.items():
        alike = _headed(headings, wording)
        if not any(found[name] for name in names) and len(alike) == len(names):
            found |= {name: [place] for name, place in zip(names, alike, strict=True)}
    for name, places in found.items():
        if len(places) != 1:
            has = f"{len(places)} columns are" if places else "no column is"
            wording = _COLUMNS[name].replace("|", " or ")
            raise ReferenceDataError(f"not a layout I know ({has} headed {wording}, where {name} belongs).")
    return top[at][0], {name: places[0] for name, places in found.items()}


def _headed(headings: Sequence[frozenset[str]], wording: str) -> list[int]:
    words = frozenset(wording.split())
    return [place for place, heading in enumerate(headings) if words <= heading]


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
