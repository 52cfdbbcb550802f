"""A reconciliation as an Excel workbook: the lines to work on, causes, months with a chart, every outcome, payments, notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from decimal import Decimal
from typing import Any, BinaryIO

from sightline.outputs import workbook
from sightline.outputs.reconcile import csv, record, work
from sightline.remits.result import Reconciled

WORK = ("payer", "cause", "claim", "line", "served", "code", "billed", "expected", "allowed", "paid", "short", "reason",
        "adjustments", "remarks", "payment", "payment_date", "appeal_by", "payer_claim_number")  # fmt: skip
CAUSES = ("payer", "cause", "lines", "short")
MONTHS = ("month", "denied", "paid_less", "short")
PAYMENTS = ("number", "date", "method", "payer", "payee_npi", "amount", "claims", "provider_adjustments", "file")
BALANCE = ("check", "number", "line", "code", "message", "stated", "computed", "difference", "file", "segment")
NOTES = ("what", "claim", "message", "file", "segment")
_AMOUNTS = (*record.AMOUNTS, "amount", "claims", "stated", "computed", "difference")


def write_reconciled(found: Reconciled, out: BinaryIO) -> None:
    """Write the workbook. Raises SightlineError without XlsxWriter, and for more rows than a sheet has."""
    underpaid = work.short(found)
    months, undated = work.months(underpaid)
    by_month: list[dict[str, Any]] = [
        {"month": each.name, "denied": each.denied, "paid_less": each.less, "short": each.short} for each in months
    ]
    ending = [{"month": "no date", "short": undated}] if undated else []

    def draw(book: Any) -> None:
        if by_month:
            _chart(book, len(by_month))

    sheets: dict[str, workbook.Sheet] = {
        "Work list": (WORK, [asdict(each) for each in underpaid]),
        "Causes": (CAUSES, [asdict(each) for each in work.groups(underpaid)]),
        "Months": (MONTHS, by_month + ending),
        "Outcomes": (csv.COLUMNS, [_amounts(row) for row in csv.outcomes(found)]),
        "Payments": (PAYMENTS, [_amounts(row) for row in _payments(found)]),
        "Not in balance": (BALANCE, [_amounts({**row, **row["origin"]}) for row in record.unbalanced(found)]),
        "Notes": (NOTES, list(_notes(found))),
    }
    workbook.write(sheets, out, draw)


def _chart(book: Any, count: int) -> None:
    """Columns of dollars by month, denied below paid less."""
    sheet = book.get_worksheet_by_name("Months")
    chart = book.add_chart({"type": "column", "subtype": "stacked"})
    for column, colour in ((1, "#B3261E"), (2, "#E8A33D")):
        chart.add_series(
            {
                "name": ["Months", 0, column],
                "categories": ["Months", 1, 0, count, 0],
                "values": ["Months", 1, column, count, column],
                "fill": {"color": colour},
            }
        )
    chart.set_title({"name": "Dollars short by month of payment"})
    chart.set_y_axis({"num_format": "$#,##0"})
    sheet.insert_chart(1, 5, chart, {"description": "Dollars short by month of payment; the table has every figure"})


def _amounts(row: dict[str, Any]) -> dict[str, Any]:
    """The row with its texts of dollars as numbers."""
    return {name: Decimal(value) if name in _AMOUNTS and value else value for name, value in row.items()}


def _payments(found: Reconciled) -> Iterator[dict[str, Any]]:
    for row in record.payments(found):
        taken = [
            f"{each['reason']} {each['meaning']} {each['claim'] or each['reference']} {each['amount']}"
            for each in row["provider_adjustments"]
        ]
        yield {**row, "provider_adjustments": "; ".join(taken), "file": row["origin"]["file"]}


def _notes(found: Reconciled) -> Iterator[dict[str, Any]]:
    """What was rejected and what was odd, of claims and of remittances."""
    for what, column, tables in (
        ("rejected", "reason", (found.priced.rejected, found.rejected)),
        ("note", "message", (found.priced.issues, found.issues)),
    ):
        for table in tables:
            for row in table.to_pylist():
                yield {
                    "what": what, "claim": row.get("claim_id", ""), "message": row[column], "file": row["file"],
                    "segment": row["segment"],
                }  # fmt: skip
