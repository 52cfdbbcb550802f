"""The register of overrides: those that somebody may see, withdrawn, and as a file.

In a workspace these are the practice's. Without one the log is the service's, and a session sees what was decided on findings
of the checks that it has.
"""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from sightline.edits.after.bound import Bound
from sightline.edits.after.overrides import Override, places_of, withdrawn
from sightline.edits.rule.load import load
from sightline.outputs import overrides as outputs
from sightline.outputs.cells import safe
from sightline.web.decisions import Decisions
from sightline.web.forms import form_of
from sightline.web.pages.decision import who_decides
from sightline.web.problems import Problem
from sightline.web.render import page
from sightline.web.service import kept, service_of

router = APIRouter(prefix="/overrides", include_in_schema=False)
_COLUMNS = (*Bound._fields, "user", "reason", "expires")


@dataclass(frozen=True)
class Registered:
    """The last decision on a finding: its place in the log from 0, and whether it holds today."""

    place: int
    override: Override
    holds: bool


@dataclass(frozen=True)
class RegisterPage:
    """What overrides.html shows: the decisions that hold, then those that ended, each the latest first."""

    rows: list[Registered]
    titles: dict[str, str]  # of edits, by id
    today: date


@router.get("")
async def register(request: Request) -> Response:
    """The overrides."""
    rows = await asyncio.to_thread(_registered, request)
    titles = {edit.id: edit.title for edit in load()}
    return page(request, "overrides.html", **vars(RegisterPage(rows, titles, date.today())))


@router.post("/withdraw")
async def withdraw(request: Request) -> Response:
    """End the overrides that are chosen, by lines more in the log."""
    form = await form_of(request)
    user = who_decides(request, form)
    places = {str(place) for place in form.getlist("place")}

    def work() -> None:
        chosen = [row.override for row in _registered(request) if row.holds and str(row.place) in places]
        if not chosen:
            raise Problem(422, "No override that holds is chosen.")
        log = _decisions(request)
        log.append(withdrawn(override, user, date.today()) for override in chosen)

    if not user:
        raise Problem(422, "Say who withdraws them.")
    await asyncio.to_thread(work)
    return RedirectResponse("/overrides", 303)


@router.get("/file/{name}")
async def as_file(request: Request, name: str) -> Response:
    """The last decision on each finding, as CSV or JSON."""
    rows = await asyncio.to_thread(_registered, request)
    out = io.StringIO()
    if name == "json":
        outputs.write_json([row.override for row in rows], out)
        media = "application/json"
    elif name == "csv":
        writer = csv.DictWriter(out, _COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows({key: safe(value) for key, value in row.override.as_dict().items()} for row in rows)
        media = "text/csv; charset=utf-8"
    else:
        raise Problem(404, "There is no such format.")
    disposition = f'attachment; filename="overrides.{name}"'
    return Response(out.getvalue(), media_type=media, headers={"content-disposition": disposition})


def _decisions(request: Request) -> Decisions:
    service = service_of(request)
    return service.decisions(service.owner(request))


def _registered(request: Request) -> list[Registered]:
    read = _decisions(request).read()
    last = {override.bound: place for place, override in enumerate(read)}
    if not service_of(request).workspace:
        mine = _of_session(request, last)
        last = {bound: place for bound, place in last.items() if bound in mine}
    rows = [Registered(place, read[place], read[place].expires >= date.today()) for place in last.values()]
    return sorted(rows, key=lambda row: (not row.holds, -row.place))


def _of_session(request: Request, bounds: Collection[Bound]) -> set[Bound]:
    """Those of `bounds` that are findings of the session's checks; a check that must be made anew has none."""
    service = service_of(request)
    found: set[Bound] = set()
    for job in service.jobs.of(service.owner(request)) if bounds else ():
        if job.done:
            with suppress(Problem):
                found |= set(places_of(kept(service, job), bounds).values())
    return found
