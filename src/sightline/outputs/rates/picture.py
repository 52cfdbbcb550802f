"""A picture of the rates for a code: a row for each distribution, with Medicare's amount and yours. SVG, or PNG of it."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from decimal import Decimal
from html import escape
from pathlib import Path

from sightline.errors import SightlineError
from sightline.extras import install
from sightline.outputs.rates.record import Positions
from sightline.outputs.rates.text import money, title
from sightline.rates.mine import Position
from sightline.rates.summary import Cell, Summary

#: Units of the picture: about as wide as a telephone, so that its letters can be read there.
_WIDTH, _LEFT, _RIGHT = 420, 14, 16
_BARS, _STRIP = 30, 55  # how high the bars are, and bars and box together
_LINE, _SMALL_LINE = 17, 14.5  # from one line of text to the next
_LETTERS, _SMALL_LETTERS = 54, 64  # that fit in a line
_BINS = 48
#: Classes and their colors on a light and on a dark page.
_COLORS = {
    "page": ("#ffffff", "#14191f"), "ink": ("#1f2933", "#e6eaef"), "soft": ("#5b6775", "#9ba7b4"),
    "grid": ("#e4e8ec", "#323b46"), "bar": ("#b9c4d0", "#4a5866"), "box": ("#3b6ea5", "#7db4f0"),
    "medicare": ("#a63a0b", "#ffab85"), "mine": ("#0b6e43", "#6fd6a4"),
}  # fmt: skip


def _style() -> str:
    """Fills by class; strokes for lines; the dark ones where the reader's page is dark. A PNG is light."""
    light, dark = (
        "".join(
            f".rates .{name}{{fill:{pair[at]}}}.rates line.{name}{{stroke:{pair[at]}}}"
            for name, pair in _COLORS.items()
        )
        for at in (0, 1)
    )
    return (
        ".rates text{font:13px system-ui,'Helvetica Neue',Arial,'DejaVu Sans',sans-serif}"
        ".rates text.small{font-size:11.5px}.rates text.head{font-size:15px;font-weight:600}"
        f"{light}@media (prefers-color-scheme:dark){{{dark}}}"
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
        raise PictureError(f"a .png needs resvg-py: {install('png')}; a .svg needs nothing") from None
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
    codes = ", ".join(dict.fromkeys(cell.keys["billing_code"] for cell, _ in rows))
    parts, y = _heading(codes, rows)
    parts += _axis(top, y + 20)
    y += 24
    several = len({cell.keys["billing_code"] for cell, _ in rows}) > 1
    for cell, position in rows:
        drawn, y = _row(cell, position, y, top, several)
        parts += drawn
    parts += _axis(top, y + 14)
    height = round(y + 26)
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="560" viewBox="0 0 {_WIDTH} {height}" class="rates"'
        f' style="width:560px;max-width:100%;height:auto" role="img" aria-label="Negotiated rates for {escape(codes)}">',
        f"<style>{_style()}</style>",
        f'<rect width="{_WIDTH}" height="{height}" class="page"/>',
        *parts,
        "</svg>",
    ]) + "\n"  # fmt: skip


def _heading(codes: str, rows: Sequence[tuple[Cell, Position | None]]) -> tuple[list[str], float]:
    """The title and what the marks mean, and where they end."""
    parts, y = [], 8.0
    for line in textwrap.wrap(f"Negotiated rates for {codes}, in dollars", 46):
        y += 19
        parts.append(_text(_LEFT, y, line, "ink head"))
    y += 17
    parts.append(_text(_LEFT, y, "bars: votes · line: 10 to 90 % · box: 25 to 75 % · notch: median", "soft small"))
    x: float = _LEFT
    y += 17
    if any(cell.medicare for cell, _ in rows):
        parts += [_line(x + 4, y - 10, x + 4, y + 2, "medicare", 2, "4 2"), _text(x + 14, y, "Medicare", "ink small")]
        x += 80
    if any(position for _, position in rows):
        parts += [_triangle(x + 6, y - 9), _text(x + 17, y, "yours", "ink small")]
        x += 40
    return parts, y if x > _LEFT else y - 17


def _end(rows: Sequence[tuple[Cell, Position | None]]) -> Decimal:
    """Where the scale ends: all 90th percentiles, Medicare and your rates lie on it."""
    shown = [Decimal(1)]
    for cell, position in rows:
        shown += [cell.percentile(90), *cell.medicare.values(), *([position.rate] if position else [])]
    return max(shown) * Decimal("1.08")


def _x(amount: Decimal, top: Decimal) -> float:
    """A place on the page: a float, as no amount is made of it."""
    return round(_LEFT + float(min(amount / top, Decimal(1))) * (_WIDTH - _LEFT - _RIGHT), 1)


def _text(x: float, y: float, text: str, kind: str, anchor: str = "start") -> str:
    return f'<text x="{round(x, 1)}" y="{round(y, 1)}" class="{kind}" text-anchor="{anchor}">{escape(text)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, kind: str, width: float = 1, dashes: str = "") -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    places = f'x1="{x1}" y1="{round(y1, 1)}" x2="{x2}" y2="{round(y2, 1)}"'
    return f'<line {places} class="{kind}" stroke-width="{width}"{dashed}/>'


def _triangle(x: float, y: float) -> str:
    """The mark of your rate: its point at x and y, upward."""
    return f'<path d="M{x} {round(y, 1)} l5 9 h-10 z" class="mine"/>'


def _marks(top: Decimal) -> list[tuple[float, str]]:
    """Round amounts along the scale: their place and their dollars."""
    step = _step(top)
    return [(_x(step * number, top), f"{int(step * number):,}") for number in range(int(top / step) + 1)]


def _axis(top: Decimal, y: float) -> list[str]:
    """The scale in dollars: above the first distribution and beneath the last, for a chart may be longer than a screen."""
    return [_text(x, y, amount, "soft small", "middle") for x, amount in _marks(top)]


def _step(top: Decimal) -> Decimal:
    """A round distance between marks, for six of them or so."""
    size = Decimal(1).scaleb((top / 6).adjusted())
    return max(next(size * n for n in (1, 2, 5, 10) if size * n * 7 >= top), Decimal(1))


def _row(cell: Cell, position: Position | None, y: float, top: Decimal, several: bool) -> tuple[list[str], float]:
    """One distribution from y downward: what it is of, its bars and box, dollars; and where it ends."""
    names = title(cell).split(" · ")
    first = ([cell.keys["billing_code"]] if several else []) + names[:2]
    stands = [
        f"{cell.votes:,} TIN × rate",
        f"median {money(cell.percentile(50))}",
        *_expired(cell),
        *_beyond(cell, top),
        *_dates(cell),
    ]
    parts = []
    y += 4
    for line in _wrapped(first, _LETTERS):
        y += _LINE
        parts.append(_text(_LEFT, y, line, "ink"))
    for line in _wrapped(names[2:], _SMALL_LETTERS) + _wrapped(stands, _SMALL_LETTERS):
        y += _SMALL_LINE
        parts.append(_text(_LEFT, y, line, "soft small"))
    y += 8
    parts += [_line(x, y, x, y + _STRIP, "grid") for x, _ in _marks(top)]
    parts += _bars(cell, y + _BARS, top)
    middle = y + _BARS + 11
    x10, x25, x50, x75, x90 = (_x(cell.percentile(percent), top) for percent in (10, 25, 50, 75, 90))
    parts += [
        _line(x10, middle, x90, middle, "box", 2),
        f'<rect x="{x25}" y="{middle - 6}" width="{max(x75 - x25, 2):.1f}" height="12" rx="2" class="box"/>',
        _line(x50, middle - 6, x50, middle + 6, "page", 2.5),
    ]
    labels = []
    for amount in dict.fromkeys(cell.medicare.values()):
        x = _x(amount, top)
        parts.append(_line(x, y, x, y + _STRIP, "medicare", 2, "4 2"))
        sides = [side for side, of_side in cell.medicare.items() if of_side == amount]
        side = f"{sides[0]} " if len(set(cell.medicare.values())) > 1 else ""
        labels.append((x, f"Medicare {side}{money(amount)}", "medicare small"))
    if position is not None:
        x = _x(position.rate, top)
        parts.append(_triangle(x, y + _STRIP - 9))
        labels.append((x, f"yours {money(position.rate)}", "mine small"))
    y += _STRIP
    for line_of_labels in _placed(labels):
        y += _SMALL_LINE
        parts += [_text(start, y, text, kind) for start, text, kind in line_of_labels]
    return parts, y + 10


def _bars(cell: Cell, base: float, top: Decimal) -> list[str]:
    """The votes along the scale."""
    parts = []
    width = (_WIDTH - _LEFT - _RIGHT) / _BINS
    counts = [0] * _BINS
    for rate, votes in cell.distribution:
        if rate < top:
            counts[min(int(rate * _BINS / top), _BINS - 1)] += votes
    highest = max(counts) or 1
    for place, count in enumerate(counts):
        if count:
            tall = round((_BARS - 2) * count / highest, 1)
            x = round(_LEFT + place * width, 1)
            parts.append(
                f'<rect x="{x}" y="{round(base - tall, 1)}" width="{width - 1:.1f}" height="{tall}" class="bar"/>'
            )
    return parts


def _placed(labels: Sequence[tuple[float, str, str]]) -> list[list[tuple[float, str, str]]]:
    """Labels under their places, moved so that none leaves the picture, in as many lines as keeps them apart."""
    lines: list[list[tuple[float, str, str]]] = []
    ends: list[float] = []
    for x, text, kind in sorted(labels):
        wide = len(text) * 6.3
        start = min(max(x - wide / 2, _LEFT), _WIDTH - _RIGHT - wide)
        line = next((n for n, end in enumerate(ends) if start > end + 8), None)
        if line is None:
            line = len(lines)
            lines.append([])
            ends.append(0)
        lines[line].append((start, text, kind))
        ends[line] = start + wide
    return lines


def _wrapped(names: Sequence[str], letters: int) -> list[str]:
    """Names with dots between, in lines of so many letters; nothing is cut off, so that two long names differ."""
    lines: list[str] = []
    for name in names:
        joined = f"{lines[-1]} · {name}" if lines else name
        if lines and len(joined) <= letters:
            lines[-1] = joined
        else:
            lines += textwrap.wrap(f"· {name}" if lines else name, letters)
    return lines


def _expired(cell: Cell) -> list[str]:
    """How many votes are of rates that ended before the date of their file."""
    return [f"{cell.expired:,} expired"] if cell.expired else []


def _beyond(cell: Cell, top: Decimal) -> list[str]:
    """How many votes lie beyond the end of the scale."""
    votes = sum(count for rate, count in cell.distribution if rate >= top)
    return [f"{votes:,} beyond the scale"] if votes else []


def _dates(cell: Cell) -> list[str]:
    """The dates of the files that the rates are from."""
    if cell.dates is None:
        return []
    first, last = cell.dates
    of = "file" if cell.files == 1 else "files"
    return [f"{of} of {first}" + (f" to {last}" if last != first else "")]
