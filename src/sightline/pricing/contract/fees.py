"""Fee tables of a contract: delimited text of code, modifier and amount, as payers send it."""

from __future__ import annotations

import csv
import io
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
    nonfacility_amount: Decimal | None  # None: the table has no amount for the side
    facility_amount: Decimal | None
    row: int


_PAID = "(amount|rate|fee|allowed|price)"
#: Names of columns as payers write them, in lower case and with blanks for all other signs.
_NAMES = {
    "code": r"code|(cpt|hcpcs|cpt hcpcs|procedure|proc|service|billing)( code)?",
    "modifier": r"mod(ifier)?s?( ?1)?",
    "non_facility_amount": rf"(non ?fac(ility)?|office)( {_PAID})?",
    "facility_amount": rf"fac(ility)?( {_PAID})?",
    "amount": rf"((allowed|contract|contracted|fee schedule|negotiated) )?{_PAID}|allowable|reimbursement",
}
_SIDES = {"non_facility_amount", "facility_amount"}
#: Titles may stand above the columns' names.
_MOST_TITLES = 30
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
#: What payers write where they pay nothing by the table.
_NO_AMOUNT = frozenset(("", "-", "--", "n/a", "na", "none", "not covered", "by report", "br"))


def read_fees(path: Path) -> tuple[Amount, ...]:
    """A fee table: delimited text of code (which may carry its modifier), modifier, and amount or non_facility_amount and
    facility_amount, under the names of `_NAMES`. Titles above and rows without any amount are left out.

    Raises ValueError that says which row of which file cannot be used.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise ValueError(f"{path}: not text in UTF-8: save it as CSV in UTF-8") from None
    columns, rows = _table(path, text)
    fees = [
        _amount({name: row[at].strip() if at < len(row) else "" for name, at in columns.items()}, path, number)
        for number, row in rows
        if any(cell.strip() for cell in row)
    ]
    kept = [fee for fee in fees if fee is not None]
    if not kept:
        raise ValueError(f"{path}: the fee table has no rows")
    seen: dict[tuple[str, str], int] = {}
    for fee in kept:
        before = seen.setdefault((fee.code, fee.modifier), fee.row)
        if before != fee.row:
            raise ValueError(f"{path}: rows {before} and {fee.row} are both for {fee.code} {fee.modifier}".rstrip())
    return tuple(kept)


def _table(path: Path, text: str) -> tuple[dict[str, int], list[tuple[int, list[str]]]]:
    """The place of each known column, and the numbered rows beneath the columns' names."""
    shown = ""
    for delimiter, called in _DELIMITERS.items():
        rows = list(enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1))
        for number, row in rows[:_MOST_TITLES]:
            columns = {_column(cell): at for at, cell in reversed(list(enumerate(row)))}
            if "code" in columns and ("amount" in columns or columns.keys() >= _SIDES):
                return columns, rows[number:]
        if not shown and len(rows[0][1] if rows else ()) > 1:
            shown = f"; the first row, {called}-delimited, has {', '.join(cell.strip() for cell in rows[0][1])}"
    raise ValueError(
        f"{path}: a fee table has the columns code, modifier, and amount or non_facility_amount and facility_amount{shown}"
    )


def _column(name: str) -> str:
    """The column that a name is of; "" for one that is not read."""
    words = re.sub(r"[^a-z0-9]+", " ", name.lower()).strip()
    return next((column for column, pattern in _NAMES.items() if re.fullmatch(pattern, words)), "")


def _amount(row: dict[str, str], path: Path, number: int) -> Amount | None:
    """A row; None where the payer states no amount."""
    code, *carried = re.split(r"[-: ]+", row["code"].upper(), maxsplit=1)
    modifier = row.get("modifier", "").upper() or (carried[0] if carried else "")
    if not code:
        raise ValueError(f"{path}: row {number} has no code")
    if not re.fullmatch(r"[A-Z0-9]{2}|", modifier):
        raise ValueError(
            f"{path}: row {number} has the modifier {modifier!r}; write two characters such as 26, or none"
        )
    both = row.get("amount", "")
    stated = [row.get("non_facility_amount") or both, row.get("facility_amount") or both]
    if not any(stated):
        raise ValueError(f"{path}: row {number} has no amount in dollars")
    away, facility = (_dollars(text, path, number) for text in stated)
    return None if away is None and facility is None else Amount(code, modifier, away, facility, number)


def _dollars(text: str, path: Path, number: int) -> Decimal | None:
    """An amount; None where the payer states none."""
    if text.lower() in _NO_AMOUNT:
        return None
    try:
        amount = Decimal(re.sub(r"[$,\s]", "", text))
        if not 0 <= amount < _MOST:
            raise InvalidOperation
    except InvalidOperation:
        raise ValueError(f"{path}: row {number} has no amount in dollars: {text!r}") from None
    return amount.quantize(CENT, ROUND_HALF_UP)
