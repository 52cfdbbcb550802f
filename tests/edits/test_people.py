"""Who is one person: claims under one member number, with and without birth dates."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from sightline.claims.patient import own_key, patient_key
from sightline.claims.schema import CLAIM
from sightline.edits.people import with_people

OLD, YOUNG = date(1950, 1, 2), date(1981, 3, 4)


def people(*rows: tuple[str, date | None]) -> list[str]:
    """The keys of subscribers with one member number, given by first name and birth date."""
    made = []
    for first, birth in rows:
        days = (birth - date(1970, 1, 1)).days if birth else None
        key = patient_key("M100200", "18", "ROE", first, days, "")
        made.append(
            {
                "patient": key,
                "member_id": "m-100200",
                "relationship": "18",
                "patient_last_name": "ROE",
                "patient_first_name": first,
                "patient_birth_date": birth,
            }
        )
    return with_people(pa.Table.from_pylist(made, CLAIM))["patient"].to_pylist()


@pytest.mark.parametrize(
    ("rows", "persons"),
    [
        ([("ANN", OLD), ("ANN", YOUNG)], 2),  # two birth dates are two people
        ([("ROBERT", OLD), ("BOB", OLD), ("", OLD)], 1),  # however the name is spelled
        ([("ANN", OLD), ("ANNE", None)], 1),  # a missing date splits nobody
        ([("ANN", OLD), ("", None)], 1),
        ([("ANN", OLD), ("BEN", None)], 2),  # without a date the first letter decides
        ([("ANN", None), ("ANNA", None), ("BEN", None)], 2),
        ([("ANN", None), ("", None)], 1),
        ([("ANN", OLD), ("ALF", YOUNG), ("A.", None)], 3),  # either might be meant: neither is taken
        ([("ANN", OLD), ("BEN", YOUNG), ("BENJAMIN", None)], 2),
    ],
)
def test_people_under_one_number(rows, persons):
    assert len(set(people(*rows))) == persons
    assert len(set(people(*reversed(rows)))) == persons


def test_the_senders_own_number_stands():
    rows = [
        {
            "patient": own_key(number),
            "member_id": "M1",
            "relationship": "18",
            "patient_birth_date": birth,
            "patient_last_name": "ROE",
            "patient_first_name": "ANN",
        }
        for number, birth in (("7", OLD), ("8", None))
    ]
    assert len(set(with_people(pa.Table.from_pylist(rows, CLAIM))["patient"].to_pylist())) == 2
