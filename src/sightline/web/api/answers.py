"""What the answers of the API share: how the API is described, JSON as the command line writes it, and ETags."""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import Callable
from typing import Any, TextIO

from fastapi import Request
from starlette.responses import Response

from sightline.provenance import catalogue_digest
from sightline.web.api.described import ref
from sightline.web.service import service_of

_EXAMPLE = {
    "type": "about:blank",
    "title": "What was sent cannot be used",
    "status": 422,
    "detail": "No claim could be read: the file is empty.",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The description of the failures that an address can answer."""
    words = {
        304: "Not changed since the given ETag", 400: "Not understood", 401: "A token is needed", 404: "Not here",
        406: "No such format", 408: "Upload too slow", 409: "Not possible now", 413: "Too large",
        415: "Another content type is needed", 421: "Not a name of this service", 422: "Cannot be used",
        429: "Too many requests", 500: "Sightline failed", 503: "The disk is full",
    }  # fmt: skip
    described: dict[int | str, dict[str, Any]] = {}
    for status in (*statuses, 401, 421, 429, 500):
        content = {"application/problem+json": {"schema": ref("Problem"), "example": _EXAMPLE}}
        described[status] = {"description": words[status]} | ({} if status == 304 else {"content": content})
    return described


def body(examples: dict[str, str]) -> dict[str, Any]:
    """The description of a request body: an example text for each content type."""
    content = {
        media: {"schema": {"type": "string", "format": "binary"}, "example": text} for media, text in examples.items()
    }
    return {"requestBody": {"required": True, "content": content}}


async def json_text(write: Callable[[TextIO], object], status: int = 200, media: str = "application/json") -> Response:
    """What `write` writes, as an answer."""

    def run() -> str:
        out = io.StringIO()
        write(out)
        return out.getvalue()

    return Response(await asyncio.to_thread(run), status, media_type=media)


async def tagged(request: Request, write: Callable[[TextIO], object], *, basis: str = "") -> Response:
    """What `write` writes, with an ETag that changes with the reference, the catalogue, the address or `basis`; 304 when
    the client has it."""
    service = service_of(request)
    parts = [service.engine.reference.digest, catalogue_digest(), request.url.path, str(request.url.query), basis]
    tag = '"' + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32] + '"'
    headers = {"etag": tag, "cache-control": "private, no-cache"}
    given = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    if tag in given or "*" in given:
        return Response(status_code=304, headers=headers)
    found = await json_text(write)
    found.headers.update(headers)
    return found
