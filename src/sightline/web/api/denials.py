"""POST /api/v1/denials: what to do with each line that a remittance denies or reduces."""

from __future__ import annotations

import asyncio
import io
import json
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from sightline.denied.result import Denials
from sightline.denied.run import answered
from sightline.edits.result import Result
from sightline.engines.duckdb import DuckDB
from sightline.outputs.denials import json as denials_json
from sightline.pricing.denials import denials as unpaid
from sightline.pricing.price import Options, Pricer
from sightline.reference.store import Reference
from sightline.remits.run import against
from sightline.remits.x12_835 import read_835
from sightline.web.api.answers import json_text, problems
from sightline.web.api.catalogue import Day
from sightline.web.api.examples import X12
from sightline.web.api.price import Locality
from sightline.web.bodies import media_of, small
from sightline.web.checking import require_claims
from sightline.web.problems import Problem
from sightline.web.service import check, read_bytes, service_of

router = APIRouter(prefix="/api/v1", tags=["denials"])
_JSON = "application/json"
_REMITTANCE = (
    "ISA*00*          *00*          *ZZ*PAYER          *ZZ*BILLER         *260407*0915*^*00501*000000201*0*T*:~"
    "GS*HP*PAYER*BILLER*20260407*0915*201*X*005010X221A1~ST*835*0001~BPR*I*0*C*NON************20260407~TRN*1*T1*1900000003~"
    "N1*PR*MEDICARE~CLP*A17*4*310*0**MB*ICN1*22*1~SVC*HC:77012*310*0**1~CAS*CO*5*310~SE*7*0001~GE*1*201~IEA*1*000000201~"
)
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            _JSON: {
                "schema": {
                    "type": "object",
                    "properties": {"claims": {"type": "string"}, "remittance": {"type": "string"}},
                    "required": ["claims", "remittance"],
                },
                "example": {"claims": X12, "remittance": _REMITTANCE},
            }
        },
    }
}


@router.post(
    "/denials",
    summary="What to do with denied lines",
    openapi_extra=_BODY,
    responses={200: {"description": "The answers, as docs/denials.md says"}, **problems(400, 408, 413, 415, 422)},
)
async def denials(
    request: Request,
    locality: Locality = "",
    on: Annotated[Day, Query(description="The day of asking; today without.")] = None,
) -> Response:
    """One answer for each line that the remittance (X12 835) denies or reduces: the action, the last day, the ground, the
    dollars at stake; with the ledger from charge to paid.

    Both texts are in one JSON object, `claims` (X12 837P, FHIR or CSV) and `remittance`. Takes bodies up to 256 KB; nothing is
    kept or sent.
    """
    service = service_of(request)
    media_of(request, (_JSON,))
    claims, remittance = _texts(await small(request, service.settings, service.settings.inline))
    read = await read_bytes(claims, "claims")
    require_claims(read)
    checked = await check(service, read, "")
    found = await asyncio.to_thread(
        _answered, checked, remittance, locality, on or date.today(), service.engine.reference
    )
    if found.reconciled.unreadable and not found.reconciled.payments.num_rows:
        raise Problem(422, "The remittance is no X12 835 with a payment in it.")
    return await json_text(lambda out: denials_json.write_denials(found, out))


def _answered(checked: Result, remittance: bytes, locality: str, on: date, reference: Reference) -> Denials:
    with closing(DuckDB(threads=1)) as engine:
        pricer = Pricer(reference, Options(locality=locality), engine)
        priced = replace(pricer.price(checked.claims, checked.lines, unpaid(checked)), check=checked)
        found = against(priced, read_835(io.BytesIO(remittance), "remittance"), pricer.price)
        return answered(found, pricer, {}, None, on)


def _texts(data: bytes) -> tuple[bytes, bytes]:
    """The claims and the remittance of a JSON body. Raises Problem 422."""
    try:
        both = json.loads(data)
    except (ValueError, RecursionError):
        raise Problem(422, "The body is not JSON.") from None
    texts = [both.get(name) if isinstance(both, dict) else None for name in ("claims", "remittance")]
    if not all(isinstance(each, str) and each for each in texts):
        raise Problem(422, "The body is an object of two texts: claims and remittance.")
    claims, remittance = (str(each).encode("utf-8", "replace") for each in texts)
    return claims, remittance
