"""The body of a request: taken as it comes, with strict content types, unpacked when gzipped, never larger than allowed."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator
from typing import Any, BinaryIO

from starlette.requests import Request

from sightline.claims import reader_for
from sightline.claims.json.fhir.claim import read_fhir
from sightline.claims.rows.delimited import read_csv
from sightline.claims.x12.read import read_837p
from sightline.web.problems import Problem
from sightline.web.settings import Settings

X12, FHIR, CSV = "application/edi-x12", "application/fhir+json", "text/csv"
#: The claims that the API takes: content type, what it is in words, its reader, the name that origins show.
KINDS: dict[str, tuple[str, Any, str]] = {
    X12: ("X12 837P", read_837p, "claims.837"),
    FHIR: ("FHIR R4 Claim", read_fhir, "claims.json"),
    CSV: ("CSV", read_csv, "claims.csv"),
}
#: Unpacked bytes for each packed one; claims pack to a twentieth.
MOST_RATIO = 200
_HEAD = 1 << 16
_CHUNK = 1 << 18


def media_of(request: Request, allowed: tuple[str, ...]) -> str:
    """The content type of the body, one of `allowed`. Raises Problem 415."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media not in allowed:
        names = ", ".join(_written(name) for name in allowed)
        raise Problem(415, f"Send the body with one of these content types: {names}.", {"accept-post": names})
    return media


async def chunks(request: Request, settings: Settings) -> AsyncIterator[bytes]:
    """The body, unpacked when its Content-Encoding is gzip. Raises Problem for another encoding, and for a bomb."""
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip"):
        raise Problem(415, "Content-Encoding may be gzip or absent.", {"accept-encoding": "gzip"})
    if encoding == "identity":
        async for chunk in request.stream():
            yield chunk
        return
    unpacker = zlib.decompressobj(wbits=31)
    packed = unpacked = 0
    async for chunk in request.stream():
        packed += len(chunk)
        while chunk:
            try:
                piece = unpacker.decompress(chunk, 1 << 20)
            except zlib.error:
                raise Problem(400, "The body is not gzip, though its Content-Encoding says so.") from None
            chunk = unpacker.unconsumed_tail
            unpacked += len(piece)
            if unpacked > settings.largest or unpacked > MOST_RATIO * max(packed, 1 << 16):
                raise Problem(413, "Unpacked, the body is too large.", {"connection": "close"})
            yield piece
    if not unpacker.eof:
        raise Problem(400, "The gzip body is cut short.")


async def file_chunks(source: BinaryIO) -> AsyncIterator[bytes]:
    """A file, piece by piece; it is closed then."""
    with source:
        while chunk := source.read(_CHUNK):
            yield chunk


async def small(request: Request, settings: Settings, most: int) -> bytes:
    """The whole body, up to `most` bytes. Raises Problem 413."""
    body = bytearray()
    async for chunk in chunks(request, settings):
        body += chunk
        if len(body) > most:
            raise Problem(413, f"At most {most >> 10:,} KB are taken at this address.", {"connection": "close"})
    return bytes(body)


def require_kind(head: bytes, media: str) -> None:
    """Raise Problem 415 when a body that starts with `head` is another kind of claims than its content type says,
    422 when it is a kind that is not taken here."""
    reader = reader_for(head[:_HEAD], "")
    reader = getattr(reader, "func", reader)
    found = next((name for name, (_, kind, _) in KINDS.items() if kind is reader), None)
    if found and found != media:
        raise Problem(
            415, f"The body is {KINDS[found][0]}, not what its content type says; send it as {_written(found)}."
        )
    if reader is not None and not found:
        raise Problem(422, f"The body is not {KINDS[media][0]}.")


def _written(media: str) -> str:
    return "application/EDI-X12" if media == X12 else media
