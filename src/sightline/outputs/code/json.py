"""A code page as JSON: every fact with its sources in full."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TextIO

from sightline.outputs import as_json
from sightline.outputs.code.footnotes import Footnotes, Mark, all_cites, describe
from sightline.pages.record import Cite, Fact, Page, Section, Table


def write_page(page: Page, out: TextIO) -> None:
    """Write a page; facts name their sources by number, which `sources` explains."""
    as_json.write(document(page), out)


def document(page: Page) -> dict[str, Any]:
    """A page as a JSON value."""
    notes = Footnotes()
    notes.marks(all_cites(page))
    return {
        "code": page.code,
        "label": page.title,
        "as_of": page.on.isoformat(),
        "status": page.status,
        "sections": [_section(section, notes) for section in page.sections],
        "sources": [
            {"number": number, **source._asdict(), "text": describe(source)} for number, source in notes.listed()
        ],
    }


def _section(section: Section, notes: Footnotes) -> dict[str, Any]:
    return {
        "name": section.name,
        "title": section.title,
        "editorial": section.editorial,
        "text": [{"text": fact.value, "cites": _cites(fact.cites, notes)} for fact in section.text],
        "facts": [_fact(fact, notes) for fact in section.facts],
        "tables": [_table(table, notes) for table in section.tables],
        "charts": [
            {"title": chart.title, "bars": [{"name": name, "amount": str(amount)} for name, amount in chart.bars]}
            for chart in section.charts
        ],
        "not_available": [gap._asdict() for gap in section.gaps],
    }


def _fact(fact: Fact, notes: Footnotes) -> dict[str, Any]:
    shown: dict[str, Any] = {"name": fact.name, "value": fact.value, "cites": _cites(fact.cites, notes)}
    return {**shown, "note": fact.note} if fact.note else shown


def _table(table: Table, notes: Footnotes) -> dict[str, Any]:
    return {
        "title": table.title,
        "note": table.note,
        "columns": list(table.columns),
        "rows": [{"cells": list(row.cells), "cites": _cites(row.cites, notes)} for row in table.rows],
    }


def _cites(cites: Iterable[Cite], notes: Footnotes) -> list[dict[str, Any]]:
    return [_cite(mark) for mark in notes.marks(cites)]


def _cite(mark: Mark) -> dict[str, Any]:
    return {"source": mark.number, "place": mark.place} if mark.place else {"source": mark.number}
