"""Jobs: how far the check of a large upload is, as an answer or as a stream of events, and its result in any format."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from sightline.web.api.answers import problems
from sightline.web.api.described import ref
from sightline.web.formats import download
from sightline.web.jobs import Job
from sightline.web.problems import Problem
from sightline.web.service import result_of, service_of

router = APIRouter(prefix="/api/v1/jobs", tags=["jobs"])

Number = Annotated[str, Path(min_length=22, max_length=22, pattern=r"^[A-Za-z0-9_-]+$", examples=["x" * 22])]
Form = Literal["json", "csv", "html", "text", "parquet", "sarif", "fhir", "277ca", "999"]
_EVERY = 0.25  # seconds between events
_ENDS = ("done", "failed", "gone")


def described(job: Job) -> dict[str, Any]:
    """A job as the API describes it."""
    at = f"/api/v1/jobs/{job.id}"
    found: dict[str, Any] = {"id": job.id, "accepted": job.accepted, **job.progress, "events": f"{at}/events"}
    if job.failure:
        found["detail"] = job.failure
    if job.done:
        found["result"] = f"{at}/result"
    return found


@router.get(
    "/{number}",
    summary="How far a job is",
    responses={
        200: {"description": "The job", "content": {"application/json": {"schema": ref("Job")}}},
        **problems(404, 422),
    },
)
async def tell(request: Request, number: Number) -> Response:
    """State (waiting, running, done, failed), bytes of the upload and bytes read, and where the result is."""
    return JSONResponse(described(_mine(request, number)))


@router.get(
    "/{number}/events",
    summary="How far a job is, as server-sent events",
    responses={200: {"content": {"text/event-stream": {}}, "description": "Events"}, **problems(404, 422)},
    response_class=StreamingResponse,
)
async def events(request: Request, number: Number) -> Response:
    """An event `progress` whenever something changed, until the job is done or failed."""
    return stream(_mine(request, number))


@router.get(
    "/{number}/result",
    summary="The result of a job",
    responses={200: {"description": "The result", "content": {"application/json": {}}}, **problems(404, 409, 422)},
)
async def result(request: Request, number: Number, format: Annotated[Form, Query()] = "json") -> Response:
    """The result in any format of `sightline check --format`."""
    service = service_of(request)
    job = _mine(request, number)
    require_done(job)
    return await download(result_of(service, job), format, job)


@router.delete("/{number}", summary="Delete a job", status_code=204, responses=problems(404, 422))
async def delete(request: Request, number: Number) -> Response:
    """Stop the job if it runs, and delete its upload and result."""
    service = service_of(request)
    service.workers.delete(_mine(request, number))
    return Response(status_code=204)


def _mine(request: Request, number: str) -> Job:
    service = service_of(request)
    return service.jobs.find(number, service.api_owner(request))


def require_done(job: Job) -> None:
    """Raise Problem unless the job has a result."""
    if job.failure:
        raise job.problem
    if not job.done:
        raise Problem(409, "The check is not done yet.", {"retry-after": "2"})


def stream(job: Job) -> Response:
    """The progress of a job as server-sent events."""

    async def events_of_job() -> AsyncIterator[str]:
        last = ""
        while True:
            progress = job.progress if job.folder.exists() else {"state": "gone"}
            now = json.dumps(progress)
            if now != last:
                yield f"event: progress\ndata: {now}\n\n"
                last = now
            if progress["state"] in _ENDS:
                return
            await asyncio.sleep(_EVERY)

    return StreamingResponse(events_of_job(), media_type="text/event-stream", headers={"x-accel-buffering": "no"})
