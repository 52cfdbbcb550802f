"""One term of a contract: for whom, when and which codes, and what it pays."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sightline.pricing.contract.entry import ALL_CODES
from sightline.pricing.contract.fees import Amount

_ONE = Decimal(1)


@dataclass(frozen=True)
class Term:
    """One term: whom, when and which codes it is for, and what it pays.

    Several terms can come of one entry of the file (escalators; rows of a fee table for a modifier): `entry` is its place in
    the file, `line` where it begins. Percents are factors: 1.25 for 125 %. `scales` are the contract's own figures; a key
    that is absent is as Medicare's, an empty `multiple` takes nothing off.
    """

    number: int
    payer: str
    begins: date
    ends: date  # half-open
    codes: tuple[tuple[str, str], ...]
    pay: str
    entry: int = 1
    line: int = 1
    percent: Decimal = _ONE
    factor: Decimal = Decimal(0)  # dollars per RVU; 0: Medicare's
    anesthesia_factor: Decimal | None = None  # dollars per unit
    amount: Decimal | None = None  # dollars of a case or a day
    year: int | None = None
    locality: str = ""  # "": where the service was done; "national"; else 10112-00
    reductions: str = "unknown"
    scales: dict[str, tuple[Decimal, ...]] = field(default_factory=dict)
    lesser_of_charge: bool = True
    by_rvus: bool = False
    fees: tuple[Amount, ...] = field(default=(), repr=False)
    file: str = ""
    products: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    modifier: str = ""
    includes: tuple[tuple[str, str], ...] = (ALL_CODES,)
    days_before: int = 0
    days_after: int = 0
    source: str = ""

    @property
    def restrictions(self) -> int:
        """By how much beside payer, dates and codes the lines are restricted: of two terms the more restricted decides."""
        return sum(bool(each) for each in (self.providers, self.places, self.components, self.modifier))

    def is_for(self, code: str) -> bool:
        """Whether a code is one of the term's."""
        return any(first <= code <= last for first, last in self.codes)

    def treats(self, taxonomy: str) -> bool:
        """Whether the term is for providers of this taxonomy."""
        return not self.providers or any(
            taxonomy.startswith(each[:-1]) if each.endswith("*") else taxonomy == each for each in self.providers
        )
