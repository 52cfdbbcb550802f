"""A reconciliation as one HTML page for people: what is short, by payer, cause and month, and the list of lines to work on.

Nothing is fetched or sent, everything is escaped; it shows claim numbers, no names and no member ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from decimal import Decimal
from html import escape
from pathlib import PurePath
from typing import TextIO

from sightline import __version__
from sightline.outputs.page import asset, head
from sightline.outputs.reconcile import record, work
from sightline.outputs.reconcile.chart import MOST as MOST_MONTHS
from sightline.outputs.reconcile.chart import by_month
from sightline.remits.result import Reconciled

MOST = 2_000  # lines that a page lists; the figures count all
#: The columns of the list, and what each shows of a line.
_COLUMNS = {
    "payer": "payer", "cause": "cause", "claim": "claim", "line": "line", "date": "served", "code": "code",
    "expected": "expected", "allowed": "allowed", "short": "short", "appeal by": "appeal_by",
    "adjustments": "adjustments", "remarks": "remarks",
    "payment": "payment", "paid on": "payment_date", "payer's number": "payer_claim_number",
}  # fmt: skip
_AMOUNTS = ("expected", "allowed", "short")


def write_reconciled(found: Reconciled, out: TextIO) -> None:
    """Write the page, complete in itself."""
    underpaid = work.short(found)
    style = asset("report.css", "tables.css", "reconcile.css")
    script = asset("code.js")
    names = sorted({PurePath(name).name for name in found.payments["file"].unique().to_pylist() if name})
    title = "Underpayments" + (f": {', '.join(names[:3])}" if names else "")
    title += f" and {len(names) - 3} more" if len(names) > 3 else ""
    out.write(
        head(title, style, script) + f"<header><h1>{escape(title)}</h1><p>{escape(_span(found))}</p></header>\n<main>\n"
    )
    lines = (_figures(found, underpaid), _causes(underpaid), _months(underpaid), _list(underpaid))
    for part in (*lines, _balance(found), _notes(found)):
        out.write(part)
    claims = found.counts.claims - found.repeated.claims
    out.write(
        f"</main>\n<footer>Sightline {__version__} · every remitted claim accounted for: {claims:,} read,"
        f" {found.counts.rejected_claims:,} rejected of {found.counts.claims_in_file:,}</footer>\n"
        f"<script>{script}</script>\n</body>\n</html>\n"
    )


def _span(found: Reconciled) -> str:
    dates = [day for day in found.payments["date"].unique().to_pylist() if day]
    contract = found.priced.contract
    expected = f"expected by contract: {contract.title}" if contract else "expected by the Medicare fee schedule"
    if not dates:
        return expected
    first, last = min(dates), max(dates)
    return f"payments of {first}{f' to {last}' if last != first else ''} · {expected}"


def _figures(found: Reconciled, underpaid: Sequence[work.Short]) -> str:
    verdicts = found.summary["verdicts"]
    total = sum((each.short for each in underpaid), Decimal(0))
    denied = sum((each.short for each in underpaid if each.denied), Decimal(0))
    unknown = verdicts["paid-without-expectation"] + verdicts["denied-without-expectation"]
    figures = [
        (f"${total:,.2f}", "short in all", "stake"),
        (f"${denied:,.2f}", "of it denied", "stake"),
        (f"{len(underpaid):,}", "lines to work on", ""),
        (f"{len({each.payer for each in underpaid}):,}", "payers", ""),
        (f"{verdicts['overpaid'] + verdicts['paid-unexpectedly']:,}", "overpaid", "review"),
        (f"{verdicts['not-remitted']:,}", "not yet remitted", ""),
        (f"{unknown:,}", "nothing to compare with", ""),
    ]
    cells = "".join(f'<div class="{kind}"><dd>{value}</dd><dt>{word}</dt></div>' for value, word, kind in figures)
    return f'<dl class="figures">{cells}</dl>\n'


def _causes(underpaid: Sequence[work.Short]) -> str:
    if not underpaid:
        return _section("By payer and cause", "<p>Nothing is short of what was expected.</p>")
    found = work.groups(underpaid)
    rows = [(escape(each.payer), escape(each.cause), f"{each.lines:,}", f"{each.short:,.2f}") for each in found]
    return _section("By payer and cause", _table(("payer", "cause", "lines", "dollars short"), rows, (3, 4)))


def _months(underpaid: Sequence[work.Short]) -> str:
    months, undated = work.months(underpaid)
    picture = by_month(months)
    if not picture:
        return ""
    rows = [(each.name, *(f"{amount:,.2f}" for amount in (each.denied, each.less, each.short))) for each in months]
    if undated:
        rows.append(("no date", "", "", f"{undated:,.2f}"))
    last = f", the last {MOST_MONTHS} of {len(months)}" if len(months) > MOST_MONTHS else ""
    legend = (
        "<figcaption>Dollars short by month of payment"
        + last
        + ' <span class="key"><i class="denied"></i> denied</span>'
        ' <span class="key"><i class="less"></i> paid less</span></figcaption>'
    )
    table = _table(("month", "denied", "paid less", "dollars short"), rows, (2, 3, 4), "plain")
    return _section("By month", f'<div class="by-month"><figure>{legend}{picture}</figure>{table}</div>')


def _list(underpaid: Sequence[work.Short]) -> str:
    if not underpaid:
        return ""
    cut = ""
    shown = underpaid[:MOST]
    if len(underpaid) > MOST:
        shown = sorted(underpaid, key=lambda each: -each.short)[:MOST]
        cut = (
            f'<p class="warn">The {MOST:,} lines with the most dollars of {len(underpaid):,} are listed; the figures above count'
            " all. The workbook and CSV hold every line.</p>"
        )
    rows = []
    for each in map(asdict, shown):
        rows.append([_cell(each[column], column) for column in _COLUMNS.values()])
    numbers = tuple(at for at, column in enumerate(_COLUMNS.values(), 1) if column in _AMOUNTS)
    table = _table(tuple(_COLUMNS), rows, numbers)
    return (
        f'<section><details open><summary><h2>Work list</h2></summary>{cut}<label>Filter<input type="search" class="filter"'
        f' placeholder="payer, cause, claim or code"></label>{table}</details></section>\n'
    )


def _cell(value: object, column: str) -> str:
    if value is None:
        return ""
    if column in ("served", "payment_date", "code", "appeal_by"):
        return f'<span class="whole">{escape(str(value))}</span>'
    return f"{value:,.2f}" if column in _AMOUNTS else escape(str(value))


def _balance(found: Reconciled) -> str:
    rows = [(escape(each["message"]), escape(_place(each["origin"]))) for each in record.unbalanced(found)]
    return _section("Not in balance", _table(("what", "where"), rows, ())) if rows else ""


def _notes(found: Reconciled) -> str:
    notes = [*found.rejected["reason"].to_pylist(), *found.issues["message"].to_pylist()]
    if not notes:
        return ""
    items = "".join(f"<li>{escape(each)}</li>" for each in notes[:500])
    more = f"<p>{len(notes) - 500:,} more: JSON has them all.</p>" if len(notes) > 500 else ""
    return _section("Notes on the remittances", f'<ul class="notes">{items}</ul>{more}')


def _place(origin: dict[str, object]) -> str:
    return f"{PurePath(str(origin['file'])).name}, segment {origin['segment']:,}"


def _section(title: str, body: str) -> str:
    return f"<section><h2>{title}</h2>{body}</section>\n"


def _table(
    columns: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[int], kind: str = "sortable"
) -> str:
    """A table; `numbers` are the columns, from 1, of amounts and counts. A plain one stays a table on a narrow page."""
    head = "".join(f'<th scope="col">{name}</th>' for name in columns)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    kinds = "".join(f" n{number}" for number in numbers)
    return f'<div class="scroll"><table class="{kind}{kinds}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
