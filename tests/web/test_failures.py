"""When our own code fails: a page for browsers, problem+json for programs, whatever failed and wherever."""

from __future__ import annotations

import logging
import re

import pytest
from fastapi import Depends
from fastapi.testclient import TestClient
from starlette.responses import StreamingResponse

from sightline.web import app as app_of_service
from sightline.web.app import create_app
from sightline.web.settings import Settings
from web.conftest import ADDRESS, EXAMPLE, PAGE, X12, made, token_of, uploaded

SECRET = "1EG4TE5MK73"
JSON = {"accept": "application/json"}
DATA = EXAMPLE.read_bytes()


def _raise(*_args, **_more):
    raise LookupError(SECRET)


def _is_told(answer, address, *, page):
    """A 500 told as it should be, and not as something that the sender did."""
    assert answer.status_code == 500, answer.text
    kind = answer.headers["content-type"].partition(";")[0]
    if address.startswith("/fhir/"):
        assert kind == "application/fhir+json"
        assert answer.json()["issue"][0]["code"] == "exception"
    elif address.startswith("/api/") or not page:
        assert kind == "application/problem+json"
        assert (answer.json()["status"], answer.json()["title"]) == (500, "Sightline failed")
    else:
        assert kind == "text/html"
        assert "<h1>Sightline failed</h1>" in answer.text
    assert "please report" in answer.text
    assert not re.search("upload|refused|Internal Server Error|Traceback", re.sub("<nav.*</nav>", "", answer.text))
    assert SECRET not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """A service with routes, a dependency, a middleware and an answer that fail, in every room."""
    folder = tmp_path_factory.mktemp("broken")
    outermost = create_app(Settings(folder, rates=folder / "rates", requests_per_second=10_000))
    app = outermost.app.app  # behind the proxy's scheme and the guard

    class Middleware:
        def __init__(self, app):
            self.app = app

        async def __call__(self, scope, receive, send):
            if scope["type"] == "http" and scope["path"].endswith("in-middleware"):
                _raise()
            await self.app(scope, receive, send)

    app.add_middleware(Middleware)

    def unwritable():
        return {"value": {object()}}

    async def cut():
        yield b"the beginning"
        _raise()

    def stream():
        return StreamingResponse(cut())

    for room in ("/check", "/api/v1", "/fhir"):
        app.add_api_route(f"{room}/broken/route", _raise_route, methods=["GET", "POST"], include_in_schema=False)
        app.add_api_route(f"{room}/broken/dependency", unwritable, dependencies=[Depends(_raise_route)])
        app.add_api_route(f"{room}/broken/answer", unwritable)
        app.add_api_route(f"{room}/broken/stream", stream)
    with TestClient(outermost, base_url=ADDRESS, follow_redirects=False) as client:
        yield client


def _raise_route():
    _raise()


@pytest.mark.parametrize("accept", [PAGE, JSON, {"accept": "*/*"}], ids=["page", "json", "any"])
@pytest.mark.parametrize("where", ["route", "dependency", "answer", "in-middleware"])
@pytest.mark.parametrize("room", ["/check", "/api/v1", "/fhir"])
def test_what_raises_is_told_to_who_asked(broken, room, where, accept):
    address = f"{room}/broken/{where}"
    _is_told(broken.get(address, headers=accept), address, page=accept is PAGE)


def test_a_form_that_raises_is_told_too(broken):
    for address in ("/check/broken/route", "/api/v1/broken/route"):
        _is_told(broken.post(address, data={"a": "b"}, headers=PAGE), address, page=True)


def test_an_answer_that_breaks_off_is_logged(broken, caplog):
    with caplog.at_level(logging.ERROR):
        broken.get("/api/v1/broken/stream")
    assert "LookupError" in caplog.text
    assert SECRET not in caplog.text


class Broken:
    """A service of which nothing works."""

    def __getattr__(self, name):
        _raise()


#: What stands for the parameters in the addresses of routes.
_PARTS = {"number": "x" * 22, "key": "1", "code": "77012", "id": "PTP001", "name": "json", "kind": "denials"}
_MEDIA = {
    "/api/v1/verify": "text/markdown",
    "/api/v1/report": "text/plain",
    "/api/v1/denials": "application/json",
    "/fhir/Claim/$submit": "application/fhir+json",
}

#: Addresses that answer though nothing works.
_NEEDS_NOTHING = {("GET", "/fhir/metadata")}


@pytest.mark.parametrize(
    "module",
    [*app_of_service._API, app_of_service.fhir, *app_of_service._PAGES],
    ids=lambda module: module.__name__[13:],
)
def test_every_address_tells_of_a_failure(broken, monkeypatch, module):
    """What every page needs fails too: the page that tells the problem has to do without."""
    monkeypatch.setitem(broken.app.app.app.state._state, "service", Broken())
    addresses = [
        (method, route.path.format(**_PARTS)) for route in module.router.routes for method in route.methods - {"HEAD"}
    ]
    for method, address in addresses:
        api = address.startswith(("/api/", "/fhir/"))
        form = {"content-type": "application/x-www-form-urlencoded"}
        media = (
            ({"content-type": _MEDIA.get(address, X12["content-type"])} if api else form) if method == "POST" else {}
        )
        asked = "?q=lung" if address.endswith("/search") else ""
        answer = broken.request(method, f"{address}{asked}", headers=PAGE | media, content=b"a=b" if media else None)
        if (method, address) not in _NEEDS_NOTHING:
            _is_told(answer, address, page=True)


def test_a_guard_that_fails_is_told(tmp_path, monkeypatch):
    with made(tmp_path, token="a-token-that-is-long-enough") as client:
        monkeypatch.setattr("sightline.web.sessions.Sessions.who", _raise)
        for address, headers in (("/check", PAGE), ("/check", JSON), ("/api/v1/edits", PAGE), ("/fhir/metadata", {})):
            _is_told(client.get(address, headers=headers), address, page=headers is PAGE)


def test_a_template_that_fails_is_told(client, monkeypatch):
    where = uploaded(client, DATA)
    monkeypatch.setattr("sightline.outputs.check.overview.unknown_payers", lambda _result: 3)
    _is_told(client.get(where, headers=PAGE), where, page=True)
    _is_told(client.get(where, headers=JSON), where, page=False)


def test_a_check_that_fails_at_once_is_told_and_not_left_waiting(tmp_path, monkeypatch):
    with made(tmp_path) as client:
        token = token_of(client)
        monkeypatch.setattr("sightline.web.warm.Warm.check", _raise)
        answer = client.post("/check", data={"csrf": token}, files={"files": ("a.837", DATA)}, headers=PAGE)
        _is_told(answer, "/check", page=True)
        where = re.search(r"/check/[\w-]{22}", client.get("/check").text)[0]
        page = client.get(where, headers=PAGE)
        assert "Sightline failed before the check was finished" in page.text
        assert "waiting" not in page.text
        assert client.get(f"{where}/export/json").status_code == 500


def test_a_worker_that_dies_is_our_failure(tmp_path, monkeypatch):
    with made(tmp_path, inline=5) as client:
        monkeypatch.setattr("sightline.web.workers.sys.executable", "/bin/false")
        answer = client.post("/api/v1/check", content=DATA, headers={**X12, "prefer": "wait=60"})
        assert answer.status_code == 500
        assert "Sightline failed before the check was finished" in answer.json()["detail"]


@pytest.mark.parametrize("host", ["[", "[::1", "]", "127.0.0.1:x", "a@127.0.0.1]", "²", "//", " "])
def test_odd_headers_are_not_our_failure(broken, host):
    assert broken.get("/health", headers={"host": host.encode("latin-1")}).status_code < 500
    for name in ("origin", "content-length", "cookie", "authorization", "accept", "prefer", "if-none-match"):
        asked = {name: host.encode("latin-1")}
        assert broken.post("/check", headers=asked).status_code < 500, name
        assert broken.get("/api/v1/edits", headers=asked).status_code < 500, name


@pytest.mark.parametrize(
    "name", ["..", ".", "/", "a\x00b.csv", "x" * 300 + ".csv", "保" * 200 + ".csv", "a/../../b.csv"]
)
def test_odd_names_of_files_are_not_our_failure(client, name):
    token = token_of(client)
    for address, field in (
        ("/check", "files"),
        ("/reference", "files"),
        ("/rates", "file"),
        ("/verify", "file"),
        ("/report", "report"),
    ):
        answer = client.post(address, data={"csrf": token}, files={field: (name, b"a,b\n1,2\n")}, headers=PAGE)
        assert answer.status_code < 500, (address, answer.text)


@pytest.mark.parametrize("value", ["²", "9" * 5000, "-1", "1e9", "NaN", "😀", "\x00", "%", "<b>"])
def test_odd_values_are_not_our_failure(client, value):
    where = uploaded(client, DATA)
    token = token_of(client)
    for name in ("state", "payer", "edit", "code", "month", "finding", "sort", "at", "columns", "by"):
        for address in (where, f"{where}/causes", f"{where}/claims/1"):
            assert client.get(address, params={name: value}).status_code < 500, (address, name)
    for name in ("code", "modifiers", "units", "charge", "pos"):
        for address in ("/claims/1", "/claims/1/what-if", "/claims/1/file/csv", "/claims/1/file/fhir"):
            answer = client.post(f"{where}{address}", data={"csrf": token, f"2.{name}": value}, headers=PAGE)
            assert answer.status_code < 500, (name, address, answer.text)
    told = {"csrf": token, "edit": "PTP001", "line": "2", "user": "A. Coder", "reason": "why", "expires": "2000-01-01"}
    for name in ("edit", "line", "user", "reason", "expires"):
        answer = client.post(f"{where}/claims/1/override", data=told | {name: value}, headers=PAGE)
        assert answer.status_code < 500, (name, answer.text)
    for address in ("/code", "/rates", "/payers", "/search", "/code/77012", "/rates/77012", "/payers/x", "/edits/x"):
        for name in ("q", "code", "on", "locality", "by", "edition"):
            assert client.get(address, params={name: value}, headers=PAGE).status_code < 500, (address, name)
