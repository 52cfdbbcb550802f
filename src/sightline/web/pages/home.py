"""The first page: one search box, one place to drop files."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from sightline.edits.load import load
from sightline.web.render import page
from sightline.web.service import service_of

router = APIRouter(include_in_schema=False)


@router.get("/")
async def home(request: Request) -> Response:
    """The search box, the drop area, and the checks of this session."""
    service = service_of(request)
    checks = service.jobs.of(service.sessions.owner(request))
    return page(request, "home.html", checks=checks[:5])


@router.get("/search")
async def search(request: Request, q: Annotated[str, Query(max_length=100)] = "") -> Response:
    """Go to what was named exactly; else list the edits and payers that have all the words."""
    wanted = q.strip()
    edits = load()
    if re.fullmatch(r"[A-Za-z]{3}\d{3}", wanted) and wanted.upper() in {edit.id for edit in edits}:
        return RedirectResponse(f"/edits/{wanted.upper()}", 303)
    payers = service_of(request).engine.payers.all
    named = next((each for each in payers if wanted.lower() in (each.name, each.title.lower())), None)
    if named:
        return RedirectResponse(f"/payers/{named.name}", 303)
    words = wanted.lower().split()
    found = [e for e in edits if words and all(word in f"{e.id} {e.name} {e.title} {e.page}".lower() for word in words)]
    found.sort(key=lambda e: not all(word in f"{e.id} {e.title}".lower() for word in words))
    fitting = [each for each in payers if words and all(word in each.title.lower() for word in words)]
    return page(request, "search.html", q=wanted, edits=found[:30], total=len(found), payers=fitting)
