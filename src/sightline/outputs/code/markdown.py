"""A code page in Markdown: GitHub tables and footnotes at the end."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TextIO

from sightline.outputs.code.footnotes import Footnotes, describe
from sightline.pages.record import Cite, Page, Section, Table


def write_page(page: Page, out: TextIO) -> None:
    """Write a page; long tables are whole."""
    notes = Footnotes()
    title = f" {_escaped(page.title)}" if page.title else ""
    out.write(f"# {_escaped(page.code)}{title}\n\n{_escaped(page.status)}, as of {page.on}\n")
    for section in page.sections:
        _section(section, notes, out)
    out.write("\n## Sources\n\n")
    for number, source in notes.listed():
        link = f" <{source.address}>" if source.address else ""
        out.write(f"[^{number}]: {_escaped(describe(source))}{link}\n")


def _section(section: Section, notes: Footnotes, out: TextIO) -> None:
    out.write(f"\n## {_escaped(section.title)}\n")
    if section.editorial:
        out.write("\n*Written by us, from no published file, where no footnote says otherwise.*\n")
    for fact in section.text:
        out.write(f"\n{_escaped(fact.value)}{_marks(fact.cites, notes)}\n")
    if section.facts:
        out.write("\n")
    for fact in section.facts:
        note = f" ({_escaped(fact.note)})" if fact.note else ""
        out.write(f"- **{_escaped(fact.name)}:** {_escaped(fact.value)}{note}{_marks(fact.cites, notes)}\n")
    for table in section.tables:
        _table(table, notes, out)
    for chart in section.charts:
        bars = ", ".join(f"{_escaped(name)} ${amount:,.2f}" for name, amount in chart.bars)
        out.write(f"\n{_escaped(chart.title)}: {bars}\n")
    for gap in section.gaps:
        out.write(f"\n*Data not available: {_escaped(gap.what)}. Filled by: {_escaped(gap.filled_by)}.*\n")


def _table(table: Table, notes: Footnotes, out: TextIO) -> None:
    if table.title:
        out.write(f"\n### {_escaped(table.title)}\n")
    out.write(f"\n| {' | '.join(map(_escaped, (*table.columns, 'source')))} |\n|{'---|' * (len(table.columns) + 1)}\n")
    for row in table.rows:
        out.write(f"| {' | '.join(map(_escaped, row.cells))} | {_marks(row.cites, notes).strip()} |\n")
    if table.note:
        out.write(f"\n{_escaped(table.note)}\n")


def _marks(cites: Iterable[Cite], notes: Footnotes) -> str:
    marks = [f"[^{mark.number}]" + (f" {_escaped(mark.place)}" if mark.place else "") for mark in notes.marks(cites)]
    return " " + ", ".join(marks) if marks else ""


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_<>|\[\]#])", r"\\\1", text.replace("\n", " "))
