"""Check: uploads in, progress, the work list, exports, deleting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path, PurePath
from typing import Any

from fastapi import APIRouter, Request
from starlette.datastructures import UploadFile
from starlette.responses import FileResponse, RedirectResponse, Response

from sightline.claims import reader_for
from sightline.claims.archives import GZIP, ZIP
from sightline.claims.files import PARQUET, reason
from sightline.edits.result import Result
from sightline.outputs.check import overview
from sightline.outputs.formats import Format
from sightline.web import results
from sightline.web.api.jobs import require_done, stream
from sightline.web.bodies import file_chunks
from sightline.web.desk.choice import AXES, COLUMNS, DOLLARS, REMITTED, SHOWN, Choice, chosen
from sightline.web.desk.download import download as download_of
from sightline.web.desk.drafts import drafts_of
from sightline.web.desk.money import Money, money_of
from sightline.web.desk.safe_fixes import fixed_file
from sightline.web.desk.shown import SHOWN_FORMATS, ShownFormat, shown
from sightline.web.desk.worklist import SORTS, STATES, Listed, Sort, listed
from sightline.web.formats import FORMATS, download
from sightline.web.forms import files, form_of, text
from sightline.web.jobs import UNDO_SECONDS, Job
from sightline.web.pages.decision import just_decided
from sightline.web.problems import Problem
from sightline.web.render import page
from sightline.web.service import Service, result_of, run, service_of, worklist_of
from sightline.web.workspace.accounts import user_of

router = APIRouter(prefix="/check", include_in_schema=False)
_HEAD = 1 << 16
_CHUNK = 1 << 18
_MOST_ROWS = 100  # of what was rejected, and of notes on the file


@dataclass(frozen=True)
class Worklist:
    """What worklist.html shows of a check."""

    job: Job
    result: Result
    choice: Choice
    found: Listed
    titles: dict[str, str]  # of edits, by id
    stake: Decimal  # dollars charged on lines that fail
    clean: int  # lines
    gaps: list[tuple[str, int, str]]  # why, lines, edits
    periods: list[tuple[str, int, str]]  # older or newer, lines, releases
    unknown: list[str]  # sentences
    rejected: list[dict[str, Any]]
    issues: list[dict[str, Any]]
    sorts: Mapping[str, Sort]
    states: tuple[str, ...]
    axes: Mapping[str, str]
    columns: Mapping[str, str]
    dollars: tuple[str, ...]  # columns of amounts
    drafts: frozenset[int]  # keys of claims that have one
    formats: Mapping[str, Format]
    shown_formats: Mapping[str, ShownFormat]
    colleagues: list[str]  # who can be given claims; none without a workspace
    money: Money | None  # of its remittances
    decided: int  # findings that were overridden just now
    changed: bool  # whether the reference data is no longer that of the check


@router.get("")
async def start(request: Request) -> Response:
    """The form, and the session's checks."""
    service = service_of(request)
    owner = service.owner(request)
    hours = max(1, round(service.settings.session_seconds / 3600))
    return page(
        request, "check.html", checks=service.jobs.of(owner), deleted=service.jobs.in_bin(owner),
        undo_minutes=UNDO_SECONDS // 60, payers=service.engine.payers.all, hours=hours, days=service.settings.retention_days,
    )  # fmt: skip


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
    packed = head.startswith((ZIP, GZIP))  # workbooks too; what it holds is seen when it is read
    if not packed and reader_for(head, name) is None:
        raise Problem(422, f"{name}: {reason(head)}.")
    if head.startswith(PARQUET):
        raise Problem(422, f"{name}: Parquet is for the command line (`sightline check`); send X12, FHIR or CSV here.")
    job = await service.jobs.accept(_chunks(given), service.owner(request), name, "", {"payer": payer})
    await _set_to_work(service, job, packed=packed)
    return job


async def _set_to_work(service: Service, job: Job, *, packed: bool) -> None:
    if packed:
        service.workers.submit(job)  # however small it is: it may unpack to much
    else:
        await run(service, job)


async def _chunks(given: UploadFile | str) -> AsyncIterator[bytes]:
    if isinstance(given, str):
        yield given.encode()
        return
    while chunk := await given.read(_CHUNK):
        yield chunk


@router.get("/{number}")
async def worklist(request: Request, number: str) -> Response:
    """The claims of a check; how far it is while it runs; why there is none when it failed."""
    service = service_of(request)
    job = _mine(request, number)
    service.sessions.use(request)
    if not job.done:
        return page(request, "progress.html", job=job, progress=job.progress)
    choice = choice_of(request, job)

    def look() -> Worklist:
        result, money = result_of(service, job), money_of(job)
        return Worklist(
            job=job,
            result=result,
            choice=choice,
            found=listed(worklist_of(service, job, result), choice),
            titles={edit.id: edit.title for edit in result.edits},
            stake=overview.at_stake(result),
            clean=overview.clean_lines(result),
            gaps=overview.gaps(result),
            periods=overview.other_periods(result),
            unknown=overview.unknown_payers(result),
            rejected=result.rejected.slice(0, _MOST_ROWS).to_pylist(),
            issues=result.issues.slice(0, _MOST_ROWS).to_pylist(),
            sorts={name: sort for name, sort in SORTS.items() if money or name not in REMITTED},
            states=STATES,
            axes=AXES,
            columns={name: words for name, words in COLUMNS.items() if money or name not in REMITTED},
            dollars=DOLLARS,
            drafts=frozenset(drafts_of(job)),
            formats=FORMATS,
            shown_formats=SHOWN_FORMATS,
            colleagues=service.colleagues(request),
            money=money,
            decided=len(just_decided(request, job, service.decisions(job.owner))),
            changed=results.about_in(job).get("reference") != service.engine.reference.digest,
        )

    try:
        shown_ = await asyncio.to_thread(look)
    except Problem as problem:
        if problem.status != 409:
            raise
        return page(request, "again.html", 409, job=job, why=problem.detail)
    return page(request, "worklist.html", **vars(shown_))


def choice_of(request: Request, job: Job) -> Choice:
    """What the address of a page chooses, with the words that were kept with the check."""
    columns = (*SHOWN, *REMITTED) if money_of(job) else SHOWN
    return chosen(request.query_params, str(job.noted(_words(request)).get("text", "")), columns)


def _words(request: Request) -> str:
    """The name under which the words are kept: in a workspace everybody has some."""
    user = user_of(request)
    return f"words-{user.name}" if user else "words"


@router.post("/{number}/filter")
async def filter_(request: Request, number: str) -> Response:
    """Keep the words that the list is narrowed to: with the check, since an address is no place for a claim number."""
    form = await form_of(request)
    job = _mine(request, number)
    job.note(_words(request), {"text": text(form, "text")[:100]})
    return RedirectResponse(f"/check/{job.id}{chosen(request.query_params).query(at=1)}", 303)


@router.get("/{number}/events")
async def events(request: Request, number: str) -> Response:
    """The progress of a check."""
    return stream(_mine(request, number))


@router.get("/{number}/export/{name}")
async def export(request: Request, number: str, name: str) -> Response:
    """The result as a file, in any format of the command line."""
    job = done(request, number)
    if name not in FORMATS:
        raise Problem(404, "There is no such format.")
    return await download(result_of(service_of(request), job), name, job)


@router.get("/{number}/shown/{name}")
async def export_shown(request: Request, number: str, name: str) -> Response:
    """The claims that the list shows with the choice of the address, as a file."""
    service = service_of(request)
    job = done(request, number)
    form = SHOWN_FORMATS.get(name)
    if form is None:
        raise Problem(404, "There is no such format.")
    choice = choice_of(request, job)

    def write(path: Path) -> None:
        result = result_of(service, job)
        form.write(shown(job, result, worklist_of(service, job, result), choice), path)

    return await download_of(job, write, form.media, form.filename)


@router.get("/{number}/fixed")
async def fixed(request: Request, number: str) -> FileResponse:
    """The 837P with the safe fixes made."""
    job = done(request, number)
    return await fixed_file(service_of(request), job)


@router.post("/{number}/again")
async def again(request: Request, number: str) -> Response:
    """Check the upload once more, with the reference data of now: a check of its own, beside this one."""
    await form_of(request)
    service = service_of(request)
    job = done(request, number)
    made = await service.jobs.accept(file_chunks(job.open()), job.owner, job.name, job.media, dict(job.options))
    with job.open() as upload:
        packed = upload.read(len(ZIP)).startswith((ZIP, GZIP))
    await _set_to_work(service, made, packed=packed)
    return RedirectResponse(f"/check/{made.id}", 303)


@router.post("/{number}/delete")
async def delete(request: Request, number: str) -> Response:
    """Delete one upload with its result; for a while it can be brought back."""
    await form_of(request)
    _mine(request, number).put_into_bin()
    return RedirectResponse("/check", 303)


@router.post("/{number}/bring-back")
async def bring_back(request: Request, number: str) -> Response:
    """Undo the deletion of an upload."""
    await form_of(request)
    service = service_of(request)
    for job in service.jobs.in_bin(service.owner(request)):
        if job.id == number:
            job.bring_back()
            return RedirectResponse(f"/check/{job.id}", 303)
    raise Problem(404, "It cannot be brought back any more.")


@router.post("/end/session")
async def end(request: Request) -> Response:
    """Delete all uploads of the session; those of a workspace stay."""
    await form_of(request)
    service = service_of(request)
    owner = service.owner(request)
    for job in () if service.workspace else (*service.jobs.of(owner), *service.jobs.in_bin(owner)):
        service.workers.delete(job)
    service.sessions.end(request)
    response = RedirectResponse("/", 303)
    response.delete_cookie("sightline")
    return response


def done(request: Request, number: str) -> Job:
    """The session's check, which has a result, and which is being used. Raises Problem 404 or 409."""
    job = _mine(request, number)
    require_done(job)
    service_of(request).sessions.use(request)
    return job


def _mine(request: Request, number: str) -> Job:
    service = service_of(request)
    return service.jobs.find(number, service.owner(request))
