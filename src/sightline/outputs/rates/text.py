"""A summary of rates for people: a paragraph for each distribution."""

from __future__ import annotations

import textwrap
from decimal import Decimal
from typing import TextIO

from sightline.outputs.rates.record import Positions
from sightline.outputs.rates.rows import shown
from sightline.rates.mine import Position
from sightline.rates.summary import LARGE, Cell, Summary

_WEIGHTS = {"tin-rate": "one vote for each TIN and rate", "npi": "one vote for each NPI and rate"}


def write_summary(summary: Summary, out: TextIO, *, mine: Positions = (), width: int = 100) -> None:
    """Write the cells by code, each with its percentiles, Medicare beside them, and what stands behind them."""
    code = None
    for cell, position in zip(summary.cells, mine or [None] * len(summary.cells), strict=True):
        if cell.keys["billing_code"] != code:
            code = cell.keys["billing_code"]
            out.write(f"\n{code}\n")
            for line in _medicare(summary, code):
                out.write(f"  {line}\n")
        out.write("\n")
        for number, line in enumerate(_paragraph(cell, position)):
            indent = "  " if number == 0 else "    "
            out.write(textwrap.fill(line, width, initial_indent=indent, subsequent_indent=indent + "  ") + "\n")
    out.write(
        f"\n{len(summary.cells)} distributions, {_WEIGHTS[summary.weight]}; a percentile is a rate that was agreed\n"
    )


def money(amount: Decimal) -> str:
    """Dollars with separators and at least two decimals."""
    whole, _, cents = shown(amount).partition(".")
    return f"{int(whole):,}.{cents}" if not whole.startswith("-") else f"-{int(whole[1:]):,}.{cents}"


def _medicare(summary: Summary, code: str) -> list[str]:
    found = [(part, known) for (one, part), known in summary.benchmarks.items() if one == code]
    lines = []
    for part, known in found:
        sides = [
            f"{name} {money(amount)}" if amount is not None else f"{name} not paid"
            for name, amount in (("non-facility", known.non_facility), ("facility", known.facility))
        ]
        if known.non_facility is None and known.facility is None:
            sides = [known.fee.note or "no amount"]
        lines.append(f"Medicare {summary.on}, {known.fee.locality or 'national'}, {part}: {', '.join(sides)}")
    return lines or ["Medicare: nothing here that its physician fee schedule speaks of"]


def title(cell: Cell) -> str:
    """What a distribution is of."""
    keys = cell.keys
    more = " ".join(word for word in keys["modifiers"].split() if word != keys["component"])
    named = [
        keys.get("payer", "all payers") + (f" {keys['plan']}" if keys["plan"] else ""),
        keys["component"] + (f" with {more}" if more else ""),
        keys["class"] or "class not stated",
        {"any": "facility or not"}.get(keys["side"], keys["side"]),
        {"": "setting not stated", "both": "both settings"}.get(keys["setting"], keys["setting"]),
        keys["method"] or "method not stated",
        *([f"place {keys['pos']}"] if "pos" in keys else []),
        *([keys["state"]] if "state" in keys else []),
        *([keys["code_type"]] if keys["code_type"] not in ("CPT", "HCPCS") else []),
        *([keys["arrangement"]] if keys["arrangement"] not in ("", "ffs") else []),
    ]
    return " · ".join(named)


def _paragraph(cell: Cell, position: Position | None) -> list[str]:
    unit = " %" if cell.keys["unit"] == "percent" else ""
    at = {percent: money(cell.percentile(percent)) + unit for percent in (10, 25, 50, 75, 90)}
    ratios = cell.ratios(cell.percentile(50))
    two_marks = len(set(ratios.values())) > 1
    beside = " and ".join(
        dict.fromkeys(f"{n} × Medicare" + (f" {side}" if two_marks else "") for side, n in ratios.items())
    )
    lines = [
        title(cell),
        f"median {at[50]}" + (f" ({beside})" if beside else "") + f" · 25-75 %: {at[25]} to {at[75]}"
        f" · 10-90 %: {at[10]} to {at[90]}",
        f"n: {cell.votes:,} TIN × rate, {cell.tins:,} TINs, {cell.npis:,} NPIs, {cell.files:,}"
        f" {'file' if cell.files == 1 else 'files'}"
        + (f" · group rates, of {LARGE:,} NPIs and more: {cell.group_rates:,}" if cell.group_rates else ""),
    ]
    if position is not None:
        lines.append(_yours(position))
    if cell.expired:
        lines.append(f"! votes of rates that ended before the date of their file: {cell.expired:,}")
    return lines + [f"! votes {says}: {votes:,}" for says, votes in cell.flags.items()]


def _yours(position: Position) -> str:
    words = f"yours {money(position.rate)}: {position.below:.0f} % of the votes are lower"
    if position.at:
        words += f", {position.at:.0f} % the same"
    for percent, worth in position.opportunity.items():
        name = "median" if percent == 50 else f"{percent}th percentile"
        words += f"; at the {name} {money(worth)} a year"
    return words + (f" for {position.units:,} units" if position.units is not None else "")
