"""What a change to a claim would do: its findings and dollars before and after."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pyarrow as pa

from sightline.edits.check import Checker
from sightline.edits.options import CheckOptions
from sightline.edits.run import check
from sightline.errors import SightlineError
from sightline.pricing.denials import LEAST, denials
from sightline.pricing.price import Options, Pricer
from sightline.pricing.result import Priced
from sightline.reference.store import Reference, open_reference
from sightline.tables import with_column

FIELDS = ("code", "modifiers", "units", "charge", "pos", "date")


class WhatIfError(SightlineError):
    """A change that cannot be made; the message says what to write."""


@dataclass(frozen=True)
class WhatIf:
    """A claim before and after some changes (in words); `difference` is in dollars allowed, after less before."""

    changes: tuple[str, ...]
    before: Priced
    after: Priced

    @property
    def unknown(self) -> tuple[int, ...]:
        """The lines that have no amount, before or after."""
        without = {
            row["line"]
            for priced in (self.before, self.after)
            for row in priced.table.select(["line", "allowed"]).to_pylist()
            if row["allowed"] is None
        }
        return tuple(sorted(without))

    @property
    def difference(self) -> Decimal | None:
        """Dollars allowed after, less before; None when a line has no amount, before or after."""
        if self.unknown:
            return None
        return (self.after.summary["allowed"] or Decimal(0)) - (self.before.summary["allowed"] or Decimal(0))


def what_if(
    path: Path | str,
    *,
    changes: Sequence[str] = (),
    remove: Sequence[int] = (),
    place: str = "",
    claim: str = "",
    options: Options | None = None,
    reference: Reference | Path | str | None = None,
) -> WhatIf:
    """Check and price the claims of `path` (only number `claim`, when given) as they are and as they would be.

    `changes` are texts such as "2.modifiers=26" (line, field, value), `remove` line numbers, `place` a place of service
    for every line. Raises WhatIfError for a line or field that is not there.
    """
    store = reference if isinstance(reference, Reference) else open_reference(reference)
    read = check(path, CheckOptions(select=(LEAST,), reference=reference))
    claims, lines, diagnoses = read.claims, read.lines, read.diagnoses
    if claim:
        keys = [
            row["claim_key"] for row in claims.select(["claim_key", "claim_id"]).to_pylist() if row["claim_id"] == claim
        ]
        if not keys:
            raise WhatIfError(f"no claim in it has the number {claim}")
        claims, lines, diagnoses = (_of(table, keys) for table in (claims, lines, diagnoses))
    if not claims.num_rows:
        why = [*read.rejected["reason"].to_pylist(), *read.issues["message"].to_pylist(), "there is none in it"][0]
        raise WhatIfError(f"{path}: no claim could be read: {why}")
    if claims.num_rows != 1:
        named = ", ".join(claims["claim_id"].to_pylist()[:5])
        raise WhatIfError(f"{claims.num_rows} claims: name one with --claim ({named})")
    words, changed = change(lines, changes, remove, place)
    if not words:
        raise WhatIfError("nothing to change: give --set, --remove or --pos")
    checker, pricer = Checker(store), Pricer(store, options)
    found = []
    for some in (lines, changed):
        checked = checker.check(charged(claims, some), some, diagnoses)
        found.append(replace(pricer.price(claims, some, denials(checked)), check=checked))
    return WhatIf(tuple(words), found[0], found[1])


def change(
    lines: pa.Table, changes: Sequence[str], remove: Sequence[int] = (), place: str = ""
) -> tuple[list[str], pa.Table]:
    """The lines with changes made, and these in words. Raises WhatIfError."""
    rows = lines.to_pylist()
    numbers = {row["line_no"]: row for row in rows}
    words = []
    for text in [changes] if isinstance(changes, str) else changes:
        match = re.fullmatch(r"\s*(\d+)\.(\w+)\s*=\s*(.*?)\s*", text)
        if not match or match[2] not in FIELDS:
            raise WhatIfError(f"{text!r} is no change: write LINE.FIELD=VALUE, with {', '.join(FIELDS)} as fields")
        if int(match[1]) not in numbers:
            raise WhatIfError(f"{text!r}: the claim has no line {match[1]}; it has {_lines(numbers)}")
        numbers[int(match[1])].update(_values(match[2], match[3]))
        words.append(f"line {match[1]}: {match[2]} = {match[3] or 'none'}")
    for number in remove:
        if number not in numbers:
            raise WhatIfError(f"the claim has no line {number} to remove; it has {_lines(numbers)}")
        words.append(f"line {number} removed")
    if place:
        for row in rows:
            row["place_of_service"] = _place(place)
        words.append(f"place of service {place}")
    kept = [row for row in rows if row["line_no"] not in set(remove)]
    return words, pa.Table.from_pylist(kept, lines.schema)


def _values(field: str, value: str) -> dict[str, Any]:
    if field == "modifiers":
        stated = re.findall(r"[0-9A-Z]+", value.upper())
        if len(stated) > 4 or any(len(modifier) != 2 for modifier in stated):
            raise WhatIfError(f"modifiers = {value!r}: up to four of two characters, with spaces or commas between")
        return {f"modifier_{n + 1}": (stated + [""] * 4)[n] for n in range(4)}
    if field == "code":
        if not re.fullmatch(r"[0-9A-Za-z]{5}", value):
            raise WhatIfError(f"code = {value!r}: five characters such as 77012")
        return {"code": value.upper()}
    if field == "pos":
        return {"place_of_service": _place(value)}
    try:
        if field == "date":
            on = date.fromisoformat(value)
            return {"date_from": on, "date_to": on}
        number = Decimal(value.replace(",", ""))
        if not number.is_finite() or number < 0:
            raise WhatIfError(f"{field} = {value!r}: a number that is not negative")
        return {field: number.quantize(Decimal("0.001") if field == "units" else Decimal("0.01"))}
    except (ValueError, InvalidOperation):
        raise WhatIfError(
            f"{field} = {value!r} is no {'date such as 2026-04-01' if field == 'date' else 'number'}"
        ) from None


def _place(text: str) -> str:
    if not re.fullmatch(r"\d\d", text):
        raise WhatIfError(f"{text!r} is no place of service; write two digits such as 11")
    return text


def charged(claims: pa.Table, lines: pa.Table) -> pa.Table:
    """The claim with the sum of its lines as its charge, so that a change does not make it look out of balance."""
    total = sum((charge for charge in lines["charge"].to_pylist() if charge is not None), Decimal(0))
    return with_column(claims, "charge", [total])


def _of(table: pa.Table, keys: list[int]) -> pa.Table:
    import pyarrow.compute as pc

    return table.filter(pc.is_in(table["claim_key"], pa.array(keys, pa.int64())))


def _lines(numbers: dict[int, Any]) -> str:
    return ", ".join(str(number) for number in sorted(numbers))
