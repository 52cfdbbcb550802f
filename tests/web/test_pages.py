from __future__ import annotations

import json
import re

import pytest

from reference.layouts import fee_csv, zipped
from web.conftest import EXAMPLE, PAGE, made, token_of, uploaded

DATA = EXAMPLE.read_bytes()


@pytest.fixture(scope="module")
def where(client):
    return uploaded(client, DATA)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/", "Claims</label> as"),
        ("/check", "Paste claims"),
        ("/edits", "PTP001"),
        ("/edits/PTP001", "SELECT"),
        ("/payers", "Profiles"),
        ("/payers?code=77012&on=2026-03-02", "payer by payer"),
        ("/payers/medicare", "Public rule|Applies"),
        ("/reference", "Missing or only in part"),
        ("/code", "Procedure code"),
        ("/code/77012", "Sources"),
        ("/verify", "superbill"),
        ("/rates", "No rates here yet"),
        ("/api", "openapi.json"),
        ("/search?q=ct+guided+lung+biopsi", "32408"),
        ("/sign-in", "token"),
        ("/report", "Procedure report"),
    ],
)
def test_pages_say_what_they_are_for(client, address, words):
    page = client.get(address, headers=PAGE)
    assert page.status_code == 200, page.text
    assert re.search(words, page.text)
    assert 'lang="en"' in page.text
    assert "<h1" in page.text
    assert " style=" not in page.text
    assert "<script>" not in page.text


@pytest.mark.parametrize(
    "address", ["/edits/XXX999", "/payers/nobody", "/check/" + "x" * 22, "/code/ZZZZZ", "/rates/77012"]
)
def test_what_is_not_there_is_said_on_a_page(client, address):
    page = client.get(address, headers=PAGE)
    assert page.status_code in (404, 422)
    assert page.headers["content-type"].startswith("text/html")
    assert "Back to the first page" in page.text


@pytest.mark.parametrize(
    ("q", "to"), [("77012", "/code/77012"), ("ptp001", "/edits/PTP001"), ("medicare", "/payers/medicare")]
)
def test_a_name_leads_to_its_page(client, q, to):
    assert client.get("/search", params={"q": q}).headers["location"] == to


@pytest.mark.parametrize("address", ["/code/77012-26", "/code?code=77012-26", "/code/77012-26-59"])
def test_a_code_with_modifiers_leads_to_the_code(client, address):
    answer = client.get(address, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/code/77012")
    assert client.get("/api/v1/code/77012-26?on=2026-04-02").json()["code"] == "77012"


def test_the_work_list_filters_and_sorts(client, where):
    page = client.get(where).text
    assert "3 claims read, 0 rejected" in page
    assert page.index("LB-1003") < page.index("LB-1002") < page.index("LB-1001")  # the most at stake first
    by_date = client.get(f"{where}?sort=date").text
    assert by_date.index("LB-1001") < by_date.index("LB-1002")
    only = client.get(f"{where}?edit=COD001").text
    assert "LB-1003" in only
    assert "LB-1001" not in only
    assert "No claim fits" in client.get(f"{where}?state=clean").text
    assert client.post(f"{where}/filter", data={"csrf": token_of(client), "text": "lb-1002"}).status_code == 303
    found = client.get(where).text
    assert "LB-1002" in found
    assert "claims/1" not in found
    client.post(f"{where}/filter", data={"csrf": token_of(client), "text": ""})


@pytest.mark.parametrize("form", ["json", "csv", "html", "text", "parquet", "sarif", "fhir", "277ca", "999"])
def test_every_format_can_be_saved(client, where, form):
    answer = client.get(f"{where}/export/{form}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.content
    assert client.get(f"{where}/export/nope").status_code == 404


def test_safe_fixes_are_made(client, where):
    answer = client.get(f"{where}/fixed")
    assert answer.status_code == 200, answer.text
    assert b"SV1*HC:77012:26*540" in answer.content


def test_a_claim_shows_its_form_findings_and_dollars(client, where):
    page = client.get(f"{where}/claims/1").text
    for words in ("1EG4TE5MK73", "EXAMPLE, ALEX", "1961-04-15", "Z87.891", "PTP001", "129.32", "denied by PTP001"):
        assert words in page, words
    assert client.get(f"{where}/claims/99").status_code == 404
    steps = client.get(f"{where}/claims/1/price").text
    assert "129.32" in steps


def _fields(number, **changed):
    fields = {"code": "77012", "modifiers": "26", "units": "1", "charge": "310.00", "pos": "22"} | changed
    return {f"{number}.{name}": value for name, value in fields.items()}


def test_changes_are_tried_out(client, where):
    csrf = {"csrf": token_of(client)}
    address = f"{where}/claims/1/what-if"
    same = client.post(address, data=csrf | _fields(2)).json()
    assert same["changes"] == []
    assert "PTP001" in same["lines"]["2"]["findings"]
    bypassed = client.post(address, data=csrf | _fields(2, modifiers="26 xs")).json()
    assert bypassed["changes"] == ["line 2: modifiers = 26 xs"]
    assert "Bypassed" in bypassed["lines"]["2"]["findings"]
    assert bypassed["cents"] > same["cents"]
    gone = client.post(address, data=csrf | {"2.remove": "1"}).json()
    assert "2" not in gone["lines"]
    assert gone["charge"] == "1,240.00"
    for wrong in ({"modifiers": "26 59 XS XE 91"}, {"units": "many"}, {"charge": "1e9999999"}):
        answer = client.post(address, data=csrf | _fields(2, **wrong))
        assert answer.status_code == 422, answer.text
    page = client.post(f"{where}/claims/1", data=csrf | _fields(2, modifiers="26 XS") | {"1.remove": "1"}).text
    assert "Tried out: line 2: modifiers = 26 XS; line 1 removed" in page


def test_what_cannot_be_tried_out_is_said_by_field(client, where):
    wrong = _fields(2, units="many", modifiers="26 59 XS XE 91") | _fields(1, code="7701")
    answer = client.post(f"{where}/claims/1/what-if", data={"csrf": token_of(client)} | wrong)
    assert answer.status_code == 422
    told = answer.json()["wrong"]
    assert set(told) == {"2.units", "2.modifiers", "1.code"}
    assert "is no number" in told["2.units"]
    assert "five characters" in told["1.code"]


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/claims/x", 404, "There is nothing at"),
        ("/claims/0", 404, "There is nothing at"),
        ("/claims/99", 404, "no such claim"),
        ("/nothing", 404, "Not Found|nothing"),
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(client, where, address, status, words):
    answer = client.get(f"{where}{address}", headers=PAGE)
    assert answer.status_code == status
    assert re.search(words, answer.text)
    assert "parsing" not in answer.text
    assert "path." not in answer.text


def test_a_wrong_value_in_an_address_is_said_in_a_sentence(client):
    answer = client.get("/api/v1/fee/77012?on=yesterday")
    assert answer.status_code == 422
    assert answer.json()["detail"] == "“on” in the address is no date such as 2026-03-02."


def test_a_claim_shows_who_rendered_and_its_days(client):
    data = DATA.replace(b"LX*2~\nSV1*HC:77012:26*310*UN*1***1~\nDTP*472*D8*20260302", b"LX*2~\nSV1*HC:77012:26*310*UN*1***1~\n"
                        b"DTP*472*RD8*20260302-20260304")  # fmt: skip
    assert data != DATA
    page = client.get(f"{uploaded(client, data)}/claims/1").text
    assert "to 2026-03-04</span>" in page
    assert re.search(r'class="rendering"><span class="soft">J</span> \d{10}<', page)


def test_a_denial_is_cited_to_its_own_source(client, where):
    page = client.get(f"{where}/claims/1/price").text
    assert re.search(r'Denied by <a href="/edits/PTP001">PTP001</a> Code is included', page)
    assert "236" in page or "NCCI" in page


def test_old_reference_data_is_marked(client):
    page = client.get("/reference").text
    assert "No release for today" in page
    assert re.search(r'badge bypassed">ended \d[\d,]* days? ago', page)


def test_all_of_the_list_is_on_one_page_to_print(client):
    rows = [f"A{n},1,77012,10.00,2026-03-02" for n in range(120)]
    where = uploaded(client, "\n".join(["claim_id,line_no,code,charge,date_from", *rows, ""]).encode(), "a.csv")
    assert client.get(where).text.count("<tr><td>") < 120
    page = client.get(f"{where}?at=0").text
    assert all(f">A{n}</a>" in page for n in range(120))
    assert "120 of 120 claims" in page


@pytest.mark.parametrize(("form", "words"), [("csv", '"26","XS"'), ("fhir", '"XS"')])
def test_the_changed_claim_can_be_saved(client, where, form, words):
    data = {"csrf": token_of(client)} | _fields(2, modifiers="26 XS")
    answer = client.post(f"{where}/claims/1/file/{form}", data=data)
    assert answer.status_code == 200, answer.text
    assert words in answer.text
    assert "LB-1002" not in answer.text


def test_uploads_that_are_no_claims_are_refused(client):
    token = token_of(client)
    for data in (b"hello", b"", b"\x00\x01" * 50, b"PAR1" + b"x" * 50):
        answer = client.post("/check", data={"csrf": token}, files={"files": ("a.txt", data)})
        assert answer.status_code == 422, data
    assert client.post("/check", data={"csrf": token}).status_code == 422
    assert client.post("/check", data={"csrf": token, "payer": "nobody", "pasted": "x"}).status_code == 422


def test_pasted_claims_and_several_files(client):
    token = token_of(client)
    answer = client.post("/check", data={"csrf": token, "pasted": DATA.decode(), "payer": "cigna"})
    assert answer.status_code == 303
    assert "by the rules of cigna" in client.get(answer.headers["location"]).text
    files = [("files", ("one.837", DATA)), ("files", ("two.837", DATA))]
    answer = client.post("/check", data={"csrf": token}, files=files)
    assert answer.headers["location"] == "/check"
    page = client.get("/check").text
    assert "one.837" in page
    assert "two.837" in page


def test_reference_files_are_added(tmp_path, shared):
    with made(tmp_path, reference=_empty(tmp_path / "store")) as client:
        before = client.get("/api/v1/edits").headers["etag"]
        path = shared / "data" / "ncci" / "2026q3" / "add_on_codes.csv"
        files = {"files": (path.name, path.read_bytes())}
        assert client.post("/reference", data={"csrf": token_of(client)}, files=files).status_code == 422
        answer = client.post("/reference", data={"csrf": token_of(client), "period": "2026q3"}, files=files)
        assert answer.status_code == 200, answer.text
        assert "added: NCCI add-on" in answer.text
        assert client.get("/api/v1/edits").headers["etag"] != before
        wrong = client.post("/reference", data={"csrf": token_of(client)}, files={"files": ("a.csv", b"a,b\n1,2\n")})
        assert wrong.status_code == 422
        assert "not a layout I know" in wrong.text


def test_what_of_a_zip_is_left_out_is_said(tmp_path):
    members = {"fee_2026q2.csv": fee_csv([("90001", "")]).encode(), "notes.txt": b"words"}
    data = zipped(tmp_path / "rvu26b.zip", members).read_bytes()
    with made(tmp_path, reference=_empty(tmp_path / "store")) as client:
        answer = client.post("/reference", data={"csrf": token_of(client)}, files={"files": ("rvu26b.zip", data)})
    assert answer.status_code == 200, answer.text
    assert "added: Physician fee schedule" in answer.text
    assert "left out: rvu26b.zip: notes.txt: not a layout I know" in answer.text


def _empty(folder):
    folder.mkdir()
    return folder


def test_codes_of_a_document_are_verified(client):
    page = (EXAMPLE.parent / "ct-guidance-code-page.md").read_bytes()
    answer = client.post("/verify", data={"csrf": token_of(client)}, files={"file": ("page.md", page)})
    assert answer.status_code == 200, answer.text
    assert "32405" in answer.text
    nothing = client.post("/verify", data={"csrf": token_of(client), "pasted": "no codes"}, headers=PAGE)
    assert nothing.status_code == 422


def test_a_report_is_held_against_a_claim(client):
    pytest.importorskip("medspacy")
    report = (
        "Patient: ALEX EXAMPLE  Date of service: 2026-03-02\nPROCEDURE: CT guided core biopsy of a right lung nodule.\n"
        "Under intermittent CT guidance the needle was advanced; the tip was confirmed within the nodule.\n"
        "Images were archived to PACS.\nElectronically signed by Robin Reader, MD\n"
    )
    data = {"csrf": token_of(client), "report-text": report, "claims-text": DATA.decode()}
    answer = client.post("/report", data=data)
    assert answer.status_code == 200, answer.text
    assert "<mark" in answer.text
    assert "LB-1001" in answer.text
    assert client.post("/report", data={"csrf": data["csrf"]}).status_code == 422


def test_rates_are_added_and_shown(tmp_path):
    pytest.importorskip("isal")
    with made(tmp_path) as client:
        file = next((EXAMPLE.parent / "rates").glob("lakeside*04*"))
        files = {"file": (file.name, file.read_bytes())}
        answer = client.post("/rates", data={"csrf": token_of(client)}, files=files)
        assert answer.status_code == 200, answer.text
        assert "Lakeside" in answer.text
        page = client.get("/rates/77012", headers=PAGE)
        assert page.status_code == 200, page.text
        assert "picture.svg" in page.text
        assert client.get("/rates/77012/picture.svg").text.startswith("<svg")
        assert client.get("/api/v1/rates/77012").json()["cells"]
        wrong = client.post("/rates", data={"csrf": token_of(client)}, files={"file": ("a.json", b"{}")})
        assert wrong.status_code == 422


def test_a_result_that_must_be_made_anew_is_said(tmp_path, monkeypatch):
    with made(tmp_path) as client:
        where = uploaded(client, DATA)
        about = next((tmp_path / "jobs").glob("*/result/about.json"))
        told = json.loads(about.read_text())
        table = about.with_name("lines.arrow")
        whole = table.read_bytes()
        changes = {
            "a release": json.dumps(told | {"uses": [[1, "mue", "gone", 1, 0, 0]]}),
            "a version": json.dumps(told | {"version": "0.0.1"}),
            "before versions": json.dumps({key: value for key, value in told.items() if key != "version"}),
            "damage": "{",
            "a damaged table": json.dumps(told),
        }
        for what, text in changes.items():
            about.write_text(text)
            table.write_bytes(whole[:100] if "table" in what else whole)
            for address in (where, f"{where}/claims/1", f"{where}/export/json"):
                answer = client.get(address, headers=PAGE)
                assert answer.status_code == 409, what
                assert "check the claims again" in answer.text
        table.write_bytes(whole)
        assert client.get(where, headers=PAGE).status_code == 200


@pytest.mark.parametrize("q", ["77012-26 in Houston", "77012 in 77002", "77012 77002", "77012-26 in 04412-18"])
def test_a_code_is_priced_in_a_place(client, q):
    to = client.get("/search", params={"q": q}).headers["location"]
    assert to == "/code/77012?locality=04412-18"
    assert "HOUSTON" in client.get(to).text.upper()


@pytest.mark.parametrize("place", ["Houston", "77002", "houston tx"])
def test_a_code_page_takes_a_place(client, place):
    assert "HOUSTON" in client.get("/code/77012", params={"locality": place}).text.upper()


def test_a_place_that_is_unknown_is_said(client):
    answer = client.get("/code/77012?locality=Texas", headers=PAGE)
    assert answer.status_code == 422
    assert "REST OF TEXAS" in answer.text
    assert client.get("/code?code=77012-26").headers["location"] == "/code/77012"


def test_the_first_page_shows_what_fails_most(tmp_path):
    with made(tmp_path) as client:
        assert "at stake" not in client.get("/").text
        where = uploaded(client, DATA)
        page = client.get("/").text
        assert re.search(r"\$[\d,.]+</b> at stake: charged on \d lines that fail", page)
        assert f'href="{where}?edit=COD001&amp;finding=fail"' in page
