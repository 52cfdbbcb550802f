"""Whatever was uploaded, its pages and files are there: the list, a claim, how it is priced, every format."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from claims.builder import BILLING, CLAIM, LINES, SUBSCRIBER, claim_file, envelope, text
from sightline.web.api.examples import CSV, FHIR
from sightline.web.desk.choice import AXES, COLUMNS
from sightline.web.formats import FORMATS
from web.conftest import PAGE, X12, made, token_of

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
FILES = [path for path in sorted(CORPORA.rglob("*")) if path.is_file()]
#: What may be answered with a reason: no envelope to acknowledge, a claim without the date FHIR needs, nothing to fix.
MAY_NOT = ("/export/277ca", "/export/999", "/export/fhir", "/fixed")
#: The list by everything, the causes by everything, and what is done with them.
DESK = (
    [f"/causes?by={axis}" for axis in AXES]
    + [f"?columns={'+'.join(COLUMNS)}"]
    + ["/fixes", "/fixes?fix=all", "/decide", "/drafts", "/remittances"]
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A service that checks uploads of every size at once."""
    with made(tmp_path_factory.mktemp("service"), inline=64 << 20) as client:
        yield client


def _payer(*segments: str, filing: str = "CI") -> bytes:
    """The claim of the builder, with other segments for its payer."""
    return text(claim_file(subscriber=["HL*2*1*22*0", f"SBR*P*18*******{filing}", *SUBSCRIBER[2:-1], *segments]))


def _csv(*cells: str, columns: str = "") -> bytes:
    head = "claim_id,line_no,code,units,charge,place_of_service,date_from,dx1" + (f",{columns}" if columns else "")
    return "\n".join([head, *cells, ""]).encode()


def _fhir(**changes: Any) -> bytes:
    """The claim of the API's example, some elements changed; None takes one out."""
    claim = json.loads(FHIR) | changes
    return json.dumps({name: value for name, value in claim.items() if value is not None}).encode()


def _contained(*left_out: str) -> list[Any]:
    return [each for each in json.loads(FHIR)["contained"] if each["resourceType"] not in left_out]


_ROW = "C7,1,32408,1,900,22,2026-04-09,R911"
_ORGANIZATION = {"display": "Prairie Mutual"}
INPUTS: dict[str, bytes] = {
    "payer-unknown.837": _payer("NM1*PR*2*PRAIRIE MUTUAL*****PI*55012"),
    "payer-unknown-by-number.837": _payer("NM1*PR*2******PI*55012"),
    "payer-unknown-by-name.837": _payer("NM1*PR*2*Prairie Mutual"),
    "payer-of-spaces.837": _payer("NM1*PR*2* *****PI* "),
    "payer-hostile.837": _payer("NM1*PR*2*<b>{{ 7 }}</b>*****PI*'\"&"),
    "payer-none.837": _payer(),
    "payer-none-and-no-filing.837": _payer(filing=""),
    "subscriber-none.837": text(claim_file(subscriber=["HL*2*1*22*0"])),
    "payers-known-unknown-none.837": text(
        envelope(
            [
                *BILLING,
                *SUBSCRIBER,
                *CLAIM,
                *LINES,
                "HL*3*1*22*0",
                "SBR*P*18*******CI",
                *SUBSCRIBER[2:-1],
                "NM1*PR*2*PRAIRIE MUTUAL*****PI*55012",
                *CLAIM,
                *LINES,
                "HL*4*1*22*0",
                "SBR*P*18*******CI",
                *SUBSCRIBER[2:-1],
                "NM1*PR*2*PRAIRIE MUTUAL*****PI*55012",
                *CLAIM,
                *LINES,
                "HL*5*1*22*0",
                "SBR*P*18",
                *SUBSCRIBER[2:-1],
                *CLAIM,
                *LINES,
            ]
        )
    ),
    "lines-none.837": text(claim_file(*CLAIM)),
    "diagnoses-none.837": text(claim_file(CLAIM[0], *LINES)),
    "nothing-but-a-number.837": text(claim_file("CLM*C9", subscriber=["HL*2*1*22*0"])),
    "blank-everything.837": text(
        claim_file("CLM*", "HI*", "LX*", "SV1*", "DTP*472*D8*", subscriber=["HL*2*1*22*0", "SBR*"])
    ),
    "line-numbers-repeated.837": text(claim_file(*CLAIM, *LINES[:3], *LINES[:3])),
    "dates-none.837": text(claim_file(*CLAIM, *LINES[:2])),
    "claims-none.837": text(envelope(BILLING)),
    "payer-unknown.csv": _csv(f"{_ROW},Prairie Mutual", columns="payer_name"),
    "payer-unknown-by-number.csv": _csv(f"{_ROW},55012", columns="payer_id"),
    "payer-blank.csv": _csv(f"{_ROW},", columns="payer_name"),
    "payer-none.csv": _csv(_ROW),
    "payer-several.csv": _csv(
        f"{_ROW},Medicare",
        _ROW.replace("C7", "C8") + ",Prairie Mutual",
        _ROW.replace("C7", "C9") + ",",
        columns="payer_name",
    ),
    "blank-everything.csv": _csv("C7,,,,,,,"),
    "blank-but-the-code.csv": _csv(",,32408,,,,,"),
    "line-numbers-repeated.csv": _csv(_ROW, _ROW),
    "name-not-latin.csv": _csv(f"{_ROW},保険組合", columns="payer_name"),
    "head-only.csv": _csv(),
    "full.csv": CSV.encode(),
    "insurer-unknown.json": _fhir(insurer=_ORGANIZATION, contained=_contained("Coverage")),
    "insurer-none.json": _fhir(insurer=None, insurance=None, contained=_contained("Coverage", "Organization")),
    "items-none.json": _fhir(item=None),
    "diagnoses-none.json": _fhir(diagnosis=None),
    "nothing-but-a-type.json": b'{"resourceType": "Claim"}',
}


@pytest.mark.parametrize("name", INPUTS)
def test_every_page_of_what_is_unusual(desk, name):
    where, page = _walk(desk, name, INPUTS[name])
    for key in _claims_of(page):
        answer = desk.post(f"{where}/claims/{key}/what-if", data={"csrf": token_of(desk), "1.units": "7"})
        assert answer.status_code == 200, answer.text


@pytest.mark.skipif(not FILES, reason="../shared/corpora is not there")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name[-60:])
def test_every_page_of_files_by_others(desk, path):
    _walk(desk, path.name, path.read_bytes())


@pytest.mark.parametrize("payer", ["", "medicare", "cigna"])
def test_a_payer_that_was_chosen_stands_for_one_that_is_unknown(desk, payer):
    _walk(desk, "payer-unknown.837", INPUTS["payer-unknown.837"], payer=payer)


def test_the_list_says_how_claims_without_a_payer_profile_were_checked(desk):
    page = _listed(desk, "a.837", INPUTS["payers-known-unknown-none.837"])[1]
    assert "2 claims of payers without a profile: checked by public rules" in page
    assert "1 claim names no payer" in page
    page = _listed(desk, "a.837", text(claim_file()))[1]
    assert "without a profile" not in page
    assert "names no payer" not in page


@pytest.mark.parametrize("name", [name for name in INPUTS if name.endswith((".837", ".csv"))])
def test_the_api_answers_what_is_unusual(desk, name):
    media = X12 if name.endswith(".837") else {"content-type": "text/csv"}
    for address in ("/api/v1/check", "/api/v1/price"):
        answer = desk.post(address, content=INPUTS[name], headers=media)
        assert answer.status_code in (200, 422), answer.text
        assert answer.status_code == 200 or answer.json()["detail"]


def _walk(client: Any, name: str, data: bytes, payer: str = "") -> tuple[str, str]:
    """Upload a file and ask for all there is of it; its address and its list."""
    where, page = _listed(client, name, data, payer)
    wrong = [each for key in _claims_of(page) for each in _claim(client, f"{where}/claims/{key}")] if where else []
    for address in [f"/export/{form}" for form in FORMATS] + ["/fixed", *DESK] if where else []:
        answer = client.get(f"{where}{address}", headers=PAGE)
        if answer.status_code == 422 and address in MAY_NOT:
            assert _said(answer.text), address
        elif answer.status_code != 200 or not answer.content:
            wrong.append(f"{address}: {answer.status_code} {_said(answer.text)}")
    assert not wrong
    return where, page


def _listed(client: Any, name: str, data: bytes, payer: str = "") -> tuple[str, str]:
    """The address and the page of an upload's list; "" for what is no file of claims, which a page says."""
    answer = client.post(
        "/check", data={"csrf": token_of(client), "payer": payer}, files={"files": (name, data)}, headers=PAGE
    )
    if answer.status_code == 422:
        assert _said(answer.text)
        return "", ""
    assert answer.status_code == 303, _said(answer.text)
    where = answer.headers["location"]
    page = client.get(where, headers=PAGE)
    assert page.status_code == 200, _said(page.text)
    assert "Save as" in page.text
    return where, page.text


def _claims_of(page: str) -> list[str]:
    """One claim of a list: the worst, which shows most."""
    return re.findall(r'/claims/(\d+)[?"]', page)[:1]


def _claim(client: Any, address: str) -> Iterator[str]:
    """What is wrong with the pages and files of a claim."""
    page = client.get(address, headers=PAGE)
    fields = dict(re.findall(r'name="(\d+\.\w+)" value="([^"]*)"', page.text)) | {"csrf": token_of(client)}
    answers = {
        "claim": page,
        "price": client.get(f"{address}/price", headers=PAGE),
        "csv": client.post(f"{address}/file/csv", data=fields, headers=PAGE),
        "fhir": client.post(f"{address}/file/fhir", data=fields, headers=PAGE),
    }
    yield from (
        f"{name}: {each.status_code} {_said(each.text)}" for name, each in answers.items() if each.status_code != 200
    )


def _said(page: str) -> str:
    """The sentence of a page that tells a problem; else how the page begins."""
    found = re.search(r"<h1>.*</h1>\s*<p>(.+)</p>", page)
    return found[1] if found else page[:200]
