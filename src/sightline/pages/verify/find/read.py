"""Read a document of any of the formats: Markdown, HTML, delimited text, and plain text with tables in it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from sightline.errors import SightlineError
from sightline.pages.verify.find.blocks import Block, Grid, Line, Prose
from sightline.pages.verify.find.grids import grids, names_columns
from sightline.pages.verify.find.marks import plain, ticked
from sightline.pages.verify.find.read_html import read_html

_LARGEST = 64 << 20
_SHORT = 60  # characters of a line that may name a table
_DELIMITERS = (",", "\t", ";", "|")
_EVEN = 0.7  # of the rows of a delimited table are of one width
_PREAMBLE = 20  # lines that may stand above a short table
_RULE = re.compile(r"\|?[\s:|+=-]*[-=]{2,}[\s:|+=-]*\|?")
_PIPE_RULE = re.compile(r"\|?(?:\s*:?-{2,}:?\s*\|)+(?:\s*:?-{2,}:?\s*)?")


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
        return list(_delimited(text, delimiter))
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
    """The delimiter of a file that is a table as a whole, but for lines above it; "" when it is not one."""
    lines = [line for line in text.splitlines()[:200] if line.strip()]
    if len(lines) < 2 or any(re.match(r"\s*(#|\||[-*] )", line) for line in lines[:20]):
        return ""
    fitting = []
    for delimiter in _DELIMITERS:
        try:
            rows = list(csv.reader(lines, delimiter=delimiter))
        except csv.Error:
            continue
        # Where the table begins: at the row that names its columns, else at the first that is as wide as most.
        widths = [len(row) for row in rows]
        named = next((at for at, row in enumerate(rows) if names_columns([cell.strip() for cell in row])), None)
        begin = named if named is not None else widths.index(max(set(widths), key=widths.count))
        of_table = widths[begin:]
        usual = max(set(of_table), key=of_table.count)
        if usual > 1 and of_table.count(usual) >= _EVEN * len(of_table) and 2 * len(of_table) >= len(rows) - _PREAMBLE:
            fitting.append((named is None, delimiter))
    return min(fitting, key=lambda found: found[0])[1] if fitting else ""


def _delimited(text: str, delimiter: str) -> Iterator[Grid]:
    """The tables of a delimited file."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[Line] = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(Line(tuple(cell.strip() for cell in cells), reader.line_num))
    except csv.Error as reason:
        raise VerifyError(f"not readable as a table ({reason})") from None
    yield from grids("", rows)


def _lines(text: str) -> Iterator[Block]:
    """Markdown or plain text: pipe tables, tables aligned with spaces, headings, list items and paragraphs."""
    headings: list[str] = []
    table: list[Line] = []
    above = ""  # a short line without a heading's marks, which names the table under it
    lines = text.splitlines()
    for number, line in enumerate([*lines, ""], start=1):
        if boxes := ticked(line):
            for part in boxes:
                yield Prose(above or (headings[-1] if headings else ""), part, number)
            continue
        cells = _cells(line, inside=bool(table))
        if cells is not None:
            if _PIPE_RULE.fullmatch(line.strip()) and len(table) > 1:
                # A rule under a later row: that row names the columns of another table.
                yield from _table(above or (headings[-1] if headings else ""), table[:-1])
                del table[:-1]
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
    yield from grids(heading, rows)


def _cells(line: str, *, inside: bool = False) -> tuple[str, ...] | None:
    """The cells of a line of a table; None for a line that is none. `inside` a table one bar is enough."""
    stripped = line.strip()
    if stripped.startswith("|") or stripped.count("|") > (0 if inside else 1):
        inner = stripped.strip("|").replace("\\|", "\0")
        return tuple(plain(cell.replace("\0", "|")) for cell in inner.split("|"))
    if "\t" in stripped:
        return tuple(plain(cell) for cell in re.split(r"\t+", stripped))
    if re.search(r"\S {2,}\S", stripped) and not re.match(r"([-*•]|\d+[.)]) ", stripped):
        return tuple(plain(cell) for cell in re.split(r" {2,}", stripped))
    return None
