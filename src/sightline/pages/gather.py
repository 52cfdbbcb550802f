"""What the loaded releases say of many codes at once: one query for each kind of table, then rows by code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sightline.engines.duckdb import DuckDB, literal, parquet
from sightline.pages.record import Cite, Gap, Source
from sightline.reference.calendar import answer
from sightline.reference.pairs import Pairs, pairs_of
from sightline.reference.release import BEGINNING, FOREVER, Release
from sightline.reference.store import Reference
from sightline.reference.tables import KINDS

#: The kinds that hold rows of a code, one release after another.
YEARLY = ("fee_schedule", "mue", "opps_status", "asc_surgical", "asc_ancillary", "anesthesia_base")
#: The published file that would fill a kind that is not loaded.
FILES = {
    "fee_schedule": "PPRRVU: Medicare physician fee schedule relative values (CMS)",
    "mue": "NCCI MUE, practitioner services (CMS)",
    "addon": "NCCI add-on code edits (CMS)",
    "ptp": "NCCI PTP edits, practitioner, all parts of a quarter (CMS)",
    "opps_status": "OPPS Addendum B (CMS)",
    "asc": "ASC Addenda AA and BB (CMS)",
    "asc_surgical": "ASC Addendum AA (CMS)",
    "asc_ancillary": "ASC Addendum BB (CMS)",
    "opps_cap": "OPPSCAP, in the zip of the fee schedule's relative values (CMS)",
    "anesthesia_base": "anesthesia base units (CMS)",
    "icd10cm": "ICD-10-CM code descriptions in tabular order (CMS), or the package simple-icd-10-cm",
    "hcpcs": "HCPCS level II alpha-numeric file (CMS)",
    "coverage": "a csv of covered diagnoses from a payer's policies (docs/code-pages.md)",
}


#: Up to so many codes at a time their pairs are looked up one by one.
_FEW = 3
_SINCE = f"CASE WHEN effective_from = '{BEGINNING}' THEN 'not stated' ELSE CAST(effective_from AS VARCHAR) END"


_Ask = Callable[[str], list[tuple[Any, ...]]]


class Pair(NamedTuple):
    """A PTP edit in force, seen from one of its codes; `since` is a date as text, or that it is not stated."""

    partner: str
    indicator: str
    rationale: str
    since: str
    row: int


@dataclass
class Gathered:
    """Rows by kind and code, and by kind the release that answers for the date."""

    on: date
    reference: Reference
    rows: dict[str, dict[str, dict[str, list[dict[str, Any]]]]] = field(default_factory=dict)  # kind, release, code
    over: dict[str, list[Pair]] = field(default_factory=lambda: defaultdict(list))  # the code is column 1
    under: dict[str, list[Pair]] = field(default_factory=lambda: defaultdict(list))  # the code is column 2
    ended: dict[str, int] = field(default_factory=dict)  # PTP edits of the code that ended before the date
    addons: dict[str, str] = field(default_factory=dict)  # every add-on code on the date, and its type
    _sources: dict[int, Source] = field(default_factory=dict)

    def release(self, kind: str, code: str) -> Release | None:
        """The release of `kind` that answers for `code` on the date; None when none covers the code."""
        found = answer(self.reference.of(kind), self.on, in_starter=code in self.reference.starter_codes)
        return found.release if found else None

    def of(self, kind: str, code: str, release: Release | None = None) -> list[dict[str, Any]]:
        """The rows of `code` in a release of a kind, by default the one that answers for the date."""
        chosen = release or self.release(kind, code)
        return self.rows.get(kind, {}).get(chosen.name, {}).get(code, []) if chosen else []

    def cite(self, release: Release, row: int | None) -> Cite:
        """Where a row of a release is published."""
        return Cite(self.source(release), row)

    def source(self, release: Release) -> Source:
        """The release as a footnote names it."""
        found = self._sources.get(id(release))
        if found is None:
            found = self._sources[id(release)] = source_of(release)
        return found

    def cites(self, kind: str, code: str, row: int | None = None) -> tuple[Cite, ...]:
        """The release of `kind` that answers for the code as a footnote; none when there is none."""
        release = self.release(kind, code)
        return (self.cite(release, row),) if release else ()

    def known(self, code: str) -> bool:
        """Whether any loaded release says anything of the code."""
        yearly = any(code in by_code for kind in self.rows.values() for by_code in kind.values())
        return yearly or code in self.over or code in self.under or bool(self.ended.get(code))

    def partners(self) -> dict[str, str]:
        """For each code with a PTP edit in force the other code of one."""
        return {code: pairs[0].partner for side in (self.under, self.over) for code, pairs in side.items() if pairs}

    def gap(self, what: str, kind: str) -> Gap:
        """That the loaded data lacks `what`, and the file of `kind` that would fill it."""
        return Gap(what, FILES[kind])


def source_of(release: Release) -> Source:
    """A release as a footnote names it; our own tables are named as ours."""
    if release.publisher == "Sightline":
        return Source("Sightline", release.title, release.file, "", "", editorial=True)
    first = "" if release.period_from == BEGINNING else f"{release.period_from}"
    last = "" if release.period_to == FOREVER else f"{release.period_to - timedelta(days=1)}"
    period = f"{first} to {last}" if first and last else f"until {last}" if last else first
    return Source(release.publisher, release.title, release.file, period, release.address)


class Gatherer:
    """Reads the store once; `gather` then answers for a few hundred codes at a time."""

    def __init__(self, reference: Reference, on: date) -> None:
        self.reference = reference
        self.on = on
        self._ptp = answer(reference.of("ptp"), on, in_starter=True)
        self._whole = answer(reference.of("ptp"), on, in_starter=False)
        self._engine = DuckDB()
        self._tables = [
            (kind, release, pq.read_table(release.path).cast(KINDS[kind].schema))
            for kind in (*YEARLY, "addon", "lineage", "guidance", "coverage", "hcpcs", "descriptor")
            for release in reference.of(kind)
        ]
        self._pairs: dict[str, bool] = {}
        self._indexed: Pairs | None = None
        self._addons = {
            row["code"]: row["type"]
            for kind, _, table in self._tables
            if kind == "addon"
            for row in table.select(["code", "type", "effective_from", "effective_to"]).to_pylist()
            if row["effective_from"] <= on < row["effective_to"]
        }

    def close(self) -> None:
        """Give back the memory of the engines."""
        self._engine.close()
        if self._indexed:
            self._indexed.close()

    def codes(self) -> list[str]:
        """Every procedure code of the fee schedules, MUE, OPPS and loaded lineage, sorted."""
        found: set[str] = set()
        for kind, _, table in self._tables:
            if kind in ("fee_schedule", "mue", "addon", "lineage", "guidance", "hcpcs"):
                found.update(table["code"].to_pylist())
        return sorted(found)

    def gather(self, codes: Sequence[str]) -> Gathered:
        """The rows of `codes`."""
        gathered = Gathered(self.on, self.reference, addons=self._addons)
        # A deleted code may have no successor: no code is none to gather.
        needed = pa.array(sorted(set(codes) - {""}), pa.string())
        for kind, release, table in self._tables:
            columns = {"addon": ("code", "primary_code"), "lineage": ("code", "successor")}.get(kind, ("code",))
            by_release = gathered.rows.setdefault(kind, {}).setdefault(release.name, {})
            for column in columns:
                name = (
                    by_release
                    if column == "code"
                    else gathered.rows.setdefault(f"{kind}_of", {}).setdefault(release.name, {})
                )
                for row in table.filter(pc.is_in(table[column], value_set=needed)).to_pylist():
                    name.setdefault(row[column], []).append(row)
        self._gather_pairs(gathered, codes)
        return gathered

    def _gather_pairs(self, gathered: Gathered, codes: Iterable[str]) -> None:
        starter = self.reference.starter_codes
        for found, among in (
            (self._ptp, [code for code in codes if code in starter]),
            (self._whole, [code for code in codes if code not in starter]),
        ):
            if found is None or not among:
                continue
            day = f"'{self.on.isoformat()}'"
            for mine, other, into in (
                ("column_1", "column_2", gathered.over),
                ("column_2", "column_1", gathered.under),
            ):
                for ask, name, some in self._places(found.release, mine, among):
                    chosen = f"FROM {name} WHERE {mine} IN ({', '.join(literal(code) for code in some)})"
                    for code, *pair in ask(
                        f"SELECT {mine}, {other}, indicator, replace(rationale, '-', ' '), {_SINCE}, source_row {chosen}"
                        f" AND effective_from <= {day} AND effective_to > {day} AND indicator <> '9'"
                        f" ORDER BY {mine}, {other}"
                    ):
                        into[code].append(Pair(*pair))
                    for code, count in ask(
                        f"SELECT {mine}, CAST(count(*) AS BIGINT) {chosen} AND effective_to <= {day} GROUP BY {mine}"
                    ):
                        gathered.ended[code] = gathered.ended.get(code, 0) + count

    def _places(self, release: Release, column: str, codes: list[str]) -> Iterator[tuple[_Ask, str, list[str]]]:
        """Where the pairs of `codes` in a column are found: what answers a SELECT, the FROM item, and for which codes. Each
        is good until the next."""
        if len(codes) <= _FEW:
            self._indexed = self._indexed or pairs_of(self.reference.of("ptp"))
            if self._indexed:
                for code in codes:
                    yield self._indexed.rows, self._indexed.of(release, column, code), [code]
                return
        yield self._engine.rows, self._loaded(release), codes

    def _loaded(self, release: Release) -> str:
        """The table of a PTP release in the engine."""
        name = "ptp_" + "".join(c if c.isalnum() else "_" for c in f"{release.scope}_{release.name}")
        if name not in self._pairs:
            self._engine.create(name, f"SELECT * FROM {parquet([release.path])}", view=False)
            self._pairs[name] = True
        return name
