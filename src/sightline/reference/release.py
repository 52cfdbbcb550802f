"""A release of one kind of reference table: where it comes from, which dates it speaks for, and its Parquet file."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sightline.errors import SightlineError
from sightline.reference.tables import KINDS

BEGINNING = date(1900, 1, 1)
FOREVER = date(9999, 12, 31)

DATA = "data.parquet"
MANIFEST = "manifest.json"
_ROW_GROUP = 100_000


class ReferenceDataError(SightlineError):
    """A published file or a store cannot be used. The text is for the user: what, where, and what to do."""


@dataclass(frozen=True)
class Release:
    """One release of one kind of table, as its manifest tells.

    The period is half-open. `starts_known` is False where the published file lacks effective dates, so that rows
    begin at 1900-01-01. `scope` is "all", or "starter" where only the starter's codes are in it. `sha256` is of the
    published file (of several: over their digests, sorted), `data_sha256` of the Parquet file.
    """

    kind: str
    name: str
    publisher: str
    title: str
    address: str
    period_from: date
    period_to: date
    starts_known: bool
    scope: str
    file: str
    sha256: str
    rows: int
    parser: str
    added_at: str
    path: Path
    data_sha256: str


_MANIFEST_FIELDS = tuple(field.name for field in fields(Release) if field.name != "path")
_DATE_FIELDS = ("period_from", "period_to")


def write_release(folder: Path, table: pa.Table, **facts: object) -> Release:
    """Write `data.parquet` and `manifest.json` of a release into `folder`, which must exist, and return the release.

    `facts` are the fields of Release but `rows`, `path` and `data_sha256`. The same table and facts give the same
    bytes.
    """
    path = folder / DATA
    schema = KINDS[str(facts["kind"])].schema
    texts = [field.name for field in schema if pa.types.is_string(field.type)]
    pq.write_table(
        table.cast(schema),
        path,
        compression="zstd",
        compression_level=9,
        row_group_size=_ROW_GROUP,
        use_dictionary=texts,
        column_encoding={"source_row": "DELTA_BINARY_PACKED"},
        store_schema=False,
    )
    release = Release(rows=table.num_rows, path=path, data_sha256=digest(path.read_bytes()), **facts)  # type: ignore[arg-type]
    manifest = {name: getattr(release, name) for name in _MANIFEST_FIELDS}
    manifest.update({name: getattr(release, name).isoformat() for name in _DATE_FIELDS})
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return release


def read_release(folder: Path) -> Release:
    """The release in `folder`; raises ReferenceDataError when its manifest or data is missing or damaged."""
    manifest = folder / MANIFEST
    try:
        facts = json.loads(manifest.read_text(encoding="utf-8"))
        facts = {name: facts[name] for name in _MANIFEST_FIELDS}
        facts.update({name: date.fromisoformat(facts[name]) for name in _DATE_FIELDS})
    except (OSError, ValueError, KeyError, TypeError) as reason:
        raise ReferenceDataError(
            f"{manifest}: not a readable manifest ({reason}); add the published file again"
        ) from None
    path = folder / DATA
    if not path.is_file():
        raise ReferenceDataError(f"{path}: missing beside its manifest; add the published file again")
    if digest(path.read_bytes()) != facts["data_sha256"]:
        raise ReferenceDataError(f"{path}: damaged (its digest is not the manifest's); add the published file again")
    kind = KINDS.get(str(facts["kind"]))
    if kind is not None and pq.read_schema(path).names != kind.schema.names:
        raise ReferenceDataError(f"{path}: written by an earlier version of Sightline; add the published file again")
    return Release(path=path, **facts)


def digest(data: bytes) -> str:
    """The sha256 of `data` in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True)
class ReferenceUse:
    """A release that answered, and for how many lines: within its period, or as the nearest one, older or newer."""

    number: int
    release: Release
    lines: int
    lines_older: int
    lines_newer: int
    days: int = 0  # how far the date that lies farthest from its period is; 0 where all lie within
