"""POST /api/v1/check: claims in, the JSON of `sightline check --format json` out; large ones as a job."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

from sightline.edits.rule.load import choose, load
from sightline.outputs.check import json as as_json
from sightline.payers.profile import find_profile
from sightline.web.api.answers import body, json_text, problems
from sightline.web.api.described import ref
from sightline.web.api.examples import CLAIMS
from sightline.web.api.jobs import described
from sightline.web.bodies import KINDS, chunks, media_of, require_kind
from sightline.web.checking import require_claims
from sightline.web.service import Service, overrides_of, result_of, service_of

router = APIRouter(prefix="/api/v1", tags=["check"])
#: Seconds that the answer to a larger upload is waited for before it becomes a job to ask about.
_PATIENCE = 10.0

Ids = Annotated[str, Query(max_length=200, pattern=r"^[A-Za-z0-9, ]*$")]
PayerName = Annotated[str, Query(max_length=40, pattern=r"^[A-Za-z0-9_-]*$", examples=["medicare"])]


@router.post(
    "/check",
    summary="Check claims",
    openapi_extra=body(CLAIMS),
    responses={
        200: {
            "description": "The result, as docs/json.md says",
            "content": {"application/json": {"schema": ref("Result")}},
        },
        202: {
            "description": "Accepted as a job; Location says where to ask",
            "content": {"application/json": {"schema": ref("Job")}},
        },
        **problems(400, 408, 413, 415, 422, 503),
    },
)
async def check_claims(request: Request, payer: PayerName = "", select: Ids = "", ignore: Ids = "") -> Response:
    """Check the claims of the body against every edit as of their dates of service.

    Up to 256 KB are answered at once. Larger bodies are kept on the disk and checked by a worker; when that takes more
    than ten seconds (or with `Prefer: respond-async` at once) the answer is 202 and the job's address. `payer`: check
    every claim by this payer's rules. `select` and `ignore`: edit ids or their beginnings, comma separated.
    """
    service = service_of(request)
    owner = service.api_owner(request)
    media = media_of(request, tuple(KINDS))
    options = {"payer": payer, "select": split(select), "ignore": split(ignore)}
    if select or ignore:
        choose(load(), options["select"], options["ignore"])
    if payer:
        find_profile(payer)
    incoming = chunks(request, service.settings)
    head, ended = await _beginning(incoming, service.settings.inline)
    require_kind(head, media)
    name = KINDS[media][2]
    if ended and "respond-async" not in request.headers.get("prefer", "").lower():
        overrides = await overrides_of(service, owner)
        made = await service.engine.answer(head, name, payer, options["select"], options["ignore"], overrides)
        return Response(made, media_type="application/json")
    job = await service.jobs.accept(_joined(head, incoming), owner, name, media, options)
    service.workers.submit(job)
    return await _awaited(request, service, job.id)


async def _awaited(request: Request, service: Service, number: str) -> Response:
    """The result of a job when it comes soon; else the address of the job."""
    job = service.jobs.find(number, service.api_owner(request))
    prefer = request.headers.get("prefer", "").lower()
    wait = re.search(r"wait=(\d{1,3})", prefer)
    patience = 0.0 if "respond-async" in prefer else min(float(wait[1]), 60.0) if wait else _PATIENCE
    if not await service.workers.wait(job, patience):
        headers = {"location": f"/api/v1/jobs/{job.id}", "retry-after": "2"}
        return JSONResponse(described(job), 202, headers)
    if job.failure:
        problem = job.problem
        service.workers.delete(job)
        raise problem
    result = result_of(service, job)
    try:
        require_claims(result)
        return await json_text(lambda out: as_json.write_result(result, out))
    finally:
        service.workers.delete(job)


async def _beginning(incoming: AsyncIterator[bytes], most: int) -> tuple[bytes, bool]:
    """The body up to about `most` bytes, and whether that is all of it."""
    head = bytearray()
    async for chunk in incoming:
        head += chunk
        if len(head) > most:
            return bytes(head), False
    return bytes(head), True


async def _joined(head: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield head
    async for chunk in rest:
        yield chunk


def split(ids: str) -> tuple[str, ...]:
    """Comma-separated ids as a tuple, in upper case."""
    return tuple(part.strip().upper() for part in ids.split(",") if part.strip())
