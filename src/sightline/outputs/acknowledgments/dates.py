"""The date of an answer: as given, or the newest of the input, so that the same input gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pyarrow.compute as pc

from sightline.edits.result import Result
from sightline.errors import SightlineError


class NoDateError(SightlineError):
    """An answer needs a date, and neither the user nor the input tells one."""


def answer_date(result: Result, given: date | None, others: Iterable[date] = ()) -> date:
    """`given`, else the newest of the dates of service and of `others` (dates of the envelopes).

    Raises NoDateError when there is none at all.
    """
    if given:
        return given
    served = (pc.max(result.lines[name]).as_py() for name in ("date_from", "date_to"))
    dates: list[date] = [day for day in (*served, *others) if day is not None]
    if not dates:
        raise NoDateError("the input has no date to put on the answer; say it with --dated, such as --dated 2026-04-30")
    return max(dates)
