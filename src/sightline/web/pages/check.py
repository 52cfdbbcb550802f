"""Check: uploads in, progress, the work list, exports, deleting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import PurePath
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.datastructures import UploadFile
from starlette.responses import FileResponse, RedirectResponse, Response

from sightline.claims import reader_for
from sightline.claims.files import PARQUET, reason
from sightline.outputs import account
from sightline.web import results
from sightline.web.api.jobs import require_done, stream
from sightline.web.fixed import fixed_file
from sightline.web.formats import FORMATS, download
from sightline.web.forms import files, form_of, text
from sightline.web.jobs import Job
from sightline.web.problems import Problem
from sightline.web.render import page
from sightline.web.service import Service, result_of, run, service_of
from sightline.web.worklist import SORTS, STANDINGS, Choice, choices, listed

router = APIRouter(prefix="/check", include_in_schema=False)
_HEAD = 1 << 16
_CHUNK = 1 << 18


@router.get("")
async def start(request: Request) -> Response:
    """The form, and the session's checks."""
    service = service_of(request)
    checks = service.jobs.of(service.sessions.owner(request))
    hours = max(1, round(service.settings.session_seconds / 3600))
    return page(request, "check.html", checks=checks, payers=service.engine.payers.all, hours=hours)


@router.post("")
async def upload(request: Request) -> Response:
    """Accept files or pasted claims, each a check of its own."""
    service = service_of(request)
    form = await form_of(request)
    payer = text(form, "payer")
    if payer and payer not in {each.name for each in service.engine.payers.all}:
        raise Problem(422, "There is no payer profile of that name.")
    service.sessions.use(request)
    jobs = [await _accept(service, request, each, payer) for each in files(form, "files")]
    if pasted := text(form, "pasted"):
        jobs.append(await _accept(service, request, pasted, payer))
    if not jobs:
        raise Problem(422, "Choose a file, or paste claims.")
    return RedirectResponse(f"/check/{jobs[0].id}" if len(jobs) == 1 else "/check", 303)


async def _accept(service: Service, request: Request, given: UploadFile | str, payer: str) -> Job:
    """One upload, kept and set to work. Raises Problem 422 for what holds no claims."""
    if isinstance(given, str):
        head, name = given.encode()[:_HEAD], "pasted"
    else:
        head, name = await given.read(_HEAD), PurePath((given.filename or "").replace("\\", "/")).name[:100]
        await given.seek(0)
    if reader_for(head, name) is None:
        raise Problem(422, f"{name}: {reason(head)}.")
    if head.startswith(PARQUET):
        raise Problem(422, f"{name}: Parquet is for the command line (`sightline check`); send X12, FHIR or CSV here.")
    job = await service.jobs.accept(_chunks(given), service.sessions.owner(request), name, "", {"payer": payer})
    await run(service, job)
    return job


async def _chunks(given: UploadFile | str) -> AsyncIterator[bytes]:
    if isinstance(given, str):
        yield given.encode()
        return
    while chunk := await given.read(_CHUNK):
        yield chunk


@router.get("/{number}")
async def worklist(
    request: Request,
    number: str,
    standing: str = "",
    payer: str = "",
    edit: str = "",
    sort: str = "worst",
    at: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Response:
    """The claims of a check; how far it is while it runs; why there is none when it failed."""
    service = service_of(request)
    job = _mine(request, number)
    service.sessions.use(request)
    if not job.done:
        return page(request, "progress.html", job=job, progress=job.progress)
    words = job.noted("filter").get("text", "")
    choice = Choice(standing, payer, edit, words, sort, at)

    def look() -> dict[str, Any]:
        result = result_of(service, job)
        table = results.read_worklist(job.result)
        return {
            "result": result,
            "found": listed(table, choice),
            "choices": choices(table),
            "stake": account.at_stake(result),
            "clean": account.clean_lines(result),
            "gaps": account.gaps(result),
            "periods": account.other_periods(result),
            "unknown": account.unknown_payers(result),
            "rejected": result.rejected.slice(0, 100).to_pylist(),
            "issues": result.issues.slice(0, 100).to_pylist(),
        }

    values = await asyncio.to_thread(look)
    return page(
        request, "worklist.html", job=job, choice=choice, sorts=SORTS, standings=STANDINGS, formats=FORMATS, **values
    )


@router.post("/{number}/filter")
async def filter_(request: Request, number: str) -> Response:
    """Keep the words that the list is narrowed to: with the check, since an address is no place for a claim number."""
    form = await form_of(request)
    job = _mine(request, number)
    job.note("filter", {"text": text(form, "text")[:100]})
    return RedirectResponse(f"/check/{job.id}", 303)


@router.get("/{number}/events")
async def events(request: Request, number: str) -> Response:
    """The progress of a check."""
    return stream(_mine(request, number))


@router.get("/{number}/export/{name}")
async def export(request: Request, number: str, name: str) -> Response:
    """The result as a file, in any format of the command line."""
    job = _mine(request, number)
    require_done(job)
    if name not in FORMATS:
        raise Problem(404, "There is no such format.")
    return await download(result_of(service_of(request), job), name, job)


@router.get("/{number}/fixed")
async def fixed(request: Request, number: str) -> FileResponse:
    """The 837P with the safe fixes made."""
    job = _mine(request, number)
    require_done(job)
    return await fixed_file(service_of(request), job)


@router.post("/{number}/delete")
async def delete(request: Request, number: str) -> Response:
    """Delete one upload with its result."""
    await form_of(request)
    service_of(request).workers.delete(_mine(request, number))
    return RedirectResponse("/check", 303)


@router.post("/end/session")
async def end(request: Request) -> Response:
    """Delete all uploads of the session."""
    await form_of(request)
    service = service_of(request)
    for job in service.jobs.of(service.sessions.owner(request)):
        service.workers.delete(job)
    service.sessions.end(request)
    response = RedirectResponse("/", 303)
    response.delete_cookie("sightline")
    return response


def _mine(request: Request, number: str) -> Job:
    service = service_of(request)
    return service.jobs.find(number, service.sessions.owner(request))
