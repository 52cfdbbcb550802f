"""Read a document of any of the formats: Markdown, HTML, delimited text, and plain text with tables in it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from sightline.errors import SightlineError
from sightline.pages.verify.blocks import Block, Grid, Line, Prose
from sightline.pages.verify.read_html import read_html

_LARGEST = 64 << 20
_SHORT = 60  # characters of a line that may name a table
_DELIMITERS = (",", "\t", ";", "|")
_RULE = re.compile(r"\|?[\s:|+=-]*[-=]{2,}[\s:|+=-]*\|?")
_MARKS = re.compile(r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}|<[^>]+>|(?<=\])\([^)]*\)|\[\^[^\]]*\]")


class VerifyError(SightlineError):
    """A file cannot be verified: what is wrong, and what to do."""


def read(path: Path) -> list[Block]:
    """The tables and the prose of a file; the content, not the name, tells its format. Raises VerifyError."""
    try:
        if path.stat().st_size > _LARGEST:
            raise VerifyError(f"{path}: larger than {_LARGEST >> 20} MB; give a part of it")
        data = path.read_bytes()
    except OSError as error:
        raise VerifyError(f"{path}: {(error.strerror or 'cannot be read').lower()}") from None
    return parse(decoded(data, str(path)))


def parse(text: str) -> list[Block]:
    """The tables and the prose of a text."""
    head = text[:4096].lower()
    if re.search(r"<(!doctype html|html|table|body|div|tr|p)\b", head) and "</" in text:
        return read_html(text)
    delimiter = _delimiter(text)
    if delimiter:
        return [_delimited(text, delimiter)]
    return list(_lines(text))


def decoded(data: bytes, name: str) -> str:
    """The text of a file, whatever its encoding. Raises VerifyError for what is no text."""
    if data.startswith((b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0")):
        raise VerifyError(f"{name}: a workbook, PDF or document; save it as csv, text or HTML first")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data:
        raise VerifyError(f"{name}: the content is binary; save it as csv, text or HTML first")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    """The delimiter of a file that is a table as a whole; "" when it is not one."""
    lines = [line for line in text.splitlines()[:200] if line.strip()]
    if len(lines) < 2 or any(re.match(r"\s*(#|\||[-*] )", line) for line in lines[:20]):
        return ""
    for delimiter in _DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
        except csv.Error:
            continue
        usual = max(set(widths), key=widths.count)
        if usual > 1 and widths.count(usual) >= 0.7 * len(widths):
            return delimiter
    return ""


def _delimited(text: str, delimiter: str) -> Grid:
    """A delimited file: its first row that looks like headings names the columns; what is above it is left out."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[Line] = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(Line(tuple(cell.strip() for cell in cells), reader.line_num))
    except csv.Error as reason:
        raise VerifyError(f"not readable as a table ({reason})") from None
    return as_grid("", rows)


def as_grid(heading: str, rows: list[Line]) -> Grid:
    """Rows as a table; the first that holds names and no code gives the columns."""
    for at, row in enumerate(rows[:10]):
        if sum(bool(cell) for cell in row.cells) > 1:
            if any(_CODE_LIKE.fullmatch(cell) for cell in row.cells):
                return Grid(heading, (), tuple(rows))
            return Grid(heading, row.cells, tuple(rows[at + 1 :]))
    return Grid(heading, (), tuple(rows))


_CODE_LIKE = re.compile(r"\d{4}[0-9A-Z]|[A-V]\d{4}|[A-Z]\d[0-9A-Z]\.[0-9A-Z]{1,4}|\d{3}[0-9A-Z]{6}X|\d\d")


def _lines(text: str) -> Iterator[Block]:
    """Markdown or plain text: pipe tables, tables aligned with spaces, headings, list items and paragraphs."""
    headings: list[str] = []
    table: list[Line] = []
    above = ""  # a short line without a heading's marks, which names the table under it
    lines = text.splitlines()
    for number, line in enumerate([*lines, ""], start=1):
        cells = _cells(line)
        if cells is not None:
            if not _RULE.fullmatch(line.strip()):
                table.append(Line(cells, number))
            continue
        if table and _RULE.fullmatch(line.strip()):
            continue
        if table:
            yield from _table(above or (headings[-1] if headings else ""), table)
            table, above = [], ""
        if not line.strip():
            continue
        following = lines[number].strip() if number < len(lines) else ""
        if match := re.match(r"\s*(#{1,6})\s+(.*)", line):
            del headings[len(match[1]) - 1 :]
            headings += [headings[-1] if headings else ""] * (len(match[1]) - 1 - len(headings))
            headings.append(plain(match[2]))
            above = ""
            yield Prose("", plain(match[2]), number, is_heading=True)
        elif re.fullmatch(r"(={3,}|-{3,})", following):
            headings, above = [plain(line)], ""
            yield Prose("", plain(line), number, is_heading=True)
        elif not re.fullmatch(r"[-=*_]{3,}", line.strip()):
            above = plain(line) if len(line) < _SHORT and not line.rstrip().endswith(".") else ""
            yield Prose(headings[-1] if headings else "", plain(line), number)


def _table(heading: str, rows: list[Line]) -> Iterator[Block]:
    if len(rows) == 1 and len(rows[0].cells) < 3:
        yield Prose(heading, " ".join(rows[0].cells), rows[0].number)
        return
    yield as_grid(heading, rows)


def _cells(line: str) -> tuple[str, ...] | None:
    """The cells of a line of a table; None for a line that is none."""
    stripped = line.strip()
    if stripped.startswith("|") or stripped.count("|") > 1:
        inner = stripped.strip("|").replace("\\|", "\0")
        return tuple(plain(cell.replace("\0", "|")) for cell in inner.split("|"))
    if "\t" in stripped:
        return tuple(plain(cell) for cell in re.split(r"\t+", stripped))
    if re.search(r"\S {2,}\S", stripped) and not re.match(r"([-*•]|\d+[.)]) ", stripped):
        return tuple(plain(cell) for cell in re.split(r" {2,}", stripped))
    return None


def plain(text: str) -> str:
    """Text without Markdown's marks."""
    return re.sub(r"\s+", " ", _MARKS.sub("", text)).strip()
