"""The list of claims and the causes of their findings: what is counted, what a click narrows, what an address says."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from starlette.datastructures import QueryParams

from sightline import check
from sightline.web.desk.causes import causes
from sightline.web.desk.chart import bars, columns
from sightline.web.desk.choice import AXES, COLUMNS, SHOWN, Choice, chosen
from sightline.web.desk.worklist import STATES, Worklist, fitting, listed, neighbors, worklist
from web.conftest import EXAMPLE, made, token_of, uploaded

HEAD = "claim_id,line_no,code,modifiers,units,charge,place_of_service,date_from,dx1,payer_name,billing_npi,billing_name"
#: Two practices, two payers, two months; 32405 was deleted, 32408 includes 77012.
CLAIMS = "\n".join(
    [
        HEAD,
        "A1,1,32408,,1,1240.00,22,2026-03-02,R911,MEDICARE,1234567893,North Imaging",
        "A1,2,77012,26,1,310.00,22,2026-03-02,R911,MEDICARE,1234567893,North Imaging",
        "A2,1,32408,,1,1000.00,22,2026-04-02,R911,CIGNA,1992708929,South Imaging",
        "A2,2,77012,26,1,200.00,22,2026-04-02,R911,CIGNA,1992708929,South Imaging",
        "A3,1,32405,,1,990.00,22,2026-04-03,R911,CIGNA,1992708929,South Imaging",
        "",
    ]
).encode()


@pytest.fixture(scope="module")
def work(tmp_path_factory) -> Worklist:
    path = tmp_path_factory.mktemp("causes") / "claims.csv"
    path.write_bytes(CLAIMS)
    return worklist(check(path))


def test_causes_are_those_with_the_most_dollars_first_each_line_once(work):
    found = causes(work, Choice())
    amounts = [cause.charged for cause in found.rows]
    assert amounts == sorted(amounts, reverse=True)
    ptp = next(cause for cause in found.rows if cause.value == "PTP001")
    assert (ptp.findings, ptp.claims, ptp.lines, ptp.charged) == (2, 2, 2, Decimal("510.00"))
    deleted = next(cause for cause in found.rows if cause.value == "COD001")
    assert (deleted.claims, deleted.charged) == (1, Decimal("990.00"))
    lines = {
        (row["claim_key"], row["line_no"]): row["charge"]
        for row in work.rows.to_pylist()
        if row["finding"] in ("fail", "bypassed", "review")
    }
    assert (found.all.lines, found.all.charged) == (len(lines), sum(lines.values()))


def test_causes_of_one_payer_by_month(work):
    found = causes(work, Choice(payer="CIGNA", by="month"))
    assert [cause.value for cause in found.rows] == ["2026-04"]
    assert found.all.claims == 2
    assert causes(work, Choice(payer="CIGNA")).rows[0].value == "COD001"


def test_a_finding_about_a_claim_is_about_all_of_its_lines(work):
    whole = {row["number"] for row in work.rows.to_pylist() if row["claim_key"] == 1}
    assert whole  # and every row has a line
    assert 0 not in work.rows["line_no"].to_pylist()


def test_facets_count_the_claims_that_a_choice_would_show(work):
    for choice in (Choice(), Choice(payer="CIGNA"), Choice(edit="PTP001"), Choice(state="fail", text="77012")):
        found = listed(work, choice)
        for axis in AXES:
            for value, count in found.facets[axis]:
                assert fitting(work, choice.but(**{axis: value})).num_rows == count, (choice, axis, value)
        for state in STATES:
            assert fitting(work, choice.but(state=state)).num_rows == found.states[state]


def test_an_edit_and_a_code_are_matched_by_one_line(work):
    assert fitting(work, Choice(edit="PTP001", code="77012")).num_rows == 2
    assert fitting(work, Choice(edit="PTP001", code="32408")).num_rows == 0


def test_the_last_claim_of_the_list_has_no_next(work):
    choice = Choice(sort="file", payer="CIGNA")
    assert neighbors(work, choice, 2) == (None, 3)
    assert neighbors(work, choice, 3) == (2, None)
    assert neighbors(work, choice, 1) == (None, None)


@pytest.mark.parametrize(
    "choice",
    [Choice(), Choice(payer="A & B", sort="date", at=3), Choice(columns=("lines",), by="code", edit="PTP001"),
     Choice(state="clean", month="2026-03")],
)  # fmt: skip
def test_an_address_says_the_choice(choice):
    assert chosen(QueryParams(choice.query().lstrip("?"))) == choice


@pytest.mark.parametrize("query", ["at=-1", "at=x", "at=99999999999", "columns=nope", "by=claim_id", "at=²", "sort="])
def test_what_is_no_choice_in_an_address_is_passed_over(query):
    assert chosen(QueryParams(query)) == Choice()


def test_a_word_is_no_part_of_an_address():
    assert Choice(text="LB-1001").query() == ""


def test_a_picture_says_its_values_and_escapes_names():
    picture = bars("Dollars by payer", [("<b>A & B</b>", Decimal("12.50")), ("C", Decimal(0))])
    assert 'role="img"' in picture
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;: $12.50" in picture
    assert "<b>" not in picture
    assert bars("Dollars", []) == ""
    assert columns("Dollars", [("2026-03", Decimal(5))]) == ""
    both = columns("Dollars", [("2026-03", Decimal(5)), ("2026-04", Decimal("2000"))])
    assert "2026-03: $5.00; 2026-04: $2,000" in both


def test_the_pages_lead_from_cause_to_claim_and_back(client):
    where = uploaded(client, CLAIMS, "two.csv")
    page = client.get(where).text
    assert f'href="{where}/causes"' in page
    page = client.get(f"{where}/causes?payer=CIGNA").text
    assert re.search(r"<tbody>\s*<tr><td><a [^>]*>COD001 Code was deleted", page)
    link = re.search(r'href="([^"]+)">list<span class="unseen"> the claims with COD001', page)[1].replace("&amp;", "&")
    assert link == f"{where}?edit=COD001&payer=CIGNA"
    claim = re.search(r'href="([^"]+/claims/3[^"]*)"', client.get(link).text)[1].replace("&amp;", "&")
    page = client.get(claim).text
    assert f'href="{where}?edit=COD001&amp;payer=CIGNA"' in page
    assert "next claim" not in page
    assert "previous claim" not in page
    all_of_cigna = client.get(f"{where}/claims/3?payer=CIGNA&sort=file").text
    assert f'href="{where}/claims/2?payer=CIGNA&amp;sort=file" rel="prev"' in all_of_cigna


def test_words_are_found_within_what_is_chosen(client):
    where = uploaded(client, CLAIMS, "two.csv")
    answer = client.post(f"{where}/filter?payer=CIGNA&sort=date", data={"csrf": token_of(client), "text": "a2"})
    assert answer.headers["location"] == f"{where}?payer=CIGNA&sort=date"
    page = client.get(answer.headers["location"]).text
    assert ">A2</a>" in page
    assert ">A3</a>" not in page


def test_columns_are_chosen(client):
    where = uploaded(client, EXAMPLE.read_bytes())

    def heads(query):
        table = client.get(f"{where}{query}").text.split("</table>")[0]
        return re.findall(r"<th scope=\"col\"[^>]*>([^<]*)</th>", table)

    assert heads("") == ["claim", *(COLUMNS[name] for name in SHOWN)]
    assert heads("?columns=lines&columns=payer") == ["claim", "payer", "lines"]


def test_causes_of_a_check_that_is_not_there(tmp_path):
    with made(tmp_path) as client:
        assert client.get(f"/check/{'x' * 22}/causes").status_code == 404
