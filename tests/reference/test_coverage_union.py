"""A union of Medicare contractors' local determinations, loaded as coverage."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest

from sightline.reference.add import add_files
from sightline.reference.release import ReferenceDataError
from sightline.reference.sources.coverage import ANY_CONTRACTOR
from sightline.reference.store import open_reference

TEXT = "code,icd10cm,covered\n71250,C34.11,yes\n71250,Z12.2,no\n93880,I65.21,Yes\n"


def test_what_is_covered_holds_for_any_contractor(tmp_path):
    file = tmp_path / "union.csv"
    file.write_text(TEXT)
    add_files(file, tmp_path / "store")
    [release] = [each for each in open_reference(tmp_path / "store").of("coverage") if each.name == "union"]
    rows = pq.read_table(release.path).to_pylist()
    assert [(row["code"], row["diagnosis"], row["payer"]) for row in rows] == [
        ("71250", "C3411", ANY_CONTRACTOR), ("93880", "I6521", ANY_CONTRACTOR),
    ]  # fmt: skip


@pytest.mark.parametrize("row", ["71250,X,yes", "71250,C34.11,perhaps", "712,C34.11,yes"])
def test_a_row_that_is_wrong_refuses_the_file(tmp_path, row):
    file = tmp_path / "union.csv"
    file.write_text(TEXT + row + "\n")
    with pytest.raises(ReferenceDataError, match=r"row 5|line 5|5"):
        add_files(file, tmp_path / "store")
