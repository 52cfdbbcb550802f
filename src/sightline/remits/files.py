"""Read remittances from files, folders and standard input."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from sightline.claims.archives import GZIP, OTHERS, ZIP, members, seekable, unpacked
from sightline.claims.batch import Counts
from sightline.claims.files import Rejoined, files_at
from sightline.claims.x12.segments import BLOCK
from sightline.errors import SightlineError

from .batch import RemitBatch, Rows
from .x12_835 import read_835


class RemitsError(SightlineError):
    """A message for the user about remittances that could not be read; shown without a traceback."""


def read_remits(paths: Sequence[str | Path], *, block_size: int = BLOCK) -> Iterator[RemitBatch]:
    """Stream the remittances of files, what a .zip or .gz holds, folders (with all in them, sorted) or "-" (stdin).

    Payment and remittance keys go on over the files. A file without a remittance gives a batch with an issue that says
    why and with `unreadable` set; the others are read all the same. Raises ClaimsError for a path that does not exist
    and RemitsError when there is no file at all.
    """
    files = [file for path in paths for file in files_at(path)]
    if not files:
        where = f" in {', '.join(map(str, paths))}" if paths else ""
        raise RemitsError(f"there is no file of remittances to read{where}")
    payment, remit = 1, 1
    for file in files:
        for name, source, wrong in _opened(file):
            for batch in _read(name, source, wrong, payment, remit, block_size):
                payment = max([payment, *(key + 1 for key in batch.payments["payment_key"].to_pylist()[-1:])])
                remit += batch.counts.claims
                yield batch


def _read(
    name: str, source: BinaryIO | None, wrong: str, payment: int, remit: int, block_size: int
) -> Iterator[RemitBatch]:
    if source is not None:
        try:
            yield from read_835(source, name, first_payment_key=payment, first_remit_key=remit, block_size=block_size)
            return
        except OSError as error:
            wrong = f"cannot be read: {error.strerror or 'input error'}"
    rows = Rows(name)
    rows["issues"].append((wrong, "", "", "", 0, 0))
    yield rows.flush(Counts(), name)


def _opened(file: str) -> Iterator[tuple[str, BinaryIO | None, str]]:
    """The streams of a file: its name, what can be read, or None and why not."""
    shown = "stdin" if file == "-" else file
    try:
        if file == "-":
            yield from _inside(sys.stdin.buffer, shown)
        else:
            with Path(file).open("rb") as source:
                yield from _inside(source, shown)
    except OSError as error:
        yield shown, None, f"cannot be read: {(error.strerror or 'input error').lower()}"


def _inside(source: BinaryIO, name: str, packed: bool = False) -> Iterator[tuple[str, BinaryIO | None, str]]:
    """A stream itself, or those that it packs, each shown as archive!file."""
    head = source.read(8)
    if packed and head.startswith((ZIP, GZIP)):
        yield name, None, "an archive within an archive: unpack it to read it"
    elif head.startswith(GZIP):
        yield from _inside(unpacked(seekable(source, head)), name, packed=True)
    elif head.startswith(ZIP):
        for member, stream, wrong in members(seekable(source, head)):
            shown = f"{name}!{member}" if member else name
            if stream is None:
                yield shown, None, wrong
            else:
                yield from _inside(stream, shown, packed=True)
    elif what := next((what for start, what in OTHERS.items() if head.startswith(start)), ""):
        yield name, None, f"not a remittance: it is {what.partition(':')[0]}; remittances are read as X12 (835)"
    else:
        yield name, io.BufferedReader(Rejoined(head, source)), ""
