"""What payers pay for a code: percentiles with everything that stands behind them, beside Medicare.

A cell never mixes component (26, TC, global) and other modifiers, billing class, setting, method, dollars and percent,
arrangement, plan of a hospital's charge, or rates for facilities with others. Each TIN has one vote for each of its
rates; weighted "npi", each provider has. A percentile is a rate that was agreed: the smallest at or below which that
share of the votes lies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sightline.engines.duckdb import DuckDB
from sightline.names import names_in
from sightline.rates.medicare import ANY, Benchmark, benchmarks, comparable, flags, sides
from sightline.rates.query import Filter, open_rates, register_nppes, relation
from sightline.rates.store import RatesError, Store
from sightline.reference.store import Reference

PERCENTILES = (10, 25, 50, 75, 90)
WEIGHTS = {"tin-rate": "tin_key", "npi": "unnest(npis)"}
DIMENSIONS = ("payer", "component", "pos", "state")
LARGE = 1_000  # NPIs from which a group's rate is one for a whole network
#: The columns that no cell mixes, in the order in which cells are shown.
_NEVER = (
    "billing_code", "code_type", "component", "modifiers", "class", "setting", "side", "unit", "method", "arrangement",
    "plan",
)  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """One distribution. `keys` names it; `distribution` has each rate (dollars, or percent by `unit`) and its votes.

    `medicare` holds Medicare's amounts by side where they can be compared; `flags` counts implausible votes by reason;
    `expired` counts the votes of rates that had ended before the date of their file; `dates` are the oldest and the newest
    of the files.
    """

    keys: dict[str, str]
    distribution: tuple[tuple[Decimal, int], ...]
    votes: int
    tins: int
    npis: int
    files: int
    group_rates: int
    expired: int
    medicare: dict[str, Decimal]
    flags: dict[str, int]
    dates: tuple[date, date] | None = None

    def percentile(self, percent: int) -> Decimal:
        """The smallest rate at or below which `percent` of 100 votes lie."""
        total, below = sum(votes for _, votes in self.distribution), 0
        for rate, votes in self.distribution:
            below += votes
            if below * 100 >= percent * total:
                return rate
        raise ValueError("a cell has votes")

    def ratios(self, rate: Decimal) -> dict[str, Decimal]:
        """A rate as a multiple of Medicare's, by side, to two decimals."""
        return {side: (rate / amount).quantize(Decimal("0.01")) for side, amount in self.medicare.items()}


@dataclass(frozen=True)
class Summary:
    """The answer: its cells, and by what they are cut and weighted. `benchmarks` are Medicare's amounts by code and
    component on the date `on`, None where nothing could be compared."""

    cells: tuple[Cell, ...]
    by: tuple[str, ...]
    weight: str
    on: date
    benchmarks: dict[tuple[str, str], Benchmark]


def summarize(
    store: Store,
    selection: Filter,
    *,
    reference: Reference,
    by: str | Sequence[str] = ("payer", "component"),
    weight: str = "tin-rate",
    locality: str = "",
    zip_code: str = "",
    on: date | None = None,
) -> Summary:
    """Summarize the rows of `selection`.

    `by` cuts further by payer, pos (place of service; a rate for several counts in each) and state (by NPPES; a group
    counts in each where a provider of it practises). Medicare is of the date `on`, by default the newest of the rates.
    Raises RatesError when nothing is there, PriceError for an unknown locality.
    """
    by = names_in(by)
    unknown = [name for name in by if name not in DIMENSIONS]
    if unknown:
        raise RatesError(f"--by {', '.join(unknown)}: there are {', '.join(DIMENSIONS)}")
    engine = open_rates(store, selection)
    try:
        keys = _ask(engine, store, by, reference)
        counted = engine.query(relation("count").format(keys=keys, large=LARGE)).to_pylist()
        votes = engine.query(relation("vote").format(keys=keys, voter=WEIGHTS[weight]) + " ORDER BY ALL").to_pylist()
        newest = engine.row("SELECT max(date) FROM kept")[0]
    finally:
        engine.close()
    if not counted:
        raise RatesError("no rate in the store fits the question")
    names = keys.split(", ")
    day = on or newest
    known = benchmarks(
        ((row["billing_code"], row["component"]) for row in counted if _comparable(row)), day,
        locality=locality, zip_code=zip_code, reference=reference,
    )  # fmt: skip
    distributions: dict[tuple[str, ...], list[tuple[Decimal, int]]] = {}
    for row in votes:
        distributions.setdefault(tuple(row[name] for name in names), []).append((row["rate"], row["votes"]))
    cells = [_cell(row, names, distributions, known) for row in counted]
    return Summary(tuple(cell for cell in cells if cell.distribution), tuple(by), weight, day, known)


def _ask(engine: DuckDB, store: Store, by: Sequence[str], reference: Reference) -> str:
    """Make the relation `chosen`; returns the columns of a cell."""
    places = [row[0] for row in engine.rows("SELECT DISTINCT places FROM price")]
    engine.register("place_side", sides(places, reference))
    more, joins, keys = "", "", [*(["payer"] if "payer" in by else []), *_NEVER]
    if "pos" in by:
        more += ", coalesce(nullif(pos.one, ''), 'not stated') AS pos"
        joins += ", unnest(string_split(k.places, ' ')) AS pos(one)"
        keys.append("pos")
    if "state" in by:
        register_nppes(engine, store)
        engine.create(
            "group_state",
            "SELECT DISTINCT g.part, g.provider, g.tin, g.npi_list, coalesce(n.state, 'unknown') AS state FROM ("
            "SELECT part, provider, tin, npis AS npi_list, unnest(npis) AS npi FROM kept) g LEFT JOIN nppes n USING (npi)",
        )
        more += ", coalesce(gs.state, 'unknown') AS state"
        joins += (
            " LEFT JOIN group_state gs ON gs.part = k.part AND gs.provider = k.provider AND gs.tin = k.tin"
            " AND gs.npi_list = k.npis"
        )
        keys.append("state")
    engine.create("chosen", relation("chosen").format(more=more, joins=joins))
    return ", ".join(keys)


def _comparable(row: dict[str, Any]) -> bool:
    return comparable(row["code_type"], row["class"], row["unit"], row["modifiers"])


def _cell(
    row: dict[str, Any], names: list[str], distributions: dict[tuple[str, ...], list[tuple[Decimal, int]]],
    known: dict[tuple[str, str], Benchmark],
) -> Cell:  # fmt: skip
    keys = {name: row[name] for name in names}
    distribution = tuple(distributions.get(tuple(keys.values()), ()))
    compared = known.get((row["billing_code"], row["component"])) if _comparable(row) else None
    medicare = compared.of(row["side"]) if compared else {}
    return Cell(
        keys, distribution, row["votes"], row["tins"], row["npis"], row["files"], row["group_rates"],
        row["expired"], medicare,
        flags(distribution, row["unit"], medicare.values()), (row["oldest"], row["newest"]),
    )  # fmt: skip


__all__ = ["ANY", "DIMENSIONS", "LARGE", "PERCENTILES", "WEIGHTS", "Cell", "Summary", "summarize"]
