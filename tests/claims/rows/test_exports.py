"""Tables as spreadsheets, data frames and other systems export them: each value is read as meant, refused, or named."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from claims.reading import Read, read
from sightline.claims import read_table, schema
from sightline.claims.rows.days import BAD, birth, day
from sightline.claims.rows.delimited import not_a_header, read_csv
from sightline.claims.rows.table import read_parquet
from sightline.outputs.claims.rows import rows as claim_rows

EPOCH = date(1970, 1, 1).toordinal()


def modifiers(line: dict[str, Any]) -> list[str]:
    return [line[f"modifier_{n}"] for n in range(1, 5) if line[f"modifier_{n}"]]


def pointers(line: dict[str, Any]) -> list[int]:
    return [line[f"pointer_{n}"] for n in range(1, 5) if line[f"pointer_{n}"]]


def codes(found: Read) -> list[tuple[int, str]]:
    return [(each["position"], each["code"]) for each in found.diagnoses]


def one(head: str, *rows: str) -> tuple[dict[str, Any], Read]:
    found = read(read_csv, "\n".join([head, *rows]) + "\n")
    assert found.lines, found.messages
    return found.lines[0], found


LISTS = {"claim_id": ["K7"], "code": ["47000"], "modifiers": [["XU", "76"]], "pointers": [[2, 1]],
         "diagnoses": [["K76.0", "R16.0"]]}  # fmt: skip


@pytest.mark.parametrize("kind", [pa.list_, pa.large_list, lambda inner: pa.list_(inner, 2)])
def test_lists_of_any_kind_in_columns(kind: Any) -> None:
    table = pa.table(
        {name: pa.array(values, kind(pa.int64() if name == "pointers" else pa.string()))
         if isinstance(values[0], list) else pa.array(values) for name, values in LISTS.items()}
    )  # fmt: skip
    out = io.BytesIO()
    pq.write_table(table, out)
    for found in (Read(read_table(table)), read(read_parquet, out.getvalue())):
        assert modifiers(found.lines[0]) == ["XU", "76"]
        assert pointers(found.lines[0]) == [2, 1]
        assert codes(found) == [(1, "K760"), (2, "R160")]


def test_lists_in_python_and_in_data_frames() -> None:
    rows = [
        {name: values[0] for name, values in LISTS.items()},
        {"claim_id": "K8", "code": "47001", "pointers": (1.0,)},
    ]
    pandas = pytest.importorskip("pandas")
    numpy = pytest.importorskip("numpy")
    arrays = [{**rows[0], "modifiers": numpy.array(["XU", "76"]), "pointers": numpy.array([2.0, 1.0])}, rows[1]]
    for given in (rows, pandas.DataFrame(rows), arrays):
        found = Read(read_table(given))
        assert modifiers(found.lines[0]) == ["XU", "76"]
        assert [pointers(line) for line in found.lines] == [[2, 1], [1]]
        assert codes(found) == [(1, "K760"), (2, "R160")]


@pytest.mark.parametrize(
    ("cell", "meant"),
    [("59", ["59"]), ("59.0", ["59"]), ("59 76", ["59", "76"]), ('"59,76"', ["59", "76"]), ("5976", ["59", "76"]),
     ("59:76:XS", ["59", "76", "XS"]), ("59/76", ["59", "76"]), ("59-76", ["59", "76"]), ("59;76", ["59", "76"]),
     ("59|76", ["59", "76"]), ("\"['59', '76']\"", ["59", "76"]), ('"59.0,76.0"', ["59", "76"]), ("'59", ["59"]),
     ('="59"', ["59"]), ("NULL", []), ("nan", []), ("xs & lt", ["XS", "LT"])],
)  # fmt: skip
@pytest.mark.parametrize("name", ["modifiers", "mod1", "Modifier"])
def test_modifiers_in_one_cell(name: str, cell: str, meant: list[str]) -> None:
    line, _ = one(f"claim_id,code,{name}", f"B1,47000,{cell}")
    assert modifiers(line) == meant


def test_modifiers_in_several_columns_are_all_read() -> None:
    line, _ = one("claim_id,code,Modifier,Modifier 2", "B1,47000,59,LT")
    assert modifiers(line) == ["59", "LT"]
    line, found = one("claim_id,code,mod1,mod2", "B1,47000,59 LT RT,XS GC")
    assert modifiers(line) == []
    assert "modifiers: more than four modifiers" in found.messages


@pytest.mark.parametrize(
    "cell", ["47000-59", "47000 59", "47000:59", "4700059", '"47000, 59"', "HC:47000:59", "47000/59"]
)
def test_a_code_with_its_modifier(cell: str) -> None:
    line, found = one("claim_id,code,mod1", f"B1,{cell},LT")
    assert (line["code"], modifiers(line)) == ("47000", ["59", "LT"])
    assert "code: modifiers that stood in the cell of the code" in found.messages


def test_a_drug_code_in_the_place_of_a_code_is_no_code_with_modifiers() -> None:
    line, _ = one("claim_id,code", "B1,00002751001")
    assert (line["code"], modifiers(line)) == ("00002751001", [])


def test_what_a_data_frame_writes_of_numbers() -> None:
    head = "claim_id,code,mod1,units,charge,pointer1,rendering_npi,frequency,place_of_service,line_no"
    line, found = one(head, "901.0,47000,59.0,2.0,30.299999999999997,1.0,1902809205.0,7.0,11.0,1.0")
    assert (found.claims[0]["claim_id"], found.claims[0]["frequency"]) == ("901", "7")
    assert (line["rendering_npi"], line["place_of_service"], line["line_no"]) == ("1902809205", "11", 1)
    assert (line["units"], line["charge"], pointers(line), modifiers(line)) == (2, Decimal("30.30"), [1], ["59"])
    assert (
        "rendering_npi: whole numbers that ended in .0 were read without it (1 row, first in row 2)" in found.messages
    )
    _, kept = one("claim_id,code", "901.0,47000", "901.A,47000")
    assert [each["claim_id"] for each in kept.claims] == ["901.0", "901.A"]  # the sender's own numbers


def test_what_a_spreadsheet_writes_around_a_text() -> None:
    head = "claim_id,code,rendering_npi,patient_last_name"
    line, found = one(head, """B1,="47000",'1902809205,'t Hooft""")
    assert (line["code"], line["rendering_npi"]) == ("47000", "1902809205")
    assert found.claims[0]["patient_last_name"] == "'t Hooft"
    line, found = one("claim_id,code,rendering_npi", "B1,47000,1.90281E+09")
    assert line["rendering_npi"] == "1.90281E+09"
    assert "their digits are lost" in found.messages


@pytest.mark.parametrize(
    ("cell", "code"),
    [("100", "00100"), ("1967", "01967"), ("42T", "0042T"), ("1A", "0001A"), ("9921", "9921"), ("0450", "0450")],
)
def test_zeros_that_a_spreadsheet_took_from_a_code(cell: str, code: str) -> None:
    line, _ = one("claim_id,code,pos,zip", f"B1,{cell},9,2139")
    assert (line["code"], line["place_of_service"]) == (code, "09")


@pytest.mark.parametrize(
    ("text", "meant"),
    [("46083", date(2026, 3, 2)), ("46083.0", date(2026, 3, 2)), ("46083.75", date(2026, 3, 2)),
     ("3/2/26", date(2026, 3, 2)), ("03-02-26", date(2026, 3, 2)), ("2-Mar-26", date(2026, 3, 2)),
     ("02-MAR-2026", date(2026, 3, 2)), ("Mar 2, 2026", date(2026, 3, 2)), ("2 March 2026", date(2026, 3, 2)),
     ("02MAR2026:00:00:00", date(2026, 3, 2)), ("2026/3/2", date(2026, 3, 2)), ("03022026", date(2026, 3, 2)),
     ("3/2/99", date(1999, 3, 2))],
)  # fmt: skip
def test_dates_of_people_and_spreadsheets(text: str, meant: date) -> None:
    assert day(text) == meant.toordinal() - EPOCH


def test_a_birth_in_two_digits_is_read_where_it_has_one_meaning() -> None:
    assert birth("3/2/50") == date(1950, 3, 2).toordinal() - EPOCH
    assert birth(f"3/2/{(date.today().year - 5) % 100:02d}") is BAD  # a child, or a hundred years more
    for text in ("99999", "2/30/26", "Marz 2, 2026", "30 02 26", "260302", "1234"):
        assert day(text) is BAD


@pytest.mark.parametrize(
    ("column", "cell", "forms"), [("dos", "w/c 2.3.26", "02-Mar-2026"), ("charge", "310 USD", "$1,240.00")]
)
def test_a_column_in_which_nothing_can_be_read_stops_the_run(column: str, cell: str, forms: str) -> None:
    found = read(read_csv, f"claim_id,code,{column}\nB1,47000,{cell}\nB2,47001,{cell}\n")
    assert found.unreadable
    assert not found.lines
    assert f"no value of the column {column} is a d" in found.messages
    assert cell in found.messages
    assert forms in found.messages
    private = read(read_csv, "claim_id,code,dob\nB1,47000,12.31.x1950\n").messages
    assert "1950" not in private
    assert "99.99.a9999" in private


def test_a_code_set_is_no_tenth_diagnosis() -> None:
    assert codes(one("claim_id,code,ICD-10", "B1,47000,K76.0")[1]) == [(1, "K760")]
    head = "claim_id,code," + ",".join(f"icd{n}" for n in range(1, 11))
    assert codes(one(head, "B1,47000,K76.0,,,,,,,,,R16.0")[1]) == [(1, "K760"), (10, "R160")]
    old = one("claim_id,code,diagnosis_code_type,dx1,dx2", "B1,47000,icd-9-cm,573.8,", "B2,47000,icd-10-cm,K76.0,")[1]
    assert [(each["code_set"], each["code"]) for each in old.diagnoses] == [("ICD9", "5738"), ("ICD10", "K760")]


@pytest.mark.parametrize(
    ("cell", "meant"),
    [('"K76.0, R16.0"', ["K760", "R160"]), ("K76.0 R16.0", ["K760", "R160"]), ("K760|R160", ["K760", "R160"]),
     ("K76.0;R16.0", ["K760", "R160"]), ("\"['K76.0', 'R16.0']\"", ["K760", "R160"]), ("K76.0/R16.0", ["K760", "R160"]),
     ('"A:K76.0, B:R16.0"', ["K760", "R160"]), ("K76.0 - Fatty liver", ["K760"]), ("Fatty liver (K76.0)", ["K760"]),
     ("B12 deficiency E53.8", [])],
)  # fmt: skip
@pytest.mark.parametrize("name", ["dx1", "diagnoses", "ICD 10 Codes"])
def test_diagnoses_in_one_cell(name: str, cell: str, meant: list[str]) -> None:
    _, found = one(f"claim_id,code,{name}", f"B1,47000,{cell}")
    assert [code for _, code in codes(found)] == meant
    assert bool(found.issues) == (len(meant) < 2)


def test_rows_with_their_own_diagnoses_are_united_and_point_to_them() -> None:
    head = "claim_id,code,dx1,dx2"
    _, found = one(head, "B1,47000,K76.0,", "B1,99213,I10,E11.9", "B2,47001,R16.0,", "B1,76942,K760,I10")
    assert codes(found) == [(1, "K760"), (2, "I10"), (3, "E119"), (1, "R160")]
    assert [pointers(line) for line in found.lines] == [[1], [2, 3], [], [1, 2]]
    assert found.lines[2]["pointer_1"] is None  # of a claim whose rows agree nothing is known
    assert "row 2: the rows of the claim have diagnoses of their own" in found.messages


def test_pointers_to_the_diagnoses_of_the_row_are_pointers_to_those_of_the_claim() -> None:
    head = "claim_id,code,dx1,dx2,pointer1,pointer2"
    _, found = one(head, "B1,47000,K76.0,I10,1,", "B1,99213,R16.0,I10,2,1", "B1,99214,,,2,")
    assert codes(found) == [(1, "K760"), (2, "I10"), (3, "R160")]
    assert [pointers(line) for line in found.lines] == [[1], [2, 3], [2]]


def test_rows_that_end_early_or_late_by_blank_cells() -> None:
    head = "claim_id,code,charge,units,mod1"
    for rows in (["B1,47000,5,1,59,", "B2,47001,6,1,LT,"], ["B1,47000,5,1,59", "B2,47001,6,1,LT,,"]):
        _, found = one(head, *rows)
        assert [modifiers(line) for line in found.lines] == [["59"], ["LT"]]
        assert not found.rejected
    _, found = one(head, "B1,47000,5,1,59", "B2,47001,6", "B3,47002,1,240.00,1,59", "B4,47003,7,1,LT")
    assert [line["code"] for line in found.lines] == ["47000", "47001", "47003"]
    assert [each["segment"] for each in found.lines] == [2, 3, 5]
    assert "row 3: the row ends 2 cells before the header does" in found.messages
    assert found.reasons == ["row 4: the header has 5 cells, this row 6"]


def test_titles_totals_and_sentences() -> None:
    head = "Claims of March,,,\nPrinted 3/9/2026,,,\n\nclaim_id,code,charge,units"
    for total in ("TOTAL,,11,2", "Grand Total:,,11,2", ",,11,Total", "Totals,11"):
        _, found = one(head, "B1,47000,5,1", "B2,47001,6,1", total)
        assert [each["segment"] for each in found.lines] == [5, 6]
        assert "2 lines above the header: passed over" in found.messages
        assert "row 7: a row of totals was set aside" in found.messages
        assert (found.counts.claims, found.rejected) == (2, [])
    _, found = one("claim_id,code,charge", "B1,47000,5", "(1 rows affected),,", "End of this report,,")
    assert found.counts.claims == 1
    assert len(found.issues) == 2


@pytest.mark.parametrize(
    "head",
    ["ClaimNumber,ServiceDate,CPTCode,Modifier1,ChargeAmount,PlaceOfService,RenderingNPI,DiagnosisCode1,Units",
     "CLAIM_ID,CLAIM_LINE_START_DATE,HCPCS_CODE,HCPCS_MODIFIER_1,CHARGE_AMOUNT,PLACE_OF_SERVICE_CODE,RENDERING_NPI,"
     "DIAGNOSIS_CODE_1,SERVICE_UNIT_QUANTITY",
     "CLM_ID,LINE_1ST_EXPNS_DT,HCPCS_CD,HCPCS_1ST_MDFR_CD,LINE_SBMTD_CHRG_AMT,LINE_PLACE_OF_SRVC_CD,PRF_PHYSN_NPI,"
     "ICD_DGNS_CD1,LINE_SRVC_CNT",
     "Claim ID,Service Start Date,Procedure Code,Procedure Modifier 1,Line Charge,POS,Rendering Provider NPI,"
     "Encounter Diagnosis ID #1,Units",
     "Claim #,DOS From,CPT/HCPCS,Mod 1,Billed Amt,Place of Service,Provider NPI,Primary Dx,Days or Units"],
)  # fmt: skip
def test_headers_of_other_people(head: str) -> None:
    line, found = one(head, "B1,2026-03-02,47000,59,310,22,1902809205,K76.0,2")
    assert (line["date_from"], line["code"], modifiers(line)) == (date(2026, 3, 2), "47000", ["59"])
    assert (line["charge"], line["place_of_service"], line["rendering_npi"]) == (310, "22", "1902809205")
    assert (line["units"], codes(found)) == (2, [(1, "K760")])
    assert not found.issues


def test_the_date_of_the_line_comes_before_one_of_the_claim() -> None:
    line, _ = one("claim_id,code,date,line_from_date", "B1,47000,2026-01-01,2026-03-02")
    assert line["date_from"] == date(2026, 3, 2)


def test_a_header_that_is_not_known_is_answered_with_a_mapping() -> None:
    said = not_a_header(b"Acct,When,Proc Cd 9\nB1,3/2/2026,47000\n")
    assert "its columns are Acct, When, Proc Cd 9" in said
    assert 'claim_id = "Acct"; code = "Proc Cd 9"' in said
    assert "DOE" not in not_a_header(b"DOE,JANE,B1\nROE,ANN,B2\n")


def test_a_column_that_looks_like_one_that_findings_need() -> None:
    _, found = one("claim_id,code,Mod A,Svc Qty Billed,Patient Model", "B1,47000,59,1,x")
    first, second, *_ = (each["message"] for each in found.issues)
    assert first.startswith("findings on this file cannot be trusted: the column 'Mod A' looks like modifiers")
    assert 'mod1 = "Mod A"' in first
    assert "'Svc Qty Billed' looks like units" in second


def test_blocks_of_a_table_may_differ_in_what_a_cell_holds() -> None:
    plain = [{"claim_id": f"B{k}", "code": "47000", "mod1": "59", "dx1": "I10"} for k in range(3)]
    several = [{"claim_id": "B2", "code": "47001-LT", "mod1": "26 59", "dx1": "I10, K76.0"}]
    batches = [pa.RecordBatch.from_pylist(rows) for rows in (plain, several, plain[:1])]
    found = Read(read_table(pa.Table.from_batches(batches)))
    assert [modifiers(line) for line in found.lines] == [["59"], ["59"], ["59"], ["LT", "26", "59"], ["59"]]


def test_dates_with_the_day_first_are_told_by_their_column() -> None:
    _, found = one("claim_id,code,dos", "B1,47000,02/03/2026", "B2,47000,31/03/2026", "B3,47000,5/3/26")
    assert [line["date_from"] for line in found.lines] == [date(2026, 3, 2), date(2026, 3, 31), date(2026, 3, 5)]
    assert "date_from: its dates have the day before the month, and were read so" in found.messages
    _, mixed = one("claim_id,code,dos", "B1,47000,02/03/2026", "B2,47000,31/03/2026", "B3,47000,03/31/2026")
    assert (
        "cannot be trusted: the column date_from has dates with the day first and with the month first"
        in mixed.messages
    )


@pytest.mark.parametrize(
    "cell",
    ["02/10/2026 - 02/12/2026", "02/10/2026-02/12/2026", "2026-02-10/2026-02-12", "2/10/26 to 2/12/26",
     "20260210-20260212", "02/10/2026 02/12/2026", '"Feb 10, 2026 - Feb 12, 2026"', "10-Feb-2026 thru 12-Feb-2026",
     "2-10-26 2-12-26", "46063 46065", "2026-02-10 00:00:00 - 2026-02-12 00:00:00", "02/10/2026 – 02/12/2026"],
)  # fmt: skip
def test_two_days_in_one_cell(cell: str) -> None:
    for name in ("DOS", "Dates of Service"):
        line, found = one(f"claim_id,{name},code", f"B1,{cell},99232")
        assert (line["date_from"], line["date_to"]) == (date(2026, 2, 10), date(2026, 2, 12))
        assert "date_from: two days in one cell were read as the first and the last" in found.messages
        assert day(cell.strip('"')) is BAD


def test_two_days_in_one_cell_with_the_day_first() -> None:
    found = read(read_csv, "claim_id,dos,code\nB1,10/02/2026 - 13/02/2026,99232\n")
    assert [(each["date_from"], each["date_to"]) for each in found.lines] == [(date(2026, 2, 10), date(2026, 2, 13))]


def test_a_stated_last_day_is_kept() -> None:
    line, _ = one("claim_id,dos,dos_to,code", "B1,02/10/2026 - 02/12/2026,02/11/2026,99232")
    assert (line["date_from"], line["date_to"]) == (date(2026, 2, 10), date(2026, 2, 11))


@pytest.mark.parametrize("text", ["02/10/2026 - 02/12", "02/10-02/12/2026", "02/10/2026 02/12", "2026-02-10 to 02-12"])
def test_half_of_a_second_day_is_never_taken_for_a_time(text: str) -> None:
    assert day(text) is BAD
    line, found = one("claim_id,dos,code", f"B1,{text},99232", "B2,02/10/2026,99232")
    assert line["date_from"] is None
    assert "row 2: date_from is not a date" in found.messages


@pytest.mark.parametrize(
    "text", ["2026-02-10T08:15:00.000-05:00", "2/10/2026 8:15:00 AM", "2026-02-10 00:00:00+00:00", "02/10/2026 Tue",
             "02/10/2026 -", "10FEB2026:08:15:00", "2026-02-10 08:15:00 America/Chicago"],
)  # fmt: skip
def test_a_time_is_no_second_day(text: str) -> None:
    assert day(text) == date(2026, 2, 10).toordinal() - EPOCH


@pytest.mark.parametrize("name", ["Thru DOS", "End DOS", "Thru", "Through Date", "DOS Through", "To", "Svc Thru Dt"])
def test_names_of_the_last_day(name: str) -> None:
    line, _ = one(f"claim_id,From,{name},code", "B1,02/10/2026,02/12/2026,99232")
    assert (line["date_from"], line["date_to"]) == (date(2026, 2, 10), date(2026, 2, 12))


@pytest.mark.parametrize(
    ("cell", "meant"),
    [('"M17.12 Osteoarthritis of knee, I10 HTN"', ["M1712", "I10"]), ('"Hypertension I10, Knee pain M25.562"', ["I10", "M25562"]),
     ("1) M17.12 2) I10", ["M1712", "I10"]), ('"1. M17.12, 2. I10"', ["M1712", "I10"]), ("(1) M17.12 (2) I10", ["M1712", "I10"]),
     ('"M17.12 Osteoarthritis, left, of the knee; I10"', ["M1712", "I10"]), ("M17.12^I10", ["M1712", "I10"]),
     ("M1712~I10", ["M1712", "I10"]), ('"1) M17.12 knee, 2) I10 HTN"', ["M1712", "I10"])],
)  # fmt: skip
def test_diagnoses_among_words_and_numbers(cell: str, meant: list[str]) -> None:
    _, found = one("claim_id,code,DX", f"B1,20610,{cell}")
    assert [code for _, code in codes(found)] == meant
    assert "no_diagnoses" not in found.claims[0]["table_columns"]


@pytest.mark.parametrize(
    "cell", ['"low B12, R53.83 fatigue"', "M17.12 B12 deficiency", "knee pain since May", "2) M17.12 1) I10 x"]
)
def test_diagnoses_that_cannot_be_read_are_not_taken_for_none(cell: str) -> None:
    found = read(read_csv, f"claim_id,code,DX\nB1,20610,{cell}\nB2,20610,\n")
    assert codes(found) == []
    assert [" no_diagnoses " in each["table_columns"] for each in found.claims] == [True, False]
    assert "diagnoses: what does not read as diagnoses was not read (1 row, first in row 2)" in found.messages
    again = read_table(claim_rows(*(pa.Table.from_pylist(each, kind) for each, kind in (
        (found.claims, schema.CLAIM), (found.lines, schema.LINE), (found.diagnoses, schema.DIAGNOSIS)))))  # fmt: skip
    assert [" no_diagnoses " in each["table_columns"] for each in Read(again).claims] == [True, False]


@pytest.mark.parametrize(
    "name", ["Svc Thru Dte", "DOS Thru Day", "Through Dt of Svc", "Stmt Thru", "svc_end_dte", "LineThruDt"]
)
def test_a_column_of_last_days_that_is_not_known_is_named(name: str) -> None:
    _, found = one(f"claim_id,dos,code,{name}", "B1,02/10/2026,99232,02/12/2026")
    why = f"cannot be trusted: the column '{name}' looks like last days of service and was not used"
    assert why in found.messages
    _, found = one(f"claim_id,dos,dos_to,code,{name}", "B1,02/10/2026,02/12/2026,99232,02/12/2026")
    assert "last days" not in found.messages


@pytest.mark.parametrize(
    "name",
    [
        "Service Vendor",
        "Line Total",
        "Service Weekend",
        "Coverage End Date",
        "Auth Thru Date",
        "Last Service Provider",
        "End Time",
    ],
)
def test_a_column_of_something_else_is_not_taken_for_last_days(name: str) -> None:
    _, found = one(f"claim_id,dos,code,{name}", "B1,02/10/2026,99232,x")
    assert "last days" not in found.messages
