"""The accounts of a practice, for its admins; and one's own password and token."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from sightline.web.forms import form_of, text
from sightline.web.problems import Problem
from sightline.web.render import page
from sightline.web.service import service_of
from sightline.web.workspace.accounts import ROLES, SHORTEST, User, user_of
from sightline.web.workspace.entry import signed_in
from sightline.web.workspace.store import Row
from sightline.web.workspace.workspace import Workspace

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class PeoplePage:
    """What people.html shows."""

    practice: str  # its name
    accounts: list[Row]
    roles: tuple[str, ...]
    shortest: int  # characters of a password


@dataclass(frozen=True)
class AccountPage:
    """What account.html shows; `token` only when it was just made."""

    practice: str
    shortest: int
    token: str


@router.get("/people")
async def people(request: Request) -> Response:
    """The accounts of the practice."""
    workspace, user = here(request)
    name = workspace.accounts.practices()[user.practice]
    rows = workspace.accounts.of(user.practice)
    return page(request, "people.html", **vars(PeoplePage(name, rows, ROLES, SHORTEST)))


@router.post("/people")
async def add(request: Request) -> Response:
    """A new account of the practice."""
    form = await form_of(request)
    workspace, user = here(request)
    given = (text(form, "name"), user.practice, text(form, "role"), text(form, "password"))
    await asyncio.to_thread(workspace.accounts.add, *given)
    return RedirectResponse("/people", 303)


@router.post("/people/{name}")
async def change(request: Request, name: str) -> Response:
    """Another role, another password, or whether the account is let in."""
    form = await form_of(request)
    workspace, user = here(request)
    role, password, active = text(form, "role"), text(form, "password"), text(form, "active")
    await asyncio.to_thread(
        workspace.accounts.change, name, user.practice, role=role, password=password,
        active={"yes": True, "no": False}.get(active),
    )  # fmt: skip
    return RedirectResponse("/people", 303)


@router.get("/account")
async def account(request: Request) -> Response:
    """One's own account."""
    return _account(request)


@router.post("/account")
async def own_password(request: Request) -> Response:
    """Another password for oneself, which ends one's other sessions."""
    form = await form_of(request)
    workspace, user = here(request)
    accounts = workspace.accounts
    if not await asyncio.to_thread(accounts.with_password, user.name, text(form, "now")):
        raise Problem(422, "That is not your password.")
    await asyncio.to_thread(accounts.change, user.name, user.practice, password=text(form, "new") or "-")
    changed = accounts.named(user.name)
    assert changed is not None
    service_of(request).sessions.use(request, signed_in(changed))
    return RedirectResponse("/account", 303)


@router.post("/account/token")
async def own_token(request: Request) -> Response:
    """A token for programs, which is shown once."""
    await form_of(request)
    workspace, user = here(request)
    return _account(request, await asyncio.to_thread(workspace.accounts.new_token, user))


def here(request: Request) -> tuple[Workspace, User]:
    """The workspace and who is in it. Raises Problem 404 in a service without one."""
    workspace, user = service_of(request).workspace, user_of(request)
    if workspace is None or user is None:
        raise Problem(404, "This service keeps no workspace; see docs/service.md on --workspace.")
    return workspace, user


def _account(request: Request, token: str = "") -> Response:
    workspace, user = here(request)
    name = workspace.accounts.practices()[user.practice]
    return page(request, "account.html", **vars(AccountPage(name, SHORTEST, token)))
