"""The dollars of a check with remittances: expected, paid, recovered, at stake. Kept beside it when its remittances are looked
at, so that the list of claims and the home page have them at once."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from sightline.denied.ledger import Total
from sightline.web.desk.remittances import Answered, remittances
from sightline.web.jobs import Job

_NAME = "money"


class Money(NamedTuple):
    """Dollars: `expected` on the lines with a known amount, `recovered` what was paid after a first decision that paid less
    (within `paid`), `at_stake` on denied and reduced lines."""

    expected: Decimal
    paid: Decimal
    recovered: Decimal
    at_stake: Decimal


def keep_money(job: Job, found: Answered, totals: Sequence[Total]) -> Money:
    """The dollars of what the remittances of a check say, which are kept with it; `totals` is the ledger's one total, if any."""
    whole = totals[0].sums if totals else dict.fromkeys(("expected", "paid", "recovered"), Decimal(0))
    stake = found.denials.summary["at_stake"] or Decimal(0)
    money = Money(whole["expected"], whole["paid"], whole["recovered"], stake)
    job.note(_NAME, {name: str(amount) for name, amount in money._asdict().items()})
    return money


def money_of(job: Job) -> Money | None:
    """What was kept; None for a check without remittances."""
    kept = job.noted(_NAME)
    if not kept or not remittances(job):
        return None
    return Money(**{name: Decimal(kept[name]) for name in Money._fields})
