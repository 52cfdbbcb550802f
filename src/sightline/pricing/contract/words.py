"""A term in words: whom and what it is for, and what it pays."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from sightline.pricing.contract.entry import ALL_CODES
from sightline.pricing.contract.term import Term
from sightline.reference.release import BEGINNING, FOREVER

_REDUCTIONS = {
    "medicare": "Medicare's reductions",
    "none": "no reductions",
    "unknown": "reductions not stated: lines that Medicare would reduce have no amount",
}


def label(term: Term) -> str:
    """Which term: its place in the file, its line, and the modifier or days that set it apart."""
    apart = f", rows for {term.modifier}" if term.modifier else ""
    return f"term {term.entry} (line {term.line}{apart})"


def whom(term: Term) -> str:
    """Payer, plans, dates, codes and what restricts the lines."""
    parts = ["every payer" if term.payer == "*" else term.payer]
    for name, words in (("product", term.products), ("plan", term.plans), ("group", term.groups)):
        parts += [f"{name} {', '.join(words)}"] if words else []
    parts += [days(term.begins, term.ends), codes(term.codes)]
    for name, words in (("providers", term.providers), ("places", term.places), ("components", term.components)):
        parts += [f"{name} {', '.join(words)}"] if words else []
    parts += [f"modifier {term.modifier}"] if term.modifier else []
    return " · ".join(parts)


def days(begins: date, ends: date) -> str:
    """From the first to the last day; `ends` is the day after it."""
    first = "" if begins <= BEGINNING else f"from {begins}"
    last = "" if ends >= FOREVER else f"to {ends - timedelta(days=1)}"
    return " ".join(part for part in (first, last) if part) or "every date"


def codes(ranges: tuple[tuple[str, str], ...]) -> str:
    """Ranges of codes as a person writes them."""
    if ranges == (ALL_CODES,):
        return "every code"
    return ", ".join(first if first == last else f"{first}-{last}" for first, last in ranges)


def pays(term: Term) -> str:
    """What the term pays, with its reductions and scales."""
    of = f" of {term.year}" if term.year else ""
    where = f" at {term.locality}" if term.locality else ""
    paid = {
        "percent-of-medicare": f"{percent(term.percent)} of Medicare{of}{where}",
        "conversion-factor": f"{plain(term.factor)} dollars per RVU{of}{where}" if term.factor else "",
        "fee-table": f"{len(term.fees):,} rows of {term.file}"
        + ("" if term.percent == 1 else f" × {percent(term.percent)}"),
        "percent-of-charge": f"{percent(term.percent)} of the charge",
        "percent-of-asp": f"{percent(term.percent)} of ASP",
        "case-rate": f"{term.amount} for the case, with {codes(term.includes)} of {_around(term)}",
        "per-diem": f"{term.amount} a day",
    }[term.pay]
    parts = [paid] if paid else []
    if term.anesthesia_factor is not None:
        parts.append(f"{plain(term.anesthesia_factor)} dollars per anesthesia unit")
    if term.pay in {"percent-of-medicare", "conversion-factor", "fee-table"}:
        parts.append(_REDUCTIONS[term.reductions])
    for key, figures in term.scales.items():
        parts.append(f"{key} {', '.join(percent(each) for each in figures) or 'none'}")
    if not term.lesser_of_charge and term.pay not in {"case-rate", "per-diem"}:
        parts.append("may be more than the charge")
    return "; ".join(parts)


def percent(factor: Decimal) -> str:
    """A factor in percent: 1.25 is 125 %."""
    return f"{plain(factor * 100)} %"


def plain(number: Decimal) -> str:
    """A number without zeros at its end."""
    return f"{number.normalize():f}"


def _around(term: Term) -> str:
    if not term.days_before and not term.days_after:
        return "the day"
    return f"{term.days_before} days before to {term.days_after} days after"
