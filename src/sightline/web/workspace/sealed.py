"""Encrypted files: AES-256-GCM over pieces of 64 KB, so that any place of a large file can be read, and a piece that was
changed, moved or cut off is found.

A file is a mark, a salt, and the pieces. Its key is HKDF-SHA256 of the workspace's key and the salt; the nonce of a piece is its
number, and whether it is the last one (the construction STREAM of Hoang, Reyhanitabar, Rogaway and Vizár, 2015).
"""

from __future__ import annotations

import io
import os
import shutil
import struct
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

import pyarrow as pa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sightline.web.files import Files, sync

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

MARK = b"sightline sealed 1\n"
_SALT, _PIECE, _TAG = 16, 1 << 16, 16
_HEAD = len(MARK) + _SALT
_NONCE = struct.Struct(">QI")


class DamagedFile(OSError):
    """An encrypted file is not as it was written."""


@dataclass(frozen=True)
class Sealed(Files):
    """Files encrypted with a key of 32 bytes."""

    key: bytes = field(repr=False)

    def open(self, path: Path) -> BinaryIO:
        """A file to read from, at any place. Raises DamagedFile, here and on reading."""
        raw = path.open("rb")
        try:
            return cast(BinaryIO, io.BufferedReader(_Opened(raw, self.key), _PIECE))
        except BaseException:
            raw.close()
            raise

    @contextmanager
    def create(self, path: Path, *, durable: bool = False) -> Iterator[BinaryIO]:
        """A file to write, from its start to its end."""
        with path.open("wb") as out:
            sealing = _Sealing(out, self.key)
            yield cast(BinaryIO, sealing)
            sealing.end()
            if durable:
                sync(out)

    def read(self, path: Path) -> bytes:
        """All of a file."""
        with self.open(path) as source:
            return source.read()

    def buffer(self, path: Path) -> pa.Buffer:
        """All of a file."""
        return pa.py_buffer(self.read(path))

    def scratch(self, folder: Path) -> Path | None:
        """Not beside what is encrypted: see `keep_scratch_in_memory`."""
        return None

    @contextmanager
    def plain(self, path: Path) -> Iterator[Path]:
        """A copy that can be read as it is, until this is over."""
        with tempfile.TemporaryDirectory(prefix="sightline-") as folder:
            copy = Path(folder) / path.name
            with self.open(path) as source, copy.open("wb") as out:
                shutil.copyfileobj(source, out, _PIECE)
            yield copy


def is_sealed(path: Path) -> bool:
    """Whether a file is encrypted."""
    with path.open("rb") as source:
        return source.read(len(MARK)) == MARK


def derived(key: bytes, use: bytes, salt: bytes = b"") -> bytes:
    """The key of 32 bytes for one use."""
    return HKDF(SHA256(), 32, salt or None, use).derive(key)


def keep_scratch_in_memory(folder: Path, room: int) -> None:
    """Let this process, and those that it starts, have their temporary files in memory where the system offers that (Linux:
    /dev/shm with `room` bytes free) and TMPDIR names no place. What an earlier run of this workspace left there is deleted."""
    memory = Path("/dev/shm")
    if "TMPDIR" in os.environ or not memory.is_dir() or shutil.disk_usage(memory).free < room:
        return
    mine = memory / f"sightline-{blake2b(str(folder.resolve()).encode(), digest_size=8).hexdigest()}"
    with suppress(OSError):  # somebody else's, or no room to write: the system's own place does too
        if mine.exists():
            shutil.rmtree(mine)
        mine.mkdir(mode=0o700)
        os.environ["TMPDIR"] = str(mine)
        tempfile.tempdir = None  # so that it looks again


class _Sealing(io.RawIOBase):
    """Encrypts what is written; `end` writes the last piece."""

    def __init__(self, out: BinaryIO, key: bytes) -> None:
        salt = os.urandom(_SALT)
        self._out, self._cipher = out, AESGCM(derived(key, b"file", salt))
        self._left, self._number, self._size = bytearray(), 0, 0
        out.write(MARK + salt)

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._size

    def write(self, data: ReadableBuffer, /) -> int:
        with memoryview(data) as view:
            size = view.nbytes
            self._left += view
        self._size += size
        while len(self._left) > _PIECE:  # one piece is held back: it may be the last
            self._put(last=False)
        return size

    def end(self) -> None:
        self._put(last=True)

    def _put(self, *, last: bool) -> None:
        piece = bytes(self._left[:_PIECE])
        del self._left[:_PIECE]
        self._out.write(self._cipher.encrypt(_NONCE.pack(self._number, last), piece, None))
        self._number += 1


class _Opened(io.RawIOBase):
    """Decrypts what is read, a piece at a time."""

    def __init__(self, source: BinaryIO, key: bytes) -> None:
        self._source = source
        head = source.read(_HEAD)
        body = os.fstat(source.fileno()).st_size - _HEAD
        if not head.startswith(MARK) or body < _TAG:
            raise DamagedFile("an encrypted file is damaged")
        self._cipher = AESGCM(derived(key, b"file", head[len(MARK) :]))
        self._pieces = -(-body // (_PIECE + _TAG))
        if self._pieces > 1 and body % (_PIECE + _TAG) in range(1, _TAG + 1):
            raise DamagedFile("an encrypted file is damaged")  # only the single piece of an empty file is empty
        self._size = body - self._pieces * _TAG
        self._at, self._number, self._piece = 0, -1, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        self._at = max(start + offset, 0)
        return self._at

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        if self._at >= self._size:
            if not self._size:
                self._piece_of(0)  # that it is empty is proved too
            return 0
        number, start = divmod(self._at, _PIECE)
        with memoryview(buffer).cast("B") as view:
            found = self._piece_of(number)[start : start + len(view)]
            view[: len(found)] = found
        self._at += len(found)
        return len(found)

    def close(self) -> None:
        self._source.close()
        super().close()

    def _piece_of(self, number: int) -> bytes:
        if number != self._number:
            self._source.seek(_HEAD + number * (_PIECE + _TAG))
            nonce = _NONCE.pack(number, number == self._pieces - 1)
            try:
                self._piece = self._cipher.decrypt(nonce, self._source.read(_PIECE + _TAG), None)
            except InvalidTag:
                raise DamagedFile("an encrypted file is damaged") from None
            self._number = number
        return self._piece
