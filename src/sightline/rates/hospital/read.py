"""Hospitals' standard charges: CSV, tall and wide, and JSON, of templates v2 and v3.

Kept are the charges negotiated with payers, in dollars or percent; a charge that is stated as an algorithm only is
counted, not guessed. Each code of an item gets the item's rates. Source: CMS hospital price transparency data dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sightline.rates import values
from sightline.rates.hospital.charge import Charge, Hospital
from sightline.rates.hospital.csv_charges import charges_in_csv
from sightline.rates.hospital.json_charges import charges_in_json
from sightline.rates.rejected import Rejected, some
from sightline.rates.rows import GROUP, MEMBER, PRICE, Rows

_NPI = re.compile(r"[12][0-9]{9}")


@dataclass(frozen=True)
class Read:
    """What was read: charges seen, rejected by reason, the date as written, and the folder of each payer's rows; why
    there is none of these, "" where there is one or what was chosen is rejected."""

    items: int
    rejected: Rejected
    updated: str
    payers: dict[str, Path]
    nothing: str


def read(stream: BinaryIO, kind: str, folder: Path, codes: frozenset[str] | None, payer: str) -> Read:
    """Read a file of `kind` (hospital-csv or hospital-json) into one folder for each payer below `folder`.

    `codes` are those to keep (None: all), `payer` words of the payers' names to keep ("": all). Raises DamagedError.
    """
    about = Hospital()
    charges = charges_in_json(stream, about) if kind == "hospital-json" else charges_in_csv(stream, about)
    writing, rejected = _Writing(folder), Rejected()
    items, of_payer, coded, chosen = 0, 0, 0, 0
    others: set[str] = set()
    try:
        for charge in charges:
            items += 1
            if payer.lower() not in charge.payer.lower():
                others.add(charge.payer)
                continue
            of_payer += 1
            coded += bool(charge.codes)
            selected = [pair for pair in charge.codes if codes is None or pair[0] in codes]
            chosen += bool(selected)
            if not charge.codes:
                rejected.note("item has no billing code", charge.place)
            elif selected:
                for reason in [charge.fault] if charge.fault else writing.add(charge, selected):
                    rejected.note(reason, charge.place)
    finally:
        bad = writing.close(about)
    if bad:
        rejected["NPI has not ten digits"] += bad
    nothing = ""
    if not items:
        nothing = about.lacks or "it holds no charge that was negotiated with a payer"
    elif not of_payer:
        nothing = f"none of the charges in it ({items:,}) is of a payer with {payer} in its name; its payers are {some(others)}"
    elif coded and not chosen:
        nothing = f"none of the charges in it ({of_payer:,}) has one of the codes {some(codes or frozenset())}"
    return Read(items, rejected, about.updated, writing.folders, nothing)


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
                    charge.plan,
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
