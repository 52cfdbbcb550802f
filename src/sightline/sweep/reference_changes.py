"""What another reference says otherwise, by code and date of service: what a sweep must check again.

An answer depends on the release that answers for a date, its rows of the codes looked up, and (fee schedule, ICD-10-CM)
whether its period has the date. Findings cite release and row, so those that cite a release that no longer answers are
made again too.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

import pyarrow as pa

from sightline.engines.duckdb import DuckDB, parquet
from sightline.reference.calendar import DATED
from sightline.reference.release import MANIFEST, Release
from sightline.reference.store import Reference, releases_in
from sightline.reference.tables import KINDS
from sightline.sweep.counts import answers

#: Kinds whose newest release answers for every date, by the codes that their rows are of.
_DIAGNOSES = ("diagnosis_attribute", "diagnosis_side")
#: Kinds that speak of no procedure, or of many at once: another one of these checks everything again.
_WHOLE = (
    "specialty", "taxonomy", "place", "modifier", "lineage", "guidance", "dme_code", "dme_supplier", "code_group",
    "modifier_scope", "patient_rule", "spacing_rule", "place_rule", "specialty_rule", "diagnosis_rule", "excluded_service",
    "supply_limit", "article", "article_diagnosis",
)  # fmt: skip
_READ = (*DATED, *_DIAGNOSES, "coverage", *_WHOLE)
#: Columns that say where a row stands in the published file.
_WHERE = ("source_row", "part")

_CODES = pa.schema([("scope", pa.int32()), ("kind", pa.string()), ("code", pa.string())])
_PAIRS = pa.schema([("scope", pa.int32()), ("column_1", pa.string()), ("column_2", pa.string())])
_DAYS = pa.schema([("scope", pa.int32()), ("on", pa.date32())])


@dataclass(frozen=True)
class ReferenceChanges:
    """What is said otherwise. A scope is a set of `days`; those in `always` are of every day, and of those in `all_of`
    every procedure is meant: of the starter (true), or outside it. `cited` are titles of releases by scope."""

    everything: str  # why all must be checked again; "" when not
    codes: pa.Table
    pairs: pa.Table
    days: pa.Table
    always: tuple[int, ...]
    all_of: pa.Table
    cited: pa.Table


def key_of(reference: Reference) -> str:
    """The same for the same releases, of those that edits read."""
    lines = [
        f"{r.kind} {r.name} {r.scope} {r.title} {r.period_from} {r.period_to} {r.data_sha256}\n"
        for r in _read(reference)
    ]
    return sha256("".join(lines).encode()).hexdigest()[:16]


def keep_reference(reference: Reference, place: Path) -> None:
    """Copy the releases that edits read into a folder, whole or not at all."""
    if place.exists():
        return
    partial = place.with_name(place.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    for release in _read(reference):
        to = partial / release.kind / release.name
        to.mkdir(parents=True)
        for path in (release.path, release.path.with_name(MANIFEST)):
            shutil.copy(path, to / path.name)
    partial.mkdir(parents=True, exist_ok=True)
    partial.replace(place)


def kept_reference(place: Path) -> Reference | None:
    """The releases in a folder that `keep` wrote; None when there is none."""
    if not place.is_dir():
        return None
    return Reference(tuple(sorted(releases_in(place), key=lambda r: (r.kind, r.period_from, r.name))))


def changes_between(
    old: Reference, new: Reference, days: Iterable[tuple[date, bool]], engine: DuckDB
) -> ReferenceChanges:
    """What `new` says otherwise than `old` for `days`: dates of service, each with whether codes of the starter are
    meant."""
    found = _Found(engine, old.starter_array)
    for kind in _WHOLE:
        older, newer = _newest(old, kind), _newest(new, kind)
        if older != newer:
            title = (newer or older or ("", ""))[1]
            return found.result(f"{title} is another, and speaks of no code in particular")
    changes: dict[tuple[str, int | None, int | None, bool, bool, bool], set[date]] = {}
    for on, inside in days:
        was, now = answers(old, on, inside), answers(new, on, inside)
        for kind in DATED:
            before, after = was.get(kind), now.get(kind)
            # A failure by a release that does not cover the date is for review (edits/dated.py).
            covers = (before and before[1] == "in") != (after and after[1] == "in")
            if _same(old, before, new, after) and not covers:
                continue
            # An older PTP release leaves every line unchecked for pairs, and is named in the reason.
            every = kind == "ptp" and "older" in {each[1] for each in (before, after) if each}
            at = (kind, before[0] if before else None, after[0] if after else None, inside, bool(covers), every)
            changes.setdefault(at, set()).add(on)
    for (kind, first, second, inside, _, every), dates in sorted(changes.items(), key=str):
        scope = found.scope(dates)
        if first is None or second is None or every:
            found.all_of.append({"scope": scope, "inside": inside, "kind": kind})
        else:
            found.differ(scope, kind, [old.releases[first]], [new.releases[second]], inside)
        if first is not None:
            found.cited.append({"scope": scope, "title": old.releases[first].title})
    for kind in (*_DIAGNOSES, "coverage"):
        those, these = old.of(kind), new.of(kind)
        if {(r.data_sha256, r.title) for r in those} != {(r.data_sha256, r.title) for r in these}:
            scope = found.scope(None)
            found.differ(scope, kind, those, these, None)
            found.cited += [{"scope": scope, "title": release.title} for release in those]
    return found.result("")


class _Found:
    """What was found so far."""

    def __init__(self, engine: DuckDB, starter: pa.Array) -> None:
        self.engine = engine
        self.engine.register("starter_given", pa.table({"code": starter}))
        self.codes: list[pa.Table] = []
        self.pairs: list[pa.Table] = []
        self.days: list[dict[str, object]] = []
        self.always: list[int] = []
        self.all_of: list[dict[str, object]] = []
        self.cited: list[dict[str, object]] = []
        self.scopes = 0

    def scope(self, days: Iterable[date] | None) -> int:
        """A new scope: of some days, or (None) of all."""
        self.scopes += 1
        if days is None:
            self.always.append(self.scopes)
        self.days += [{"scope": self.scopes, "on": on} for on in sorted(days or ())]
        return self.scopes

    def differ(
        self, scope: int, kind: str, old: Iterable[Release], new: Iterable[Release], inside: bool | None
    ) -> None:
        """Add the codes (of PTP the pairs) of the rows that only one side has."""
        columns = ", ".join(name for name in KINDS[kind].schema.names if name not in _WHERE)
        one, two = (_rows(kind, columns, side) for side in (old, new))
        other = f"(({one} EXCEPT {two}) UNION ALL ({two} EXCEPT {one}))"
        if kind == "ptp":
            self.pairs.append(
                self.engine.query(f"SELECT DISTINCT {scope} AS scope, column_1, column_2 FROM {other}").cast(_PAIRS)
            )
            return
        of = "diagnosis" if kind in (*_DIAGNOSES, "icd10cm") else "procedure"
        code = "code"
        if of == "diagnosis":  # a diagnosis may be a category, of which longer codes tell
            other = f"(SELECT substr(code, 1, n) AS code FROM {other}, range(3, 9) t(n) WHERE n <= length(code))"
        among = (
            ""
            if inside is None or of == "diagnosis"
            else (f" WHERE code {'' if inside else 'NOT '}IN (SELECT code FROM starter_given)")
        )
        select = f"SELECT DISTINCT {scope} AS scope, '{of}' AS kind, {code} FROM {other}{among}"
        self.codes.append(self.engine.query(select).cast(_CODES))

    def result(self, everything: str) -> ReferenceChanges:
        """All of it."""
        all_of = pa.schema([("scope", pa.int32()), ("inside", pa.bool_()), ("kind", pa.string())])
        cited = pa.schema([("scope", pa.int32()), ("title", pa.string())])
        return ReferenceChanges(
            everything=everything,
            codes=pa.concat_tables([_CODES.empty_table(), *self.codes]),
            pairs=pa.concat_tables([_PAIRS.empty_table(), *self.pairs]),
            days=pa.Table.from_pylist(self.days, _DAYS),
            always=tuple(self.always),
            all_of=pa.Table.from_pylist(self.all_of, all_of),
            cited=pa.Table.from_pylist(self.cited, cited),
        )


def _read(reference: Reference) -> list[Release]:
    return [release for release in reference.releases if release.kind in _READ]


def _rows(kind: str, columns: str, releases: Iterable[Release]) -> str:
    paths = [release.path for release in releases]
    if not paths:
        names = ", ".join(f"CAST(NULL AS VARCHAR) AS {name}" for name in columns.split(", "))
        return f"(SELECT {names} WHERE FALSE)"
    return f"(SELECT {columns} FROM {parquet(paths)})"


def _same(old: Reference, before: tuple[int, str] | None, new: Reference, after: tuple[int, str] | None) -> bool:
    if before is None or after is None:
        return before is after
    one, two = old.releases[before[0]], new.releases[after[0]]
    return (one.data_sha256, one.title) == (two.data_sha256, two.title)


def _newest(reference: Reference, kind: str) -> tuple[str, str] | None:
    """The data and title of the release that answers for every date (as edits/facts.py chooses it)."""
    releases = reference.of(kind)
    if not releases:
        return None
    found = max(releases, key=lambda r: (r.period_to, r.scope == "all", r.name))
    return found.data_sha256, found.title
