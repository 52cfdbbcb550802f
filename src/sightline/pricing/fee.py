"""Look fees up: what the fee schedule pays for a code on both sides, by the same relations that price claims."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sightline.claims.schema import CLAIM, LINE
from sightline.days import day_of
from sightline.pricing.adjustments import EFFECTIVE, cut_modifiers, denial_modifiers, modelled
from sightline.pricing.price import Options, PriceError, Pricer, locality_key
from sightline.pricing.result import Priced, rules
from sightline.reference.release import Release
from sightline.reference.store import Reference, open_reference

_SIDES = (("non_facility", "11"), ("facility", "22"))
#: States of a fee when nothing loaded has the code.
_NOT_KNOWN = ("not-in-fee-schedule", "no-fee-schedule")
#: Lines without an amount of their own that are paid on the other side of the street: shown with the published amount.
_SHOWN = ("", "technical-in-facility", "interpretation-outside-hospital")
_BY_TIME = "by time: `sightline price` answers for a claim, which states the minutes"
_UNDISCOUNTED = ("reduced-service", "discontinued-service")
_PACKAGE, _BOTH_SIDES = {"54", "55", "56", "78"}, "50"


@dataclass(frozen=True)
class Side:
    """One side of a fee: `amount` in dollars (None: `reason` says why), the formula, and the OPPS cap where there is
    one. Not `paid`: the amount is published, but nothing is paid to a physician on that side."""

    amount: Decimal | None
    formula: str
    reason: str
    opps_cap: Decimal | None
    capped: bool
    paid: bool = True


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
    is_known: bool  # the fee schedule of the date has the code, or its kind says by which other file CMS pays it


@dataclass(frozen=True)
class Question:
    """One question: code, modifier ("26", or up to four with blanks, commas or hyphens between), date and locality ("" for
    national)."""

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
    on: date | str | None = None,
    apm: bool = False,
    reference: Reference | Path | str | None = None,
) -> Fee:
    """The fee of `code` on the date `on` (default: today), in dollars for one unit, non-facility and facility.

    `locality` is a carrier and locality such as 10112-00, or `zip_code` says where; national without either. Raises
    PriceError for what is no modifier, and for a locality or ZIP code that no loaded release knows.
    """
    return fees([Question(str(code), modifier, day_of(on), locality)], zip_code=zip_code, apm=apm, reference=reference)[
        0
    ]


def fees(
    questions: Sequence[Question],
    *,
    zip_code: str = "",
    apm: bool = False,
    reference: Reference | Path | str | None = None,
    strict: bool = True,
    pricer: Pricer | None = None,
) -> list[Fee]:
    """The fees of many questions in one run; `zip_code` is for all of them. A `pricer` is one for their one locality, which
    serves again, in the place of the other options.

    A code may carry its modifiers: 77012-26. Raises PriceError for a locality that no loaded release knows; without `strict`
    such a fee has its reason instead.
    """
    questions = [with_modifier(one) for one in questions]
    keys = [locality_key(one.locality) for one in questions]
    only = keys[0] if len(set(keys)) == 1 else ""
    if pricer is None:
        store = reference if isinstance(reference, Reference) else open_reference(reference)
        pricer = Pricer(store, Options(locality=only if strict else "", zip_code=zip_code, apm=apm))
    localities = None if zip_code else pa.array([key for key in keys for _ in _SIDES], pa.string())
    if localities is not None and only and strict:
        localities = None
    priced = pricer.price(*_as_claims(questions), localities=localities)
    return list(_fees(questions, priced))


def with_modifier(one: Question) -> Question:
    """The question with the modifiers that its code carries (77012-26) as its own; as it is where it states others."""
    carried = None if one.modifier else re.fullmatch(r"\s*(\w{5})[-:,\s]+(\w.*)", one.code)
    return replace(one, code=carried[1], modifier=" ".join(modifiers(carried[2]))) if carried else one


def modifiers(text: str) -> tuple[str, ...]:
    """The modifiers of a text, in upper case. Raises PriceError for what is none, or for more than four."""
    found = tuple(re.split(r"[\s,;:/-]+", text.strip().upper())) if text.strip() else ()
    for each in found:
        if not re.fullmatch(r"[A-Z0-9]{2}", each):
            raise PriceError(f"{each!r} is no modifier; write two characters such as 26")
    if len(found) > 4:
        raise PriceError(f"{text.strip()!r} has more than four modifiers")
    return found


def _as_claims(questions: Sequence[Question]) -> tuple[pa.Table, pa.Table]:
    """Two lines for each question, one a side, each a claim and patient of its own."""
    rows = [(one, place) for one in questions for _, place in _SIDES]
    keys = pa.array(range(1, len(rows) + 1), pa.int64())
    stated = [(modifiers(one.modifier) + ("",) * 4)[:4] for one, _ in rows]
    anesthesia = [bool(re.fullmatch(r"0[01]\d{3}", one.code.upper())) for one, _ in rows]
    claims = filled(
        CLAIM, len(rows), claim_key=keys, patient=[str(n) for n in range(len(rows))], frequency=["1"] * len(rows)
    )
    lines = filled(
        LINE, len(rows), claim_key=keys, line_no=[1] * len(rows), code=[one.code.upper() for one, _ in rows],
        **{f"modifier_{n + 1}": [each[n] for each in stated] for n in range(4)}, units=[Decimal(1)] * len(rows),
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


def _fees(questions: Sequence[Question], priced: Priced) -> Iterable[Fee]:
    table = priced.table.to_pylist()
    amounts = priced.amounts.select(
        [
            "situation",
            "reason",
            "schedule_amount",
            "cut_amount",
            "cap_amount",
            "multiple_amount",
            "bilateral_factor",
            "cut",
            "cut_factor",
            "technical_factor",
        ]
    ).to_pylist()
    explained = priced.explained.to_pylist()
    listed, lineage = _listed_modifiers(priced), _lineage(priced)
    for number, one in enumerate(questions):
        sides = []
        for side in (0, 1):
            at = 2 * number + side
            sides.append(_side(table[at], amounts[at], explained[amounts[at]["situation"]]))
        if amounts[2 * number + 1]["reason"] == "technical-in-facility" and sides[0].amount is None:
            # The published amount of the facility side is not the answer to 52 and 53 either.
            sides[1] = replace(sides[1], amount=None, reason=sides[0].reason)
        row = explained[amounts[2 * number]["situation"]]
        release = priced.releases[row["release"]] if row["release"] is not None and row["source_row"] else None
        gpci = priced.releases[row["gpci_release"]] if row["gpci_release"] is not None and row["gpci_row"] else None
        shown = table[2 * number]
        on = shown["date"]
        yield Fee(
            code=shown["code"],
            modifier=" ".join(modifiers(one.modifier)),
            on=on,
            locality=shown["locality"] or one.locality,
            non_facility=sides[0],
            facility=sides[1],
            note="; ".join(
                [
                    *_notes(one, sides, row, release, on, amounts[2 * number : 2 * number + 2], listed),
                    *_deleted(lineage.get(shown["code"], ()), on),
                ]
            ),
            hospital_status=row["hospital_status"],
            center_indicator=row["center_indicator"],
            release=release,
            source_row=row["source_row"],
            gpci_release=gpci,
            gpci_row=row["gpci_row"] if gpci else None,
            is_known=row["state"] not in _NOT_KNOWN,
        )


def _side(shown: dict[str, Any], amounts: dict[str, Any], explained: dict[str, Any]) -> Side:
    reason = amounts["reason"]
    amount = amounts["cut_amount"] if reason in _SHOWN else shown["allowed"]
    words = "" if reason in _SHOWN else rules()[reason]["says"]
    pe = explained["facility_pe_rvu"] if explained["facility"] else explained["nonfacility_pe_rvu"]
    formula = ""
    if explained["state"] == "anesthesia" and amount is not None:
        # Nobody asked about minutes: what is paid for none is no answer.
        amount, words = None, _BY_TIME
        formula = f"({explained['base_units']} + minutes ÷ 15) × {explained['anesthesia_factor']}{_factor(explained, 'surgeon')}"
    elif shown["schedule_amount"] is not None and explained["state"] == "":
        formula = (
            f"({explained['work_rvu']} × {explained['work_gpci']} + {pe} × {explained['pe_gpci']}"
            f" + {explained['mp_rvu']} × {explained['mp_gpci']}) × {explained['factor']}"
            + _factor(explained, "package")
            + _factor(amounts, "bilateral")
            + _factor(explained, "surgeon")
            + _factor(amounts, "cut")
        )
    capped = amount is not None and amounts["cap_amount"] != amounts["multiple_amount"]
    return Side(amount, formula, words, shown["opps_cap"], capped, reason != "technical-in-facility")


def _factor(explained: dict[str, Any], name: str) -> str:
    """What a modifier makes of the amount, as a factor; "" for nothing."""
    factor = explained[f"{name}_factor"]
    return "" if factor in (None, 1) else f" × {factor.normalize():f}"


def _listed_modifiers(priced: Priced) -> frozenset[str]:
    """The modifiers that some loaded list has; none when no list is loaded."""
    lists = [pq.read_table(each.path, columns=["code"]) for each in priced.releases if each.kind == "modifier"]
    return frozenset(code for table in lists for code in table["code"].to_pylist())


def _notes(
    one: Question, sides: list[Side], explained: dict[str, Any], release: Release | None, on: date,
    priced: list[dict[str, Any]], listed: frozenset[str],
) -> list[str]:  # fmt: skip
    away, facility = sides
    notes = list(dict.fromkeys(side.reason for side in sides if side.reason))
    notes += [
        f"{each} is in no loaded list of modifiers" for each in modifiers(one.modifier) if listed and each not in listed
    ]
    if away.amount is not None and (idle := _idle(one, explained, priced[0])):
        notes.append(f"{', '.join(idle)} {'does' if len(idle) == 1 else 'do'} not change the amount")
    if unmodelled := [each for each in modifiers(one.modifier) if not modelled(each)]:
        notes.append(f"{', '.join(unmodelled)}: effect on payment not modelled")
    if away.amount is not None and priced[0]["technical_factor"] != 1:
        notes.append(f"{priced[0]['cut']}: the technical part × {priced[0]['technical_factor'].normalize():f}")
    if priced[0]["reason"] in _UNDISCOUNTED:
        stated = [each["schedule_amount"] for each in priced]
        notes.append(f"undiscounted {stated[0]} non-facility and {stated[1]} facility")
    if explained["status"] == "T" and away.amount is not None:
        notes.append("status T: paid only when nothing else is payable that date")
    if priced[1]["reason"] == "technical-in-facility":
        notes.append("in a facility Part B pays the professional component only")
    if away.capped or facility.capped:
        notes.append("OPPS cap applied")
    elif away.amount is None and away.opps_cap is not None:
        notes.append(f"at most {away.opps_cap} non-facility and {facility.opps_cap} facility (OPPS cap)")
    if explained["hospital_status"] == "N":
        notes.append("OPPS N: packaged in a hospital")
    if explained["center_indicator"] == "N1":
        notes.append("ASC N1: packaged in an ambulatory surgical center")
    if release is not None and not release.period_from <= on < release.period_to:
        notes.append(f"by the release {release.name}, which does not cover {on}")
    return notes


def _lineage(priced: Priced) -> dict[str, list[dict[str, Any]]]:
    """The rows of lineage by deleted code."""
    found: dict[str, list[dict[str, Any]]] = {}
    for release in priced.releases:
        if release.kind == "lineage":
            for row in pq.read_table(release.path, columns=["code", "deleted_on", "successor"]).to_pylist():
                found.setdefault(row["code"], []).append(row)
    return found


def _deleted(rows: Sequence[dict[str, Any]], on: date) -> Iterable[str]:
    """That a code was no longer valid on the date, and what took its place; nothing of one that was."""
    if rows and rows[0]["deleted_on"] <= on:
        successors = sorted({row["successor"] for row in rows if row["successor"]})
        instead = f": {', '.join(successors)} took its place" if successors else ""
        yield f"{rows[0]['code']} was deleted {rows[0]['deleted_on']}{instead}"


def _idle(one: Question, explained: dict[str, Any], amounts: dict[str, Any]) -> list[str]:
    """The modifiers that are known to change nothing in the amount of this code."""
    stated = [each for each in modifiers(one.modifier) if modelled(each)]
    idle = {each for each in stated if each not in EFFECTIVE | cut_modifiers() | denial_modifiers()}
    idle |= {each for each in stated if each in cut_modifiers() - {amounts["cut"]}}
    if amounts["cut"] and amounts["cut_factor"] == amounts["technical_factor"] == 1:  # no technical part here
        idle.add(amounts["cut"])
    if amounts["bilateral_factor"] == 1:
        idle.add(_BOTH_SIDES)
    if explained["package_factor"] == 1:
        idle |= _PACKAGE
    return [each for each in modifiers(one.modifier) if each in idle]
