"""Connections over real sockets: those that wait for ever are closed, those that hang up are nobody's failure, and HEAD."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import threading
import time

import pytest

pytest.importorskip("fastapi")

import uvicorn

from sightline.web import protocol
from sightline.web.app import create_app
from sightline.web.settings import Settings
from web.conftest import EXAMPLE, PAGE, X12, made, token_of, uploaded

HOST = b"Host: 127.0.0.1\r\n"
GET = b"GET /health HTTP/1.1\r\n" + HOST + b"\r\n"


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """The port of a service in a thread of this process, which waits for half a second where it waits for a minute."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(protocol, "HEAD_SECONDS", 0.5)
        patch.setattr(protocol, "READER_SECONDS", 0.5)
        settings = Settings(tmp_path_factory.mktemp("service"), requests_per_second=10_000, idle_seconds=0.5)
        server = uvicorn.Server(
            uvicorn.Config(create_app(settings), port=0, http=protocol.LimitedHead, ws="none", log_level="warning")
        )
        thread = threading.Thread(target=lambda: asyncio.run(server.serve()))
        thread.start()
        while not server.started:
            time.sleep(0.05)
        yield server.servers[0].sockets[0].getsockname()[1]
        server.should_exit = True
        thread.join(30)


@contextlib.contextmanager
def connected(port):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as one:
        yield one


def rest(one):
    """All that still comes."""
    found = b""
    while piece := one.recv(1 << 16):
        found += piece
    return found


@pytest.mark.parametrize("begun", [b"GET /health", b"GET /health HTTP/1.1\r\nHost: 127", b"P", GET[:-2]])
def test_half_a_head_is_given_up(port, begun):
    with connected(port) as one:
        one.sendall(begun)
        answer = rest(one)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in answer


def test_a_head_that_comes_byte_by_byte_is_given_up(port):
    with connected(port) as one:
        began = time.monotonic()
        with contextlib.suppress(ConnectionError):
            for at in range(len(GET) - 2):
                one.sendall(GET[at : at + 1])
                time.sleep(0.05)
        assert rest(one).startswith(b"HTTP/1.1 408 ")
        assert time.monotonic() - began < 5


def test_a_connection_on_which_nothing_comes_is_closed(port):
    with connected(port) as one:
        assert rest(one) == b""


def test_the_second_request_of_a_connection_is_held_to_it_too(port):
    with connected(port) as one:
        one.sendall(GET)
        assert one.recv(1 << 16).startswith(b"HTTP/1.1 200 ")
        one.sendall(GET[:20])
        assert b"HTTP/1.1 408 " in rest(one)


def test_a_body_that_stalls_is_given_up(port):
    head = b"POST /api/v1/check HTTP/1.1\r\n" + HOST + b"Content-Type: text/csv\r\nContent-Length: 100\r\n\r\nclaim_id,"
    with connected(port) as one:
        one.sendall(head)
        assert rest(one).startswith(b"HTTP/1.1 408 ")


def test_a_slow_but_steady_body_is_taken(port):
    body = b"claim_id,code\nA,77012\n"
    head = (
        b"POST /api/v1/check HTTP/1.1\r\nConnection: close\r\n" + HOST + b"Content-Type: text/csv\r\nContent-Length: "
    )
    with connected(port) as one:
        one.sendall(head + str(len(body)).encode() + b"\r\n\r\n")
        for at in range(len(body)):
            one.sendall(body[at : at + 1])
            time.sleep(0.05)
        assert rest(one).startswith(b"HTTP/1.1 200 ")


def test_an_answer_that_nobody_takes_is_given_up(port):
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        one.settimeout(10)
        one.connect(("127.0.0.1", port))
        one.sendall((b"GET /api/v1/openapi.json HTTP/1.1\r\n" + HOST + b"\r\n") * 400)
        time.sleep(3)
        assert taken(one).count(b"HTTP/1.1 200 ") < 400


def taken(one):
    """All that still comes, or came before the connection was reset."""
    found = b""
    with contextlib.suppress(ConnectionError):
        while piece := one.recv(1 << 16):
            found += piece
    return found


@pytest.mark.parametrize(
    "sent",
    [
        b"POST /api/v1/check HTTP/1.1\r\n" + HOST + b"Content-Type: text/csv\r\nContent-Length: 100\r\n\r\nclaim_id,",
        b"POST /api/v1/check HTTP/1.1\r\n"
        + HOST
        + b"Content-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
        b"POST /check HTTP/1.1\r\n"
        + HOST
        + b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 900\r\n\r\n--x\r\n",
        b"POST /fhir/Claim/$submit HTTP/1.1\r\n"
        + HOST
        + b"Content-Type: application/fhir+json\r\nContent-Length: 9\r\n\r\n{",
        b"POST /api/v1/report HTTP/1.1\r\n" + HOST + b"Content-Type: text/plain\r\nContent-Length: 9\r\n\r\nPR",
        b"GET /edits HTTP/1.1\r\n" + HOST + b"\r\n",
        GET,
    ],
    ids=["body", "chunks", "form", "fhir", "report", "page", "answer"],
)
def test_a_client_that_hangs_up_is_no_failure(port, sent, caplog):
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            with connected(port) as one:
                one.sendall(sent)
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # reset, not closed
        time.sleep(0.3)
    assert [record.getMessage() for record in caplog.records] == []
    with connected(port) as one:
        one.sendall(GET)
        assert one.recv(1 << 16).startswith(b"HTTP/1.1 200 ")


def test_head_is_answered_on_every_address(client):
    place = uploaded(client, EXAMPLE.read_bytes())
    addresses = [
        "/", "/check", place, f"{place}/claims/1", f"{place}/export/json", "/code", "/code/77012", "/edits",
        "/edits/PTP001", "/payers", "/payers/medicare", "/reference", "/rates", "/verify", "/health", "/static/report.css",
        "/api/v1/edits", "/api/v1/code/77012", "/api/v1/fee/77012", "/api/v1/search?q=lung", "/api/v1/reference",
        "/api/v1/openapi.json", "/fhir/metadata", "/nowhere", "/api/v1/code/00000",
    ]  # fmt: skip
    for address in addresses:
        get, head = (ask(address, headers=PAGE) for ask in (client.get, client.head))
        assert head.status_code == get.status_code, address
        assert head.content == b""
        assert head.headers["content-type"] == get.headers["content-type"]
        assert head.headers["content-security-policy"]
    assert client.head("/api/v1/check").status_code == 405


def test_head_of_events_ends(tmp_path):
    with made(tmp_path, inline=5) as client:
        answer = client.post("/api/v1/check", content=EXAMPLE.read_bytes(), headers={**X12, "prefer": "respond-async"})
        head = client.head(answer.json()["events"])
        assert head.status_code == 200
        assert head.headers["content-type"].startswith("text/event-stream")
        assert token_of(client)
