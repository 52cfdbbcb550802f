"""Open rate files: plain, .gz or .zip, on this machine or at a web address, as a stream of their text."""

from __future__ import annotations

import errno
import hashlib
import http.client
import importlib
import io
import urllib.error
import urllib.parse
import urllib.request
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from sightline import __version__
from sightline.errors import SightlineError
from sightline.rates.scan import DamagedError

_EDGE = 1 << 20
_TIMEOUT = 60  # seconds without an answer
_WEB = ("http://", "https://")
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"


class SourceError(SightlineError):
    """A rate file cannot be opened; the message says which and why."""


@dataclass(frozen=True)
class Member:
    """One text to read: its name and its stream."""

    name: str
    stream: BinaryIO


def is_web(location: str) -> bool:
    """Whether a location is a web address."""
    return location.lower().startswith(_WEB)


def name_of(location: str) -> str:
    """The last part of a path or address, without a query (which may hold a signature)."""
    path = location.partition("?")[0].partition("#")[0] if "://" in location else location
    return path.rstrip("/").rpartition("/")[2] or location


def identity(location: str) -> str:
    """The same for the same content: size and edges of a file (a .gz and .zip end with checksums), the address and
    version of a page on the web. Raises SourceError."""
    known = hashlib.sha256()
    if is_web(location):
        parts = urllib.parse.urlsplit(location)
        known.update(f"{parts.netloc}{parts.path}".encode())
        with _answer(location) as answer:  # not HEAD: signed addresses answer GET only
            for header in ("ETag", "Last-Modified", "Content-Length"):
                known.update(f"\n{answer.headers.get(header, '')}".encode())
        return known.hexdigest()[:16]
    path = Path(location)
    try:
        with path.open("rb") as file:
            status = path.stat()
            head = file.read(_EDGE)
            file.seek(max(status.st_size - _EDGE, 0))
            known.update(head + file.read(_EDGE) + str(status.st_size).encode())
            if not head.startswith((_GZIP, _ZIP)) and status.st_size > 2 * _EDGE:
                known.update(str(status.st_mtime_ns).encode())
    except (OSError, ValueError) as error:  # a name that no file can have
        raise SourceError(f"{location}: {getattr(error, 'strerror', '') or error}") from None
    return known.hexdigest()[:16]


@contextmanager
def opened(location: str, advance: Callable[[int], None] | None = None) -> Iterator[Iterator[Member]]:
    """The texts in a file: one, or those of a zip. `advance` gets the bytes read of the file as it lies there.

    Raises SourceError when it cannot be opened, DamagedError (naming it) when it ends too early or is damaged.
    """
    name = name_of(location)
    try:
        with _raw(location, advance) as raw, closing(_members(raw, name)) as members:
            yield members
    except DamagedError as reason:
        raise DamagedError(f"{name}: {reason}") from None
    except _cut_short() as reason:
        raise DamagedError(f"{name}: cut short or damaged ({_brief(reason)})") from None
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise SourceError(f"{name}: no room to keep it ({error.strerror})") from None
        raise DamagedError(f"{name}: cannot be read to its end ({error.strerror or _brief(error)})") from None


def fetcher(location: str) -> Callable[[str], bytes]:
    """How a remote provider reference of the file at `location` is read: from beside the file where it was downloaded
    too, else from its address. The text is read once and whole."""
    folder = None if is_web(location) else Path(location).parent

    def fetch(address: str) -> bytes:
        if folder is not None and (folder / name_of(address)).is_file():
            address = str(folder / name_of(address))
        elif not is_web(address):
            raise SourceError(f"{address}: not beside {name_of(location)}")
        with opened(address) as members:
            return next(members).stream.read()

    return fetch


@contextmanager
def _raw(location: str, advance: Callable[[int], None] | None) -> Iterator[BinaryIO]:
    if is_web(location):
        with _answer(location) as answer:
            yield cast(BinaryIO, Counted(cast(BinaryIO, answer), advance))
        return
    try:
        file = Path(location).open("rb")  # noqa: SIM115 - closed below
    except (OSError, ValueError) as error:  # a name that no file can have
        raise SourceError(f"{location}: {getattr(error, 'strerror', '') or error}") from None
    with file:
        yield cast(BinaryIO, Counted(file, advance))


@contextmanager
def _answer(location: str) -> Iterator[http.client.HTTPResponse]:
    shown = location.partition("?")[0]
    try:
        request = urllib.request.Request(location, headers={"User-Agent": f"sightline/{__version__}"})
        answer = urllib.request.urlopen(request, timeout=_TIMEOUT)
    except urllib.error.HTTPError as error:
        raise SourceError(f"{shown}: the server answered {error.code} {error.reason}") from None
    except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise SourceError(f"{shown}: cannot be reached ({_brief(reason)})") from None
    with answer:
        yield answer


def _members(raw: BinaryIO, name: str) -> Generator[Member, None, None]:
    head = raw.read(4)
    whole = cast(BinaryIO, io.BufferedReader(Joined(head, raw), 1 << 17))
    if head.startswith(_GZIP):
        yield Member(name.removesuffix(".gz"), _gunzip(whole))
    elif head.startswith(_ZIP):
        yield from _unzip(raw if raw.seekable() else _on_disk(whole), name)
    else:
        yield Member(name, whole)


def _cut_short() -> tuple[type[Exception], ...]:
    """What the readers of packed files and of the web raise when something is missing or wrong."""
    errors = (EOFError, zlib.error, zipfile.BadZipFile, http.client.IncompleteRead)
    try:
        return (*errors, importlib.import_module("isal.isal_zlib").error)
    except ImportError:
        return errors


def _gunzip(raw: BinaryIO) -> BinaryIO:
    try:
        gunzip = importlib.import_module("isal.igzip")
    except ImportError:  # four times slower
        gunzip = importlib.import_module("gzip")
    return cast(BinaryIO, gunzip.GzipFile(fileobj=raw, mode="rb"))


def _unzip(raw: BinaryIO, name: str) -> Iterator[Member]:
    with zipfile.ZipFile(raw) as archive:
        inside = [info for info in archive.infolist() if info.filename.lower().endswith((".json", ".csv", ".gz"))]
        if not inside:
            raise SourceError(f"{name}: no .json or .csv in the zip")
        for info in inside:
            try:
                with archive.open(info) as member:
                    text = cast(BinaryIO, member)
                    packed = info.filename.lower().endswith(".gz")
                    yield Member(info.filename.removesuffix(".gz"), _gunzip(text) if packed else text)
            except (RuntimeError, NotImplementedError) as error:
                raise SourceError(f"{name}: {info.filename}: {_brief(error)}") from None


def _on_disk(raw: BinaryIO) -> BinaryIO:
    """A zip ends with its list of contents: one from the web is first written to a temporary file."""
    import shutil
    import tempfile

    file = tempfile.TemporaryFile(prefix="sightline-")  # noqa: SIM115 - goes with the last reference to it
    shutil.copyfileobj(raw, file, _EDGE)
    file.seek(0)
    return cast(BinaryIO, file)


def _brief(reason: object) -> str:
    return " ".join(str(reason).split())[:200] or type(reason).__name__


class Joined(io.RawIOBase):
    """A stream with its first bytes, which were read to look at them, in front again."""

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
        if not self._head:
            return cast(io.RawIOBase, self._rest).readinto(view) or 0
        chunk, self._head = self._head[: len(view)], self._head[len(view) :]
        view[: len(chunk)] = chunk
        return len(chunk)


class Counted(io.RawIOBase):
    """A stream that tells how many bytes were read of it."""

    def __init__(self, stream: BinaryIO, advance: Callable[[int], None] | None) -> None:
        super().__init__()
        self._stream = stream
        self._advance = advance

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """As the stream beneath."""
        return self._stream.seekable()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """As the stream beneath."""
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        """As the stream beneath."""
        return self._stream.tell()

    def readinto(self, buffer: object) -> int:
        """As io.RawIOBase."""
        count = cast(io.RawIOBase, self._stream).readinto(buffer) or 0  # type: ignore[arg-type]
        if self._advance is not None:
            self._advance(count)
        return count
