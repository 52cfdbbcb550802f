"""What payments are short by month, as SVG in the colors of its page: a column for each month, denied below paid less."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape

from sightline.outputs.reconcile.work import Month

#: Units of the picture: as wide as a telephone, so that its letters are never smaller there than they are drawn.
_WIDTH, _HEIGHT, _LEFT, _TOP, _FLOOR = 360, 220, 52, 14, 34
MOST = 24  # months
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NAME_WIDE = 26  # of a month's name


def by_month(months: Sequence[Month]) -> str:
    """The last months as a picture; "" where nothing is short. Every figure is also in the table beneath it."""
    shown = months[-MOST:]
    top = _end(max((each.short for each in shown), default=Decimal(0)))
    if not top:
        return ""
    step = (_WIDTH - _LEFT - 4) / len(shown)
    every = int(-(-_NAME_WIDE // step))  # months that share a name
    wide = round(min(step * 0.7, 48), 1)
    parts = _marks(top)
    for number, each in enumerate(shown):
        x = round(_LEFT + number * step + (step - wide) / 2, 1)
        floor = _y(Decimal(0), top)
        between = _y(each.denied, top)
        label = f"{each.name}: {each.short:,.2f}, of it denied {each.denied:,.2f}"
        parts.append(f"<g><title>{escape(label)}</title>")
        for kind, lower, upper in (("denied", floor, between), ("less", between, _y(each.short, top))):
            if lower - upper > 0:
                parts.append(
                    f'<rect class="{kind}" x="{x}" y="{upper}" width="{wide}" height="{round(lower - upper, 1)}"/>'
                )
        parts.append("</g>")
        year, month = each.name.split("-")
        middle = round(x + wide / 2, 1)
        if number % every == 0:
            parts.append(
                f'<text x="{middle}" y="{_HEIGHT - _FLOOR + 15}" text-anchor="middle">{_NAMES[int(month) - 1]}</text>'
            )
        if number == 0 or month == "01":
            parts.append(f'<text x="{middle}" y="{_HEIGHT - _FLOOR + 29}" text-anchor="middle">{year}</text>')
    title = f"Dollars short by month of payment, {shown[0].name} to {shown[-1].name}"
    described = "; ".join(f"{each.name} {each.short:,.2f}" for each in shown)
    return (
        f'<svg class="months" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-labelledby="months-title months-says">'
        f'<title id="months-title">{title}</title><desc id="months-says">{described}</desc>'
        '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect class="ground" width="5" height="5"/><rect class="stripe" width="2" height="5"/></pattern></defs>'
        f"{''.join(parts)}</svg>"
    )


def _marks(top: Decimal) -> list[str]:
    """Four lines across with their dollars."""
    parts = []
    for quarter in range(5):
        amount = top * quarter / 4
        y = _y(amount, top)
        parts.append(f'<line x1="{_LEFT}" y1="{y}" x2="{_WIDTH}" y2="{y}"/>')
        parts.append(f'<text x="{_LEFT - 5}" y="{round(y + 4, 1)}" text-anchor="end">{_dollars(amount)}</text>')
    return parts


def _end(most: Decimal) -> Decimal:
    """A round amount at or above the most, of which a quarter is round too."""
    if most <= 0:
        return Decimal(0)
    size = Decimal(1).scaleb(most.adjusted())
    return next(size * n for n in (Decimal("1"), Decimal("1.2"), 2, 4, 6, 8, 10) if size * n >= most)


def _y(amount: Decimal, top: Decimal) -> float:
    """A place on the page: a float, as no amount is made of it."""
    return round(_TOP + float(1 - amount / top) * (_HEIGHT - _TOP - _FLOOR), 1)


def _dollars(amount: Decimal) -> str:
    if amount >= 10_000:
        return f"${amount / 1000:,.4g}k".replace("E+3", "")
    return f"${amount:,.0f}" if amount == amount.to_integral_value() else f"${amount:,.2f}"
