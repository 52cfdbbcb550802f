"""Read claims from an Excel workbook (.xlsx): the first sheet with a header of a table of claims (of those that are hidden only
where no other has one), its cells by their types."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice
from typing import Any, BinaryIO

import pyarrow as pa

from sightline.claims.archives import bomb
from sightline.claims.batch import Batch
from sightline.claims.rows.cells import plain_text
from sightline.claims.rows.delimited import TITLES
from sightline.claims.rows.guess import UNTRUSTED
from sightline.claims.rows.layout import BY_NAME, known, placed
from sightline.claims.rows.reading import NEEDED, Names, Reading, columns_named, first_line, lacking
from sightline.extras import install

ROWS = 10_000  # rows that are read at a time
MOST_COLUMNS = 1_000
CHUNK, SHOWN, MOST_FORMULAS = 1 << 20, 3, 10_000
#: A cell with a formula (ECMA-376 part 1, 18.3.1.40) and no value, or an empty one.
UNSAVED = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^>]*><f[^>]*(?:/>|>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>')
#: Cells that are one (18.3.1.55).
MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3}[0-9]{1,7}):([A-Z]{1,3}[0-9]{1,7})"')
#: Amounts and numbers of one line, which a cell over several rows does not state for each of them.
OF_ONE_LINE = ("code", "line_no", "mod1", "mod2", "mod3", "mod4", "modifiers")


def read_xlsx(
    source: BinaryIO, name: str, *, first_claim_key: int = 1, block_size: int = 0, columns: Names | None = None
) -> Iterator[Batch]:
    """Stream the claims of a workbook (a seekable stream). Rows are numbered as in the sheet; which sheet was read, and
    which others there are, is said. Formulas count with the value that was saved."""
    reading = Reading(name, first_claim_key, [], {})
    try:
        import openpyxl
    except ImportError:
        yield reading.stopped(f"reading .xlsx needs openpyxl: {install('xlsx')}, or save the sheet as CSV")
        return
    try:
        if wrong := bomb(source):
            yield reading.stopped(wrong)
            return
        source.seek(0)
        book = openpyxl.load_workbook(source, read_only=True, data_only=True)
        sheets = [each for each in book.worksheets if hasattr(each, "iter_rows")]
        sheets.sort(key=lambda sheet: sheet.sheet_state != "visible")
        found = [(sheet, *_header(sheet, columns or {})) for sheet in sheets]
        chosen = next((each for each in found if each[1]), None)
        unsaved, merged = _beside(source, chosen[0]._worksheet_path) if chosen else ([], [])
    except Exception as error:  # whatever a damaged workbook does to its reader
        yield reading.stopped(f"not a workbook that can be read: {first_line(error)}")
        return
    if chosen is None:
        yield reading.stopped(_why_not(found))
        return
    sheet, at, names = chosen
    reading = Reading(name, first_claim_key, names, columns or {})
    others = [_title(other) for other in sheets if other is not sheet]
    if others:
        also = ", ".join(others[:10])
        reading.flat.note(
            "the sheet {} was read, not {}; give each sheet as a file of its own to read it", 0, _title(sheet), also
        )
    fill = _over_rows(merged, reading, at)
    if fill:
        many = len({(row, column) for (_, column), row in fill.items()})
        reading.flat.note("{} cells over several rows were read as the value of each of them", 0, many)
    yield from reading.batches(_noting(_blocks(sheet, at, len(names), fill), unsaved, reading, at))


def _title(sheet: Any) -> str:
    return str(sheet.title) if sheet.sheet_state == "visible" else f"{sheet.title} (hidden)"


def _beside(source: BinaryIO, path: str) -> tuple[list[str], list[tuple[str, str]]]:
    """Of a sheet, the cells that hold a formula and no saved result (programs that write workbooks do not calculate), and the
    first and last cell of each area of cells that are one."""
    unsaved: dict[str, None] = {}  # a cell on the edge of two chunks is met twice
    merged: dict[tuple[str, str], None] = {}
    source.seek(0)
    with zipfile.ZipFile(source) as archive, archive.open(path) as stream:
        rest = b""
        while block := stream.read(CHUNK):
            data = rest + block
            if len(unsaved) < MOST_FORMULAS:
                unsaved |= dict.fromkeys(cell.decode() for cell in UNSAVED.findall(data))
            merged |= dict.fromkeys((first.decode(), last.decode()) for first, last in MERGED.findall(data))
            rest = data[max(data.rfind(b"<c "), data.rfind(b"<mergeCell "), len(data) - CHUNK, 0) :]
    return [*unsaved], [*merged]


def _cell(name: str) -> tuple[int, int]:
    """Row and column of a cell, from 1."""
    letters = name.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(name[len(letters) :]), column


def _over_rows(merged: list[tuple[str, str]], reading: Reading, header: int) -> dict[tuple[int, int], int]:
    """Where a cell of one column stands for several rows below the header: its places (row, column from 0) after the first,
    and the row that states the value; of what several lines of a claim have in common."""
    meant = {at: BY_NAME[name] for name, at in reading.where.items()}
    fill: dict[tuple[int, int], int] = {}
    for areas in merged:
        (top, left), (bottom, right) = map(_cell, areas)
        column = meant.get(left - 1)
        if top <= header or left != right or column is None or column.name in OF_ONE_LINE:
            continue
        if column.kind not in ("money", "units"):
            fill |= {(row, left - 1): top for row in range(top + 1, min(bottom, top + ROWS) + 1)}
    return fill


def _noting(
    blocks: Iterator[tuple[list[pa.Array], pa.Array]], unsaved: list[str], reading: Reading, header: int
) -> Iterator[tuple[list[pa.Array], pa.Array]]:
    """The blocks, and then a note of the formulas without a result in rows and columns that were read."""
    yield from blocks
    used = {*reading.where.values()}
    mine = [cell for cell, (row, column) in ((each, _cell(each)) for each in unsaved)
            if row > header and column - 1 in used and row not in reading.set_aside]  # fmt: skip
    if mine:
        reading.flat.note(
            "{}cells of the workbook are formulas whose results were not saved ({}), and were read as blank; open it in a "
            "spreadsheet and save it",
            0, UNTRUSTED, ", ".join(mine[:SHOWN]),
        )  # fmt: skip


def _header(sheet: Any, mapping: Names) -> tuple[int, list[str]]:
    """The row of the header of a table of claims, from 1, and its names; 0 and the first row's where there is none."""
    sheet.reset_dimensions()
    first: list[str] = []
    mapped = set(mapping.values())
    for number, cells in enumerate(islice(sheet.iter_rows(values_only=True), TITLES * 2), 1):
        names = [plain_text(value) for value in cells[:MOST_COLUMNS]]
        while names and not names[-1]:
            names.pop()
        first = first or names
        have = placed(names, dict(mapping))[0]
        enough = "code" in have and ("claim_id" in have or "claim_key" in have)
        if enough and sum(1 for each in names if known(each) or each in mapped) > 1:
            return number, names
    return 0, first


def _why_not(found: list[tuple[Any, int, list[str]]]) -> str:
    """What keeps every sheet from being a table of claims; names are shown where one of them is known."""
    for sheet, _, names in found:
        where, rest = placed(names, {})
        if where:
            return f"the sheet {sheet.title} is {lacking(where, columns_named(names), rest)}"
    return f"a workbook without a table of claims: no sheet has columns that are known ({' and '.join(NEEDED)})"


def _blocks(
    sheet: Any, header: int, width: int, fill: dict[tuple[int, int], int]
) -> Iterator[tuple[list[pa.Array], pa.Array]]:
    """The rows below the header; `fill` is where a cell has the value of one above it (see _over_rows)."""
    stated = {(row, column) for (_, column), row in fill.items()}
    values: dict[tuple[int, int], str] = {}
    rows = enumerate(sheet.iter_rows(min_row=header + 1), header + 1)
    while part := list(islice(rows, ROWS)):
        cells = [[_text(cell) for cell in row[:width]] for _, row in part]
        even = [row + [""] * (width - len(row)) for row in cells]
        if fill:
            for (number, _), row in zip(part, even, strict=True):
                something = any(row)
                for column in range(width):
                    if (number, column) in stated:
                        values[number, column] = row[column]
                    elif something and not row[column] and (number, column) in fill:
                        row[column] = values[fill[number, column], column]
        columns = [pa.array(column, pa.string()) for column in zip(*even, strict=True)]
        yield columns, pa.array([number for number, _ in part], pa.int64())


def _text(cell: Any) -> str:
    """A cell as it would stand in a CSV file, with the zeros that its format shows."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Y" if value else "N"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, (int, float)):
        text = plain_text(value)
        form = cell.number_format or ""
        return text.zfill(len(form)) if form and set(form) == {"0"} and text.isdigit() else text
    return str(value).strip()
