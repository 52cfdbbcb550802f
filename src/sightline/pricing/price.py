"""Price claims: what each line pays and why.

A `Pricer` holds the engines, a reference and the options, and prices one set of claims after another: few lines on SQLite,
many on DuckDB.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from sightline.engines import Engine
from sightline.engines.sqlite import SQLite
from sightline.errors import SightlineError
from sightline.payers.profile import DEFAULT, find_profile
from sightline.pricing.contract import Contract, read_contract
from sightline.pricing.contract.tables import PAY
from sightline.pricing.lines import denied_by
from sightline.pricing.one_engine import INDEXES, OneEngine, is_few
from sightline.pricing.result import Priced
from sightline.pricing.schedule import Schedule
from sightline.reference.rows import IndexedRows, ParquetRows, Rows
from sightline.reference.store import Reference, open_reference
from sightline.tables import with_column

if TYPE_CHECKING:
    from sightline.engines.duckdb import DuckDB

#: Lines that are priced together; more are taken in parts by patient, since nothing is ranked across patients.
PART = 1_000_000
_LOCALITY = re.compile(r"(\d{1,5})[- ](\d{1,2})|(\d{5})(\d\d)")


class PriceError(SightlineError):
    """An option of a pricing run cannot be used; the message says what to give instead."""


def locality_key(text: str) -> str:
    """A locality as carrier and locality, such as 10112-00; "" for none. 1112-5 is 01112-05, 1011200 is 10112-00.

    Raises PriceError for anything else.
    """
    if not text.strip():
        return ""
    found = _LOCALITY.fullmatch(text.strip())
    if found is None:
        raise PriceError(f"{text!r} is no locality; write carrier and locality such as 10112-00")
    carrier, locality = (part for part in found.groups() if part is not None)
    return f"{carrier:0>5}-{locality:0>2}"


@dataclass(frozen=True)
class Options:
    """How to price. `locality` is a carrier and locality such as 10112-00, `zip_code` five digits; without either each
    claim's own ZIP decides, and national amounts answer where there is none. `apm`: the conversion factor of qualifying
    APM participants. `payer`: a profile's name for every claim. `sequestration`: state 2 % of the Medicare share."""

    locality: str = ""
    zip_code: str = ""
    apm: bool = False
    nonparticipating: bool = False
    sequestration: bool = False
    payer: str = ""
    contract: Contract | Path | str | None = None


class Pricer:
    """Holds what stays the same from one run to the next. Not to be shared between threads: make one for each.

    SQLite serves up to `few` lines (default: FEW), `engine` more.
    """

    def __init__(
        self,
        reference: Reference | None = None,
        options: Options | None = None,
        engine: DuckDB | None = None,
        *,
        place_is_known: bool = False,
        few: int | None = None,
    ) -> None:
        """`place_is_known`: the locality or ZIP code of the options is in some release, though perhaps in none that
        answers for the dates of these claims: nothing is raised for it."""
        self.reference = reference if reference is not None else open_reference()
        self.options = options or Options()
        self._locality = locality_key(self.options.locality)
        if self._locality and self.options.zip_code:
            raise PriceError("give a locality or a ZIP code, not both")
        contract = self.options.contract
        self.contract = read_contract(contract) if isinstance(contract, (str, Path)) else contract
        if self.contract is None and self.options.payer:
            profile = find_profile(self.options.payer)
            if profile.name != DEFAULT:
                # What a payer pays is known from a contract only: without one no line has a term.
                self.contract = Contract(f"no contract with {profile.title} is given", ())
        self._place_is_known = place_is_known
        self._most_few = few
        self._engine = engine
        self._small: SQLite | None = None
        self._unusable = False  # the index can be neither read nor made
        self._made: dict[str, OneEngine] = {}

    @property
    def engine(self) -> DuckDB:
        """The engine for many lines."""
        if self._engine is None:
            from sightline.engines.duckdb import DuckDB  # half of a cold start

            self._engine = DuckDB()
        return self._engine

    def close(self) -> None:
        """Give back the memory of the engines."""
        for engine in (self._engine, self._small):
            if engine:
                engine.close()

    def price(
        self, claims: pa.Table, lines: pa.Table, denials: pa.Table | None = None, localities: pa.Array | None = None
    ) -> Priced:
        """Price claims given as tables of the schemas CLAIM and LINE.

        `denials` are lines that pay 0.00, with the reason (pricing/run.py). `localities` says
        for each line where it was done (as `locality_key` writes it; "" for the nation) instead of the options. Raises
        PriceError for a locality or ZIP code of the options that no loaded release knows.
        """
        try:
            return self._price(self._for(lines.num_rows), claims, lines, denials, localities)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR):
                raise
        self._unusable = True  # the index is damaged, which `sightline doctor` tells: the Parquet beside it is not
        return self._price(self._many(), claims, lines, denials, localities)

    def _price(
        self, on: OneEngine, claims: pa.Table, lines: pa.Table, denials: pa.Table | None, localities: pa.Array | None
    ) -> Priced:
        names = None if localities is None else localities.dictionary_encode()
        given = [self._locality] if names is None else names.dictionary.to_pylist()
        numbers = on.cover(pc.unique(lines["date_from"]).to_pylist(), given)
        if not self._place_is_known:
            self._check_place(on.schedule, numbers, own=names is None)
        areas = None
        if names is not None:
            of_name = [numbers.get((name[:5], name[6:]), 0) for name in given]
            areas = pc.take(pa.array(of_name, pa.int32()), names.indices)
        elif self._locality:
            areas = pa.repeat(pa.scalar(self._number(numbers), pa.int32()), lines.num_rows)
        places = _parts(claims, lines)
        parts = [
            on.price(
                claims,
                lines if mine is None else lines.take(mine),
                denials,
                self.options.zip_code,
                areas if areas is None or mine is None else areas.take(mine),
            )
            for mine in places
        ]
        amounts, explained = _joined(parts)
        return Priced(
            amounts=_in_order(amounts, places),
            explained=explained,
            claims=claims,
            lines=lines,
            denied_by=denied_by(lines, denials),
            reference=on.schedule.used(on.schedule.days(lines)),
            releases=self.reference.releases,
            areas=on.schedule.area_names(),
            contract=self.contract,
        )

    def check_place(self, on: Iterable[date]) -> None:
        """Raise PriceError, as `price` does, for a locality or ZIP code of the options that no release of these dates knows."""
        few = self._for(1)
        self._check_place(few.schedule, few.cover(on, [self._locality]), own=True)

    def _check_place(self, schedule: Schedule, numbers: dict[tuple[str, str], int], *, own: bool) -> None:
        if self.options.zip_code:
            self._check_zip(schedule, self.options.zip_code)
        priced = schedule.priced_areas() if own and self._locality else set()
        if priced and self._number(numbers) not in priced:
            raise PriceError(
                f"no loaded GPCI release has the locality {self._locality}; see `sightline reference list`"
            )

    def _number(self, numbers: dict[tuple[str, str], int]) -> int:
        """The number of the option's locality."""
        return numbers[self._locality[:5], self._locality[6:]]

    def _for(self, lines: int) -> OneEngine:
        """SQLite for few lines, DuckDB for the others."""
        if self._unusable or not is_few(lines, self._most_few):
            return self._many()
        if "few" not in self._made:
            small = SQLite(INDEXES)
            try:
                self._made["few"] = self._on(small, IndexedRows(small, self.reference.releases), few=True)
            except (OSError, sqlite3.Error):  # the index can be neither read nor written
                self._unusable = True
                return self._many()
            self._small = small
        return self._made["few"]

    def _many(self) -> OneEngine:
        if "many" not in self._made:
            self._made["many"] = self._on(self.engine, ParquetRows(self.engine), few=False)
        return self._made["many"]

    def _on(self, engine: Engine, rows: Rows, *, few: bool) -> OneEngine:
        settings = _setting(self.options)
        return OneEngine(engine, rows, self.reference, self.contract, settings, few=few, apm=self.options.apm)

    def _check_zip(self, schedule: Schedule, code: str) -> None:
        if not re.fullmatch(r"\d{5}(-?\d{4})?", code):
            raise PriceError(f"{code!r} is no ZIP code; write five digits")
        if not schedule.has_zip(code[:5]):
            raise PriceError(f"no loaded ZIP code release has {code[:5]}; give --locality instead")


def _setting(options: Options) -> pa.Table:
    """What the options do to each kind of pay: who does not participate in Medicare does so for Medicare's alone."""
    return pa.table({
        "pay": ["medicare", "outside", *PAY],
        "nonparticipating": [options.nonparticipating] + [False] * (len(PAY) + 1),
        "sequestration": [options.sequestration] * (len(PAY) + 2),
    })  # fmt: skip


def _parts(claims: pa.Table, lines: pa.Table) -> list[pa.Array | None]:
    """All lines (None), or their places cut by patient into parts of about PART lines."""
    if lines.num_rows <= PART:
        return [None]
    parts = -(-lines.num_rows // PART)
    patients = claims["patient"].combine_chunks().dictionary_encode()
    of_line = pc.take(patients.indices, pc.index_in(lines["claim_key"], claims["claim_key"].combine_chunks()))
    step = len(patients.dictionary) // parts + 1
    part_of = pc.divide(of_line, pa.scalar(step, pa.int32()))
    return [pc.indices_nonzero(pc.equal(part_of, part)) for part in range(parts)]


def _joined(parts: list[tuple[pa.Table, pa.Table]]) -> tuple[pa.Table, pa.Table]:
    """The amounts of all parts, `situation` counting over the explanations of all parts."""
    amounts, explained, before = [], [], 0
    for priced, situations in parts:
        situation = pc.add(priced["situation_no"].cast(pa.int64()), before)
        amounts.append(priced.drop_columns(["situation_no", "line_id"]).append_column("situation", situation))
        numbers = pa.array(range(before, before + situations.num_rows), pa.int64())
        explained.append(with_column(situations, "situation_no", numbers))
        before += situations.num_rows
    return pa.concat_tables(amounts), pa.concat_tables(explained)


def _in_order(amounts: pa.Table, places: list[pa.Array | None]) -> pa.Table:
    """The amounts in the order of the lines."""
    if len(places) == 1:
        return amounts
    return amounts.take(pc.sort_indices(pa.concat_arrays([mine for mine in places if mine is not None])))
