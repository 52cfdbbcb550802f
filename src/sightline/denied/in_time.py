"""Whether a claim reached its payer within the time for filing: by an acknowledgment (277CA), or by the day of the payer's
decision, before which it must have come."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import pyarrow as pa

from sightline.payers.profile import DEFAULT, Profile

from .acknowledged import Acknowledged
from .claims import Marks
from .columns import numbered
from .deadline import last_day


def accepted_in_time(
    receipts: Mapping[str, Acknowledged],
    claim: pa.Array,
    service: pa.Array,
    party: pa.Array,
    profiles: Sequence[Profile | None],
) -> Marks:
    """Whether the payer (the number of a profile) accepted the claim in time; where its time is not known, whether it
    accepted it at all."""

    def holds(claim_id: str, day: date | None, who: int) -> bool:
        receipt = receipts.get(claim_id)
        if receipt is None or receipt.accepted is None:
            return False
        last = _last(day, profiles[who])
        return last is None or receipt.accepted <= last

    return _marks("accepted-in-time", holds, claim, service, party)


def decided_in_time(
    late: pa.Array, service: pa.Array, notice: pa.Array, party: pa.Array, profiles: Sequence[Profile | None]
) -> Marks:
    """Whether the payer decided what it calls late (`late`) before the time for filing was over; not where its time, the day
    of service or that of the remittance is not known."""

    def holds(islate: bool, day: date | None, decided: date | None, who: int) -> bool:
        if not islate or day is None or decided is None:
            return False
        last = _last(day, profiles[who])
        return last is not None and decided <= last

    return _marks("decided-in-time", holds, late, service, notice, party)


def _marks(word: str, holds: Callable[..., bool], *columns: pa.Array) -> Marks:
    """The rows for whose values `holds` is true, each set of values tried once."""
    numbers, first = numbered(*columns)
    found = [holds(*each) for each in zip(*(each.take(first).to_pylist() for each in columns), strict=True)]
    return Marks(pa.array([0 if each else None for each in found], pa.int32()).take(numbers), [(word,)])


def _last(service: date | None, profile: Profile | None) -> date | None:
    """The last day for filing; None where it is not known."""
    route = "new-claim" if profile is not None and profile.name == DEFAULT else "first-claim"
    return last_day(route, notice=None, service=service, profile=profile).day
