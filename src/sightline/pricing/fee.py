"""Look fees up: what the fee schedule pays for a code on both sides, by the same relations that price claims."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

import pyarrow as pa

from sightline.claims.schema import CLAIM, LINE
from sightline.pricing.price import Options, PriceError, Pricer
from sightline.pricing.result import Priced, rules
from sightline.reference.release import Release
from sightline.reference.store import Reference, open_reference

_SIDES = (("non_facility", "11"), ("facility", "22"))
#: Lines without an amount of their own that are paid on the other side of the street: shown with the published amount.
_SHOWN = ("", "technical-in-facility")


@dataclass(frozen=True)
class Side:
    """One side of a fee: `amount` in dollars (None: `reason` says why), the formula, and the OPPS cap where there is
    one."""

    amount: Decimal | None
    formula: str
    reason: str
    opps_cap: Decimal | None
    capped: bool


@dataclass(frozen=True)
class Fee:
    """What the fee schedule pays for one unit of a code and modifier on a date in a locality."""

    code: str
    modifier: str
    on: date
    locality: str  # "national", else key and name
    non_facility: Side
    facility: Side
    note: str
    hospital_status: str | None  # OPPS status indicator
    center_indicator: str | None  # ASC payment indicator
    release: Release | None
    source_row: int | None
    gpci_release: Release | None
    gpci_row: int | None


@dataclass(frozen=True)
class Asked:
    """One question: code, modifier ("26", or several with spaces), date and locality ("" for national)."""

    code: str
    modifier: str = ""
    on: date | None = None
    locality: str = ""


def fee(
    code: str,
    *,
    modifier: str = "",
    locality: str = "",
    zip_code: str = "",
    on: date | None = None,
    apm: bool = False,
    reference: Reference | Path | str | None = None,
) -> Fee:
    """The fee of `code` on the date `on` (default: today), in dollars for one unit, non-facility and facility.

    `locality` is a carrier and locality such as 10112-00, or `zip_code` says where; national without either. Raises
    PriceError for a locality or ZIP code that no loaded release knows.
    """
    return fees([Asked(code, modifier, on, locality)], zip_code=zip_code, apm=apm, reference=reference)[0]


def fees(
    asked: Sequence[Asked],
    *,
    zip_code: str = "",
    apm: bool = False,
    reference: Reference | Path | str | None = None,
    strict: bool = True,
) -> list[Fee]:
    """The fees of many questions in one run; `zip_code` is for all of them.

    Raises PriceError for a locality that no loaded release knows; without `strict` such a fee has its reason instead.
    """
    store = reference if isinstance(reference, Reference) else open_reference(reference)
    places = {one.locality for one in asked}
    only = next(iter(places)) if len(places) == 1 else ""
    pricer = Pricer(store, Options(locality=only if strict else "", zip_code=zip_code, apm=apm))
    localities = None if zip_code else pa.array([one.locality for one in asked for _ in _SIDES], pa.string())
    if localities is not None and only and strict:
        localities = None
    priced = pricer.price(*_as_claims(asked), localities=localities)
    return list(_fees(asked, priced))


def _as_claims(asked: Sequence[Asked]) -> tuple[pa.Table, pa.Table]:
    """Two lines for each question, one a side, each a claim and patient of its own."""
    rows = [(one, place) for one in asked for _, place in _SIDES]
    keys = pa.array(range(1, len(rows) + 1), pa.int64())
    modifiers = [(one.modifier.upper().split() + [""] * 4)[:4] for one, _ in rows]
    anesthesia = [bool(re.fullmatch(r"0[01]\d{3}", one.code.upper())) for one, _ in rows]
    claims = filled(
        CLAIM, len(rows), claim_key=keys, patient=[str(n) for n in range(len(rows))], frequency=["1"] * len(rows)
    )
    lines = filled(
        LINE, len(rows), claim_key=keys, line_no=[1] * len(rows), code=[one.code.upper() for one, _ in rows],
        **{f"modifier_{n + 1}": [m[n] for m in modifiers] for n in range(4)}, units=[Decimal(1)] * len(rows),
        unit_basis=["MJ" if yes else "UN" for yes in anesthesia], place_of_service=[place for _, place in rows],
        date_from=[one.on or date.today() for one, _ in rows],
    )  # fmt: skip
    return claims, lines


def filled(schema: pa.Schema, rows: int, **columns: Any) -> pa.Table:
    """A table of a schema with these columns; texts that are not given are "", everything else is null."""
    arrays = [
        pa.array(columns[f.name], f.type)
        if f.name in columns
        else pa.repeat(pa.scalar("", f.type), rows)
        if pa.types.is_string(f.type)
        else pa.nulls(rows, f.type)
        for f in schema
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _fees(asked: Sequence[Asked], priced: Priced) -> Iterable[Fee]:
    table = priced.table.to_pylist()
    amounts = priced.amounts.select(
        ["situation", "reason", "surgeon_amount", "cap_amount", "multiple_amount"]
    ).to_pylist()
    told = priced.explained.to_pylist()
    for number, one in enumerate(asked):
        sides = []
        for side in (0, 1):
            at = 2 * number + side
            sides.append(_side(table[at], amounts[at], told[amounts[at]["situation"]]))
        row = told[amounts[2 * number]["situation"]]
        release = priced.releases[row["release"]] if row["release"] is not None and row["source_row"] else None
        gpci = priced.releases[row["gpci_release"]] if row["gpci_release"] is not None and row["gpci_row"] else None
        shown = table[2 * number]
        on = shown["date"]
        yield Fee(
            code=shown["code"],
            modifier=one.modifier.upper(),
            on=on,
            locality=shown["locality"] or one.locality,
            non_facility=sides[0],
            facility=sides[1],
            note="; ".join(_notes(sides, row, release, on, amounts[2 * number + 1]["reason"])),
            hospital_status=row["hospital_status"],
            center_indicator=row["center_indicator"],
            release=release,
            source_row=row["source_row"],
            gpci_release=gpci,
            gpci_row=row["gpci_row"] if gpci else None,
        )


def _side(shown: dict[str, Any], amounts: dict[str, Any], told: dict[str, Any]) -> Side:
    reason = amounts["reason"]
    amount = amounts["surgeon_amount"] if reason in _SHOWN else shown["allowed"]
    pe = told["facility_pe_rvu"] if told["facility"] else told["nonfacility_pe_rvu"]
    formula = ""
    if shown["schedule_amount"] is not None and told["state"] == "":
        formula = (
            f"({told['work_rvu']} × {told['work_gpci']} + {pe} × {told['pe_gpci']}"
            f" + {told['mp_rvu']} × {told['mp_gpci']}) × {told['factor']}"
        )
    capped = amount is not None and amounts["cap_amount"] != amounts["multiple_amount"]
    words = "" if reason in _SHOWN else rules()[reason]["says"]
    return Side(amount, formula, words, shown["opps_cap"], capped)


def _notes(
    sides: list[Side], told: dict[str, Any], release: Release | None, on: date, facility_reason: str
) -> list[str]:
    away, facility = sides
    notes = list(dict.fromkeys(side.reason for side in sides if side.reason))
    if facility_reason == "technical-in-facility":
        notes.append("in a facility Part B pays the professional component only")
    if away.capped or facility.capped:
        notes.append("OPPS cap applied")
    elif away.amount is None and away.opps_cap is not None:
        notes.append(f"at most {away.opps_cap} non-facility and {facility.opps_cap} facility (OPPS cap)")
    if told["hospital_status"] == "N":
        notes.append("OPPS N: packaged in a hospital")
    if told["center_indicator"] == "N1":
        notes.append("ASC N1: packaged in an ambulatory surgical center")
    if release is not None and not release.period_from <= on < release.period_to:
        notes.append(f"by the release {release.name}, which does not cover {on}")
    return notes


def batch(source: TextIO, out: TextIO, *, reference: Reference | Path | str | None = None) -> int:
    """Answer a csv of code, modifier, carrier, locality, date and optionally apm; returns the number of rows.

    Writes the same columns plus non_facility_amount, facility_amount and note; a row that cannot be answered says why
    in its note. Raises PriceError when a column is missing.
    """
    reader = csv.DictReader(source)
    columns = list(reader.fieldnames or [])
    lacking = [name for name in ("code", "modifier", "carrier", "locality", "date") if name not in columns]
    if lacking:
        raise PriceError(
            f"the batch has no column {', '.join(lacking)}; it needs code, modifier, carrier, locality and date"
        )
    rows = list(reader)
    store = reference if isinstance(reference, Reference) else open_reference(reference)
    answers: list[tuple[str, str, str]] = [("", "", "")] * len(rows)
    for apm in (False, True):
        places: list[int] = []
        asked: list[Asked] = []
        for place, row in enumerate(rows):
            if ((row.get("apm") or "").strip().lower() in {"1", "true", "yes", "y"}) is not apm:
                continue
            try:
                asked.append(_asked(row))
                places.append(place)
            except ValueError as error:
                answers[place] = ("", "", str(error))
        for place, one in zip(
            places, fees(asked, apm=apm, reference=store, strict=False) if asked else [], strict=True
        ):
            answers[place] = (_text(one.non_facility.amount), _text(one.facility.amount), one.note)
    writer = csv.DictWriter(
        out, [*columns, "non_facility_amount", "facility_amount", "note"], extrasaction="ignore", lineterminator="\n"
    )
    writer.writeheader()
    for row, (away, facility, note) in zip(rows, answers, strict=True):
        writer.writerow({**row, "non_facility_amount": away, "facility_amount": facility, "note": note})
    return len(rows)


def _asked(row: dict[str, str]) -> Asked:
    carrier, locality = ((row[name] or "").strip() for name in ("carrier", "locality"))
    if bool(carrier) != bool(locality):
        raise ValueError("carrier and locality go together; leave both empty for national amounts")
    place = f"{carrier.zfill(5)}-{locality.zfill(2)}" if carrier else ""
    text = (row["date"] or "").strip()
    try:
        if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
            on = date(int(match[3]), int(match[1]), int(match[2]))
        else:
            on = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a date such as 2026-04-01") from None
    if place and not re.fullmatch(r"\d{5}-\d\d", place):
        raise ValueError(f"{place!r} is not a carrier of five digits and a locality of two")
    return Asked((row["code"] or "").strip().upper(), (row["modifier"] or "").strip(), on, place)


def _text(amount: Decimal | None) -> str:
    return "" if amount is None else str(amount)
