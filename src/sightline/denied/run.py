"""Claims and remittances in, one answer for every line that was denied, reduced or rejected out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.collection import collection_paused
from sightline.days import day_of
from sightline.edits.options import CheckOptions
from sightline.payers.profile import Profile, find_profile
from sightline.pricing.contract import Contract
from sightline.pricing.price import Options, Pricer
from sightline.reference.store import Reference
from sightline.remits.result import Reconciled
from sightline.remits.run import reconciled

from . import acknowledged
from .answers import answers
from .history import Counts, later_paid
from .records import Record, records
from .rejected import rejections
from .result import Decided, Denials
from .subject import subjects
from .worth import at_stake, worth


def denials(
    claims: Any,
    remits: str | Path | Sequence[str | Path],
    *,
    report: Any = None,
    history: str | Path | Sequence[str | Path] | None = None,
    acknowledgments: str | Path | Sequence[str | Path] | None = None,
    on: date | str | None = None,
    locality: str = "",
    zip_code: str = "",
    payer: str | None = None,
    contract: Contract | Path | str | None = None,
    apm: bool = False,
    nonparticipating: bool = False,
    reference: Reference | Path | str | None = None,
    columns: Mapping[str, str] | None = None,
) -> Denials:
    """What to do with each line of `claims` that the 835 files `remits` deny or reduce, by when, and what is at stake.

    `report` are procedure reports as `sightline.report` takes them; `history` earlier 835 files, from which chances are
    counted; `acknowledgments` 277CA files, whose rejected claims are answered too; `on` the day of asking (default: today),
    after whose passing a route is too late. The others are those of `sightline.reconcile`, whose errors are raised.
    """
    options = Options(
        locality=locality, zip_code=zip_code, payer=payer or "", contract=contract, apm=apm,
        nonparticipating=nonparticipating,
    )  # fmt: skip
    checking = CheckOptions(payer, reference=reference, columns=columns)
    store = checking.store
    found = reconciled(claims, remits, options, checking)
    kept_records = records(report, found.priced, store) if report is not None else {}
    paths = [history] if isinstance(history, (str, Path)) else list(history or ())
    forced = find_profile(payer) if payer else None
    counts = later_paid(paths) if paths else None
    sent = [acknowledgments] if isinstance(acknowledgments, (str, Path)) else list(acknowledgments or ())
    receipts = acknowledged.acknowledgments(sent) if sent else {}
    return answered(found, Pricer(store, options), kept_records, counts, day_of(on) or date.today(), forced, receipts)


@collection_paused()
def answered(
    found: Reconciled,
    pricer: Pricer,
    records: Mapping[tuple[int, int], Record],
    history: Counts | None,
    on: date,
    forced: Profile | None = None,
    receipts: Mapping[str, acknowledged.Acknowledged] | None = None,
) -> Denials:
    """The answers to a reconciliation; `forced` is the profile of every claim's payer, `receipts` what acknowledgments say.

    Raises AssertionError unless each outcome is decided or open.
    """
    given = subjects(found, records, forced, receipts)
    with ThreadPoolExecutor(1) as beside:  # the queries of prices leave this thread the time for the answers
        pricing = beside.submit(worth, found, given, pricer)
        decided = answers(given, on)
        stake = at_stake(given, decided, pricing.result())
    verdicts = found.outcome["verdict"]
    open_lines = pc.sum(pc.equal(verdicts, "not-remitted")).as_py() or 0
    count = given.rows.num_rows
    if open_lines + count + (together := _together(found.outcome)) != found.outcome.num_rows:
        raise AssertionError(f"{count} decided, {together} with others and {open_lines} open of {len(verdicts)}")
    refused = rejections(found, receipts or {}, forced, on)
    return Denials(
        Decided(found.outcome, given, decided, stake, records, history), refused.lines, found, on,
        together + refused.covered, open_lines - refused.covered, refused.not_given,
    )  # fmt: skip


def _together(outcome: pa.Table) -> int:
    """Claim lines that are answered with others: in sum, with the claim as a whole, or with the remitted line."""
    verdict, open_ = outcome["verdict"], pc.is_null(outcome["remit_key"])
    with_others = pc.and_(open_, pc.not_equal(verdict, "not-remitted"))
    return pc.sum(pc.or_(pc.equal(verdict, "in-sum"), with_others)).as_py() or 0
