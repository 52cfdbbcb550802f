"""Read a contract from TOML. What cannot be read is said with the file and the line of it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from sightline.pricing.contract.entry import Entry
from sightline.pricing.contract.fees import COMPONENTS, Amount, read_fees
from sightline.pricing.contract.tables import CENT, PAY
from sightline.pricing.contract.term import Term
from sightline.pricing.contract.terms import Contract, ContractError

REDUCTIONS = ("medicare", "none", "unknown")
#: What is paid for codes that Medicare does not pay, of which it publishes RVUs: a percent of these, or nothing.
NOT_COVERED = ("rvus", "medicare")
#: Which keys a kind of payment needs (one of them), and which it may have beside those of every term.
NEEDS = {
    "percent-of-medicare": ("percent",),
    "conversion-factor": ("factor", "anesthesia_factor"),
    "fee-table": ("file",),
    "percent-of-charge": ("percent",),
    "percent-of-asp": ("percent",),
    "case-rate": ("amount",),
    "per-diem": ("amount",),
}
_OF_MEDICARE = ("year", "locality", "scales")
MAY = {
    "percent-of-medicare": ("anesthesia_factor", "not_covered", *_OF_MEDICARE),
    "conversion-factor": ("not_covered", *_OF_MEDICARE),
    "fee-table": ("percent", *_OF_MEDICARE),
    "percent-of-charge": ("year", "locality"),
    "percent-of-asp": (),
    "case-rate": ("includes", "days_before", "days_after"),
    "per-diem": (),
}
COMMON = (
    "payer", "products", "plans", "groups", "from", "to", "codes", "providers", "places", "components", "pay", "reductions",
    "lesser_of_charge", "escalators", "source",
)  # fmt: skip
KEYS = sorted({*COMMON, *(key for keys in (*NEEDS.values(), *MAY.values()) for key in keys)})
#: A contract to start from, with what each key means.
TEMPLATE = Path(__file__).parent / "template.toml"
_MOST = 998  # terms are numbered in three digits, of which 999 is none


def read_contract(path: Path | str) -> Contract:
    """Read a contract. Raises ContractError when it is no TOML, or a term lacks or misspells a key."""
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
        data = tomllib.loads(text)
    except OSError as error:
        raise ContractError(f"{path}: {error.strerror or error}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        kind = (
            "" if path.suffix == ".toml" else "; a contract is a TOML file (`sightline contract template` prints one)"
        )
        fault = "not UTF-8 text" if isinstance(error, UnicodeDecodeError) else error
        raise ContractError(f"{path}: not TOML: {fault}{kind}") from None
    lines = Lines(text)
    if stray := sorted(set(data) & set(KEYS)):
        at = lines.top(stray[0])
        raise ContractError(
            f"{path}:{at}: {stray[0]} stands before the first [[term]]; move it into a term, or under [defaults] for all"
        )
    stated, defaults = data.get("term", []), data.get("defaults", {})
    if not isinstance(stated, list) or not stated:
        raise ContractError(f"{path}: a contract needs at least one [[term]]")
    if not isinstance(defaults, dict):
        raise ContractError(f"{path}:{lines.top('defaults')}: [defaults] is a table of keys for every term")
    terms: list[Term] = []
    for number, own in enumerate(stated, 1):
        entry = Entry({**defaults, **own})
        try:
            terms += _terms({**defaults, **own}, entry, path.parent, number, lines.term(number))
        except ValueError as error:
            raise ContractError(f"{path}:{lines.term(number, entry.place)}: term {number}: {error}") from None
    if len(terms) > _MOST:
        raise ContractError(f"{path}: {len(terms)} terms (with their escalators); up to {_MOST} are read")
    numbered = [replace(term, number=number) for number, term in enumerate(terms, 1)]
    return Contract(str(data.get("title", path.stem)), tuple(numbered))


class Lines:
    """Where the terms of a file and their keys stand: numbers of lines, the first is 1."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()
        self._terms = [at for at, line in enumerate(self._lines) if re.match(r"\s*\[\[\s*term\s*\]\]", line)]

    def term(self, number: int, key: str = "") -> int:
        """The line of a key of the term with this number; of the term itself where the key is not found."""
        if number > len(self._terms):
            return 1
        begins = self._terms[number - 1]
        ends = self._terms[number] if number < len(self._terms) else len(self._lines)
        found = self._key(key, begins + 1, ends) if key else None
        return (begins if found is None else found) + 1

    def top(self, key: str) -> int:
        """The line of a key before the first term."""
        found = self._key(key, 0, self._terms[0] if self._terms else len(self._lines))
        return 1 if found is None else found + 1

    def _key(self, key: str, begins: int, ends: int) -> int | None:
        stated = re.compile(rf"""\s*(?:\[\s*(?:term\s*\.\s*)?)?["']?{re.escape(key)}["']?\s*[=.\]]""")
        return next((at for at in range(begins, ends) if stated.match(self._lines[at])), None)


def _terms(stated: dict[str, Any], entry: Entry, folder: Path, number: int, line: int) -> Iterator[Term]:
    """The terms of one entry: itself, one for each modifier of its fee table, and each again from every escalator on."""
    term = _term(stated, entry, folder, number, line)
    own = [term]
    for modifier in sorted({fee.modifier for fee in term.fees} - set(COMPONENTS)):
        fees = tuple(fee._replace(modifier="") for fee in term.fees if fee.modifier == modifier)
        own.append(replace(term, modifier=modifier, fees=fees))
    own[0] = replace(term, fees=tuple(fee for fee in term.fees if fee.modifier in COMPONENTS))
    for each in own:
        yield from _escalated(each, entry)


def _term(stated: dict[str, Any], entry: Entry, folder: Path, number: int, line: int) -> Term:
    if unknown := sorted(set(stated) - set(KEYS)):
        entry.place = unknown[0]
        raise ValueError(f"no key is called {', '.join(unknown)}; the keys are {', '.join(KEYS)}")
    pay = entry.one_of("pay", tuple(PAY))
    if not any(key in entry for key in NEEDS[pay]):
        raise ValueError(f"{pay} needs {' or '.join(NEEDS[pay])}")
    if idle := sorted(set(stated) - {*COMMON, *NEEDS[pay], *MAY[pay]}):
        entry.place = idle[0]
        raise ValueError(f"{', '.join(idle)} says nothing with {pay}")
    whole = PAY[pay]
    payer = entry.text("payer", "*").lower()
    begins, ends = entry.days()
    # Medicare Advantage covers what Medicare does.
    not_covered = entry.one_of("not_covered", NOT_COVERED, "medicare" if "medicare" in payer else "rvus")
    return Term(
        number=number,
        entry=number,
        line=line,
        payer=payer or "*",
        products=tuple(each.lower() for each in entry.words("products")),
        plans=tuple(each.lower() for each in entry.words("plans")),
        groups=entry.words("groups"),
        begins=begins,
        ends=ends,
        codes=entry.codes("codes"),
        providers=entry.providers(),
        places=entry.places(),
        components=entry.components(),
        pay=pay,
        percent=_percent(entry),
        factor=entry.number("factor") if "factor" in entry else Decimal(0),
        anesthesia_factor=entry.number("anesthesia_factor") if "anesthesia_factor" in entry else None,
        amount=entry.number("amount", most=10**9).quantize(CENT, ROUND_HALF_UP) if "amount" in entry else None,
        year=entry.whole("year", 1992, 2100, 1992) if "year" in entry else None,
        locality=entry.locality(),
        reductions=entry.one_of("reductions", REDUCTIONS, "none" if whole else "unknown"),
        scales=entry.scales(),
        # A case or a day is not compared with the charge of one line of it.
        lesser_of_charge=entry.yes("lesser_of_charge", pay not in {"case-rate", "per-diem"}),
        by_rvus=pay in {"percent-of-medicare", "conversion-factor"} and not_covered == "rvus",
        fees=_fees(entry, folder),
        file=entry.text("file"),
        includes=entry.codes("includes"),
        days_before=entry.whole("days_before", 0, 400, 0),
        days_after=entry.whole("days_after", 0, 400, 0),
        source=entry.text("source"),
    )


def _percent(entry: Entry) -> Decimal:
    """The percent as a factor, 1 where none is stated."""
    return (entry.number("percent", default="100") / 100).quantize(Decimal("0.0001"))


def _fees(entry: Entry, folder: Path) -> tuple[Amount, ...]:
    file = entry.text("file")
    return read_fees(folder / file) if file else ()


def _escalated(term: Term, entry: Entry) -> Iterator[Term]:
    """The term in the times between its escalators, each with its rates."""
    begins, rate = term.begins, Decimal(1)
    steps = [step for step in entry.escalators() if step[0] < term.ends]
    for day, factor in steps:
        if day <= term.begins:
            raise ValueError(f"escalators begins on {day}, not after the first day of the term, {term.begins}")
        yield _at(term, rate, begins, day)
        begins, rate = day, rate * factor
    yield _at(term, rate, begins, term.ends)
    if not steps and entry.escalators():
        last = term.ends - timedelta(days=1)
        raise ValueError(f"escalators begins after the last day of the term, {last}")


def _at(term: Term, rate: Decimal, begins: Any, ends: Any) -> Term:
    """The term between two days with rates times `rate`."""
    if rate == 1:
        return replace(term, begins=begins, ends=ends)

    def exact(value: Decimal, places: str) -> Decimal:
        return (value * rate).quantize(Decimal(places), ROUND_HALF_UP)

    return replace(
        term,
        begins=begins,
        ends=ends,
        percent=exact(term.percent, "0.0001") if "percent" in (*NEEDS[term.pay], *MAY[term.pay]) else term.percent,
        factor=exact(term.factor, "0.0001"),
        anesthesia_factor=None if term.anesthesia_factor is None else exact(term.anesthesia_factor, "0.0001"),
        amount=None if term.amount is None else (term.amount * rate).quantize(CENT, ROUND_HALF_UP),
    )
