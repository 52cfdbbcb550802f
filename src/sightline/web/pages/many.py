"""Many findings at once: a preview of what their fixes change, which become drafts, and one decision to override them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from sightline.edits.after.bound import Bound, bound_to
from sightline.edits.divide import Claims
from sightline.edits.result import Result
from sightline.web.desk import fixes
from sightline.web.desk.causes import findings_of
from sightline.web.desk.choice import Choice
from sightline.web.desk.drafts import differences, drafts_of, keep, merged
from sightline.web.desk.fixes import Proposal
from sightline.web.forms import form_of, text
from sightline.web.jobs import Job
from sightline.web.pages.check import choice_of, done
from sightline.web.pages.decision import decide, decision, take_back
from sightline.web.problems import Problem
from sightline.web.render import page
from sightline.web.service import Service, kept, result_of, service_of, worklist_of

router = APIRouter(prefix="/check/{number}", include_in_schema=False)
#: Rows that one page shows and one form sends.
MOST = 1000


@dataclass(frozen=True)
class FixesPage:
    """What fixes.html shows: of the findings that fit a choice, the changes that fix them."""

    job: Job
    choice: Choice
    safe: bool
    rows: list[Proposal]
    more: int  # that are not shown
    titles: dict[str, str]  # of edits, by id


@dataclass(frozen=True)
class OverridesPage:
    """What decide.html shows: the findings that fit a choice."""

    job: Job
    choice: Choice
    rows: list[dict[str, Any]]
    more: int
    titles: dict[str, str]
    today: date


@router.get("/fixes")
async def preview(request: Request, number: str) -> Response:
    """Each change, before and after; nothing is changed yet."""
    job = done(request, number)
    choice, safe = choice_of(request, job), _safe(request)

    def look() -> FixesPage:
        result = result_of(service_of(request), job)
        rows = _proposals(service_of(request), job, result, choice, safe)
        titles = {edit.id: edit.title for edit in result.edits}
        return FixesPage(job, choice, safe, rows[:MOST], max(len(rows) - MOST, 0), titles)

    return page(request, "fixes.html", **vars(await asyncio.to_thread(look)))


@router.post("/fixes")
async def draft(request: Request, number: str) -> Response:
    """Keep the changes that are chosen as drafts."""
    form = await form_of(request)
    job = done(request, number)
    choice, safe = choice_of(request, job), _safe(request)
    places = {str(place) for place in form.getlist("place")}

    def work() -> None:
        result = result_of(service_of(request), job)
        drafts = dict(drafts_of(job))
        for each in _proposals(service_of(request), job, result, choice, safe):
            if each.draft is not None and each.place in places:
                before = drafts.get(each.claim_key)
                drafts[each.claim_key] = merged(before, each.draft) if before else each.draft
        differences(Claims(result.claims, result.lines, result.diagnoses), drafts)  # what cannot be made is refused now
        keep(job, drafts)

    if not places:
        raise Problem(422, "No change is chosen.")
    await asyncio.to_thread(work)
    return RedirectResponse(f"/check/{job.id}/drafts{choice.query()}", 303)


@router.get("/decide")
async def preview_decision(request: Request, number: str) -> Response:
    """The findings that one decision would override."""
    job = done(request, number)
    choice = choice_of(request, job)

    def look() -> OverridesPage:
        result = result_of(service_of(request), job)
        numbers = findings_of(worklist_of(service_of(request), job, result), choice)
        names = ["edit", "status", "claim", "line", "code", "modifiers", "message", "claim_key"]
        rows = result.findings.select(names).take(pa.array(numbers[:MOST], pa.int64())).to_pylist()
        rows = [{**row, "number": place} for row, place in zip(rows, numbers, strict=False)]
        titles = {edit.id: edit.title for edit in result.edits}
        return OverridesPage(job, choice, rows, max(len(numbers) - MOST, 0), titles, date.today())

    return page(request, "decide.html", **vars(await asyncio.to_thread(look)))


@router.post("/decide")
async def override(request: Request, number: str) -> Response:
    """Override the findings that are chosen: a line each in the log of overrides."""
    form = await form_of(request)
    job = done(request, number)
    service = service_of(request)
    decided = decision(request, form)
    numbers = sorted({int(each) for each in form.getlist("number") if isinstance(each, str) and each.isdecimal()})
    bounds = await asyncio.to_thread(_bounds, service, job, numbers)
    await asyncio.to_thread(decide, request, job, service.decisions(job.owner), map(decided.of, bounds))
    return RedirectResponse(f"/check/{job.id}{choice_of(request, job).query()}", 303)


@router.post("/decide/undo")
async def undo(request: Request, number: str) -> Response:
    """Take back the overrides that were made just now, on the list or on the claim `key`."""
    form = await form_of(request)
    job = done(request, number)
    await asyncio.to_thread(take_back, request, job, service_of(request).decisions(job.owner))
    key = text(form, "key")
    claim = f"/claims/{key}" if key.isascii() and key.isdecimal() else ""
    return RedirectResponse(f"/check/{job.id}{claim}{choice_of(request, job).query()}", 303)


def _bounds(service: Service, job: Job, numbers: list[int]) -> list[Bound]:
    """What the findings with these numbers are bound to. Raises Problem 422 without any."""
    result = kept(service, job)
    there = [number for number in numbers if number < result.findings.num_rows]
    if not there:
        raise Problem(422, "No finding is chosen.")
    return list(dict.fromkeys(bound_to(result, result.findings.take(pa.array(there, pa.int64())))))


def _safe(request: Request) -> bool:
    """Whether only fixes that are purely formal are meant."""
    return request.query_params.get("fix") != "all"


def _proposals(service: Service, job: Job, result: Result, choice: Choice, safe: bool) -> list[Proposal]:
    numbers = findings_of(worklist_of(service, job, result), choice)
    return (fixes.safe if safe else fixes.all_of)(result, numbers)
