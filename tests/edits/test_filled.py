"""What Arrow writes of a row is what an engine writes of it in SQL: edits/rule/filled.py against edits/rule/text.py."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.edits.rule.filled import Words
from sightline.edits.rule.text import placeholders, sentence, shown
from sightline.engines.duckdb import DuckDB

SCHEMA = pa.schema([
    ("code", pa.string()), ("charge", pa.decimal128(12, 2)), ("units", pa.decimal128(11, 3)), ("allowed", pa.int32()),
    ("day", pa.date32()), ("stated", pa.bool_()),
])  # fmt: skip
TEMPLATES = [
    "",
    "plain words",
    "{code}",
    "{code} has {units|unit}, {allowed|line}: {charge} on {day} ({stated}).",
    "{day}{charge}",
]
AMOUNT = st.one_of(
    st.sampled_from(["0", "0.05", "-0.05", "999.99", "-1000.00", "999999.99", "1000000.00", "-1234567.89"]).map(
        Decimal
    ),
    st.decimals("-9999999999", "9999999999", places=2),
)
UNITS = st.one_of(
    st.sampled_from(["0", "1", "1.5", "100", "0.25"]).map(Decimal), st.decimals("0", "99999999", places=3)
)
ROW = st.fixed_dictionaries({
    "code": st.none() | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6),
    "charge": st.none() | AMOUNT, "units": st.none() | UNITS, "allowed": st.none() | st.integers(-2, 3),
    "day": st.none() | st.dates(), "stated": st.none() | st.booleans(),
})  # fmt: skip


@pytest.fixture(scope="module")
def engine():
    return DuckDB(threads=1)


@settings(max_examples=60, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=8))
def test_both_say_the_same(engine, rows):
    table = pa.Table.from_pylist(rows, SCHEMA)
    engine.register("said", table.append_column("row", pa.array(range(len(rows)))))
    types = dict(zip(SCHEMA.names, SCHEMA.types, strict=True))
    words = Words(table.combine_chunks().to_batches()[0], {})
    for template in TEMPLATES:
        told = engine.query(f"SELECT {sentence(template, types)} AS text FROM said ORDER BY row")["text"]
        assert words.sentence(template).to_pylist() == told.to_pylist()
    columns = ", ".join(f"{shown(name, kind)} AS {name}" for name, kind in types.items())
    texts = engine.query(f"SELECT {columns} FROM (SELECT * FROM said ORDER BY row)").to_pylist()
    assert [dict(each) for each in words.evidence(SCHEMA.names).to_pylist()] == texts


def test_a_placeholder_that_is_no_column_is_named():
    words = Words(pa.RecordBatch.from_pylist([{"code": "77012"}]), {})
    assert placeholders("{code} {lost|unit}") == {"code", "lost"}
    with pytest.raises(KeyError, match="lost"):
        words.sentence("{lost|unit}")


def test_no_evidence_is_an_empty_map():
    assert Words(pa.RecordBatch.from_pylist([{"code": "77012"}]), {}).evidence([]).to_pylist() == [[]]
