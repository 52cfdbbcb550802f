"""How the service reads HTTP: uvicorn's protocol over httptools, with limits to what comes before the body and to waiting.

uvicorn calls the app when the headers are complete and keeps them in memory until then, however many they are. Here a
request line and headers of more than LARGEST_HEAD bytes are answered 431, before the token or anything else is looked at.
Nor does uvicorn mind a connection on which nothing comes, or half a head, or whose answer nobody takes: here it is closed.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import sys
from collections.abc import Callable
from typing import Any

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import Server

from sightline.web.problems import Problem, described

#: Bytes of the request line and headers. Browsers send every cookie of a host, whichever port set it.
LARGEST_HEAD = 64 << 10
#: Seconds in which a connection's request line and headers must have come, from its start or from their first byte.
HEAD_SECONDS = 20.0
#: Seconds for which an answer may wait for its reader.
READER_SECONDS = 60.0
#: Seconds in which what is still on its way is thrown away: closing at once would reset the connection, and the answer
#: would be lost with it.
_LINGER = 2.0


def serve_until_stopped(config: Config, ready: Callable[[], None]) -> None:
    """Serve until Ctrl+C or SIGTERM; `ready` is called when the port is open, which comes after all that is made first.
    Exits with status 1 when it cannot be opened."""
    server = _Server(config)
    server.ready = ready
    with contextlib.suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(1)


class _Server(Server):
    ready: Callable[[], None]

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self.ready()


class LimitedHead(HttpToolsProtocol):
    """One connection. `_unused` counts the bytes that came since headers were complete or a piece of body came: what
    httptools keeps of a head, of trailers behind a body, or of an endless chunk size."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._unused = 0
        self._refused = False
        self._head_timer: asyncio.TimerHandle | None = None
        self._reader_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a request, though not for ever."""
        super().connection_made(transport)
        _probe(transport.get_extra_info("socket"))
        self._head_timer = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing to wait for any more."""
        self._head_timer = _ended(self._head_timer)
        self._reader_timer = _ended(self._reader_timer)
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        super().on_message_begin()
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def pause_writing(self) -> None:
        """The reader takes less than is written."""
        super().pause_writing()
        self._reader_timer = self.loop.call_later(READER_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """The reader has taken what was written."""
        self._reader_timer = _ended(self._reader_timer)
        super().resume_writing()

    def data_received(self, data: bytes) -> None:
        """Parse what came, piece by piece, so that no piece is larger than what may still come."""
        start = 0
        while start < len(data) and not self._refused and not self.transport.is_closing():
            piece = data[start : start + LARGEST_HEAD + 1 - self._unused]
            start += len(piece)
            self._unused += len(piece)
            super().data_received(piece)
            if self._unused > LARGEST_HEAD:
                self._refuse()

    def on_headers_complete(self) -> None:
        """The app is called now."""
        self._unused = 0
        self._head_timer = _ended(self._head_timer)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """The app, or nobody, gets this."""
        self._unused = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Another request may follow on the connection."""
        self._unused = 0
        super().on_message_complete()

    def _refuse(self) -> None:
        """Answer 431 and close."""
        self._close_with(_TOO_LARGE)

    def _give_up(self) -> None:
        """Answer 408 and close where half a head has come, only close where nothing has."""
        self._head_timer = None
        if self._unused:
            self._close_with(_TOO_SLOW)
        elif not self.transport.is_closing():
            self.transport.close()

    def _close_with(self, answer: bytes) -> None:
        """Answer and close; only close where another answer is on its way."""
        self._refused = True
        self._unset_keepalive_if_required()
        if self.transport.is_closing():
            return
        if self.cycle is not None and not self.cycle.response_complete:
            self.transport.close()
            return
        self.transport.write(answer)
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.loop.call_later(_LINGER, self.transport.close)


def _ended(timer: asyncio.TimerHandle | None) -> asyncio.TimerHandle | None:
    """No timer, in the place of one that is to do nothing any more."""
    if timer is not None:
        timer.cancel()
    return None


def _probe(connection: socket.socket | None) -> None:
    """Have the system notice within two minutes when the other end is gone without a word."""
    if connection is None or connection.family not in (socket.AF_INET, socket.AF_INET6):
        return
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 15), ("TCP_KEEPCNT", 4)):
        if hasattr(socket, name):  # not everywhere
            connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def _answer(status: str, detail: str) -> bytes:
    body = json.dumps(described(Problem(int(status[:3]), detail))).encode()
    lines = [
        f"HTTP/1.1 {status}", "content-type: application/problem+json",
        f"content-length: {len(body)}", "cache-control: no-store", "x-content-type-options: nosniff", "connection: close",
    ]  # fmt: skip
    return "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n" + body


_TOO_LARGE = _answer(
    "431 Request Header Fields Too Large", f"The request line and headers may have {LARGEST_HEAD >> 10} KB."
)
_TOO_SLOW = _answer("408 Request Timeout", f"The request line and headers may take {HEAD_SECONDS:.0f} seconds.")
