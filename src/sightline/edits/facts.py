"""What the reference says of the codes, dates, modifiers and diagnoses of some claims, as relations of an engine.

The whole practitioner PTP file has millions of pairs; a set of claims needs those among its own codes. DuckDB reads them
from Parquet, whose row groups are sorted by code; SQLite looks them up in the index (reference/index.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.edits.situations import Numbered
from sightline.engines import Engine
from sightline.engines.relations import relations_in
from sightline.reference.calendar import DATED, Answer, Calendar
from sightline.reference.release import ReferenceUse, Release
from sightline.reference.rows import Rows
from sightline.reference.store import Reference

#: How a kind is cut to the codes of the claims: what follows FROM <the rows of a release> r.
_OF_CODES = "WHERE code IN (SELECT code FROM code_scope)"
_OF_DIAGNOSES = "WHERE code IN (SELECT code FROM diagnosis_code)"
_OF_ARTICLES = (
    "WHERE article IN (SELECT article FROM article) AND diagnosis IN (SELECT code FROM diagnosis_code WHERE code <> '')"
)
_OF_ZIPS = "WHERE zip IN (SELECT zip FROM zips)"
_OF_PREFIXES = "WHERE diagnosis IN (SELECT prefix FROM diagnosis_prefix)"
#: The lengths of the beginnings that rules of diagnoses name: a chapter, a category and what is below it.
_PREFIXES = (1, *range(3, 8))
#: Small kinds, read whole: the newest release answers for every date.
_WHOLE = (
    "specialty", "taxonomy", "place", "modifier", "lineage", "guidance", "dme_code", "dme_supplier", "code_group",
    "modifier_scope", "patient_rule", "spacing_rule", "place_rule", "specialty_rule", "excluded_service",
    "supply_limit",
)  # fmt: skip
#: Codes of earlier claims stay with up to so many times as many of the next.
_TIMES = 2
#: More than there are codes; relations/listed_pair.sql has it too.
_CODES = 1 << 20
_WHOLE_RELATIONS = ("physician_specialty", "gone", "image", "group_range", "spaced_range", "dme_range")
#: What is made of the diagnoses of the claims, and `diagnosis` of that.
_OF_CODED_DIAGNOSES = (
    "diagnosis", "diagnosis_code", "icd10cm", "diagnosis_attribute", "diagnosis_side", "article_diagnosis",
    "diagnosis_prefix", "diagnosis_rule", "diagnosis_fact", "diagnosis_match",
)  # fmt: skip


#: The text of a relation by its name.
relation = relations_in(Path(__file__).parent / "relations")


@dataclass(frozen=True)
class Lookups:
    """The values of some claims that the reference is asked about, each once.

    `pairs` are the codes that one patient has on one date, two by two; None where the engine finds pairs by itself.
    """

    codes: set[str]
    dates: set[date]
    diagnoses: set[str]
    modifier_lists: set[str]
    npis: set[str]
    taxonomies: set[str]
    zips: set[str]
    pairs: set[tuple[str, str]] | None = None


def values_of(table: pa.Table, *names: str) -> set[Any]:
    """The different values of some columns."""
    return {value for name in names for value in pc.unique(table[name]).to_pylist()}


def lookups_of(
    claims: pa.Table, numbered: pa.Table, lines: pa.Table, once: Numbered, diagnoses: pa.Table, *, pairs: bool
) -> Lookups:
    """What the reference is asked about some claims; `pairs`: the codes of one account and date, two by two."""
    together: dict[tuple[int, Any], set[str]] = {}
    if pairs:
        accounts = dict(zip(*(numbered[name].to_pylist() for name in ("claim_key", "patient")), strict=True))
        for key, on, code in zip(
            *(lines[name].to_pylist() for name in ("claim_key", "date_from", "code")), strict=True
        ):
            together.setdefault((accounts[key], on), set()).add(code)
    return Lookups(
        codes=values_of(once.situations, "code"),
        dates=values_of(lines, "date_from") - {None},
        diagnoses=values_of(diagnoses, "code"),
        modifier_lists=values_of(once.situations, "modifier_list"),
        npis=values_of(claims, "billing_npi", "referring_npi", "supervising_npi", "facility_npi")
        | values_of(once.renderings, "rendering_npi")
        | values_of(lines, "ordering_npi"),
        taxonomies=values_of(claims, "billing_taxonomy") | values_of(once.renderings, "rendering_taxonomy"),
        zips=values_of(numbered, "zip"),
        pairs={pair for codes in together.values() for pair in permutations(codes, 2)} if pairs else None,
    )


class Facts:
    """Makes the reference relations of an engine for one set of claims after another."""

    def __init__(
        self, engine: Engine, reference: Reference, rows: Rows, read: Callable[[str], bool] | None = None
    ) -> None:
        """`read` says whether a relation of diagnoses or identifiers is read (default: all are)."""
        self._engine = engine
        self._read = read or (lambda name: True)
        self._rows = rows
        self._reference = reference
        self._number = {id(release): number for number, release in enumerate(reference.releases)}
        self._starter = reference.starter_codes
        self._calendar = Calendar(reference.releases)
        self._answers: dict[tuple[date, bool, str], Answer] = {}
        self.codes: list[str] = []  # in the order of their numbers
        self._modifier_lists: set[str] | None = None  # of which DuckDB has what they say
        self._codes: tuple[frozenset[str], list[tuple[Any, ...]]] | None = None  # that DuckDB has, and in which eras
        for kind in _WHOLE:
            self._cut(kind, self._newest(kind), "")
        for name in _WHOLE_RELATIONS:
            engine.create(name, relation(name), shared=True)

    def cover(self, lookups: Lookups) -> None:
        """Make the relations that say what the reference does of these values."""
        few = lookups.pairs is not None
        codes = frozenset(lookups.codes) if few else self._with_those_before(lookups.codes)
        days, eras, self._answers = self._calendar.eras(lookups.dates)
        answering = [*{id(answer.release): answer.release for answer in self._answers.values()}.values()]
        of_kind = {kind: [release for release in answering if release.kind == kind] for kind in DATED}
        self._load("calendar", {"date_of_service": "date", "era": "number"}, days)
        if few or (codes, eras) != self._codes:  # of many lines the same codes in the same eras: nothing to read again
            self._codes = None
            self._load("era", self._calendar.columns, eras)
            self._cover_codes(codes, of_kind, lookups.pairs)
            self._codes = (codes, eras)
        if few or self._modifier_lists is None or not lookups.modifier_lists <= self._modifier_lists:
            self._load(
                "modifier_lists", {"modifier_list": "text"}, [(each,) for each in sorted(lookups.modifier_lists)]
            )
            self._engine.create("modifier_fact", relation("modifier_fact"), shared=True)
            self._modifier_lists = lookups.modifier_lists
        for name, column, values in (
            ("npis", "npi", lookups.npis),
            ("taxonomies", "taxonomy", lookups.taxonomies),
            ("zips", "zip", lookups.zips),
        ):
            self._load(name, {column: "text"}, [(value,) for value in sorted(values)])
        # Whose a ZIP code is matters only where articles of contractors are loaded.
        self._cut("zip_locality", self._newest("zip_locality") if self._newest("article") else [], _OF_ZIPS)
        if self._read("npi_fact"):
            self._engine.create("npi_fact", relation("npi_fact"), shared=True)
        if any(map(self._read, _OF_CODED_DIAGNOSES)):
            self._cover_diagnoses(lookups.diagnoses, of_kind["icd10cm"], few)

    def _cover_diagnoses(self, codes: set[str], releases: list[Release], few: bool) -> None:
        """Make the relations of diagnoses."""
        self._load("diagnosis_code", {"code": "text"}, [(code,) for code in sorted(codes)])
        self._cut("icd10cm", releases, _OF_DIAGNOSES)
        if not few:
            self._add_categories(releases)
        for kind in ("diagnosis_attribute", "diagnosis_side"):
            self._cut(kind, self._newest(kind), _OF_DIAGNOSES)
        self._cut("article_diagnosis", self._newest("article_diagnosis"), _OF_ARTICLES)
        beginnings = sorted({(code, code[:length]) for code in codes for length in _PREFIXES if len(code) >= length})
        self._load("diagnosis_prefix", {"code": "text", "prefix": "text"}, beginnings)
        self._cut("diagnosis_rule", self._newest("diagnosis_rule"), _OF_PREFIXES)
        for name in ("diagnosis_fact", "diagnosis_match"):
            self._engine.create(name, relation(name), shared=True)

    def _with_those_before(self, codes: set[str]) -> frozenset[str]:
        """The codes with those of the claims before, unless these are far more: parts of one run have nearly the same."""
        before = self._codes[0] if self._codes else frozenset()
        return before | codes if len(before) <= _TIMES * len(codes) else frozenset(codes)

    def _cover_codes(
        self, codes: frozenset[str], of_kind: dict[str, list[Release]], pairs: set[tuple[str, str]] | None
    ) -> None:
        """Make the relations of codes."""
        self.codes = sorted(codes)
        self._load(
            "code_scope",
            {"code": "text", "in_starter": "flag", "code_no": "number"},
            [(code, code in self._starter, number) for number, code in enumerate(self.codes)],
        )
        for kind in ("fee_schedule", "mue", "addon", "hcpcs"):
            self._cut(kind, of_kind[kind], _OF_CODES)
        self._cut("coverage", self._reference.of("coverage"), _OF_CODES)  # every release answers: one for each payer
        self._cut("article", self._newest("article"), _OF_CODES)
        self._cut_pairs(of_kind["ptp"], pairs)
        for name in ("code_groups", "code_in_group", "code_fact"):
            self._engine.create(name, relation(name), shared=True)

    def days(self, dates: Iterable[date]) -> list[tuple[date, int]]:
        """Each date with its era, the number of the set of releases that answer for it."""
        return self._calendar.eras(dates)[0]

    @property
    def answers(self) -> dict[tuple[date, bool, str], Answer]:
        """The releases that answer for the dates of the last claims, by date, whether the starter covers the code, and kind."""
        return self._answers

    def used(self, days: Iterable[tuple[date | None, bool, int]]) -> tuple[ReferenceUse, ...]:
        """The releases that answered, each with the lines in its period and those it is older or newer than.

        `days` counts lines: a date, whether the starter covers the code, and how many there are.
        """
        tally: dict[tuple[int, str], int] = {}
        farthest: dict[int, int] = {}
        for on, in_starter, count in days:
            for kind in DATED:
                answer = self._answers.get((on, in_starter, kind)) if on else None
                if answer and on:
                    at = (self._number[id(answer.release)], answer.relation)
                    tally[at] = tally.get(at, 0) + count
                    farthest[at[0]] = max(farthest.get(at[0], 0), answer.days(on))
        return tuple(
            ReferenceUse(
                number=number,
                release=self._reference.releases[number],
                lines=tally.get((number, "in"), 0),
                lines_older=tally.get((number, "older"), 0),
                lines_newer=tally.get((number, "newer"), 0),
                days=farthest[number],
            )
            for number in sorted({number for number, _ in tally})
        )

    def _newest(self, kind: str) -> list[Release]:
        """The release of a kind that answers for every date; none when there is none."""
        releases = self._reference.of(kind)
        return [max(releases, key=lambda r: (r.period_to, r.scope == "all", r.name))] if releases else []

    def _load(self, name: str, columns: dict[str, str], rows: Sequence[Sequence[Any]]) -> None:
        self._engine.load(name, columns, rows, shared=True)

    def _cut(self, kind: str, releases: Iterable[Release], condition: str, more: str = "", before: str = "") -> None:
        """Make the table of a kind from the rows of `releases` that `condition` leaves, with the release's number."""
        fields = ", ".join(f"r.{name}" for name in self._rows.columns(kind)) + more
        selects = [
            f"SELECT CAST({self._number[id(r)]} AS INTEGER) AS release, {fields} FROM {before}{self._rows.of(r)} r {condition}"
            for r in releases
        ]
        none = f"SELECT CAST(NULL AS INTEGER) AS release, {fields} FROM {before}{self._rows.none(kind)} r {condition}"
        self._engine.fill(kind, none, selects, shared=True)

    def _cut_pairs(self, releases: Iterable[Release], pairs: set[tuple[str, str]] | None) -> None:
        """The relation `ptp`: `pair_no` is one number for two codes in either order, which compares faster than two."""
        if pairs is None:
            condition = "JOIN code_scope one ON one.code = r.column_1 JOIN code_scope two ON two.code = r.column_2"
            number = f"least(one.code_no, two.code_no) * CAST({_CODES} AS BIGINT) + greatest(one.code_no, two.code_no)"
            self._cut("ptp", releases, condition, f", {number} AS pair_no, one.code_no < two.code_no AS in_order")
            return
        numbers = {code: number for number, code in enumerate(self.codes)}
        rows = []
        for one, two in sorted(pairs):
            first, last = sorted((numbers[one], numbers[two]))
            rows.append((one, two, first * _CODES + last, one < two))
        self._load("code_pair", {"one": "text", "two": "text", "pair_no": "number", "in_order": "flag"}, rows)
        condition = "ON r.column_1 = x.one AND r.column_2 = x.two"
        more = ", x.pair_no, x.in_order"
        self._cut("ptp", releases, condition, more, "code_pair x CROSS JOIN ")  # look each pair up, in this order

    def _add_categories(self, releases: Iterable[Release]) -> None:
        """Add, as not billable, the diagnosis codes of the claims that only begin billable ones: categories."""
        for release in releases:
            number = self._number[id(release)]
            self._engine.append(
                "icd10cm",
                f"""SELECT DISTINCT CAST({number} AS INTEGER) AS release, x.code, FALSE AS billable
                    FROM (SELECT code FROM diagnosis_code
                          WHERE code <> '' AND code NOT IN (SELECT code FROM icd10cm WHERE release = {number})) x
                    JOIN {self._rows.of(release)} i ON i.code >= x.code AND i.code < x.code || '~'""",
            )
