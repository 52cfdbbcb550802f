"""The store of rates: Parquet by payer and date, one entry for each file added, whole or not at all.

    files/<key>.json                                    what was added: name, date, payers, counts, rejected by reason
    payer=<payer>/date=<date>/<part>/price.parquet      and member.parquet, provider.parquet (see rows.py)

An entry stands when its file in `files/` does; parts that no entry names are nothing.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sightline.errors import SightlineError
from sightline.rates.rows import TABLES
from sightline.reference.store import data_directory

_MARK = b"PAR1"  # at both ends of a Parquet file
_STALE = 24 * 3600  # seconds after which what a stopped run left is cleared away


class RatesError(SightlineError):
    """The store cannot answer or cannot take something; the message says what to do."""


@dataclass(frozen=True)
class Part:
    """The rows of one payer and date in a file. `prices` counts prices, before they are spread over providers."""

    payer: str
    date: date
    folder: str  # within the store
    prices: int


@dataclass(frozen=True)
class Entry:
    """A file in the store. `codes` are those that were asked for (none: all); `choice` tells one choice of payer, codes,
    NPIs and date from another; `nothing` says why it has no parts, where nothing of the choice is in the file."""

    key: str
    name: str
    kind: str  # in-network, hospital
    location: str
    parts: tuple[Part, ...]
    items: int
    rejected: dict[str, int]
    codes: tuple[str, ...]
    choice: str
    added_at: str
    nothing: str = ""


def default_directory() -> Path:
    """The folder of the store: SIGHTLINE_RATES, or `sightline/rates` in the user's data folder."""
    if named := os.environ.get("SIGHTLINE_RATES"):
        return Path(named)
    return data_directory() / "rates"


class Store:
    """A store in a folder, which need not exist before something is added."""

    def __init__(self, directory: Path | str | None = None) -> None:
        self.directory = Path(directory) if directory is not None else default_directory()

    def entries(self) -> tuple[Entry, ...]:
        """The files added, by name and key. Raises RatesError for an entry that cannot be read."""
        found = [self._read(path) for path in sorted((self.directory / "files").glob("*.json"))]
        return tuple(sorted(found, key=lambda entry: (entry.name, entry.key)))

    def stored(self, key: str) -> Entry | None:
        """The entry of a key; None when the file was not added, or its entry is damaged, which adding it fixes."""
        try:
            return self._read(self.directory / "files" / f"{key}.json")
        except RatesError:
            return None

    def damaged(self, entry: Entry, parts: Iterable[Part] = ()) -> str:
        """The first file of an entry (or of some `parts` of it) that is gone or cut; "" when there is none."""
        for part in parts or entry.parts:
            for name in TABLES:
                path = self.directory / part.folder / f"{name}.parquet"
                if not _is_whole(path):
                    return str(path)
        return ""

    @contextmanager
    def adding(self) -> Iterator[Path]:
        """A folder beside the store to write a file's rows into; it goes when the context ends."""
        self._clear()
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".adding-", dir=self.directory) as folder:
                yield Path(folder)
        except OSError as error:
            raise RatesError(f"{error.filename or self.directory}: {error.strerror or error}") from None

    def place(self, payer: str, on: date) -> str:
        """A new folder for rows of a payer and date, within the store."""
        return f"payer={slug(payer)}/date={on.isoformat()}/{secrets.token_hex(8)}"

    def commit(self, entry: Entry, written: dict[str, Path]) -> None:
        """Make an entry stand: `written` says where the rows of each part were written. One it replaces goes."""
        before = self.stored(entry.key)
        for part in entry.parts:
            target = self.directory / part.folder
            target.parent.mkdir(parents=True, exist_ok=True)
            written[part.folder].rename(target)
        files = self.directory / "files"
        files.mkdir(exist_ok=True)
        new = files / f".{entry.key}"
        new.write_text(json.dumps(asdict(entry), indent=1, default=str) + "\n", encoding="utf-8")
        new.replace(files / f"{entry.key}.json")
        for part in before.parts if before else ():
            shutil.rmtree(self.directory / part.folder, ignore_errors=True)

    def _read(self, path: Path) -> Entry:
        try:
            document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            parts = tuple(Part(**{**part, "date": date.fromisoformat(part["date"])}) for part in document.pop("parts"))
            return Entry(**{**document, "parts": parts, "codes": tuple(document["codes"])})
        except (OSError, ValueError, KeyError, TypeError):
            raise RatesError(f"{path}: not an entry of this version's store; add its file again") from None

    def _clear(self) -> None:
        for left in self.directory.glob(".adding-*"):
            if time.time() - left.stat().st_mtime > _STALE:
                shutil.rmtree(left, ignore_errors=True)


def _is_whole(path: Path) -> bool:
    """Whether a Parquet file has its beginning and its end; what lies between is not looked at."""
    try:
        with path.open("rb") as file:
            begins = file.read(len(_MARK)) == _MARK
            file.seek(-len(_MARK), os.SEEK_END)
            return begins and file.read() == _MARK
    except OSError:
        return False


def slug(payer: str) -> str:
    """A payer's name as part of a path."""
    return re.sub(r"[^a-z0-9]+", "-", payer.lower()).strip("-") or "unknown"
