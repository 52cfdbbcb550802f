"""Prices that CMS lists by code in files beside the physician fee schedule: drugs (ASP), laboratory tests (CLFS), equipment and
supplies (DMEPOS). Paid are units × the price of the quarter of the date, in the place of an unknown amount.

Sources: SSA 1847A and 42 CFR 414.904 (ASP; the payment limit has the 6 percent in it); SSA 1834A and 42 CFR 414.507 (CLFS);
SSA 1834(a), 42 CFR 414.210 and 414.229 (DMEPOS). Not read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sightline.pricing.adjustments import EFFECTIVE, cut_modifiers
from sightline.reference.calendar import answer
from sightline.reference.release import Release
from sightline.reference.store import Reference

AMOUNT = pa.decimal128(18, 2)
CENT = Decimal("0.01")
#: The files, in the order in which a code is looked for.
KINDS = ("asp", "clfs", "dmepos")
#: 42 CFR 414.229: a capped rental is paid three quarters of the listed amount from the fourth month on (KJ); power
#: wheelchairs have shares of their own.
_LATER_MONTHS = Decimal("0.75")
_POWER_WHEELCHAIRS = ("K0813", "K0898")
#: Modifiers that say the month of a rental; the price of the first three is the listed one.
_MONTHS = frozenset(("KH", "KI", "KJ"))
#: Discarded, or nothing discarded: the units of either are paid the payment limit (CPM 17 §40).
_WASTE = frozenset(("JW", "JZ"))
_MOST_UNITS = 100_000

#: What a term pays of Medicare's price, and the date of its basis (None: of the service); None: the term has no such price.
Share = Callable[[int], tuple[Decimal, date | None] | None]


class Row(NamedTuple):
    """A row of a file: a price in dollars for the codes with these modifiers, in a state and kind of place where that matters."""

    price: Decimal | None
    modifiers: frozenset[str]
    category: str
    state: str
    rural: bool
    source_row: int


@dataclass
class Listed:
    """What the files say of the lines, by their places. `answer`: the kind of the file that has a price (`amount` is then the
    line's, in dollars), else the reason for none, else "". `detail`, `release` and `source_row` explain it; `counted` are the
    modifiers that the price depends on."""

    amount: pa.Array
    answer: pa.Array
    detail: dict[int, str] = field(default_factory=dict)
    release: dict[int, int] = field(default_factory=dict)
    source_row: dict[int, int] = field(default_factory=dict)
    counted: dict[int, frozenset[str]] = field(default_factory=dict)


class _Found(NamedTuple):
    """The price of one unit, or the reason for none."""

    answer: str
    price: Decimal | None = None
    detail: str = ""
    release: int = -1
    source_row: int = 0
    counted: frozenset[str] = frozenset()


@lru_cache(maxsize=32)
def _rows(path: Path, kind: str) -> dict[str, tuple[Row, ...]]:
    """The rows of a file by code."""
    found: dict[str, list[Row]] = {}
    for row in pq.read_table(path).to_pylist():
        price = row[{"asp": "payment_limit", "clfs": "rate", "dmepos": "amount"}[kind]]
        stated = frozenset(each for each in (row.get("modifier"), row.get("modifier_2")) if each)
        rest = row.get("category") or "", row.get("state") or "", bool(row.get("rural")), row["source_row"]
        found.setdefault(row["code"], []).append(Row(price, stated, *rest))
    return {code: tuple(rows) for code, rows in found.items()}


@lru_cache(maxsize=32)
def _pricing_modifiers(path: Path, kind: str) -> frozenset[str]:
    """The modifiers by which some row of a file differs from another."""
    return frozenset(each for rows in _rows(path, kind).values() for row in rows for each in row.modifiers)


@lru_cache(maxsize=4)
def _states(path: Path) -> dict[str, str]:
    table = pq.read_table(path, columns=["zip", "state"])
    return dict(zip(table["zip"].to_pylist(), table["state"].to_pylist(), strict=True))


def payment_limit(reference: Reference, code: str, on: date) -> Decimal | None:
    """The payment limit of a drug by the ASP file of the quarter, in dollars a unit; None where none is loaded that has it."""
    for release in reference.of("asp"):
        if release.period_from <= on < release.period_to and (rows := _rows(release.path, "asp").get(code)):
            return rows[0].price
    return None


def listed_prices(reference: Reference, lines: pa.Table, codes: pa.Array, share: Share) -> Listed | None:
    """What the loaded files say of lines; None where none of their codes is in one.

    `lines` has a row per line: code (its place in `codes`), modifiers (with blanks between), zip, date_from, units, minutes,
    term.
    """
    releases = [(kind, release) for kind in KINDS for release in reference.of(kind)]
    if not releases:
        return None
    known = {code for kind, release in releases for code in _rows(release.path, kind)}
    places = [place for place, code in enumerate(codes.to_pylist()) if code in known]
    if not places:
        return None
    find = _finder(reference, releases)
    at = pc.indices_nonzero(pc.is_in(lines["code"], pa.array(places, lines["code"].type)))
    mine = lines.take(at)
    texts = codes.take(mine["code"]).to_pylist()
    columns = ("modifiers", "zip", "date_from", "units", "minutes", "term")
    amounts: dict[int, Decimal] = {}
    answers: dict[int, str] = {}
    listed = Listed(pa.nulls(0), pa.nulls(0))
    for place, code, modifiers, zip_code, on, units, minutes, term in zip(
        at.to_pylist(), texts, *(mine[name].to_pylist() for name in columns), strict=True
    ):
        shared = share(term)
        if on is None or shared is None:
            continue
        percent, basis = shared
        found = find(code, modifiers, zip_code, basis or on)
        answers[place] = found.answer
        if found.price is None:
            continue
        if minutes or units is None or not 0 < units < _MOST_UNITS:
            answers[place] = "no-units"
            continue
        amounts[place] = (found.price * percent * units).quantize(CENT, ROUND_HALF_UP)
        listed.detail[place] = found.detail + (f" × {percent.normalize():f}" if percent != 1 else "") + (
            f" × {units.normalize():f}" if units != 1 else ""
        )  # fmt: skip
        listed.release[place], listed.source_row[place] = found.release, found.source_row
        listed.counted[place] = found.counted
    count = range(lines.num_rows)
    listed.amount = pa.array([amounts.get(place) for place in count], AMOUNT)
    listed.answer = pa.array([answers.get(place, "") for place in count], pa.string())
    return listed


def explained(priced: pa.Table, listed: Listed | None) -> pa.Table:
    """Priced lines (in their order) with what explains a listed price: listed_detail, listed_release, listed_row; and without
    the modifiers that it depends on among those that are not modelled."""
    count = priced.num_rows
    if listed is None:
        empty = pa.nulls(count, pa.int32())
        return (
            priced.append_column("listed_detail", pa.nulls(count, pa.string()))
            .append_column("listed_release", empty)
            .append_column("listed_row", empty)
        )
    unmodelled = priced["unmodelled"].to_pylist()
    for place, counted in listed.counted.items():
        unmodelled[place] = ", ".join(each for each in unmodelled[place].split(", ") if each not in counted)
    at = priced.schema.get_field_index("unmodelled")
    columns = (
        (("listed_detail", listed.detail, pa.string()), ("listed_release", listed.release, pa.int32()),
         ("listed_row", listed.source_row, pa.int32()))
    )  # fmt: skip
    table = priced.set_column(at, "unmodelled", pa.array(unmodelled, pa.string()))
    for name, values, kind in columns:
        table = table.append_column(name, pa.array([values.get(place) for place in range(count)], kind))
    return table


def _finder(reference: Reference, releases: Sequence[tuple[str, Release]]) -> Callable[[str, str, str, date], _Found]:
    """What finds the price of a unit by code, modifiers, ZIP code and date; it remembers."""
    numbers = {id(release): number for number, release in enumerate(reference.releases)}
    zips = reference.of("zip_locality")

    @cache
    def find(code: str, text: str, zip_code: str, on: date) -> _Found:
        modifiers = frozenset(text.split())
        for kind, release in releases:
            rows = _rows(release.path, kind).get(code)
            if not rows or not release.period_from <= on < release.period_to:
                continue
            if modifiers & (EFFECTIVE | cut_modifiers()):
                return _Found("listed-modifier")
            stated = _pricing_modifiers(release.path, kind)
            number = numbers[id(release)]
            if kind == "dmepos":
                return _equipment(code, rows, modifiers, stated, _state(zips, zip_code, on), number)
            row = _narrowest(rows, modifiers)
            if row is None:
                return _Found("listed-modifier")
            if row.price is None:
                return _Found("no-listed-price")
            counted = row.modifiers | (modifiers & _WASTE if kind == "asp" else frozenset())
            return _Found(kind, row.price, f"{row.price}", number, row.source_row, counted)
        return _Found("")

    return find


def _equipment(
    code: str, rows: Iterable[Row], modifiers: frozenset[str], pricing: frozenset[str], state: str, release: int
) -> _Found:
    """The price of equipment in a state: of the row with the modifiers that price it, if both kinds of place have one."""
    if not state:
        return _Found("no-state")
    own = [row for row in rows if row.state == state]
    if not own:
        return _Found("no-listed-price")
    found = [_narrowest([row for row in own if row.rural is rural], modifiers) for rural in (False, True)]
    row = found[0] or found[1]
    if row is None or (modifiers & pricing) - row.modifiers:
        return _Found("listed-modifier")
    if len({each.price if each else None for each in found}) > 1:
        return _Found("rural-or-not")
    assert row.price is not None
    price, detail, months = row.price, f"{row.price} in {state}", frozenset[str]()
    if "RR" in row.modifiers:
        months = modifiers & _MONTHS
        if "KJ" in months and row.category == "CR":
            if _POWER_WHEELCHAIRS[0] <= code <= _POWER_WHEELCHAIRS[1]:
                return _Found("rental-month")
            price = (price * _LATER_MONTHS).quantize(CENT, ROUND_HALF_UP)
            detail += " × 0.75 from the fourth month"
    return _Found("dmepos", price, detail, release, row.source_row, row.modifiers | months)


def _narrowest(rows: Iterable[Row], modifiers: frozenset[str]) -> Row | None:
    """The row with the most of the line's modifiers and no other; None where there is none, or two of as many."""
    fitting = sorted((row for row in rows if row.modifiers <= modifiers), key=lambda row: -len(row.modifiers))
    if not fitting or (len(fitting) > 1 and len(fitting[0].modifiers) == len(fitting[1].modifiers)):
        return None
    return fitting[0]


def _state(releases: Sequence[Release], zip_code: str, on: date) -> str:
    """The state of a ZIP code; "" where no loaded release has it."""
    found = answer(releases, on, in_starter=True)
    return _states(found.release.path).get(zip_code, "") if found and zip_code else ""
