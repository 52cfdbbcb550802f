"""The remittances of a check: an 835 dropped, what was paid too little, what to do with denied lines, and both as files."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from sightline.denied.ledger import entries, total
from sightline.outputs import formats
from sightline.outputs.denials import record
from sightline.outputs.denials.waterfall import Figure, waterfall
from sightline.outputs.denials.waterfall import figures as waterfall_figures
from sightline.outputs.formats import Format
from sightline.outputs.reconcile.work import Group, groups, months, short
from sightline.web.desk.chart import columns
from sightline.web.desk.choice import Choice
from sightline.web.desk.download import download
from sightline.web.desk.money import keep_money
from sightline.web.desk.remittances import Answered, add, answers, remittances, remove_all
from sightline.web.forms import files, form_of
from sightline.web.jobs import Job
from sightline.web.pages.check import choice_of, done
from sightline.web.problems import Problem
from sightline.web.render import page
from sightline.web.service import result_of, service_of

router = APIRouter(prefix="/check/{number}/remittances", include_in_schema=False)
_MOST, _MOST_OF_A_FIGURE = 500, 200  # lines that the page shows, and that a figure of its ledger opens to
#: What is saved: the kind of result, its title, and its formats.
_SAVED = {"reconciliation": "What was paid against what should have been", "denials": "What to do with denied lines"}


@dataclass(frozen=True)
class RemittancesPage:
    """What remittances.html shows; `lines` are those to act on, as outputs/denials/record.py describes them, the most at stake
    first."""

    job: Job
    choice: Choice
    files: int
    figures: list[tuple[str, Decimal]]  # words and dollars
    waterfall: Markup  # from charge to paid; "" where nothing was charged or paid
    ledger: list[Figure]  # its figures
    unmatched: int  # remitted lines of which no claim is here
    lines: list[dict[str, Any]]
    more: int
    groups: list[Group]
    picture: Markup
    saved: Mapping[str, str]
    formats: Mapping[str, Mapping[str, Format]]


@router.get("")
async def shown(request: Request, number: str) -> Response:
    """What the remittances say of the claims."""
    job = done(request, number)
    choice = choice_of(request, job)
    return page(request, "remittances.html", **vars(await asyncio.to_thread(_look, request, job, choice)))


@router.post("")
async def added(request: Request, number: str) -> Response:
    """Add remittances."""
    form = await form_of(request)
    job = done(request, number)
    given = files(form, "files")
    if not given:
        raise Problem(422, "Choose a remittance (835).")
    for each in given:
        await asyncio.to_thread(add, job, each)
    return RedirectResponse(f"/check/{job.id}/remittances{choice_of(request, job).query()}", 303)


@router.post("/remove")
async def removed(request: Request, number: str) -> Response:
    """Remove the remittances of the check."""
    await form_of(request)
    job = done(request, number)
    await asyncio.to_thread(remove_all, job)
    return RedirectResponse(f"/check/{job.id}/remittances{choice_of(request, job).query()}", 303)


@router.get("/file/{kind}/{name}")
async def as_file(request: Request, number: str, kind: str, name: str) -> Response:
    """The reconciliation or the denials in a format of the command line."""
    job = done(request, number)
    form = _formats().get(kind, {}).get(name)
    if form is None or not remittances(job):
        raise Problem(404, "There is no such file.")

    def write(path: Path) -> None:
        found = _answers(request, job)
        value = found.reconciled if kind == "reconciliation" else found.denials
        if form.binary:
            with path.open("wb") as data:
                formats.write(kind, name, value, data)
        else:
            with path.open("w", encoding="utf-8", newline="\n") as out:
                formats.write(kind, name, value, out)

    return await download(job, write, form.media, f"{kind}.{form.suffix}")


def _answers(request: Request, job: Job) -> Answered:
    service = service_of(request)
    return answers(job, result_of(service, job), service.engine.reference)


def _look(request: Request, job: Job, choice: Choice) -> RemittancesPage:
    count = len(remittances(job))
    if not count:
        return RemittancesPage(job, choice, 0, [], Markup(), [], 0, [], 0, [], Markup(), _SAVED, _formats())
    found = _answers(request, job)
    summary = found.reconciled.summary
    ledger = entries(found.denials)
    totals = total(ledger)
    money = keep_money(job, found, ledger, totals)
    lines = sorted(record.lines(found.denials), key=lambda line: -Decimal(line["at_stake"] or 0))
    underpaid = short(found.reconciled)
    by_month, _ = months(underpaid)
    figures = [
        ("expected on lines with a known amount", summary["expected"]),
        ("allowed", summary["allowed"]),
        ("paid", summary["paid"]),
        ("allowed too little", sum((each.short for each in underpaid), Decimal(0))),
        ("recovered: paid after a first decision that paid less", money.recovered),
        ("at stake on denied and reduced lines", money.at_stake),
    ]
    return RemittancesPage(
        job=job,
        choice=choice,
        files=count,
        figures=[(words, amount) for words, amount in figures if amount is not None],
        waterfall=Markup(waterfall(totals[0]) if totals else ""),  # escaped there
        ledger=waterfall_figures(ledger, totals[0], _MOST_OF_A_FIGURE) if totals else [],
        unmatched=summary["unmatched_lines"],
        lines=lines[:_MOST],
        more=max(len(lines) - _MOST, 0),
        groups=groups(underpaid),
        picture=columns("Dollars allowed too little, by month of payment", [(m.name, m.short) for m in by_month]),
        saved=_SAVED,
        formats=_formats(),
    )


def _formats() -> dict[str, dict[str, Format]]:
    return {
        kind: {name: form for name, form in formats.FORMATS[kind].items() if form.installed and name != "text"}
        for kind in _SAVED
    }
