"""The rule book: the edits, one edit, the payers, one payer, a code payer by payer."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from sightline.edits.rule.edit import Edit
from sightline.edits.rule.load import load, load_needs
from sightline.outputs.catalogue.payers import comparison, edit_row
from sightline.payers.profile import UNKNOWN, VERDICTS
from sightline.payers.rules import load_rules
from sightline.reports.compare import edits as of_reports
from sightline.web.problems import Problem
from sightline.web.render import page
from sightline.web.service import service_of

router = APIRouter(include_in_schema=False)


@router.get("/edits")
async def edits(request: Request) -> Response:
    """The catalogue by family."""
    ordered = sorted(_all(), key=lambda edit: (edit.family, edit.id))
    families = [(family, list(members)) for family, members in groupby(ordered, key=lambda edit: edit.family)]
    return page(request, "edits.html", families=families, total=len(ordered))


@router.get("/edits/{id}")
async def edit(
    request: Request, id: Annotated[str, Path(max_length=10)], code: Annotated[str, Query(max_length=12)] = ""
) -> Response:
    """One edit: facts, its own words, which payers it holds for, and the query itself; and the code that led here."""
    found = next((each for each in _all() if each.id == id.upper()), None)
    if found is None:
        raise Problem(404, "No edit has that id.")
    cells = edit_row(found, service_of(request).engine.payers.all).cells
    gaps = [need.brief for need in load_needs() if need.name in found.needs]
    led = code if code.isascii() and code.isalnum() else ""
    return page(request, "edit.html", edit=found, cells=cells, gaps=gaps, code=led)


@router.get("/payers")
async def payers(request: Request, code: Annotated[str, Query(max_length=12)] = "", on: date | None = None) -> Response:
    """The payers; with a code, what applies to it, payer by payer."""
    engine = service_of(request).engine
    rows, day, code = [], on or date.today(), code.strip().upper()
    published = {
        each.name: sum(parameter.value != UNKNOWN for parameter in each.parameters.values())
        for each in engine.payers.all
    }
    profiles = sorted(engine.payers.all, key=lambda each: -published[each.name])  # who says most is read first
    if code:
        found = await engine.rules(code, day)
        if not found.known:
            raise Problem(404, "The code is in no loaded release; the reference page shows what is loaded.")
        rows = comparison(found, profiles)
    return page(
        request, "payers.html", profiles=profiles, published=published, rules=len(load_rules()), code=code, day=day,
        rows=rows, unknown=UNKNOWN, words=VERDICTS,
    )  # fmt: skip


@router.get("/payers/{name}")
async def payer(request: Request, name: Annotated[str, Path(max_length=60)]) -> Response:
    """One payer: every rule with value, source and date, and the edits by what it says of them."""
    profile = next((each for each in service_of(request).engine.payers.all if each.name == name), None)
    if profile is None:
        raise Problem(404, "There is no payer profile of that name.")
    rules = [(rule, profile.parameters.get(rule.name)) for rule in load_rules()]
    verdicts: dict[str, list[str]] = {word: [] for word in VERDICTS}
    for each in load():
        verdicts[profile.verdict(each.id).word].append(each.id)
    return page(request, "payer.html", profile=profile, rules=rules, verdicts=verdicts, words=VERDICTS, unknown=UNKNOWN)


def _all() -> tuple[Edit, ...]:
    """The edits of claims, and those that hold reports against claims."""
    return (*load(), *of_reports())
