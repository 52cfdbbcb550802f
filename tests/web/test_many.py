"""Many findings at once: changes seen before they are made, drafts and what becomes of them, overrides and their register."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date, timedelta

import pytest

from web.conftest import EXAMPLE, PAGE, made, token_of, uploaded

DATA = EXAMPLE.read_bytes()
LATER = (date.today() + timedelta(days=30)).isoformat()
ROWS = b"claim_id,line_no,code,charge,units,date_from,place_of_service,dx1\nA1,1,32405,990.00,1,2026-03-02,22,R911\n"


@pytest.fixture
def desk(tmp_path):
    """A client of its own, and the address of a check of the example."""
    with made(tmp_path) as client:
        yield client, uploaded(client, DATA)


def _post(client, address, **fields):
    answer = client.post(address, data={"csrf": token_of(client), **fields}, headers=PAGE)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def _changes(page):
    """What a page shows as before and after."""
    cells = r"<del>([^<]*)</del></td>\s*<td[^>]*><ins>([^<]*)</ins>"
    return re.findall(cells, page)


def _places(page):
    return re.findall(r'name="place" value="([^"]+)"', page)


def test_safe_fixes_are_seen_before_they_become_drafts(desk):
    client, where = desk
    page = client.get(f"{where}/fixes").text
    assert _changes(page) == [("none", "26")]
    assert "COM002" in page
    assert "Drafts" not in client.get(where).text
    to = _post(client, f"{where}/fixes", place=_places(page))
    assert to == f"{where}/drafts"
    assert _changes(client.get(to).text) == [("none", "26")]
    assert "Drafts <b>1</b>" in client.get(where).text


def test_a_saved_837_differs_in_the_drafts_and_in_nothing_else(desk):
    client, where = desk
    _post(client, f"{where}/fixes", place=_places(client.get(f"{where}/fixes").text))
    saved = client.get(f"{where}/drafts/file/837").content
    assert saved == DATA.replace(b"SV1*HC:77012*540", b"SV1*HC:77012:26*540")
    assert saved != DATA


def test_the_fixes_of_a_cause_are_drafted_and_checked_again(desk):
    client, where = desk
    page = client.get(f"{where}/fixes?fix=all&edit=COD001").text
    assert _changes(page) == [("32405", "32408")]
    _post(client, f"{where}/fixes?fix=all&edit=COD001", place=_places(page))
    again = _post(client, f"{where}/drafts/check")
    assert again != where
    assert "corrected claims.837" in client.get(again).text
    assert "COD001" not in client.get(f"{again}/causes").text
    assert "COD001" in client.get(f"{where}/causes").text


def test_what_is_not_purely_formal_is_not_chosen_beforehand(desk):
    client, where = desk
    assert 'value="2.2" checked' in client.get(f"{where}/fixes").text
    assert " checked aria-label" not in client.get(f"{where}/fixes?fix=all").text


def test_only_what_is_chosen_is_drafted(desk):
    client, where = desk
    places = _places(client.get(f"{where}/fixes?fix=all").text)
    assert len(places) > 1
    _post(client, f"{where}/fixes?fix=all", place=places[:1])
    assert len(_changes(client.get(f"{where}/drafts").text)) == 1
    for wrong in ([], ["9.9"]):
        answer = client.post(f"{where}/fixes", data={"csrf": token_of(client), "place": wrong})
        assert answer.status_code == (303 if wrong else 422)


def test_a_step_is_undone_and_done_again(desk):
    client, where = desk
    _post(client, f"{where}/fixes", place=_places(client.get(f"{where}/fixes").text))
    _post(client, f"{where}/drafts/discard")
    assert "No claim is changed" in client.get(f"{where}/drafts").text
    _post(client, f"{where}/drafts/undo")
    assert _changes(client.get(f"{where}/drafts").text) == [("none", "26")]
    _post(client, f"{where}/drafts/undo")
    assert "No claim is changed" in client.get(f"{where}/drafts").text


def _line_2(**changed):
    fields = {"code": "77012", "modifiers": "26", "units": "1", "charge": "310.00", "pos": "22"} | changed
    return {f"2.{name}": value for name, value in fields.items()}


def test_a_typed_correction_becomes_the_claim(desk):
    client, where = desk
    to = _post(client, f"{where}/claims/1/draft?sort=date", **_line_2(modifiers="26 XS", charge="300"))
    assert to == f"{where}/claims/1?sort=date"
    page = client.get(to).text
    assert "Kept as a draft" in page
    assert 'value="26 XS" data-was="26"' in page
    assert _changes(client.get(f"{where}/drafts").text) == [("26", "26 XS"), ("310.00", "300.00")]
    saved = client.get(f"{where}/drafts/file/837").content
    expected = DATA.replace(b"HC:77012:26*310", b"HC:77012:26:XS*300").replace(
        b"CLM*LB-1001*1550*", b"CLM*LB-1001*1540*"
    )
    assert saved == expected
    row = next(each for each in csv.DictReader(io.StringIO(client.get(f"{where}/drafts/file/csv").text))
               if (each["claim_id"], each["line_no"]) == ("LB-1001", "2"))  # fmt: skip
    assert ("XS" in row.values(), row["charge"]) == (True, "300.00")
    assert '"XS"' in client.get(f"{where}/drafts/file/fhir").text
    _post(client, f"{where}/claims/1/draft", **_line_2())
    assert "No claim is changed" in client.get(f"{where}/drafts").text


def test_a_change_that_cannot_be_made_is_refused_and_keeps_the_draft(desk):
    client, where = desk
    _post(client, f"{where}/claims/1/draft", **_line_2(modifiers="26 XS"))
    answer = client.post(f"{where}/claims/1/draft", data={"csrf": token_of(client), **_line_2(units="many")})
    assert answer.status_code == 422
    assert _changes(client.get(f"{where}/drafts").text) == [("26", "26 XS")]


def test_one_claim_is_saved_alone_as_an_837(desk):
    client, where = desk
    answer = client.post(f"{where}/claims/2/file/837", data={"csrf": token_of(client), "1.remove": "1"}, headers=PAGE)
    assert answer.status_code == 200, answer.text
    assert b"LB-1002" in answer.content
    assert b"LB-1001" not in answer.content
    before = client.get(f"{where}/shown/837?edit=COM002").content
    assert before.count(b"SV1*") - answer.content.count(b"SV1*") == 1
    assert uploaded(client, answer.content)


def test_drafts_of_rows_are_rows(desk):
    client, _ = desk
    where = uploaded(client, ROWS, "rows.csv")
    _post(client, f"{where}/fixes?fix=all", place=_places(client.get(f"{where}/fixes?fix=all").text))
    assert "32408" in client.get(f"{where}/drafts/file/csv").text
    answer = client.get(f"{where}/drafts/file/837", headers=PAGE)
    assert answer.status_code == 422
    assert "rows.csv: not an 837P file" in answer.text
    again = _post(client, f"{where}/drafts/check")
    assert "COD001" not in client.get(f"{again}/causes").text


def test_drafts_are_of_their_session(tmp_path):
    with made(tmp_path) as client:
        where = uploaded(client, DATA)
        client.cookies.clear()
        for address in ("/drafts", "/fixes", "/decide", "/causes", "/shown/csv", "/drafts/file/csv"):
            assert client.get(f"{where}{address}").status_code == 404, address


def _numbers(page):
    return re.findall(r'name="number" value="(\d+)" checked', page)


def test_one_decision_overrides_all_findings_of_a_cause(desk, tmp_path):
    client, where = desk
    numbers = _numbers(client.get(f"{where}/decide?edit=PTP001").text)
    assert len(numbers) == 2
    told = {"number": numbers, "user": "A. Coder", "reason": "agreed with the payer", "expires": LATER}
    assert _post(client, f"{where}/decide?edit=PTP001", **told) == f"{where}?edit=PTP001"
    assert len((tmp_path / "overrides.jsonl").read_text().splitlines()) == 2
    assert "2 findings overridden" in client.get(where).text
    assert "No finding fits" in client.get(f"{where}/causes?edit=PTP001").text
    assert "PTP001" in client.get(f"{where}/causes?finding=overridden").text
    for wrong in ({"reason": ""}, {"user": ""}, {"expires": "soon"}, {"number": []}, {"number": ["999999999999"]}):
        answer = client.post(f"{where}/decide", data={"csrf": token_of(client), **told, **wrong})
        assert answer.status_code == 422, wrong


def test_the_register_lists_withdraws_and_exports(desk, tmp_path):
    client, where = desk
    assert "No finding is overridden" in client.get("/overrides").text
    numbers = _numbers(client.get(f"{where}/decide?edit=PTP001").text)
    _post(client, f"{where}/decide", number=numbers, user="A. Coder", reason="=agreed", expires=LATER)
    page = client.get("/overrides").text
    assert "LB-1001" in page
    assert "A. Coder: =agreed" in page
    rows = list(csv.DictReader(io.StringIO(client.get("/overrides/file/csv").text)))
    assert {row["edit"] for row in rows} == {"PTP001"}
    assert {row["reason"] for row in rows} == {"'=agreed"}
    first = re.search(r'name="place" value="(\d+)"', page)[1]
    _post(client, "/overrides/withdraw", place=[first], user="B. Manager")
    assert "1 finding overridden" in client.get(where).text
    assert "B. Manager: withdrawn" in client.get("/overrides").text
    assert len((tmp_path / "overrides.jsonl").read_text().splitlines()) == 3
    told = json.loads(client.get("/overrides/file/json").text)
    assert sorted(each["reason"] for each in told) == ["=agreed", "withdrawn"]
    for wrong in ({"place": [first], "user": "B"}, {"place": ["0", "1"], "user": ""}, {"place": ["x"], "user": "B"}):
        assert client.post("/overrides/withdraw", data={"csrf": token_of(client), **wrong}).status_code == 422
    assert client.get("/overrides/file/pdf").status_code == 404
