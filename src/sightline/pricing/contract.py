"""Contracts with payers, as TOML: terms that say for which payer, dates and codes what is paid. See docs/pricing.md."""

from __future__ import annotations

import csv
import re
import tomllib
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pyarrow as pa

from sightline.errors import SightlineError
from sightline.payers.profile import identify, load_profiles
from sightline.reference.release import BEGINNING, FOREVER

PAY = ("percent-of-medicare", "fee-table", "percent-of-charge")
REDUCTIONS = ("medicare", "none", "unknown")
ALL_CODES = ("00000", "ZZZZZ")
_KEYS = {
    "payer",
    "from",
    "to",
    "codes",
    "pay",
    "percent",
    "year",
    "locality",
    "file",
    "reductions",
    "lesser_of_charge",
    "source",
}
MONEY = pa.decimal128(12, 2)

TERM = pa.schema(
    [
        ("term", pa.int32()),
        ("payer_no", pa.int32()),
        ("effective_from", pa.date32()),
        ("effective_to", pa.date32()),
        ("pay", pa.string()),
        ("percent", pa.decimal128(7, 4)),  # 1 = 100 %
        ("area", pa.int32()),  # -1: where the service was done
        ("basis_date", pa.date32()),  # null: the date of service
        ("reductions", pa.string()),
        ("lesser_of_charge", pa.bool_()),
    ]
)
TERM_CODE = pa.schema(
    [("term", pa.int32()), ("code_from", pa.string()), ("code_to", pa.string()), ("codes", pa.int64())]
)
TERM_FEE = pa.schema(
    [
        ("term", pa.int32()),
        ("code", pa.string()),
        ("modifier", pa.string()),
        ("nonfacility_amount", MONEY),
        ("facility_amount", MONEY),
        ("source_row", pa.int32()),
    ]
)


class ContractError(SightlineError):
    """A contract file is not as it must be; the message says where and what to write."""


@dataclass(frozen=True)
class Term:
    """One term: whom, when and which codes it is for, and what it pays. `percent` is a factor: 1.25 for 125 %."""

    number: int
    payer: str
    begins: date
    ends: date  # half-open
    codes: tuple[tuple[str, str], ...]
    pay: str
    percent: Decimal
    year: int | None
    locality: str  # "": where the service was done; "national"; else 10112-00
    reductions: str
    lesser_of_charge: bool
    fees: tuple[dict[str, Any], ...] = field(repr=False)
    source: str = ""


@dataclass(frozen=True)
class Contract:
    """The terms of a file, in its order. `title` is shown beside the amounts."""

    title: str
    terms: tuple[Term, ...]

    def payers(self, claims: pa.Table) -> dict[tuple[str, str, str], int]:
        """The number of each payer that the claims name, by identifier, name and filing code: its terms' `payer_no`."""
        names = ["payer_id", "payer_name", "filing_code"]
        numbers: dict[tuple[str, str, str], int] = {}
        for row in claims.select(names).group_by(names).aggregate([]).to_pylist():
            found = next((n for n, payer in enumerate(self._payers()) if _is(payer, row)), None)
            if found is not None:
                numbers[row["payer_id"], row["payer_name"], row["filing_code"]] = found
        return numbers

    def _payers(self) -> list[str]:
        """The different payers; "*" last, since a payer that is named has terms of its own."""
        return sorted({term.payer for term in self.terms}, key=lambda payer: (payer == "*", payer))

    def tables(self, areas: dict[tuple[str, str], int]) -> dict[str, pa.Table]:
        """The relations term, term_code and term_fee, localities numbered by `areas`."""
        payers = self._payers()
        terms = [
            {
                "term": t.number, "payer_no": payers.index(t.payer), "effective_from": t.begins, "effective_to": t.ends,
                "pay": t.pay, "percent": t.percent, "area": _area(t, areas), "reductions": t.reductions,
                "basis_date": date(t.year, 12, 31) if t.year else None, "lesser_of_charge": t.lesser_of_charge,
            }
            for t in self.terms
        ]  # fmt: skip
        codes = [
            {"term": t.number, "code_from": first, "code_to": last, "codes": _breadth(first, last)}
            for t in self.terms
            for first, last in t.codes
        ]
        fees = [{"term": t.number, **fee} for t in self.terms for fee in t.fees]
        return {
            "term": pa.Table.from_pylist(terms, TERM),
            "term_code": pa.Table.from_pylist(codes, TERM_CODE),
            "term_fee": pa.Table.from_pylist(fees, TERM_FEE),
        }

    def dates(self) -> set[date]:
        """The dates on which a fee schedule must be at hand beside those of service."""
        return {date(term.year, 12, 31) for term in self.terms if term.year}

    def localities(self) -> set[tuple[str, str]]:
        """The localities that terms name, as carrier and locality."""
        return {_key(term.locality) for term in self.terms if term.locality not in {"", "national"}}


def read_contract(path: Path | str) -> Contract:
    """Read a contract. Raises ContractError when it is no TOML, or a term lacks or misspells a key."""
    path = Path(path)
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ContractError(f"{path}: {error.strerror or error}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContractError(f"{path}: not TOML: {error}") from None
    stated = data.get("term", [])
    if not isinstance(stated, list) or not stated:
        raise ContractError(f"{path}: a contract needs at least one [[term]]")
    if len(stated) > 998:
        raise ContractError(f"{path}: {len(stated)} terms; up to 998 are read")
    terms = []
    for number, entry in enumerate(stated, 1):
        try:
            terms.append(_term(number, entry, path.parent))
        except (ValueError, TypeError, InvalidOperation) as error:
            raise ContractError(f"{path}: term {number}: {error}") from None
    return Contract(str(data.get("title", path.stem)), tuple(terms))


def _term(number: int, entry: dict[str, Any], folder: Path) -> Term:
    unknown = sorted(set(entry) - _KEYS)
    if unknown:
        raise ValueError(f"no key is called {', '.join(unknown)}; the keys are {', '.join(sorted(_KEYS))}")
    pay = entry.get("pay")
    if pay not in PAY:
        raise ValueError(f"pay is one of {', '.join(PAY)}")
    if pay != "fee-table" and "percent" not in entry:
        raise ValueError(f"{pay} needs percent")
    if pay == "fee-table" and "file" not in entry:
        raise ValueError("fee-table needs file")
    percent = Decimal(str(entry.get("percent", 100)))
    if not 0 < percent <= 10_000:
        raise ValueError(f"percent is {percent}; it is above 0 and at most 10000")
    begins, last = entry.get("from", BEGINNING), entry.get("to", FOREVER)
    if type(begins) is not date or type(last) is not date or begins > last:
        raise ValueError("from and to are dates such as 2026-01-01, from not after to")
    reductions = str(entry.get("reductions", "none" if pay == "percent-of-charge" else "unknown"))
    if reductions not in REDUCTIONS:
        raise ValueError(f"reductions is one of {', '.join(REDUCTIONS)}")
    locality = str(entry.get("locality", ""))
    if locality not in {"", "national"}:
        _key(locality)
    return Term(
        number=number,
        payer=str(entry.get("payer", "*")).lower(),
        begins=begins,
        ends=FOREVER if last >= FOREVER else last + timedelta(days=1),
        codes=tuple(_range(text) for text in entry.get("codes", ["*"])),
        pay=pay,
        percent=(percent / 100).quantize(Decimal("0.0001")),
        year=int(entry["year"]) if "year" in entry else None,
        locality=locality,
        reductions=reductions,
        lesser_of_charge=bool(entry.get("lesser_of_charge", True)),
        fees=_fees(folder / entry["file"]) if pay == "fee-table" else (),
        source=str(entry.get("source", "")),
    )


def _range(text: str) -> tuple[str, str]:
    """`*`, a code, a family such as 7* or a range such as 70000-79999, as first and last code."""
    plain = str(text).strip().upper()
    if plain == "*":
        return ALL_CODES
    if match := re.fullmatch(r"([0-9A-Z]{1,4})\*", plain):
        return match[1].ljust(5, "0"), match[1].ljust(5, "Z")
    if match := re.fullmatch(r"([0-9A-Z]{5})(?:-([0-9A-Z]{5}))?", plain):
        return match[1], match[2] or match[1]
    raise ValueError(f"codes holds {text!r}; write 77012, 77*, 70000-79999 or *")


def _breadth(first: str, last: str) -> int:
    """How wide a range is: the narrowest decides."""
    return int(last, 36) - int(first, 36)


def _fees(path: Path) -> tuple[dict[str, Any], ...]:
    """A fee table: a csv of code, modifier, and amount or non_facility_amount and facility_amount."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            fees = [_fee(row, number) for number, row in enumerate(reader, 2)]
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise ValueError(f"{path}: not UTF-8 text") from None
    seen: dict[tuple[str, str], int] = {}
    for fee in fees:
        before = seen.setdefault((fee["code"], fee["modifier"]), fee["source_row"])
        if before != fee["source_row"]:
            raise ValueError(
                f"{path}: rows {before} and {fee['source_row']} are both for {fee['code']} {fee['modifier']}"
            )
    return tuple(fees)


def _fee(row: dict[str, str], number: int) -> dict[str, Any]:
    code = (row.get("code") or "").strip().upper()
    both = row.get("amount") or ""
    amounts = [row.get("non_facility_amount") or both, row.get("facility_amount") or both]
    try:
        away, facility = (
            Decimal(text.strip().replace("$", "").replace(",", "")).quantize(Decimal("0.01")) for text in amounts
        )
    except InvalidOperation:
        raise ValueError(f"row {number} of the fee table has no amount, or no columns code and amount") from None
    modifier = (row.get("modifier") or "").strip().upper()
    return {
        "code": code,
        "modifier": modifier,
        "nonfacility_amount": away,
        "facility_amount": facility,
        "source_row": number,
    }


def _is(payer: str, named: dict[str, str]) -> bool:
    """Whether a term's payer (a profile's name, a payer id, words of a name, or *) is the one that a claim names."""
    if payer == "*" or payer == named["payer_id"].lower():
        return True
    profile = identify(load_profiles(), named["payer_id"], named["payer_name"], named["filing_code"])
    if profile is not None and payer == profile.name:
        return True
    return bool(re.search(rf"\b{re.escape(payer)}\b", named["payer_name"].lower()))


def _key(locality: str) -> tuple[str, str]:
    if not (match := re.fullmatch(r"(\d{5})-(\d\d)", locality)):
        raise ValueError(f"locality is {locality!r}; write carrier and locality such as 10112-00, or national")
    return match[1], match[2]


def _area(term: Term, areas: dict[tuple[str, str], int]) -> int:
    if not term.locality:
        return -1
    return areas[("", "") if term.locality == "national" else _key(term.locality)]
