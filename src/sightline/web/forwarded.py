"""Behind a proxy that has the TLS: whether the browser speaks HTTPS is what the proxy says, and nobody else."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send


class Forwarded:
    """A plain ASGI wrapper: requests from the `proxies` (addresses) have the scheme of X-Forwarded-Proto. One that names
    several, or has the header twice, is as it came: a part of it may be the browser's own."""

    def __init__(self, app: ASGIApp, proxies: frozenset[str]) -> None:
        self.app = app
        self.proxies = proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        client = scope.get("client")
        if scope["type"] == "http" and client and client[0] in self.proxies:
            named = Headers(scope=scope).getlist("x-forwarded-proto")
            if len(named) == 1 and named[0].strip().lower() in ("http", "https"):
                scope = {**scope, "scheme": named[0].strip().lower()}
        await self.app(scope, receive, send)
