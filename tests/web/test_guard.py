from __future__ import annotations

import asyncio
import hmac
import json
import logging
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient
from starlette.datastructures import Headers

from sightline.commands.serve import serve
from sightline.web import guard, workers
from sightline.web.app import create_app
from sightline.web.guard import Rate
from sightline.web.problems import Problem
from sightline.web.settings import ServiceError, Settings
from web.conftest import ADDRESS, EXAMPLE, PAGE, X12, made, token_of, uploaded

TOKEN = "a-token-that-is-long-enough"


def test_others_are_let_in_with_a_token_only(tmp_path):
    with pytest.raises(ServiceError, match="SIGHTLINE_TOKEN"):
        Settings(tmp_path, host="0.0.0.0").check()
    with pytest.raises(ServiceError, match="too short"):
        Settings(tmp_path, host="0.0.0.0", token="short").check()
    Settings(tmp_path, host="0.0.0.0", token=TOKEN).check()
    Settings(tmp_path, host="::1").check()


def test_serve_tells_how_to_let_others_in(tmp_path):
    answer = CliRunner(env={"SIGHTLINE_TOKEN": ""}).invoke(serve, ["--host", "0.0.0.0", "--folder", str(tmp_path)])
    assert answer.exit_code != 0
    said = answer.output + str(answer.exception)
    assert "export SIGHTLINE_TOKEN=" in said
    assert "Traceback" not in said


def test_tokens_are_compared_in_constant_time(monkeypatch):
    compared = []

    def noted(one, other):
        compared.append((len(one), len(other)))
        return one == other

    monkeypatch.setattr(hmac, "compare_digest", noted)
    assert guard.same(TOKEN, TOKEN)
    assert not guard.same("short", TOKEN)
    assert not guard.same("", TOKEN)
    assert compared == [(32, 32)] * 3  # digests: not even the length of the token tells


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost.evil.example:8770"])
def test_other_host_names_are_refused(client, host):
    answer = client.get("/api/v1/edits", headers={"host": host})
    assert answer.status_code == 421
    for ours in ("localhost", "127.0.0.1:8770", "[::1]:8770"):
        assert client.get("/health", headers={"host": ours}).status_code == 200


def test_headers_keep_the_browser_in(client):
    for address in ("/", "/health", "/nope", "/static/web.css", "/api/v1/edits"):
        headers = client.get(address).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["x-frame-options"] == "DENY"
    assert client.get("/").headers["cache-control"] == "no-store"
    cookie = client.get("/").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_pages_of_other_sites_cannot_send_anything(client):
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.example"},
    ):
        assert client.post("/api/v1/check", content=b"x", headers=X12 | headers).status_code == 403
        page = client.post("/check", data={"a": "b"}, headers=PAGE | headers)
        assert page.status_code == 403
        assert "another site" in page.text
    assert (
        client.post("/api/v1/check", content=b"x", headers=X12 | {"origin": "http://127.0.0.1:8770"}).status_code == 422
    )


def test_forms_need_the_token_of_the_session(client):
    for address in ("/check", "/reference", "/verify", "/report", "/rates", "/check/end/session"):
        assert client.post(address, data={"csrf": "wrong"}).status_code == 403, address
        assert client.post(address, data={"other": "1"}).status_code == 403, address
        assert client.post(address, content=b"{}", headers={"content-type": "application/json"}).status_code == 415


def test_a_token_is_asked_for(tmp_path):
    with made(tmp_path, host="0.0.0.0", token=TOKEN, names=frozenset({"claims.example.org"})) as client:
        assert client.get("/health").status_code == 200
        assert client.get("/health", headers={"host": "claims.example.org"}).status_code == 200
        assert client.get("/health", headers={"host": "192.0.2.7:8770"}).status_code == 200
        assert client.get("/health", headers={"host": "evil.example"}).status_code == 421
        assert client.get("/api/v1/edits").status_code == 401
        assert client.get("/api/v1/edits").headers["www-authenticate"] == "Bearer"
        assert client.get("/api/v1/edits", headers={"authorization": "Bearer wrong"}).status_code == 401
        assert client.get("/api/v1/edits", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200
        assert client.get("/", headers=PAGE).headers["location"] == "/sign-in"
        form = client.get("/sign-in", headers=PAGE).text
        csrf = form.split('name="csrf" value="')[1].split('"')[0]
        assert client.post("/sign-in", data={"csrf": csrf, "token": "wrong"}).status_code == 403
        before = client.cookies["sightline"]
        assert client.post("/sign-in", data={"csrf": csrf, "token": TOKEN}).status_code == 303
        assert client.cookies["sightline"] != before
        assert client.get("/", headers=PAGE).status_code == 200
        assert client.get("/api/v1/edits").status_code == 200
        for _ in range(12):
            last = client.post("/sign-in", data={"csrf": csrf, "token": "wrong"})
        assert last.status_code == 429


def test_too_many_requests_are_turned_away():
    rate = Rate(10)
    for _ in range(20):
        rate.take("one")
    with pytest.raises(Problem) as caught:
        rate.take("one")
    assert caught.value.status == 429
    rate.take("other")


def test_a_client_with_too_many_requests_is_told_when_to_come_back(tmp_path):
    settings = Settings(tmp_path, rates=tmp_path / "rates", requests_per_second=1)
    with TestClient(create_app(settings), base_url=ADDRESS) as client:
        answers = [client.get("/static/web.css") for _ in range(20)]
    last = next(each for each in answers if each.status_code == 429)
    assert last.headers["retry-after"] == "1"
    assert "default-src 'none'" in last.headers["content-security-policy"]


def test_an_upload_that_does_not_come_is_given_up(tmp_path):
    async def silent():
        await asyncio.Event().wait()

    receive = guard._limited(silent, Headers({"content-length": "10"}), Settings(tmp_path, upload_seconds=0))
    # In a thread of its own: the browser's tests leave a loop running in theirs.
    with ThreadPoolExecutor(1) as thread, pytest.raises(Problem) as caught:
        thread.submit(asyncio.run, receive()).result()
    assert caught.value.status == 408


def test_an_upload_goes_on_request_and_can_be_brought_back_for_a_while(tmp_path, monkeypatch):
    monkeypatch.setattr(workers, "_SWEEP_EVERY", 0.05)
    with made(tmp_path) as client:
        where = uploaded(client, EXAMPLE.read_bytes())
        folder = tmp_path / "jobs" / where.rpartition("/")[2]
        assert folder.exists()
        assert client.post(f"{where}/delete", data={"csrf": "wrong"}).status_code == 403
        assert folder.exists()
        token = {"csrf": token_of(client)}
        assert client.post(f"{where}/bring-back", data=token).status_code == 404
        assert client.post(f"{where}/delete", data=token).status_code == 303
        for rest in ("", "/claims/1", "/export/json", "/causes"):
            assert client.get(f"{where}{rest}").status_code == 404
        assert "for 10 minutes it can be brought back" in client.get("/check").text
        assert where not in client.get("/").text
        assert client.post(f"{where}/bring-back", data=token).headers["location"] == where
        assert client.get(where).status_code == 200
        client.post(f"{where}/delete", data=token)
        told = folder / "deleted.json"
        told.write_text(json.dumps({"at": json.loads(told.read_text())["at"] - 601}))
        assert client.post(f"{where}/bring-back", data=token).status_code == 404
        for _ in range(200):
            if not folder.exists():
                break
            time.sleep(0.05)
        assert not folder.exists()


def test_what_was_deleted_is_brought_back_by_its_owner_only(tmp_path):
    with made(tmp_path) as client:
        where = uploaded(client, EXAMPLE.read_bytes())
        client.post(f"{where}/delete", data={"csrf": token_of(client)})
        client.cookies.clear()
        assert client.post(f"{where}/bring-back", data={"csrf": token_of(client)}).status_code == 404
        assert "brought back" not in client.get("/check").text


def test_no_address_or_log_tells_of_a_patient(tmp_path, caplog):
    with made(tmp_path) as client, caplog.at_level(logging.DEBUG, logger="sightline"):
        where = uploaded(client, EXAMPLE.read_bytes(), "EXAMPLE-ALEX.837")
        client.post(f"{where}/filter", data={"csrf": token_of(client), "text": "LB-1001"})
        pages = "".join(
            client.get(f"{where}{rest}", headers=PAGE).text for rest in ("", "/claims/1", "/claims/1/price")
        )
    addresses = " ".join(each for part in pages.split('href="')[1:] for each in part.split('"')[:1]) + where
    for secret in ("LB-1001", "1EG4TE5MK73", "EXAMPLE", "1961"):
        assert secret not in addresses
        assert secret not in caplog.text


def test_uploads_have_a_largest_size(tmp_path):
    with made(tmp_path, largest=10_000) as client:
        assert client.post("/api/v1/check", content=b"x" * 10_001, headers=X12).status_code == 413

        def endless():
            for _ in range(100):
                yield b"x" * 1000

        assert client.post("/api/v1/check", content=endless(), headers=X12).status_code == 413
        answer = client.post("/check", data={"csrf": token_of(client)}, files={"files": ("a", b"x" * 10_001)})
        assert answer.status_code == 413
        assert not [each for each in (tmp_path / "jobs").iterdir() if each.name != ".incoming"]


def test_a_fault_of_ours_shows_and_logs_no_data(client, monkeypatch, caplog):
    def broken(*_args, **_more):
        raise ValueError("1EG4TE5MK73")

    monkeypatch.setattr("sightline.web.checking.read_claims", broken)
    with caplog.at_level(logging.ERROR):
        answer = client.post("/api/v1/check", content=EXAMPLE.read_bytes(), headers=X12)
    assert answer.status_code == 500
    assert "1EG4TE5MK73" not in answer.text + caplog.text
    assert "ValueError" in caplog.text


def test_hostile_texts_are_escaped(client):
    from outputs.samples import HOSTILE

    csrf = token_of(client)
    text = EXAMPLE.read_text().replace("CLM*LB-1001*", f"CLM*{HOSTILE}*").replace("EXAMPLE*ALEX", f"{HOSTILE}*ALEX")
    answer = client.post("/check", data={"csrf": csrf}, files={"files": (f"{HOSTILE}.837", text.encode())})
    where = answer.headers["location"]
    for address in (where, f"{where}/claims/1", f"{where}/claims/1/price", "/check", "/search?q=</script><b>"):
        page = client.get(address, headers=PAGE)
        assert page.status_code == 200
        assert "<b>&" not in page.text
        assert "</script><b>" not in page.text
