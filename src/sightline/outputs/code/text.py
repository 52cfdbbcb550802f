"""A code page for the terminal: sections, facts in two columns, tables that fit its width, footnotes at the end."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TextIO

from sightline.outputs.code.footnotes import Footnotes, describe
from sightline.pages.record import Chart, Fact, Gap, Page, Row, Section, Table

_INDENT = 2
_NAME = 30
_LONG = 12  # rows of a long table that are shown
_BAR = 30
_TOO_WIDE = 1.5  # times the width: beyond it a table is written row by row


def write_page(page: Page, out: TextIO, *, width: int = 100) -> None:
    """Write a page in at most `width` columns; of long tables the first rows, and how many there are."""
    notes = Footnotes()
    head = " · ".join(part for part in (page.code, page.title, page.status, f"as of {page.on}") if part)
    _wrapped(head, out, width, 0)
    for section in page.sections:
        _section(section, notes, out, width)
    out.write("\nSources\n")
    for number, source in notes.listed():
        _wrapped(describe(source), out, width, 8, f"  [{number}]".ljust(8))


def _section(section: Section, notes: Footnotes, out: TextIO, width: int) -> None:
    out.write(f"\n{section.title}{' (editorial)' if section.editorial else ''}\n")
    for fact in section.text:
        _wrapped(fact.value + _marks(fact, notes), out, width, _INDENT)
    for fact in section.facts:
        _fact(fact, notes, out, width)
    for table in section.tables:
        _table(table, notes, out, width)
    for chart in section.charts:
        _chart(chart, out)
    for gap in section.gaps:
        _gap(gap, out, width)


def _fact(fact: Fact, notes: Footnotes, out: TextIO, width: int) -> None:
    text = fact.value + (f" ({fact.note})" if fact.note else "") + _marks(fact, notes)
    first = f"  {fact.name}".ljust(_INDENT + _NAME)
    if len(first) > _INDENT + _NAME or len(fact.name) >= _NAME:
        out.write(f"  {fact.name}\n")
        first = " " * (_INDENT + _NAME)
    _wrapped(text, out, width, _INDENT + _NAME, first)


def _gap(gap: Gap, out: TextIO, width: int) -> None:
    _wrapped(f"Data not available: {gap.what}. Filled by: {gap.filled_by}", out, width, _INDENT + 2, "  ")


def _marks(what: Fact | Row, notes: Footnotes) -> str:
    marks = [f"{mark.number}{' ' + mark.place if mark.place else ''}" for mark in notes.marks(what.cites)]
    return f" [{'; '.join(marks)}]" if marks else ""


def _chart(chart: Chart, out: TextIO) -> None:
    most = max(amount for _, amount in chart.bars)
    out.write(f"\n  {chart.title}\n")
    for name, amount in chart.bars:
        bar = "█" * max(1, round(amount / most * _BAR)) if most else ""
        out.write(f"    {name:<8} {bar:<{_BAR}} ${amount:,.2f}\n")


def _table(table: Table, notes: Footnotes, out: TextIO, width: int) -> None:
    if table.title:
        out.write("\n")
        _wrapped(table.title, out, width, _INDENT)
    rows = table.rows[:_LONG] if table.long else table.rows
    _grid(table, rows, notes, out, width)
    if len(rows) < len(table.rows):
        out.write(f"    and {len(table.rows) - len(rows):,} more: --format json or html has them all\n")
    if table.note:
        _wrapped(table.note, out, width, _INDENT + 2)


def _grid(table: Table, rows: Sequence[Row], notes: Footnotes, out: TextIO, width: int) -> None:
    """Cells in columns; the widest columns share what the others leave, and wrap."""
    columns = [*table.columns, "source"]
    cells = [[*row.cells, _marks(row, notes).strip(" []")] for row in rows]
    shared = ""
    if len({line[-1] for line in cells}) == 1 and (len(cells) > 1 or not cells[0][-1]):
        shared = cells[0][-1]
        columns, cells = columns[:-1], [line[:-1] for line in cells]
    natural = sum(max(len(line[n]) for line in (columns, *cells)) for n in range(len(columns)))
    room = width - _INDENT - 2 - 2 * (len(columns) - 1)
    widths = _widths([columns, *cells], room)
    if natural > _TOO_WIDE * width or sum(widths) > room:
        _stack(columns, cells, out, width)
    else:
        _draw(columns, cells, widths, table.numbers, out)
    if shared:
        _wrapped(f"[{shared}]", out, width, _INDENT + 2)


def _stack(columns: Sequence[str], cells: Sequence[Sequence[str]], out: TextIO, width: int) -> None:
    """A table that is too wide for columns: each row as its first cell and what the others say."""
    first = min(_NAME, 2 + max(len(line[0]) for line in cells))
    for line in cells:
        named = [f"{name}: {cell}" for name, cell in zip(columns[1:], line[1:], strict=True) if cell]
        begin = f"    {line[0]}"
        if len(line[0]) + 2 > first:
            _wrapped(line[0], out, width, 4)
            begin = " " * 4
        _wrapped(" · ".join(named), out, width, 4 + first, begin.ljust(4 + first))


def _draw(
    columns: Sequence[str], cells: Sequence[Sequence[str]], widths: Sequence[int], numbers: Sequence[int], out: TextIO
) -> None:
    for line in (columns, *cells):
        parts = [
            textwrap.wrap(cell, wide, break_on_hyphens=False) or [""] for cell, wide in zip(line, widths, strict=True)
        ]
        for at in range(max(map(len, parts))):
            texts = [part[at] if at < len(part) else "" for part in parts]
            shown = [
                f"{text:>{wide}}" if column in numbers else f"{text:<{wide}}"
                for column, (text, wide) in enumerate(zip(texts, widths, strict=True))
            ]
            out.write(("  " + " " * _INDENT + "  ".join(shown)).rstrip() + "\n")


def _widths(lines: Sequence[Sequence[str]], room: int) -> list[int]:
    """A width for each column: its own where there is room; else the widest give up, none below its longest word or 8."""
    needed = [max(len(line[n]) for line in lines) for n in range(len(lines[0]))]
    least = [
        min(w, max(8, *(len(word) for line in lines for word in line[n].split()), 1)) for n, w in enumerate(needed)
    ]
    widths = list(needed)
    while sum(widths) > room:
        at = max(range(len(widths)), key=lambda n: (widths[n] - least[n] > 0, widths[n]))
        if widths[at] <= least[at]:
            break
        widths[at] -= 1
    return widths


def _wrapped(text: str, out: TextIO, width: int, indent: int, first: str | None = None) -> None:
    begin = " " * indent if first is None else first
    lines = textwrap.wrap(text, max(width - indent, 30), break_on_hyphens=False) or [""]
    for number, line in enumerate(lines):
        out.write(((begin if number == 0 else " " * indent) + line).rstrip() + "\n")
