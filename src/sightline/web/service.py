"""What the pages and the API share: the parts of the running service, and how claims get their result."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
from starlette.requests import Request

from sightline.claims import read_stream
from sightline.edits.load import choose, load
from sightline.edits.overrides import Override, read_overrides, with_overrides
from sightline.edits.result import Result
from sightline.edits.together import Claims
from sightline.run import Read, gathered
from sightline.web import results
from sightline.web.brief import brief
from sightline.web.engine import Engine
from sightline.web.jobs import Job, Jobs
from sightline.web.problems import Problem
from sightline.web.reading import ReportDesk
from sightline.web.sessions import Sessions
from sightline.web.settings import Settings
from sightline.web.workers import Workers


@dataclass(frozen=True)
class Service:
    """The parts of the running service."""

    settings: Settings
    sessions: Sessions
    jobs: Jobs
    workers: Workers
    engine: Engine
    reports: ReportDesk


def service_of(request: Request) -> Service:
    """The service that answers a request."""
    found: Service = request.app.state.service
    return found


async def read_bytes(data: bytes, name: str) -> Read:
    """The claims in `data`, a small body, which origins show as the file `name`."""
    return await brief(lambda: gathered(read_stream(io.BytesIO(data), name)))


def claims_of(read: Read) -> Claims:
    """What was read, as the edits take it."""
    return Claims(read.tables["claims"], read.tables["lines"], read.tables["diagnoses"])


async def check(
    service: Service, read: Read, payer: str = "", select: Iterable[str] = (), ignore: Iterable[str] = ()
) -> Result:
    """The check of what was read, in the warm engine. Raises CatalogueError and PayerError."""
    edits = choose(load(), select, ignore)
    result = read.accounted(await service.engine.check(claims_of(read), payer))
    if len(edits) == len(result.edits):
        return result
    ids = pa.array([edit.id for edit in edits], pa.string())
    found, gaps = (t.filter(pc.is_in(t["edit"], ids)) for t in (result.findings, result.not_checked))
    return replace(result, findings=found, not_checked=gaps, edits=edits)


def require_claims(result: Result | Read) -> None:
    """Raise Problem 422, with the reason, when no claim at all could be read."""
    rows = result.tables["claims"].num_rows if isinstance(result, Read) else result.claims.num_rows
    if result.unreadable and not rows:
        issues = result.tables["issues"] if isinstance(result, Read) else result.issues
        reason = issues["message"][0].as_py() if issues.num_rows else "there is none in it"
        raise Problem(422, f"No claim could be read: {reason}.")


async def run(service: Service, job: Job) -> None:
    """Have an accepted job done: a small one now, in the warm engine; a larger one by the workers."""
    if job.bytes > service.settings.inline:
        service.workers.submit(job)
        return
    data = await asyncio.to_thread(job.upload.read_bytes)
    read = await read_bytes(data, job.name)
    result = await check(service, read, **job.options)
    await asyncio.to_thread(results.save, result, job.result, service.engine.reference)
    if overrides_of(service):
        await asyncio.to_thread(refresh_worklist, service, job)


def overrides_of(service: Service) -> list[Override]:
    """The findings that somebody lets stand."""
    path = service.settings.overrides_file
    return read_overrides(path) if path.exists() else []


def result_of(service: Service, job: Job) -> Result:
    """The result of a job that is done, with the overrides of today. Raises Problem 409 when it must be made anew."""
    result = results.read(job.result, service.engine.reference)
    if result is None:
        raise Problem(409, "The reference data changed since this check; check the claims again.")
    return with_overrides(result, overrides_of(service), date.today())


def refresh_worklist(service: Service, job: Job) -> None:
    """Make the work list of a job anew, after an override."""
    results.write_worklist(result_of(service, job), job.result)
