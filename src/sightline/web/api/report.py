"""POST /api/v1/report: does the procedure report support the claim."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from sightline.outputs.report import json as report_json
from sightline.web.api.answers import json_text, problems
from sightline.web.api.examples import X12
from sightline.web.bodies import media_of, small
from sightline.web.checking import require_claims
from sightline.web.problems import Problem
from sightline.web.service import read_bytes, service_of

router = APIRouter(prefix="/api/v1", tags=["report"])
#: A report as it is, by its content type; or, as JSON, a report with the claims to hold it against.
_ALONE = ("text/plain", "application/pdf", "application/rtf", "application/hl7-v2", "application/fhir+json",
          "application/xml")  # fmt: skip
_BOTH = "application/json"
_LARGEST = 4 << 20
_EXAMPLE = "PROCEDURE: CT guided core biopsy of a right lung nodule.\n\nUnder CT guidance a needle was placed."
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "text/plain": {"schema": {"type": "string"}, "example": _EXAMPLE},
            **{media: {"schema": {"type": "string", "format": "binary"}} for media in _ALONE[1:]},
            _BOTH: {
                "schema": {
                    "type": "object",
                    "properties": {"report": {"type": "string"}, "claims": {"type": "string"}},
                    "required": ["report"],
                },
                "example": {"report": _EXAMPLE, "claims": X12},
            },
        },
    }
}


@router.post(
    "/report",
    summary="Read a procedure report",
    openapi_extra=_BODY,
    responses=problems(400, 408, 413, 415, 422),
)
async def report(request: Request) -> Response:
    """Every documentation requirement answered met, contradicted, missing or unclear, with the very words.

    With claims (as JSON: `report` and `claims`, both texts) the report is held against the claim of its patient and date.
    Nothing of it is kept.
    """
    service = service_of(request)
    media = media_of(request, (*_ALONE, _BOTH))
    data = await small(request, service.settings, _LARGEST)
    claims = None
    if media == _BOTH:
        data, given = _texts(data)
        if given:
            claims = await read_bytes(given, "claims")
            require_claims(claims)
    found = await service.reports.read(data, "report", claims, service.engine.reference)
    return await json_text(lambda out: report_json.write_result(found, out, suggest=True))


def _texts(data: bytes) -> tuple[bytes, bytes]:
    """The report and the claims of a JSON body. Raises Problem 422."""
    try:
        both = json.loads(data)
    except (ValueError, RecursionError):
        raise Problem(422, "The body is not JSON.") from None
    texts = [both.get(name, "") if isinstance(both, dict) else None for name in ("report", "claims")]
    if not all(isinstance(each, str) for each in texts) or not texts[0]:
        raise Problem(422, "The body is an object of two texts: report, and claims where there are some.")
    one, other = (each.encode("utf-8", "replace") for each in texts if isinstance(each, str))
    return one, other
