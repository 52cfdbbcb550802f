"""The database of a workspace: one SQLite file, encrypted by SQLCipher where there is a key. Uploads and results lie beside it, a
folder each (web/jobs.py).

A practice is a group that people belong to. Every row carries its practice, and all rows but those of accounts and tokens, which
say who somebody is, are reached by `Rows` alone, which never leaves its practice.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sightline.errors import SightlineError

NAME = "workspace.sqlite"
Row = sqlite3.Row
VERSION = 1
_PLAIN_HEAD = b"SQLite format 3\0"
_SCHEMA = """
CREATE TABLE practice (practice TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, added TEXT NOT NULL);
CREATE TABLE account (
    name TEXT PRIMARY KEY, practice TEXT NOT NULL, role TEXT NOT NULL, password TEXT NOT NULL, epoch INTEGER NOT NULL,
    failures INTEGER NOT NULL, locked_until REAL NOT NULL, active INTEGER NOT NULL, added TEXT NOT NULL
);
CREATE TABLE token (digest TEXT PRIMARY KEY, practice TEXT NOT NULL, account TEXT NOT NULL, made TEXT NOT NULL);
CREATE TABLE decision (id INTEGER PRIMARY KEY AUTOINCREMENT, practice TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX decision_practice ON decision (practice, id);
CREATE TABLE trail (
    id INTEGER PRIMARY KEY AUTOINCREMENT, practice TEXT NOT NULL, at TEXT NOT NULL, account TEXT NOT NULL,
    did TEXT NOT NULL, job TEXT NOT NULL, claim TEXT NOT NULL, status INTEGER NOT NULL, client TEXT NOT NULL,
    digest TEXT NOT NULL
);
CREATE INDEX trail_practice ON trail (practice, id);
CREATE TRIGGER trail_kept BEFORE DELETE ON trail
WHEN NOT EXISTS (SELECT 1 FROM purging WHERE practice = OLD.practice)
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER trail_unchanged BEFORE UPDATE ON trail BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TABLE purging (practice TEXT PRIMARY KEY);
CREATE TABLE seen (
    practice TEXT NOT NULL, claim TEXT NOT NULL, job TEXT NOT NULL, claim_key INTEGER NOT NULL, accepted TEXT NOT NULL,
    findings TEXT NOT NULL, PRIMARY KEY (practice, job, claim_key)
);
CREATE INDEX seen_claim ON seen (practice, claim);
CREATE TABLE looked (practice TEXT NOT NULL, job TEXT NOT NULL, PRIMARY KEY (practice, job));
CREATE TABLE note (
    id INTEGER PRIMARY KEY AUTOINCREMENT, practice TEXT NOT NULL, claim TEXT NOT NULL, at TEXT NOT NULL,
    account TEXT NOT NULL, text TEXT NOT NULL
);
CREATE INDEX note_claim ON note (practice, claim);
CREATE TABLE assignment (
    practice TEXT NOT NULL, claim TEXT NOT NULL, account TEXT NOT NULL, given_by TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (practice, claim)
);
"""
#: The tables of a practice, in the order in which they are carried from one workspace to another.
TABLES = ("decision", "seen", "looked", "note", "assignment", "trail")


class WorkspaceError(SightlineError):
    """A workspace cannot be opened or changed; the message says which and why."""


class Store:
    """The open database; used by many threads, one statement at a time."""

    def __init__(self, folder: Path, *, key: bytes = b"", create: bool = False) -> None:
        path = folder / NAME
        if not create and not path.exists():
            raise WorkspaceError(f"{folder}: no workspace; `sightline workspace user {folder} NAME` makes one")
        driver = _driver(key)
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not path.exists():
                path.touch(mode=0o600)
            self._db = _connected(driver, path, key)
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
                self._db.execute(f"PRAGMA {pragma}")
            self._prepare(path)
        except (OSError, sqlite3.Error, driver.Error) as error:
            raise WorkspaceError(f"{path}: cannot be opened ({str(error).lower()})") from None
        self._lock = threading.RLock()

    def _prepare(self, path: Path) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        if version > VERSION:
            raise WorkspaceError(f"{path}: a newer Sightline wrote it; update Sightline")
        if not version:
            for statement in _statements(_SCHEMA):
                self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {VERSION}")
        self._db.execute("COMMIT")

    def rows(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """What a statement gives."""
        with self._lock:
            found: list[sqlite3.Row] = self._db.execute(sql, values).fetchall()
            return found

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is done inside is done whole or not at all, and nothing of others comes between."""
        with self._lock:
            if self._db.in_transaction:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def compact(self) -> None:
        """Give back the space of what was deleted, so that nothing of it is left in the file."""
        with self._lock:
            self._db.execute("VACUUM")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def of(self, practice: str) -> Rows:
        """The rows of a practice."""
        return Rows(self, practice)

    def close(self) -> None:
        """Close the database."""
        with self._lock:
            self._db.close()


class Rows:
    """The rows of one practice, and of no other."""

    def __init__(self, store: Store, practice: str) -> None:
        self.store = store
        self.practice = practice

    def find(self, table: str, *, last: int = 0, **where: Any) -> list[sqlite3.Row]:
        """The rows of a table whose columns have these values, the oldest first; or the `last` ones, the latest first."""
        order = f"rowid DESC LIMIT {int(last)}" if last else "rowid"
        return self.store.rows(f"SELECT * FROM {table} WHERE {_all(where)} ORDER BY {order}", *self._values(where))

    def latest(self, table: str) -> int:
        """The number of the last row of a table that numbers its rows; 0 without any."""
        return int(self.store.rows(f"SELECT coalesce(max(id), 0) FROM {table} WHERE practice = ?", self.practice)[0][0])

    def put(self, table: str, **values: Any) -> None:
        """Add a row, in the place of the one with its key."""
        row = {"practice": self.practice, **values}
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        self.store.rows(f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({marks})", *row.values())

    def remove(self, table: str, **where: Any) -> None:
        """Remove the rows whose columns have these values."""
        self.store.rows(f"DELETE FROM {table} WHERE {_all(where)}", *self._values(where))

    def _values(self, where: dict[str, Any]) -> list[Any]:
        return [self.practice, *where.values()]


def is_encrypted(folder: Path) -> bool | None:
    """Whether the database of a workspace is encrypted; None where there is none yet."""
    try:
        with (folder / NAME).open("rb") as source:
            head = source.read(len(_PLAIN_HEAD))
    except OSError:
        return None
    return head != _PLAIN_HEAD if head else None


def raw_key(key: bytes) -> str:
    """The key of the database, as SQLCipher takes it."""
    from sightline.web.workspace.sealed import derived

    return f"\"x'{derived(key, b'database').hex()}'\""


def _driver(key: bytes) -> Any:
    """The module that opens the database."""
    if not key:
        return sqlite3
    from sqlcipher3 import dbapi2

    return dbapi2


def _connected(driver: Any, path: Path, key: bytes) -> Any:
    """The open database. Raises WorkspaceError for the wrong key."""
    database = driver.connect(path, check_same_thread=False, isolation_level=None, timeout=30)
    database.row_factory = driver.Row
    if key:
        database.execute(f"PRAGMA key = {raw_key(key)}")
        try:
            database.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except driver.DatabaseError:
            database.close()
            raise WorkspaceError(
                f"{path.parent}: the key does not open the workspace: it is the key of another one, or the database is damaged"
            ) from None
    return database


def _all(where: dict[str, Any]) -> str:
    return " AND ".join(f"{name} = ?" for name in ("practice", *where))


def _statements(script: str) -> Iterator[str]:
    """The statements of a script: executescript would end the transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
