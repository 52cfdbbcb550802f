"""A code page as one HTML file: nothing is fetched or sent, everything is escaped, every fact links to its source.

Alone a page carries its style and script; in a site (`linked`) it names the files beside it.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection, Iterable
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from typing import TextIO

from sightline import __version__
from sightline.outputs.code.footnotes import Footnotes, describe
from sightline.pages.record import Chart, Cite, Fact, Gap, Page, Row, Section, Source, Table

_ASSETS = Path(__file__).parents[1] / "assets"
#: The files that linked pages share.
STYLE, SCRIPT = "code.css", "code.js"
_WIDE = 5  # columns: from here on a table takes the whole width of the paper
#: Words that tell how things stand, and the tone that they have in a column of such words.
_TONES = {
    "applies": "review", "valid": "review", "does not apply": "info", "needs records": "bypassed", "not known": "info",
    "not billable": "fail", "not in ICD-10-CM": "fail",
}  # fmt: skip
_text = lru_cache(maxsize=1 << 16)(escape)


@cache
def style() -> str:
    """The house style and what a code page adds to it."""
    return "".join((_ASSETS / name).read_text(encoding="utf-8") for name in ("report.css", "tables.css", STYLE))


@cache
def script() -> str:
    """Sorting and filtering of tables."""
    return (_ASSETS / SCRIPT).read_text(encoding="utf-8")


def write_page(page: Page, out: TextIO) -> None:
    """Write a page that is complete in itself."""
    out.write(render(page))


def render(page: Page, linked: bool = False, others: Collection[str] = ()) -> str:
    """A page as HTML. `linked` pages share style and script; codes among `others` link to their pages."""
    parts = [head(f"{page.code} {page.title}".strip(), linked), _header(page, linked), _contents(page)]
    return "".join([*parts, f"<main>\n{content(page, others)}</main>\n", foot(linked)])


def content(page: Page, others: Collection[str] = ()) -> str:
    """The sections of a page and its sources: what a document of another make may hold."""
    notes = Footnotes()
    sections = [_section(section, notes, others) for section in page.sections]
    return "".join([*sections, _sources(notes)])


def head(title: str, linked: bool) -> str:
    """The beginning of a document up to the body; a policy lets nothing in but our own style and script."""
    if linked:
        rules = "default-src 'none'; style-src 'self' file:; script-src 'self' file:"
        styled = f'<link rel="stylesheet" href="{STYLE}">\n'
    else:
        digest = base64.b64encode(hashlib.sha256(script().encode()).digest()).decode()
        rules = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
        styled = f"<style>\n{style()}</style>\n"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{rules}">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>{_text(title)}</title>\n{styled}</head>\n<body>\n"
    )


def foot(linked: bool) -> str:
    """The end of a document."""
    ending = f'<script src="{SCRIPT}"></script>' if linked else f"<script>{script()}</script>"
    return f"<footer>Sightline {__version__}</footer>\n{ending}\n</body>\n</html>\n"


def _header(page: Page, linked: bool) -> str:
    kind = "info" if page.status == "active" else "bypassed"
    back = '<p class="back"><a href="index.html">All codes</a></p>' if linked else ""
    return (
        f'<header>{back}<h1><span class="code">{_text(page.code)}</span> {_text(page.title)}</h1>'
        f'<p><span class="badge {kind}">{_text(page.status)}</span> as of {page.on}</p></header>\n'
    )


def _contents(page: Page) -> str:
    links = "".join(f'<li><a href="#{_text(s.name)}">{_text(s.title)}</a></li>' for s in page.sections[1:])
    return (
        f'<nav class="contents" aria-label="Sections"><ul>{links}<li><a href="#sources">Sources</a></li></ul></nav>\n'
    )


def _section(section: Section, notes: Footnotes, others: Collection[str]) -> str:
    ours = ' <small class="ours">editorial</small>' if section.editorial else ""
    wide = ' class="wide"' if any(len(table.columns) >= _WIDE for table in section.tables if not table.long) else ""
    parts = [f'<section id="{_text(section.name)}"{wide}><h2>{_text(section.title)}{ours}</h2>']
    parts += [f"<p>{_text(fact.value)}{_marks(fact.cites, notes)}</p>" for fact in section.text]
    if section.facts:
        parts.append(f'<dl class="facts">{"".join(_fact(fact, notes) for fact in section.facts)}</dl>')
    charts = "".join(_chart(chart) for chart in section.charts)
    if section.drawing:
        parts.append(f"<figure>{section.drawing}</figure>")
    tables = [_table(table, notes, others) for table in section.tables]
    parts += tables[:2] + ([f'<div class="charts">{charts}</div>'] if charts else []) + tables[2:]
    parts += [_gap(gap) for gap in section.gaps]
    return "".join(parts) + "</section>\n"


def _fact(fact: Fact, notes: Footnotes) -> str:
    note = f' <span class="note">{_text(fact.note)}</span>' if fact.note else ""
    return f"<div><dt>{_text(fact.name)}</dt><dd>{_text(fact.value)}{_marks(fact.cites, notes)}{note}</dd></div>"


def _gap(gap: Gap) -> str:
    return f'<p class="gap">Data not available: {_text(gap.what)}. Filled by: {_text(gap.filled_by)}</p>'


def _table(table: Table, notes: Footnotes, others: Collection[str]) -> str:
    heads = "".join(f'<th scope="col">{_text(name)}</th>' for name in table.columns)
    sourced = any(row.cites for row in table.rows)
    source = '<th scope="col" class="src">source</th>' if sourced else ""
    shared = _shared(table)
    if shared:
        # Thousands of rows of one file: its footnote stands in the heading, the rows name their row.
        source = f'<th scope="col">row{_marks((Cite(shared),), notes)}</th>'
        body = "".join([_numbered(row, table.code_column, others) for row in table.rows])
    else:
        body = "".join([_row(row, table, sourced, notes, others) for row in table.rows])
    # Which columns are numbers is said once, by the table's classes, not by every cell.
    kinds = "".join(f" n{n + 1}" for n in table.numbers) + (" flow" if table.flow else "")
    grid = (
        f'<div class="scroll"><table class="sortable{kinds}"><thead><tr>{heads}{source}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )
    note = f'<p class="note">{_text(table.note)}</p>' if table.note else ""
    if table.long:
        return (
            f'<details class="long"><summary>{_text(table.title)} ({len(table.rows):,})</summary>'
            f'<label>Filter<input type="search" class="filter" placeholder="code or word"></label>{grid}{note}</details>'
        )
    return (f"<h3>{_text(table.title)}</h3>" if table.title else "") + grid + note


def _shared(table: Table) -> Source | None:
    """The one source of every row of a long table; None when there are several."""
    if not table.long or any(len(row.cites) != 1 or row.cites[0].row is None for row in table.rows):
        return None
    sources = {id(row.cites[0].source): row.cites[0].source for row in table.rows}
    return next(iter(sources.values())) if len(sources) == 1 else None


def _numbered(row: Row, code_column: int | None, others: Collection[str]) -> str:
    cells = [_text(cell) for cell in row.cells]
    if code_column is not None and row.cells[code_column] in others:
        cells[code_column] = f'<a href="{cells[code_column]}.html">{cells[code_column]}</a>'
    return f"<tr><td>{'<td>'.join(cells)}<td>{row.cites[0].row:,}"


def _row(row: Row, table: Table, sourced: bool, notes: Footnotes, others: Collection[str]) -> str:
    cells = [_text(cell) for cell in row.cells]
    code_column = table.code_column
    if code_column is not None and row.cells[code_column] in others:
        cells[code_column] = f'<a href="{cells[code_column]}.html">{cells[code_column]}</a>'
    if table.says_column is not None and (tone := _TONES.get(row.cells[table.says_column])):
        cells[table.says_column] = f'<span class="says {tone}">{cells[table.says_column]}</span>'
    if sourced:
        cells.append(_marks(row.cites, notes))
    return "<tr><td>" + "<td>".join(cells)


def _chart(chart: Chart) -> str:
    most = max(amount for _, amount in chart.bars)
    bars = "".join(
        f'<text x="0" y="{14 + 22 * n}">{_text(name)}</text>'
        f'<rect x="62" y="{3 + 22 * n}" width="{float(amount / most) * 150:.0f}" height="14" rx="2"></rect>'
        f'<text x="{68 + float(amount / most) * 150:.0f}" y="{14 + 22 * n}">${amount:,.2f}</text>'
        for n, (name, amount) in enumerate(chart.bars)
    )
    described = ", ".join(f"{name} ${amount:,.2f}" for name, amount in chart.bars)
    return (
        f'<figure><figcaption>{_text(chart.title)}</figcaption><svg viewBox="0 0 290 {22 * len(chart.bars)}" role="img"'
        f' aria-label="{_text(f"{chart.title}: {described}")}">{bars}</svg></figure>'
    )


def _marks(cites: Iterable[Cite], notes: Footnotes) -> str:
    shown = [
        f'<a href="#s{number}">{number}</a>{f"<i> {_text(place)}</i>" if place else ""}'
        for number, place in notes.marks(cites)
    ]
    return f' <span class="fn">[{"; ".join(shown)}]</span>' if shown else ""


def _sources(notes: Footnotes) -> str:
    listed = "".join(f'<li id="s{number}">{_source(source)}</li>' for number, source in notes.listed())
    return f'<section id="sources"><h2>Sources</h2><ol class="sources">{listed}</ol></section>\n'


@lru_cache(maxsize=1024)
def _source(source: Source) -> str:
    text = _text(describe(source))
    if source.address.startswith("https://"):
        return f'{text}<span class="pub"> · <a href="{_text(source.address)}" rel="noreferrer">publisher</a></span>'
    return text
