"""What Medicare pays beside a negotiated rate: by locality, component and side."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sightline.pricing.fee import Fee, Question, fees
from sightline.rates.values import EVERY_PLACE
from sightline.reference.store import Reference

FACILITY, NON_FACILITY, ANY = "facility", "non-facility", "any"
SIDES = (NON_FACILITY, FACILITY)
_PROFESSIONAL = ("professional", "both")
_CODES = ("CPT", "HCPCS")


@dataclass(frozen=True)
class Benchmark:
    """Medicare's amounts of one code and component, in dollars; None where there is none."""

    non_facility: Decimal | None
    facility: Decimal | None
    fee: Fee

    def of(self, side: str) -> dict[str, Decimal]:
        """The amounts to hold a rate of `side` against, by side: for "any" both."""
        both = {NON_FACILITY: self.non_facility, FACILITY: self.facility}
        return {name: amount for name, amount in both.items() if amount and side in (name, ANY)}


def benchmarks(
    services: Iterable[tuple[str, str]], on: date, *, locality: str = "", zip_code: str = "", reference: Reference
) -> dict[tuple[str, str], Benchmark]:
    """Medicare's amounts for codes and components on a date; national without a locality or ZIP code.

    Raises PriceError for a locality or ZIP code that no loaded release knows.
    """
    selected = sorted(set(services))
    questions = [Question(code, "" if part == "global" else part, on, locality) for code, part in selected]
    answers = fees(questions, zip_code=zip_code, reference=reference) if questions else []
    return {
        key: Benchmark(fee.non_facility.amount, None if _hospital_has(fee) else fee.facility.amount, fee)
        for key, fee in zip(selected, answers, strict=True)
    }


def _hospital_has(fee: Fee) -> bool:
    """Whether in a facility Part B pays this to nobody, though the fee schedule shows an amount."""
    return "in a facility Part B pays the professional component only" in fee.note


def comparable(code_type: str, billing_class: str, unit: str, modifiers: str) -> bool:
    """Whether a rate is one that the physician fee schedule speaks of: professional, in dollars, whole or 26 or TC."""
    return (
        code_type in _CODES and billing_class in _PROFESSIONAL and unit == "dollars" and modifiers in ("", "26", "TC")
    )


def sides(places: Iterable[str], reference: Reference) -> pa.Table:
    """The table place_side: for places of service as they are kept, whether all are in a facility, none, or any."""
    releases = reference.of("place")
    newest = max(releases, key=lambda release: (release.period_to, release.scope == "all", release.name))
    facility = {row["code"]: row["facility"] for row in pq.read_table(newest.path).to_pylist()}
    listed = sorted(set(places))
    return pa.table({"places": pa.array(listed, pa.string()), "side": [_side(one, facility) for one in listed]})


def _side(places: str, facility: dict[str, bool]) -> str:
    if places in ("", EVERY_PLACE):
        return ANY
    found = {facility.get(place) for place in places.split()}
    return FACILITY if found == {True} else NON_FACILITY if found == {False} else ANY


@cache
def _bands() -> dict[str, dict[str, str]]:
    return tomllib.loads((Path(__file__).parent / "bands.toml").read_text(encoding="utf-8"))


def flags(distribution: Iterable[tuple[Decimal, int]], unit: str, medicare: Iterable[Decimal]) -> dict[str, int]:
    """How many votes are implausible, by what bands.toml says; `medicare` is every amount that they may be held
    against, of which the most lenient counts."""
    bands, found, amounts = _bands(), dict[str, int](), sorted(medicare)

    def flag(name: str, votes: int) -> None:
        says = bands[name]["says"]
        found[says] = found.get(says, 0) + votes

    for rate, votes in distribution:
        if unit == "percent":
            if rate <= Decimal(bands["fraction"]["at_most"]):
                flag("fraction", votes)
            elif rate > Decimal(bands["over-charge"]["more_than"]):
                flag("over-charge", votes)
        elif rate <= Decimal(bands["placeholder"]["at_most"]):
            flag("placeholder", votes)
        elif amounts and rate < amounts[0] * Decimal(bands["below"]["times_medicare"]):
            flag("below", votes)
        elif amounts and rate > amounts[-1] * Decimal(bands["above"]["times_medicare"]):
            flag("above", votes)
    return found
