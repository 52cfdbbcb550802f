"""Read claims from an Excel workbook (.xlsx): the first sheet with a header of a table of claims, its cells by their types."""

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
from sightline.claims.rows.layout import known, placed
from sightline.claims.rows.reading import NEEDED, Names, Reading, columns_named, first_line, lacking
from sightline.extras import install

ROWS = 10_000  # rows that are read at a time
MOST_COLUMNS = 1_000
SHEETS, CHUNK, SHOWN = "xl/worksheets/", 1 << 20, 3
#: A cell with a formula (ECMA-376 part 1, 18.3.1.40) and no value, or an empty one.
UNSAVED = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^>]*><f[^>]*(?:/>|>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>')


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
        unsaved = _unsaved_formulas(source)
        source.seek(0)
        book = openpyxl.load_workbook(source, read_only=True, data_only=True)
        sheets = [each for each in book.worksheets if hasattr(each, "iter_rows")]
        found = [(sheet, *_header(sheet, columns or {})) for sheet in sheets]
    except Exception as error:  # whatever a damaged workbook does to its reader
        yield reading.stopped(f"not a workbook that can be read: {first_line(error)}")
        return
    chosen = next((each for each in found if each[1]), None)
    if chosen is None:
        yield reading.stopped(_why_not(found))
        return
    sheet, at, names = chosen
    reading = Reading(name, first_claim_key, names, columns or {})
    if unsaved:
        reading.flat.note(
            "{}cells of the workbook are formulas whose results were not saved ({}), and were read as blank; open it in a "
            "spreadsheet and save it",
            0, UNTRUSTED, ", ".join(unsaved),
        )  # fmt: skip
    others = [other.title for other in sheets if other is not sheet]
    if others:
        also = ", ".join(others[:10])
        reading.flat.note(
            "the sheet {} was read, not {}; give each sheet as a file of its own to read it", 0, sheet.title, also
        )
    yield from reading.batches(_blocks(sheet, at, len(names)))


def _unsaved_formulas(source: BinaryIO) -> list[str]:
    """The first few cells that hold a formula and no saved result: programs that write workbooks do not calculate."""
    found: list[str] = []
    with zipfile.ZipFile(source) as archive:
        for name in sorted(each for each in archive.namelist() if each.startswith(SHEETS)):
            rest = b""
            with archive.open(name) as stream:
                while len(found) < SHOWN and (block := stream.read(CHUNK)):
                    found += [cell.decode() for cell in UNSAVED.findall(rest + block)]
                    rest = block[block.rfind(b"<c ") :] if b"<c " in block else b""
    return [*dict.fromkeys(found)][:SHOWN]  # a cell on the edge of two chunks is met twice


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


def _blocks(sheet: Any, header: int, width: int) -> Iterator[tuple[list[pa.Array], pa.Array]]:
    rows = enumerate(sheet.iter_rows(min_row=header + 1), header + 1)
    while part := list(islice(rows, ROWS)):
        cells = [[_text(cell) for cell in row[:width]] for _, row in part]
        even = [row + [""] * (width - len(row)) for row in cells]
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
