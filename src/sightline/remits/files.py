"""Read remittances from files, folders and standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from sightline.claims.batch import Counts
from sightline.claims.files import files_at
from sightline.claims.x12.segments import BLOCK
from sightline.errors import SightlineError

from .batch import RemitBatch, Rows
from .x12_835 import read_835


class RemitsError(SightlineError):
    """A message for the user about remittances that could not be read; shown without a traceback."""


def read_remits(paths: Sequence[str | Path], *, block_size: int = BLOCK) -> Iterator[RemitBatch]:
    """Stream the remittances of files, folders (with all in them, sorted) or "-" (stdin).

    Payment and remittance keys go on over the files. A file without a remittance gives a batch with an issue that says
    why and with `unreadable` set; the others are read all the same. Raises ClaimsError for a path that does not exist
    and RemitsError when there is no file at all.
    """
    files = [file for path in paths for file in files_at(path)]
    if not files:
        raise RemitsError("there is no file of remittances to read")
    payment, remit = 1, 1
    for file in files:
        for batch in _read_file(file, payment, remit, block_size):
            payment = max([payment, *(key + 1 for key in batch.payments["payment_key"].to_pylist()[-1:])])
            remit += batch.counts.claims
            yield batch


def _read_file(file: str, payment: int, remit: int, block_size: int) -> Iterator[RemitBatch]:
    keys = {"first_payment_key": payment, "first_remit_key": remit, "block_size": block_size}
    if file == "-":
        yield from read_835(sys.stdin.buffer, "stdin", **keys)
        return
    try:
        with Path(file).open("rb") as source:
            yield from read_835(source, file, **keys)
    except OSError as error:
        rows = Rows(file)
        rows["issues"].append((f"cannot be read: {(error.strerror or 'input error').lower()}", "", "", "", 0, 0))
        yield rows.flush(Counts(), file)
