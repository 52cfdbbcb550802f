"""The app: the pages and the API of one service, behind its guard."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import Depends, FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.types import ASGIApp

from sightline import __version__
from sightline.outputs.check import html
from sightline.web import problems
from sightline.web.api import catalogue, check, denials, fhir, jobs, price, report
from sightline.web.api import codes as api_codes
from sightline.web.api.described import describe
from sightline.web.engine import Engine
from sightline.web.files import PLAIN
from sightline.web.forwarded import Forwarded
from sightline.web.guard import Guard
from sightline.web.jobs import Jobs
from sightline.web.pages import (
    causes,
    claim,
    codes,
    drafts,
    home,
    many,
    overrides,
    people,
    rates,
    reference,
    remittances,
    reports,
    rule_book,
    sign_in,
    together,
    trail,
)
from sightline.web.pages import check as pages_check
from sightline.web.report_desk import ReportDesk
from sightline.web.service import Service
from sightline.web.sessions import Sessions
from sightline.web.settings import Settings
from sightline.web.workers import Workers
from sightline.web.workspace.workspace import open_workspace

_API = (check, jobs, price, denials, api_codes, catalogue, report)
_PAGES = (
    home,
    pages_check,
    causes,
    many,
    drafts,
    remittances,
    claim,
    together,
    overrides,
    codes,
    reports,
    rates,
    rule_book,
    reference,
    sign_in,
    people,
    trail,
)
_REPORT = Path(html.__file__).parents[1] / "assets"
ABOUT = """Checks professional medical claims against effective-dated public rules. Send claims, get findings with their
citation, reference row and fix. Nothing leaves this computer."""


def create_app(settings: Settings) -> ASGIApp:
    """The app as ASGI. Raises ServiceError or ReferenceDataError when it cannot be set up."""
    settings.check()
    settings.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    workspace = open_workspace(settings.folder, key=settings.key) if settings.workspace else None
    sessions = Sessions(settings.folder, settings.session_seconds, strict=settings.workspace)
    store = Jobs(settings.jobs_folder, workspace.files if workspace else PLAIN)
    workers = Workers(settings, store, sessions, workspace.forget if workspace else lambda job: None)
    engine = Engine(settings.reference, settings.checkers)
    service = Service(settings, sessions, store, workers, engine, ReportDesk(), workspace)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await service.engine.start()
        workers.start()
        yield
        await workers.stop()
        await service.engine.stop()
        service.reports.close()
        if workspace:
            workspace.store.close()

    app = FastAPI(
        title="Sightline", version=__version__, description=ABOUT, lifespan=lifespan,
        docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json",
    )  # fmt: skip
    app.state.service = service
    problems.install(app)
    describe(app, token=bool(settings.token) or settings.workspace)
    for room in _API:
        app.include_router(room.router, dependencies=[Depends(problems.known_only)])
    for room in (fhir, *_PAGES):  # FHIR lets a server pass over parameters that it does not know
        app.include_router(room.router)

    # The style of reports, which that of the pages builds on.
    for name in ("report.css", "code.css", "code.js", "waterfall.css"):
        app.add_route(f"/static/{name}", _file(_REPORT / name), include_in_schema=False)

    @app.get("/health", tags=["service"], summary="Whether the service is up")
    async def health() -> dict[str, str]:
        return {"status": "up", "version": __version__}

    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), "static")
    return Forwarded(Guard(app, settings, sessions, workspace), settings.proxy_from)


def _file(path: Path) -> Callable[[Request], FileResponse]:
    """What answers with one file."""
    return lambda request: FileResponse(path, headers={"cache-control": "max-age=3600"})
