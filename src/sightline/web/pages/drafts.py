"""The drafts of a check: what they change, undo, the claims with them as files, and checked again."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import pyarrow.compute as pc
from fastapi import APIRouter, Request
from fastapi import Path as PathParameter
from starlette.responses import RedirectResponse, Response

from sightline.edits.divide import Claims
from sightline.errors import SightlineError
from sightline.web.bodies import file_chunks
from sightline.web.desk.changes import Draft, changes_of
from sightline.web.desk.choice import Choice
from sightline.web.desk.download import download
from sightline.web.desk.draft_files import CLAIMS_FORMATS, ClaimsFormat, write_837, write_one_837
from sightline.web.desk.drafts import LineDifference, differences, drafted, drafts_of, keep, undo
from sightline.web.forms import form_of
from sightline.web.jobs import Job
from sightline.web.pages.check import choice_of, done
from sightline.web.problems import Problem
from sightline.web.render import page
from sightline.web.service import Service, kept, run, service_of

router = APIRouter(prefix="/check/{number}", include_in_schema=False)
Key = Annotated[int, PathParameter(ge=1, le=2**40)]


@dataclass(frozen=True)
class DraftsPage:
    """What drafts.html shows: by claim key the claim's number and its lines that differ."""

    job: Job
    choice: Choice
    claims: dict[int, tuple[str, list[LineDifference]]]
    undoable: bool
    formats: Mapping[str, ClaimsFormat]


@router.get("/drafts")
async def drafts(request: Request, number: str) -> Response:
    """What the drafts change."""
    job = done(request, number)
    choice = choice_of(request, job)

    def look() -> DraftsPage:
        claims = _claims(service_of(request), job)
        found = differences(claims, drafts_of(job))
        mine = claims.claims.filter(pc.is_in(claims.claims["claim_key"], pc.cast(list(found), "int64")))
        names = dict(zip(mine["claim_key"].to_pylist(), mine["claim_id"].to_pylist(), strict=True))
        rows = {key: (names[key], lines) for key, lines in found.items()}
        return DraftsPage(job, choice, rows, bool(job.noted("drafts")), CLAIMS_FORMATS)

    return page(request, "drafts.html", **vars(await asyncio.to_thread(look)))


@router.post("/claims/{key}/draft")
async def keep_one(request: Request, number: str, key: Key) -> Response:
    """Keep the changes of a claim's form as its draft; without a change it has none."""
    form = await form_of(request)
    job = done(request, number)

    def work() -> None:
        lines = _claims(service_of(request), job).lines
        draft = changes_of(form, lines.filter(pc.equal(lines["claim_key"], key)))
        differences(_claims(service_of(request), job), {key: draft})  # what cannot be made is refused now
        keep(job, {**drafts_of(job), key: draft})

    await asyncio.to_thread(work)
    return RedirectResponse(f"/check/{job.id}/claims/{key}{choice_of(request, job).query()}", 303)


@router.post("/drafts/discard")
async def discard(request: Request, number: str) -> Response:
    """Discard the draft of one claim, or all."""
    form = await form_of(request)
    job = done(request, number)
    key = form.get("key")
    keep(job, {each: draft for each, draft in drafts_of(job).items() if key and str(each) != key})
    return RedirectResponse(f"/check/{job.id}/drafts{choice_of(request, job).query()}", 303)


@router.post("/drafts/undo")
async def undo_last(request: Request, number: str) -> Response:
    """Bring the drafts back as they were before the last step."""
    await form_of(request)
    job = done(request, number)
    undo(job)
    return RedirectResponse(f"/check/{job.id}/drafts{choice_of(request, job).query()}", 303)


@router.get("/drafts/file/{name}")
async def as_file(request: Request, number: str, name: str) -> Response:
    """All claims with the drafts made."""
    job = done(request, number)
    form = CLAIMS_FORMATS.get(name)
    if form is None:
        raise Problem(404, "There is no such format.")
    claims = await asyncio.to_thread(_claims, service_of(request), job)
    return await download(
        job, lambda path: _write(job, claims, form, drafts_of(job), path), form.media, f"corrected.{form.suffix}"
    )


@router.post("/claims/{key}/file/{name}")
async def claim_as_file(request: Request, number: str, key: Key, name: str) -> Response:
    """One claim with the changes of its form."""
    form = await form_of(request)
    job = done(request, number)
    kind = CLAIMS_FORMATS.get(name)
    if kind is None:
        raise Problem(404, "There is no such format.")
    claims = await asyncio.to_thread(_claims, service_of(request), job)
    mine = Claims(*(table.filter(pc.equal(table["claim_key"], key)) for table in claims))
    if not mine.claims.num_rows:
        raise Problem(404, "The check has no such claim.")
    draft = changes_of(form, mine.lines)

    def write(path: Path) -> None:
        if kind.write is not None:
            kind.write(drafted(mine, {key: draft}), path)
            return
        with job.plain() as upload:
            write_one_837(upload, mine, key, draft, path)

    return await download(job, write, kind.media, f"claim.{kind.suffix}")


@router.post("/drafts/check")
async def check_again(request: Request, number: str) -> Response:
    """Check the claims with the drafts made: a check of its own, beside this one."""
    await form_of(request)
    job = done(request, number)
    service = service_of(request)
    claims = await asyncio.to_thread(_claims, service, job)
    with tempfile.TemporaryDirectory(prefix="drafts-", dir=job.files.scratch(job.folder)) as folder:
        path = Path(folder) / "claims"
        try:
            form = CLAIMS_FORMATS["837" if _is_837(job) else "csv"]
            await asyncio.to_thread(_write, job, claims, form, drafts_of(job), path)
        except SightlineError as error:
            raise Problem(422, str(error)) from None
        name = f"corrected {job.name}"[:100]
        again = await service.jobs.accept(file_chunks(path.open("rb")), job.owner, name, "", dict(job.options))
    await run(service, again)
    return RedirectResponse(f"/check/{again.id}", 303)


def _write(job: Job, claims: Claims, form: ClaimsFormat, given: Mapping[int, Draft], path: Path) -> None:
    if form.write is not None:
        form.write(drafted(claims, given), path)
        return
    with job.plain() as upload:
        write_837(upload, claims, given, path)


def _is_837(job: Job) -> bool:
    from sightline.claims.x12.rewrite import require_837p

    try:
        with job.plain() as upload:
            require_837p(upload)
    except SightlineError:
        return False
    return True


def _claims(service: Service, job: Job) -> Claims:
    """The claims of a check as they came."""
    result = kept(service, job)
    return Claims(result.claims, result.lines, result.diagnoses)
