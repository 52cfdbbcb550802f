"""What a practice knows of a claim: who works on it, notes, and the same claim in other checks."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from sightline.web.desk.worklist import fitting
from sightline.web.forms import form_of, text
from sightline.web.jobs import Job
from sightline.web.pages.check import choice_of, done
from sightline.web.pages.people import here
from sightline.web.problems import Problem
from sightline.web.service import kept, result_of, service_of, worklist_of
from sightline.web.workspace import earlier, shared_work
from sightline.web.workspace.store import Row, Rows

router = APIRouter(prefix="/check/{number}", include_in_schema=False)


@dataclass(frozen=True)
class Memory:
    """What together.html shows of a claim."""

    assigned: str  # to whom; "" for nobody
    colleagues: list[str]
    notes: list[Row]
    others: list[earlier.Earlier]


def memory_of(request: Request, job: Job, key: int) -> Memory | None:
    """What the practice knows of a claim; None without a workspace."""
    service = service_of(request)
    if not service.workspace:
        return None
    rows = service.workspace.rows(job.owner)
    checks = [each for each in service.jobs.of(job.owner) if each.done]
    looked = {row["job"] for row in rows.find("looked")}
    for each in checks:
        if each.id not in looked:
            _remember(request, rows, each)
    claim = earlier.claim_of(rows, job, key)
    return Memory(
        assigned=shared_work.assigned(rows, claim),
        colleagues=service.colleagues(request),
        notes=shared_work.notes(rows, claim),
        others=earlier.others(rows, job, key, {each.id: each.name for each in checks}),
    )


@router.post("/assign")
async def assign_many(request: Request, number: str) -> Response:
    """Give the claims that the list shows to somebody, or take them from whoever has them."""
    form = await form_of(request)
    job = done(request, number)
    workspace, user = here(request)
    account = _colleague(request, text(form, "account"))
    choice = choice_of(request, job)

    def work() -> None:
        claims = fitting(worklist_of(service_of(request), job, result_of(service_of(request), job)), choice)
        rows = workspace.rows(job.owner)
        known = earlier.claims_of(rows, job, claims["claim_key"].to_pylist())
        shared_work.assign(rows, known, account, user)

    await asyncio.to_thread(work)
    return RedirectResponse(f"/check/{job.id}{choice.query()}", 303)


@router.post("/claims/{key}/assign")
async def assign(request: Request, number: str, key: int) -> Response:
    """Give a claim to somebody; a biller takes one, or gives back the own."""
    form = await form_of(request)
    _, user = here(request)
    job, rows, claim = await _known(request, number, key)
    account = _colleague(request, text(form, "account"))
    if not user.may("manager") and {account, shared_work.assigned(rows, claim)} - {"", user.name}:
        raise Problem(
            403, "A biller takes claims that nobody works on, and gives back the own; a manager gives them to others."
        )
    await asyncio.to_thread(shared_work.assign, rows, [claim], account, user)
    return _back(request, job, key)


@router.post("/claims/{key}/note")
async def note(request: Request, number: str, key: int) -> Response:
    """Add a note to a claim."""
    form = await form_of(request)
    _, user = here(request)
    job, rows, claim = await _known(request, number, key)
    words = text(form, "text")
    if not words:
        raise Problem(422, "Write something first.")
    await asyncio.to_thread(shared_work.note, rows, claim, user, words)
    return _back(request, job, key)


async def _known(request: Request, number: str, key: int) -> tuple[Job, Rows, str]:
    """A claim as the practice knows it. Raises Problem 404."""
    job = done(request, number)
    workspace, _ = here(request)
    rows = workspace.rows(job.owner)
    await asyncio.to_thread(_remember, request, rows, job)
    claim = earlier.claim_of(rows, job, key)
    if not claim:
        raise Problem(404, "The check has no such claim.")
    return job, rows, claim


def _remember(request: Request, rows: Rows, job: Job) -> None:
    """Keep the claims of a check; one that must be made anew is left out."""
    service = service_of(request)
    try:
        result = kept(service, job)
    except Problem:
        return
    earlier.remember(rows, job, result)


def _colleague(request: Request, account: str) -> str:
    """A name of the practice, or "". Raises Problem 422 for another one."""
    if account and account not in service_of(request).colleagues(request):
        raise Problem(422, "The practice has nobody of that name.")
    return account


def _back(request: Request, job: Job, key: int) -> Response:
    return RedirectResponse(f"/check/{job.id}/claims/{key}{choice_of(request, job).query()}#together", 303)
