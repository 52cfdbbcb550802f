"""FHIR R4: Claim/$submit answers what a payer would be expected to answer; /fhir/metadata says so."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from sightline import __version__
from sightline.claims.json.documents import documents
from sightline.outputs.acknowledgments import claim_response as fhir_response
from sightline.web.api.answers import body, json_text
from sightline.web.api.examples import FHIR
from sightline.web.bodies import FHIR as MEDIA
from sightline.web.bodies import media_of, require_kind, small
from sightline.web.checking import require_claims
from sightline.web.service import check, overridden, read_bytes, service_of

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
            for status in (400, 401, 408, 413, 415, 421, 422, 429, 500)
        },
    },
)
async def submit(request: Request) -> Response:
    """Takes a Claim, a Bundle of them (such as a request for prior authorization) or Parameters with either, up to 256 KB;
    answers a Bundle with a ClaimResponse for each claim, of the claim's own `use`, created today."""
    service = service_of(request)
    media = media_of(request, (MEDIA,))
    data = await small(request, service.settings, service.settings.inline)
    require_kind(data, media)
    read = await read_bytes(data, "claims.json")
    require_claims(read)
    result = overridden(service, await check(service, read), service.api_owner(request))
    return await json_text(
        lambda out: fhir_response.write_result(result, out, dated=date.today(), uses=_uses(data)),
        media=MEDIA,
    )


def _uses(data: bytes) -> dict[str, str]:
    """The use of each Claim in a body that has been read, by every number that it may be known by."""
    found: dict[str, str] = {}
    whole = [each.value for each in documents(io.BytesIO(data))]  # one document, or one a line
    for claim in (claim for each in whole for claim in _claims(each)):
        use = claim.get("use")
        if use in fhir_response.USES:
            identifiers = claim.get("identifier")
            listed = identifiers if isinstance(identifiers, list) else []
            numbers = [each.get("value") for each in listed if isinstance(each, dict)]
            found |= {number: use for number in [*numbers, claim.get("id")] if isinstance(number, str)}
    return found


def _claims(value: Any) -> Iterator[dict[str, Any]]:
    """The Claim resources in a resource and in what it holds."""
    resource = value if isinstance(value, dict) else {}
    if resource.get("resourceType") == "Claim":
        yield resource
    for name in ("entry", "parameter"):
        entries = resource.get(name)
        for entry in entries if isinstance(entries, list) else []:
            if isinstance(entry, dict):
                yield from _claims(entry.get("resource"))


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
