"""What every request passes before it reaches a page or the API: a plain ASGI wrapper around the whole app.

Host names (against DNS rebinding), requests per second, the token, where the request was made from, the size and time
of its body; and on the way out the headers that keep a browser from doing more than the pages need.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import ipaddress
import socket
import time
from urllib.parse import urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sightline.web.problems import Problem, answer, fault
from sightline.web.sessions import Sessions
from sightline.web.settings import LOOPBACK, Settings, is_loopback
from sightline.web.workspace.access import require
from sightline.web.workspace.entry import Witness, identified
from sightline.web.workspace.workspace import Workspace

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
_HEADERS = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
#: Addresses that need no token: the sign-in page, what it is made of, and whether the service is up.
OPEN = ("/sign-in", "/static/", "/health")
_READING = ("GET", "HEAD", "OPTIONS")


class Guard:
    """The wrapper; see the module."""

    def __init__(
        self, app: ASGIApp, settings: Settings, sessions: Sessions, workspace: Workspace | None = None
    ) -> None:
        self.app = app
        self.settings = settings
        self.sessions = sessions
        self.workspace = workspace
        self.rate = Rate(settings.requests_per_second)
        self.sign_ins = Rate(1, burst=10)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; other kinds of connection pass."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope["app"] = self.app  # for the page that describes a problem
        scope.setdefault("state", {})  # which a HEAD made a GET shares
        request = Request(scope)
        if scope["method"] == "HEAD":  # answered as GET, whose body is left out
            scope, send = {**scope, "method": "GET"}, _without_body(send)
        started = False
        seen_by = Witness(self.workspace, request, scope) if self.workspace else None

        async def headed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                if seen_by:
                    # before anything of the answer is sent
                    await seen_by.record(message["status"], Headers(raw=message["headers"]).get("location", ""))
                started = True
                MutableHeaders(scope=message).setdefault("cache-control", "no-store")
                message["headers"].extend(_HEADERS)
            await send(message)

        try:
            self._admit(request)
            await self.app(scope, _limited(receive, request.headers, self.settings), headed)
        except Problem as problem:
            if not started:
                await answer(request, problem)(scope, receive, headed)
        except ClientDisconnect:
            pass  # nobody is there to be answered
        except Exception as error:
            unforeseen = fault(error)
            if not started:
                await answer(request, unforeseen)(scope, receive, headed)

    def _admit(self, request: Request) -> None:
        """Raise Problem for a request that is not to be served."""
        client = request.client.host if request.client else ""
        self.rate.take(client)
        if not self._is_ours(request.headers.get("host", "")):
            raise Problem(421, "This service does not answer to that host name; see docs/service.md on --name.")
        if request.method not in _READING and not _same_origin(request.headers):
            raise Problem(403, "The request was made by a page of another site.")
        if request.scope["path"] == "/sign-in" and request.method == "POST":
            self.sign_ins.take(client)
        if self.workspace:
            self._let_in(request, self.workspace)
        length = request.headers.get("content-length", "")
        if length.isdecimal() and int(length) > self.settings.largest:
            raise _too_large(self.settings)
        if self.settings.token and not request.scope["path"].startswith(OPEN) and not self._is_known(request):
            self._turn_away(request)

    def _let_in(self, request: Request, workspace: Workspace) -> None:
        """Say who makes the request. Raises Problem for who has no account, or too little of a role."""
        path, method = request.scope["path"], request.method
        if self.sessions.withheld(request) and method == "GET" and _wants_page(request):
            raise Problem(401, "", {"refresh": path})  # our own page is requested again, and the cookie comes
        user = identified(request, workspace, self.sessions, self.settings)
        if user is None:
            if not path.startswith(OPEN):
                self._turn_away(request)
            return
        request.state.user = user
        if not path.startswith(OPEN):
            require(user, method, path, len(workspace.accounts.practices()))

    def _is_ours(self, host: str) -> bool:
        """Whether the Host header names this service. A rebound name is somebody else's; a bare address is not a name."""
        name = _name_of(f"//{host}")
        if name in LOOPBACK or name in self.settings.names or name == self.settings.host:
            return True
        if is_loopback(self.settings.host):
            return False
        try:
            return bool(ipaddress.ip_address(name))
        except ValueError:
            return name == socket.gethostname().lower()

    def _is_known(self, request: Request) -> bool:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return same(given.strip(), self.settings.token)
        return bool(self.sessions.who(request))

    def _turn_away(self, request: Request) -> None:
        if _wants_page(request) and request.method == "GET":
            here = request.scope["path"] if self.workspace else ""
            to = f"?{urlencode({'next': here})}" if here not in ("", "/") else ""
            raise Problem(401, "Sign in first.", {"location": f"/sign-in{to}"})
        raise Problem(401, "Send the token as `Authorization: Bearer …`.", {"www-authenticate": "Bearer"})


class Rate:
    """Requests per second for each client, with a burst of twice as many (or `burst`)."""

    def __init__(self, per_second: float, burst: float = 0) -> None:
        self.per_second = per_second
        self.burst = burst or 2 * per_second
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, client: str) -> None:
        """Count one request. Raises Problem 429 when the client made too many."""
        now = time.monotonic()
        left, at = self._left.get(client, (self.burst, now))
        left = min(self.burst, left + (now - at) * self.per_second)
        if len(self._left) > 10_000:
            self._left.clear()
        self._left[client] = (max(left - 1, 0), now)
        if left < 1:
            raise Problem(429, "Too many requests; try again in a moment.", {"retry-after": "1"})


def _without_body(send: Send) -> Send:
    """What sends the head of an answer, and nothing else of it."""
    ended = endless = False

    async def bare(message: Message) -> None:
        nonlocal ended, endless
        if message["type"] == "http.response.start":
            endless = Headers(raw=message["headers"]).get("content-type", "").startswith("text/event-stream")
            await send(message)
        elif not ended:
            ended = True
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        if ended and endless:
            raise ClientDisconnect  # nobody is there for the events that follow

    return bare


def _wants_page(request: Request) -> bool:
    """Whether the request is of somebody in front of a browser."""
    wants = "text/html" in request.headers.get("accept", "")
    return wants and not request.scope["path"].startswith(("/api/", "/fhir/"))


def same(given: str, token: str) -> bool:
    """Whether two texts are equal, in a time that does not show where they differ."""
    one, other = (hashlib.sha256(text.encode()).digest() for text in (given, token))
    return hmac.compare_digest(one, other)


def _same_origin(headers: Headers) -> bool:
    """Whether a page of our own, or no page at all, made the request."""
    if site := headers.get("sec-fetch-site"):  # set by the browser, out of reach of any page
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is None or origin.partition("://")[2] == headers.get("host")


def _name_of(address: str) -> str:
    """The host name in an address; "" where there is none to be read."""
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""


def _limited(receive: Receive, headers: Headers, settings: Settings) -> Receive:
    """The body, up to the largest size and for as long as uploads, and pauses in them, may take."""
    total = 0
    until = time.monotonic() + settings.upload_seconds
    waiting = "content-length" in headers or "transfer-encoding" in headers

    async def limited() -> Message:
        nonlocal total, waiting
        if not waiting:  # the body is in: what follows is the end of the connection, which may take as long as it likes
            return await receive()
        try:
            async with asyncio.timeout(max(min(until - time.monotonic(), settings.idle_seconds), 0.001)):
                message = await receive()
        except TimeoutError:
            raise Problem(408, "The upload took too long.", {"connection": "close"}) from None
        total += len(message.get("body", b""))
        if total > settings.largest:
            raise _too_large(settings)
        waiting = bool(message.get("more_body"))
        return message

    return limited


def _too_large(settings: Settings) -> Problem:
    return Problem(413, f"At most {settings.largest >> 20} MB are taken; see `sightline serve --help`.",
                   {"connection": "close"})  # fmt: skip
