"""Two practices never see each other's, and nobody does more than his or her role lets."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from sightline.web import app as app_of_service
from sightline.web.workspace.access import least
from sightline.web.workspace.accounts import ROLES
from sightline.web.workspace.trail import DID
from web.conftest import EXAMPLE, X12

ROUTES = sorted(
    {
        (method, route.path)
        for module in (*app_of_service._API, app_of_service.fhir, *app_of_service._PAGES)
        for route in module.router.routes
        for method in route.methods - {"HEAD"}
    }
)
LATER = (date.today() + timedelta(days=30)).isoformat()
OVERRIDE = {"edit": "PTP001", "line": "2", "reason": "separate lesion", "expires": LATER}
_PARTS = {"key": "1", "code": "77012", "id": "PTP001", "name": "json", "kind": "denials"}


def _job(kept: Any, name: str) -> str:
    """A job of the API that somebody's program has sent."""
    answer = kept.program(
        name, "POST", "/api/v1/check", content=EXAMPLE.read_bytes(), headers=X12 | {"prefer": "respond-async"}
    )
    assert answer.status_code == 202, answer.text
    return answer.json()["id"]


def test_no_address_shows_anything_of_another_practice(kept):
    where = kept.bo.upload()
    assert kept.bo.post(f"{where}/claims/1/override", **OVERRIDE).status_code == 303
    job = _job(kept, "bo")
    with_ids = [(method, path) for method, path in ROUTES if "{number}" in path]
    assert len(with_ids) > 30
    token = kept.zoe.csrf
    for method, path in with_ids:
        number = job if path.startswith("/api/") else where.rpartition("/")[2]
        address = path.format(number=number, **_PARTS)
        given = {"data": {"csrf": token, "number": "0", "place": "0"} | OVERRIDE} if method == "POST" else {}
        answer = kept.zoe.ask(method, address, **given)
        assert answer.status_code == 404, (method, path, answer.status_code)
        assert "LB-100" not in answer.text
        answer = kept.program("zoe", method, address)
        assert answer.status_code in (404, 403, 415), (method, path, answer.status_code)  # a program has no form
    assert kept.bo.get(f"{where}/claims/1").status_code == 200
    assert kept.program("bo", "GET", f"/api/v1/jobs/{job}").status_code == 200


def test_an_id_of_one_kind_does_not_open_the_other(kept):
    where, job = kept.bo.upload(), _job(kept, "bo")
    assert kept.program("bo", "GET", f"/api/v1/jobs/{where.rpartition('/')[2]}").status_code == 404
    assert kept.bo.get(f"/check/{job}").status_code == 404


@pytest.mark.parametrize("path", [path for method, path in ROUTES if method == "GET" and "{" not in path])
def test_no_page_without_an_id_shows_another_practice_either(kept, path):
    where = kept.bo.upload(name="of-lakeside.837")
    kept.bo.post(f"{where}/claims/1/override", **OVERRIDE)
    page = kept.zoe.get(path).text
    for secret in ("of-lakeside", where, "separate lesion", "LB-1001", '"bo"', ">bo<", "Lakeside"):
        assert secret not in page, secret


def test_overrides_count_in_their_practice_only(kept):
    where = kept.bo.upload()
    kept.bo.post(f"{where}/claims/1/override", **OVERRIDE)
    other = kept.zoe.upload()
    assert "Overridden" in kept.bo.get(where).text
    assert "Overridden" not in kept.zoe.get(other).text
    asked = {name: kept.program(name, "POST", "/api/v1/check", content=EXAMPLE.read_bytes(), headers=X12).json()
             for name in ("bo", "zoe")}  # fmt: skip
    assert {name: answer["summary"]["overridden"] for name, answer in asked.items()} == {"bo": 1, "zoe": 0}
    assert "separate lesion" in kept.rae.get("/overrides").text
    assert "separate lesion" in kept.max.get("/overrides/file/csv").text
    assert "separate lesion" not in kept.zoe.get("/overrides/file/json").text
    assert kept.zoe.post("/overrides/withdraw", place="0").status_code == 422
    assert kept.max.post("/overrides/withdraw", place="0").status_code == 303
    assert "Overridden" not in kept.bo.get(where).text


def test_an_override_is_of_who_signed_in_whatever_the_form_says(kept):
    where = kept.bo.upload()
    kept.bo.post(f"{where}/claims/1/override", **OVERRIDE, user="somebody else")
    page = kept.rae.get(f"{where}/claims/1").text
    assert f"Overridden until {LATER} by bo: separate lesion" in page
    assert "Who decides" not in page


def test_a_colleague_opens_the_link_to_a_claim(kept):
    link = f"{kept.bo.upload()}/claims/2"
    for name in ("ann", "max", "rae"):
        assert "LB-1002" in getattr(kept, name).get(link).text


def test_words_looked_for_are_ones_own(kept):
    where = kept.bo.upload()
    kept.bo.post(f"{where}/filter", text="LB-1002")
    assert 'value="LB-1002"' in kept.bo.get(where).text
    assert 'value="LB-1002"' not in kept.ann.get(where).text


def test_every_address_has_the_least_role_that_it_should(kept):
    fields = {"csrf": "", **OVERRIDE}
    where = kept.bo.upload()
    for name, may in (("rae", "reader"), ("bo", "biller"), ("max", "manager")):
        person = getattr(kept, name)
        token = person.csrf
        for method, path in ROUTES:
            address = path.format(number=where.rpartition("/")[2], **_PARTS)
            if path.startswith("/sign-"):
                continue
            needed = least(method, address)
            if ROLES.index(needed) <= ROLES.index(may):
                continue
            given = {"data": fields | {"csrf": token}} if method == "POST" else {}
            answer = person.ask(method, address, **given)
            assert answer.status_code == 403, (name, method, path)
            assert f"role {needed}" in answer.text
    assert kept.rae.get(where).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "role"),
    [("GET", "/trail", "admin"), ("POST", "/people/bo", "admin"), ("POST", "/reference", "admin"),
     ("POST", "/check/x/delete", "manager"), ("POST", "/check/x/decide", "manager"), ("POST", "/check", "biller"),
     ("POST", "/check/x/claims/1/override", "biller"), ("POST", "/check/x/claims/1/what-if", "reader"),
     ("POST", "/check/x/drafts/undo", "biller"), ("DELETE", "/api/v1/jobs/x", "biller"), ("POST", "/anything", "biller"),
     ("POST", "/api/v1/check", "biller"), ("GET", "/check/x", "reader"), ("HEAD", "/trail/file/csv", "admin")],
)  # fmt: skip
def test_roles(method, path, role):
    assert least(method, path) == role


def test_everything_with_claims_is_in_the_trail():
    missing = {
        (method, path)
        for method, path in ROUTES
        if (method, path) not in DID
        and ("{number}" in path or method != "GET" or path.startswith(("/overrides", "/people", "/trail")))
    }
    assert missing == {("POST", "/sign-in")}  # which writes its own rows
    assert {each for each in DID if each not in ROUTES} == set()


def test_the_trail_says_who_saw_and_did_what(kept):
    where = kept.bo.upload()
    kept.rae.get(f"{where}/claims/2")
    assert kept.rae.post(f"{where}/delete").status_code == 403
    assert kept.zoe.get(f"{where}/claims/2").status_code == 404
    number = where.rpartition("/")[2]
    rows = kept.ann.get("/trail/file/json").json()
    assert rows["broken_at"] is None
    known = [(row["account"], row["did"], row["job"], row["claim"], row["status"]) for row in rows["trail"]]
    assert ("bo", "signed in", "", "", 200) in known
    assert ("bo", "uploaded claims", number, "", 303) in known
    assert ("rae", "saw a claim", number, "2", 200) in known
    assert ("rae", f"was refused POST {where}/delete", "", "", 403) in known
    assert not [row for row in known if row[0] == "zoe"]
    assert re.search(r"<td data-name=\"who\">rae</td>", kept.ann.get("/trail?account=rae").text)
    assert ("zoe", "saw a claim", number, "2", 404) in [
        (row["account"], row["did"], row["job"], row["claim"], row["status"])
        for row in kept.zoe.get("/trail/file/json").json()["trail"]
    ]


def test_reference_data_is_for_a_single_practice_to_change(kept):
    answer = kept.ann.ask("POST", "/reference", data={"csrf": kept.ann.csrf}, files={"files": ("a.txt", b"x")})
    assert answer.status_code == 403
    assert "sightline reference add" in answer.text


def test_pages_offer_what_the_role_may_do(kept):
    where = kept.bo.upload()
    kept.bo.post(f"{where}/claims/1/override", **OVERRIDE)
    offered = {
        "/check": {"Delete it": "manager", 'id="upload"': "biller"},
        where: {"Delete it": "manager", "Override findings": "manager", "Check again": "biller"},
        f"{where}/causes": {"Override these findings": "manager"},
        f"{where}/claims/1": {"Keep as draft": "biller", "Override PTP001": "biller", "Add the note": "biller"},
        "/overrides": {"Withdraw the chosen": "manager"},
    }
    for name, role in (("rae", "reader"), ("bo", "biller"), ("max", "manager")):
        for address, actions in offered.items():
            page = getattr(kept, name).get(address).text
            for words, needed in actions.items():
                assert (words in page) == (ROLES.index(role) >= ROLES.index(needed)), (name, address, words)
