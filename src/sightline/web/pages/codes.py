"""Codes: everything about one, and a list of them held against the reference."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from sightline.outputs.code_page_html import content
from sightline.outputs.footnotes import describe
from sightline.pages.verify.record import VERDICTS
from sightline.web.forms import files, form_of, text
from sightline.web.lookups import code_page, verified
from sightline.web.problems import Problem
from sightline.web.render import page
from sightline.web.service import service_of

router = APIRouter(include_in_schema=False)
_LARGEST = 4 << 20


@router.get("/code")
async def codes(request: Request, code: Annotated[str, Query(max_length=12)] = "") -> Response:
    """The form that asks for a code."""
    if re.fullmatch(r"[A-Za-z0-9]{1,12}", code.strip()):
        return RedirectResponse(f"/code/{code.strip().upper()}", 303)
    return page(request, "codes.html")


@router.get("/code/{code}")
async def code(
    request: Request,
    code: Annotated[str, Path(max_length=20, pattern=r"^[A-Za-z0-9]+(\.html)?$")],
    on: date | None = None,
    locality: Annotated[str, Query(max_length=8)] = "",
) -> Response:
    """The page of one code as of a date (default: today)."""
    if code.endswith(".html"):  # the links of pages that are files
        return RedirectResponse(f"/code/{code.removesuffix('.html')}", 301)
    reference = service_of(request).engine.reference
    found = await asyncio.to_thread(code_page, reference, code.upper(), on or date.today(), locality)
    return page(
        request, "code.html", found=found, content=Markup(content(found)), locality=locality,
        sections=[(section.name, section.title) for section in found.sections[1:]],
    )  # fmt: skip


@router.get("/verify")
async def verify(request: Request) -> Response:
    """The form for a page, superbill or list of codes."""
    return page(request, "verify.html", result=None, pasted="", everything=False)


@router.post("/verify")
async def verify_given(request: Request) -> Response:
    """What the reference says of the codes of a document."""
    form = await form_of(request)
    chosen, pasted = files(form, "file"), text(form, "pasted")
    if not chosen and not pasted:
        raise Problem(422, "Choose a file, or paste a page, a superbill or a list of codes.")
    data = await chosen[0].read(_LARGEST + 1) if chosen else pasted.encode()
    if len(data) > _LARGEST:
        raise Problem(413, f"At most {_LARGEST >> 20} MB are taken here; `sightline verify` takes more.")
    name = (chosen[0].filename or "file") if chosen else "pasted"
    reference = service_of(request).engine.reference
    result = await asyncio.to_thread(verified, reference, data, name, text(form, "code")[:12])
    counts = Counter(one.verdict for one in result.judged)
    return page(
        request, "verify.html", result=result, counts=counts, verdicts=VERDICTS, describe=describe, pasted=pasted,
        everything=bool(text(form, "everything")),
    )  # fmt: skip
