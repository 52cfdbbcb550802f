"""Denials as one HTML page: the dollars from charge to paid, by payer, cause, provider and month, and the list to work on.

Nothing is fetched or sent, everything is escaped; it shows claim numbers, no names and no member ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape
from typing import Any, TextIO

import pyarrow as pa

from sightline import __version__
from sightline.denied.decide import ORDER
from sightline.denied.ledger import BY, entries, total
from sightline.denied.result import Denials
from sightline.outputs.denials import record
from sightline.outputs.denials.waterfall import Figure, figures, waterfall
from sightline.outputs.page import asset, head

MOST = 2_000  # rows of a list; the figures count all
_COLUMNS = (
    "charge",
    "expected",
    "allowed",
    "open",
    "contract",
    "denied",
    "patient",
    "others",
    "after",
    "paid",
    "recovered",
)
_WORDS = {"contract": "above allowed", "others": "other payers", "after": "taken after", "open": "not remitted"}
_NAMES = ("claim", "line", "payer", "provider", "cause", "month")
_LIST = ("until", "action", "claim", "line", "code", "payer", "why", "at stake", "what to do")


def write_denials(found: Denials, out: TextIO) -> None:
    """Write the page, complete in itself."""
    ledger = entries(found)
    style = asset("report.css", "tables.css", "reconcile.css", "waterfall.css")
    script = asset("code.js")
    out.write(
        head("After the remittance", style, script) + "<header><h1>After the remittance</h1>"
        f"<p>on {found.on} · drafts for a person; nothing is sent</p></header>\n<main>\n"
    )
    for part in (
        _figures(found),
        _picture(ledger),
        _list(found),
        *(_totals(by, ledger) for by in BY),
        _entries(ledger),
    ):
        out.write(part)
    counted = found.summary
    out.write(
        f"</main>\n<footer>Sightline {__version__} · {counted['outcomes']:,} outcomes: {counted['answers']:,} answered,"
        f" {counted['settled']:,} with nothing denied, {counted['together']:,} answered with others, {counted['open']:,} not yet"
        f" remitted</footer>\n<script>{script}</script>\n</body>\n</html>\n"
    )


def _figures(found: Denials) -> str:
    summary = found.summary
    days = [line.lead.deadline.day for line in found.lines if line.lead.deadline.day and line.lead.route]
    figures = [
        (f"${summary['at_stake']:,.2f}", "at stake", "stake"),
        (str(min(days)) if days else "none", "nearest last day", "stake"),
    ]
    figures += [
        (f"{summary['actions'][action]:,}", action.replace("-", " "), "")
        for action in ORDER
        if summary["actions"][action]
    ]
    cells = "".join(f'<div class="{kind}"><dd>{value}</dd><dt>{word}</dt></div>' for value, word, kind in figures)
    return f'<dl class="figures">{cells}</dl>\n'


def _picture(ledger: pa.Table) -> str:
    """The waterfall, and under it the lines of which each of its figures is made."""
    whole = total(ledger)
    picture = waterfall(whole[0]) if whole else ""
    if not picture:
        return ""
    opened = "".join(_figure(each) for each in figures(ledger, whole[0], MOST))
    return _section("From charge to paid", f"<figure>{picture}</figure>{opened}")


def _figure(figure: Figure) -> str:
    """One figure of the waterfall, opened to its lines."""
    rows = [[*_named(row), f"{row['amount']:,.2f}"] for row in figure.largest]
    many = f"{figure.lines:,} {'line' if figure.lines == 1 else 'lines'}"
    table = _table((*_NAMES, "amount"), rows, (len(_NAMES) + 1,))
    return (
        f"<details><summary>{figure.words} {figure.dollars:,.2f}: {many}</summary>{_cut(figure.lines)}{table}</details>"
    )


def _entries(ledger: pa.Table) -> str:
    """Every entry, to be filtered by any name that totals are by."""
    rows = [
        [*_named(row), *("" if row[name] is None else f"{row[name]:,.2f}" for name in _COLUMNS)]
        for row in ledger.slice(0, MOST).to_pylist()
    ]
    names = (*_NAMES, *(_WORDS.get(name, name) for name in _COLUMNS))
    table = _table(names, rows, tuple(range(len(_NAMES) + 1, len(names) + 1)))
    filtered = _filter("payer, cause, provider, month or claim")
    summary = f"<summary><h2>Line by line</h2></summary>{_cut(ledger.num_rows)}"
    return f"<section><details>{summary}{filtered}{table}</details></section>\n"


def _filter(by: str) -> str:
    return f'<label>Filter<input type="search" class="filter" placeholder="{by}"></label>'


def _named(row: dict[str, Any]) -> list[str]:
    """Whose an entry is."""
    return [escape(str(row[name] or "")) for name in _NAMES]


def _cut(rows: int) -> str:
    """That a list does not show all rows; "" where it does."""
    return f'<p class="warn">The first {MOST:,} of {rows:,} are listed; CSV holds all.</p>' if rows > MOST else ""


def _list(found: Denials) -> str:
    lines = sorted(found.lines, key=lambda line: (ORDER.index(line.lead.action), line.lead.deadline.day or date.max))
    rows = []
    for each in record.rows(lines[:MOST]):
        why = ", ".join(f"{part['group']}-{part['reason']} {part['amount']}" for part in each["parts"])
        change = "".join(f" {change['says']}." for change in each["changes"])
        until = each["deadline"] or ("" if each["deadline_known"] else "unknown")
        cells = (
            until, each["says"], each["claim"], str(each["line"] or ""), "-".join([each["code"], *each["modifiers"]]),
            each["payer"], f"{why} {' '.join(each['remarks'])}".strip(), each["at_stake"] or "unknown", f"{each['do']}.{change}",
        )  # fmt: skip
        rows.append([escape(cell) for cell in cells])
    if not rows:
        return _section("Work list", "<p>Nothing is denied or reduced.</p>")
    summary = f"<summary><h2>Work list</h2></summary>{_cut(len(lines))}"
    filtered = _filter("payer, action, claim or code")
    return f"<section><details open>{summary}{filtered}{_table(_LIST, rows, (8,))}</details></section>\n"


def _totals(by: str, ledger: pa.Table) -> str:
    rows = []
    found = total(ledger, by)
    for each in found[:MOST]:
        amounts = [f"{each.sums[name]:,.2f}" for name in _COLUMNS]
        rows.append(
            [escape(each.name or ("nothing denied" if by == "cause" else "not named")), f"{each.lines:,}", *amounts]
        )
    names = (by, "lines", *(_WORDS.get(name, name) for name in _COLUMNS))
    table = _table(names, rows, tuple(range(2, len(names) + 1)))
    return f"<section><details><summary><h2>By {by}</h2></summary>{table}</details></section>\n"


def _section(title: str, body: str) -> str:
    return f"<section><h2>{title}</h2>{body}</section>\n"


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[int]) -> str:
    """A table that sorts; `numbers` are the columns, from 1, of amounts and counts."""
    head = "".join(f'<th scope="col">{name}</th>' for name in columns)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    kinds = "".join(f" n{number}" for number in numbers)
    return f'<div class="scroll"><table class="sortable{kinds}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
