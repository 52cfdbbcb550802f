"""CMS ZIP code to carrier locality file (ZIP5), fixed width."""

from __future__ import annotations

import re
from datetime import date

from sightline.reference.period import quarter
from sightline.reference.published import Published
from sightline.reference.release import ReferenceDataError
from sightline.reference.sources.loaded import Loaded, odd, tabled

KIND = "zip_locality"
PUBLISHER = "CMS"
ADDRESS = "https://www.cms.gov/medicare/payment/fee-schedules"
PARSER = "zip_locality/1"

_RECORD = re.compile(
    r"(?P<state>[A-Z]{2})(?P<zip>\d{5})(?P<carrier>\d{5})(?P<locality>\d\d)(?P<rural>[ RB])"
    r".{5}(?P<plus_four>[01 ]).{54}(?P<quarter>\d{5})"
)


def recognise(file: Published) -> bool:
    """Whether the file begins like ZIP5."""
    return bool(_RECORD.fullmatch(file.head[:80]))


def read(file: Published, period: str | None) -> Loaded:
    """Read the file whole; every record names its quarter (YYYYQ)."""
    rows, named = [], ""
    for number, line in file.lines():
        if not line.strip():
            continue
        match = _RECORD.fullmatch(line)
        if not match:
            raise odd(number, "not a record of the ZIP5 layout")
        if named not in {"", match["quarter"]}:
            raise odd(number, f"is of {match['quarter']}, those before it of {named}")
        named = match["quarter"]
        rows.append({
            "zip": match["zip"], "state": match["state"], "carrier": match["carrier"], "locality": match["locality"],
            "rural": match["rural"].strip(), "plus_four": match["plus_four"] == "1", "source_row": number,
        })  # fmt: skip
    if not named or named[4] not in "1234":
        raise ReferenceDataError(f"{named!r} is no quarter.")
    span = quarter(date(int(named[:4]), int(named[4]) * 3 - 2, 1))
    return Loaded(KIND, span.name, f"ZIP codes and localities, {span.name}", span.start, span.end, tabled(KIND, rows))
