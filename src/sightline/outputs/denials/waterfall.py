"""From charge to paid as SVG: a bar for each step, hanging where the one before it ends, in the colors of the viewer's theme."""

from __future__ import annotations

from decimal import Decimal
from html import escape

from sightline.denied.ledger import STEPS, Total

#: Units of the picture: no wider than a telephone, so that its letters are never smaller there than they are drawn.
_WIDTH, _ROW, _BAR, _SIDE = 360, 38, 14, 4
_STYLE = (
    ".wf{--ink:#1b2430;--line:#d9dfe6;--sum:#1f5fa8;--lost:#b3261e;--less:#5b6775;--more:#0b6b75;"
    "--paper:var(--card,#fff);width:100%;max-width:36rem;height:auto;display:block}"
    "@media (prefers-color-scheme:dark){.wf{--ink:#e6eaef;--line:#323b46;--sum:#7db4f0;--lost:#ff9d94;--less:#9ba7b4;"
    "--more:#74d3dc;--paper:var(--card,#1c232b)}}"
    ".wf text{font:13px system-ui,sans-serif;fill:var(--ink);font-variant-numeric:tabular-nums;"
    "paint-order:stroke;stroke:var(--paper);stroke-width:5px}.wf line{stroke:var(--line)}"
    ".wf .sum{fill:var(--sum)}.wf .denied{fill:var(--lost)}.wf .step{fill:var(--less)}.wf .more{fill:var(--more)}"
)


def waterfall(total: Total) -> str:
    """The picture of a total; "" where nothing was charged or paid. Every figure stands beside its bar."""
    sums = total.sums
    bars: list[tuple[str, str, Decimal, Decimal, Decimal]] = []  # words, kind, shown amount, from, to
    at = sums["charge"]
    bars.append(("charge", "sum", at, Decimal(0), at))
    for step, words in STEPS.items():
        if sums[step]:
            kind = "denied" if step == "denied" else "step" if sums[step] > 0 else "more"
            bars.append((words, kind, -sums[step], at, at - sums[step]))
            at -= sums[step]
    bars.append(("paid", "sum", sums["paid"], Decimal(0), sums["paid"]))
    if sums["recovered"]:
        bars.append(("of it recovered", "more", sums["recovered"], sums["paid"] - sums["recovered"], sums["paid"]))
    ends = [end for _, _, _, start, stop in bars for end in (start, stop)]
    low, high = min(*ends, Decimal(0)), max(*ends, Decimal(0))
    if low == high:
        return ""
    between, parts = [], []  # lines go under the words that they cross
    for number, (words, kind, amount, start, stop) in enumerate(bars):
        y = number * _ROW
        left, right = sorted((_x(start, low, high), _x(stop, low, high)))
        parts.append(
            f'<text x="{_SIDE}" y="{y + 15}">{escape(words)}</text>'
            f'<text x="{_WIDTH - _SIDE}" y="{y + 15}" text-anchor="end">{amount:,.2f}</text>'
            f'<rect class="{kind}" x="{left}" y="{y + 20}" width="{max(round(right - left, 1), 1)}" height="{_BAR}"/>'
        )
        if number + 1 < len(bars):
            x = _x(stop if number else sums["charge"], low, high)
            between.append(f'<line x1="{x}" y1="{y + 20 + _BAR}" x2="{x}" y2="{y + _ROW + 20}"/>')
    said = "; ".join(f"{words} {amount:,.2f}" for words, _, amount, _, _ in bars)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="wf" viewBox="0 0 {_WIDTH} {len(bars) * _ROW + 4}" role="img"'
        f' aria-labelledby="wf-title wf-says"><title id="wf-title">From charge to paid, in dollars</title>'
        f'<desc id="wf-says">{escape(said)}</desc><style>{_STYLE}</style>{"".join(between + parts)}</svg>'
    )


def _x(amount: Decimal, low: Decimal, high: Decimal) -> float:
    """A place on the page: a float, as no amount is made of it."""
    return round(_SIDE + float((amount - low) / (high - low)) * (_WIDTH - 2 * _SIDE), 1)
