"""From charge to paid as SVG, and the lines of which each of its figures is made.

Bars of charge, expected, allowed, paid and recovered begin at nothing; between them a bar for each step hangs where the one
before it ends. The colors are those of the page's theme (assets/waterfall.css).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from html import escape
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from sightline.denied.ledger import STEPS, Total

#: Units of the picture: no wider than a telephone, so that its letters are never smaller there than they are drawn.
_WIDTH, _ROW, _BAR, _SIDE = 360, 38, 14, 4
_LEVELS = {"expected": "expected where known", "allowed": "allowed"}
#: The figures in their order, with their words.
FIGURES = {"charge": "charge", **_LEVELS, **STEPS, "paid": "paid", "recovered": "of it recovered"}
#: Whose a line of the ledger is.
NAMES = ("claim", "claim_key", "line", "payer", "provider", "cause", "month")


class Figure(NamedTuple):
    """A figure of the picture: its dollars, how many lines have a part in it, and the largest of these (NAMES and `amount`)."""

    words: str
    dollars: Decimal
    lines: int
    largest: list[dict[str, Any]]


class _Bar(NamedTuple):
    """A bar from one amount to another; `hangs` is where the next one begins, None for a level beside the steps."""

    words: str
    kind: str
    amount: Decimal
    start: Decimal
    stop: Decimal
    hangs: Decimal | None


def figures(ledger: pa.Table, whole: Total, most: int) -> list[Figure]:
    """Each figure of which a line of the ledger has a part, with at most so many of its lines, the largest first."""
    found = []
    for name, words in FIGURES.items():
        own = ledger.filter(pc.not_equal(ledger[name], Decimal(0)))
        if own.num_rows:
            rows = own.sort_by([(name, "descending")]).slice(0, most).select(list(dict.fromkeys((*NAMES, name))))
            largest = [{**row, "amount": row[name]} for row in rows.to_pylist()]
            found.append(Figure(words, whole.sums[name], own.num_rows, largest))
    return found


def waterfall(total: Total) -> str:
    """The picture of a total; "" where nothing was charged or paid. Every figure stands beside its bar."""
    bars = list(_bars(total.sums))
    ends = [end for bar in bars for end in (bar.start, bar.stop)]
    low, high = min(*ends, Decimal(0)), max(*ends, Decimal(0))
    if low == high:
        return ""
    between, parts = [], []  # lines go under the words that they cross
    hangs: tuple[Decimal, int] | None = None
    for number, bar in enumerate(bars):
        y = number * _ROW
        left, right = sorted((_x(bar.start, low, high), _x(bar.stop, low, high)))
        parts.append(
            f'<text x="{_SIDE}" y="{y + 15}">{escape(bar.words)}</text>'
            f'<text x="{_WIDTH - _SIDE}" y="{y + 15}" text-anchor="end">{bar.amount:,.2f}</text>'
            f'<rect class="{bar.kind}" x="{left}" y="{y + 20}" width="{max(round(right - left, 1), 1)}" height="{_BAR}"/>'
        )
        if bar.hangs is not None:
            if hangs is not None:
                x = _x(hangs[0], low, high)
                between.append(f'<line x1="{x}" y1="{hangs[1]}" x2="{x}" y2="{y + 20}"/>')
            hangs = bar.hangs, y + 20 + _BAR
    spoken = "; ".join(f"{bar.words} {bar.amount:,.2f}" for bar in bars)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="wf" viewBox="0 0 {_WIDTH} {len(bars) * _ROW + 4}" role="img"'
        f' aria-labelledby="wf-title wf-values"><title id="wf-title">From charge to paid, in dollars</title>'
        f'<desc id="wf-values">{escape(spoken)}</desc>{"".join(between + parts)}</svg>'
    )


def _bars(sums: dict[str, Decimal]) -> Iterator[_Bar]:
    """The bars in their order; a step that nothing is taken off at has none."""
    at, nothing = sums["charge"], Decimal(0)
    yield _Bar(FIGURES["charge"], "sum", at, nothing, at, at)
    for level, words in _LEVELS.items():
        if sums[level]:
            yield _Bar(words, "level", sums[level], nothing, sums[level], None)
    for step, words in STEPS.items():
        if sums[step]:
            kind = "denied" if step == "denied" else "step" if sums[step] > 0 else "more"
            yield _Bar(words, kind, -sums[step], at, at - sums[step], at - sums[step])
            at -= sums[step]
    paid = sums["paid"]
    yield _Bar(FIGURES["paid"], "sum", paid, nothing, paid, paid)
    if sums["recovered"]:
        yield _Bar(FIGURES["recovered"], "more", sums["recovered"], paid - sums["recovered"], paid, nothing)


def _x(amount: Decimal, low: Decimal, high: Decimal) -> float:
    """A place on the page: a float, as no amount is made of it."""
    return round(_SIDE + float((amount - low) / (high - low)) * (_WIDTH - 2 * _SIDE), 1)
