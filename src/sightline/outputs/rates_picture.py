"""A picture of the rates for a code: a row for each distribution, with Medicare's amount and yours. SVG, or PNG of it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape
from pathlib import Path

from sightline.errors import SightlineError
from sightline.outputs.rates_record import Positions
from sightline.outputs.rates_text import money, title
from sightline.rates.mine import Position
from sightline.rates.summary import Cell, Summary

_WIDTH, _LEFT, _RIGHT, _TOP, _ROW = 960, 350, 70, 64, 58
_BINS = 48
_INK, _SOFT, _BAR, _BOX, _MEDICARE, _MINE = "#1f2933", "#7b8794", "#cbd5e0", "#3b6ea5", "#b7410e", "#0b7a4b"
_STYLE = (
    f".rates text{{font:13px system-ui,'Helvetica Neue',Arial,'DejaVu Sans',sans-serif;fill:{_INK}}}"
    f".rates .soft{{fill:{_SOFT};font-size:11px}}.rates .head{{font-size:15px;font-weight:600}}"
)


class PictureError(SightlineError):
    """A picture cannot be drawn; the message says why."""


def write(summary: Summary, mine: Positions, path: Path) -> None:
    """Write the picture to a .svg or .png file. Raises PictureError when there is nothing to draw, or no way to."""
    text = svg(summary, mine)
    try:
        if path.suffix.lower() == ".png":
            path.write_bytes(_png(text))
        elif path.suffix.lower() == ".svg":
            path.write_text(text, encoding="utf-8")
        else:
            raise PictureError(f"{path}: name a .svg or .png file")
    except OSError as error:
        raise PictureError(f"{path}: {error.strerror or error}") from None


def _png(text: str) -> bytes:
    try:
        import resvg_py
    except ImportError:
        raise PictureError("a .png needs resvg-py: pip install 'sightline[png]'; a .svg needs nothing") from None
    return bytes(resvg_py.svg_to_bytes(svg_string=text, zoom=2, background="white"))


def svg(summary: Summary, mine: Positions = ()) -> str:
    """The distributions in dollars as SVG, a row each; percentages have no place on a scale of dollars.

    Raises PictureError when no distribution is in dollars.
    """
    pairs = zip(summary.cells, mine or [None] * len(summary.cells), strict=True)
    rows = [(cell, position) for cell, position in pairs if cell.keys["unit"] == "dollars"]
    if not rows:
        raise PictureError("no rate here is in dollars: there is nothing to draw")
    top = _end(rows)
    height = _TOP + _ROW * len(rows) + 52
    codes = ", ".join(dict.fromkeys(cell.keys["billing_code"] for cell, _ in rows))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" viewBox="0 0 {_WIDTH} {height}"'
        f' class="rates" style="max-width:100%;height:auto" role="img" aria-label="Negotiated rates for {escape(codes)}">',
        f"<style>{_STYLE}</style>",
        f'<rect width="{_WIDTH}" height="{height}" style="fill:white"/>',
        _text(16, 26, f"Negotiated rates for {codes}, in dollars", "head"),
        _text(16, 45, "bars: votes · line: 10 to 90 % · box: 25 to 75 % · notch: median", "soft"),
        *_axis(top, height),
    ]
    several = len({cell.keys["billing_code"] for cell, _ in rows}) > 1
    for number, (cell, position) in enumerate(rows):
        parts += _row(cell, position, _TOP + number * _ROW, top, several)
    parts += _legend(rows, height)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _end(rows: Sequence[tuple[Cell, Position | None]]) -> Decimal:
    """Where the scale ends: all 90th percentiles, Medicare and your rates lie on it."""
    shown = [Decimal(1)]
    for cell, position in rows:
        shown += [cell.percentile(90), *cell.medicare.values(), *([position.rate] if position else [])]
    return max(shown) * Decimal("1.08")


def _x(amount: Decimal, top: Decimal) -> float:
    """A place on the page: a float, as no amount is made of it."""
    return round(_LEFT + float(min(amount / top, Decimal(1))) * (_WIDTH - _LEFT - _RIGHT), 1)


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text x="{x}" y="{y}"{named} text-anchor="{anchor}">{escape(text)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 1, dashes: str = "") -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{colour}" stroke-width="{width}"{dashed}/>'


def _axis(top: Decimal, height: int) -> list[str]:
    step = _step(top)
    bottom = height - 46
    parts = []
    for number in range(int(top / step) + 1):
        x = _x(step * number, top)
        parts += [
            _line(x, _TOP - 6, x, bottom, "#edf0f3"),
            _text(x, bottom + 14, f"{int(step * number):,}", "soft", "middle"),
        ]
    return parts


def _step(top: Decimal) -> Decimal:
    """A round distance between marks, for six of them or so."""
    size = Decimal(1).scaleb((top / 6).adjusted())
    return max(next(size * n for n in (1, 2, 5, 10) if size * n * 7 >= top), Decimal(1))


def _row(cell: Cell, position: Position | None, y: int, top: Decimal, several: bool) -> list[str]:
    names = title(cell).split(" · ")
    first = " · ".join(([cell.keys["billing_code"]] if several else []) + names[:2])
    base, middle = y + 30, y + 40
    parts = [
        _text(16, y + 20, _short(first, 44)),
        _text(16, y + 35, _short(" · ".join(names[2:]), 62), "soft"),
        _text(16, y + 49, f"{cell.votes:,} TIN × rate · median {money(cell.percentile(50))}", "soft"),
    ]
    width = (_WIDTH - _LEFT - _RIGHT) / _BINS
    counts = [0] * (_BINS + 1)
    for rate, votes in cell.distribution:
        counts[int(rate * _BINS / top) if rate < top else _BINS] += votes
    highest = max(counts[:_BINS]) or 1
    for place, count in enumerate(counts[:_BINS]):
        if count:
            tall = round(26 * count / highest, 1)
            x = round(_LEFT + place * width, 1)
            parts.append(
                f'<rect x="{x}" y="{base - tall}" width="{width - 1:.1f}" height="{tall}" style="fill:{_BAR}"/>'
            )
    x10, x25, x50, x75, x90 = (_x(cell.percentile(percent), top) for percent in (10, 25, 50, 75, 90))
    parts += [
        _line(x10, middle, x90, middle, _BOX, 2),
        f'<rect x="{x25}" y="{middle - 6}" width="{max(x75 - x25, 2):.1f}" height="12" rx="2" style="fill:{_BOX}"/>',
        _line(x50, middle - 6, x50, middle + 6, "white", 2.5),
    ]
    for amount in cell.medicare.values():
        parts.append(_line(_x(amount, top), y + 2, _x(amount, top), middle + 9, _MEDICARE, 2, "4 2"))
    if position is not None:
        x = _x(position.rate, top)
        parts.append(f'<path d="M{x} {middle + 5} l5 9 h-10 z" style="fill:{_MINE}"/>')
    if counts[_BINS]:
        parts.append(_text(_WIDTH - 6, middle + 4, f"{counts[_BINS]:,} beyond", "soft", "end"))
    return parts


def _legend(rows: Sequence[tuple[Cell, Position | None]], height: int) -> list[str]:
    y, parts, x = height - 14, [], _LEFT
    if any(cell.medicare for cell, _ in rows):
        both = (
            " (both sides where a rate is for either)"
            if any(len(set(cell.medicare.values())) > 1 for cell, _ in rows)
            else ""
        )
        parts += [_line(x, y - 10, x, y + 2, _MEDICARE, 2, "4 2"), _text(x + 8, y, f"Medicare{both}", "soft")]
        x += 60 + 6 * len(both) + 24
    if any(position for _, position in rows):
        parts += [f'<path d="M{x + 6} {y - 9} l5 9 h-10 z" style="fill:{_MINE}"/>', _text(x + 18, y, "yours", "soft")]
    return parts


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
