"""Signing in, where the service has a token; and the page that describes the API."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from sightline.web.api.examples import CLAIMS
from sightline.web.forms import form_of, text
from sightline.web.guard import same
from sightline.web.render import page
from sightline.web.service import service_of

router = APIRouter(include_in_schema=False)


@router.get("/sign-in")
async def ask(request: Request) -> Response:
    """The form for the token."""
    return page(request, "sign_in.html", wrong=False)


@router.post("/sign-in")
async def sign_in(request: Request) -> Response:
    """Let the session in when the token is right."""
    service = service_of(request)
    form = await form_of(request)
    if not service.settings.token or not same(text(form, "token"), service.settings.token):
        return page(request, "sign_in.html", wrong=True, status=403)
    service.sessions.renew(request)
    service.sessions.use(request, signed_in=True)
    response = RedirectResponse("/", 303)
    service.sessions.keep(request, response)
    return response


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
