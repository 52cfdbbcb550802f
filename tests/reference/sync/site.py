"""A publisher's site on loopback: pages and files by path, with the faults that a test requests."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LICENSE = "<html><head><title>License</title><script>x()</script></head><body><h1>License for use of CPT</h1>"
LICENSE += "<p>You may use the codes if you accept.</p><a href='#'>Accept</a></body></html>"


@dataclass
class Site:
    """What the site serves, what it was asked, and how often each path fails or is cut first."""

    pages: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)  # path, Range
    fails: dict[str, list[int]] = field(default_factory=dict)  # the statuses of the next answers
    cuts: dict[str, list[int]] = field(default_factory=dict)  # the bytes after which the next answers end
    base: str = ""

    def bodies(self, ending: str) -> int:
        """How many times files of that ending were asked for."""
        return sum(path.endswith(ending) for path, _ in self.asked)


@contextmanager
def serving() -> Iterator[Site]:
    """A site on a free port of loopback."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            site.asked.append((path, self.headers.get("Range", "")))
            if site.fails.get(path):
                self.send_response(site.fails[path].pop(0))
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            body = site.pages.get(path)
            if body is None:
                self.send_error(404)
                return
            tag = f'"{hashlib.md5(body).hexdigest()}"'
            if self.headers.get("If-None-Match") == tag:
                self.send_response(304)
                self.end_headers()
                return
            start = 0
            if self.headers.get("Range") and self.headers.get("If-Range") == tag:
                start = int(self.headers["Range"].removeprefix("bytes=").rstrip("-"))
            self.send_response(206 if start else 200)
            self.send_header("ETag", tag)
            self.send_header("Content-Length", str(len(body) - start))
            self.end_headers()
            end = site.cuts[path].pop(0) if site.cuts.get(path) else len(body)
            self.wfile.write(body[start : max(end, start)])
            self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    site.base = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
