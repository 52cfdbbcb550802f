"""A summary of rates as plain values, for JSON and CSV; amounts as texts, never binary numbers."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from typing import Any, TextIO

from sightline.outputs import as_json
from sightline.outputs.cells import safe
from sightline.outputs.rates.rows import shown
from sightline.rates.mine import Position
from sightline.rates.summary import PERCENTILES, Cell, Summary

Positions = Sequence[Position | None]


def cells(summary: Summary, mine: Positions) -> list[dict[str, Any]]:
    """Each cell: what it is, counts, percentiles, Medicare, flags, and your position where a contract was given."""
    return [
        _cell(cell, position) for cell, position in zip(summary.cells, mine or [None] * len(summary.cells), strict=True)
    ]


def _cell(cell: Cell, position: Position | None) -> dict[str, Any]:
    median = cell.percentile(50)
    row: dict[str, Any] = {
        **cell.keys,
        "votes": cell.votes,
        "tins": cell.tins,
        "npis": cell.npis,
        "files": cell.files,
        "oldest_file": cell.dates[0].isoformat() if cell.dates else None,
        "newest_file": cell.dates[1].isoformat() if cell.dates else None,
        "group_rates": cell.group_rates,
        "expired": cell.expired,
        **{f"p{percent}": shown(cell.percentile(percent)) for percent in PERCENTILES},
        "minimum": shown(cell.distribution[0][0]),
        "maximum": shown(cell.distribution[-1][0]),
        "medicare": {side: str(amount) for side, amount in cell.medicare.items()},
        "median_to_medicare": {side: str(ratio) for side, ratio in cell.ratios(median).items()},
        "flags": cell.flags,
    }
    if position is not None:
        row["mine"] = {
            "rate": str(position.rate),
            "percent_below": str(position.below),
            "percent_at": str(position.at),
            "units": None if position.units is None else str(position.units),
            "opportunity": {f"p{percent}": str(amount) for percent, amount in position.opportunity.items()},
        }
    return row


def write_json(summary: Summary, out: TextIO, *, mine: Positions = ()) -> None:
    """Write the summary as JSON: by, weight, Medicare's date and locality, and the cells."""
    places = {benchmark.fee.locality for benchmark in summary.benchmarks.values()}
    document = {
        "by": list(summary.by),
        "weight": summary.weight,
        "medicare_on": summary.on.isoformat(),
        "medicare_locality": next(iter(places), None),
        "cells": cells(summary, mine),
    }
    as_json.write(document, out)


def write_csv(summary: Summary, out: TextIO, *, mine: Positions = ()) -> None:
    """Write a row for each cell; nested values as columns such as medicare_facility."""
    rows = [_flat(row) for row in cells(summary, mine)]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: safe(value) for name, value in row.items()})


def _flat(row: dict[str, Any], before: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in row.items():
        if name == "flags":
            flat["flags"] = "; ".join(f"{votes} {says}" for says, votes in value.items())
        elif isinstance(value, dict):
            flat |= _flat(value, f"{before}{name}_")
        else:
            flat[f"{before}{name}".replace("-", "_")] = "" if value is None else value
    return flat
