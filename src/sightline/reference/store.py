"""The reference store: which releases there are, and what they say of a code.

The starter release of the package lies beneath what a store holds; a loaded release of the same kind and name, or of
the same kind and period, takes the starter's place.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from platformdirs import user_data_path

from sightline.reference.release import MANIFEST, ReferenceDataError, Release, read_release
from sightline.reference.tables import KINDS

__all__ = [
    "Reference",
    "ReferenceDataError",
    "Release",
    "data_directory",
    "default_directory",
    "describe_code",
    "open_reference",
]

STARTER = Path(__file__).parent / "starter"
SCOPE = "scope.parquet"  # the starter's codes
_DATES = ("effective_from", "effective_to")
_DIAGNOSES = ("icd10cm", "diagnosis_attribute", "diagnosis_side")  # kinds whose codes are diagnoses, without dot


@dataclass(frozen=True)
class Reference:
    """The loaded releases, ordered by kind, start of period and name."""

    releases: tuple[Release, ...]

    def of(self, kind: str) -> tuple[Release, ...]:
        """The releases of one kind."""
        return tuple(release for release in self.releases if release.kind == kind)

    @cached_property
    def digest(self) -> str:
        """The same for the same data, whoever loaded it and when."""
        lines = [f"{r.kind} {r.name} {r.scope} {r.data_sha256}\n" for r in self.releases]
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    @property
    def starter_codes(self) -> frozenset[str]:
        """The procedure codes that releases of scope "starter" cover."""
        return _starter_codes()

    @property
    def starter_array(self) -> pa.Array:
        """The starter codes in order, for Arrow's `is_in`."""
        return _starter_array()


def default_directory() -> Path:
    """The folder of the store: SIGHTLINE_REFERENCE, or `sightline/reference` in the user's data folder."""
    if named := os.environ.get("SIGHTLINE_REFERENCE"):
        return Path(named)
    return data_directory() / "reference"


def data_directory() -> Path:
    """Where the user's data of this program lies: `sightline` in the user's data folder."""
    return user_data_path("sightline", appauthor=False)


def open_reference(directory: Path | str | None = None) -> Reference:
    """The starter and the releases in `directory` (default: `default_directory()`).

    Raises ReferenceDataError when a named folder does not exist or holds a damaged release; only the user's data
    folder may be absent.
    """
    named = directory is not None or bool(os.environ.get("SIGHTLINE_REFERENCE"))
    folder = Path(directory) if directory is not None else default_directory()
    if named and not folder.is_dir():
        raise ReferenceDataError(f"{folder}: no such folder")
    loaded = releases_in(folder)
    named_so = {(r.kind, r.name) for r in loaded}
    # Of coverage every release answers: a user's own does not take the place of what Medicare covers nationally.
    of_period = {(r.kind, r.period_from, r.period_to) for r in loaded if r.kind != "coverage"}
    beneath = [
        r
        for r in starter_releases()
        if (r.kind, r.name) not in named_so and (r.kind, r.period_from, r.period_to) not in of_period
    ]
    return Reference(tuple(sorted([*beneath, *loaded], key=lambda r: (r.kind, r.period_from, r.name))))


@cache
def starter_releases() -> tuple[Release, ...]:
    """The releases of the starter, which are part of the package: read and proved once."""
    return tuple(releases_in(STARTER))


@cache
def _starter_codes() -> frozenset[str]:
    return frozenset(pq.read_table(STARTER / SCOPE)["code"].to_pylist())


@cache
def _starter_array() -> pa.Array:
    return pa.array(sorted(_starter_codes()), pa.string())


def releases_in(folder: Path) -> list[Release]:
    """The releases of known kinds in a folder laid out as `<kind>/<release>/`, in no particular order."""
    found = []
    for kind in KINDS:
        for place in sorted(path for path in (folder / kind).glob("*") if path.is_dir()):
            release = read_release(place)
            if release.kind != kind:
                raise ReferenceDataError(f"{place / MANIFEST}: says {release.kind}, but lies in {kind}")
            found.append(release)
    return found


def describe_code(
    reference: Reference, code: str, on: date | None = None, without: str = ""
) -> dict[str, list[dict[str, object]]]:
    """What the releases say of `code`: kind -> rows, each with `release` (its name) first.

    A code is looked for in every column that holds codes; kinds without a row are left out. With `on`, only the
    releases of that date's period speak (where there is none, the nearest), and of dated rows those in force that day. The
    kind `without` is not looked at.
    """
    needed = code.strip().upper()
    described: dict[str, list[dict[str, object]]] = {}
    for kind in KINDS.values():
        value = needed.replace(".", "") if kind.name in _DIAGNOSES else needed
        filters = [[(column, "=", value)] for column in _code_columns(kind.schema)]
        if not filters or kind.name == without:  # a kind that says nothing of codes, such as the practice cost indices
            continue
        for release in speaking(reference.of(kind.name), on):
            table = pq.read_table(release.path, filters=filters).cast(kind.schema)
            if on is not None and "effective_from" in table.column_names:
                table = _in_force(table, on)
            for row in table.to_pylist():
                described.setdefault(kind.name, []).append({"release": release.name, **row})
    return described


class KnownCodes:
    """The codes of which any release says anything on a date, as `describe_code` does; the kind `without` is left out."""

    def __init__(self, reference: Reference, on: date, without: str = "") -> None:
        found: dict[bool, list[pa.Array]] = {True: [], False: []}
        for kind in KINDS.values():
            columns = _code_columns(kind.schema)
            if not columns or kind.name == without:
                continue
            dated = "effective_from" in kind.schema.names
            for release in speaking(reference.of(kind.name), on):
                # Small columns: with threads it takes five times the processor time.
                table = pq.read_table(release.path, columns=[*columns, *(_DATES if dated else ())], use_threads=False)
                if dated:
                    table = _in_force(table, on)
                found[kind.name in _DIAGNOSES] += [pc.unique(table[column]).cast(pa.string()) for column in columns]
        self._codes, self._diagnoses = (
            pc.unique(pa.chunked_array(found[which], pa.string())) for which in (False, True)
        )

    def __contains__(self, code: object) -> bool:
        needed = str(code).strip().upper()
        lookups = (self._codes, needed), (self._diagnoses, needed.replace(".", ""))
        return any(pc.index(codes, pa.scalar(each, pa.string())).as_py() >= 0 for codes, each in lookups)


def _in_force(table: pa.Table, on: date) -> pa.Table:
    """The rows of a dated table that are in force on a day."""
    day = pa.scalar(on, pa.date32())
    begun, not_ended = (pc.less_equal(table[_DATES[0]], day), pc.greater(table[_DATES[1]], day))
    return table.filter(pc.and_(begun, not_ended))


def speaking(releases: tuple[Release, ...], on: date | None) -> tuple[Release, ...]:
    """The releases of a kind that speak of a date: of its period, else the nearest; all without a date."""
    if on is None or not releases:
        return releases
    away = [max((r.period_from - on).days, (on - r.period_to).days + 1, 0) for r in releases]
    return tuple(release for release, days in zip(releases, away, strict=True) if days == min(away))


def _code_columns(schema: pa.Schema) -> list[str]:
    return [
        name
        for name in ("code", "column_1", "column_2", "primary_code", "successor", "taxonomy")
        if name in schema.names
    ]
