"""Rows are divided so that claims of one person are never parted."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.claims.batch import ClaimsError
from sightline.claims.patient import own_key
from sightline.claims.reading import gathered
from sightline.claims.rows.divided import Source, patients, read_rows
from sightline.claims.rows.reading import Reading
from sightline.claims.rows.table import read_table
from sightline.edits.people import with_people

_WORDS = st.sampled_from(["", "-", "Doe", "DOE", "d.o e", "Straße", "STRASSE", "Ünal", "111", "M-100", "m100", "NONE"])
_ROW = st.fixed_dictionaries(
    {
        "member_id": _WORDS,
        "patient": st.sampled_from(["", "", "-", "7", " 7 ", "A7", "0123456789abcdef01234567"]),
        "relationship": st.sampled_from(["", "18", "self", "19", "child"]),
        "patient_last_name": _WORDS,
        "patient_first_name": _WORDS,
        "patient_birth_date": st.sampled_from(["", "1960-01-01", "01/01/1960"]),
        "patient_sex": st.sampled_from(["", "F", "male"]),
    }
)


@given(st.lists(_ROW, min_size=1, max_size=12), st.lists(st.booleans(), min_size=12, max_size=12))
@settings(max_examples=150, deadline=None)
def test_one_person_one_number(rows, converted):
    """Also where `convert` wrote the key that we make in the place of the sender's number."""
    table = [{"claim_id": f"C{number}", "code": "77012", **row} for number, row in enumerate(rows)]
    first = gathered(read_table(table)).tables["claims"].to_pylist()
    for row, claim, turned in zip(table, first, converted, strict=False):
        if turned and not claim["patient"].startswith("claim "):
            row["patient"] = claim["patient"] if own_key(row["patient"]) != claim["patient"] else row["patient"]
    claims = gathered(read_table(table)).tables["claims"]
    reading = Reading("file", 1, list(table[0]), {})
    columns = [pa.array([row[name] for row in table]) for name in table[0]]
    numbers = patients(reading.block(columns, pa.array(range(1, len(table) + 1))), "file").to_pylist()
    people: dict[str, set[int]] = {}
    for person, number in zip(with_people(claims)["patient"].to_pylist(), numbers, strict=True):
        people.setdefault(person, set()).add(number)
    assert all(len(found) == 1 for found in people.values())


def test_rows_that_were_divided_are_read_as_from_their_file(tmp_path):
    table = pa.table({"claim_id": ["A", "A", "B", ""], "CPT": [77012, 32408, None, 5], "dos": ["2026-03-02"] * 4})
    pq.write_table(table, tmp_path / "claims.parquet")
    source = Source(str(tmp_path / "claims.parquet"))
    assert source.rows == 4
    blocks = [block for block, _ in source.blocks()]
    names = list(blocks[0].columns)
    read = gathered(read_rows(names, [(list(block.columns.values()), block.rows) for block in blocks]))
    whole = gathered(read_table(table))
    assert read.counts.lines == whole.counts.lines == 2
    assert read.tables["lines"]["code"].to_pylist() == ["77012", "32408"]
    assert read.counts.rejected_lines == whole.counts.rejected_lines


def test_what_is_no_table_of_claims(tmp_path):
    (tmp_path / "cut.parquet").write_bytes(b"PAR1garbage")
    with pytest.raises(ClaimsError, match="not a Parquet file that can be read"):
        Source(str(tmp_path / "cut.parquet"))
    with pytest.raises(ClaimsError, match="no such file"):
        Source(str(tmp_path / "nope.parquet"))
