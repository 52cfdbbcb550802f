"""The function over batches: whatever engine divides the claims by patient, the rows are those of one check."""

from __future__ import annotations

from threading import Thread

import pyarrow as pa
import pyarrow.compute as pc
import pytest

import sightline
from sightline.edits.rows import SCHEMA, findings
from sightline.reference.store import open_reference


def lines(patients: int) -> pa.Table:
    """Two claims for each patient, whose second repeats the first."""
    rows = [
        {"claim_id": f"{patient}-{claim}", "member_id": f"M{patient:03}", "patient_birth_date": "1950-03-07",
         "line_no": str(line), "code": code, "units": "1", "charge": "100.00", "date_from": "2026-03-04",
         "place_of_service": "22", "diagnosis_1": "R918", "pointer_1": "1", "billing_npi": "1234567893"}
        for patient in range(patients) for claim in "AB" for line, code in enumerate(("49180", "77012", ""), 1)
    ]  # fmt: skip
    return pa.Table.from_pylist(rows)


def told(rows: pa.Table) -> list[str]:
    return sorted(map(str, rows.drop_columns(["claim_key", "segment", "message"]).to_pylist()))


def test_the_rows_of_each_patient_are_those_of_one_check():
    given, reference = lines(4), open_reference()
    whole = pa.Table.from_batches(sightline.check_batches(given, reference=reference), SCHEMA)
    assert set(whole["status"].to_pylist()) >= {"fail", "rejected"}
    assert whole.filter(pc.equal(whole["edit"], "DUP002")).num_rows > 0
    by_patient = [
        pa.Table.from_batches(
            sightline.check_batches(
                given.filter(pc.equal(given["member_id"], member)).to_batches(max_chunksize=2), reference=reference
            ),
            SCHEMA,
        )
        for member in pc.unique(given["member_id"])
    ]
    assert told(pa.concat_tables(by_patient)) == told(whole)


def test_three_tables_and_options_are_taken_as_in_a_check():
    result = sightline.check(lines(2), select="DUP,PTP", payer="medicare")
    tables = (result.claims, result.lines, result.diagnoses)
    rows = pa.Table.from_batches(sightline.check_batches([tables], select="DUP,PTP", payer="medicare"), SCHEMA)
    found = findings(result)
    assert rows.filter(pc.is_in(rows["status"], pc.unique(found["status"]))).to_pylist() == found.to_pylist()


def test_nothing_gives_nothing():
    assert list(sightline.check_batches([])) == []


def test_what_cannot_be_read_or_chosen_is_said():
    from sightline.errors import SightlineError

    with pytest.raises(SightlineError, match="claim_id"):
        list(sightline.check_batches(pa.table({"a": [1]})))
    with pytest.raises(SightlineError, match="NONE9"):
        list(sightline.check_batches(lines(1), select="NONE9"))


def test_threads_do_not_share_a_checker():
    found: dict[int, list[str]] = {}

    def check(number: int) -> None:
        found[number] = told(pa.Table.from_batches(sightline.check_batches(lines(2), select="DUP,PTP"), SCHEMA))

    threads = [Thread(target=check, args=[number]) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 3
    assert found[0] == found[1] == found[2] != []


def test_under_daft():
    daft = pytest.importorskip("daft", reason="Daft is not here: pip install daft")

    names = lines(1).column_names

    @daft.func.batch(return_dtype=daft.DataType.from_arrow_type(pa.struct(list(SCHEMA))))
    def checked(*columns):
        table = pa.table({name: column.to_arrow() for name, column in zip(names, columns, strict=True)})
        rows = pa.Table.from_batches(sightline.check_batches(table), SCHEMA)
        return daft.Series.from_arrow(rows.combine_chunks().to_struct_array())

    frame = daft.from_arrow(lines(3))
    rows = frame.groupby("member_id").map_groups(checked(*(daft.col(name) for name in names)).alias("row")).to_pydict()
    whole = pa.Table.from_batches(sightline.check_batches(lines(3)), SCHEMA)
    facts = ("edit", "status", "claim", "line", "related_claim", "evidence")
    assert sorted(str([row[name] for name in facts]) for row in rows["row"]) == sorted(
        str([row[name] for name in facts]) for row in whole.to_pylist()
    )
