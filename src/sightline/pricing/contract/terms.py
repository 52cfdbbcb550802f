"""What a contract is: its terms, each for some payer, dates and codes, and the tables that pricing reads of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from sightline.errors import SightlineError
from sightline.pricing.contract.entry import ALL_CODES
from sightline.pricing.contract.tables import (
    PAY,
    SCALES,
    TERM,
    TERM_CODE,
    TERM_FEE,
    TERM_TAXONOMY,
    first_share,
    ranks,
)  # fmt: skip
from sightline.pricing.contract.term import Term
from sightline.pricing.contract.whole import WHOLE


class ContractError(SightlineError):
    """A contract file is not as it must be; the message says where and what to write."""


@dataclass(frozen=True)
class Contract:
    """The terms of a file, in its order. `title` is shown beside the amounts."""

    title: str
    terms: tuple[Term, ...]

    @property
    def reads(self) -> frozenset[str]:
        """What of a line beside payer, code and date decides on its term: place, modifiers, taxonomy."""
        found = {
            "place_of_service": any(term.places for term in self.terms),
            "modifiers": any(term.components or term.modifier or term.fees for term in self.terms),
            "taxonomy": any(term.providers for term in self.terms),
        }
        return frozenset(name for name, is_read in found.items() if is_read)

    @property
    def pays_whole(self) -> bool:
        """Whether some term pays lines as a whole: cases, days, drugs."""
        return any(term.pay in WHOLE for term in self.terms)

    def tables(self, areas: dict[tuple[str, str], int]) -> dict[str, pa.Table]:
        """The relations term, term_code and term_fee, localities numbered by `areas`."""
        codes = [
            {"term": t.number, "code_from": first, "code_to": last, "codes": _breadth(first, last)}
            for t in self.terms
            for first, last in t.codes
        ]
        fees = [
            {"term": t.number, "code": fee.code, "modifier": fee.modifier, "in_facility": in_facility, "amount": amount,
             "source_row": fee.row}
            for t in self.terms
            for fee in t.fees
            for in_facility, amount in ((False, fee.nonfacility_amount), (True, fee.facility_amount))
            if amount is not None
        ]  # fmt: skip
        return {
            "term": pa.Table.from_pylist([_row(term, areas) for term in self.terms], TERM),
            "term_code": pa.Table.from_pylist(codes, TERM_CODE),
            "term_fee": pa.Table.from_pylist(fees, TERM_FEE),
        }

    def taxonomies(self, stated: Iterable[str]) -> pa.Table:
        """Which terms are for which of these taxonomies, as `term_taxonomy`: only of terms that name providers."""
        known = list(stated)
        rows = [
            {"term": term.number, "taxonomy": taxonomy}
            for term in self.terms
            if term.providers
            for taxonomy in known
            if term.treats(taxonomy)
        ]
        return pa.Table.from_pylist(rows, TERM_TAXONOMY)

    def dates(self) -> set[date]:
        """The dates on which a fee schedule must be loaded beside those of service."""
        return {date(term.year, 12, 31) for term in self.terms if term.year}

    def localities(self) -> set[tuple[str, str]]:
        """The localities that terms name, as carrier and locality."""
        return {locality_parts(term.locality) for term in self.terms if term.locality not in {"", "national"}}


def locality_parts(locality: str) -> tuple[str, str]:
    """Carrier and locality of 10112-00."""
    carrier, _, number = locality.partition("-")
    return carrier, number


def _row(t: Term, areas: dict[tuple[str, str], int]) -> dict[str, Any]:
    multiple = t.scales.get("multiple")
    both = t.scales.get("bilateral")
    return {
        "term": t.number, "effective_from": t.begins, "effective_to": t.ends, "pay": t.pay, "by_line": PAY[t.pay],
        "percent": t.percent, "own_factor": t.factor, "anesthesia_factor": t.anesthesia_factor, "area": _area(t, areas),
        "year": t.year, "basis_date": date(t.year, 12, 31) if t.year else None, "reductions": t.reductions,
        "lesser_of_charge": t.lesser_of_charge, "by_rvus": t.by_rvus,
        "multiple": "" if multiple is None else "own" if multiple else "none",
        **(ranks(multiple) if multiple else {}),
        **{column: t.scales[key][0] for key, column in SCALES.items() if key in t.scales},
        "first_share": first_share(both[0]) if both else None,
        "named": t.codes != (ALL_CODES,), "places": _listed(t.places), "components": _listed(t.components),
        "modifier": t.modifier, "by_provider": bool(t.providers), "restrictions": t.restrictions,
    }  # fmt: skip


def _listed(words: tuple[str, ...]) -> str:
    """Words with a blank before and after each; "" for none."""
    return f" {' '.join(words)} " if words else ""


def _breadth(first: str, last: str) -> int:
    """How wide a range is: the narrowest decides."""
    return int(last, 36) - int(first, 36)


def _area(term: Term, areas: dict[tuple[str, str], int]) -> int:
    if not term.locality:
        return -1
    return areas[("", "") if term.locality == "national" else locality_parts(term.locality)]
