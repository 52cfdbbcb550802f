"""Negotiated rates, when some are loaded: percentiles by payer, never blended, with how many stand behind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sightline.pages.record import Cite, Gap, Row, Section, Source, Table
from sightline.pages.subject import Subject
from sightline.rates.query import Filter
from sightline.rates.store import RatesError, Store
from sightline.rates.summary import Cell, summarize
from sightline.reference.store import Reference

Rated = tuple[Cell, tuple[Cite, ...]]


def rates_of(store: Store, codes: Sequence[str], reference: Reference) -> dict[str, list[Rated]]:
    """What the store holds of `codes`: by code the cells of the newest files, each with the files of its payer."""
    entries = store.entries()
    if not entries:
        return {}
    files: dict[str, list[Cite]] = defaultdict(list)
    for entry in entries:
        for part in entry.parts:
            files[part.payer].append(
                Cite(Source(part.payer, "negotiated rates, machine-readable file", entry.name, f"{part.date}"))
            )
    try:
        cells = summarize(store, Filter(codes=frozenset(codes)), reference=reference).cells
    except RatesError:  # none of these codes
        return {}
    found: dict[str, list[Rated]] = defaultdict(list)
    for cell in cells:
        found[cell.keys["billing_code"]].append((cell, tuple(files[cell.keys["payer"]])))
    return found


def section(subject: Subject) -> Section:
    """A row for each payer, component, class, setting and method."""
    if not subject.rates:
        gap = Gap(
            "negotiated rates (none are loaded for the code)", "`sightline rates add` with a payer's in-network file"
        )
        return Section("rates", "Negotiated rates", gaps=(gap,))
    shown = tuple(_row(cell, cites) for cell, cites in subject.rates)
    columns = ("payer", "component", "for whom", "method", "25%", "median", "75%", "of Medicare", "TINs", "votes")
    note = "one vote for each rate of a TIN; the multiple of Medicare is of the median; no rate is left out"
    table = Table("", columns, shown, note, long=len(shown) > 12, numbers=(4, 5, 6, 7, 8, 9))
    return Section("rates", "Negotiated rates", tables=(table,))


def _row(cell: Cell, cites: tuple[Cite, ...]) -> Row:
    keys = cell.keys
    percent = keys["unit"] == "percent"
    at = [f"{cell.percentile(p):,.2f} %" if percent else f"${cell.percentile(p):,.2f}" for p in (25, 50, 75)]
    component = " ".join(dict.fromkeys(part for part in (keys["component"], keys["modifiers"]) if part))
    whom = ", ".join(part for part in (keys["class"], keys["setting"], keys["side"]) if part)
    multiple = " / ".join(f"{ratio} {side}" for side, ratio in cell.ratios(cell.percentile(50)).items())
    return Row(
        (keys["payer"], component, whom, keys["method"], *at, multiple, f"{cell.tins:,}", f"{cell.votes:,}"), cites
    )
