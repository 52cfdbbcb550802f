"""Lines that a contract pays as a whole: cases at one rate, days, and drugs at a percent of the average sales price."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pyarrow as pa
import pyarrow.compute as pc

from sightline.pricing.contract.tables import CENT
from sightline.pricing.contract.term import Term

WHOLE = ("case-rate", "per-diem", "percent-of-asp")
AMOUNT = pa.decimal128(18, 2)
#: CMS's payment limit is 106 percent of the average sales price (SSA 1847A(b)(1)).
_LIMIT = Decimal("1.06")
_DAYS = 400  # days of one line that are counted

#: The payment limit of a drug on a date, in dollars for one unit of its code; None where no file of the quarter has it.
Limit = Callable[[str, date], Decimal | None]


@dataclass
class _Line:
    """One line: `whose` is its patient, billing group and payer."""

    at: int
    whose: tuple[int, int, int]
    term: int
    code: str
    first: date
    last: date
    units: Decimal | None


def line_amounts(terms: Mapping[int, Term], limit: Limit, table: pa.Table) -> tuple[pa.Array, pa.Array]:
    """The amount of each line that a term pays as a whole (null for others), and `unpaid` with the reasons of those that are
    paid with another line or have no amount.

    `table` has a row per line: term, patient, group, payer (numbers), code, date_from, date_to, units, and unpaid ("" for a
    line that nothing denies).
    """
    if not table.num_rows:  # Arrow's indices_nonzero does not stand a column without chunks
        return pa.array([], AMOUNT), pa.array([], pa.string())
    amounts: dict[int, Decimal] = {}
    reasons: dict[int, str] = {}
    numbers = [number for number, term in terms.items() if term.pay in WHOLE]
    patients = pc.unique(table["patient"].filter(pc.is_in(table["term"], pa.array(numbers, pa.int32()))))
    places = pc.indices_nonzero(pc.and_(pc.is_in(table["patient"], patients), pc.equal(table["unpaid"], "")))
    lines = [_Line(at, *each) for at, each in zip(places.to_pylist(), _read(table.take(places)), strict=True)]
    for number in numbers:
        term = terms[number]
        mine = [line for line in lines if line.term == number]
        if term.pay == "case-rate":
            _cases(term, mine, lines, terms, amounts, reasons)
        elif term.pay == "per-diem":
            _days(term, mine, amounts, reasons)
        else:
            _drugs(term, mine, limit, amounts, reasons)
    unpaid = table["unpaid"].to_pylist() if reasons else None
    for at, reason in reasons.items():
        unpaid[at] = reason  # type: ignore[index]
    return (
        pa.array([amounts.get(at) for at in range(table.num_rows)], AMOUNT),
        table["unpaid"] if unpaid is None else pa.array(unpaid, pa.string()),
    )


def _read(table: pa.Table) -> Iterable[tuple[tuple[int, int, int], int, str, date, date, Decimal | None]]:
    columns = ("patient", "group", "payer", "term", "code", "date_from", "date_to", "units")
    for patient, group, payer, term, code, first, last, units in zip(
        *(table[c].to_pylist() for c in columns), strict=True
    ):
        # A line without a date has a reason of its own, whatever stands here.
        yield (patient, group, payer), term, code, first or date.min, max(last or date.min, first or date.min), units


def _cases(
    term: Term, mine: list[_Line], lines: list[_Line], terms: Mapping[int, Term], amounts: dict[int, Decimal],
    reasons: dict[int, str],
) -> None:  # fmt: skip
    """The first line of a case is paid the rate; what is included in it, of the days around it, is paid with it."""
    assert term.amount is not None
    until: dict[tuple[int, int, int], date] = {}
    beside: dict[tuple[int, int, int], list[_Line]] = {line.whose: [] for line in mine}
    for line in lines:
        if line.whose in beside and not (line.term in terms and terms[line.term].pay == "case-rate"):
            beside[line.whose].append(line)
    for line in sorted(mine, key=lambda line: (line.first, line.at)):
        if line.first == date.min:
            continue
        if line.whose in until and line.first <= until[line.whose]:
            reasons[line.at] = "in-case-rate"
            continue
        amounts[line.at] = term.amount
        begins, ends = line.first - timedelta(days=term.days_before), line.last + timedelta(days=term.days_after)
        until[line.whose] = ends
        for other in beside[line.whose]:
            if begins <= other.first <= ends and any(low <= other.code <= high for low, high in term.includes):
                reasons[other.at] = "in-case-rate"
                amounts.pop(other.at, None)


def _days(term: Term, mine: list[_Line], amounts: dict[int, Decimal], reasons: dict[int, str]) -> None:
    """Each day of a patient is paid once."""
    assert term.amount is not None
    paid: set[tuple[tuple[int, int, int], date]] = set()
    for line in sorted(mine, key=lambda line: (line.first, line.at)):
        if line.at in reasons or line.first == date.min:
            continue
        count = min((line.last - line.first).days + 1, _DAYS)
        new = {(line.whose, line.first + timedelta(days=day)) for day in range(count)} - paid
        paid |= new
        if new:
            amounts[line.at] = term.amount * len(new)
        else:
            reasons[line.at] = "in-per-diem"


def _drugs(term: Term, mine: list[_Line], limit: Limit, amounts: dict[int, Decimal], reasons: dict[int, str]) -> None:
    """Units at the percent of the average sales price, rounded once."""
    for line in mine:
        if line.at in reasons or line.first == date.min:
            continue
        found = limit(line.code, line.first)
        if found is None:
            reasons[line.at] = "no-asp"
        elif line.units is None or not 0 < line.units < 100_000:
            reasons[line.at] = "no-units"
        else:
            amounts[line.at] = (found * term.percent * line.units / _LIMIT).quantize(CENT, ROUND_HALF_UP)
