"""Tables with random headers, cells and types: each value is read as it is written, refused, or named."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.reading import Read, read
from sightline.claims import ClaimsError, read_table
from sightline.claims.rows.delimited import read_csv
from sightline.claims.rows.layout import BY_NAME

#: Columns of a table, by how a value of theirs is written plainly, and the same value in other ways.
CODES = st.sampled_from(["47000", "99213", "00142", "J1100", "0404T"])
MODIFIERS = st.lists(st.sampled_from(["59", "LT", "26", "XS", "GC"]), unique=True, max_size=4)
DIAGNOSES = st.lists(st.sampled_from(["K76.0", "R16.0", "I10", "Z87.891"]), unique=True, max_size=4)
DATES = st.dates(date(2001, 1, 1), date(2026, 1, 1))
CENTS = st.integers(0, 10**7)
NPIS = st.sampled_from(["1902809205", "1234567893", "1245319599"])

MODIFIER_FORMS: list[Callable[[list[str]], Any]] = [
    " ".join, ",".join, ":".join, "/".join, "; ".join, str, lambda many: many, lambda many: tuple(many),
    lambda many: f'="{" ".join(many)}"' if many else "",
]  # fmt: skip
DATE_FORMS: list[Callable[[date], Any]] = [
    date.isoformat, lambda d: f"{d:%Y%m%d}", lambda d: f"{d:%m/%d/%Y}", lambda d: f"{d.month}/{d.day}/{d:%y}",
    lambda d: f"{d:%d-%b-%Y}", lambda d: f"{d:%d%b%Y}".upper(), lambda d: f"{d:%B} {d.day}, {d.year}",
    lambda d: (d - date(1899, 12, 30)).days, lambda d: f"{(d - date(1899, 12, 30)).days}.0", lambda d: d,
    lambda d: f"{d.isoformat()} 00:00:00", lambda d: f"'{d:%m/%d/%Y}",
]  # fmt: skip
MONEY_FORMS: list[Callable[[int], Any]] = [
    lambda c: f"{Decimal(c) / 100:.2f}", lambda c: f"{Decimal(c) / 100:,.2f}", lambda c: f"${Decimal(c) / 100:,.2f}",
    lambda c: c / 100, lambda c: repr(c / 100 + 1e-13) if 0 < c < 10**6 else c / 100, lambda c: Decimal(c) / 100,
]  # fmt: skip
NPI_FORMS: list[Callable[[str], Any]] = [str, int, float, lambda n: f"{n}.0", lambda n: f"'{n}", lambda n: f'="{n}"']
HEADERS = {
    "claim_id": ["claim_id", "Claim #", "ClaimNumber", "CLM_ID"],
    "code": ["code", "CPT", "CPTCode", "HCPCS_CD", "Procedure Code"],
    "modifiers": ["modifiers", "Modifier", "mod1", "HCPCS_MODIFIER_1", "Mods"],
    "date_from": ["date_from", "DOS", "ServiceDate", "LINE_1ST_EXPNS_DT", "Service Date"],
    "charge": ["charge", "ChargeAmount", "Billed Amount", "line_charge"],
    "rendering_npi": ["rendering_npi", "RenderingNPI", "Rendering Provider NPI", "NPI"],
    "diagnoses": ["diagnoses", "ICD-10", "dx1", "Diagnosis Codes"],
}


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_value_is_read_as_it_is_meant_in_any_way_of_writing(data: st.DataObject) -> None:
    names = {name: data.draw(st.sampled_from(forms)) for name, forms in HEADERS.items()}
    row, mods, dx = data.draw(CODES), data.draw(MODIFIERS), data.draw(DIAGNOSES)
    when, cents, npi = data.draw(DATES), data.draw(CENTS), data.draw(NPIS)
    cells: dict[str, Any] = {
        "claim_id": "B1",
        "code": row,
        "modifiers": data.draw(st.sampled_from(MODIFIER_FORMS))(mods),
        "date_from": data.draw(st.sampled_from(DATE_FORMS))(when),
        "charge": data.draw(st.sampled_from(MONEY_FORMS))(cents),
        "rendering_npi": data.draw(st.sampled_from(NPI_FORMS))(npi),
        "diagnoses": data.draw(st.sampled_from(MODIFIER_FORMS[:2] + MODIFIER_FORMS[4:]))(dx),
    }
    order = data.draw(st.permutations(list(cells)))
    table = {names[name]: cells[name] for name in order}
    for found in (Read(read_table([table])), _as_csv(table)):
        (line,) = found.lines
        assert line["code"] == row
        assert [line[f"modifier_{n}"] for n in range(1, 5) if line[f"modifier_{n}"]] == mods
        assert line["date_from"] == when
        assert line["charge"] == Decimal(cents) / 100
        assert line["rendering_npi"] == npi
        assert [each["code"] for each in found.diagnoses] == [code.replace(".", "") for code in dx]


def _as_csv(table: dict[str, Any]) -> Read:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(table)
    writer.writerow([" ".join(value) if isinstance(value, tuple) else value for value in table.values()])
    return read(read_csv, out.getvalue())


ANY_HEADER = st.sampled_from([name for name, column in BY_NAME.items() if column.kind != "json"]) | st.text(
    st.characters(codec="ascii", categories=["L", "N", "P", "Zs"]), max_size=12
)
ANY_CELL = (
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.floats(allow_nan=True) | st.dates() | st.datetimes()
    | st.decimals(allow_nan=False, allow_infinity=False, places=2) | st.text(max_size=10)
    | st.lists(st.sampled_from(["26", "59", "1", "K76.0", "x"]), max_size=5)
    | st.sampled_from(["26.0", "77012-26", "3/2/26", "02-Mar-2026", "TOTAL", "NULL", "1E+09", "'5", '="9"', "AB", "2659"])
)  # fmt: skip
#: What a text of the table may have become: a text without marks, in upper case.
TEXT_COLUMNS = ("code", "rendering_npi", "place_of_service")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.dictionaries(ANY_HEADER, ANY_CELL, max_size=6), min_size=1, max_size=5))
def test_nothing_is_taken_wrongly_in_silence(rows: list[dict[str, Any]]) -> None:
    rows = [{"claim_id": f"B{k}", "code": "47000", **row} for k, row in enumerate(rows)]
    try:
        found = Read(read_table(rows))
    except ClaimsError:
        return  # refused
    said = found.messages + "\n".join(found.reasons)
    if found.unreadable:
        assert said
        return
    for line in found.lines:
        given_row = rows[line["segment"] - 1]
        for name in TEXT_COLUMNS:
            written = given_row.get(name)
            if isinstance(written, str) and line[name] and name in given_row:
                plain = re.sub(r"\s+", " ", written.strip())
                assert line[name].upper() == plain.upper() or name in said or line[name] == plain.zfill(2)
        for name in ("charge", "units"):
            written = given_row.get(name)
            if isinstance(written, (int, Decimal)) and not isinstance(written, bool) and line[name] is not None:
                assert line[name] == written
        if isinstance(given_row.get("date_from"), date) and line["date_from"] is not None:
            assert str(line["date_from"]) == str(given_row["date_from"])[:10]
    assert found.counts.lines + found.counts.rejected_lines + found.counts.set_aside_lines <= len(rows)
    assert len(found.lines) + len(found.rejected) + found.counts.set_aside_lines + said.count("set aside") >= len(
        rows
    ) - (said.count("no service line"))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=6), max_size=6), max_size=6))
def test_uneven_rows_are_read_named_or_rejected(rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([["claim_id", "code", "charge", "mod1"], ["B0", "47000", "1", "59"], *rows])
    found = read(read_csv, out.getvalue())
    assert found.unreadable or found.lines[0]["code"] == "47000"
    assert pa.array([each["segment"] for each in found.lines]).null_count == 0
