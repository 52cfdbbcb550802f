"""Where an engine finds the rows of a release: DuckDB in its Parquet file, SQLite in the index beside it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

from sightline.engines import literal
from sightline.engines.sqlite import SQLite
from sightline.reference.index import INDEXED, indexes, table_of
from sightline.reference.release import Release
from sightline.reference.tables import KINDS

if TYPE_CHECKING:
    from sightline.engines.duckdb import DuckDB


class Rows(Protocol):
    """The FROM items of releases, and which columns they have."""

    def of(self, release: Release) -> str:
        """The FROM item that has the rows of a release."""

    def none(self, kind: str) -> str:
        """The FROM item that has the columns of a kind, for a relation without rows."""

    def columns(self, kind: str) -> tuple[str, ...]:
        """The columns of a kind that the rows have."""


class ParquetRows:
    """Releases as DuckDB reads them."""

    def __init__(self, engine: DuckDB) -> None:
        self._engine = engine

    def of(self, release: Release) -> str:
        """The FROM item that has the rows of a release."""
        return f"read_parquet([{literal(str(release.path))}])"

    def none(self, kind: str) -> str:
        """The FROM item that has the columns of a kind and no rows."""
        self._engine.register(f"no_{kind}", KINDS[kind].schema.empty_table())
        return f"no_{kind}"

    def columns(self, kind: str) -> tuple[str, ...]:
        """The columns of a kind."""
        return tuple(KINDS[kind].schema.names)


class IndexedRows:
    """Releases as SQLite looks them up, in the index files that hold them.

    Raises OSError or sqlite3.Error when an index can be neither read nor made.
    """

    def __init__(self, engine: SQLite, releases: Iterable[Release]) -> None:
        self._places: dict[str, str] = {}
        for number, path in enumerate(indexes(releases)):
            engine.attach(f"reference_{number}", path)
            for (table,) in engine.rows(f"SELECT name FROM reference_{number}.sqlite_master"):
                self._places.setdefault(table, f"reference_{number}.{table}")

    def of(self, release: Release) -> str:
        """The FROM item that has the rows of a release; raises OSError where another process has put an index of other
        data in the place of the one that had them."""
        place = self._places.get(table_of(release))
        if place is None:
            raise OSError(f"the index has no {release.kind} {release.name}")
        return place

    def none(self, kind: str) -> str:
        """The FROM item that has the columns of a kind, in one row without values."""
        return "(SELECT " + ", ".join(f"NULL AS {name}" for name in INDEXED[kind]) + ")"

    def columns(self, kind: str) -> tuple[str, ...]:
        """The columns of a kind that the index has."""
        return INDEXED[kind]
