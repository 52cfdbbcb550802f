"""The rule book and the data under it: edits, payers, reference."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from sightline.edits.rule.load import load
from sightline.outputs.catalogue import payers as as_payers
from sightline.outputs.catalogue import releases
from sightline.outputs.catalogue.edits import edit_page, write_json
from sightline.reference.store import describe_code
from sightline.web.api.answers import problems, tagged
from sightline.web.problems import Problem
from sightline.web.service import service_of

router = APIRouter(prefix="/api/v1", tags=["catalogue"])

Code = Annotated[str, Path(min_length=1, max_length=12, pattern=r"^[A-Za-z0-9.]+$", examples=["77012"])]
EditId = Annotated[str, Path(pattern=r"^[A-Za-z]{3}\d{3}$", examples=["PTP001"])]
Day = Annotated[date | None, Query(examples=["2026-03-02"], description="The date of service.")]


@router.get("/edits", summary="The catalogue of edits", responses=problems(304))
async def edits(request: Request) -> Response:
    """Every edit with its metadata: what it checks, its source, what happens to the line or claim."""
    return await tagged(request, lambda out: write_json(load(), out))


@router.get("/edits/{id}", summary="One edit", responses=problems(304, 404, 422))
async def edit(request: Request, id: EditId) -> Response:
    """One edit with its metadata and, as `page`, its documentation in Markdown."""
    found = next((each for each in load() if each.id == id.upper()), None)
    if found is None:
        raise Problem(404, "No edit has that id; /api/v1/edits lists them.")
    about = {"id": found.id, "title": found.title, "status": found.status, "page": edit_page(found)}
    return await tagged(request, lambda out: json.dump(about, out, ensure_ascii=False))


@router.get("/payers", summary="The payer profiles", responses=problems(304))
async def payers(request: Request) -> Response:
    """The payers with what each has published, and by what a claim's payer is recognised."""
    known = service_of(request).engine.payers.all
    return await tagged(request, lambda out: as_payers.write_list(known, out, form="json"))


@router.get("/payers/compare/{code}", summary="A code, payer by payer", responses=problems(304, 404, 422))
async def compare(request: Request, code: Code, on: Day = None) -> Response:
    """The rules and edits that apply to a procedure code, payer by payer, each value with source and date."""
    engine = service_of(request).engine
    day = on or date.today()

    found = await engine.rules(code.upper(), day)
    if not found.known:
        raise Problem(404, "The code is in no loaded release.")
    return await tagged(
        request,
        lambda out: as_payers.write_comparison(found, out, profiles=engine.payers.all, form="json"),
        basis=day.isoformat(),
    )


@router.get("/reference", summary="What reference data is loaded", responses=problems(304))
async def reference(request: Request) -> Response:
    """The releases: kind, period, publisher, file and digests."""
    loaded = service_of(request).engine.reference
    return await tagged(request, lambda out: releases.write_json(loaded, out))


@router.get("/reference/{code}", summary="What the reference says of a code", responses=problems(304, 404, 422))
async def reference_code(request: Request, code: Code, on: Day = None) -> Response:
    """Every row that the loaded releases have for a code; with `on` only what was in force that day."""
    loaded = service_of(request).engine.reference

    def write(out):  # type: ignore[no-untyped-def]
        found = describe_code(loaded, code.upper(), on)
        if not found:
            raise Problem(404, "The code is in no loaded release.")
        releases.write_code_json(found, out, code=code.upper())

    return await tagged(request, write)
