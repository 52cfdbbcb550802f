"""Tables of claims: dialects, names, cells, rows that are not adjacent, and what cannot be read."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.reading import Read, read
from sightline.claims import ClaimsError, is_table, read_claims, read_mapping, read_table
from sightline.claims.rows.cells import dollars, modifier_list, pointer_list, texts
from sightline.claims.rows.days import BAD, day
from sightline.claims.rows.delimited import delimiter_of, read_csv
from sightline.claims.rows.layout import COLUMNS, known
from sightline.claims.rows.table import read_parquet

HEAD = "claim_id,line_no,date_from,code,mod1,charge,units,place_of_service,dx1,dx2,member_id"
ROWS = [
    "A1,1,2026-03-02,32408,,1240.00,1,22,R91.1,Z87.891,M1",
    "A1,2,2026-03-02,77012,26,310.00,1,22,R91.1,Z87.891,M1",
    "A2,1,2026-03-04,49180,,980.00,1,22,K76.89,,M2",
]


def table(*rows: str, head: str = HEAD) -> str:
    return "\n".join([head, *(rows or ROWS)]) + "\n"


def test_claims_say_which_columns_their_table_has_of_those_that_edits_ask_of() -> None:
    lacked = "no_billing_npi no_original_reference no_rendering_npi "
    head = HEAD + ",description,dob"
    held = {each["table_columns"] for each in read(read_csv, table(*(row + ",," for row in ROWS), head=head)).claims}
    assert held == {f" description member_id patient_birth_date {lacked}"}
    assert {each["table_columns"] for each in read(read_csv, table()).claims} == {f" member_id {lacked}"}
    bare = table("A1,99213", head="claim_id,code")
    every = " no_billing_npi no_diagnoses no_original_reference no_rendering_npi "
    assert {each["table_columns"] for each in read(read_csv, bare).claims} == {every}


def test_a_plain_table() -> None:
    found = read(read_csv, table())
    one, two = found.claims
    assert (one["claim_id"], one["charge"], one["place_of_service"], one["member_id"]) == (
        "A1", Decimal("1550.00"), "22", "M1",
    )  # fmt: skip
    assert two["charge"] == Decimal("980.00")
    line = found.lines[1]
    assert (line["line_no"], line["code"], line["modifier_1"], line["units"]) == (2, "77012", "26", Decimal("1.000"))
    assert (line["date_from"], line["date_to"], line["qualifier"]) == (date(2026, 3, 2), date(2026, 3, 2), "HC")
    assert [(d["claim_key"], d["position"], d["code"]) for d in found.diagnoses] == [
        (1, 1, "R911"), (1, 2, "Z87891"), (2, 1, "K7689"),
    ]  # fmt: skip
    assert [each["segment"] for each in found.lines] == [2, 3, 4]
    assert not found.issues


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_dialects(delimiter: str, end: str, encoding: str) -> None:
    text = table(head=HEAD.replace("member_id", "patient_last_name")).replace("M2", "Müller")
    data = text.replace(",", delimiter).replace("\n", end).encode(encoding)
    assert delimiter_of(data) == delimiter
    found = read(read_csv, data)
    assert [each["patient_last_name"] for each in found.claims] == ["M1", "Müller"]
    assert found.counts.lines == 3


def test_names_by_synonym() -> None:
    head = "Claim #,Line,DOS,CPT,Modifier 1,Billed Amount,Qty,POS,Diag 1,Diagnosis_2,Subscriber ID"
    assert read(read_csv, table(head=head)).values == read(read_csv, table()).values


def test_names_by_mapping(tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_text('[columns]\nclaim_id = "k"\ncode = "Proc Cd 9"\ncharge = "amt"\n')
    text = "k,Proc Cd 9,amt,charge\nA1,32408,5.00,9.00\n"
    found = read(read_csv, text, columns=read_mapping(path))
    assert found.lines[0]["charge"] == Decimal("5.00")
    assert "not used: charge" in found.messages


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nonsense", "not TOML"),
        ('[columns]\nclaimid = "x"\n', "no column 'claimid'; did you mean claim_id?"),
        ("[columns]\ncode = 5\n", "a mapping is lines such as"),
    ],
)
def test_a_bad_mapping(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "map.toml"
    path.write_text(text)
    with pytest.raises(ClaimsError) as error:
        read_mapping(path)
    assert message in str(error.value)


def test_a_mapping_that_the_table_does_not_have() -> None:
    found = read(read_csv, table(), columns={"charge": "amount"})
    assert found.unreadable
    assert "no column 'amount'" in found.messages


def test_a_table_without_codes() -> None:
    found = read(read_csv, "claim_id,charge\nA1,5\n")
    assert found.unreadable == "test"
    assert "without a column for code; its columns are claim_id, charge" in found.messages


def test_a_header_alone() -> None:
    found = read(read_csv, HEAD + "\n")
    assert found.unreadable
    assert "no row follows" in found.messages


def test_rows_that_cannot_be_read() -> None:
    found = read(read_csv, table(ROWS[0], "A1,2,2026-03-02,,26,310,1,22,,,M1", ",1,,99213,,1,1,22,,,", "A3,x", ROWS[2]))
    assert found.reasons == [
        "row 4: no claim id",
        "row 3: no procedure code (claim A1)",
        "row 5: the header has 11 cells, this row 2",
    ]
    assert (found.counts.lines, found.counts.rejected_lines, found.counts.lines_in_file) == (2, 3, 5)
    assert [each["segment"] for each in found.lines] == [2, 6]


def test_blank_rows_count_and_are_passed_over() -> None:
    found = read(read_csv, "\n" + table(ROWS[0], "", ",,,,,,,,,,", ROWS[1]))
    assert [each["segment"] for each in found.lines] == [3, 6]
    assert not found.rejected


def test_one_bad_cell_costs_itself_only() -> None:
    found = read(read_csv, table("A1,x,soon,32408,,12.345,one,22,R91.1,,M1", ROWS[2]))
    line = found.lines[0]
    assert (line["date_from"], line["charge"], line["units"], line["line_no"]) == (None, None, None, 1)
    assert found.messages.splitlines() == [
        "row 2: line_no is not a number from 1 to 99,999",
        "row 2: date_from is not a date",
        "row 2: charge is not a dollar amount",
        "row 2: units is not a number of units",
    ]


def test_messages_hold_no_cells() -> None:
    bad = "A1,1,SECRET,32408,,SECRET,SECRET,22,R91.1,,M1"
    assert "SECRET" not in read(read_csv, table(bad, ROWS[2])).messages
    assert "SECRET" not in read(read_csv, table(bad)).messages


def test_rows_of_a_claim_need_not_be_adjacent() -> None:
    found = read(read_csv, table(ROWS[0], ROWS[2], ROWS[1]))
    assert [(each["claim_key"], each["line_no"]) for each in found.lines] == [(1, 1), (2, 1), (1, 2)]
    assert [each["charge"] for each in found.claims] == [Decimal("1550.00"), Decimal("980.00")]


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(6)), st.integers(1, 6))
def test_the_order_of_rows_does_not_matter(order: list[int], per_batch: int) -> None:
    rows = [
        {"claim_id": f"A{k // 2}", "line_no": k % 2 + 1, "code": f"9921{k}", "charge": k, "dx1": f"R{k // 2}11"}
        for k in range(6)
    ]
    batches = pa.Table.from_batches(
        [pa.RecordBatch.from_pylist([rows[k] for k in order[at : at + per_batch]]) for at in range(0, 6, per_batch)]
    )
    found = Read(read_table(batches))
    ids = {each["claim_key"]: each["claim_id"] for each in found.claims}
    lines = {(ids[each["claim_key"]], each["line_no"], each["code"], each["charge"]) for each in found.lines}
    assert lines == {(row["claim_id"], row["line_no"], row["code"], Decimal(row["charge"])) for row in rows}
    assert {each["claim_id"]: each["charge"] for each in found.claims} == {"A0": 1, "A1": 5, "A2": 9}


def test_what_a_claim_says_twice() -> None:
    found = read(read_csv, table(ROWS[0], ROWS[1].replace(",M1", ",M9")))
    assert found.claims[0]["member_id"] == "M1"
    assert "row 3: member_id differs from the claim's first row" in found.messages


def test_a_line_number_that_is_taken() -> None:
    found = read(read_csv, table(ROWS[0], ROWS[1].replace("A1,2", "A1,1")))
    assert [each["line_no"] for each in found.lines] == [1, 2]
    assert "line_no is that of another line" in found.messages


def test_claims_of_other_types_are_set_aside() -> None:
    head = "claim_id,claim_type,code\n"
    found = read(read_csv, head + "A1,P,99213\nA2,institutional,99213\nA2,institutional,99214\nA3,,99215\n")
    assert (found.counts.claims, found.counts.set_aside, found.counts.set_aside_lines) == (2, 1, 2)


def test_what_lines_take_from_their_claim() -> None:
    head = "claim_id,code,place_of_service,claim_place_of_service,billing_npi,rendering_npi,referring_npi"
    head += ",claim_referring_npi"
    rows = "A1,99213,,11,1234567893,,-,1902809205\nA1,99214,22,11,1234567893,1245319599,,1902809205\n"
    found = read(read_csv, f"{head}\n{rows}")
    one, two = found.lines
    assert (one["place_of_service"], two["place_of_service"]) == ("11", "22")
    assert (one["rendering_npi"], one["rendering_source"]) == ("1234567893", "billing")
    assert (two["rendering_npi"], two["rendering_source"]) == ("1245319599", "line")
    assert (one["referring_npi"], two["referring_npi"]) == ("", "1902809205")


def test_columns_that_hold_several() -> None:
    found = read(read_csv, 'claim_id,code,modifiers,pointers,diagnoses\nA1,77012,"26,59",AB,R91.1 Z87.891\n')
    (line,) = found.lines
    assert (line["modifier_1"], line["modifier_2"], line["pointer_1"], line["pointer_2"]) == ("26", "59", 1, 2)
    assert [each["code"] for each in found.diagnoses] == ["R911", "Z87891"]


def test_patients() -> None:
    head = "claim_id,code,member_id,relationship,patient_first_name,patient\n"
    found = read(
        read_csv, head + "1,99213,M1,self,ANN,\n2,99213,M1,,ANN,\n3,99213,M1,child,BEN,\n4,99213,,,,77\n5,99213,,,,\n"
    )
    own, same, child, numbered, unknown = (each["patient"] for each in found.claims)
    assert own == same
    assert len({own, child, numbered, unknown}) == 4
    assert unknown == "claim 5"
    assert numbered != "77"


def test_quotes_and_line_ends_in_cells() -> None:
    found = read(read_csv, 'claim_id,code,description\nA1,99213,"one, ""two""\nthree"\nA1,99214,x\n')
    assert [each["description"] for each in found.lines] == ['one, "two"\nthree', "x"]
    assert [each["segment"] for each in found.lines] == [2, 3]


def test_many_blocks() -> None:
    rows = [f"C{k // 3},{k % 3 + 1},2026-03-02,99213,,{k}.25,1,11,R91.1,,M{k // 3}" for k in range(60_000)]
    found = read(read_csv, table(*rows))
    assert (found.counts.claims, found.counts.lines) == (20_000, 60_000)
    assert sum(each["charge"] for each in found.claims) == sum(Decimal(k) + Decimal("0.25") for k in range(60_000))
    assert [each["segment"] for each in found.lines] == list(range(2, 60_002))


def test_parquet_types() -> None:
    given_table = pa.table(
        {
            "claim_id": pa.array([1001, 1001]),
            "code": pa.array(["32408", "77012"]).dictionary_encode(),
            "date_from": pa.array([date(2026, 3, 2)] * 2),
            "charge": pa.array([1240.0, 30.299999999999997]),
            "units": pa.array([Decimal("1.0"), Decimal("2.0")]),
            "dx1": pa.array(["R91.1", None], pa.large_string()),
            "rendering_npi": pa.array([1245319599.0, float("nan")]),
        }
    )
    out = io.BytesIO()
    pq.write_table(given_table, out)
    found = read(read_parquet, out.getvalue())
    assert found.claims[0]["claim_id"] == "1001"
    assert [each["charge"] for each in found.lines] == [Decimal("1240.00"), Decimal("30.30")]
    assert [each["rendering_npi"] for each in found.lines] == ["1245319599", ""]
    assert [each["segment"] for each in found.lines] == [1, 2]


def test_a_damaged_parquet_file(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    path.write_bytes(b"PAR1" + b"x" * 100)
    found = Read(read_claims([path]))
    assert found.unreadable
    assert "not a Parquet file that can be read" in found.messages


LISTED = [
    {"claim_id": "A1", "code": "32408", "date_from": date(2026, 3, 2), "charge": 1240, "units": 1, "dx1": "R91.1"},
    {"claim_id": "A1", "code": "77012", "date_from": "3/2/2026", "charge": Decimal("310"), "mod1": "26", "dx1": None},
]


def test_tables_of_any_kind() -> None:
    found = Read(read_table(LISTED))
    assert [each["charge"] for each in found.lines] == [Decimal("1240.00"), Decimal("310.00")]
    assert [each["date_from"] for each in found.lines] == [date(2026, 3, 2)] * 2
    arrow = pa.table({name: [str(row.get(name) or "") for row in LISTED] for name in ("claim_id", "code", "charge")})
    assert len(Read(read_table(arrow)).lines) == 2
    for module in ("pandas", "polars"):
        library = pytest.importorskip(module)
        frame = library.DataFrame(
            {"claim_id": ["A1", "A1"], "code": ["32408", "77012"], "charge": [1240.0, 310.5], "units": [1, 2]}
        )
        assert is_table(frame)
        assert [each["charge"] for each in Read(read_table(frame)).lines] == [Decimal("1240.00"), Decimal("310.50")]


def test_what_is_no_table() -> None:
    assert not is_table("claims.837")
    assert not is_table(["a.837", Path("b.837")])
    with pytest.raises(ClaimsError, match="a list of dicts"):
        list(read_table(5))


@pytest.mark.parametrize(
    ("text", "cents"),
    [("1240", 124000), ("1,240.00", 124000), ("$1,240.5", 124050), ("(12.50)", -1250), ("-$12.50", -1250),
     ("12.50-", -1250),     ("", None), ("12.345", BAD), ("1,24", BAD), ("12,345,6", BAD),
     ("1e3", BAD), ("USD 5", BAD), ("(-5)", BAD)],
)  # fmt: skip
def test_dollars(text: str, cents: object) -> None:
    assert dollars(text) == cents


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_dates_in_every_form(when: date) -> None:
    forms = (when.isoformat(), f"{when:%Y%m%d}", f"{when:%m/%d/%Y}", f"{when.month}/{when.day}/{when.year}",
             f"{when:%m-%d-%Y}", f"{when.isoformat()}T10:00:00Z", f"{when.isoformat()} 00:00:00")  # fmt: skip
    assert len({day(form) for form in forms}) == 1
    assert day(forms[0]) is not BAD


@given(st.decimals(-(10**12), 10**12, places=2))
def test_amounts_are_exact(amount: Decimal) -> None:
    assert dollars(f"{amount:f}") == int(amount * 100)
    assert dollars(f"{amount:,.2f}") == int(amount * 100)


@given(st.integers(-(10**9), 10**9))
def test_binary_numbers_lose_their_noise(cents: int) -> None:
    assert dollars(texts(pa.array([cents / 100]))[0].as_py()) == cents


@pytest.mark.parametrize("text", ["2026-13-01", "13/01/2026", "02/30/2026", "02/2026", "2026", "soon", "0/0/0000"])
def test_what_is_no_date(text: str) -> None:
    assert day(text) is BAD


def test_lists_in_cells() -> None:
    assert modifier_list("2659") == modifier_list("26 59") == modifier_list("26:59") == ("26", "59", "", "")
    assert modifier_list("26 59 LT RT GC") is BAD
    assert pointer_list("1:2") == pointer_list("AB") == pointer_list("a, b") == (1, 2, 0, 0)
    assert pointer_list("12") == (12, 0, 0, 0)
    assert pointer_list("1 x") is BAD


def test_no_name_means_two_columns() -> None:
    names = [name for column in COLUMNS for name in (column.name, *column.synonyms)]
    assert len(set(names)) == len(names)
    assert all(known(name) for name in names)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")))
def test_nothing_in_a_table_raises(body: bytes) -> None:
    found = read(read_csv, HEAD.encode() + b"\n" + body)
    assert found.counts.lines + found.counts.rejected_lines == found.counts.lines_in_file


CELL = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    ["A1", "A2", "77012", "26", "1", "2026-03-02"]
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from([each.name for each in COLUMNS]), CELL, max_size=6), max_size=8))
def test_no_cell_raises(rows: list[dict[str, str]]) -> None:
    rows = [{"claim_id": "", "code": "", **row} for row in rows] or [{"claim_id": "", "code": ""}]
    Read(read_table(rows))


def test_a_table_without_pointers_leaves_them_unknown_and_one_with_them_states_none() -> None:
    without = read(read_csv, "claim_id,code,date,diagnoses\nA1,77012,2026-04-02,R91.1\n")
    (line,) = without.lines
    assert (line["date_from"], line["pointer_1"], line["pointer_4"]) == (date(2026, 4, 2), None, None)
    stated = read(read_csv, "claim_id,code,pointer1,diagnoses\nA1,77012,1,R91.1\nA1,47000,,R91.1\nA2,47000,0,R91.1\n")
    assert [line["pointer_1"] for line in stated.lines] == [1, 0, 0]
    assert not stated.issues


def test_a_claim_of_a_table_is_an_original_unless_it_says_otherwise() -> None:
    head = "claim_id,code,frequency,original_reference\n"
    found = read(read_csv, head + "A1,77012,,\nA2,77012,7,X\nA3,77012,-,\nA4,77012,,X\n")
    assert [claim["frequency"] for claim in found.claims] == ["1", "7", "", ""]
    assert read(read_csv, "claim_id,code\nA1,77012\n").claims[0]["frequency"] == "1"
