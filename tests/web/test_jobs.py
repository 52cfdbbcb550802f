from __future__ import annotations

import io
import json
import shutil
import time
import zipfile

import httpx
import pytest

from sightline.web.formats import FORMATS
from sightline.web.jobs import Jobs
from web.conftest import EXAMPLE, PAGE, X12, made, service, uploaded

DATA = EXAMPLE.read_bytes()
LATER = {**X12, "prefer": "respond-async"}


def _ended(client, where):
    for _ in range(400):
        told = client.get(where).json()
        if told["state"] in ("done", "failed"):
            return told
        time.sleep(0.05)
    raise AssertionError(told)


def test_a_job_is_accepted_told_of_and_answered(client):
    answer = client.post("/api/v1/check?select=PTP", content=DATA, headers=LATER)
    assert answer.status_code == 202
    where = answer.headers["location"]
    with client.stream("GET", f"{where}/events") as events:
        told = [json.loads(line[6:]) for line in events.iter_lines() if line.startswith("data: ")]
    assert told[-1]["state"] == "done"
    assert told[-1]["read"] == len(DATA)
    told = _ended(client, where)
    found = client.get(told["result"]).json()
    assert {each["edit"] for each in found["findings"]} == {"PTP001"}
    for form in ("csv", "html", "text", "parquet", "sarif", "fhir", "277ca", "999"):
        answer = client.get(told["result"], params={"format": form})
        assert answer.status_code == 200, form
        assert answer.content
    assert client.delete(where).status_code == 204
    assert client.get(where).status_code == 404
    assert client.get(told["result"]).status_code == 404


def test_a_larger_upload_is_a_job_that_is_waited_for(tmp_path):
    with made(tmp_path, inline=500) as client:
        small = client.post("/api/v1/check", content=DATA, headers={**X12, "prefer": "wait=60"})
        assert small.status_code == 200
        assert small.json()["summary"]["claims"] == 3
        assert not list(Jobs(tmp_path / "jobs").all())
        where = uploaded(client, DATA)
        page = client.get(where).text
        assert "LB-1001" in page or "checking" in page or "waiting" in page


def test_a_job_that_cannot_be_done_says_why(tmp_path):
    with made(tmp_path, inline=5) as client:
        answer = client.post("/api/v1/check", content=b"no claims at all", headers={**X12, "prefer": "wait=60"})
        assert answer.status_code == 422
        assert "No claim could be read" in answer.json()["detail"]


@pytest.mark.parametrize("text", ["", "{", "{}", '{"id": "x"}', "more", "less"])
def test_a_job_that_cannot_be_read_is_none(tmp_path, text):
    """Deleted while it was looked for, or written by another version: the others are there."""
    with made(tmp_path) as client:
        where, other = uploaded(client, DATA, "a.837"), uploaded(client, DATA, "b.837")
        cookies = dict(client.cookies)
    path = tmp_path / "jobs" / where.rpartition("/")[2] / "job.json"
    told = json.loads(path.read_text())
    changed = {"more": told | {"of": "tomorrow"}, "less": {key: told[key] for key in ("id", "owner")}}
    path.write_text(json.dumps(changed[text]) if text in changed else text)
    with made(tmp_path) as client:
        client.cookies.update(cookies)
        for address in ("/", "/check"):
            page = client.get(address).text
            assert "b.837" in page
            assert "a.837" not in page
        assert client.get(where).status_code == 404
        assert client.get(other).status_code == 200


def test_all_jobs_are_there_for_whoever_else_looks(tmp_path):
    """What was accepted, deleted or carried in by another process meanwhile."""
    with made(tmp_path) as client:
        one, other = (uploaded(client, DATA, name).rpartition("/")[2] for name in ("a.837", "b.837"))
        jobs = Jobs.at(tmp_path / "jobs")
        assert [job.id for job in jobs.all()] == [one, other]
        last = uploaded(client, DATA, "c.837").rpartition("/")[2]
        shutil.rmtree(tmp_path / "jobs" / one)
        assert [job.id for job in jobs.all()] == [other, last]
        with pytest.raises(FileNotFoundError):
            jobs.open(one)


def test_jobs_are_their_owners_only(client):
    where = uploaded(client, DATA)
    number = where.rpartition("/")[2]
    assert client.get(f"/api/v1/jobs/{number}").status_code == 404
    client.cookies.clear()
    assert client.get(where).status_code == 404
    answer = client.post("/api/v1/check", content=DATA, headers=LATER)
    assert client.get(f"/check/{answer.json()['id']}").status_code == 404
    assert client.get("/api/v1/jobs/" + "../" * 7 + "x").status_code in (404, 422)


def test_uploads_go_when_the_session_ends(tmp_path):
    with made(tmp_path) as client:
        where = uploaded(client, DATA)
        folder = tmp_path / "jobs" / where.rpartition("/")[2]
        assert (folder / "input").read_bytes() == DATA
        page = client.get("/check").text
        csrf = page.split('name="csrf" value="')[1].split('"')[0]
        assert client.post("/check/end/session", data={"csrf": csrf}).status_code == 303
        assert not folder.exists()
    with made(tmp_path) as client:
        folder = tmp_path / "jobs" / uploaded(client, DATA).rpartition("/")[2]
        assert folder.exists()
    with made(tmp_path, session_seconds=0) as client:
        for _ in range(100):
            if not folder.exists():
                break
            time.sleep(0.05)
        assert not folder.exists()


def test_what_was_accepted_survives_a_kill(tmp_path):
    """kill -9 while a job runs: it is there, and done, when the service comes back."""
    one = service(tmp_path)
    one.start()
    try:
        with httpx.Client(base_url=one.address, trust_env=False, timeout=30) as client:
            many = DATA.replace(b"\n", b"") * 1
            answers = [client.post("/api/v1/check", content=many, headers=LATER) for _ in range(3)]
            assert [answer.status_code for answer in answers] == [202] * 3
    finally:
        one.process.kill()
        one.process.wait()
    incoming = tmp_path / "work" / "jobs" / ".incoming" / "half"
    incoming.mkdir()
    (incoming / "input").write_bytes(b"what was not accepted")
    with service(tmp_path) as address, httpx.Client(base_url=address, trust_env=False, timeout=30) as client:
        assert not incoming.exists()
        for answer in answers:
            told = _ended(client, answer.headers["location"])
            assert told["state"] == "done"
            assert client.get(told["result"]).json()["summary"]["claims"] == 3


def test_archives_are_unpacked_by_a_worker(tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("march/one.837", EXAMPLE.read_bytes())
        archive.writestr("read me.txt", "hello")
    with made(tmp_path) as client:
        address = uploaded(client, packed.getvalue(), "march.zip")
        for _ in range(600):
            page = client.get(address, headers=PAGE).text
            if "LB-1002" in page or "failed" in page:
                break
            time.sleep(0.05)
        assert "LB-1002" in page
        assert "no claims in read me.txt" in page
        for form in FORMATS:
            answer = client.get(f"{address}/export/{form}", headers=PAGE)
            assert answer.status_code in (200, 422), (form, answer.text)
