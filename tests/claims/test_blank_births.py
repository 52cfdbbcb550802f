"""A table whose column of birth dates is blank in every claim: one note, and no finding of each claim."""

from __future__ import annotations

import pytest

import sightline

ROWS = "claim_id,line_no,date_from,place_of_service,code,charge,units,diagnoses,patient_birth_date,payer_name,filing_code\n"


def checked(tmp_path, births):
    file = tmp_path / "claims.csv"
    lines = [f"C{n},1,2026-04-02,11,99213,100,1,I10,{birth},MEDICARE,MB" for n, birth in enumerate(births)]
    file.write_text(ROWS + "\n".join(lines) + "\n")
    result = sightline.check(str(file), select="FRM016")
    return [each.claim for each in result.found()], [each["message"] for each in result.issues.to_pylist()]


@pytest.mark.parametrize(
    ("births", "claims", "notes"),
    [
        (("", "", ""), [], 1),
        (("", "1950-01-01"), ["C0"], 0),
        (("",), ["C0"], 0),
        (("1950-01-01", "1951-01-01"), [], 0),
    ],
)
def test_a_blank_column_is_noted_once(tmp_path, births, claims, notes):
    found, messages = checked(tmp_path, births)
    assert found == claims
    assert sum("the column patient_birth_date is blank in all" in each for each in messages) == notes
