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

from sightline.outputs.code.footnotes import describe
from sightline.pages.code import plain_code
from sightline.pages.verify.record import VERDICTS
from sightline.pricing.places import place_key
from sightline.web.forms import files, form_of, text
from sightline.web.lookups import verified
from sightline.web.problems import Problem
from sightline.web.render import page
from sightline.web.service import service_of

router = APIRouter(include_in_schema=False)
_LARGEST = 4 << 20


@router.get("/code")
async def codes(request: Request, code: Annotated[str, Query(max_length=24)] = "") -> Response:
    """The form for a code."""
    plain = plain_code(code)  # "77012-26" too
    if re.fullmatch(r"[A-Z0-9]{1,12}", plain, re.ASCII):
        return RedirectResponse(f"/code/{plain}", 303)
    return page(request, "codes.html")


@router.get("/code/{code}")
async def code(
    request: Request,
    code: Annotated[str, Path(max_length=20, pattern=r"^[A-Za-z0-9]+([-, ]+[A-Za-z0-9]{2})*(\.html)?$")],
    on: date | None = None,
    locality: Annotated[str, Query(max_length=60)] = "",
) -> Response:
    """The page of one code as of a date (default: today), with amounts of a place: a locality, a ZIP code or a name."""
    if code.endswith(".html"):  # the links of pages that are files
        return RedirectResponse(f"/code/{code.removesuffix('.html')}", 301)
    if (plain := plain_code(code)) != code.upper():
        return RedirectResponse(f"/code/{plain}", 303)
    engine = service_of(request).engine
    place = await asyncio.to_thread(place_key, engine.reference, locality)
    found = await engine.code_page(code.upper(), on or date.today(), place)
    return page(
        request, "code.html", found=found, content=Markup(found.content), locality=locality, sections=found.sections[1:],
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
