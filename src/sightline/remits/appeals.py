"""Until when a first appeal may come, by the payer's profile; where no policy is loaded, nobody knows."""

from __future__ import annotations

import re

import pyarrow as pa

from sightline.edits.result import Result
from sightline.payers.profile import UNKNOWN, plain

#: Days after the notice on which it is presumed received, where a profile counts from receipt.
PRESUMED = 5
#: RARC by which a decision may not be appealed, and why.
NOT_APPEALED = {
    "MA130": "could not be processed (MA130); send a new claim",
    "N211": "the payer says that this decision may not be appealed (N211)",
}
#: Claim filing code of a Medicare Advantage plan: its profile is Medicare's, its appeals are in the provider's contract.
_ADVANTAGE = "16"
_DAYS = re.compile(r"(\d+) days from (receipt|the notice)")

APPEAL = pa.schema(
    [
        pa.field("payer_id", pa.string()),
        pa.field("payer_name", pa.string()),
        pa.field("filing_code", pa.string()),
        pa.field("days", pa.int32()),  # after the date of the notice; null where the time is not known
        pa.field("counted", pa.string()),  # the time in the words of the profile; "" where it is not known
    ]
)


def appeal_times(checked: Result) -> pa.Table:
    """The time for an appeal of each payer that the claims name, in the schema APPEAL."""
    rows = []
    for row in checked.payers.to_pylist():
        days, counted = days_after_notice(row.get("time_for_appeal") or UNKNOWN)
        if row["filing_code"] == _ADVANTAGE or "advantage" in plain(row["payer_name"]).split():
            days, counted = None, ""
        rows.append({**{name: row[name] for name in APPEAL.names[:3]}, "days": days, "counted": counted})
    return pa.Table.from_pylist(rows, APPEAL)


def days_after_notice(value: str) -> tuple[int | None, str]:
    """Days after the date of the notice, and the words, of a profile's `time_for_appeal`; None and "" when unknown."""
    found = _DAYS.match(value)
    if not found:
        return None, ""
    return int(found[1]) + (PRESUMED if found[2] == "receipt" else 0), value
