"""The files of accepted uploads, as they are; those of a workspace with a key are encrypted (web/workspace/sealed.py)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa


class Files:
    """How files are written and read back: here as they are. Raises OSError as the file system does."""

    #: What opens the files again in another process; empty when nothing is needed.
    key: bytes = b""

    def open(self, path: Path) -> BinaryIO:
        """A file to read from, at any place."""
        return path.open("rb")

    @contextmanager
    def create(self, path: Path, *, durable: bool = False) -> Iterator[BinaryIO]:
        """A file to write, from its start to its end; `durable`: it is on the disk when this is over."""
        with path.open("wb") as out:
            yield out
            if durable:
                sync(out)

    def read(self, path: Path) -> bytes:
        """All of a file."""
        return path.read_bytes()

    def buffer(self, path: Path) -> pa.Buffer:
        """All of a file that is not empty, without a copy where that can be."""
        return pa.memory_map(str(path)).read_buffer()

    def scratch(self, folder: Path) -> Path | None:
        """Where files lie that are deleted as soon as they are sent: in `folder`; None: where the system has such files."""
        return folder

    @contextmanager
    def plain(self, path: Path) -> Iterator[Path]:
        """A path at which the file can be read as it is, until this is over."""
        yield path


def sync(out: BinaryIO) -> None:
    """Wait until what was written is on the disk."""
    out.flush()
    os.fsync(out.fileno())


PLAIN = Files()
