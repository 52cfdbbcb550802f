"""A contract beside the engine: which of its terms pays each line of the claims that are priced."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from sightline.engines import Engine
from sightline.pricing.contract import Contract
from sightline.pricing.contract.audience import AUDIENCE, claim_keys, ranked
from sightline.pricing.contract.whole import line_amounts
from sightline.pricing.lines import Agreed
from sightline.pricing.listed import payment_limit
from sightline.pricing.schedule import Schedule, relation
from sightline.reference.store import Reference


class Agreement:
    """Finds the terms of one contract on one engine."""

    def __init__(self, engine: Engine, contract: Contract, schedule: Schedule, reference: Reference) -> None:
        self._engine = engine
        self._contract = contract
        self._schedule = schedule
        self._reference = reference
        self._keys = claim_keys(contract.terms)
        self._shares = {
            term.number: (term.percent, date(term.year, 12, 31) if term.year else None)
            for term in contract.terms
            if term.pay == "percent-of-medicare"
        }
        self._payers: dict[tuple[str, ...], int] = {}
        self._audience: list[dict[str, int]] = []

    def of(self, claims: pa.Table) -> Agreed:
        """How the contract is read for these claims."""
        named = claims.select(list(self._keys)).group_by(list(self._keys)).aggregate([]).to_pylist()
        for each in named:
            key = tuple(each[name] for name in self._keys)
            if key not in self._payers:
                found = ranked(self._contract.terms, each)
                number = self._payers[key] = len(self._payers) if found else -1
                self._audience += [{"audience": number, "term": term.number, "rank": rank} for term, rank in found]
        whole = self._whole if self._contract.pays_whole else None
        return Agreed(self._keys, self._payers, self._contract.reads, self._terms, self._share, whole)

    def _whole(self, table: pa.Table) -> tuple[pa.Array, pa.Array]:
        """The amounts of lines that are paid as a whole, and why others are paid with them."""
        return line_amounts({term.number: term for term in self._contract.terms}, self._limit, table)

    def _limit(self, code: str, on: date) -> Decimal | None:
        return payment_limit(self._reference, code, on)

    def _share(self, number: int) -> tuple[Decimal, date | None] | None:
        """What a term pays of a price that CMS lists, and the date of its basis; None where it pays otherwise."""
        return self._shares.get(number)

    def _terms(self, scope: pa.Table) -> tuple[pa.Array, pa.Array]:
        """The term of each row of a scope, and the era of its own basis (-1: the date's own)."""
        engine, eras = self._engine, self._schedule.era_of()
        engine.load("calendar", {"day": "date", "era": "number"}, list(eras.items()))
        engine.register("term_audience", pa.Table.from_pylist(self._audience, AUDIENCE))
        engine.register("term_taxonomy", self._contract.taxonomies(pc.unique(scope["taxonomy"]).to_pylist()))
        numbered = scope.append_column("in_starter", pc.is_in(scope["code"], self._reference.starter_array))
        numbers = pa.array(range(scope.num_rows), pa.int32())
        engine.register("term_scope", numbered.append_column("scope_no", numbers))
        engine.create("candidate", relation("candidate"))
        found = engine.table(relation("line_term"))
        found = found.take(pc.sort_indices(found["scope_no"]))
        basis = [eras[on] if on else -1 for on in found["basis_date"].cast(pa.date32()).to_pylist()]
        return found["term"].combine_chunks().cast(pa.int32()), pa.array(basis, pa.int32())
