"""Claims in archives: what a .zip holds, file by file, and a .gz; with a limit on what they may unpack to."""

from __future__ import annotations

import errno
import gzip
import io
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO

ZIP, GZIP = b"PK\x03\x04", b"\x1f\x8b"
#: What other files begin with, and what they are.
OTHERS = {
    b"\xd0\xcf\x11\xe0": "an Excel workbook of the old kind (.xls): save it as .xlsx or CSV",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive: unpack it, or make it a .zip",
    b"Rar!": "a RAR archive: unpack it, or make it a .zip",
    b"BZh": "packed with bzip2: unpack it, or make it a .gz",
    b"\xfd7zXZ": "packed with xz: unpack it, or make it a .gz",
    b"\x28\xb5\x2f\xfd": "packed with zstd: unpack it, or make it a .gz",
    b"PK\x05\x06": "an empty .zip",
    b"%PDF": "a PDF",
}
WORKBOOK = "xl/workbook.xml"
MOST = 8 << 30  # bytes that one file of an archive may unpack to
FREE = 64 << 20  # bytes below which nothing is asked
RATIO = 250  # times that a file of claims may be packed; claims are packed five to fifty times
FILES = 10_000  # in an archive
MEMORY = 32 << 20  # bytes of a .zip from a pipe that are kept in memory


class Guarded(io.RawIOBase):
    """What a packed stream unpacks to. Reading raises OSError when it is damaged, or unpacks to more than files of claims
    do; `packed` says how many bytes it took so far."""

    def __init__(self, inner: BinaryIO, packed: Callable[[], int]) -> None:
        super().__init__()
        self._inner, self._packed, self._read = inner, packed, 0

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: object) -> int:
        """As io.RawIOBase."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        try:
            chunk = self._inner.read(len(view))
        except (zlib.error, EOFError, zipfile.BadZipFile, gzip.BadGzipFile, NotImplementedError) as error:
            raise OSError(errno.EIO, f"the archive is damaged: {error}") from None
        self._read += len(chunk)
        if self._read > MOST or (self._read > FREE and self._read > RATIO * max(self._packed(), 1)):
            raise OSError(
                errno.EFBIG, "the archive unpacks to far more than files of claims do; unpack it yourself to read it"
            )
        view[: len(chunk)] = chunk
        return len(chunk)


def seekable(source: BinaryIO, head: bytes) -> BinaryIO:
    """The stream from its start, which can be read in any order. `head` was read from it."""
    try:
        source.seek(0)
        return source
    except (OSError, AttributeError, ValueError):
        whole = tempfile.SpooledTemporaryFile(MEMORY)  # noqa: SIM115
        whole.write(head)
        shutil.copyfileobj(source, whole)
        whole.seek(0)
        return whole  # type: ignore[return-value]


def unpacked(source: BinaryIO) -> BinaryIO:
    """What a .gz holds."""
    return io.BufferedReader(Guarded(gzip.GzipFile(fileobj=source), source.tell), 1 << 16)  # type: ignore[arg-type]


def is_workbook(source: BinaryIO) -> bool:
    """Whether a .zip is an Excel workbook."""
    try:
        with zipfile.ZipFile(source) as archive:
            return WORKBOOK in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def members(source: BinaryIO) -> Iterator[tuple[str, BinaryIO | None, str]]:
    """The files in a .zip that are not hidden: name and stream; or None and why it cannot be read."""
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        yield "", None, f"the archive is damaged: {error}"
        return
    with archive:
        files = [each for each in archive.infolist() if not each.is_dir() and not _hidden(each.filename)]
        for info in sorted(files, key=lambda each: each.filename)[:FILES]:
            if info.flag_bits & 1:
                yield info.filename, None, "the file in the archive has a password: unpack it yourself to read it"
                continue
            try:
                with archive.open(info) as inner:
                    packed = max(info.compress_size, 1)
                    yield info.filename, io.BufferedReader(Guarded(inner, lambda size=packed: size), 1 << 16), ""  # type: ignore[arg-type,misc]
            except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error) as error:
                yield info.filename, None, f"the file in the archive cannot be unpacked: {error}"
        if len(files) > FILES:
            yield "", None, f"the archive holds {len(files):,} files; the first {FILES:,} were read"
        if not files:
            yield "", None, "the archive holds no file"


def bomb(source: BinaryIO) -> str:
    """What keeps a workbook from being opened: that it unpacks to far more than one of claims; "" for nothing."""
    with zipfile.ZipFile(source) as archive:
        whole = sum(each.file_size for each in archive.infolist())
        packed = sum(each.compress_size for each in archive.infolist())
    too_much = whole > MOST or (whole > FREE and whole > RATIO * max(packed, 1))
    return "the workbook unpacks to far more than one of claims does" if too_much else ""


def _hidden(name: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in name.split("/"))
