"""Reconcile claims with remittances: what was paid against what should have been."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims.batch import Counts
from sightline.edits.options import CheckOptions
from sightline.engines.duckdb import DuckDB
from sightline.pricing.contract import Contract
from sightline.pricing.price import Options, Pricer
from sightline.pricing.result import Priced
from sightline.pricing.run import price
from sightline.reference.store import Reference

from .adjusted import adjusted
from .appeals import APPEAL, appeal_times
from .balance import unbalanced
from .batch import TABLES, RemitBatch
from .beside import remits_beside
from .expected import expected_amounts
from .match import match
from .provider_adjustments import described
from .relation import reasons_of, relation, roles
from .repeats import without_repeats
from .result import Reconciled
from .reversals import reversal_state
from .second import Reprice, share

_RELATIONS = ("amount", "decided", "whole", "current_line")


def reconcile(
    claims: Any,
    remits: str | Path | Sequence[str | Path],
    *,
    locality: str = "",
    zip_code: str = "",
    payer: str | None = None,
    contract: Contract | Path | str | None = None,
    apm: bool = False,
    nonparticipating: bool = False,
    reference: Reference | Path | str | None = None,
    columns: Mapping[str, str] | None = None,
) -> Reconciled:
    """What was paid, in dollars, for each line of `claims` against what should have been, from the 835 files `remits`.

    `claims` and the keywords are what `sightline.price` takes: files, folders, Arrow, pandas or Polars tables, dicts;
    `remits` are files, folders or "-". Expected amounts are of Medicare's fee schedule, for Medicare's claims, or of the
    contract. Raises what `price` raises, ClaimsError for a path that is not there and RemitsError when there is no file
    at all.
    """
    options = Options(
        locality=locality, zip_code=zip_code, payer=payer or "", contract=contract, apm=apm,
        nonparticipating=nonparticipating,
    )  # fmt: skip
    return reconciled(claims, remits, options, CheckOptions(payer, reference=reference, columns=columns))


def reconciled(
    claims: Any, remits: str | Path | Sequence[str | Path], options: Options, checking: CheckOptions
) -> Reconciled:
    """`reconcile` by options that are made already."""
    paths = [remits] if isinstance(remits, (str, Path)) else list(remits)
    with remits_beside(paths) as batches:
        priced = price(claims, options, checking)
        return against(priced, batches, lambda claims, lines: Pricer(checking.store, options).price(claims, lines))


def against(priced: Priced, batches: Iterable[RemitBatch], reprice: Reprice | None = None) -> Reconciled:
    """Reconcile a pricing run (with its findings) with remittances as `read_remits` streams them.

    `reprice` prices claims under the same options once more, for payers that come after the claim's own; without it
    nothing is expected of them.
    """
    read, counts, unreadable = _gathered(batches)
    tables, repeated = without_repeats(read)
    engine = DuckDB()
    try:
        engine.register("claim_read", priced.claims)
        engine.register("line_read", priced.lines)
        engine.register("payment", tables["payments"])
        engine.register("remitted_claim", tables["claims"])
        engine.register("remitted_line", tables["lines"])
        engine.register("adjustment", tables["adjustments"])
        engine.register("adjusted", adjusted(tables["adjustments"]))
        engine.register("provider_adjustment", tables["provider_adjustments"])
        engine.register("reversal_state", reversal_state(tables["claims"], tables["payments"]))
        engine.register("role", roles())
        expected_amounts(engine, priced, reasons_of("bundled"))
        engine.register("appeal_time", appeal_times(priced.check) if priced.check else APPEAL.empty_table())
        match(engine)
        for name in _RELATIONS:
            engine.create(name, relation(name))
        share(engine, priced, reprice)
        for name in ("principal", "in_sum_expected"):
            engine.create(name, relation(name))
        outcome = engine.query(relation("outcome"))
        engine.register("outcome", outcome)
        found = Reconciled(
            outcome=outcome,
            totals=engine.query(relation("total")),
            imbalance=unbalanced(engine),
            fate=engine.query(
                "SELECT f.*, a.paid FROM fate f JOIN amount a USING (remit_key, remit_line) ORDER BY remit_key, remit_line"
            ),
            payments=tables["payments"],
            provider_adjustments=described(
                tables["provider_adjustments"], tables["claims"], tables["payments"], outcome
            ),
            remitted=tables["claims"],
            priced=priced,
            counts=counts,
            repeated=repeated,
            rejected=tables["rejected"],
            issues=tables["issues"],
            unreadable=unreadable,
        )
    finally:
        engine.close()
    _account(found)
    return found


def _gathered(batches: Iterable[RemitBatch]) -> tuple[dict[str, pa.Table], Counts, tuple[str, ...]]:
    """All batches as tables, their counts and the files without a remittance."""
    given: dict[str, list[pa.RecordBatch]] = {name: [] for name in TABLES}
    counts, unreadable = Counts(), []
    for batch in batches:
        for name, parts in given.items():
            parts.append(getattr(batch, name))
        counts += batch.counts
        if batch.unreadable:
            unreadable.append(batch.unreadable)
    counts.check("these remittances")
    return {name: pa.Table.from_batches(given[name], TABLES[name]) for name in TABLES}, counts, tuple(unreadable)


def _account(found: Reconciled) -> None:
    """Raise AssertionError unless every claim line, every remitted line and every dollar is in the outcome."""
    kinds = pc.value_counts(found.outcome["kind"]).to_pylist()
    rows = {each["values"]: each["counts"] for each in kinds}
    unmatched = pc.sum(pc.is_null(found.fate["claim_key"])).as_py() or 0
    if rows.get("line", 0) != found.priced.lines.num_rows:
        raise AssertionError(f"{rows.get('line', 0)} outcomes for {found.priced.lines.num_rows} claim lines")
    if found.fate.num_rows + found.repeated.lines != found.counts.lines or rows.get("remitted", 0) != unmatched:
        raise AssertionError("remitted lines are not all accounted for")
    summary = found.summary
    if (summary["paid"] or 0) + (summary["taken_back"] or 0) != (summary["remitted"] or 0):
        raise AssertionError("the dollars of the outcome are not those of the remittances")
