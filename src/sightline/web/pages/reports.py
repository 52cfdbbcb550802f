"""Does the procedure report support the claim: the text with its evidence marked, the checklist beside it, the claim."""

from __future__ import annotations

from datetime import date
from pathlib import PurePath
from typing import Any

import pyarrow.compute as pc
from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from sightline.claims import read_stream
from sightline.claims.reading import Read, gathered
from sightline.reports.judge import Quote
from sightline.web.checking import require_claims
from sightline.web.desk.claim import findings
from sightline.web.forms import files, form_of, text
from sightline.web.problems import Problem
from sightline.web.render import page
from sightline.web.report_desk import pieces
from sightline.web.service import Service, read_bytes, service_of

router = APIRouter(prefix="/report", include_in_schema=False)
_LARGEST = 4 << 20
_ORDER = ("contradicted", "missing", "unclear", "met")


@router.get("")
async def form_page(request: Request) -> Response:
    """The form for a report, and claims to hold it against."""
    return _page(request, [])


@router.post("")
async def read(request: Request) -> Response:
    """The report's answers; nothing of it is kept."""
    service = service_of(request)
    form = await form_of(request)
    data, name = await _given(form, "report")
    if not data:
        raise Problem(422, "Choose a report, or paste its text.")
    claims = await _claims(service, request, form)
    found = await service.reports.read(data, name, claims, service.engine.reference)
    shown = [_shown(one, result, matched, claims) for one, result, matched in
             zip(found.reports, found.findings, found.matched, strict=True)]  # fmt: skip
    return _page(request, shown)


def _page(request: Request, shown: list[dict[str, Any]]) -> Response:
    service = service_of(request)
    checks = [job for job in service.jobs.of(service.owner(request)) if job.done]
    return page(request, "report.html", shown=shown, checks=checks, order=_ORDER, today=date.today())


async def _given(form: FormData, field: str) -> tuple[bytes, str]:
    """A file or a pasted text of the form, and its name; empty when there is neither. Raises Problem 413."""
    chosen = files(form, field)
    data = await chosen[0].read(_LARGEST + 1) if chosen else text(form, f"{field}-text").encode()
    if len(data) > _LARGEST:
        raise Problem(413, f"At most {_LARGEST >> 20} MB are taken here; `sightline report` takes more.")
    name = PurePath((chosen[0].filename or "").replace("\\", "/")).name if chosen else "pasted"
    return data, name


async def _claims(service: Service, request: Request, form: FormData) -> Read | None:
    """The claims to hold the report against: one of the session's checks, a file or a text; None without any."""
    if number := text(form, "check"):
        job = service.jobs.find(number, service.owner(request))
        with job.open() as source:
            return gathered(read_stream(source, job.name))
    data, name = await _given(form, "claims")
    if not data:
        return None
    claims = await read_bytes(data, name)
    require_claims(claims)
    return claims


def _shown(one: Any, result: Any, matched: Any, claims: Read | None) -> dict[str, Any]:
    """One report as the page shows it."""
    quotes: list[tuple[Quote, str]] = []
    answers = []
    billed = result.lines["code"].to_pylist()
    read = one.done.scope == "read"  # nothing is required of a report without a procedure that is read
    answers_of = [a for a in one.answers if read and one.applies_to(a.requirement, billed)]
    for answer in sorted(answers_of, key=lambda a: (not a.requirement.blocking, _ORDER.index(a.status))):
        numbers = []
        for quote in answer.evidence:
            numbers.append(len(quotes))
            quotes.append((quote, answer.status))
        answers.append({"answer": answer, "quotes": numbers})
    lines, claim = [], None
    if claims is not None and matched.claim_key is not None:
        tables = [claims.tables[name] for name in ("claims", "lines")]
        rows = [t.filter(pc.equal(t["claim_key"], matched.claim_key)).to_pylist() for t in tables]
        claim, lines = rows[0][0], rows[1]
    return {
        "read": one,
        "answers": answers,
        "aside": [a.requirement for a in one.answers if read and a not in answers_of],
        "quotes": [quote for quote, _ in quotes],
        "tones": [status for _, status in quotes],
        "pieces": pieces(one.document.text, [quote for quote, _ in quotes]),
        "findings": findings(result),
        "matched": matched,
        "claim": claim,
        "lines": lines,
        "counts": {status: sum(a.status == status for a in answers_of) for status in _ORDER},
    }
