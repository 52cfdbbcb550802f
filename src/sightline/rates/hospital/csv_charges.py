"""Hospitals' standard charges as CSV, tall and wide."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from sightline.rates import values
from sightline.rates.hospital.charge import Charge, Hospital
from sightline.rates.scan import DamagedError

DOLLARS, PERCENT, ALGORITHM = "negotiated_dollar", "negotiated_percentage", "negotiated_algorithm"
_STATED = (DOLLARS, PERCENT, ALGORITHM)


def charges_in_csv(stream: BinaryIO, about: Hospital) -> Iterator[Charge]:
    """The charges of a file; `about` is filled. Raises DamagedError when it is cut short or damaged."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
    try:
        numbered = enumerate(csv.reader(text, strict=True), start=1)
        rows = ((number, row) for number, row in numbered if any(cell.strip() for cell in row))
        names, values, titles = (next(rows, (0, list[str]()))[1] for _ in range(3))
        header = [_parts(cell) for cell in titles]
        facts = {_parts(name)[0]: value.strip() for name, value in zip(names, values, strict=False)}
        about.name, about.updated = facts.get("hospital_name", ""), facts.get("last_updated_on", "")
        about.npis[:] = [npi.strip() for npi in facts.get("type_2_npi", "").split("|") if npi.strip()]
        if not any(parts[0] == "code" for parts in header):
            raise DamagedError("its third row is not a header with code|1; not a hospital's table of standard charges")
        if ["payer_name"] in header:
            yield from _tall(rows, header)
        else:
            if not any(parts[0] == "standard_charge" and parts[-1] in _STATED for parts in header):
                about.lacks = f"it has no column payer_name and none such as standard_charge|PAYER|PLAN|{DOLLARS}"
            yield from _wide(rows, header, titles)
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
    pairs = ((_code(row[code]), values.code(row[kind])) for code, kind in columns if max(code, kind) < len(row))
    return tuple(dict.fromkeys(pair for pair in pairs if pair[0]))


def _code(cell: str) -> str:
    """A code; 77012.0 is what a spreadsheet makes of one that it takes for a number."""
    return values.code(re.sub(r"^\s*(\d+)\.0\s*$", r"\1", cell))


def _tall(rows: Iterable[tuple[int, list[str]]], header: list[list[str]]) -> Iterator[Charge]:
    at = {parts[-1]: place for place, parts in enumerate(header) if len(parts) == 1 or parts[0] == "standard_charge"}
    columns = _codes(header)

    def cell(row: list[str], name: str) -> str:
        place = at.get(name, -1)
        return row[place].strip() if 0 <= place < len(row) else ""

    for number, row in rows:
        payer = cell(row, "payer_name")
        dollars, percent, algorithm = (cell(row, name) for name in _STATED)
        percent = percent.removesuffix("%")
        if payer or dollars or percent or algorithm:
            yield Charge(
                _coded(row, columns), payer, cell(row, "plan_name"), cell(row, "modifiers"), cell(row, "setting"),
                cell(row, "billing_class"),
                cell(row, "methodology"), dollars, percent, algorithm, f"row {number:,}",
                "" if payer else "charge names no payer",
            )  # fmt: skip


def _wide(rows: Iterable[tuple[int, list[str]]], header: list[list[str]], titles: list[str]) -> Iterator[Charge]:
    """The charges of a table with columns for each payer and plan; `titles` is its header as it stands."""
    single = {parts[0]: place for place, parts in enumerate(header) if len(parts) == 1}
    plans: dict[tuple[str, ...], dict[str, int]] = {}
    nameless: dict[int, str] = {}  # columns of charges of which payer and plan are not named
    for place, parts in enumerate(header):
        if parts[0] == "standard_charge" and len(parts) == 4 and parts[1]:
            plans.setdefault((parts[1], parts[2]), {})[parts[3]] = place
        elif parts[0] == "standard_charge" and parts[-1] in _STATED:
            nameless[place] = f"column {titles[place].strip()} does not name payer and plan"
    columns = _codes(header)

    def cell(row: list[str], at: dict[str, int], name: str) -> str:
        place = at.get(name, -1)
        return row[place].strip() if 0 <= place < len(row) else ""

    for number, row in rows:
        coded, where = _coded(row, columns), f"row {number:,}"
        for place, fault in nameless.items():
            if place < len(row) and row[place].strip():
                yield Charge(coded, "|".join(header[place][1:-1]), "", "", "", "", "", "", "", "", where, fault)
        for (payer, plan), at in plans.items():
            dollars, percent, algorithm = (cell(row, at, name) for name in _STATED)
            percent = percent.removesuffix("%")
            if dollars or percent or algorithm:
                yield Charge(
                    coded, payer, plan, cell(row, single, "modifiers"), cell(row, single, "setting"),
                    cell(row, single, "billing_class"), cell(row, at, "methodology"), dollars, percent, algorithm, where,
                )  # fmt: skip
