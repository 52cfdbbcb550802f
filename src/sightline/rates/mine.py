"""Your contract beside what others have agreed: position, and what the difference is worth in a year."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pyarrow as pa

from sightline.claims.schema import CLAIM, LINE
from sightline.pricing.contract import Contract
from sightline.pricing.fee import filled
from sightline.pricing.price import Options, Pricer
from sightline.rates.medicare import ANY, FACILITY, NON_FACILITY, comparable
from sightline.rates.store import RatesError
from sightline.rates.summary import Cell
from sightline.reference.store import Reference

_PLACES = {NON_FACILITY: "11", FACILITY: "22", ANY: "11"}
_CENT = Decimal("0.01")
Volumes = dict[tuple[str, str, str], Decimal]  # code, component and payer ("" for every one) -> units a year


@dataclass(frozen=True)
class Position:
    """Your rate (dollars) among a cell's votes: percent of them below it and at it.

    `opportunity` says for the median and the 75th percentile what `units` a year would bring beyond your rate: in
    dollars, negative where yours is higher; empty without units.
    """

    rate: Decimal
    below: Decimal
    at: Decimal
    units: Decimal | None
    opportunity: dict[int, Decimal]


def positions(
    cells: Sequence[Cell], contract: Contract | Path | str, volumes: Volumes, on: date, *, locality: str = "",
    zip_code: str = "", reference: Reference,
) -> list[Position | None]:  # fmt: skip
    """The position of the contract's amount in each cell; None where the contract says none or it cannot be compared
    (other than professional, in dollars). Raises ContractError or PriceError."""
    priced_places = [place for place, cell in enumerate(cells) if _comparable(cell)]
    found: list[Position | None] = [None] * len(cells)
    if not priced_places:
        return found
    pricer = Pricer(reference, Options(locality=locality, zip_code=zip_code, contract=contract))
    priced = pricer.price(*_as_claims([cells[place] for place in priced_places], on)).table
    for place, amount in zip(priced_places, priced["allowed"].to_pylist(), strict=True):
        if amount is not None and amount > 0:
            found[place] = _position(cells[place], amount, volumes)
    return found


def _comparable(cell: Cell) -> bool:
    keys = cell.keys
    return comparable(keys["code_type"], keys["class"], keys["unit"], keys["modifiers"])


def _as_claims(cells: Sequence[Cell], on: date) -> tuple[pa.Table, pa.Table]:
    """A claim of one line for each cell, of the cell's payer."""
    count = len(cells)
    keys = pa.array(range(1, count + 1), pa.int64())
    numbers = [str(n) for n in range(count)]
    payers = [cell.keys.get("payer", "") for cell in cells]
    claims = filled(CLAIM, count, claim_key=keys, patient=numbers, frequency=["1"] * count, payer_name=payers)
    parts = [cell.keys["component"] for cell in cells]
    lines = filled(
        LINE, count, claim_key=keys, line_no=[1] * count, code=[cell.keys["billing_code"] for cell in cells],
        modifier_1=["" if part == "global" else part for part in parts], units=[Decimal(1)] * count,
        unit_basis=["UN"] * count, place_of_service=[_PLACES[cell.keys["side"]] for cell in cells],
        date_from=[on] * count,
    )  # fmt: skip
    return claims, lines


def _position(cell: Cell, rate: Decimal, volumes: Volumes) -> Position:
    votes = sum(count for _, count in cell.distribution)
    below = sum(count for one, count in cell.distribution if one < rate)
    at = sum(count for one, count in cell.distribution if one == rate)
    code, part = cell.keys["billing_code"], cell.keys["component"]
    payer = cell.keys.get("payer", "").lower()
    units = volumes.get((code, part, payer), volumes.get((code, part, "")))
    worth = {p: ((cell.percentile(p) - rate) * units).quantize(_CENT) for p in (50, 75)} if units is not None else {}
    percent = Decimal(100)
    return Position(
        rate, (percent * below / votes).quantize(_CENT), (percent * at / votes).quantize(_CENT), units, worth
    )


def read_volumes(path: Path) -> Volumes:
    """Units a year from a CSV with the columns code, units and optionally modifier (26 or TC) and payer.

    Raises RatesError for a missing column or a number that is none.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            if not {"code", "units"} <= set(reader.fieldnames or ()):
                raise RatesError(f"{path}: needs the columns code and units, and may have modifier and payer")
            rows = list(reader)
    except OSError as error:
        raise RatesError(f"{path}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise RatesError(f"{path}: not text in UTF-8: save it as CSV in UTF-8") from None
    found: Volumes = {}
    for number, row in enumerate(rows, 2):
        try:
            units = Decimal((row["units"] or "").strip())
        except InvalidOperation:
            raise RatesError(f"{path}: row {number}: {row['units']!r} is no number of units") from None
        modifier = (row.get("modifier") or "").strip().upper() or "global"
        found[(row["code"] or "").strip().upper(), modifier, (row.get("payer") or "").strip().lower()] = units
    return found
