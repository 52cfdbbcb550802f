"""What payers have agreed to pay for the code, from a store of rates: not of every page, for the store is the user's."""

from __future__ import annotations

from sightline.pages.record import Cite, Page, Row, Section, Source, Table, fact
from sightline.rates.summary import Cell, Summary

_COLUMNS = ("payer", "component", "class", "side", "setting", "method", "votes", "25 %", "median", "75 %", "× Medicare")
_NOTE = (
    "a vote is a TIN and one of its rates; a percentile is a rate that was agreed; Medicare's amount is of the component,"
    " side and locality; implausible rates are counted, not left out"
)


def section(summary: Summary, drawing: str = "") -> Section:
    """A row for each distribution, and the picture of those in dollars where there is one."""
    rows = tuple(Row(_cells(cell), (_cite(cell),)) for cell in summary.cells)
    flagged = sum(sum(cell.flags.values()) for cell in summary.cells)
    text = (fact(f"{flagged:,} of the votes are implausible and stand in these figures."),) if flagged else ()
    table = Table("", _COLUMNS, rows, _NOTE, long=len(rows) > 12, numbers=(6, 7, 8, 9, 10))
    return Section("rates", "Negotiated rates", text=text, tables=(table,), drawing=drawing)


def added(page: Page, rates: Section) -> Page:
    """The page with its section of rates, behind the payers' rules; that none are loaded is no longer said."""
    sections = [
        one._replace(gaps=tuple(gap for gap in one.gaps if not gap.what.startswith("negotiated rates")))
        for one in page.sections
    ]
    place = next((n + 1 for n, one in enumerate(sections) if one.name == "payers"), len(sections))
    return page._replace(sections=(*sections[:place], rates, *sections[place:]))


def _cells(cell: Cell) -> tuple[str, ...]:
    keys = cell.keys
    percent = keys["unit"] == "percent"
    amounts = [f"{cell.percentile(p):,.2f} %" if percent else f"${cell.percentile(p):,.2f}" for p in (25, 50, 75)]
    ratios = dict.fromkeys(str(ratio) for ratio in cell.ratios(cell.percentile(50)).values())
    return (
        keys.get("payer", "all"), " ".join(dict.fromkeys([keys["component"], *keys["modifiers"].split()])),
        keys["class"] or "not stated", "either" if keys["side"] == "any" else keys["side"], keys["setting"] or "not stated",
        keys["method"] or "not stated", f"{cell.votes:,}", *amounts, " / ".join(ratios) or "–",
    )  # fmt: skip


def _cite(cell: Cell) -> Cite:
    payer = cell.keys.get("payer", "several payers")
    return Cite(
        Source(payer, "negotiated rates, as published", f"{cell.files} {'file' if cell.files == 1 else 'files'}")
    )
