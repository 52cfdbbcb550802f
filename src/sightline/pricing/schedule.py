"""The reference that prices depend on, beside the engine: which release answers for which date, and its tables.

An amount is never made of two years: a fee schedule, GPCI or conversion factor of another calendar year than the date
of service answers nothing. Within the year the release nearest to the date answers, and the result says for how many
lines.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sightline.edits.result import counted
from sightline.engines import Engine, literal
from sightline.engines.relations import relations_in
from sightline.pricing.exact import unscaled
from sightline.reference.calendar import Answer, answer
from sightline.reference.release import ReferenceUse, Release
from sightline.reference.rows import Rows
from sightline.reference.store import Reference
from sightline.reference.tables import FACTOR, KINDS

#: The kinds that are chosen by date of service.
DATED = (
    "fee_schedule", "gpci", "anesthesia", "anesthesia_base", "zip_locality", "opps_status", "asc_surgical",
    "asc_ancillary",
)  # fmt: skip
#: Of these, a run of few lines reads but what it meets, by these columns; the others are small.
_BY_CODE = ("fee_schedule", "anesthesia_base", "opps_status", "asc_surgical", "asc_ancillary")
_BY_ZIP = ("zip_locality",)
#: A ZIP code keeps its locality from year to year; everything else belongs to one calendar year.
_ANY_YEAR = ("zip_locality",)
#: What a result names as its sources.
_NAMED = ("fee_schedule", "gpci", "zip_locality", "anesthesia", "anesthesia_base")


#: The text of a relation by its name.
relation = relations_in(Path(__file__).parent / "relations")


class Schedule:
    """Keeps the engine's reference tables in step with the dates of the lines. `rows` says where the engine finds a
    release; `few`: of wide tables the engine gets what `meet` names and no more. `apm`: amounts of qualifying participants."""

    def __init__(self, engine: Engine, reference: Reference, rows: Rows, *, few: bool, apm: bool = False) -> None:
        self._engine = engine
        self._reference = reference
        self._rows = rows
        self._few = few
        self._apm = apm
        self._number = {id(release): number for number, release in enumerate(reference.releases)}
        self._named: frozenset[tuple[str, str]] | None = None
        self._eras: dict[tuple[object, ...], int] = {}  # by what answers: the number of the era
        self._calendar: dict[date, int] = {}
        self._answers: dict[tuple[date, bool, str], Answer] = {}
        self._answering_of: dict[str, list[Release]] = {}  # the releases of each kind that answer for some date in use
        place = max(reference.of("place"), key=lambda r: (r.period_to, r.scope == "all", r.name))
        engine.create("place", f"SELECT code, facility FROM {rows.of(place)}")

    def cover(self, dates: Iterable[date]) -> None:
        """Make sure that every table that answers for `dates` is loaded."""
        before = len(self._eras)
        # A date is answered once: a pricer that serves for long meets new dates at every price.
        for on in sorted(set(dates) - self._calendar.keys()):
            self._calendar[on] = self._eras.setdefault(self._answering(on), len(self._eras))
        if len(self._eras) == before:
            return
        self._engine.register("era", unscaled(self._era_table()))
        answering = {id(found.release): found.release for found in self._answers.values()}
        self._answering_of = {kind: [r for r in answering.values() if r.kind == kind] for kind in DATED}
        for kind in DATED:
            if not (self._few and kind in (*_BY_CODE, *_BY_ZIP)):
                self._table(kind)
        self._of_releases(
            "endoscopy", "fee_schedule", "DISTINCT", "code, endoscopic_base AS base", "WHERE endoscopic_base <> ''"
        )
        self._of_releases("zip_place", "zip_locality", "DISTINCT", "carrier, locality", "")
        self._engine.create("bases", "SELECT DISTINCT release, base AS code FROM endoscopy")
        named, self._named = self._named, None
        self.name_localities(named or ())

    def meet(self, codes: pa.Array) -> None:
        """Have the rows of these codes, and of the base procedures of endoscopies among them."""
        if self._few:
            self._engine.register("code_met", pa.table({"code": codes}))
            self._engine.create("code_wanted", relation("code_wanted"))
            for kind in _BY_CODE:
                self._table(kind, "WHERE code IN (SELECT code FROM code_wanted)")

    def meet_places(self, zip_scope: pa.Table) -> None:
        """Have the rows of the ZIP codes of `zip_scope`."""
        self._engine.register("zip_scope", zip_scope)
        if self._few:
            for kind in _BY_ZIP:
                self._table(kind, "WHERE zip IN (SELECT zip FROM zip_scope)")

    def has_zip(self, code: str) -> bool:
        """Whether a release that answers for some date in use has a ZIP code."""
        return any(
            self._engine.rows(f"SELECT 1 FROM {self._rows.of(release)} WHERE zip = {literal(code)} LIMIT 1")
            for release in self._answering_of["zip_locality"]
        )

    def era_of(self) -> dict[date, int]:
        """The era of each date in use."""
        return self._calendar

    def name_localities(self, keys: Collection[tuple[str, str]]) -> None:
        """Number the localities in use and those of `keys` (carrier, locality); see `area_of`."""
        if self._named is not None and self._named.issuperset(keys):
            return
        self._named = frozenset(keys) | (self._named or frozenset())
        given = sorted(self._named)
        self._engine.load("area_given", {"carrier": "text", "locality": "text"}, given)
        self._engine.create("area", relation("area"))
        self._engine.create("area_index", relation("area_index"))
        self._names = self._area_names()

    def areas(self) -> dict[tuple[str, str], int]:
        """The number of each locality by carrier and locality; ("", "") is the nation."""
        return {(row[1], row[2]): row[0] for row in self._engine.rows("SELECT area, carrier, locality FROM area")}

    def priced_areas(self) -> set[int]:
        """The localities that a loaded GPCI release knows; none when no release answers for the dates."""
        return {row[0] for row in self._engine.rows("SELECT DISTINCT area FROM area_index WHERE area > 0")}

    def area_names(self) -> dict[int, str]:
        """What each locality is called: its key and, where a release tells it, its name."""
        return self._names

    def _area_names(self) -> dict[int, str]:
        called = self._localities_called
        return {area: f"{key[0]}-{key[1]} {called.get(key, '').title()}".strip() if area else "national"
                for key, area in self.areas().items()}  # fmt: skip

    @cached_property
    def _localities_called(self) -> dict[tuple[str, str], str]:
        """The name of each locality that some GPCI release has, by carrier and locality: the newest that is stated."""
        found: dict[tuple[str, str], str] = {}
        for release in sorted(self._reference.of("gpci"), key=lambda r: (r.period_to, r.name)):
            for row in pq.read_table(release.path, columns=["carrier", "locality", "name"]).to_pylist():
                key = row["carrier"], row["locality"]
                found[key] = row["name"] or found.get(key, "")
        return found

    def days(self, lines: pa.Table) -> dict[tuple[date, bool], int]:
        """How many lines there are of each date of service, by whether the starter covers the code."""
        days = pa.table(
            {"on": lines["date_from"], "in_starter": pc.is_in(lines["code"], self._reference.starter_array)}
        )
        return counted(days, ("on", "in_starter"))

    def used(self, days: Mapping[tuple[date, bool], int]) -> tuple[ReferenceUse, ...]:
        """The releases that answered, each with the lines in its period and those it is older or newer than."""
        tally: dict[int, dict[str, int]] = {}
        for (on, in_starter), lines in days.items():
            for kind in _NAMED:
                found = self._answers.get((on, in_starter, kind))
                if found:
                    counts = tally.setdefault(self._number[id(found.release)], {"in": 0, "older": 0, "newer": 0})
                    counts[found.relation] += lines
        return tuple(
            ReferenceUse(number, self._reference.releases[number], counts["in"], counts["older"], counts["newer"])
            for number, counts in sorted(tally.items())
        )

    def _answering(self, on: date) -> tuple[object, ...]:
        """The releases and factors that answer for a date; dates of one era have the same."""
        chosen: list[object] = [
            self._answer(self._of_kind[kind], kind, on, in_starter) for in_starter in (False, True) for kind in DATED
        ]
        return (
            *chosen,
            _factor(self._factors, "physician", on, apm=True) if self._apm else None,
            _factor(self._factors, "anesthesia", on, apm=self._apm),
        )

    def _era_table(self) -> pa.Table:
        """The table `era`: two rows for each, what answers for codes of the starter and for others."""
        width = len(DATED)
        rows = [
            {"era": era, "in_starter": in_starter, **dict(zip(DATED, chosen[start : start + width], strict=True)),
             "physician_factor": chosen[-2], "national_anesthesia": chosen[-1]}
            for chosen, era in self._eras.items()
            for in_starter, start in ((False, 0), (True, width))
        ]  # fmt: skip
        schema = pa.schema([
            ("era", pa.int32()), ("in_starter", pa.bool_()), *((kind, pa.int32()) for kind in DATED),
            ("physician_factor", FACTOR), ("national_anesthesia", FACTOR),
        ])  # fmt: skip
        return pa.Table.from_pylist(rows, schema)

    def _answer(self, releases: tuple[Release, ...], kind: str, on: date, in_starter: bool) -> int | None:
        same_year = [r for r in releases if kind in _ANY_YEAR or r.period_from.year <= on.year <= _last_year(r)]
        found = answer(same_year, on, in_starter=in_starter)
        if found is None:
            return None
        self._answers[on, in_starter, kind] = found
        return self._number[id(found.release)]

    @cached_property
    def _of_kind(self) -> dict[str, tuple[Release, ...]]:
        return {kind: self._reference.of(kind) for kind in DATED}

    @cached_property
    def _factors(self) -> list[dict[str, object]]:
        releases = self._reference.of("conversion_factor")
        newest = max(releases, key=lambda r: (r.period_to, r.scope == "all", r.name), default=None)
        return list(pq.read_table(newest.path).to_pylist()) if newest else []

    def _table(self, kind: str, condition: str = "") -> None:
        """Make the table of a kind, decimals as whole numbers."""
        fields = ", ".join(_whole(field) for field in KINDS[kind].schema)
        self._of_releases(kind, kind, "", fields, condition)

    def _of_releases(self, name: str, kind: str, distinct: str, fields: str, condition: str) -> None:
        """Make a table of the releases of a kind that answer, with the number of each as `release`."""
        selects = [
            f"SELECT {distinct} CAST({self._number[id(r)]} AS INTEGER) AS release, {fields} FROM {self._rows.of(r)} r {condition}"
            for r in self._answering_of[kind]
        ]
        none = f"SELECT CAST(NULL AS INTEGER) AS release, {fields} FROM {self._rows.none(kind)} r {condition}"
        self._engine.fill(name, none, selects)


def _whole(field: pa.Field) -> str:
    """The expression that reads a column, a decimal as a whole number of its last digit."""
    if not pa.types.is_decimal(field.type):
        return str(field.name)
    return f"CAST(round({field.name} * {10**field.type.scale}) AS BIGINT) AS {field.name}"


def _last_year(release: Release) -> int:
    return (
        release.period_to.year - 1
        if (release.period_to.month, release.period_to.day) == (1, 1)
        else release.period_to.year
    )


def _factor(factors: list[dict[str, object]], schedule: str, on: date, *, apm: bool) -> object:
    """The conversion factor of a schedule on a date: of qualifying participants with `apm`, else of the others."""
    in_force = {
        str(row["participation"]): row["factor"]
        for row in factors
        if row["schedule"] == schedule and row["effective_from"] <= on < row["effective_to"]  # type: ignore[operator]
    }
    return in_force.get("" if "" in in_force else "qualifying" if apm else "other")
