"""What the list shows, saved: these claims, these columns, this order, and no other."""

from __future__ import annotations

import csv
import io

import pytest

from sightline.claims import read_stream
from sightline.claims.reading import gathered
from web.conftest import EXAMPLE, PAGE, token_of, uploaded

DATA = EXAMPLE.read_bytes()


@pytest.fixture(scope="module")
def where(client):
    return uploaded(client, DATA)


def _saved(client, address):
    answer = client.get(address, headers=PAGE)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"].startswith("attachment")
    return answer.content


def test_csv_has_the_claims_columns_and_order_of_the_list(client, where):
    text = _saved(client, f"{where}/shown/csv?sort=stake&columns=lines+stake&finding=fail").decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["claim"] for row in rows] == ["LB-1003", "LB-1002", "LB-1001"]
    assert list(rows[0]) == ["claim", "lines", "at stake"]
    assert [row["at stake"] for row in rows] == ["990.00", "540.00", "310.00"]


def test_a_workbook_has_them_too(client, where):
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("xlsxwriter")
    book = openpyxl.load_workbook(io.BytesIO(_saved(client, f"{where}/shown/xlsx?sort=file")))
    cells = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert cells[0][:2] == ["claim", "state"]
    assert [row[0] for row in cells[1:]] == ["LB-1001", "LB-1002", "LB-1003"]


def test_an_837_has_just_the_claims_that_are_shown(client, where):
    data = _saved(client, f"{where}/shown/837?edit=PTP001")
    read = gathered(read_stream(io.BytesIO(data), "a.837"))
    listed = list(csv.DictReader(io.StringIO(_saved(client, f"{where}/shown/csv?edit=PTP001&sort=file").decode())))
    assert read.tables["claims"]["claim_id"].to_pylist() == [row["claim"] for row in listed]
    assert 0 < len(listed) < 3
    assert read.tables["issues"].num_rows == 0
    assert uploaded(client, data)


def test_words_that_were_looked_for_narrow_what_is_saved(client):
    where = uploaded(client, DATA)
    client.post(f"{where}/filter", data={"csrf": token_of(client), "text": "LB-1002"})
    rows = list(csv.DictReader(io.StringIO(_saved(client, f"{where}/shown/csv").decode())))
    assert [row["claim"] for row in rows] == ["LB-1002"]


def test_what_cannot_be_saved_is_said(client, where):
    assert "No claim is shown" in client.get(f"{where}/shown/837?payer=nobody", headers=PAGE).text
    other = uploaded(client, b"claim_id,line_no,code,charge,date_from\nA1,1,77012,10.00,2026-03-02\n", "a.csv")
    answer = client.get(f"{other}/shown/837", headers=PAGE)
    assert answer.status_code == 422
    assert "a.csv: not an 837P file" in answer.text
    assert client.get(f"{where}/shown/pdf", headers=PAGE).status_code == 404


def test_a_name_that_a_spreadsheet_would_run_is_a_text(client):
    data = b"claim_id,line_no,code,charge,date_from,payer_name\n=1+1,1,77012,10.00,2026-03-02,=cmd\n"
    text = _saved(client, f"{uploaded(client, data, 'a.csv')}/shown/csv").decode()
    assert "'=1+1" in text
    assert "'=cmd" in text
