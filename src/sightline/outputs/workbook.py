"""Tables as an Excel workbook: codes and claim numbers are texts, amounts and counts numbers; every header has filters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

from sightline.errors import SightlineError
from sightline.extras import install

MOST = 1_048_575  # rows of a sheet below its header
WIDEST = 70  # characters

#: The columns of a sheet, and its rows by column.
Sheet = tuple[Sequence[str], Sequence[Mapping[str, Any]]]


def write(sheets: Mapping[str, Sheet], out: BinaryIO, draw: Callable[[Any], None] | None = None) -> None:
    """Write the sheets by name to `out`; `draw` adds charts to the xlsxwriter workbook.

    Raises SightlineError without XlsxWriter, and for more rows than a sheet has.
    """
    try:
        import xlsxwriter
    except ImportError:
        raise SightlineError(f"writing xlsx needs XlsxWriter: {install('xlsx')}, or --format csv") from None
    for name, (_, rows) in sheets.items():
        if len(rows) > MOST:
            raise SightlineError(
                f"{len(rows):,} rows of {name.lower()} do not fit into a sheet of a workbook; use --format csv"
            )
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": "Sightline", "created": datetime(2000, 1, 1)})  # the same input gives the same bytes
    forms = {
        "head": book.add_format({"bold": True, "bottom": 1}),
        "money": book.add_format({"num_format": "#,##0.00"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "text": book.add_format({"num_format": "@"}),
    }
    for name, (columns, rows) in sheets.items():
        _sheet(book.add_worksheet(name), columns, rows, forms)
    if draw:
        draw(book)
    book.close()


def _sheet(sheet: Any, columns: Sequence[str], rows: Iterable[Mapping[str, Any]], forms: dict[str, Any]) -> None:
    widths = [len(column) + 3 for column in columns]
    for at, column in enumerate(columns):
        sheet.write_string(0, at, column.replace("_", " "), forms["head"])
    count = 0
    for count, row in enumerate(rows, 1):
        for at, column in enumerate(columns):
            value = row.get(column)
            if value is None or value == "":
                continue
            if isinstance(value, Decimal):
                sheet.write_number(count, at, float(value), forms["money"])  # as a workbook holds every number
            elif isinstance(value, int):
                sheet.write_number(count, at, value)
            elif isinstance(value, date):
                sheet.write_datetime(count, at, datetime(value.year, value.month, value.day), forms["date"])
            else:
                sheet.write_string(count, at, str(value)[:32_767], forms["text"])  # the most that a cell holds
            shown = 10 if isinstance(value, date) else len(f"{value}")
            widths[at] = min(max(widths[at], shown + 2), WIDEST)
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, count, len(columns) - 1)
