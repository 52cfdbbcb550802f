"""Fetching whole files: retried, resumed, and unchanged ones not fetched again.

`Mirror` turns a publisher's address into the one that is asked: itself, or under a base (a copy of the publishers' sites
laid out by path, or by host and path, on a server or in a folder).
"""

from __future__ import annotations

import hashlib
import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from sightline import __version__
from sightline.reference.release import ReferenceDataError
from sightline.reference.sync.addresses import hosts

_TIMEOUT = 60  # seconds without a byte
_TRIES = 4
_AGAIN = frozenset({408, 429, 500, 502, 503, 504})
_CHUNK = 1 << 20
_PAGE = 20 << 20  # bytes; a page of links is far smaller


class Absent(ReferenceDataError):
    """The server answers that there is no such file."""


@dataclass(frozen=True)
class Known:
    """What an earlier fetch of an address recorded: the server's marks of the version, and the sha256 of its bytes."""

    etag: str = ""
    modified: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class Fetched:
    """A file that was fetched whole into `path`; None when the server says that the known version is the current one."""

    path: Path | None
    known: Known


@dataclass(frozen=True)
class Mirror:
    """Where addresses are asked; `base` "" is the publishers themselves. `pause` is the first wait before a retry, in
    seconds; it doubles."""

    base: str = ""
    pause: float = 1.0

    def target(self, address: str) -> Iterator[str]:
        """The addresses that are tried for a publisher's address, in order; raises ReferenceDataError for a host that the
        table does not name."""
        parts = urlsplit(address)
        if parts.netloc not in hosts() and not (self.base and address.startswith(self.base)):
            raise ReferenceDataError(
                f"{address}: {parts.netloc or parts.scheme} is no publisher's server; not fetched."
            )
        if not self.base or address.startswith(self.base):
            yield address
            return
        for path in (parts.path, f"/{parts.netloc}{parts.path}"):
            whole = self.base.rstrip("/") + path + (f"?{parts.query}" if parts.query else "")
            yield whole
            if self.base.startswith("file:"):  # a page of a copy in a folder has an ending, and no query
                stem = self.base.rstrip("/") + path.rstrip("/")
                yield from (stem, f"{stem}.html", f"{stem}/index.html")

    def page(self, address: str) -> str:
        """The text of a page; raises ReferenceDataError when there is none."""
        absent: Absent | None = None
        for target in self.target(address):
            try:
                for wait in _waits(self.pause):
                    try:
                        with _open(target, {}) as answer:
                            return answer.read(_PAGE).decode("utf-8", errors="replace")
                    except _Again as reason:
                        _wait_or_stop(wait, address, reason)
            except Absent as reason:
                absent = reason
        raise absent or ReferenceDataError(f"{address}: cannot be reached.")

    def file(self, address: str, folder: Path, known: Known) -> Fetched:
        """Fetch a file into `folder`, going on with what an earlier, cut try left there.

        Raises ReferenceDataError when it cannot be had whole; what was fetched stays for the next try.
        """
        absent: Absent | None = None
        for target in self.target(address):
            try:
                return self._file(target, address, folder, known)
            except Absent as reason:
                absent = reason
        raise absent or ReferenceDataError(f"{address}: cannot be reached.")

    def _file(self, target: str, address: str, folder: Path, known: Known) -> Fetched:
        folder.mkdir(parents=True, exist_ok=True)
        mark = hashlib.sha256(address.encode()).hexdigest()[:16]
        partial, version = folder / f"{mark}.part", folder / f"{mark}.version"
        for wait in _waits(self.pause):
            have = partial.stat().st_size if partial.exists() and version.exists() else 0
            headers = {}
            if have:
                headers = {"Range": f"bytes={have}-", "If-Range": version.read_text(encoding="utf-8")}
            elif known.etag:
                headers = {"If-None-Match": known.etag}
            elif known.modified:
                headers = {"If-Modified-Since": known.modified}
            try:
                with _open(target, headers) as answer:
                    if answer.status == 304:
                        return Fetched(None, known)
                    marks = Known(answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", ""))
                    going_on = answer.status == 206 and have > 0
                    if not going_on:
                        version.unlink(missing_ok=True)
                        if strong := (marks.etag if not marks.etag.startswith("W/") else "") or marks.modified:
                            version.write_text(strong, encoding="utf-8")
                    _copy(answer, partial, have if going_on else 0)
                break
            except _Again as reason:
                if reason.start_anew:
                    partial.unlink(missing_ok=True)
                _wait_or_stop(wait, address, reason)
        whole = folder / (unquote(urlsplit(address).path.rpartition("/")[2]) or mark)
        partial.replace(whole)
        version.unlink(missing_ok=True)
        digest = hashlib.sha256(whole.read_bytes()).hexdigest()
        return Fetched(whole, Known(marks.etag, marks.modified, digest))


class _Again(Exception):
    """A try that failed and may succeed when it is made again; `after` is the wait in seconds that the server names."""

    def __init__(self, message: str, after: float = 0, start_anew: bool = False) -> None:
        super().__init__(message)
        self.after = after
        self.start_anew = start_anew


@dataclass
class _Answer:
    """An open answer: status, headers, and the stream of its bytes."""

    status: int
    headers: Message
    stream: http.client.HTTPResponse

    def __enter__(self) -> _Answer:
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()

    def read(self, size: int) -> bytes:
        try:
            return self.stream.read(size)
        except (http.client.HTTPException, OSError) as reason:
            raise _Again(f"the download was cut ({reason or type(reason).__name__})") from None


def _open(address: str, headers: dict[str, str]) -> _Answer:
    safe = quote(address, safe=":/?&=%~+,;@()")
    request = urllib.request.Request(safe, headers={"User-Agent": f"sightline/{__version__}", **headers})
    try:
        answer = urllib.request.urlopen(request, timeout=_TIMEOUT)
        return _Answer(getattr(answer, "status", None) or 200, answer.headers, answer)
    except urllib.error.HTTPError as error:
        if error.code == 304:
            return _Answer(304, error.headers, error)  # type: ignore[arg-type]
        if error.code == 416:  # the file is shorter now than what an earlier try fetched
            raise _Again("the file changed while it was fetched", start_anew=True) from None
        if error.code in _AGAIN:
            after = error.headers.get("Retry-After", "")
            raise _Again(
                f"the server answered {error.code} {error.reason}", float(after) if after.isdigit() else 0
            ) from None
        kind = Absent if error.code in {404, 410} else ReferenceDataError
        raise kind(f"{address.partition('?')[0]}: the server answered {error.code} {error.reason}.") from None
    except urllib.error.URLError as error:
        if isinstance(error.reason, FileNotFoundError) or address.startswith("file:"):
            raise Absent(f"{address}: no such file.") from None
        raise _Again(f"cannot be reached ({error.reason})") from None
    except IsADirectoryError:
        raise Absent(f"{address}: a folder.") from None
    except (http.client.HTTPException, OSError) as error:
        raise _Again(f"cannot be reached ({error})") from None


def _copy(answer: _Answer, partial: Path, have: int) -> None:
    length = answer.headers.get("Content-Length")
    with partial.open("r+b" if have else "wb") as out:
        out.seek(have)
        got = 0
        while chunk := answer.read(_CHUNK):
            out.write(chunk)
            got += len(chunk)
    if length and length.isdigit() and got != int(length):
        raise _Again(f"the download was cut: {got:,} of {int(length):,} bytes came")


def _waits(pause: float) -> list[float | None]:
    """The wait after each try; None after the last."""
    return [*(pause * 2**number for number in range(_TRIES - 1)), None]


def _wait_or_stop(wait: float | None, address: str, reason: _Again) -> None:
    if wait is None:
        raise ReferenceDataError(
            f"{address}: {reason}, {_TRIES} times; run the same command again and it goes on where it stopped."
        ) from None
    time.sleep(min(max(wait, reason.after), _TIMEOUT))
