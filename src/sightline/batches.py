"""The checker and the pricer as functions over whole patients' claims, for any engine that carries Python to its workers.

A `Work` says what is done. It is small and can be pickled; the checker that does it is made once in each worker.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims.reading import read
from sightline.edits.check import Checker
from sightline.edits.history import History
from sightline.edits.options import CheckOptions
from sightline.edits.result import Result, with_input
from sightline.edits.rows import rows_of
from sightline.edits.rule.load import load
from sightline.engines.duckdb import DuckDB
from sightline.names import names_in
from sightline.payers.profile import Profile
from sightline.payers.table import Payers
from sightline.pricing.denials import denials, left_aside
from sightline.pricing.fixes import with_fix_dollars
from sightline.pricing.price import Options, Pricer
from sightline.pricing.result import Priced
from sightline.reference.store import Reference

#: Claims, lines and diagnoses in the schemas CLAIM, LINE and DIAGNOSIS.
Triple = tuple[pa.Table, pa.Table, pa.Table]

_held = threading.local()  # a checker is not to be shared between threads


@dataclass(frozen=True)
class Work:
    """What is done with claims: the edits `edits` (ids) by `reference` and `payers`, or by `payer` for every claim.

    With `fixes`, how to price, findings say what each fix changes. `threads` is of DuckDB, for many lines (default: all).
    """

    reference: Reference
    edits: tuple[str, ...]
    payers: Payers
    payer: Profile | None = None
    fixes: Options | None = None
    pricing: Options | None = None
    place_is_known: bool = False  # of pricing; see Pricer
    denying: bool = True  # of pricing: whether findings leave lines unpaid
    taxonomies: pa.Table | None = None  # of physicians, that claims elsewhere state; see Checker
    threads: int | None = None
    name: str = field(default_factory=lambda: uuid4().hex)

    @classmethod
    def of(cls, options: CheckOptions, threads: int | None = 1) -> Work:
        """A check with some options. Raises CatalogueError, PayerError or ReferenceDataError."""
        edits = tuple(edit.id for edit in options.edits)
        return cls(options.store, edits, options.payers, options.profile, threads=threads)

    def check(self, tables: Sequence[pa.Table], history: History | None = None) -> Result:
        """Check claims, lines and diagnoses (schemas CLAIM, LINE and DIAGNOSIS)."""
        tools = _tools(self)
        claims, lines, diagnoses = tables
        result = tools.checker.check(claims, lines, diagnoses, history)
        if not self.fixes:
            return result
        return with_fix_dollars(result, self.reference, self.fixes, tools.copies, tools.pricer)

    def price(self, tables: Sequence[pa.Table]) -> Priced:
        """Price claims and lines, which are checked for what leaves a line unpaid."""
        checked = self.check(tables)
        return _tools(self).pricer.price(
            checked.claims, checked.lines, denials(checked) if self.denying else left_aside(checked)
        )


class _Tools:
    """What does the work of one name, in one thread."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.edits = [edit for edit in load() if edit.id in work.edits]

    @cached_property
    def checker(self) -> Checker:
        work = self.work
        return Checker(
            work.reference, self.edits, work.payer, DuckDB(threads=work.threads), work.payers, work.taxonomies
        )

    @cached_property
    def copies(self) -> Checker:
        """Checks the copies of claims with their fixes made."""
        return Checker(self.work.reference, self.edits, engine=DuckDB(threads=self.work.threads))

    @cached_property
    def pricer(self) -> Pricer:
        engine = DuckDB(threads=self.work.threads)
        return Pricer(
            self.work.reference, self.work.pricing or self.work.fixes, engine, place_is_known=self.work.place_is_known
        )


def _tools(work: Work) -> _Tools:
    """The tools of this thread for `work`."""
    held: _Tools | None = getattr(_held, "tools", None)
    if held is None or held.work.name != work.name:
        held = _held.tools = _Tools(work)
    return held


def check_batches(
    batches: Iterable[pa.Table | pa.RecordBatch | Triple] | pa.Table | pa.RecordBatch | Triple,
    *,
    payer: str | None = None,
    select: str | Sequence[str] = (),
    ignore: str | Sequence[str] = (),
    reference: Reference | Path | str | None = None,
    columns: Mapping[str, str] | None = None,
    threads: int = 1,
) -> Iterator[pa.RecordBatch]:
    """Check claims that an engine has divided by patient: what to call in its workers (docs/scale.md).

    All `batches` of one call are checked together, so that a call must have all claims of its patients, and may have
    those of many. A batch is an Arrow table with a row for each line, in the columns of docs/formats.md, or a tuple of
    claims, lines and diagnoses. Yields findings, what was not checked and what was rejected, told apart by `status`, in
    the columns of `sightline.edits.rows.SCHEMA` (docs/outputs.md); claim keys count within the call.

    `payer`, `select`, `ignore`, `reference` and `columns` are those of `sightline.check`. The reference is opened once in
    each process, the checker made once in each thread; `threads` is how many DuckDB has in it. Raises what
    `sightline.check` raises.
    """
    given = [batches] if isinstance(batches, (pa.Table, pa.RecordBatch, tuple)) else list(batches)
    work = _same_work(
        payer, names_in(select), names_in(ignore), str(reference) if isinstance(reference, Path) else reference, threads
    )
    whole = [each for each in given if isinstance(each, tuple)]
    if whole:
        yield from rows_of(work.check([pa.concat_tables(tables) for tables in zip(*whole, strict=True)])).to_batches()
    lines = [pa.table(each) for each in given if not isinstance(each, tuple)]
    if lines:
        found = read(pa.concat_tables(lines), columns)
        tables = [found.tables[name] for name in ("claims", "lines", "diagnoses")]
        yield from rows_of(with_input(work.check(tables), found)).to_batches()


@lru_cache(maxsize=8)
def _same_work(
    payer: str | None, select: tuple[str, ...], ignore: tuple[str, ...], reference: Reference | str | None, threads: int
) -> Work:
    """The work of these options, the same one each time, so that its checker is kept."""
    return Work.of(CheckOptions(payer, select, ignore, reference), threads)


def steps_of(priced: Priced) -> pa.Table:
    """The steps of prices, each with the title of its release as `reference`."""
    steps = priced.steps
    titles = pa.array([release.title for release in priced.releases], pa.string())
    return steps.drop_columns(["release"]).append_column("reference", pc.take(titles, steps["release"]))
