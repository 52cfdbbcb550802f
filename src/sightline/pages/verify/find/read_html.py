"""Read HTML: its tables, headings, paragraphs and list items; scripts, styles and forms' insides are left out."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from sightline.pages.verify.find.blocks import Block, Grid, Line, Prose
from sightline.pages.verify.find.grids import grids
from sightline.pages.verify.find.marks import unticked

_HEADINGS = {f"h{level}" for level in range(1, 7)} | {"title", "caption"}
_PARAGRAPHS = {
    "p",
    "li",
    "dt",
    "dd",
    "div",
    "section",
    "article",
    "blockquote",
    "br",
    "option",
    "summary",
    "figcaption",
}
_SILENT = {"script", "style", "template", "noscript", "svg"}


def read_html(text: str) -> list[Block]:
    """The blocks of an HTML document, however broken."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.end_text()
    for table in reversed(reader.tables):
        table.close(reader)
    return reader.blocks


class _Table:
    """A table while it is read: rows of cells, and whether each cell is a heading."""

    def __init__(self) -> None:
        self.rows: list[list[tuple[str, bool]]] = []
        self.numbers: list[int] = []

    def close(self, reader: _Reader) -> None:
        heading = reader.heading
        columns: tuple[str, ...] = ()
        lines: list[Line] = []
        for row, number in zip(self.rows, self.numbers, strict=True):
            line = Line(tuple(text for text, _ in row), number)
            filled = [cell for cell in line.cells if cell]
            if filled and all(head for _, head in row):
                reader.blocks += _grids(heading, columns, lines)
                heading, columns = (filled[0], ()) if len(row) == 1 else (heading, line.cells)
                lines = []
            elif filled:
                lines.append(line)
        reader.blocks += _grids(heading, columns, lines)


def _grids(heading: str, columns: tuple[str, ...], lines: list[Line]) -> list[Grid]:
    """The rows under one row of names, or the tables that rows without any make up."""
    if not lines:
        return []
    return [Grid(heading, columns, tuple(lines))] if columns else list(grids(heading, lines))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.tables: list[_Table] = []
        self.heading = ""
        self._text: list[str] = []
        self._silent = 0
        self._in_cell = 0
        self._is_head = False
        self._level = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "table":
            if not self._in_cell:
                self.end_text()
            self.tables.append(_Table())
        elif tag == "tr" and self.tables:
            self._end_cell()
            self.tables[-1].rows.append([])
            self.tables[-1].numbers.append(self.getpos()[0])
        elif tag in ("td", "th") and self.tables:
            self._end_cell()
            if not self.tables[-1].rows:
                self.tables[-1].rows.append([])
                self.tables[-1].numbers.append(self.getpos()[0])
            self.end_text()
            self._in_cell, self._is_head = 1, tag == "th"
        elif tag in _HEADINGS:
            self.end_text()
            self._level = tag
        elif tag in _PARAGRAPHS:
            if self._in_cell:
                self._text.append(" ")
            else:
                self.end_text()

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in ("td", "th", "tr"):
            self._end_cell()
        elif tag == "table" and self.tables:
            self._end_cell()
            self.tables.pop().close(self)
        elif tag in _HEADINGS:
            text = self._taken()
            self._level = ""
            if text:
                if tag != "title":
                    self.heading = text
                self.blocks.append(Prose("", text, self.getpos()[0], is_heading=True))
        elif tag in _PARAGRAPHS and not self._in_cell:
            self.end_text()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._text.append(data)

    def end_text(self) -> None:
        """What was read so far is a paragraph."""
        text = self._taken()
        if text:
            self.blocks.append(Prose(self.heading, text, self.getpos()[0], is_heading=bool(self._level)))

    def _end_cell(self) -> None:
        if self._in_cell and self.tables and self.tables[-1].rows:
            self.tables[-1].rows[-1].append((self._taken(), self._is_head))
            self._in_cell = 0

    def _taken(self) -> str:
        text = unticked(re.sub(r"\s+", " ", "".join(self._text)).strip())
        self._text = []
        return text
