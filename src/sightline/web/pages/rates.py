"""Negotiated rates: what is in the store, what payers pay for a code with a picture, and a place to add a file."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi import Path as InPath
from starlette.responses import RedirectResponse, Response

from sightline.outputs.rates.picture import svg
from sightline.outputs.rates.text import money, title
from sightline.pricing.places import place_key
from sightline.rates.store import RatesError, Store
from sightline.rates.summary import PERCENTILES, Summary
from sightline.web.forms import file_name, files, form_of, text
from sightline.web.lookups import rates_of
from sightline.web.problems import Problem
from sightline.web.rate_files import add_rates
from sightline.web.render import page
from sightline.web.service import service_of

router = APIRouter(prefix="/rates", include_in_schema=False)
Code = Annotated[str, InPath(max_length=12, pattern=r"^[A-Za-z0-9]+$")]
Word = Annotated[str, Query(max_length=80)]


@router.get("")
async def rates(request: Request, code: Annotated[str, Query(max_length=12)] = "") -> Response:
    """What is in the store, and the form for a code."""
    if code.strip().isalnum():
        return RedirectResponse(f"/rates/{code.strip().upper()}", 303)
    return _page(request)


@router.post("")
async def add(request: Request) -> Response:
    """Read a rate file into the store, in a process of its own."""
    service = service_of(request)
    form = await form_of(request)
    given = files(form, "file")
    if not given:
        raise Problem(422, "Choose a file that a payer or a hospital published.")
    payer, codes = text(form, "payer"), text(form, "codes")
    with tempfile.TemporaryDirectory(prefix="rates-", dir=service.settings.folder) as folder:
        path = Path(folder) / file_name(given[0], "rates.json")
        await asyncio.to_thread(_copy, given[0].file, path)
        messages, refused = await add_rates(service.settings, path, payer, codes)
    return _page(request, messages, refused, status=422 if refused else 200)


@router.get("/{code}")
async def rates_for(request: Request, code: Code, locality: Annotated[str, Query(max_length=60)] = "",
                    by: Word = "payer,component") -> Response:  # fmt: skip
    """The distributions for a code, beside Medicare."""
    summary = await _summary(request, code, by, locality)
    drawn = any(cell.keys["unit"] == "dollars" for cell in summary.cells)
    return page(
        request, "rate.html", code=code.upper(), summary=summary, title_of=title, money=money, drawn=drawn,
        percentiles=PERCENTILES, locality=locality, by=by,
    )  # fmt: skip


@router.get("/{code}/picture.svg")
async def picture(request: Request, code: Code, locality: Annotated[str, Query(max_length=60)] = "",
                  by: Word = "payer,component") -> Response:  # fmt: skip
    """The distributions as a picture."""
    summary = await _summary(request, code, by, locality)
    return Response(svg(summary), media_type="image/svg+xml")


async def _summary(request: Request, code: str, by: str, locality: str) -> Summary:
    """The distributions for a code. Raises Problem 404 when the store has none."""
    service = service_of(request)
    try:
        return await asyncio.to_thread(
            rates_of,
            service.settings.rates,
            service.engine.reference,
            code.upper(),
            by,
            await asyncio.to_thread(place_key, service.engine.reference, locality),
        )
    except RatesError:
        raise Problem(
            404, "No rate in the store is for these codes and payers; Rates shows which files it holds."
        ) from None


def _page(request: Request, messages: list[str] | None = None, refused: bool = False, status: int = 200) -> Response:
    entries = Store(service_of(request).settings.rates).entries()
    parts = sorted(((p.payer, p.date, e.name, p.prices) for e in entries for p in e.parts), key=lambda row: row[:3])
    return page(request, "rates.html", status=status, parts=parts, messages=messages or [], refused=refused)


def _copy(source: Any, path: Path) -> None:
    import shutil

    with path.open("wb") as out:
        shutil.copyfileobj(source, out)
