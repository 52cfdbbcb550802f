"""The warm checkers and makers of code pages of one process: what stays the same from one request to the next."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol, TypeVar

import pyarrow as pa

from sightline.edits.check import Checker
from sightline.edits.code_rules import CodeRules, RulesFor
from sightline.edits.divide import Claims
from sightline.edits.result import Result
from sightline.edits.rule.load import load
from sightline.engines.duckdb import DuckDB
from sightline.pages.code import Pages
from sightline.pages.record import Page
from sightline.payers.profile import find_profile
from sightline.payers.table import Payers, open_payers
from sightline.pricing.fee import Fee, Question, fees
from sightline.pricing.price import Options, Pricer, locality_key
from sightline.pricing.result import Priced
from sightline.reference.store import Reference, default_directory, open_reference

#: Checkers (one for each payer asked for) and pricers (one for each set of options) that are kept warm.
_KEPT = 8
#: Makers of code pages, one for each date and locality asked for; each holds some tables of the reference.
_PAGES_KEPT = 2


class Closes(Protocol):
    """What gives back its memory."""

    def close(self) -> None:
        """Give it back."""


Closed = TypeVar("Closed", bound=Closes)


class Warm:
    """Checks one set of claims after another, always in the same thread. Raises ReferenceDataError for a damaged store."""

    def __init__(self, directory: Path | None = None) -> None:
        self.directory = directory
        self._checkers: OrderedDict[Any, Checker] = OrderedDict()
        self._pages: OrderedDict[Any, Pages] = OrderedDict()
        self._rules: OrderedDict[Any, RulesFor] = OrderedDict()
        self._pricers: OrderedDict[Any, Pricer] = OrderedDict()
        self.reload()
        load()

    def reload(self) -> None:
        """Look at the reference store again, after something was added to it."""
        self.reference: Reference = open_reference(self.directory)
        self.payers: Payers = open_payers(self.directory or default_directory())

    def check(self, claims: Claims, payer: str = "") -> Result:
        """The check of one set of claims; `payer` is a profile's name for all of them. Raises PayerError."""
        return self._checker(payer).check(*claims)

    def check_each(self, sets: Sequence[Claims], payer: str = "") -> list[Result]:
        """The check of each of several sets of claims, as Checker.check_each does it. Raises PayerError."""
        return self._checker(payer).check_each(sets)

    def _checker(self, payer: str) -> Checker:
        def make() -> Checker:
            profile = find_profile(payer) if payer else None
            return Checker(self.reference, load(), profile, DuckDB(threads=1), self.payers)

        return kept(self._checkers, (self.reference.digest, id(self.payers), payer), make)

    def page(self, code: str, on: date, locality: str) -> Page:
        """The page of a code. Raises CodePageError when no loaded release has it, PriceError for an unknown locality."""
        key = (self.reference.digest, on, locality)
        return kept(self._pages, key, lambda: Pages(self.reference, on=on, locality=locality), _PAGES_KEPT).page(code)

    def fee(self, code: str, modifier: str, locality: str, zip_code: str, on: date) -> Fee:
        """What the fee schedule pays for a code. Raises PriceError for an unknown modifier, locality or ZIP code."""

        pricer = self._pricer(Options(locality=locality_key(locality), zip_code=zip_code))
        return fees([Question(code, modifier, on, locality)], zip_code=zip_code, pricer=pricer)[0]

    def price(self, claims: pa.Table, lines: pa.Table, denied: pa.Table | None, options: Options) -> Priced:
        """The prices of claims with the lines that a check denies. Raises PriceError."""
        return self._pricer(options).price(claims, lines, denied)

    def rules(self, code: str, on: date) -> CodeRules:
        """The payer rules and edits that bear on a code."""
        return kept(self._rules, self.reference.digest, lambda: RulesFor(self.reference), 1).of(code, on)

    def _pricer(self, options: Options) -> Pricer:
        def make() -> Pricer:
            return Pricer(self.reference, options, DuckDB(threads=1))

        return kept(self._pricers, (self.reference.digest, options), make)


def kept(those: OrderedDict[Any, Closed], key: Any, make: Callable[[], Closed], most: int = _KEPT) -> Closed:
    """The one under `key`, made when there is none; of too many the least used is closed."""
    if key in those:
        those.move_to_end(key)
        return those[key]
    if len(those) >= most:
        those.popitem(last=False)[1].close()
    those[key] = made = make()
    return made
