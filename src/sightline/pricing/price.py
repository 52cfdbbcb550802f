"""Price claims: build the relations, run them, return what each line pays and why.

A `Pricer` holds an engine, a reference and the options, and prices one set of claims after another.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from sightline.engines.duckdb import SMALL, DuckDB
from sightline.errors import SightlineError
from sightline.payers.profile import DEFAULT, find_profile
from sightline.pricing.agreement import Agreement
from sightline.pricing.contract import Contract, read_contract
from sightline.pricing.contract.tables import NO_TERMS, PAY, TABLE_THERAPY, table_therapy
from sightline.pricing.lines import Lines, denied_by, prepare
from sightline.pricing.result import Priced
from sightline.pricing.schedule import Schedule, relation
from sightline.pricing.situations import Situations, situations
from sightline.reference.store import Reference, open_reference
from sightline.tables import with_column

#: Lines that are priced together; more are taken in parts by patient, since nothing is ranked across patients.
PART = 1_000_000
#: The relations of lines that are ranked, and the reduction classes that each ranks: what no line needs is not planned.
RANKED = {"surgery": {"S", "A"}, "imaging": {"4", "6", "7"}, "therapy": {"5"}}
_NONE_RANKED = f"SELECT * FROM ({relation('ranked/therapy')}) x WHERE FALSE"
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
    """Holds what stays the same from one run to the next. Not to be shared between threads: make one for each."""

    def __init__(
        self,
        reference: Reference | None = None,
        options: Options | None = None,
        engine: DuckDB | None = None,
        *,
        place_is_known: bool = False,
    ) -> None:
        """`place_is_known`: the locality or ZIP code of the options is in some release, though perhaps in none that
        answers for the dates of these claims: nothing is raised for it."""
        self.reference = reference if reference is not None else open_reference()
        self.options = options or Options()
        self._locality = locality_key(self.options.locality)
        if self._locality and self.options.zip_code:
            raise PriceError("give a locality or a ZIP code, not both")
        self.engine = engine or DuckDB()
        contract = self.options.contract
        self.contract = read_contract(contract) if isinstance(contract, (str, Path)) else contract
        if self.contract is None and self.options.payer:
            profile = find_profile(self.options.payer)
            if profile.name != DEFAULT:
                # What a payer pays is known from a contract only: without one no line has a term.
                self.contract = Contract(f"no contract with {profile.title} is given", ())
        self.schedule = Schedule(self.engine, self.reference, apm=self.options.apm)
        self._agreement = (
            Agreement(self.engine, self.contract, self.schedule, self.reference) if self.contract else None
        )
        self._situations = Situations()
        self._place_is_known = place_is_known
        self._empty: set[str] = set()  # relations that had no row in the last run: they need not be made anew for none
        self._ranked = True  # whether `ranked` may have rows of the last run
        self.engine.register("setting", _setting(self.options))
        self._has_table = self.contract is not None and any(term.fees for term in self.contract.terms)
        self.engine.register("table_therapy", TABLE_THERAPY.empty_table())

    def close(self) -> None:
        """Give back the memory of the engine."""
        self.engine.close()

    def price(
        self, claims: pa.Table, lines: pa.Table, denials: pa.Table | None = None, localities: pa.Array | None = None
    ) -> Priced:
        """Price claims given as tables of the schemas CLAIM and LINE.

        `denials` are lines that pay 0.00, with the reason (pricing/run.py). `localities` says
        for each line where it was done (as `locality_key` writes it; "" for the nation) instead of the options. Raises
        PriceError for a locality or ZIP code of the options that no loaded release knows.
        """
        self.engine.small(lines.num_rows <= SMALL)
        names = None if localities is None else localities.dictionary_encode()
        self.cover(pc.unique(lines["date_from"]).to_pylist(), None if names is None else names.dictionary.to_pylist())
        areas = self._areas(names, lines.num_rows)
        parts = [(self._price_part(claims, lines, denials, areas, mine), mine) for mine in _parts(claims, lines)]
        amounts, explained = _joined([part for part, _ in parts])
        amounts = _in_order(amounts, [mine for _, mine in parts])
        return Priced(
            amounts=amounts,
            explained=explained,
            claims=claims,
            lines=lines,
            denied_by=denied_by(lines, denials),
            reference=self.schedule.used(self.schedule.days(lines)),
            releases=self.reference.releases,
            areas=self.schedule.area_names(),
            contract=self.contract,
        )

    def _price_part(
        self, claims: pa.Table, lines: pa.Table, denials: pa.Table | None, areas: pa.Array | None, mine: pa.Array | None
    ) -> tuple[pa.Table, pa.Table]:
        """The amounts of some lines (places in `lines`; None: of all) in their order, and what explains them."""
        engine = self.engine
        read = prepare(
            claims,
            lines if mine is None else lines.take(mine),
            self.reference,
            self.schedule.era_of(),
            denials=denials,
            agreed=self._agreement.of(claims) if self._agreement else None,
            zip_code=self.options.zip_code,
            areas=areas if areas is None or mine is None else areas.take(mine),
        )
        for name, table in vars(read).items():
            engine.register(name, table)
        explained = self._units(read)
        # Few lines cost planning, which a view has once; many are joined once into a table.
        engine.create("line_alone", relation("line_alone"), view=read.line_read.num_rows <= SMALL)
        for name, may in (("session", _several_timed(read)), ("sides", _both_sides(read))):
            if may or name not in self._empty:
                engine.create(name, relation(name))
            (self._empty.discard if may else self._empty.add)(name)
        for name in ("line", "met", "injection"):
            engine.create(name, relation(name))
        classes = {name for (name,) in engine.rows("SELECT DISTINCT class FROM met")}
        texts = [relation(f"ranked/{name}") for name, of in RANKED.items() if not classes.isdisjoint(of)]
        if texts or self._ranked:  # else `ranked` is empty as it was
            engine.create("ranked", " UNION ALL ".join(f"SELECT * FROM ({text}) x" for text in texts or [_NONE_RANKED]))
        self._ranked = bool(texts)
        priced = engine.query(relation("priced"))
        return priced.take(pc.sort_indices(priced["line_id"])), explained

    def _units(self, read: Lines) -> pa.Table:
        """Make the relation `unit`, what one unit is paid in each situation; returns what explains it."""
        met = situations(read) if read.line_read.num_rows <= SMALL else []
        known = self._situations.recall(met, self.schedule.edition) if met else None
        if known:
            self.engine.register("unit_known", known[0])
            self.engine.create("unit", "SELECT * FROM unit_known")
            return known[1]
        for name in ("modifier_effect", "zip_area", "located", "fee_scope", "rate", "fee"):
            self.engine.create(name, relation(name))
        if self._has_table:
            self.engine.register("table_therapy", table_therapy(self.engine.query(relation("therapy_share"))))
        self.engine.create("unit", relation("unit"))
        explained = self.engine.query(f"{relation('explained')} ORDER BY u.situation_no")
        if met:
            self._situations.keep(met, self.schedule.edition, self.engine.query("SELECT * FROM unit"), explained)
        return explained

    def cover(self, on: Iterable[date | None], localities: Collection[str] | None = None) -> None:
        """Make the relations of the reference, the contract and the options answer for these dates of service.

        `localities` are those of lines that are given one, instead of the option's. Raises PriceError as `price` does.
        """
        dates = {each for each in on if each}
        self.schedule.cover(dates | (self.contract.dates() if self.contract else set()) or {date(1900, 1, 1)})
        names = {self._locality} if localities is None else localities
        given = {(name[:5], name[6:]) for name in names if name}
        self.schedule.name_localities(given | (self.contract.localities() if self.contract else set()))
        areas = self.schedule.areas()
        for name, table in (self.contract.tables(areas) if self.contract else NO_TERMS).items():
            self.engine.register(name, table)
        if self._place_is_known:
            return
        if self.options.zip_code:
            self._check_zip(self.options.zip_code)
        priced = self.schedule.priced_areas() if localities is None and self._locality else set()
        if priced and self.area not in priced:
            raise PriceError(
                f"no loaded GPCI release has the locality {self._locality}; see `sightline reference list`"
            )

    @property
    def area(self) -> int:
        """The number of the option's locality; -1 for none."""
        return self.schedule.areas()[self._locality[:5], self._locality[6:]] if self._locality else -1

    def _areas(self, localities: pa.DictionaryArray | None, rows: int) -> pa.Array | None:
        """The number of each line's locality where one is given."""
        if localities is not None:
            areas = self.schedule.areas()
            numbers = [areas.get((name[:5], name[6:]), 0) for name in localities.dictionary.to_pylist()]
            return pc.take(pa.array(numbers, pa.int32()), localities.indices)
        return pa.repeat(pa.scalar(self.area, pa.int32()), rows) if self._locality else None

    def _check_zip(self, code: str) -> None:
        if not re.fullmatch(r"\d{5}(-?\d{4})?", code):
            raise PriceError(f"{code!r} is no ZIP code; write five digits")
        if not self.engine.rows(f"SELECT 1 FROM zip_locality WHERE zip = '{code[:5]}'"):
            raise PriceError(f"no loaded ZIP code release has {code[:5]}; give --locality instead")


def _several_timed(read: Lines) -> bool:
    """Whether several lines state minutes, which anesthesia of one session does."""
    return (pc.sum(read.line_read["minutes"]).as_py() or 0) > 1


def _both_sides(read: Lines) -> bool:
    """Whether some line states LT and some other RT."""
    return {"LT", "RT"} <= set(read.modified["side"].to_pylist())


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
    for priced, told in parts:
        situation = pc.add(priced["situation_no"].cast(pa.int64()), before)
        amounts.append(priced.drop_columns(["situation_no", "line_id"]).append_column("situation", situation))
        numbers = pa.array(range(before, before + told.num_rows), pa.int64())
        explained.append(with_column(told, "situation_no", numbers))
        before += told.num_rows
    return pa.concat_tables(amounts), pa.concat_tables(explained)


def _in_order(amounts: pa.Table, places: list[pa.Array | None]) -> pa.Table:
    """The amounts in the order of the lines."""
    if len(places) == 1:
        return amounts
    return amounts.take(pc.sort_indices(pa.concat_arrays([mine for mine in places if mine is not None])))
