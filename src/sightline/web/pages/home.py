"""The first page: one search box, one place to drop files."""

from __future__ import annotations

import asyncio
import re
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from sightline.edits.rule.load import load
from sightline.errors import SightlineError
from sightline.pages.search import search as find
from sightline.pricing.places import place_key
from sightline.web.desk.causes import Causes, causes
from sightline.web.desk.choice import Choice
from sightline.web.desk.money import money_of
from sightline.web.jobs import Job
from sightline.web.problems import Problem
from sightline.web.render import page
from sightline.web.service import Service, result_of, service_of, worklist_of

router = APIRouter(include_in_schema=False)
#: A code, perhaps with modifiers, and where: 77012-26 in Houston, 77012 77002.
_CODE_IN_PLACE = re.compile(
    r"([0-9A-Za-z][0-9]{3}[0-9A-Za-z])(?:-[0-9A-Za-z]{2})*(?: +in +(.{2,60})| +(?=[0-9]{5}\b)([0-9]{5}))"
)
#: Kinds of entries that have pages, and where.
_PAGES = {"procedure": "/code", "edit": "/edits", "payer": "/payers"}


@router.get("/")
async def home(request: Request) -> Response:
    """The search box, the drop area, and the checks of this session."""
    service = service_of(request)
    checks = service.jobs.of(service.owner(request))
    latest = next((job for job in checks if job.done), None)
    worst = await asyncio.to_thread(_worst, service, latest) if latest else None
    money = next(((job, found) for job in checks if (found := money_of(job))), None)
    return page(request, "home.html", checks=checks[:5], latest=latest, worst=worst, money=money, titles=_titles())


@router.get("/search")
async def search(request: Request, q: Annotated[str, Query(max_length=100)] = "") -> Response:
    """Go to what was named exactly; else list what fits, by kind."""
    needed = q.strip()
    reference = service_of(request).engine.reference
    if priced := _CODE_IN_PLACE.fullmatch(needed):
        place = await asyncio.to_thread(place_key, reference, priced[2] or priced[3])
        return RedirectResponse(f"/code/{priced[1].upper()}?{urlencode({'locality': place})}", 303)
    hits = await asyncio.to_thread(find, needed, limit=60, reference=reference) if needed else []
    if hits and hits[0].name.upper() == needed.upper() and hits[0].kind in _PAGES:
        return RedirectResponse(f"{_PAGES[hits[0].kind]}/{hits[0].name}", 303)
    kinds = list(dict.fromkeys(hit.kind for hit in hits))
    groups = [(kind, [hit for hit in hits if hit.kind == kind]) for kind in kinds]
    return page(request, "search.html", q=needed, hits=hits, groups=groups)


def _worst(service: Service, job: Job) -> Causes | None:
    """The causes of a check; None where its result must be made anew, which its own page says."""
    try:
        return causes(worklist_of(service, job, result_of(service, job)), Choice(finding="fail"))
    except (SightlineError, Problem):
        return None


def _titles() -> dict[str, str]:
    """The titles of the edits, by id."""
    return {edit.id: edit.title for edit in load()}
