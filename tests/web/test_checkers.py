"""Checking processes: the same answers as without them, and what becomes of a request whose process ends."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

pytest.importorskip("fastapi")

from reference.layouts import fee_csv
from sightline.web import checking
from sightline.web.messages import packed, unpacked
from sightline.web.warm import Warm
from web.conftest import EXAMPLE, PAGE, X12, made, token_of, uploaded

CSV = {"content-type": "text/csv"}
check_each = Warm.check_each
pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc"),
    pytest.mark.usefixtures("old_releases"),  # as in the processes, which know nothing of what tests replace
]


@pytest.fixture(scope="module")
def one(tmp_path_factory):
    """A service with one checking process."""
    with made(tmp_path_factory.mktemp("one"), checkers=1) as client:
        yield client


def checkers() -> list[int]:
    """The checking processes of this one."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            words, status = (path / "cmdline").read_text(), (path / "stat").read_text()
        except OSError:
            continue
        if "sightline.web.checking" in words and int(status.rpartition(")")[2].split()[1]) == os.getpid():
            found.append(int(path.name))
    return found


def check(client, data=None, **more):
    return client.post("/api/v1/check", content=data or EXAMPLE.read_bytes(), headers=X12, **more)


@pytest.mark.parametrize(
    ("address", "data", "headers"),
    [
        ("/api/v1/check", EXAMPLE.read_bytes(), X12),
        ("/api/v1/check?payer=medicare", EXAMPLE.read_bytes(), X12),
        ("/api/v1/check?select=PTP,COM&ignore=COM008", EXAMPLE.read_bytes(), X12),
        ("/api/v1/check", b"claim_id,code,units,date_from\nA,77012,1,2026-03-02\nA,32408,1,2026-03-02\n", CSV),
        ("/api/v1/check", b"claim_id,code\n", CSV),
        ("/api/v1/check?select=XYZ", EXAMPLE.read_bytes(), X12),
        ("/api/v1/check?payer=nobody", EXAMPLE.read_bytes(), X12),
        ("/api/v1/price?locality=00000-00", EXAMPLE.read_bytes(), X12),
        ("/api/v1/price", EXAMPLE.read_bytes(), X12),
    ],
)
def test_the_same_answer_as_without_processes(client, one, address, data, headers):
    with_, without = (each.post(address, content=data, headers=headers) for each in (one, client))
    assert (with_.status_code, with_.text) == (without.status_code, without.text)
    assert with_.headers["content-type"] == without.headers["content-type"]


def test_the_pages_of_a_small_upload(client, one):
    shown = []
    for each in (one, client):
        place = uploaded(each, EXAMPLE.read_bytes())
        page = each.get(f"{place}/claims/1", headers=PAGE)
        change = {"csrf": token_of(each), "2.modifiers": "26 59"}
        what_if = each.post(f"{place}/claims/1/what-if", data=change).json()
        plain = re.sub(r"[\w-]{22,}", "", page.text)
        shown.append((page.status_code, plain, what_if["allowed"], what_if["changes"]))
    assert shown[0] == shown[1]
    assert shown[0][0] == 200


@pytest.mark.parametrize("address", ["/code/77012", "/api/v1/code/77012", "/code/00000", "/payers?code=77012"])
def test_the_pages_of_a_code(client, one, address):
    shown = [each.get(address, headers=PAGE) for each in (one, client)]
    assert shown[0].status_code == shown[1].status_code
    assert re.sub(r"[\w-]{40,}", "", shown[0].text) == re.sub(r"[\w-]{40,}", "", shown[1].text)


def test_changes_that_cannot_be_made_are_refused_by_field(client, one):
    for each in (one, client):
        place = uploaded(each, EXAMPLE.read_bytes())
        form = {"csrf": token_of(each), "2.units": "many", "1.pos": "office", "2.modifiers": "26 59"}
        refused = each.post(f"{place}/claims/1/what-if", data=form)
        assert refused.status_code == 422
        assert refused.json()["wrong"].keys() == {"2.units", "1.pos"}
        assert "is no number" in refused.json()["detail"]
        assert each.post(f"{place}/claims/1", data=form, headers=PAGE).status_code == 422
        assert each.post(f"{place}/claims/99/what-if", data=form).status_code == 404


def test_an_override_counts_in_every_process(tmp_path):
    with made(tmp_path, checkers=2) as client:
        place = uploaded(client, EXAMPLE.read_bytes())
        finding = next(each for each in check(client).json()["findings"] if each["line"])
        form = {
            "csrf": token_of(client), "edit": finding["edit"], "line": str(finding["line"]), "user": "Ann",
            "reason": "agreed", "expires": "2999-01-01",
        }  # fmt: skip
        assert client.post(f"{place}/claims/1/override", data=form).status_code == 303
        assert {check(client).json()["summary"]["overridden"] for _ in range(6)} == {1}


def test_a_process_that_ended_while_it_had_nothing_to_do_is_replaced(one):
    (before,) = checkers()
    os.kill(before, signal.SIGKILL)
    time.sleep(0.3)
    assert check(one).status_code == 200
    assert checkers() != [before]


def test_a_request_whose_process_ends_is_answered_by_a_problem(one):
    assert check(one).status_code == 200
    (process,) = checkers()
    os.kill(process, signal.SIGSTOP)
    answers = []
    asking = threading.Thread(target=lambda: answers.append(check(one)))
    asking.start()
    time.sleep(0.5)
    os.kill(process, signal.SIGKILL)
    asking.join(30)
    assert answers[0].status_code == 500
    assert answers[0].headers["content-type"] == "application/problem+json"
    assert "Send them again" in answers[0].json()["detail"]
    assert check(one).status_code == 200


def test_a_process_that_ends_at_its_start_does_not_hold_up_the_service(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with made(tmp_path, checkers=1) as client:
        assert check(client).status_code == 500
        assert client.get("/health").status_code == 200


def test_the_line_with_the_address_comes_when_the_port_is_open(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["serve", "--checkers", "0", "--port", str(port), "--folder", str(tmp_path / "work")]
    with subprocess.Popen([sys.executable, "-m", "sightline", *words], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert "in a few seconds" in process.stdout.readline()
            assert f":{port}/" in process.stdout.readline()
            socket.create_connection(("127.0.0.1", port)).close()
        finally:
            process.terminate()


def test_a_message_holds_tables_as_they_are():
    table = pa.table({"line": pa.array([1, 2, 3], pa.int32()), "charge": [Decimal("1.00"), None, Decimal("2.50")]})
    _, (sent, _), rest = unpacked(packed(("check", (table.slice(1, 2), "medicare"), None)))
    assert (sent.schema, sent.to_pylist(), rest) == (table.schema, table.slice(1, 2).to_pylist(), None)


PEOPLE = b"claim_id,code,units,date_from,patient_id\nA,77012,1,2026-03-02,P1\nA,32408,1,2026-03-02,P1\n"
REQUESTS = [
    *[(EXAMPLE.read_bytes(), "claims.837", "", (), (), [])] * 3,
    (EXAMPLE.read_bytes(), "claims.837", "medicare", (), (), []),
    (EXAMPLE.read_bytes().replace(b"LB-1001", b"LB-1"), "claims.837", "", ("PTP", "COM"), ("COM008",), []),
    *[(PEOPLE, "claims.csv", "", (), (), [])] * 2,
    (PEOPLE.replace(b"2026-03-02,P1", b"2026-03-32,P1"), "claims.csv", "", (), (), []),
    (b"claim_id,code\n", "claims.csv", "", (), (), []),
    (b"nothing", "claims.837", "", (), (), []),
    (EXAMPLE.read_bytes(), "claims.837", "medicare", (), (), []),
]


def together_and_alone(requests):
    warm = Warm()
    return checking.answers(warm, *requests), [checking._outcome(checking.answer, warm, *each) for each in requests]


def test_requests_that_are_checked_together_have_the_answers_of_each_alone(monkeypatch):
    seen = []
    monkeypatch.setattr(Warm, "check_each", lambda *given: seen.append(len(given[1])) or check_each(*given))
    together, alone = together_and_alone(REQUESTS)
    assert together == alone
    assert [kind for kind, *_ in together] == [*["done"] * 7, *["problem"] * 3, "done"]
    assert seen == [6, 2]


def test_a_request_that_fails_does_no_harm_to_those_beside_it():
    together, alone = together_and_alone([*REQUESTS[:2], (REQUESTS[0][0], "claims.837", "nobody", (), (), [])])
    assert together == alone
    assert [kind for kind, *_ in together] == ["done", "done", "refused"]


def test_requests_that_wait_are_answered_together(client, one):
    """Of a stopped process: the first request is with it, those that come after wait."""
    ways = [
        ("", EXAMPLE.read_bytes()),
        ("?payer=medicare", EXAMPLE.read_bytes()),
        ("", b"nothing"),
        ("?select=PTP", None),
    ]
    assert check(one).status_code == 200
    (process,) = checkers()
    os.kill(process, signal.SIGSTOP)
    with ThreadPoolExecutor(12) as threads:
        sent = [
            threads.submit(each.post, f"/api/v1/check{way}", content=data or EXAMPLE.read_bytes(), headers=X12)
            for way, data in ways * 3
            for each in (client, one)
        ]
        time.sleep(1)
        os.kill(process, signal.SIGCONT)
        answers = [(each.result().status_code, each.result().text) for each in sent]
    assert answers[::2] == answers[1::2]
    assert {status for status, _ in answers} == {200, 422}
    assert checkers() == [process]


def test_a_process_that_ends_with_several_requests_gets_them_again_one_by_one(tmp_path):
    client = made(tmp_path, checkers=1)
    (process,) = client.app.app.app.state.service.engine._pool._processes
    ends = "import os; from sightline.web import checking; checking.TASKS['answers'] = lambda *_: os._exit(1)"
    process._words = [sys.executable, "-c", f"{ends}; checking.main(None)"]
    messages = [("answer", 0, *REQUESTS[0]), ("answer", 0, *REQUESTS[-2])]
    with client:
        found = client.portal.call(process.answers, messages)
    assert [kind for kind, *_ in found] == ["done", "problem"]


def test_processes_see_what_was_added_to_the_reference(tmp_path):
    store = tmp_path / "store"
    store.mkdir()
    claims = EXAMPLE.read_bytes().replace(b"20260302", b"20260802")  # in the period of the file
    file = fee_csv([("32408", ""), ("77012", ""), ("77012", "26"), ("77012", "TC")]).encode()
    with made(tmp_path / "service", checkers=2, reference=store) as client:
        before = {each["sha256"] for each in check(client, claims).json()["reference"]}
        sent = client.post(
            "/reference", data={"csrf": token_of(client)}, files={"files": ("fee_2026q1.csv", file)}, headers=PAGE
        )
        assert sent.status_code == 200, sent.text
        for _ in range(4):
            assert {each["sha256"] for each in check(client, claims).json()["reference"]} - before


def test_processes_end_with_the_service(tmp_path):
    with made(tmp_path, checkers=2) as client:
        assert check(client).status_code == 200
        assert len(checkers()) >= 2
        here = set(checkers())
    assert len(set(checkers()) & here) <= len(here) - 2


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/fee/77012?modifier=26&on=2026-04-02",
        "/api/v1/fee/00000", "/api/v1/fee/77012?locality=99999-99", "/api/v1/fee/77012?locality=99999-99&zip_code=44001",
        "/api/v1/code/77012?on=2026-04-02", "/api/v1/code/00000", "/api/v1/payers/compare/77012?on=2026-04-02",
        "/api/v1/payers/compare/00000", "/payers?code=00000", "/code/00000",
    ],
)  # fmt: skip
def test_codes_are_answered_the_same_with_processes(client, one, address):
    with_, without = (each.get(address) for each in (one, client))
    assert (with_.status_code, with_.text) == (without.status_code, without.text)
    assert with_.status_code == (404 if "00000" in address and "fee" not in address else with_.status_code)
