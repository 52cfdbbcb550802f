"""Fee tables of a contract: a csv of code, modifier and amount."""

from __future__ import annotations

import csv
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path
from typing import NamedTuple

from sightline.pricing.contract.tables import CENT

#: Modifiers that choose between the rows of a code by themselves; rows of others are for lines that state the modifier.
COMPONENTS = ("", "26", "TC", "53")
_MOST = Decimal(10) ** 9


class Amount(NamedTuple):
    """One row of a fee table, in dollars for one unit; `row` is its number in the file, the header's being 1."""

    code: str
    modifier: str
    nonfacility_amount: Decimal
    facility_amount: Decimal
    row: int


def read_fees(path: Path) -> tuple[Amount, ...]:
    """A fee table: a csv of code, modifier, and amount or non_facility_amount and facility_amount.

    Raises ValueError that says which row of which file cannot be used.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            named = {name.strip().lower(): name for name in reader.fieldnames or () if name}
            _columns(path, named)
            fees = [
                _amount({name: row[stated] or "" for name, stated in named.items()}, path, number)
                for number, row in enumerate(reader, 2)
                if any(value for value in row.values() if value)
            ]
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise ValueError(f"{path}: not UTF-8 text") from None
    if not fees:
        raise ValueError(f"{path}: the fee table has no rows")
    seen: dict[tuple[str, str], int] = {}
    for fee in fees:
        before = seen.setdefault((fee.code, fee.modifier), fee.row)
        if before != fee.row:
            raise ValueError(f"{path}: rows {before} and {fee.row} are both for {fee.code} {fee.modifier}".rstrip())
    return tuple(fees)


def _columns(path: Path, named: dict[str, str]) -> None:
    sides = {"non_facility_amount", "facility_amount"}
    if "code" not in named or not ("amount" in named or sides <= set(named)):
        raise ValueError(
            f"{path}: a fee table has the columns code, modifier, and amount or non_facility_amount and facility_amount"
        )


def _amount(row: dict[str, str], path: Path, number: int) -> Amount:
    code, modifier = row["code"].strip().upper(), row.get("modifier", "").strip().upper()
    if not code:
        raise ValueError(f"{path}: row {number} has no code")
    if not re.fullmatch(r"[A-Z0-9]{2}|", modifier):
        raise ValueError(
            f"{path}: row {number} has the modifier {modifier!r}; write two characters such as 26, or none"
        )
    both = row.get("amount", "")
    stated = [row.get("non_facility_amount") or both, row.get("facility_amount") or both]
    try:
        away, facility = (Decimal(text.strip().replace("$", "").replace(",", "")) for text in stated)
        if not 0 <= min(away, facility) <= max(away, facility) < _MOST:
            raise InvalidOperation
    except InvalidOperation:
        raise ValueError(f"{path}: row {number} has no amount in dollars") from None
    return Amount(code, modifier, away.quantize(CENT, ROUND_HALF_UP), facility.quantize(CENT, ROUND_HALF_UP), number)
