"""An 835 beside the claims of a check: what was paid, what to do, and the same files as the command line's."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from decimal import Decimal
from html import unescape

import pytest

from sightline.denied.ledger import STEPS
from sightline.outputs.denials.waterfall import FIGURES
from web.conftest import EXAMPLE, PAGE, made, token_of, uploaded

REMITTANCE = (EXAMPLE.parent / "remittance.835").read_bytes()


@pytest.fixture
def desk(tmp_path):
    """A client and the address of a check with a remittance."""
    with made(tmp_path) as client:
        where = uploaded(client, EXAMPLE.read_bytes())
        answer = _add(client, where, REMITTANCE)
        assert answer.status_code == 303, answer.text
        yield client, where


def _add(client, where, data, name="paid.835"):
    return client.post(
        f"{where}/remittances", data={"csrf": token_of(client)}, files={"files": (name, data)}, headers=PAGE
    )


def test_denied_lines_have_what_to_do_and_lead_to_their_claim(desk):
    client, where = desk
    page = client.get(f"{where}/remittances", headers=PAGE)
    assert page.status_code == 200, page.text
    told = json.loads(client.get(f"{where}/remittances/file/denials/json").text)
    lines = told["lines"]
    assert lines
    for line in lines:
        assert re.search(
            rf">{line['claim']}</(a|td)>" if line["claim_key"] else rf"<td>{line['claim']}</td>", page.text
        )
    keys = {line["claim_key"] for line in lines if line["claim_key"]}
    assert {int(key) for key in re.findall(rf'data-row href="{where}/claims/(\d+)', page.text)} == keys
    stakes = [float(line["at_stake"]) for line in lines if line["at_stake"]]
    assert f"{max(stakes):.2f}" in page.text


def test_the_dollars_from_charge_to_paid_are_a_picture_that_opens_to_its_lines(desk):
    client, where = desk
    page = unescape(client.get(f"{where}/remittances", headers=PAGE).text)
    rows = list(csv.DictReader(io.StringIO(client.get(f"{where}/remittances/file/denials/ledger").text)))
    spoken = re.search(r'<svg [^>]*class="wf"[^>]*role="img".*?<desc [^>]*>(.*?)</desc>', page, re.DOTALL)[1]
    assert "<style" not in page  # the policy of the pages forbids it; the theme's colors are in waterfall.css
    assert "var(--ink)" in client.get("/static/waterfall.css").text
    for name, words in FIGURES.items():
        own = [row for row in rows if Decimal(row[name] or 0)]
        opened = re.search(
            rf"<summary>{words} <b>([-\d,.]+)</b>: (\d+) lines?</summary>(.*?)</details>", page, re.DOTALL
        )
        assert bool(opened) == bool(own), name
        if opened:
            dollars = sum(Decimal(row[name]) for row in own)
            assert (opened[1], int(opened[2])) == (f"{dollars:,.2f}", len(own))
            assert f"{words} {-dollars if name in STEPS else dollars:,.2f}" in spoken
            assert opened[3].count('data-name="dollars"') == len(own)


def test_the_reconciliation_is_that_of_the_command_line(desk, tmp_path):
    from click.testing import CliRunner

    from sightline.commands.reconcile import reconcile

    client, where = desk
    remit = tmp_path / "paid.835"
    remit.write_bytes(REMITTANCE)
    ran = CliRunner().invoke(reconcile, [str(EXAMPLE), str(remit), "--format", "json"])
    theirs = json.loads(ran.output)
    ours = json.loads(client.get(f"{where}/remittances/file/reconciliation/json").text)
    names = ("claim", "line", "verdict", "expected", "paid", "variance", "claim_key")
    assert [[each[n] for n in names] for each in ours["lines"]] == [
        [each[n] for n in names] for each in theirs["lines"]
    ]


@pytest.mark.parametrize("kind", ["reconciliation", "denials"])
@pytest.mark.parametrize("form", ["csv", "html"])
def test_both_are_saved(desk, kind, form):
    client, where = desk
    answer = client.get(f"{where}/remittances/file/{kind}/{form}", headers=PAGE)
    assert answer.status_code == 200, answer.text
    assert answer.content
    assert client.get(f"{where}/remittances/file/{kind}/nope", headers=PAGE).status_code == 404


def test_remittances_are_removed(desk):
    client, where = desk
    assert client.post(f"{where}/remittances/remove", data={"csrf": token_of(client)}).status_code == 303
    page = client.get(f"{where}/remittances").text
    assert "What to do" not in page
    assert client.get(f"{where}/remittances/file/denials/json").status_code == 404


@pytest.mark.parametrize("data", [b"hello", b"", EXAMPLE.read_bytes(), REMITTANCE[:60]])
def test_what_is_no_remittance_is_said_and_not_kept(tmp_path, data):
    with made(tmp_path) as client:
        where = uploaded(client, EXAMPLE.read_bytes())
        answer = _add(client, where, data, "a.txt")
        assert answer.status_code == 422
        assert "a.txt" in answer.text
        assert "What to do" not in client.get(f"{where}/remittances").text


def test_an_835_given_to_check_is_named_with_where_it_belongs(client):
    page = client.get(uploaded(client, REMITTANCE, "paid.835")).text
    assert "it holds a remittance" in page
    assert "under Remittances" in page


def test_remittances_of_claims_that_are_not_here(tmp_path):
    with made(tmp_path) as client:
        where = uploaded(client, b"claim_id,line_no,code,charge,date_from\nA1,1,77012,10.00,2026-03-02\n", "a.csv")
        assert _add(client, where, REMITTANCE).status_code == 303
        page = client.get(f"{where}/remittances", headers=PAGE)
        assert page.status_code == 200, page.text
        assert "of claims that are not in this upload" in page.text


def test_the_dollars_are_in_view_on_the_list_and_the_home_page(desk):
    client, where = desk
    sums = json.loads(client.get(f"{where}/remittances/file/denials/json").text)["summary"]
    client.get(f"{where}/remittances")  # as after adding one
    page, home = client.get(where).text, client.get("/").text
    paid = json.loads(client.get(f"{where}/remittances/file/reconciliation/json").text)["summary"]["paid"]
    for amount in (sums["at_stake"], paid):
        shown = f"${float(amount):,.2f}"
        assert shown in page
        assert shown in home
    assert "recovered" in page
    client.post(f"{where}/remittances/remove", data={"csrf": token_of(client)})
    assert "recovered" not in client.get(where).text
    assert "recovered" not in client.get("/").text


def test_the_dollars_of_each_claim_are_columns_of_the_list_and_of_what_is_saved(tmp_path):
    quarter = EXAMPLE.parent / "quarter"
    with made(tmp_path) as client:
        where = uploaded(client, (quarter / "claims.837").read_bytes())
        assert 'value="recovered"' not in client.get(where).text  # no column to choose without remittances
        for path in sorted((quarter / "received").glob("*.835")):
            assert _add(client, where, path.read_bytes(), path.name).status_code == 303
        client.get(f"{where}/remittances")  # where the browser is led
        told = json.loads(client.get(f"{where}/remittances/file/denials/json").text)
        page = client.get(where).text
        rows = list(csv.DictReader(io.StringIO(client.get(f"{where}/shown/csv?sort=recovered").text)))
        chosen = list(
            csv.DictReader(io.StringIO(client.get(f"{where}/shown/csv?columns=recovered&columns=unpaid").text))
        )
        client.post(f"{where}/remittances/remove", data={"csrf": token_of(client)})
        assert "recovered" not in client.get(f"{where}/shown/csv").text.splitlines()[0]

    def of(name):
        return [Decimal(row[name] or 0) for row in rows]

    ledger = told["ledger"]["all"][0]
    assert sum(of("recovered")) == Decimal(ledger["recovered"]) > 0
    assert of("recovered") == sorted(of("recovered"), reverse=True)
    stakes = defaultdict(Decimal)
    for line in told["lines"]:
        if line["at_stake"]:
            stakes[line["claim"]] += Decimal(line["at_stake"])
    found = {row["claim"]: Decimal(row["at stake after payment"]) for row in rows if row["at stake after payment"]}
    assert found == {claim: amount for claim, amount in stakes.items() if claim in {row["claim"] for row in rows}}
    assert list(chosen[0]) == ["claim", "recovered", "at stake after payment"]
    for row in rows:
        for name in ("expected", "paid", "recovered"):
            assert (
                not row[name] or f'data-name="{name}">{Decimal(row[name]):,.2f}</td>' in page or not Decimal(row[name])
            )
