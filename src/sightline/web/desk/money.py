"""The dollars of a check with remittances: expected, paid, recovered, at stake, of all claims and of each. Kept beside it when
its remittances are looked at, so that the list of claims and the home page have them at once."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import feather

from sightline.denied.ledger import Total
from sightline.web.desk.remittances import Answered, remittances
from sightline.web.jobs import Job

_NAME, _OF_CLAIMS = "money", "money.arrow"
_DOLLARS = pa.decimal128(18, 2)
#: The dollars of a claim; null where nothing is known of it.
OF_CLAIM = pa.schema(
    [("claim_key", pa.int64()), *((name, _DOLLARS) for name in ("expected", "paid", "recovered", "unpaid"))]
)


class Money(NamedTuple):
    """Dollars: `expected` on the lines with a known amount, `recovered` what was paid after a first decision that paid less
    (within `paid`), `at_stake` on denied and reduced lines."""

    expected: Decimal
    paid: Decimal
    recovered: Decimal
    at_stake: Decimal


def keep_money(job: Job, found: Answered, ledger: pa.Table, totals: Sequence[Total]) -> Money:
    """The dollars of what the remittances of a check say, which are kept with it; `totals` is the ledger's one total, if any."""
    whole = totals[0].sums if totals else dict.fromkeys(("expected", "paid", "recovered"), Decimal(0))
    stake = found.denials.summary["at_stake"] or Decimal(0)
    money = Money(whole["expected"], whole["paid"], whole["recovered"], stake)
    with job.files.create(job.folder / _OF_CLAIMS) as out:
        feather.write_feather(_of_claims(found, ledger), out, compression="uncompressed")
    job.note(_NAME, {name: str(amount) for name, amount in money._asdict().items()})
    return money


def money_of(job: Job) -> Money | None:
    """What was kept; None for a check without remittances."""
    kept = job.noted(_NAME)
    if not kept or not remittances(job):
        return None
    return Money(**{name: Decimal(kept[name]) for name in Money._fields})


def money_of_claims(job: Job) -> pa.Table:
    """The dollars of each claim that the remittances answer (OF_CLAIM), as they were kept: of a check without them no row."""
    if money_of(job) is None:
        return OF_CLAIM.empty_table()
    try:
        return feather.read_table(pa.BufferReader(job.files.buffer(job.folder / _OF_CLAIMS)))
    except OSError:
        return OF_CLAIM.empty_table()  # an earlier version kept the sums alone


def _of_claims(found: Answered, ledger: pa.Table) -> pa.Table:
    mine = ledger.filter(pc.is_valid(ledger["claim_key"]))
    sums = mine.group_by("claim_key", use_threads=False).aggregate(
        [(name, "sum") for name in ("expected", "paid", "recovered")]
    )
    stake: dict[int, Decimal] = {}
    for line in found.denials.lines:
        key = line.subject.row["claim_key"]
        if key is not None and line.at_stake is not None:
            stake[key] = stake.get(key, Decimal(0)) + line.at_stake
    unpaid = pa.array([stake.get(key) for key in sums["claim_key"].to_pylist()], _DOLLARS)
    named = sums.rename_columns([name.removesuffix("_sum") for name in sums.column_names])
    return named.append_column("unpaid", unpaid).select(OF_CLAIM.names).cast(OF_CLAIM)
