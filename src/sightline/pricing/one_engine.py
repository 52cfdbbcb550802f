"""The relations of prices on one engine: the reference and the contract as tables, then one set of lines after another.

The text of the relations is the same on every engine, and every number in them is whole (exact.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from sightline.engines import Engine
from sightline.engines.sqlite import serves
from sightline.pricing.agreement import Agreement
from sightline.pricing.contract import Contract
from sightline.pricing.contract.tables import NO_TERMS
from sightline.pricing.exact import scaled_to, unscaled
from sightline.pricing.lines import prepare
from sightline.pricing.listed import explained as with_listed
from sightline.pricing.schedule import Schedule, relation
from sightline.pricing.tables import EXPLAINED, PRICED
from sightline.reference.rows import Rows
from sightline.reference.store import Reference

#: Lines up to which SQLite prices: of more DuckDB is quicker (benchmarks/price_claims.py).
FEW = 3_000
#: The relations of units and of lines, in the order in which they are made.
_OF_UNITS = ("modifier_effect", "zip_area", "located", "fee_scope", "rate", "fee", "unit")
_OF_LINES = ("line_alone", "session", "sides", "line", "met", "injection")
#: The relations of lines that are ranked, and the reduction classes that each ranks: what no line needs is not run.
_RANKED = {"surgery": {"S", "A"}, "imaging": {"4", "6", "7"}, "therapy": {"5"}}
#: What SQLite looks up by an index of its own.
INDEXES: Mapping[str, Sequence[str]] = {
    "fee_schedule": ["release, code"],
    "gpci": ["release, carrier"],
    "zip_place": ["carrier"],
    "area_index": ["area, release"],
    "term_code": ["term"],
    "term_fee": ["term, code"],
    "unit": ["situation_no"],
}


def is_few(lines: int, most: int | None = None) -> bool:
    """Whether SQLite prices so many lines; `most` (default: FEW) says up to how many it does."""
    return lines <= (FEW if most is None else most) and serves()


class OneEngine:
    """Prices on one engine. `few`: it is for few lines, and gets of the reference what they meet. Not to be shared between
    threads."""

    def __init__(
        self,
        engine: Engine,
        rows: Rows,
        reference: Reference,
        contract: Contract | None,
        settings: pa.Table,
        *,
        few: bool,
        apm: bool,
    ) -> None:
        self._engine = engine
        self._reference = reference
        self._contract = contract
        self.schedule = Schedule(engine, reference, rows, few=few, apm=apm)
        self._agreement = Agreement(engine, contract, self.schedule, reference) if contract else None
        self._areas: dict[tuple[str, str], int] | None = None  # as the tables of the contract number them
        engine.register("setting", settings)

    def cover(self, on: Iterable[date | None], localities: Collection[str]) -> dict[tuple[str, str], int]:
        """Make the tables of the reference and the contract answer for dates of service and localities (carrier-locality);
        returns the number of each locality."""
        dates = {each for each in on if each} | (self._contract.dates() if self._contract else set())
        self.schedule.cover(dates or {date(1900, 1, 1)})
        given = {(name[:5], name[6:]) for name in localities if name}
        self.schedule.name_localities(given | (self._contract.localities() if self._contract else set()))
        areas = self.schedule.areas()
        if areas != self._areas:
            for name, table in (self._contract.tables(areas) if self._contract else NO_TERMS).items():
                self._engine.register(name, unscaled(table))
            self._areas = areas
        return areas

    def price(
        self, claims: pa.Table, lines: pa.Table, denials: pa.Table | None, zip_code: str, areas: pa.Array | None
    ) -> tuple[pa.Table, pa.Table]:
        """The amounts of lines in their order, as PRICED, and what explains them, as EXPLAINED."""
        engine = self._engine
        self.schedule.meet(pc.unique(lines["code"]))
        read = prepare(
            claims,
            lines,
            self._reference,
            self.schedule.era_of(),
            denials=denials,
            agreed=self._agreement.of(claims) if self._agreement else None,
            zip_code=zip_code,
            areas=areas,
        )
        self.schedule.meet_places(read.zip_scope)
        for name, table in read.tables():
            engine.register(name, unscaled(table))
        for name in (*_OF_UNITS, *_OF_LINES):
            engine.create(name, relation(name))
        classes = {name for (name,) in engine.rows("SELECT DISTINCT class FROM met")}
        texts = [relation(f"ranked/{name}") for name, of in _RANKED.items() if not classes.isdisjoint(of)]
        none = f"SELECT * FROM ({relation('ranked/therapy')}) x WHERE FALSE"
        engine.fill("ranked", none, [f"SELECT * FROM ({text}) x" for text in texts])
        priced, explained = engine.table(relation("priced")), engine.table(relation("explained"))
        return (
            with_listed(scaled_to(priced.take(pc.sort_indices(priced["line_id"])), PRICED), read.listed),
            scaled_to(explained.take(pc.sort_indices(explained["situation_no"])), EXPLAINED),
        )
