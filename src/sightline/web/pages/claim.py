"""One claim of a check: the form, its findings, changes tried out, overrides, how it is priced, and it as a file."""

from __future__ import annotations

import asyncio
import io
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from starlette.datastructures import FormData
from starlette.responses import JSONResponse, RedirectResponse, Response

from sightline.claims import Batch, Counts
from sightline.claims.columns import record_batch
from sightline.claims.schema import ISSUE, REJECTED
from sightline.edits.load import load
from sightline.edits.overrides import Override, append_override
from sightline.outputs import claims_fhir, claims_table, price_record
from sightline.web.api.jobs import require_done
from sightline.web.forms import form_of, text
from sightline.web.jobs import Job
from sightline.web.opened import Opened, asked, open_claim, submitted
from sightline.web.problems import Problem
from sightline.web.render import fragment, page
from sightline.web.service import refresh_worklist, service_of

router = APIRouter(prefix="/check/{number}/claims/{key}", include_in_schema=False)
Key = Annotated[int, Path(ge=1, le=2**40)]
_FILES = {
    "csv": (claims_table.write_csv, "text/csv; charset=utf-8", "claim.csv"),
    "fhir": (claims_fhir.write_bundle, "application/fhir+json", "claim.json"),
}


@router.get("")
async def claim(request: Request, number: str, key: Key) -> Response:
    """The claim as it came."""
    job, found = await _opened(request, number, key)
    return _page(request, job, key, found, found)


@router.post("")
async def changed(request: Request, number: str, key: Key) -> Response:
    """The claim as the form would change it, as a page: for browsers without scripts."""
    form = await form_of(request)
    _, before = await _opened(request, number, key)
    job, after = await _opened(request, number, key, form)
    return _page(request, job, key, before, after)


@router.post("/what-if")
async def what_if(request: Request, number: str, key: Key) -> Response:
    """What the form's changes would do: findings as HTML by line, and dollars."""
    form = await form_of(request)
    job, found = await _opened(request, number, key, form)
    ids = {"job": job, "key": key, "csrf": text(form, "csrf"), "today": date.today()}
    lines = {
        line["line_no"]: {
            "findings": fragment("findings.html", found=found.of_line(line["line_no"]), **ids),
            "allowed": "" if line["allowed"] is None else f"{line['allowed']:,.2f}",
            "why": line["why"],
        }
        for line in found.lines
    }
    return JSONResponse(
        {
            "changes": found.changes,
            "lines": lines,
            "claim": fragment("findings.html", found=found.of_line(None), **ids),
            "charge": f"{found.charge:,.2f}",
            "allowed": f"{found.allowed:,.2f}",
            "cents": int(found.allowed * 100),
        }
    )


@router.post("/file/{form_name}")
async def as_file(request: Request, number: str, key: Key, form_name: str) -> Response:
    """The claim with the form's changes, as CSV or FHIR."""
    if form_name not in _FILES:
        raise Problem(404, "There is no such format.")
    form = await form_of(request)
    _, found = await _opened(request, number, key, form)
    write, media, name = _FILES[form_name]
    claims, lines, diagnoses = (table.combine_chunks().to_batches()[0] for table in found.tables)
    counts = Counts(claims=1, lines=lines.num_rows)
    batch = Batch(claims, lines, diagnoses, record_batch([], REJECTED), record_batch([], ISSUE), counts)
    out = io.BytesIO()
    await asyncio.to_thread(write, [batch], out)
    return Response(out.getvalue(), media_type=media, headers={"content-disposition": f'attachment; filename="{name}"'})


@router.get("/price")
async def price(request: Request, number: str, key: Key) -> Response:
    """How each line is priced, step by step."""
    job, found = await _opened(request, number, key)
    lines = await asyncio.to_thread(lambda: list(price_record.lines(replace(found.priced, check=None))))
    return page(request, "price.html", job=job, key=key, opened=found, lines=lines)


@router.post("/override")
async def override(request: Request, number: str, key: Key) -> Response:
    """Let a finding stand, with a reason and a last day: a line more in the log of overrides."""
    form = await form_of(request)
    service = service_of(request)
    job, found = await _opened(request, number, key)
    edit, line, user, why = (text(form, name) for name in ("edit", "line", "user", "reason"))
    if edit not in {each.id for each in load()} or not (line == "" or line.isdigit()):
        raise Problem(422, "The finding to let stand is not named.")
    if not why or not user:
        raise Problem(422, "An override needs your name and a reason.")
    try:
        until = date.fromisoformat(text(form, "expires"))
    except ValueError:
        raise Problem(422, "An override needs the last day on which it holds.") from None
    told = Override(edit, found.claim["claim_id"], int(line) if line else None, user[:100], why[:500], until)
    await asyncio.to_thread(append_override, service.settings.overrides_file, told)
    await asyncio.to_thread(refresh_worklist, service, job)
    return RedirectResponse(f"/check/{job.id}/claims/{key}", 303)


async def _opened(request: Request, number: str, key: int, form: FormData | None = None) -> tuple[Job, Opened]:
    service = service_of(request)
    job = service.jobs.find(number, service.sessions.owner(request))
    require_done(job)
    service.sessions.use(request)
    mine, beside = await asyncio.to_thread(submitted, service, job, key)
    changes, remove = asked(form, mine.lines) if form is not None else ([], [])
    return job, await open_claim(service, job, mine, beside, changes, remove)


def _page(request: Request, job: Job, key: int, before: Opened, after: Opened) -> Response:
    kept = {line["line_no"] for line in after.lines}
    values: dict[str, Any] = {
        "job": job,
        "key": key,
        "opened": after,
        "removed": [line for line in before.lines if line["line_no"] not in kept],
        "before": before,
        "letters": "ABCDEFGHIJKL",
        "today": date.today(),
    }
    return page(request, "claim.html", **values)
