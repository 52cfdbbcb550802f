"""The reference data: what is loaded, for which periods, what is missing; and a place to add a published file."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from sightline.outputs.catalogue.releases import age, without_today
from sightline.pages.gather import FILES, source_of
from sightline.reference.add import Added, add_files
from sightline.reference.release import ReferenceDataError, Release
from sightline.reference.store import default_directory
from sightline.reference.tables import KINDS
from sightline.web.forms import file_name, files, form_of, text
from sightline.web.problems import Problem
from sightline.web.render import page
from sightline.web.service import Service, service_of

router = APIRouter(prefix="/reference", include_in_schema=False)
_CHANGES = {"new": "added", "replaced": "replaced", "unchanged": "already there"}
_adding = asyncio.Lock()


@router.get("")
async def reference(request: Request) -> Response:
    """What is loaded, by kind, and what is missing."""
    return _page(request)


@router.post("")
async def add(request: Request) -> Response:
    """Add published files, all or none; of a zip what can be read."""
    service = service_of(request)
    form = await form_of(request)
    given = files(form, "files")
    if not given:
        raise Problem(422, "Choose a file that CMS, NCHS or NUCC published.")
    try:
        async with _adding:
            added, left_out = await asyncio.to_thread(_add, service, given, text(form, "period") or None)
            service.engine.reload()
    except ReferenceDataError as error:
        return _page(request, problem=str(error), status=422)
    return _page(request, added=added, left_out=left_out)


def _page(
    request: Request, added: Sequence[Added] = (), left_out: Sequence[str] = (), problem: str = "", status: int = 200
) -> Response:
    loaded = service_of(request).engine.reference
    kinds = [(kind, loaded.of(kind.name)) for kind in KINDS.values()]
    missing = [kind for kind, releases in kinds if all(each.scope == "starter" for each in releases)]
    return page(
        request, "reference.html", status=status, kinds=kinds, missing=missing, added=added, left_out=left_out,
        problem=problem, words=_CHANGES, period=_period, fill=FILES, age=partial(age, on=date.today()),
        old=without_today(loaded, date.today()),
    )  # fmt: skip


def _period(release: Release) -> str:
    """The first and last day that a release answers for, "" when its file states none."""
    period = source_of(release).period
    return period if release.starts_known else f"until {period.rpartition(' to ')[2]}"


def _add(service: Service, given: list[UploadFile], period: str | None) -> tuple[list[Added], list[str]]:
    """Write the uploads to a folder under their own names, which may show the period, and add them; what of a zip is
    left out, by name with the reason."""
    left_out: list[str] = []
    with tempfile.TemporaryDirectory(prefix="reference-", dir=service.settings.folder) as folder:
        paths = []
        for each in given:
            path = Path(folder) / file_name(each, "file")
            with path.open("wb") as out:
                shutil.copyfileobj(each.file, out)
            paths.append(path)
        store = service.settings.reference or default_directory()
        return add_files(paths, store, period=period, say=left_out.append), left_out
