"""Claims that an edit may compare have one number; a whole run and its divisions find the same."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from sightline.claims.reading import read
from sightline.claims.schema import DIAGNOSIS, LINE
from sightline.edits.divide import divisions
from sightline.edits.people import with_people


def claims(*people: tuple[str, str, str, str]) -> pa.Table:
    """A claim for each member number, relationship, first name and birth date."""
    rows = [
        {"claim_id": f"C{number}", "member_id": member, "relationship": relationship, "patient_last_name": "DOE",
         "patient_first_name": first, "patient_birth_date": birth, "code": "77012", "date_from": "2026-03-04"}
        for number, (member, relationship, first, birth) in enumerate(people)
    ]  # fmt: skip
    return read(pa.Table.from_pylist(rows)).tables["claims"]


def test_a_claim_without_birth_date_lies_with_the_others_of_its_member_number():
    given = claims(("M-001", "18", "JO", "1950-03-07"), ("m001", "", "J.", ""), ("M 001", "18", "", ""))
    assert len(set(with_people(given)["patient"].to_pylist())) == 1
    assert len(set(divisions(given).to_pylist())) == 1


def test_whoever_is_one_person_has_one_number():
    given = claims(
        *(
            (member, relationship, first, birth)
            for member in ("M-001", "m001", "NONE", "000", "", "M002", "ÄÖ7")
            for relationship in ("18", "", "19", "01")
            for first in ("JO", "Joan", "")
            for birth in ("1950-03-07", "", "2001-01-01")
        )
    )
    numbers = divisions(given)
    of_person = pa.table({"patient": with_people(given)["patient"], "number": numbers}).group_by("patient")
    assert pc.max(of_person.aggregate([("number", "count_distinct")])["number_count_distinct"]).as_py() == 1
    assert len(set(numbers.to_pylist())) > 20


def test_claims_of_whom_nothing_is_known_lie_apart():
    assert len(set(divisions(claims(("", "", "", ""), ("NONE", "", "", ""))).to_pylist())) == 2


def test_history_does_not_take_an_unknown_patient_for_one_of_the_claims():
    from sightline.edits.history import earlier

    given = claims(("", "", "", ""))
    past = earlier(given, LINE.empty_table(), DIAGNOSIS.empty_table())
    assert set(past.claims["patient"].to_pylist()).isdisjoint(given["patient"].to_pylist())
