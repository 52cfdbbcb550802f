"""Codes: the page of one as data, the search, and documents held against the reference."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from sightline.outputs.code.hits import write_json as write_hits
from sightline.outputs.code.verified import write_json as write_verified
from sightline.outputs.rates.record import write_json as write_rates
from sightline.pages.search import search as find
from sightline.rates.store import RatesError
from sightline.web.api.answers import body, json_text, problems, tagged
from sightline.web.api.catalogue import Code, Day
from sightline.web.api.price import Locality
from sightline.web.bodies import media_of, small
from sightline.web.lookups import rates_of, verified
from sightline.web.problems import Problem
from sightline.web.service import service_of

router = APIRouter(prefix="/api/v1", tags=["codes"])
#: A code, or one with modifiers behind it such as 77012-26.
WithModifiers = Annotated[
    str, Path(min_length=1, max_length=20, pattern=r"^[A-Za-z0-9.]+([-, ]+[A-Za-z0-9]{2})*$", examples=["77012"])
]
_DOCUMENTS = ("text/markdown", "text/html", "text/csv", "text/plain")
_LARGEST = 4 << 20
_EXAMPLE = "# CPT 77012\n\n| ICD-10 | meaning |\n|---|---|\n| R91.1 | Solitary pulmonary nodule |\n"


@router.get("/code/{code}", summary="Everything about a procedure code", responses=problems(304, 404, 422))
async def code(request: Request, code: WithModifiers, on: Day = None, locality: Locality = "") -> Response:
    """The code page as data, as of a date (default: today): every fact with its sources."""
    day = on or date.today()
    found = await service_of(request).engine.code_json(code.upper(), day, locality)
    return await tagged(request, lambda out: out.write(found), basis=day.isoformat())


@router.get("/search", summary="Find codes, edits and payers", responses=problems(304, 422))
async def search(
    request: Request,
    q: Annotated[str, Query(min_length=1, max_length=100, examples=["ct guided lung biopsy"])],
    limit: Annotated[int, Query(ge=1, le=200)] = 20,
) -> Response:
    """By code or words; small misspellings are forgiven."""
    reference = service_of(request).engine.reference
    hits = await asyncio.to_thread(find, q, limit=limit, reference=reference)
    return await tagged(request, lambda out: write_hits(hits, out))


@router.post(
    "/verify",
    summary="Hold the codes of a document against the reference",
    openapi_extra=body(dict.fromkeys(_DOCUMENTS, _EXAMPLE)),
    responses=problems(400, 408, 413, 415, 422),
)
async def verify(request: Request) -> Response:
    """Every code of a page, superbill or chargemaster: does it exist, is it labelled right, deleted, billable."""
    service = service_of(request)
    media_of(request, _DOCUMENTS)
    data = await small(request, service.settings, _LARGEST)
    result = await asyncio.to_thread(verified, service.engine.reference, data, "document")
    return await json_text(lambda out: write_verified(result, out))


@router.get("/rates/{code}", summary="What payers have agreed to pay", responses=problems(304, 404, 422))
async def rates(
    request: Request,
    code: Code,
    locality: Locality = "",
    by: Annotated[str, Query(pattern=r"^(payer|component|pos|state)(,(payer|component|pos|state)){0,3}$")] = (
        "payer,component"
    ),
) -> Response:
    """The distributions of negotiated rates for a code, never mixed, beside Medicare."""
    service = service_of(request)
    try:
        summary = await asyncio.to_thread(
            rates_of, service.settings.rates, service.engine.reference, code.upper(), by, locality
        )
    except RatesError:
        raise Problem(404, "No rate in the store is for these codes, payer and place.") from None
    return await json_text(lambda out: write_rates(summary, out))
