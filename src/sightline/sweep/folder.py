"""The folder of a sweep: where each table of it lies, and its manifest.

    sweep.json                      how it was made: inputs, options, versions
    findings/0001.parquet …         what users read, a file for each part; so are not_checked/, superseded/, rejected/, notes/
    claims/<layer>/0001.parquet     the claims as they were read, divided by patient: what an update checks again
    index/0001.parquet              each claim with a digest of its rows
    codes/0001.parquet              each code with its dates and patients, ordered by code
    done/0001.json                  what the part was checked with, and its counts: written last
    reference/<digest>/             the releases that answered

A file appears whole or not at all. A part without a file in `done`, or with one that says another state or other sizes of
its tables, is checked again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from sightline.errors import SightlineError

MANIFEST = "sweep.json"
#: What users read.
TABLES = ("findings", "not_checked", "superseded", "rejected", "notes")
#: What an update reads.
INDEXES = ("index", "codes")
_ROW_GROUP = 50_000


class SweepError(SightlineError):
    """A sweep cannot go on; the text says why and what to do."""


@dataclass(frozen=True)
class Input:
    """A Parquet file of claims as it was when its rows were divided. `blank` rows hold nothing of a claim, `notes` say what
    was read otherwise than written."""

    id: int
    file: str
    size: int
    changed_ns: int
    rows: int
    blank: int
    columns: tuple[str, ...]
    unused: tuple[str, ...]
    notes: tuple[str, ...]
    layer: str

    def stamp(self) -> tuple[str, int, int]:
        """What tells a file that has changed."""
        return self.file, self.size, self.changed_ns


@dataclass(frozen=True)
class Manifest:
    """How a sweep was made. `made` has the version, the digest of the catalogue and that of the payers; `listed` are the
    inputs of the run by stamp, `inputs` those whose rows have been divided."""

    made: dict[str, str]
    options: dict[str, Any]
    parts: int
    listed: tuple[tuple[str, int, int], ...]
    reference: str
    inputs: tuple[Input, ...] = ()
    next_id: int = 1
    finished: bool = False  # whether every part is as the last run listed it


class Folder:
    """The paths of a sweep's folder, and its small files."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def part(self, table: str, number: int) -> Path:
        """The file of a part in a table."""
        return self.root / table / f"{number:04}.parquet"

    def layer(self, name: str) -> Path:
        """The folder of a layer: the rows of some inputs, divided."""
        return self.root / "claims" / name

    def write(self, table: str, number: int, rows: pa.Table) -> None:
        """Write a table of a part, whole."""
        path = self.part(table, number)
        path.parent.mkdir(exist_ok=True)
        partial = path.with_suffix(".partial")
        pq.write_table(rows, partial, compression="zstd", row_group_size=_ROW_GROUP)
        partial.replace(path)

    def manifest(self) -> Manifest | None:
        """The manifest; None when the folder has none. Raises SweepError when it is damaged."""
        path = self.root / MANIFEST
        if not path.exists():
            return None
        try:
            given = json.loads(path.read_text(encoding="utf-8"))
            inputs = [
                {**each, **{name: tuple(each[name]) for name in ("columns", "unused", "notes")}}
                for each in given["inputs"]
            ]
            listed = tuple((name, size, at) for name, size, at in given["listed"])
            return Manifest(**{**given, "inputs": tuple(Input(**each) for each in inputs), "listed": listed})
        except (ValueError, KeyError, TypeError):
            raise SweepError(f"{path}: damaged; remove the folder {self.root} and start again") from None

    def set_manifest(self, manifest: Manifest) -> None:
        """Write the manifest."""
        self._write_json(self.root / MANIFEST, asdict(manifest))

    def done(self, number: int) -> dict[str, Any] | None:
        """What was written of a part when it was done; None when it is not."""
        try:
            record: dict[str, Any] = json.loads((self.root / "done" / f"{number:04}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return record if record.get("sizes") == self.sizes(number) else None

    def sizes(self, number: int) -> dict[str, int]:
        """The bytes of each table of a part; -1 where there is none."""
        paths = {table: self.part(table, number) for table in (*TABLES, *INDEXES)}
        return {table: path.stat().st_size if path.exists() else -1 for table, path in paths.items()}

    def set_done(self, number: int, record: Mapping[str, Any]) -> None:
        """Say that a part is done."""
        self._write_json(self.root / "done" / f"{number:04}.json", record)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the folder for this process. Raises SweepError when another has it, or nothing can be written there."""
        lock = FileLock(self.root / ".lock", blocking=False)
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except Timeout:
            raise SweepError(f"{self.root}: another sweep is writing here; wait for it to end") from None
        except OSError as error:
            raise SweepError(f"{self.root}: {(error.strerror or 'cannot be written').lower()}") from None
        try:
            yield
        finally:
            lock.release()

    def _write_json(self, path: Path, content: Mapping[str, Any]) -> None:
        path.parent.mkdir(exist_ok=True)
        partial = path.with_suffix(".partial")
        partial.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        partial.replace(path)
