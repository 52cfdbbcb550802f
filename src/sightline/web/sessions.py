"""A browser's session: a random cookie, the token that forms carry against forgery, and who signed in.

The service keeps one small file per session that did something; its time is when the session was last used.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import time
from pathlib import Path
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

COOKIE = "sightline"
_LENGTH = 43  # of secrets.token_urlsafe(32)


class Sessions:
    """The sessions that the service knows, in a folder; `strict`: no other site's link brings the cookie."""

    def __init__(self, folder: Path, seconds: float, *, strict: bool = False) -> None:
        self.folder = folder / "sessions"
        self.seconds = seconds
        self.strict = strict
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._secret = _secret(folder / "secret")

    def id_of(self, request: Request) -> str:
        """The id in the request's cookie; a new one when there is none."""
        known = getattr(request.state, "session", "")
        if not known:
            given = request.cookies.get(COOKIE, "")
            known = given if len(given) == _LENGTH and given.replace("-", "").replace("_", "").isalnum() else ""
            request.state.session = known = known or secrets.token_urlsafe(32)
        return str(known)

    def owner(self, request: Request) -> str:
        """The name under which the session's uploads are kept; the cookie cannot be told from it."""
        return self._keyed("owner", self.id_of(request))

    def csrf(self, request: Request) -> str:
        """The token of the session's forms."""
        return self._keyed("csrf", self.id_of(request))

    def renew(self, request: Request) -> None:
        """Give the session a new id, which nobody could know before."""
        request.state.session = secrets.token_urlsafe(32)

    def keep(self, request: Request, response: Response) -> None:
        """Send the cookie."""
        if self.strict and self.withheld(request):
            return  # the browser has one, which a new one would end
        same_site: Literal["strict", "lax"] = "strict" if self.strict else "lax"
        response.set_cookie(
            COOKIE, self.id_of(request), httponly=True, samesite=same_site, path="/",
            secure=request.url.scheme == "https",
        )  # fmt: skip

    def withheld(self, request: Request) -> bool:
        """Whether the browser may have kept the cookie back, since another site's page brought it here."""
        return COOKIE not in request.cookies and request.headers.get("sec-fetch-site") in ("cross-site", "same-site")

    def use(self, request: Request, who: str = "") -> None:
        """Note that the session did something now, and who signed in when somebody did."""
        path = self.folder / self.owner(request)
        if who or not path.exists():
            path.write_text(who, encoding="utf-8")
        os.utime(path)

    def who(self, request: Request) -> str:
        """Who signed in in the session, and used it since; "" where nobody did."""
        if COOKIE not in request.cookies:
            return ""
        owner = self.owner(request)
        if not self.is_alive(owner):
            return ""
        return (self.folder / owner).read_text(encoding="utf-8")

    def end(self, request: Request) -> None:
        """Forget the session."""
        (self.folder / self.owner(request)).unlink(missing_ok=True)

    def is_alive(self, owner: str) -> bool:
        """Whether an owner's session was used not too long ago."""
        try:
            return time.time() - (self.folder / owner).stat().st_mtime < self.seconds
        except OSError:
            return False

    def forget_ended(self) -> None:
        """Forget the sessions that were not used for too long."""
        for path in self.folder.iterdir():
            if not self.is_alive(path.name):
                path.unlink(missing_ok=True)

    def _keyed(self, use: str, session: str) -> str:
        return hmac.new(self._secret, f"{use} {session}".encode(), hashlib.sha256).hexdigest()[:40]


def _secret(path: Path) -> bytes:
    """The service's own secret, made once."""
    if not path.exists():
        partial = path.with_suffix(".partial")
        partial.touch(mode=0o600)
        partial.write_bytes(secrets.token_bytes(32))
        partial.replace(path)
    return path.read_bytes()
