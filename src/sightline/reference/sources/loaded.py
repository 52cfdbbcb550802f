"""What reading one published file gives, and the checks that every reader shares."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

import pyarrow as pa
import pyarrow.compute as pc

from sightline.reference.release import FOREVER, ReferenceDataError
from sightline.reference.tables import KINDS

_PROCEDURE = re.compile(r"(?=.*[0-9])[0-9A-Z]{5}")


@dataclass(frozen=True)
class Loaded:
    """A published file read whole: its table in the kind's schema and order, its release name and its period."""

    kind: str
    name: str
    title: str
    period_from: date
    period_to: date
    table: pa.Table
    starts_known: bool = True
    part: int = 0  # of a release published in numbered parts: which; 0 = whole


def procedure(text: str, row: int) -> str:
    """A CPT or HCPCS code of five characters; raises ReferenceDataError that names the row."""
    if not _PROCEDURE.fullmatch(text):
        raise odd(row, f"{text!r} is not a procedure code")
    return text


def number(text: str, row: int, places: int = 2) -> Decimal:
    """An exact decimal with at most `places` decimals; blank is 0. Raises ReferenceDataError that names the row."""
    try:
        value = Decimal(text or "0")
        if not value.is_finite() or value != round(value, places):
            raise InvalidOperation
    except InvalidOperation:
        raise odd(row, f"{text!r} is not a number with at most {places} decimals") from None
    return value


def day(text: str, row: int) -> date:
    """A date written 2026-04-01, 20260401, 4/1/2026 or as year and day of the year (2026091)."""
    try:
        if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
            return date(int(match[3]), int(match[1]), int(match[2]))
        if re.fullmatch(r"\d{7}", text):
            found = date(int(text[:4]), 1, 1) + timedelta(days=int(text[4:]) - 1)
            if found.year == int(text[:4]):
                return found
            raise ValueError
        if re.fullmatch(r"\d{8}|\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
    except (ValueError, OverflowError):
        pass
    raise odd(row, f"{text!r} is not a date")


def day_after(text: str, row: int) -> date:
    """The half-open end of a row whose published last day is `text`; blank or "*" is no end."""
    if text in {"", "*"}:
        return FOREVER
    last = day(text, row)
    return FOREVER if last >= FOREVER else last + timedelta(days=1)


def odd(row: int, reason: str) -> ReferenceDataError:
    """The refusal of a file for one of its rows."""
    return ReferenceDataError(f"row {row:,}: {reason}.")


def slug(text: str) -> str:
    """A short key: lower case, with hyphens between words."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def tabled(kind: str, rows: Sequence[Mapping[str, object]]) -> pa.Table:
    """The rows as a table of `kind`, in key order; raises ReferenceDataError for no rows or a key that repeats."""
    schema = KINDS[kind].schema
    if not rows:
        raise ReferenceDataError("no rows under its headings.")
    try:
        table = pa.table({name: [row[name] for row in rows] for name in schema.names}, schema=schema)
    except (pa.ArrowInvalid, OverflowError) as reason:
        raise ReferenceDataError(f"a value is out of range ({reason}).") from None
    return in_key_order(kind, table)


def in_key_order(kind: str, table: pa.Table) -> pa.Table:
    """The table sorted by its kind's key; raises ReferenceDataError when a key repeats."""
    key = KINDS[kind].key
    table = table.sort_by([(name, "ascending") for name in (*key, "source_row")])
    repeats = repeated(table, key)
    if repeats is not None:
        at = table.slice(repeats, 2).to_pylist()
        what = " ".join(str(at[0][name]) for name in key if at[0][name] != "")
        raise ReferenceDataError(f"rows {at[0]['source_row']:,} and {at[1]['source_row']:,} both hold {what}.")
    return table


def repeated(table: pa.Table, key: Sequence[str]) -> int | None:
    """In a table sorted by `key`, the place of the first row whose key the next row repeats; None when none does."""
    if table.num_rows < 2:
        return None
    same = None
    for name in key:
        column = table[name].combine_chunks()
        equal = pc.equal(column.slice(0, len(column) - 1), column.slice(1))
        same = equal if same is None else pc.and_(same, equal)
    place = pc.index(same, True).as_py()
    return None if place < 0 else place
