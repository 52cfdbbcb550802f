"""Who makes a request of a workspace, and that it is in the audit trail before it is answered."""

from __future__ import annotations

import asyncio
import re

from starlette.requests import Request
from starlette.types import Scope

from sightline.web.sessions import Sessions
from sightline.web.settings import Settings
from sightline.web.workspace.accounts import User, user_of
from sightline.web.workspace.trail import DID
from sightline.web.workspace.workspace import Workspace

_CHECK = re.compile(r"/check/([\w-]{22})$", re.ASCII)


def identified(request: Request, workspace: Workspace, sessions: Sessions, settings: Settings) -> User | None:
    """The user of a program's token, of the proxy's header, or of the session; None where nobody is named."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return workspace.accounts.with_token(given.strip())
    client = request.client.host if request.client else ""
    if settings.proxy_header and client in settings.proxy_from:
        named = request.headers.getlist(settings.proxy_header)
        if named:  # twice the header is nobody's: one of them may be the browser's own
            return workspace.accounts.named(named[0]) if len(named) == 1 else None
    name, _, epoch = sessions.who(request).partition(" ")
    user = workspace.accounts.named(name) if name else None
    return user if user and epoch == str(user.epoch) else None


def signed_in(user: User) -> str:
    """What a session keeps of who signed in."""
    return f"{user.name} {user.epoch}"


class Witness:
    """Writes a request of a workspace into the audit trail, once, with the status of its answer."""

    def __init__(self, workspace: Workspace, request: Request, scope: Scope) -> None:
        self.workspace = workspace
        self.request = request
        self.scope = scope  # in which the app notes the route and the user
        self._done = False

    async def record(self, status: int, location: str = "") -> None:
        """Add the row, when the request is of a kind that is recorded; `location` is where the answer leads."""
        if self._done:
            return
        self._done = True
        user = user_of(self.request)
        did = self._did(status)
        if user is None or not did:
            return
        given = self.scope.get("path_params") or {}
        made = _CHECK.match(location)
        job = str(given.get("number", "")) or (made[1] if made else "")
        client = self.request.client.host if self.request.client else ""
        await asyncio.to_thread(
            self.workspace.trail.record, user.practice, user.name, did, job=job[:40],
            claim=str(given.get("key", ""))[:20], status=status, client=client,
        )  # fmt: skip

    def _did(self, status: int) -> str:
        route = self.scope.get("route")
        template = getattr(route, "path", "")
        if template:
            return DID.get((self.scope["method"], template), "")
        return f"was refused {self.scope['method']} {self.scope['path'][:100]}" if status == 403 else ""
