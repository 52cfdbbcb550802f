"""What is fuzzed: each reader of other people's bytes, as a function of the bytes.

A target returns quietly or raises what its readers promise for bad input (SightlineError); anything else is a defect.
Every claim of the input must be accounted for: the readers' own counts are checked on the way.
"""

from __future__ import annotations

import contextlib
import io
import tempfile
from collections.abc import Callable
from pathlib import Path

from sightline.claims import Counts, read_837p
from sightline.claims.cms1500 import read_cms1500
from sightline.claims.fhir import read_fhir
from sightline.claims.table import read_csv, read_parquet
from sightline.errors import SightlineError
from sightline.reference.add import add_files
from sightline.remits.x12_835 import read_835


def _claims(reader: Callable[..., object]) -> Callable[[bytes], None]:
    def target(data: bytes) -> None:
        counts = Counts()
        for batch in reader(io.BytesIO(data), "fuzz"):  # type: ignore[attr-defined]
            counts += batch.counts
        counts.check("fuzz")

    return target


def _reference(name: str) -> Callable[[bytes], None]:
    def target(data: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(data)
            add_files([path], Path(folder) / "store")

    return target


_TARGETS: dict[str, Callable[[bytes], None]] = {
    "837p": _claims(read_837p),
    "835": _claims(read_835),
    "fhir": _claims(read_fhir),
    "cms1500": _claims(read_cms1500),
    "csv": _claims(read_csv),
    "parquet": _claims(read_parquet),
    "reference-text": _reference("file.txt"),
    "reference-csv": _reference("file.csv"),
    "reference-zip": _reference("file.zip"),
}

NAMES = tuple(_TARGETS)


def run(name: str, data: bytes) -> None:
    """Give `data` to the target; raises only what is a defect."""
    with contextlib.suppress(SightlineError):
        _TARGETS[name](data)
