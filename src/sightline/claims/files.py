"""Read claims from files, folders and standard input: which reader a file needs is told by its content."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from . import schema
from .batch import Batch, ClaimsError, Counts
from .columns import record_batch
from .x12_837 import read_837p
from .x12_segments import BLOCK, HEAD, find_start, head_text

ReadClaims = Callable[..., Iterator[Batch]]


def read_claims(paths: Sequence[str | Path], *, first_claim_key: int = 1, block_size: int = BLOCK) -> Iterator[Batch]:
    """Stream the claims of files, folders (with all in them, sorted; hidden files are passed over) or "-" (stdin).

    Claim keys go on over the files. A file that cannot be read as claims gives a batch with an issue that says why and
    with `unreadable` set; the others are read all the same. Raises ClaimsError for a path that does not exist.
    """
    files = [file for path in paths for file in files_at(path)]
    if not files:
        raise ClaimsError("there is no file to read")
    key = first_claim_key
    for file in files:
        try:
            source = sys.stdin.buffer if file == "-" else Path(file).open("rb")
        except OSError as error:
            yield unreadable(file, (error.strerror or "cannot be opened").lower())
            continue
        try:
            for batch in _read(source, "stdin" if file == "-" else file, key, block_size):
                key += batch.counts.claims
                yield batch
        finally:
            if file != "-":
                source.close()


def files_at(path: str | Path) -> list[str]:
    """The files that a path stands for. Raises ClaimsError when there is nothing at it."""
    if str(path) == "-":
        return ["-"]
    place = Path(path)
    if place.is_dir():
        inside = sorted(place.rglob("*"))
        hidden = [any(part.startswith(".") for part in each.relative_to(place).parts) for each in inside]
        return [str(each) for each, skip in zip(inside, hidden, strict=True) if each.is_file() and not skip]
    if not place.exists():
        raise ClaimsError(f"{path}: no such file")
    return [str(path)]


def reader_for(head: bytes, name: str) -> ReadClaims | None:
    """The reader for a file that starts with `head` (64 KiB of it or all), or None when it holds no claims we know.

    `name` is the file's name; content decides, not the name.
    """
    if find_start(head_text(head)) is not None:
        return read_837p
    return None


def _read(source: BinaryIO, name: str, key: int, block_size: int) -> Iterator[Batch]:
    try:
        head = source.read(HEAD)
        reader = reader_for(head, name)
        if reader is None:
            yield unreadable(name, reason(head))
            return
        whole = io.BufferedReader(Rejoined(head, source), 1 << 16)
        yield from reader(whole, name, first_claim_key=key, block_size=block_size)
    except OSError as error:
        yield unreadable(name, f"stopped reading: {(error.strerror or 'input error').lower()}")


def reason(head: bytes) -> str:
    """Why a file that starts with `head` is no claim file, for the user."""
    if not head:
        return "the file is empty"
    if not head.strip():
        return "the file is blank"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"ISA"):
        return "the interchange header (ISA) is cut short or damaged, and no segment after it could be found"
    if b"\0" in head or sum(byte < 9 or 13 < byte < 32 for byte in head) > len(head) // 20:
        return "not a claim file: the content is binary"
    return "not a claim file: no X12 interchange (ISA) and no claim segment was found in its first 64 KiB"


def unreadable(name: str, message: str) -> Batch:
    """The batch of a file in which nothing could be read."""
    empty = [record_batch([], each) for each in (schema.CLAIM, schema.LINE, schema.DIAGNOSIS, schema.REJECTED)]
    issue = record_batch([(message, name, "", "", "", 0, 0)], schema.ISSUE)
    return Batch(*empty, issue, Counts(), name)


class Rejoined(io.RawIOBase):
    """A stream with its head, which was read to look at it, in front again."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        super().__init__()
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: object) -> int:
        """As io.RawIOBase."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        chunk = self._head[: len(view)] if self._head else self._rest.read(len(view))
        self._head = self._head[len(chunk) :]
        view[: len(chunk)] = chunk
        return len(chunk)
