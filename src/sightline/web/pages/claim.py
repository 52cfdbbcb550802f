"""One claim of a check: the form, its findings, changes tried out, overrides, how it is priced, and it as a file."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import pyarrow.compute as pc
from fastapi import APIRouter, Path, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from sightline.edits.after.bound import Bound, bound_to
from sightline.edits.after.overrides import held_on
from sightline.edits.rule.load import load
from sightline.web.desk.changes import Draft
from sightline.web.desk.choice import Choice
from sightline.web.desk.claim import JudgedClaim, Version, show_held
from sightline.web.desk.draft_files import CLAIMS_FORMATS, ClaimsFormat
from sightline.web.desk.drafts import drafts_of
from sightline.web.desk.worklist import neighbors
from sightline.web.forms import form_of, text, texts
from sightline.web.jobs import Job
from sightline.web.pages.check import choice_of, done
from sightline.web.pages.decision import decide, decision, just_decided
from sightline.web.pages.together import Memory, memory_of
from sightline.web.problems import Problem
from sightline.web.render import fragment, page
from sightline.web.service import Service, overrides_of, result_of, service_of, worklist_of
from sightline.web.workspace.accounts import user_of

router = APIRouter(prefix="/check/{number}/claims/{key}", include_in_schema=False)
_AS_IT_CAME = Draft()
Key = Annotated[int, Path(ge=1, le=2**40)]


@dataclass(frozen=True)
class ClaimPage:
    """What claim.html shows: the claim as it came, and `after`, as somebody would change it."""

    job: Job
    key: int
    before: JudgedClaim
    after: JudgedClaim
    removed: list[dict[str, Any]]  # lines that the change takes out
    today: date
    choice: Choice  # of the list that the claim was opened from
    before_key: int | None  # the claim before this one in that list
    after_key: int | None
    isdraft: bool  # whether `after` is what is kept as the claim's draft
    formats: Mapping[str, ClaimsFormat]
    memory: Memory | None  # of the practice; None without a workspace
    decided: int  # findings that were overridden just now
    letters: str = "ABCDEFGHIJKL"  # of diagnoses


@dataclass(frozen=True)
class PricePage:
    """What price.html shows: the claim with the steps of its prices."""

    job: Job
    key: int
    claim: JudgedClaim
    choice: Choice


@router.get("")
async def claim(request: Request, number: str, key: Key) -> Response:
    """The claim as it came, or as its draft would have it."""
    job = done(request, number)
    draft = drafts_of(job).get(key, _AS_IT_CAME)
    return await _page(request, job, key, draft)


@router.post("")
async def changed(request: Request, number: str, key: Key) -> Response:
    """The claim as the form would change it, as a page: for browsers without scripts."""
    form = await form_of(request)
    return await _page(request, done(request, number), key, texts(form))


@router.post("/what-if")
async def what_if(request: Request, number: str, key: Key) -> Response:
    """What the form's changes would do: findings as HTML by line, and dollars."""
    form = await form_of(request)
    job = done(request, number)
    (found,) = await _judged(request, job, key, texts(form))
    ids = {"job": job, "key": key, "csrf": text(form, "csrf"), "today": date.today(), "choice": choice_of(request, job)}
    ids["user"] = user_of(request)
    lines = {
        line["line_no"]: {
            "findings": fragment("findings.html", found=found.of_line(line["line_no"]), **ids),
            "allowed": "" if line["allowed"] is None else f"{line['allowed']:,.2f}",
            "why": line["why"],
        }
        for line in found.lines
    }
    return JSONResponse(
        {
            "changes": found.changes,
            "lines": lines,
            "claim": fragment("findings.html", found=found.of_line(None), **ids),
            "charge": f"{found.charge:,.2f}",
            "allowed": f"{found.allowed:,.2f}",
            "cents": int(found.allowed * 100),
        }
    )


@router.get("/price")
async def price(request: Request, number: str, key: Key) -> Response:
    """How each line is priced, step by step."""
    job = done(request, number)
    (found,) = await _judged(request, job, key, _AS_IT_CAME, steps=True)
    return page(request, "price.html", **vars(PricePage(job, key, found, choice_of(request, job))))


@router.post("/override")
async def override(request: Request, number: str, key: Key) -> Response:
    """Override a finding, with a reason and a last day: a line more in the log of overrides."""
    form = await form_of(request)
    service = service_of(request)
    job = done(request, number)
    edit, line = text(form, "edit"), text(form, "line")
    if edit not in {each.id for each in load()} or not re.fullmatch(r"\d{0,9}", line, re.ASCII):
        raise Problem(422, "The finding to override is not named.")
    decided = decision(request, form)
    bounds = await asyncio.to_thread(_bounds, service, job, key, edit, int(line) if line else None)
    await asyncio.to_thread(decide, request, job, service.decisions(job.owner), map(decided.of, bounds))
    return RedirectResponse(f"/check/{job.id}/claims/{key}{choice_of(request, job).query()}", 303)


def _bounds(service: Service, job: Job, key: int, edit: str, line: int | None) -> list[Bound]:
    """What the findings of an edit on a line of the claim as it came are bound to. Raises Problem 422 without any."""
    result = result_of(service, job)
    found = result.findings
    place = pc.is_null(found["line"]) if line is None else pc.fill_null(pc.equal(found["line"], line), False)
    mine = pc.and_(pc.equal(found["claim_key"], key), pc.equal(found["edit"], edit))
    bounds = bound_to(result, found.filter(pc.and_(mine, place)))
    if not bounds:
        raise Problem(422, "The claim as it came has no such finding.")
    return list(dict.fromkeys(bounds))


async def _judged(
    request: Request, job: Job, key: int, *versions: Version, steps: bool = False
) -> list[JudgedClaim]:  # fmt: skip
    """The claim in some versions, each checked and priced."""
    service = service_of(request)
    held = held_on(await overrides_of(service, job.owner), date.today())
    judged = await service.engine.judge(job, key, versions, bound=bool(held), steps=steps)
    if held:
        for each in judged:
            show_held(each, held)
    return judged


async def _page(request: Request, job: Job, key: int, version: Version) -> Response:
    """The page of the claim in a version, beside the claim as it came."""
    versions = (_AS_IT_CAME,) if version == _AS_IT_CAME else (_AS_IT_CAME, version)
    judged = await _judged(request, job, key, *versions)
    before, after = judged[0], judged[-1]
    kept = {line["line_no"] for line in after.lines}
    removed = [line for line in before.lines if line["line_no"] not in kept]
    choice = choice_of(request, job)
    service = service_of(request)
    previous, following = await asyncio.to_thread(
        lambda: neighbors(worklist_of(service, job, result_of(service, job)), choice, key)
    )
    isdraft = key in drafts_of(job)
    memory = await asyncio.to_thread(memory_of, request, job, key)
    decided = len(await asyncio.to_thread(just_decided, request, job, service.decisions(job.owner)))
    shown = ClaimPage(
        job,
        key,
        before,
        after,
        removed,
        date.today(),
        choice,
        previous,
        following,
        isdraft,
        CLAIMS_FORMATS,
        memory,
        decided,
    )
    return page(request, "claim.html", **vars(shown))
