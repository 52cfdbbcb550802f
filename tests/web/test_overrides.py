"""Findings let stand on the pages: in the log, in the work list, in exports and in what the API answers."""

from __future__ import annotations

import json
import re
import time
from datetime import date, timedelta
from io import BytesIO

import pytest

from sightline.claims import read_claims
from sightline.outputs.claims.fhir import write_bundle
from web.conftest import EXAMPLE, PAGE, X12, made, token_of, uploaded

DATA = EXAMPLE.read_bytes()


def _line_2(modifiers="26"):
    fields = {"code": "77012", "modifiers": modifiers, "units": "1", "charge": "310.00", "pos": "22"}
    return {f"2.{name}": value for name, value in fields.items()}


def test_a_finding_is_let_stand_in_the_log(tmp_path):
    with made(tmp_path) as client:
        where = uploaded(client, DATA)
        told = {"csrf": token_of(client), "edit": "PTP001", "line": "2", "user": "A. Coder", "reason": "another lesion"}
        address = f"{where}/claims/1/override"
        assert client.post(address, data=told).status_code == 422
        until = (date.today() + timedelta(days=30)).isoformat()
        assert client.post(address, data=told | {"expires": until}).status_code == 303
        (line,) = (tmp_path / "overrides.jsonl").read_text().splitlines()
        told = json.loads(line)
        assert re.fullmatch("[0-9a-f]{32}", told.pop("fingerprint"))
        assert told == {
            "edit": "PTP001", "claim": "LB-1001", "line": 2, "provider": "1234567893", "code": "77012", "modifiers": "26",
            "date": "2026-03-02", "user": "A. Coder", "reason": "another lesion", "expires": until,
        }  # fmt: skip
        assert f"Overridden until {until} by A. Coder: another lesion" in client.get(f"{where}/claims/1").text
        page = client.get(where).text
        assert "1 finding overridden, not counted above" in page
        assert client.get(f"{where}/export/json").json()["summary"]["overridden"] == 1
        again = uploaded(client, DATA)
        assert "1 finding overridden" in client.get(again).text


@pytest.fixture
def held(tmp_path):
    """A service in which PTP001 on line 2 of LB-1001 is let stand, and the address of its check."""
    with made(tmp_path) as client:
        where = uploaded(client, DATA)
        told = {"edit": "PTP001", "line": "2", "user": "A. Coder", "reason": "another lesion", "expires": "2999-12-31"}
        answer = client.post(f"{where}/claims/1/override", data={"csrf": token_of(client), **told})
        assert answer.status_code == 303, answer.text
        yield client, where


def _rows(client, address):
    """The claims of a work list with their state."""
    return re.findall(
        r'<tr><td><a data-row[^>]*>([^<]*)</a></td>\n<td><span class="badge \w+">([^<]*)</span>',
        client.get(address).text,
    )


def test_a_claim_that_stands_by_an_override_is_not_clean(held):
    client, where = held
    assert dict(_rows(client, where)) == {"LB-1001": "Overridden", "LB-1002": "Fail", "LB-1003": "Fail"}
    assert _rows(client, f"{where}?state=overridden") == [("LB-1001", "Overridden")]
    assert _rows(client, f"{where}?state=overridden&edit=PTP001") == [("LB-1001", "Overridden")]
    assert _rows(client, f"{where}?state=clean") == []
    assert re.search(r"state=overridden[^>]*>Overridden <b>1</b>", client.get(where).text)
    assert "Fail, overridden</span>" in client.get(f"{where}/claims/1").text


@pytest.mark.usefixtures("old_releases")  # as in the process that checks a large upload
def test_a_large_upload_shows_its_overrides_too(held):
    client, _ = held
    again = uploaded(client, DATA + b"\n" * 300_000)
    for _ in range(300):
        if "Claims</h2>" in client.get(again).text:
            break
        time.sleep(0.1)
    assert dict(_rows(client, again))["LB-1001"] == "Overridden"


def test_another_practice_keeps_its_finding(held):
    client, _ = held
    other = uploaded(client, DATA.replace(b"1234567893", b"1992708929").replace(b"EG4TE5MK7", b"AA9AA9AA9"))
    assert dict(_rows(client, other))["LB-1001"] == "Fail"
    assert "overridden" not in client.get(f"{other}/claims/1").text.lower().replace("let it stand", "")


def test_a_line_that_is_changed_counts_again(held):
    client, where = held
    page = client.post(f"{where}/claims/1/what-if", data={"csrf": token_of(client)} | _line_2("26 59")).json()
    assert "overridden" not in page["lines"]["2"]["findings"]
    same = client.post(f"{where}/claims/1/what-if", data={"csrf": token_of(client)} | _line_2()).json()
    assert "Overridden until 2999-12-31" in same["lines"]["2"]["findings"]


@pytest.mark.usefixtures("old_releases")  # as in the process that checks a large upload
def test_the_api_answers_with_the_overrides_of_the_pages(held):
    client, where = held
    exported = client.get(f"{where}/export/json").json()
    answered = client.post("/api/v1/check", content=DATA, headers=X12).json()
    assert answered["summary"] == exported["summary"]
    assert [each.get("override") for each in answered["findings"]] == [
        each.get("override") for each in exported["findings"]
    ]
    later = client.post("/api/v1/check", content=DATA, headers=X12 | {"prefer": "respond-async"}).json()
    for _ in range(300):
        job = client.get(f"/api/v1/jobs/{later['id']}").json()
        if job["state"] == "done":
            break
        time.sleep(0.1)
    assert client.get(job["result"]).json()["summary"] == exported["summary"]


def test_fhir_answers_with_them_too(held):
    client, _ = held
    claims = BytesIO()
    write_bundle(read_claims([EXAMPLE]), claims)
    answer = client.post(
        "/fhir/Claim/$submit", content=claims.getvalue(), headers={"content-type": "application/fhir+json"}
    )
    first = answer.json()["entry"][0]["resource"]
    assert first["disposition"] == "No finding fails that is not overridden."
    assert any("PTP001 fail, overridden until 2999-12-31" in note["text"] for note in first["processNote"])


def test_a_finding_that_the_claim_does_not_have_is_not_let_stand(held, tmp_path):
    client, where = held
    told = {"csrf": token_of(client), "user": "A", "reason": "b", "expires": "2999-12-31"}
    for place in ({"edit": "PTP001", "line": "1"}, {"edit": "PTP001", "line": ""}, {"edit": "COM002", "line": "2"}):
        answer = client.post(f"{where}/claims/1/override", data=told | place)
        assert answer.status_code == 422
        assert "no such finding" in answer.text
    assert len((tmp_path / "overrides.jsonl").read_text().splitlines()) == 1


def test_a_log_of_an_earlier_version_is_named_on_the_page(held, tmp_path):
    client, where = held
    (tmp_path / "overrides.jsonl").write_text(
        '{"edit": "PTP001", "claim": "LB-1001", "line": 2, "user": "a", "reason": "b", "expires": "2999-01-01"}\n'
    )
    for answer in (client.get(where, headers=PAGE), client.post("/api/v1/check", content=DATA, headers=X12)):
        assert answer.status_code == 422
        assert "overrides.jsonl:1: does not say whose claim" in answer.text


def test_a_session_sees_the_overrides_of_its_own_checks_only(held):
    client, where = held
    assert "another lesion" in client.get("/overrides").text
    mine = client.cookies["sightline"]
    client.cookies.clear()
    for address in ("/overrides", "/overrides/file/csv", "/overrides/file/json"):
        assert "another lesion" not in client.get(address).text
        assert "LB-1001" not in client.get(address).text
    form = {"csrf": token_of(client), "user": "B", "place": "0"}
    assert client.post("/overrides/withdraw", data=form).status_code == 422
    uploaded(client, DATA.replace(b"1234567893", b"1992708929").replace(b"EG4TE5MK7", b"AA9AA9AA9"))
    assert "another lesion" not in client.get("/overrides").text  # another practice's claim of that number
    uploaded(client, DATA)
    assert "another lesion" in client.get("/overrides").text  # the same claim
    client.cookies.clear()
    client.cookies.set("sightline", mine)
    assert client.post(f"{where}/delete", data={"csrf": token_of(client)}).status_code == 303
    assert "another lesion" not in client.get("/overrides").text


def test_what_was_overridden_just_now_is_taken_back(tmp_path):
    with made(tmp_path) as client:
        where = uploaded(client, EXAMPLE.read_bytes())
        given = {"edit": "PTP001", "line": "2", "reason": "another lesion", "user": "A. Coder", "expires": "2099-12-31"}

        def post(address, **fields):
            return client.post(f"{where}/{address}", data={"csrf": token_of(client), **fields}, headers=PAGE)

        assert post("decide/undo").status_code == 422  # nothing was decided
        assert post("claims/1/override", **given).status_code == 303
        page = client.get(f"{where}/claims/1").text
        assert "1 finding overridden just now" in page
        assert "1 finding overridden just now" in client.get(where).text
        answer = post("decide/undo", key="1")
        assert answer.headers["location"].endswith("/claims/1")
        page = client.get(f"{where}/claims/1").text
        assert "overridden just now" not in page
        assert "Overridden until" not in page
        assert "A. Coder: withdrawn" in client.get("/overrides").text
        assert post("decide/undo").status_code == 422  # once
        post("claims/1/override", **given)
        post("claims/1/override", **given | {"user": "B. Manager", "reason": "documented"})
        assert "1 finding overridden just now" in client.get(where).text
        assert post("decide/undo", key="../1").headers["location"].endswith(where)
