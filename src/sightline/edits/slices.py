"""The reference rows of the codes at hand, beside the engine.

The whole practitioner PTP file has millions of pairs; a set of claims needs those among its own codes. A slice is read
from Parquet, whose row groups are sorted by code, and read again when new codes or dates appear.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.edits.calendar import DATED, Answer, eras
from sightline.edits.result import ReferenceUse
from sightline.engines.duckdb import DuckDB, parquet
from sightline.reference.release import Release
from sightline.reference.store import Reference
from sightline.reference.tables import KINDS

_RELATIONS = Path(__file__).parent / "relations"
#: Columns by name, of any lengths.
Columns = Mapping[str, Any]
#: How a dated kind is cut to the codes at hand: what follows FROM <its Parquet files> r.
_CUT = {
    "fee_schedule": "WHERE code IN (SELECT code FROM code_scope)",
    # Pairs join on the numbers of their codes, which compare faster than the codes.
    "ptp": "JOIN code_scope one ON one.code = r.column_1 JOIN code_scope two ON two.code = r.column_2",
    "mue": "WHERE code IN (SELECT code FROM code_scope)",
    "addon": "WHERE code IN (SELECT code FROM code_scope)",
    "icd10cm": "WHERE code IN (SELECT code FROM diagnosis_code)",
}
_NUMBERS = {"ptp": ", one.code_no AS column_1_no, two.code_no AS column_2_no"}
#: Of millions of rows: worth planning even for a few claims.
_LONG = ("ptp",)
_CLAIM_NPIS = ("billing_npi", "referring_npi", "supervising_npi", "facility_npi")
_LINE_NPIS = ("rendering_npi", "ordering_npi")
#: Small kinds, read whole: the newest release answers for every date.
_WHOLE = ("specialty", "taxonomy", "place", "modifier", "lineage", "guidance")
#: Kinds whose newest release answers for every date, cut to the diagnoses at hand.
_OF_DIAGNOSES = ("diagnosis_attribute", "diagnosis_side")
#: Relations with a row for each value at hand: the column that holds it, and the values.
VALUES = {"npi_fact": ("npi", "npis"), "taxonomies": ("taxonomy", "taxonomies")}
#: Values kept at hand from earlier claims: beyond these, or ten times as many as the claims have, begin anew with theirs.
_KEPT, _TIMES = 1_000, 10


@cache
def relation(name: str) -> str:
    """The text of a relation: edits/relations/<name>.sql."""
    return (_RELATIONS / f"{name}.sql").read_text(encoding="utf-8")


class Slices:
    """Keeps the engine's reference tables in step with the codes and dates of the claims."""

    def __init__(self, engine: DuckDB, reference: Reference) -> None:
        self._engine = engine
        self._reference = reference
        self._number = {id(release): number for number, release in enumerate(reference.releases)}
        self._starter = pa.array(sorted(reference.starter_codes), pa.string())
        self._seen: dict[str, set[str]] = {}
        self._here: dict[str, set[str]] = {}  # of the claims covered last
        self._tested: dict[tuple[str, str], set[str]] = {}
        self._dates: set[date] = set()
        self._eras = pa.table({})
        self._answers: dict[tuple[date, bool, str], Answer] = {}
        for kind in _WHOLE:
            self._cut(kind, self._newest(kind), "")
        for name in ("physician_specialty", "gone", "image"):
            engine.create(name, relation(name), shared=True)

    def cover(self, claims: Columns, lines: Columns, diagnoses: Columns) -> None:
        """Make sure that what the reference says of every code, modifier, date and identifier of these is at hand."""
        codes = self._grow("code_scope", "code", lines["code"])
        found = self._grow("diagnosis_code", "code", diagnoses["code"])
        dates = self._grow_dates(lines["date_from"])
        answering = [*{id(answer.release): answer.release for answer in self._answers.values()}.values()]
        if found or dates:
            of_icd = [r for r in answering if r.kind == "icd10cm"]
            self._cut("icd10cm", of_icd, _CUT["icd10cm"])
            self._categories(of_icd)
        if found:
            for kind in _OF_DIAGNOSES:
                self._cut(kind, self._newest(kind), _CUT["icd10cm"])
            self._engine.create("diagnosis_fact", relation("diagnosis_fact"), shared=True)
        if codes:
            # Every release answers: users load one file for each payer.
            self._cut("coverage", self._reference.of("coverage"), "WHERE code IN (SELECT code FROM code_scope)")
        if codes or dates:
            for kind in DATED:
                if kind != "icd10cm":
                    self._cut(kind, (r for r in answering if r.kind == kind), _CUT[kind])
            self._engine.create("code_fact", relation("code_fact"), shared=True)
        if self._grow("modifier_lists", "modifier_list", lines["modifier_list"]):
            self._engine.create("modifier_fact", relation("modifier_fact"), shared=True)
        npis = [*(claims[name] for name in _CLAIM_NPIS), *(lines[name] for name in _LINE_NPIS)]
        if self._grow("npis", "npi", *npis):
            self._engine.create("npi_fact", relation("npi_fact"), shared=True)
        self._grow("taxonomies", "taxonomy", claims["billing_taxonomy"], lines["rendering_taxonomy"])

    def meets(self, over: str, test: str) -> bool:
        """Whether the condition `test` holds for a value of the claims covered last; `over` is one of VALUES."""
        column, name = VALUES[over]
        known = self._tested.get((over, test))
        if known is None:
            known = {value for (value,) in self._engine.rows(f"SELECT {column} FROM {over} WHERE {test}")}
            self._tested[over, test] = known
        return not known.isdisjoint(self._here[name])

    def days(self, lines: pa.Table) -> pa.Table:
        """What decides which releases answer for each line: `on`, its date, and `in_starter`, whether its code is."""
        return pa.table({"on": lines["date_from"], "in_starter": pc.is_in(lines["code"], self._starter)})

    def used(self, days: Iterable[dict[str, Any]]) -> tuple[ReferenceUse, ...]:
        """The releases that answered, each with the lines in its period and those it is older or newer than.

        `days` counts lines: rows of `on`, `in_starter` and `count_all`.
        """
        tally: dict[tuple[int, str], int] = {}
        for day in days:
            for kind in DATED:
                answer = self._answers.get((day["on"], day["in_starter"], kind))
                if answer:
                    at = (self._number[id(answer.release)], answer.relation)
                    tally[at] = tally.get(at, 0) + day["count_all"]
        return tuple(
            ReferenceUse(
                number=number,
                release=self._reference.releases[number],
                lines=tally.get((number, "in"), 0),
                lines_older=tally.get((number, "older"), 0),
                lines_newer=tally.get((number, "newer"), 0),
            )
            for number in sorted({number for number, _ in tally})
        )

    def _newest(self, kind: str) -> list[Release]:
        """The release of a kind that answers for every date; none when there is none."""
        releases = self._reference.of(kind)
        return [max(releases, key=lambda r: (r.period_to, r.scope == "all", r.name))] if releases else []

    def _grow(self, name: str, column: str, *values: pa.ChunkedArray) -> bool:
        """Add values to the relation `name` of those at hand; True when it was made anew."""
        here = {value for array in values for value in pc.unique(array).to_pylist()}
        self._here[name] = here
        seen = self._seen.get(name)
        together = here | (seen or set())
        if len(together) > max(_KEPT, _TIMES * len(here)):  # what was seen long ago would make every check slower
            together = here
        if together == seen:
            return False
        self._seen[name] = together
        self._tested.clear()
        ordered = sorted(together)
        columns = {column: pa.array(ordered, pa.string())}
        if name == "code_scope":
            starter = self._reference.starter_codes
            columns["in_starter"] = pa.array([code in starter for code in ordered], pa.bool_())
            columns["code_no"] = pa.array(range(len(ordered)), pa.int32())
        self._create(name, pa.table(columns))
        return True

    def _grow_dates(self, dates: pa.ChunkedArray) -> bool:
        """Add dates to the calendar; True when other releases answer than did, or make up other eras."""
        new = set(pc.unique(dates).to_pylist()) - self._dates - {None}
        if not new and self._eras.num_rows:
            return False
        self._dates |= new
        calendar, era, self._answers = eras(self._reference.releases, self._dates)
        self._create("calendar", calendar)
        if era.equals(self._eras):
            return False
        self._eras = era
        self._create("era", era)
        return True

    def _create(self, name: str, table: pa.Table) -> None:
        self._engine.register(f"{name}_given", table)
        self._engine.create(name, f"SELECT * FROM {name}_given", shared=True)

    def _cut(self, kind: str, releases: Iterable[Release], condition: str) -> None:
        """Make the table of a kind from the rows of `releases` that `condition` leaves, with the release's number."""
        fields = ", ".join(f"r.{name}" for name in KINDS[kind].schema.names) + _NUMBERS.get(kind, "")
        selects = [
            f"SELECT CAST({self._number[id(r)]} AS INTEGER) AS release, {fields} FROM {parquet([r.path])} r {condition}"
            for r in releases
        ]
        if not selects:
            self._engine.register(f"no_{kind}", KINDS[kind].schema.empty_table())
            selects = [f"SELECT CAST(NULL AS INTEGER) AS release, {fields} FROM no_{kind} r {condition}"]
        self._engine.create(kind, " UNION ALL ".join(selects), shared=True, planned=kind in _LONG)

    def _categories(self, releases: Iterable[Release]) -> None:
        """Add, as not billable, the diagnosis codes at hand that only begin billable ones: categories."""
        for release in releases:
            number = self._number[id(release)]
            self._engine.append(
                "icd10cm",
                f"""SELECT DISTINCT CAST({number} AS INTEGER) AS release, x.code, FALSE AS billable, '' AS title
                    FROM (SELECT code FROM diagnosis_code
                          WHERE code <> '' AND code NOT IN (SELECT code FROM icd10cm WHERE release = {number})) x
                    JOIN {parquet([release.path])} i ON i.code >= x.code AND i.code < x.code || '~'""",
            )
