from __future__ import annotations

import gzip
import io
import json
import re
from datetime import date

import pytest

from sightline.outputs.check import json as as_json
from sightline.run import check
from sightline.web.api.examples import CLAIMS, CSV, FHIR
from web.conftest import EXAMPLE, X12, made

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


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("/api/v1/fee/77012?as_of=2025-10-01", "on, modifier, locality, zip_code"),
        ("/api/v1/search?q=lung&size=3", "q, limit"),
        ("/api/v1/edits?x=1", "none"),
    ],
)
def test_a_parameter_that_an_address_does_not_have_is_refused(client, address, known):
    answer = client.get(address)
    assert answer.status_code == 422
    stated = answer.json()["detail"].partition("known: ")[2].rstrip(".")
    assert sorted(stated.split(", ")) == sorted(known.split(", "))


def test_what_is_written_otherwise_comes_with_an_example(client):
    assert "such as 15202-00" in client.get("/api/v1/fee/77012?locality=10112").json()["detail"]
    assert "such as PTP001" in client.get("/api/v1/edits/PTP").json()["detail"]


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


def _submitted(client, body):
    answer = client.post(
        "/fhir/Claim/$submit", content=json.dumps(body), headers={"content-type": "application/fhir+json"}
    )
    assert answer.status_code == 200, answer.text
    return [each["resource"] for each in answer.json()["entry"]]


@pytest.mark.parametrize("use", ["claim", "preauthorization", "predetermination"])
def test_the_answer_to_a_submission_has_its_use_and_the_day_of_today(client, use):
    claim = json.loads(FHIR) | {"use": use}
    patient = {"resourceType": "Patient", "id": "p"}
    entries = [{"fullUrl": "urn:uuid:1", "resource": claim}, {"resource": patient}]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    bodies = [
        claim,
        {name: value for name, value in claim.items() if name != "created"},
        bundle,
        {"resourceType": "Parameters", "parameter": [{"name": "resource", "resource": claim}]},
        {
            "resourceType": "Parameters",
            "parameter": [{"name": "resource", "resource": bundle}, {"name": "n", "valueCode": "x"}],
        },
    ]
    for body in bodies:
        (answer,) = _submitted(client, body)
        assert (answer["resourceType"], answer["use"]) == ("ClaimResponse", use)
        assert answer["created"] == date.today().isoformat()


def test_each_claim_of_a_submission_is_answered_with_its_own_use(client):
    claims = []
    for use in ("preauthorization", "claim", "nonsense"):
        claim = json.loads(FHIR) | {"use": use, "id": use, "identifier": [{"value": use}]}
        claims.append({"resource": claim})
    answers = _submitted(client, {"resourceType": "Bundle", "type": "batch", "entry": claims})
    assert [each["use"] for each in answers] == ["preauthorization", "claim", "claim"]
    lines = "\n".join(json.dumps(each["resource"]) for each in claims)
    answer = client.post("/fhir/Claim/$submit", content=lines, headers={"content-type": "application/fhir+json"})
    assert [each["resource"]["use"] for each in answer.json()["entry"]] == ["preauthorization", "claim", "claim"]


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


def test_the_description_has_schemas_with_examples_servers_and_who_is_let_in(client, tmp_path):
    jsonschema = pytest.importorskip("jsonschema")

    told = client.get("/api/v1/openapi.json").json()
    assert told["servers"] == [{"url": "/", "description": "Where this description was read"}]
    assert set(told["components"]["securitySchemes"]) == {"token", "session"}
    assert {} in told["security"]
    referred = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(told)))
    assert {"Problem", "Result", "Finding", "Job"} <= referred <= set(told["components"]["schemas"])
    result = told["components"]["schemas"]["Result"]
    answers = [
        client.post("/api/v1/check", content=data, headers=X12).json() for data in (DATA, CLAIMS["application/EDI-X12"])
    ]
    for answer in (result["example"], *answers):
        jsonschema.validate(answer, {**result, "components": told["components"]})
    assert answers[1]["findings"][0].keys() == result["example"]["findings"][0].keys()
    assert answers[1]["summary"].keys() == result["example"]["summary"].keys()
    with made(tmp_path, token="0123456789abcdef") as kept:
        secured = kept.get("/api/v1/openapi.json", headers={"authorization": "Bearer 0123456789abcdef"}).json()
    assert {} not in secured["security"]


def test_denials_say_what_to_do_with_each_line(client):
    both = {"claims": DATA.decode(), "remittance": (EXAMPLE.parent / "remittance.835").read_text()}
    answer = client.post("/api/v1/denials?locality=15202-00&on=2026-04-10", json=both)
    assert answer.status_code == 200, answer.text
    told = {(line["claim"], line["line"]): line for line in answer.json()["lines"]}
    assert (told["LB-1003", 2]["action"], told["LB-1003", 2]["deadline"]) == ("appeal", "2026-07-27")
    assert client.post("/api/v1/denials", json={"claims": DATA.decode()}).status_code == 422
    assert client.post("/api/v1/denials", json={**both, "remittance": "nothing"}).status_code == 422
    assert client.post("/api/v1/denials", content=b"x", headers={"content-type": "text/plain"}).status_code == 415
