"""FHIR R4: Claim/$submit answers what a payer would be expected to answer; /fhir/metadata says so."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from sightline import __version__
from sightline.outputs import fhir_response
from sightline.web.api.answers import body, json_text
from sightline.web.api.examples import FHIR
from sightline.web.bodies import FHIR as MEDIA
from sightline.web.bodies import media_of, require_kind, small
from sightline.web.service import check, read_bytes, require_claims, service_of

router = APIRouter(prefix="/fhir", tags=["fhir"])
_OUTCOME: dict[str, Any] = {"content": {MEDIA: {}}}


@router.post(
    "/Claim/$submit",
    summary="Submit claims",
    openapi_extra=body({MEDIA: FHIR}),
    responses={
        200: {"description": "A Bundle of ClaimResponse resources", "content": {MEDIA: {}}},
        **{
            status: {"description": "An OperationOutcome", **_OUTCOME}
            for status in (400, 401, 408, 413, 415, 421, 422, 429)
        },
    },
)
async def submit(request: Request) -> Response:
    """Takes a Claim, or a Bundle of them, up to 256 KB; answers a Bundle with a ClaimResponse for each claim."""
    service = service_of(request)
    media = media_of(request, (MEDIA,))
    data = await small(request, service.settings, service.settings.inline)
    require_kind(data, media)
    read = await read_bytes(data, "claims.json")
    require_claims(read)
    result = await check(service, read)
    return await json_text(lambda out: fhir_response.write_result(result, out), media=MEDIA)


@router.get("/metadata", summary="What this FHIR service can do", responses={200: {"content": {MEDIA: {}}}})
async def metadata(request: Request) -> Response:
    """The CapabilityStatement."""
    operation = {"name": "submit", "definition": "http://hl7.org/fhir/OperationDefinition/Claim-submit"}
    statement: dict[str, Any] = {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": "2026-01-01",
        "kind": "instance",
        "software": {"name": "Sightline", "version": __version__},
        "implementation": {"description": "Checks professional claims; nothing is submitted to a payer"},
        "fhirVersion": "4.0.1",
        "format": ["json"],
        "rest": [{"mode": "server", "resource": [{"type": "Claim", "operation": [operation]}]}],
    }
    return JSONResponse(statement, media_type=MEDIA)
