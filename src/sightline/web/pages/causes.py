"""The causes of a check: its findings grouped, with what was charged under each; a click narrows."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import Response

from sightline.web.desk.causes import Cause, Causes, causes
from sightline.web.desk.chart import bars, columns
from sightline.web.desk.choice import AXES, Choice
from sightline.web.jobs import Job
from sightline.web.pages.check import choice_of, done
from sightline.web.render import page
from sightline.web.service import result_of, service_of, worklist_of

router = APIRouter(prefix="/check", include_in_schema=False)
#: What is asked next when a cause was chosen: the first of these that is not narrowed.
_NEXT = ("edit", "payer", "code", "month", "provider", "rendering")


@dataclass(frozen=True)
class CausesPage:
    """What causes.html shows of a check."""

    job: Job
    choice: Choice
    found: Causes
    titles: dict[str, str]  # of edits, by id
    axes: Mapping[str, str]
    then: str  # what a chosen cause is grouped by
    bars: Markup  # of the causes; none by month, which the columns show
    columns: Markup


@router.get("/{number}/causes")
async def causes_of(request: Request, number: str) -> Response:
    """The findings of a check by cause, the most dollars first."""
    service = service_of(request)
    job = done(request, number)
    choice = choice_of(request, job)

    def look() -> CausesPage:
        result = result_of(service, job)
        found = causes(worklist_of(service, job, result), choice)
        narrowed = {*choice.narrowed, choice.by}
        return CausesPage(
            job=job,
            choice=choice,
            found=found,
            titles={edit.id: edit.title for edit in result.edits},
            axes=AXES,
            then=next((axis for axis in _NEXT if axis not in narrowed), choice.by),
            bars=Markup()
            if choice.by == "month"
            else bars(f"Dollars charged by {AXES[choice.by]}", _pairs(found.rows)),
            columns=columns("Dollars charged by month of service", _pairs(found.months)),
        )

    return page(request, "causes.html", **vars(await asyncio.to_thread(look)))


def _pairs(rows: list[Cause]) -> list[tuple[str, Decimal]]:
    return [(cause.value, cause.charged) for cause in rows]
