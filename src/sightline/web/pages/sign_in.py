"""Signing in and out, where the service has a token or a workspace; and the page that describes the API."""

from __future__ import annotations

import asyncio
import re

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from sightline.web.api.examples import CLAIMS
from sightline.web.forms import form_of, text
from sightline.web.guard import same
from sightline.web.render import page
from sightline.web.service import service_of
from sightline.web.sessions import COOKIE
from sightline.web.workspace.accounts import user_of
from sightline.web.workspace.entry import signed_in
from sightline.web.workspace.workspace import Workspace

router = APIRouter(include_in_schema=False)
_OURS = re.compile(r"/(?!/)[\w/.-]{0,200}", re.ASCII)


@router.get("/sign-in")
async def form_page(request: Request) -> Response:
    """The form for the token, or for name and password."""
    if user_of(request):
        return RedirectResponse(_next(request), 303)
    return _form(request, wrong=False)


@router.post("/sign-in")
async def sign_in(request: Request) -> Response:
    """Let the session in when the token, or name and password, are right."""
    service = service_of(request)
    form = await form_of(request)
    if service.workspace:
        who = await asyncio.to_thread(_recorded, request, service.workspace, text(form, "name"), text(form, "password"))
    else:
        token = service.settings.token
        who = "signed in" if token and same(text(form, "token"), token) else ""
    if not who:
        return _form(request, wrong=True)
    service.sessions.end(request)
    service.sessions.renew(request)
    service.sessions.use(request, who)
    response = RedirectResponse(_next(request), 303)
    service.sessions.keep(request, response)
    return response


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """End the session; what a workspace has stays."""
    await form_of(request)
    service_of(request).sessions.end(request)
    response = RedirectResponse("/sign-in", 303)
    response.delete_cookie(COOKIE)
    return response


def _form(request: Request, *, wrong: bool) -> Response:
    workspace = service_of(request).workspace is not None
    status = 403 if wrong else 200
    here = _next(request)
    return page(request, "sign_in.html", status, wrong=wrong, workspace=workspace, here=here)


def _next(request: Request) -> str:
    """Where to go after signing in: a page of ours."""
    to = request.query_params.get("next", "")
    return to if _OURS.fullmatch(to) else "/"


def _recorded(request: Request, workspace: Workspace, name: str, password: str) -> str:
    """What the session keeps of who signed in; "" for a wrong name or password. Both are in the audit trail."""
    user = workspace.accounts.with_password(name, password[:1000])
    client = request.client.host if request.client else ""
    if user:
        workspace.trail.record(user.practice, user.name, "signed in", client=client)
        return signed_in(user)
    known = workspace.accounts.named(name)
    practice, account = (known.practice, known.name) if known else ("", "")  # a wrong name may be a password
    workspace.trail.record(practice, account, "could not sign in", status=403, client=client)
    return ""


@router.get("/api")
async def api(request: Request) -> Response:
    """The addresses of the API with an example to copy."""
    described = request.app.openapi()
    addresses = [
        (method.upper(), path, about["summary"], about.get("description", ""))
        for path, methods in described["paths"].items()
        for method, about in methods.items()
    ]
    return page(request, "api.html", addresses=addresses, base=str(request.base_url), media=list(CLAIMS))
