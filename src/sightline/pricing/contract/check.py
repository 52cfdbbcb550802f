"""What a contract leaves open and says twice: gaps, overlaps, rows that never pay, years that are not loaded."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from itertools import combinations
from typing import NamedTuple

from sightline.pricing.contract.entry import ALL_CODES
from sightline.pricing.contract.term import Term
from sightline.pricing.contract.terms import Contract
from sightline.pricing.contract.words import codes, days, label

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SHOWN = 5


class Remark(NamedTuple):
    """Something to look at: a gap, an overlap, something that never pays, or a year that is not loaded; `line` of the file."""

    kind: str
    line: int
    text: str


def remarks(contract: Contract, years: Collection[int]) -> list[Remark]:
    """Everything to look at, in the order of the file. `years` are those whose fee schedules are loaded."""
    found = [*_gaps(contract), *_overlaps(contract.terms), *_idle(contract.terms), *_not_loaded(contract.terms, years)]
    return sorted(dict.fromkeys(found), key=lambda remark: (remark.line, remark.kind))


def _gaps(contract: Contract) -> Iterator[Remark]:
    """Days between terms of a payer that none is for, codes that none is for, and reductions that nobody has stated."""
    for payer in dict.fromkeys(term.payer for term in contract.terms):
        mine = [term for term in contract.terms if term.payer == payer]
        name, line = "every payer" if payer == "*" else payer, mine[0].line
        covered = sorted((term.begins, term.ends) for term in mine)
        until = covered[0][1]
        for begins, ends in covered[1:]:
            if begins > until:
                yield Remark("gap", line, f"no term for {name} is for {days(until, begins)}")
            until = max(until, ends)
        if holes := _holes([each for term in mine for each in _covers(term)]):
            more = f" and {len(holes) - _SHOWN} more ranges" if len(holes) > _SHOWN else ""
            yield Remark("gap", line, f"no term for {name} is for the codes {codes(tuple(holes[:_SHOWN]))}{more}")
    for term in contract.terms:
        if term.reductions == "unknown" and not {"multiple", "bilateral"} <= set(term.scales):
            yield Remark(
                "gap",
                term.line,
                f"{label(term)} says nothing of reductions: lines that Medicare would reduce have no amount",
            )


def _covers(term: Term) -> tuple[tuple[str, str], ...]:
    """The codes that a term has amounts for, whatever the place or provider."""
    if term.restrictions or term.products or term.plans or term.groups:
        return ()
    if term.pay == "fee-table":
        return tuple((fee.code, fee.code) for fee in term.fees if not fee.modifier and term.is_for(fee.code))
    return term.codes


def _holes(ranges: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What lies between ranges of codes, and before and after them."""
    holes, after = [], int(ALL_CODES[0], 36)
    for first, last in sorted((int(first, 36), int(last, 36)) for first, last in ranges):
        if first > after:
            holes.append((_code(after), _code(first - 1)))
        after = max(after, last + 1)
    end = int(ALL_CODES[1], 36)
    return [*holes, (_code(after), _code(end))] if after <= end else holes


def _code(number: int) -> str:
    text = ""
    for _ in range(5):
        number, digit = divmod(number, 36)
        text = _DIGITS[digit] + text
    return text


def _overlaps(terms: tuple[Term, ...]) -> Iterator[Remark]:
    """Pairs of terms for the same payer, days and codes: which goes before which, and why."""
    for one, other in combinations(terms, 2):
        if one.entry == other.entry or one.payer != other.payer or not _meet(one, other):
            continue
        first, second, why = order(one, other)
        never = (
            why == "it stands first in the file" and first.begins <= second.begins and second.ends <= first.ends
            and first.pay not in {"fee-table", "percent-of-medicare", "conversion-factor"} and _same_lines(first, second)
        )  # fmt: skip
        if never:
            yield Remark("never", second.line, f"{label(second)} never pays: {label(first)} is for the same, and {why}")
        else:
            yield Remark("overlap", second.line, f"{label(first)} goes before {label(second)}: {why}")


def _same_lines(one: Term, other: Term) -> bool:
    names = ("products", "plans", "groups", "codes", "providers", "places", "components", "modifier")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _meet(one: Term, other: Term) -> bool:
    """Whether some line can be for both."""
    if max(one.begins, other.begins) >= min(one.ends, other.ends):
        return False
    for name in ("products", "groups", "places", "components"):
        mine, its = set(getattr(one, name)), set(getattr(other, name))
        if mine and its and not mine & its and not {"facility", "non-facility"} & (mine | its):
            return False
    return any(a <= d and c <= b for a, b in one.codes for c, d in other.codes)


def order(one: Term, other: Term) -> tuple[Term, Term, str]:
    """Which of two terms for a line of one payer goes before the other, and why; as relations/candidate.sql has it."""
    for name, mine, its in (
        ("it names a product, plan or group", _audience(one), _audience(other)),
        ("its codes are narrower", -_width(one), -_width(other)),
        ("it is restricted to providers, places, components or a modifier", one.restrictions, other.restrictions),
    ):
        if mine != its:
            return (one, other, name) if mine > its else (other, one, name)
    return (
        (one, other, "it stands first in the file")
        if one.number < other.number
        else (other, one, "it stands first in the file")
    )


def _audience(term: Term) -> int:
    return sum(map(bool, (term.products, term.plans, term.groups)))


def _width(term: Term) -> int:
    """How wide the narrowest of its ranges is; a row of a fee table that names no codes is one code."""
    if term.pay == "fee-table" and term.codes == (ALL_CODES,):
        return 0
    return min(int(last, 36) - int(first, 36) for first, last in term.codes)


def _idle(terms: tuple[Term, ...]) -> Iterator[Remark]:
    """Rows of fee tables for codes that their term is not for."""
    for term in terms:
        rows = [fee for fee in term.fees if not term.is_for(fee.code)]
        if rows:
            some = ", ".join(f"{fee.code} (row {fee.row})" for fee in rows[:_SHOWN])
            more = f" and {len(rows) - _SHOWN:,} more" if len(rows) > _SHOWN else ""
            yield Remark(
                "never", term.line, f"{label(term)} is not for {some}{more} of {term.file}: these rows never pay"
            )


def _not_loaded(terms: tuple[Term, ...], years: Collection[int]) -> Iterator[Remark]:
    for term in terms:
        if term.year and term.year not in years:
            files = f"PPRRVU and GPCI of {term.year}"
            yield Remark(
                "not loaded",
                term.line,
                f"{label(term)} pays by Medicare {term.year}: add {files} with `sightline reference add`",
            )


def why_not(term: Term, code: str, on: date) -> str:
    """Why a term for the payer is not for a code on a day; "" when neither speaks against it."""
    if not term.begins <= on < term.ends:
        return f"it is for {days(term.begins, term.ends)}"
    if not term.is_for(code):
        return f"it is for {codes(term.codes)}"
    return ""
