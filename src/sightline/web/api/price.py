"""POST /api/v1/price: what each line pays, step by step. GET /api/v1/fee/{code}: one amount."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from sightline.outputs.price import json as price_json
from sightline.payers.profile import find_profile
from sightline.pricing.price import Options
from sightline.web.api.answers import body, problems, tagged
from sightline.web.api.catalogue import Code, Day
from sightline.web.api.check import PayerName
from sightline.web.api.examples import CLAIMS
from sightline.web.bodies import KINDS, media_of, require_kind, small
from sightline.web.service import service_of

router = APIRouter(prefix="/api/v1", tags=["price"])

Locality = Annotated[
    str, Query(pattern=r"^(\d{5}-\d\d)?$", examples=["15202-00"], description="Medicare carrier and locality.")
]
Zip = Annotated[str, Query(pattern=r"^(\d{5})?$", examples=["44001"], description="Where: five digits.")]
Modifier = Annotated[str, Query(pattern=r"^([A-Za-z0-9]{2}( [A-Za-z0-9]{2}){0,3})?$", examples=["26"])]


@router.post(
    "/price",
    summary="Price claims",
    openapi_extra=body(CLAIMS),
    responses={
        200: {"description": "Amounts and steps, as docs/pricing.md says"},
        **problems(400, 408, 413, 415, 422),
    },
)
async def price(
    request: Request,
    locality: Locality = "",
    zip_code: Zip = "",
    payer: PayerName = "",
    apm: bool = False,
    nonparticipating: bool = False,
    sequestration: bool = False,
) -> Response:
    """What each line of the body's claims pays, every step that led to it, and what the findings do to it.

    Takes bodies up to 256 KB. A line whose amount nobody has published is answered with the reason.
    """
    service = service_of(request)
    media = media_of(request, tuple(KINDS))
    if payer:
        find_profile(payer)
    data = await small(request, service.settings, service.settings.inline)
    require_kind(data, media)
    options = Options(
        locality=locality, zip_code=zip_code, payer=payer, apm=apm, nonparticipating=nonparticipating,
        sequestration=sequestration,
    )  # fmt: skip
    made = await service.engine.price(data, KINDS[media][2], payer, options)
    return Response(made, media_type="application/json")


@router.get("/fee/{code}", summary="What the fee schedule pays for a code", responses=problems(304, 422))
async def fee(
    request: Request, code: Code, modifier: Modifier = "", locality: Locality = "", zip_code: Zip = "", on: Day = None
) -> Response:
    """One unit of a code on a date (default: today), on both sides of the street, with the formula filled in."""
    day = on or date.today()
    found = await service_of(request).engine.fee(code.upper(), modifier.upper(), locality, zip_code, day)
    return await tagged(request, lambda out: price_json.write_fees([found], out), basis=day.isoformat())
