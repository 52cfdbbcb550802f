"""What a practice remembers of its claims: the same claim in other checks, who works on it, notes."""

from __future__ import annotations

import re
import shutil

from web.conftest import EXAMPLE
from web.workspace.conftest import PASSWORD, Person

DATA = EXAMPLE.read_bytes()
CORRECTED = DATA.replace(b"SV1*HC>77012>26*310*", b"SV1*HC>77012>26>59*310*").replace(
    b"SV1*HC:77012:26*310*", b"SV1*HC:77012:26:59*310*"
)


def _differences(person, address):
    """When the other checks of a claim were, what was found there and not here, and here and not there."""
    rows = re.findall(
        r'UTC, (\w+)</td>\s*<td data-name="there, not here">([^<]*)</td>\s*<td[^>]*>([^<]*)</td>',
        person.get(address).text,
    )
    return rows


def test_the_same_claim_shows_what_changed(kept):
    assert CORRECTED != DATA
    first = kept.bo.upload(DATA, "january.837")
    assert "other checks" not in kept.bo.get(f"{first}/claims/1").text
    second = kept.ann.upload(CORRECTED, "february.837")
    page = kept.rae.get(f"{second}/claims/1").text
    assert f'<a href="{first}/claims/1">january.837</a>' in page
    assert _differences(kept.rae, f"{second}/claims/1") == [
        ("earlier", "PTP001 on line 2 (fail)", "PTP001 on line 2 (bypassed)")
    ]
    assert _differences(kept.rae, f"{first}/claims/1") == [
        ("later", "PTP001 on line 2 (bypassed)", "PTP001 on line 2 (fail)")
    ]
    kept.max.post(f"{first}/delete")
    assert "january.837" not in kept.rae.get(f"{second}/claims/1").text


def test_another_practices_check_of_the_same_claim_is_not_shown(kept):
    kept.bo.upload(DATA, "of-lakeside.837")
    where = kept.zoe.upload(DATA, "of-prairie.837")
    assert "of-lakeside" not in kept.zoe.get(f"{where}/claims/1").text


def test_claims_are_checked_again(kept):
    where = kept.bo.upload(DATA)
    assert "Check again" in kept.bo.get(where).text
    assert "Check again" not in kept.rae.get(where).text
    assert kept.rae.post(f"{where}/again").status_code == 403
    again = kept.bo.post(f"{where}/again").headers["location"]
    assert again != where
    assert "LB-1001" in kept.bo.get(again).text
    assert _differences(kept.bo, f"{again}/claims/1") == [("earlier", "nothing", "nothing")]


def test_new_reference_data_is_said_and_an_old_result_can_be_made_anew(kept):
    where = kept.bo.upload(DATA)
    assert "Reference data changed" not in kept.bo.get(where).text
    about = kept.folder / "jobs" / where.rpartition("/")[2] / "result" / "about.json"
    told = about.read_text()
    about.write_text(re.sub('"reference": "[^"]*"', '"reference": "another"', told))
    assert "Reference data changed since this check" in kept.bo.get(where).text
    about.write_text(re.sub('"version": "[^"]*"', '"version": "0.0"', told))
    answer = kept.bo.get(where)
    assert answer.status_code == 409
    assert f'action="{where}/again"' in answer.text
    assert kept.bo.post(f"{where}/again").status_code == 303


def test_claims_are_assigned_and_the_list_is_narrowed_to_them(kept):
    where = kept.bo.upload(DATA)
    assert "Assigned to" in kept.bo.get(f"{where}/claims/1").text
    assert kept.bo.post(f"{where}/claims/1/assign", account="bo").status_code == 303  # a biller takes one
    for account in ("ann", "zoe", "nobody-known"):
        assert kept.bo.post(f"{where}/claims/2/assign", account=account).status_code in (403, 422)
    assert kept.max.post(f"{where}/claims/2/assign", account="zoe").status_code == 422
    assert kept.max.post(f"{where}/claims/2/assign", account="ann").status_code == 303
    assert kept.bo.post(f"{where}/claims/2/assign", account="").status_code == 403
    page = kept.rae.get(f"{where}?assigned=bo").text
    assert "LB-1001" in page
    assert "LB-1002" not in page
    assert "LB-1003" in kept.rae.get(f"{where}?assigned=nobody").text
    assert re.search(r"assigned=ann[^>]*>ann <b>1</b>", page)
    assert "ann" in kept.rae.get(f"{where}?columns=assigned").text
    assert "by assigned to" in kept.rae.get(f"{where}/causes").text
    again = kept.bo.post(f"{where}/again").headers["location"]  # the claim stays whose it is
    assert "LB-1001" in kept.rae.get(f"{again}?assigned=bo").text


def test_what_is_shown_is_assigned_at_once(kept):
    where = kept.bo.upload(DATA)
    assert kept.bo.post(f"{where}/assign?edit=PTP001", account="bo").status_code == 403
    assert kept.max.post(f"{where}/assign?edit=PTP001", account="bo").headers["location"] == f"{where}?edit=PTP001"
    shown = set(re.findall(r"LB-100\d", kept.rae.get(f"{where}?assigned=bo").text))
    assert shown == set(re.findall(r"LB-100\d", kept.rae.get(f"{where}?edit=PTP001").text))
    kept.max.post(f"{where}/assign", account="")
    assert "No claim fits" in kept.rae.get(f"{where}?assigned=bo").text


def test_notes_are_of_the_claim(kept):
    where = kept.bo.upload(DATA)
    assert kept.bo.post(f"{where}/claims/1/note", text="called the payer <b>").status_code == 303
    assert kept.bo.post(f"{where}/claims/1/note", text=" ").status_code == 422
    assert kept.bo.post(f"{where}/claims/99/note", text="x").status_code == 404
    assert kept.rae.post(f"{where}/claims/1/note", text="x").status_code == 403
    again = kept.ann.post(f"{where}/again").headers["location"]
    page = kept.rae.get(f"{again}/claims/1").text
    assert "called the payer &lt;b&gt;" in page
    assert "called the payer" not in kept.rae.get(f"{again}/claims/2").text
    other = kept.zoe.upload(DATA)
    assert "called the payer" not in kept.zoe.get(f"{other}/claims/1").text


def test_a_check_whose_folder_is_gone_does_not_trouble_the_others(kept):
    first, second = kept.bo.upload(DATA), kept.bo.upload(DATA)
    shutil.rmtree(kept.folder / "jobs" / first.rpartition("/")[2])
    assert kept.bo.get(f"{second}/claims/1").status_code == 200


def test_without_a_workspace_nothing_of_it_is_shown(client):
    from web.conftest import uploaded

    where = uploaded(client, DATA)
    for address in (where, f"{where}/claims/1", f"{where}/causes", "/"):
        page = client.get(address).text
        for words in ("ssigned", "In the practice", "Sign out", "/people"):
            assert words not in page, (address, words)
    for address in ("/people", "/trail", "/account"):
        assert client.get(address).status_code == 404
    token = re.search(r'name="csrf" value="(\w+)"', client.get("/check").text)[1]
    for address in (f"{where}/claims/1/note", f"{where}/claims/1/assign", f"{where}/assign"):
        assert client.post(address, data={"csrf": token, "text": "x"}).status_code == 404
    assert client.post(f"{where}/again", data={"csrf": token}).status_code == 303


def test_a_locked_out_colleague_can_be_given_nothing(kept):
    where = kept.bo.upload(DATA)
    kept.ann.post("/people/rae", role="reader", active="no")
    assert kept.max.post(f"{where}/claims/1/assign", account="rae").status_code == 422
    assert Person(kept.client, "rae", PASSWORD).answer.status_code == 403
