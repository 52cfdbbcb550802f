"""The first page: one search box, one place to drop files."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from sightline.pages.search import search as find
from sightline.web.render import page
from sightline.web.service import service_of

router = APIRouter(include_in_schema=False)
#: Kinds of entries that have pages, and where.
_PAGES = {"procedure": "/code", "edit": "/edits", "payer": "/payers"}


@router.get("/")
async def home(request: Request) -> Response:
    """The search box, the drop area, and the checks of this session."""
    service = service_of(request)
    checks = service.jobs.of(service.sessions.owner(request))
    return page(request, "home.html", checks=checks[:5])


@router.get("/search")
async def search(request: Request, q: Annotated[str, Query(max_length=100)] = "") -> Response:
    """Go to what was named exactly; else list what fits, by kind."""
    wanted = q.strip()
    reference = service_of(request).engine.reference
    hits = await asyncio.to_thread(find, wanted, limit=60, reference=reference) if wanted else []
    if hits and hits[0].name.upper() == wanted.upper() and hits[0].kind in _PAGES:
        return RedirectResponse(f"{_PAGES[hits[0].kind]}/{hits[0].name}", 303)
    kinds = list(dict.fromkeys(hit.kind for hit in hits))
    groups = [(kind, [hit for hit in hits if hit.kind == kind]) for kind in kinds]
    return page(request, "search.html", q=wanted, hits=hits, groups=groups)
