"""Hospitals' standard charges: CSV, tall and wide, and JSON, of templates v2 and v3.

Kept are the charges negotiated with payers, in dollars or percent; a charge that is stated as an algorithm only is
counted, not guessed. Each code of an item gets the item's rates. Source: CMS hospital price transparency data dictionary.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from sightline.rates import values
from sightline.rates.hospital_json import charges_in_json
from sightline.rates.rows import GROUP, MEMBER, PRICE, Rows
from sightline.rates.scan import DamagedError

_NPI = re.compile(r"[12][0-9]{9}")
DOLLARS, PERCENT, ALGORITHM = "negotiated_dollar", "negotiated_percentage", "negotiated_algorithm"


@dataclass(frozen=True)
class Charge:
    """What one payer pays for an item: amounts as they stand in the file, "" where there is none."""

    codes: tuple[tuple[str, str], ...]  # code and type
    payer: str
    modifiers: Any
    setting: str
    billing_class: str
    method: str
    dollars: str
    percent: str
    algorithm: str


@dataclass
class Hospital:
    """What a file says of itself: name, date as written, NPIs."""

    name: str = ""
    updated: str = ""
    npis: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Read:
    """What was read: charges seen, rejected by reason, the date as written, and the folder of each payer's rows."""

    items: int
    rejected: Counter[str]
    told: str
    payers: dict[str, Path]


def read(stream: BinaryIO, kind: str, folder: Path, codes: frozenset[str] | None, payer: str) -> Read:
    """Read a file of `kind` (hospital-csv or hospital-json) into one folder for each payer below `folder`.

    `codes` are those to keep (None: all), `payer` words of the payers' names to keep ("": all). Raises DamagedError.
    """
    about = Hospital()
    charges = charges_in_json(stream, about, Charge) if kind == "hospital-json" else _charges_in_csv(stream, about)
    writing, rejected, items = _Writing(folder), Counter[str](), 0
    try:
        for charge in charges:
            items += 1
            if payer.lower() not in charge.payer.lower():
                continue
            wanted = [pair for pair in charge.codes if codes is None or pair[0] in codes]
            if not charge.codes:
                rejected["item has no billing code"] += 1
            elif wanted:
                rejected.update(reason for reason in writing.add(charge, wanted) if reason)
    finally:
        bad = writing.close(about)
    rejected.update({"NPI has not ten digits": bad} if bad else {})
    return Read(items, rejected, about.updated, writing.folders)


class _Writing:
    """The rows of each payer, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folders: dict[str, Path] = {}
        self._folder = folder
        self._rows: dict[str, Rows] = {}

    def add(self, charge: Charge, pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
        """Write a charge, a row for each code and amount; yields the reasons why it has none."""
        modifiers = values.words(charge.modifiers)
        stated = False
        for token, unit in ((charge.dollars, "dollars"), (charge.percent, "percent")):
            if not token:
                continue
            stated = True
            rate = values.rate(token.encode())
            if isinstance(rate, str):
                yield rate
                continue
            for code, kind in pairs:
                self._of(charge.payer).add((
                    0, code, kind, "", values.joined(modifiers), values.component(modifiers), rate, unit,
                    values.word(charge.method), values.word(charge.billing_class), values.word(charge.setting), "", None,
                ))  # fmt: skip
        if not stated:
            yield "rate is stated as an algorithm" if charge.algorithm else "no rate"

    def _of(self, payer: str) -> Rows:
        if payer not in self._rows:
            place = self._folder / f"payer-{len(self._rows)}"
            place.mkdir(parents=True)
            self.folders[payer] = place
            self._rows[payer] = Rows(place / "price.parquet", PRICE)
        return self._rows[payer]

    def close(self, about: Hospital) -> int:
        """Finish the files; returns how many of the hospital's NPIs are none."""
        npis = sorted({int(npi) for npi in about.npis if _NPI.fullmatch(npi)})
        for payer, rows in self._rows.items():
            rows.close()
            for name, schema, row in (
                ("member", MEMBER, (0, 0, rows.count)),
                ("provider", GROUP, (0, "", "", about.name, npis)),
            ):
                one = Rows(self.folders[payer] / f"{name}.parquet", schema)
                one.add(row)
                one.close()
        return sum(1 for npi in about.npis if not _NPI.fullmatch(npi))


def _charges_in_csv(stream: BinaryIO, about: Hospital) -> Iterator[Charge]:
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
    try:
        rows = (row for row in csv.reader(text, strict=True) if any(cell.strip() for cell in row))
        names, told = next(rows, []), next(rows, [])
        header = [_parts(cell) for cell in next(rows, [])]
        facts = {_parts(name)[0]: value.strip() for name, value in zip(names, told, strict=False)}
        about.name, about.updated = facts.get("hospital_name", ""), facts.get("last_updated_on", "")
        about.npis[:] = [npi.strip() for npi in facts.get("type_2_npi", "").split("|") if npi.strip()]
        if not any(parts[0] == "code" for parts in header):
            raise DamagedError("its third row is not a header with code|1; not a hospital's table of standard charges")
        yield from _tall(rows, header) if ["payer_name"] in header else _wide(rows, header)
    except csv.Error as reason:
        raise DamagedError(f"cut short or damaged ({reason})") from None
    finally:
        text.detach()


def _parts(cell: str) -> list[str]:
    """The parts of a header such as "standard_charge | Payer | Plan | negotiated_dollar"; its own words in lower
    case."""
    parts = [part.strip() for part in cell.split("|")]
    return [parts[0].lower(), *parts[1:-1], parts[-1].lower()] if len(parts) > 1 else [parts[0].lower()]


def _codes(header: list[list[str]]) -> list[tuple[int, int]]:
    """The columns of each code and its type."""
    at = {tuple(parts): place for place, parts in enumerate(header) if parts[0] == "code"}
    return [(place, at[(*parts, "type")]) for parts, place in at.items() if len(parts) == 2 and (*parts, "type") in at]


def _coded(row: list[str], columns: list[tuple[int, int]]) -> tuple[tuple[str, str], ...]:
    pairs = ((values.code(row[code]), values.code(row[kind])) for code, kind in columns if max(code, kind) < len(row))
    return tuple(dict.fromkeys(pair for pair in pairs if pair[0]))


def _tall(rows: Iterable[list[str]], header: list[list[str]]) -> Iterator[Charge]:
    at = {parts[-1]: place for place, parts in enumerate(header) if len(parts) == 1 or parts[0] == "standard_charge"}
    columns = _codes(header)

    def cell(row: list[str], name: str) -> str:
        place = at.get(name, -1)
        return row[place].strip() if 0 <= place < len(row) else ""

    for row in rows:
        if payer := cell(row, "payer_name"):
            yield Charge(
                _coded(row, columns), payer, cell(row, "modifiers"), cell(row, "setting"), cell(row, "billing_class"),
                cell(row, "methodology"), cell(row, DOLLARS), cell(row, PERCENT), cell(row, ALGORITHM),
            )  # fmt: skip


def _wide(rows: Iterable[list[str]], header: list[list[str]]) -> Iterator[Charge]:
    single = {parts[0]: place for place, parts in enumerate(header) if len(parts) == 1}
    plans: dict[tuple[str, ...], dict[str, int]] = {}
    for place, parts in enumerate(header):
        if parts[0] == "standard_charge" and len(parts) == 4:
            plans.setdefault((parts[1], parts[2]), {})[parts[3]] = place
    columns = _codes(header)

    def cell(row: list[str], at: dict[str, int], name: str) -> str:
        place = at.get(name, -1)
        return row[place].strip() if 0 <= place < len(row) else ""

    for row in rows:
        coded = _coded(row, columns)
        for (payer, _), at in plans.items():
            stated = [cell(row, at, name) for name in (DOLLARS, PERCENT, ALGORITHM)]
            if any(stated):
                yield Charge(
                    coded, payer, cell(row, single, "modifiers"), cell(row, single, "setting"),
                    cell(row, single, "billing_class"), cell(row, at, "methodology"), *stated,
                )  # fmt: skip
