"""The audit trail of a practice, for its admins: who saw and did what, and as a file."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from sightline.outputs.cells import safe
from sightline.web.pages.people import here
from sightline.web.problems import Problem
from sightline.web.render import page
from sightline.web.workspace.store import Row
from sightline.web.workspace.trail import COLUMNS, first_broken

router = APIRouter(prefix="/trail", include_in_schema=False)
_MOST = 500  # rows that the page shows


@dataclass(frozen=True)
class TrailPage:
    """What trail.html shows, the latest first; `account` is whose rows these are, "" for all."""

    rows: list[Row]
    accounts: list[str]
    account: str
    most: int


@router.get("")
async def trail(request: Request, account: str = "") -> Response:
    """The last rows of the trail, of all or of one account."""
    workspace, user = here(request)
    where = {"account": account} if account else {}
    rows = await asyncio.to_thread(workspace.trail.latest, user.practice, _MOST, **where)
    names = [row["name"] for row in workspace.accounts.of(user.practice)]
    return page(request, "trail.html", **vars(TrailPage(rows, names, account, _MOST)))


@router.get("/file/{name}")
async def as_file(request: Request, name: str) -> Response:
    """The whole trail as CSV or JSON, with the digests that chain its rows."""
    workspace, user = here(request)
    rows = await asyncio.to_thread(workspace.trail.all, user.practice)
    given = [{column: row[column] for column in ("id", *COLUMNS, "digest")} for row in rows]
    out = io.StringIO()
    if name == "json":
        json.dump({"broken_at": first_broken(rows), "trail": given}, out)
        media = "application/json"
    elif name == "csv":
        writer = csv.DictWriter(out, ("id", *COLUMNS, "digest"), lineterminator="\n")
        writer.writeheader()
        writer.writerows({key: safe(value) for key, value in row.items()} for row in given)
        media = "text/csv; charset=utf-8"
    else:
        raise Problem(404, "There is no such format.")
    headers = {"content-disposition": f'attachment; filename="trail.{name}"'}
    return Response(out.getvalue(), media_type=media, headers=headers)
