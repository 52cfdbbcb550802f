"""What may come before a body, over a real socket: a request line and headers of 64 KB, before anything else is asked."""

from __future__ import annotations

import json
import socket
from urllib.parse import urlsplit

import pytest

from sightline.web.protocol import LARGEST_HEAD

HOST = b"Host: 127.0.0.1\r\n"
GET = b"GET /health HTTP/1.1\r\n" + HOST
POST = b"POST /api/v1/check HTTP/1.1\r\n" + HOST + b"Content-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\n"
MUCH = 30 << 20


def _talk(address: str, data: bytes, *, step: int = 1 << 16) -> bytes:
    """Send bytes, as far as they are taken, and return what is answered until the end of the connection."""
    place = urlsplit(address)
    assert place.hostname
    assert place.port
    with socket.create_connection((place.hostname, place.port), timeout=30) as one:
        answer = b""
        try:
            for start in range(0, len(data), step):
                one.sendall(data[start : start + step])
            while piece := one.recv(1 << 16):
                answer += piece
        except ConnectionError:
            pass  # closed while we sent
        return answer


def _is_431(answer: bytes) -> bool:
    head, _, body = answer.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 431 "):
        return False
    assert b"content-type: application/problem+json" in head
    assert b"connection: close" in head
    told = json.loads(body)
    assert told["status"] == 431
    assert "64 KB" in told["detail"]
    return True


@pytest.mark.parametrize(
    "head",
    [
        GET + b"X: " + b"a" * MUCH + b"\r\n\r\n",
        GET + b"X: abcdefgh\r\n" * (MUCH // 13) + b"\r\n",
        GET + b"a" * MUCH + b": b\r\n\r\n",
        GET + b"Cookie: sightline=" + b"a" * (LARGEST_HEAD + 1) + b"\r\n\r\n",
        b"GET /" + b"a" * MUCH + b" HTTP/1.1\r\n" + HOST + b"\r\n",
        b"GET /health HTTP/1.0\r\nX: " + b"a" * MUCH,
        b"\r\n" * (MUCH // 2),
    ],
    ids=["one value", "many headers", "a name", "a cookie", "an address", "without an end", "empty lines"],
)
def test_a_head_that_is_too_large_is_refused(running, head):
    assert _is_431(_talk(running, head))


@pytest.mark.parametrize("step", [1 << 20, 7001, 64])
def test_the_limit_is_on_the_head_however_it_comes(running, step):
    fits = GET + b"Connection: close\r\nX: "
    fits += b"a" * (LARGEST_HEAD - len(fits) - 4) + b"\r\n\r\n"
    assert len(fits) == LARGEST_HEAD
    assert _talk(running, fits, step=step).startswith(b"HTTP/1.1 200 ")
    assert _is_431(_talk(running, fits[:-4] + b"aaaa\r\n\r\n", step=step))


def test_every_request_of_a_connection_is_held_to_it(running):
    one = socket.create_connection((urlsplit(running).hostname, urlsplit(running).port), timeout=30)
    with one, one.makefile("rb") as answers:
        one.sendall(GET + b"\r\n")
        assert answers.readline().startswith(b"HTTP/1.1 200 ")
        # Head and body may come apart: the first answer is read to its end, so that what follows is the second.
        length = 0
        while (line := answers.readline()) != b"\r\n":
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert len(answers.read(length)) == length > 0
        one.sendall(GET + b"X: " + b"a" * (2 * LARGEST_HEAD))
        assert answers.readline().startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize(
    "rest",
    [b"1\r\na\r\n0\r\n" + b"X: abcdefgh\r\n" * (MUCH // 13) + b"\r\n", b"1;" + b"a" * MUCH + b"\r\n"],
    ids=["trailers", "a chunk's extension"],
)
def test_no_more_may_stand_around_a_body(running, rest):
    assert _talk(running, POST + rest) == b""  # closed before the body had an end, so that nothing could answer


def test_a_body_may_be_larger(running):
    body = b"claim_id,code\n" + b"A,77012\n" * 40_000
    head = b"POST /api/v1/check HTTP/1.1\r\n" + HOST + b"Content-Type: text/plain\r\nConnection: close\r\n"
    answer = _talk(running, head + b"Content-Length: " + str(len(body)).encode() + b"\r\n\r\n" + body)
    assert b" 431 " not in answer[:30]


def test_it_comes_before_the_token_and_the_host(running):
    assert _is_431(_talk(running, b"GET /nowhere HTTP/1.1\r\nHost: evil.example\r\nX: " + b"a" * MUCH))
