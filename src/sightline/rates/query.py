"""Ask the store: the kept rows as a relation, narrowed to what is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa

from sightline.engines.duckdb import DuckDB, literal, parquet
from sightline.engines.relations import relations_in
from sightline.rates.rows import TABLES
from sightline.rates.store import Entry, Part, RatesError, Store, slug
from sightline.rates.values import EVERY_PLACE


@dataclass(frozen=True)
class Filter:
    """What rows are asked for; empty is no restriction.

    `dates` is "newest" (of each payer), "all", or a month or day such as 2026-04. `npis`, `taxonomies` and `states`
    together choose providers: a group counts when one of its NPIs is in the list and, by NPPES, of a taxonomy (whole
    code or its beginning) and state. `place` keeps rows for it and for every place.
    """

    codes: frozenset[str] | None = None
    payers: tuple[str, ...] = ()
    dates: str = "newest"
    components: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    tins: tuple[str, ...] = ()
    npis: frozenset[int] | None = None
    taxonomies: tuple[str, ...] = ()
    states: tuple[str, ...] = ()

    def by_provider(self) -> bool:
        """Whether providers are chosen by NPI."""
        return self.npis is not None or bool(self.taxonomies or self.states)


#: The text of a relation by its name.
relation = relations_in(Path(__file__).parent / "relations")


def open_rates(store: Store, selection: Filter) -> DuckDB:
    """An engine with the view `kept` of the rows of `selection`. Raises RatesError when the store is empty
    or damaged."""
    entries = store.entries()
    if not entries:
        raise RatesError(f"{store.directory}: no rates here yet; `sightline rates add FILE` reads some")
    chosen = _chosen(entries, selection)
    for entry, part in chosen:
        if path := store.damaged(entry, [part]):
            raise RatesError(f"{path}: missing or damaged; `sightline rates add` with {entry.name} fixes it")
    engine = DuckDB()
    engine.register("part_of", pa.table({
        "part": pa.array([_key(part.folder) for _, part in chosen], pa.string()),
        "payer": pa.array([part.payer for _, part in chosen], pa.string()),
        "file": pa.array([entry.name for entry, _ in chosen], pa.string()),
        "date": pa.array([part.date for _, part in chosen], pa.date32()),
    }))  # fmt: skip
    for name, schema in TABLES.items():
        paths = [store.directory / part.folder / f"{name}.parquet" for _, part in chosen]
        engine.create(name, _read(engine, name, paths, schema), view=True)
    _choose_providers(engine, store, selection)
    engine.create("kept", f"{relation('kept')} WHERE {' AND '.join(_conditions(selection))}", view=True)
    return engine


def _key(folder: str) -> str:
    return folder.rpartition("/")[2]


def _read(engine: DuckDB, name: str, paths: list[Path], schema: pa.Schema) -> str:
    engine.register(f"no_{name}", schema.empty_table())
    none = f"SELECT '' AS part, * FROM no_{name}"
    if not paths:
        return none
    part = r"regexp_extract(filename, '([0-9a-f]{16})[/\\][a-z]+\.parquet$', 1)"
    source = parquet(paths)[:-1] + ", filename = true, hive_partitioning = false, union_by_name = true)"
    # BY NAME: a store that an earlier version filled has no plans.
    return f"{none} UNION ALL BY NAME SELECT {part} AS part, * EXCLUDE (filename) FROM {source}"


def _chosen(entries: Iterable[Entry], selection: Filter) -> list[tuple[Entry, Part]]:
    """The parts of the payers and dates asked for."""
    slugs = [slug(payer) for payer in selection.payers]
    parts = [
        (entry, part)
        for entry in entries
        for part in entry.parts
        if not slugs or any(payer in slug(part.payer) for payer in slugs)
    ]
    if not parts:
        payers = sorted({part.payer for entry in entries for part in entry.parts})
        raise RatesError(f"no rates of {', '.join(selection.payers)}; there are those of {', '.join(payers)}")
    if selection.dates == "newest":
        newest: dict[str, date] = {}
        for _, part in parts:
            newest[slug(part.payer)] = max(part.date, newest.get(slug(part.payer), part.date))
        return [(entry, part) for entry, part in parts if part.date == newest[slug(part.payer)]]
    if selection.dates == "all":
        return parts
    found = [(entry, part) for entry, part in parts if part.date.isoformat().startswith(selection.dates)]
    if not found:
        dates = sorted({part.date.isoformat() for _, part in parts})
        raise RatesError(f"no rates of {selection.dates}; there are those of {', '.join(dates)}")
    return found


def _choose_providers(engine: DuckDB, store: Store, selection: Filter) -> None:
    """The table wanted_npi of the NPIs asked for."""
    if not selection.by_provider():
        return
    if not (selection.taxonomies or selection.states):
        engine.register("wanted_npi", pa.table({"npi": pa.array(sorted(selection.npis or ()), pa.int64())}))
        return
    register_nppes(engine, store)
    conditions = ["true"]
    if selection.taxonomies:
        conditions.append("(" + " OR ".join(f"starts_with(taxonomy, {literal(t)})" for t in selection.taxonomies) + ")")
    if selection.states:
        conditions.append(f"state IN ({_listed(selection.states)})")
    if selection.npis is not None:
        engine.register("listed_npi", pa.table({"npi": pa.array(sorted(selection.npis), pa.int64())}))
        conditions.append("npi IN (SELECT npi FROM listed_npi)")
    engine.create("wanted_npi", f"SELECT DISTINCT npi FROM nppes WHERE {' AND '.join(conditions)}")


def register_nppes(engine: DuckDB, store: Store) -> None:
    """Make the store's NPPES table readable as `nppes`. Raises RatesError when there is none."""
    path = store.directory / "nppes.parquet"
    if not path.exists():
        raise RatesError("taxonomy and state need NPPES: `sightline rates nppes npidata_pfile_….csv` loads it")
    engine.create("nppes", f"SELECT * FROM {parquet([path])}", view=True)


def _conditions(selection: Filter) -> list[str]:
    found = ["true"]
    if selection.codes is not None:
        found.append(f"p.billing_code IN ({_listed(sorted(selection.codes))})")
    if selection.components:
        found.append(f"p.component IN ({_listed(selection.components)})")
    if selection.places:
        each = " OR ".join(f"list_contains(string_split(p.places, ' '), {literal(p)})" for p in selection.places)
        found.append(f"(p.places = '{EVERY_PLACE}' OR {each})")
    if selection.tins:
        digits = [tin.replace("-", "") for tin in selection.tins]
        found.append(f"replace(g.tin, '-', '') IN ({_listed(digits)})")
    if selection.by_provider():
        found.append("list_has_any(g.npis, (SELECT coalesce(list(npi), []) FROM wanted_npi))")
    return found


def _listed(values: Iterable[str]) -> str:
    return ", ".join(literal(value) for value in values) or "NULL"
