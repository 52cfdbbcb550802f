"""A day as callers of the library write it."""

from __future__ import annotations

from datetime import date, datetime

from sightline.errors import SightlineError


def day_of(on: date | str | None) -> date | None:
    """The day of a date, of one with a time, or of a text such as 2026-04-02; None for none. Raises SightlineError for a
    text that is no date."""
    if isinstance(on, str):
        try:
            return date.fromisoformat(on)
        except ValueError:
            raise SightlineError(f"{on!r} is no date; write it as 2026-04-02") from None
    return on.date() if isinstance(on, datetime) else on
