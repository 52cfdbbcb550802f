"""Pictures of dollars as SVG within a page, in the colors of the page: a bar for each cause, a column for each month.

A screen reader hears the title and every value; the table under a picture has the same figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from markupsafe import Markup, escape

_WIDTH, _LEFT, _RIGHT, _ROW = 480, 170, 80, 26
_HEIGHT, _FLOOR, _MOST_MONTHS = 200, 30, 24
_MOST_BARS = 10
_CUT = 22  # characters of a name that fit beside its bar


def bars(title: str, values: Sequence[tuple[str, Decimal]]) -> Markup:
    """A horizontal bar for each of the first values, with its dollars; empty without any."""
    shown = [(name, amount) for name, amount in values[:_MOST_BARS] if amount > 0]
    if not shown:
        return Markup()
    top = max(amount for _, amount in shown)
    parts = []
    for number, (name, amount) in enumerate(shown):
        y = number * _ROW
        wide = max(int(amount / top * (_WIDTH - _LEFT - _RIGHT)), 2)
        parts.append(
            Markup(
                '<text x="{}" y="{}" text-anchor="end">{}</text><rect x="{}" y="{}" width="{}" height="{}" rx="3"/>'
                '<text x="{}" y="{}" class="amount">{}</text>'
            ).format(
                _LEFT - 8,
                y + 17,
                _short(name),
                _LEFT,
                y + 4,
                wide,
                _ROW - 8,
                _LEFT + wide + 6,
                y + 17,
                _dollars(amount),
            )
        )
    return _svg(title, shown, len(shown) * _ROW, parts)


def columns(title: str, values: Sequence[tuple[str, Decimal]]) -> Markup:
    """A column for each of the last values, in their order; empty for fewer than two, which are no course of time."""
    shown = values[-_MOST_MONTHS:]
    top = max((amount for _, amount in shown), default=Decimal(0))
    if len(shown) < 2 or top <= 0:
        return Markup()
    step = _WIDTH // len(shown)
    every = -(-66 // step)  # so many columns share a name, which takes 66 wide
    parts = []
    for number, (name, amount) in enumerate(shown):
        high = int(amount / top * (_HEIGHT - _FLOOR - 20))
        x, y = number * step, _HEIGHT - _FLOOR - high
        parts.append(
            Markup('<rect x="{}" y="{}" width="{}" height="{}" rx="3"/>').format(
                x + step // 8, y, min(step - step // 4, 80), high
            )
        )
        middle = x + step // 8 + min(step - step // 4, 80) // 2
        if number % every == 0:
            parts.append(
                Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>').format(middle, _HEIGHT - 10, name)
            )
            parts.append(
                Markup('<text x="{}" y="{}" text-anchor="middle" class="amount">{}</text>').format(
                    middle, y - 5, _dollars(amount)
                )
            )
    return _svg(title, shown, _HEIGHT, parts)


def _svg(title: str, values: Sequence[tuple[str, Decimal]], height: int, parts: Sequence[Markup]) -> Markup:
    amounts = "; ".join(f"{name}: {_dollars(amount)}" for name, amount in values)
    head = Markup('<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">').format(
        _WIDTH, height, f"{title}. {amounts}"
    )
    return head + Markup().join(parts) + Markup("</svg>")


def _short(name: str) -> Markup:
    return escape(name if len(name) <= _CUT else f"{name[: _CUT - 1]}…")


def _dollars(amount: Decimal) -> str:
    return f"${amount:,.0f}" if amount >= 1000 else f"${amount:,.2f}"
