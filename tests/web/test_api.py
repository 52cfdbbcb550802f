from __future__ import annotations

import gzip
import io
import json

import pytest

from sightline.outputs import json as as_json
from sightline.run import check
from sightline.web.api.examples import CLAIMS, CSV, FHIR
from web.conftest import EXAMPLE, X12

DATA = EXAMPLE.read_bytes()


def _printed(**options):
    out = io.StringIO()
    as_json.write_result(check(EXAMPLE, **options), out)
    return json.loads(out.getvalue().replace(str(EXAMPLE), "claims.837"))


def test_check_answers_what_the_command_prints(client):
    answer = client.post("/api/v1/check", content=DATA, headers=X12)
    assert answer.status_code == 200
    assert answer.json() == _printed()


def test_options_of_check(client):
    answer = client.post("/api/v1/check?select=PTP&payer=medicare", content=DATA, headers=X12)
    assert answer.json() == _printed(select=("PTP",), payer="medicare")
    assert {each["edit"] for each in answer.json()["findings"]} == {"PTP001"}
    assert client.post("/api/v1/check?select=NOPE", content=DATA, headers=X12).status_code == 422
    assert client.post("/api/v1/check?payer=nobody", content=DATA, headers=X12).status_code == 422


@pytest.mark.parametrize("media", CLAIMS)
def test_every_content_type_finds_the_same(client, media):
    answer = client.post("/api/v1/check", content=CLAIMS[media], headers={"content-type": media})
    assert answer.status_code == 200, answer.text
    fails = {each["edit"] for each in answer.json()["findings"] if each["status"] == "fail"}
    assert fails == {"PTP001"}


@pytest.mark.parametrize(
    ("media", "content", "status"),
    [
        ("text/plain", DATA, 415),
        ("", DATA, 415),
        ("text/csv", DATA, 415),
        ("application/fhir+json", CSV.encode(), 415),
        ("application/EDI-X12", FHIR.encode(), 415),
        ("application/EDI-X12", b"", 422),
        ("application/EDI-X12", b"no claims", 422),
        ("application/fhir+json", b"{", 422),
        ("text/csv", b"\x00\x01\x02", 422),
    ],
)
def test_what_cannot_be_used_is_a_problem(client, media, content, status):
    answer = client.post("/api/v1/check", content=content, headers={"content-type": media})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer.json()["detail"]


def test_gzip_is_unpacked_and_bombs_are_not(client):
    packed = {**X12, "content-encoding": "gzip"}
    assert client.post("/api/v1/check", content=gzip.compress(DATA), headers=packed).status_code == 200
    bomb = gzip.compress(b" " * (64 << 20))
    assert len(bomb) < 100_000
    assert client.post("/api/v1/check", content=bomb, headers=packed).status_code == 413
    assert client.post("/api/v1/check", content=b"not gzip", headers=packed).status_code == 400
    assert client.post("/api/v1/check", content=gzip.compress(DATA)[:-9], headers=packed).status_code == 400
    assert client.post("/api/v1/check", content=DATA, headers={**X12, "content-encoding": "br"}).status_code == 415


def test_price_says_what_each_line_pays(client):
    answer = client.post("/api/v1/price", content=DATA, headers=X12)
    assert answer.status_code == 200
    lines = {(line["claim"], line["line"]): line for line in answer.json()["lines"]}
    assert lines["LB-1001", 2]["denied_by"] == "PTP001"
    assert lines["LB-1001", 2]["allowed"] == "0.00"
    assert lines["LB-1001", 1]["steps"]
    other = client.post("/api/v1/price?locality=99999-99", content=DATA, headers=X12)
    assert other.status_code == 422


def test_fhir_claims_get_claim_responses(client):
    media = {"content-type": "application/fhir+json"}
    answer = client.post("/fhir/Claim/$submit", content=FHIR, headers=media)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/fhir+json"
    (entry,) = answer.json()["entry"]
    assert entry["resource"]["resourceType"] == "ClaimResponse"
    wrong = client.post("/fhir/Claim/$submit", content=FHIR, headers={"content-type": "text/csv"})
    assert wrong.status_code == 415
    assert wrong.json()["resourceType"] == "OperationOutcome"
    statement = client.get("/fhir/metadata").json()
    assert statement["rest"][0]["resource"][0]["operation"][0]["name"] == "submit"


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/edits", "/api/v1/edits/PTP001", "/api/v1/payers", "/api/v1/reference", "/api/v1/reference/77012",
        "/api/v1/fee/77012?modifier=26&on=2026-04-02", "/api/v1/search?q=lung+biopsi",
        "/api/v1/code/77012?on=2026-04-02",
    ],
)  # fmt: skip
def test_what_the_reference_answers_has_an_etag(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    tag = answer.headers["etag"]
    again = client.get(address, headers={"if-none-match": f'"other", W/{tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(address, headers={"if-none-match": '"other"'}).json() == answer.json()


def test_codes_are_compared_payer_by_payer(client):
    rows = client.get("/api/v1/payers/compare/77012?on=2026-03-02").json()["rows"]
    assert "medicare" in rows[0]["payers"]
    assert client.get("/api/v1/payers/compare/ZZZZZ").status_code == 404


def test_documents_are_verified(client):
    page = (EXAMPLE.parent / "ct-guidance-code-page.md").read_text()
    answer = client.post("/api/v1/verify", content=page, headers={"content-type": "text/markdown"})
    assert answer.status_code == 200
    assert answer.json()["counts"]["wrong"] > 5


def test_reports_are_read(client):
    pytest.importorskip("medspacy")
    report = "PROCEDURE: CT guided core biopsy.\nUnder CT guidance the needle was placed; tip confirmed in the nodule."
    answer = client.post("/api/v1/report", content=report, headers={"content-type": "text/plain"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["requirements"]
    both = client.post("/api/v1/report", json={"report": report, "claims": DATA.decode()})
    assert both.status_code == 200, both.text
    for wrong in ({"claims": "x"}, [], {"report": 1}, {"report": report, "claims": "no claims"}):
        assert client.post("/api/v1/report", json=wrong).status_code == 422


def test_without_rates_there_are_none(client):
    assert client.get("/api/v1/rates/77012").status_code == 404


def test_nothing_sent_comes_back_in_a_problem(client):
    secret = "1EG4TE5MK73"
    for answer in (
        client.get(f"/api/v1/code/{secret}!"),
        client.get(f"/api/v1/edits/{secret}"),
        client.get(f"/{secret}"),
        client.get(f"/api/v1/search?limit={secret}&q=x"),
        client.post(f"/api/v1/check?payer={secret}!", content=DATA, headers=X12),
        client.get(f"/api/v1/jobs/{secret}"),
    ):
        assert 400 <= answer.status_code < 500
        assert secret not in answer.text
