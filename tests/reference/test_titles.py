"""Titles of ICD-10-CM codes with a seventh character, composed as the tabular list says."""

from __future__ import annotations

from datetime import date
from importlib.util import find_spec

import pytest

from sightline.reference.store import open_reference
from sightline.reference.titles import diagnosis_titles

pytestmark = pytest.mark.skipif(not find_spec("simple_icd_10_cm"), reason="simple-icd-10-cm is not installed")


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("S72001A", "Fracture of unspecified part of neck of right femur, initial encounter for closed fracture"),
        ("T7840XD", "Allergy, unspecified, subsequent encounter"),  # behind a placeholder
        ("O6981X2", "Labor and delivery complicated by cord around neck, without compression, fetus 2"),
        ("C441021", "Unspecified malignant neoplasm of skin of right upper eyelid, including canthus"),  # its own
        ("S72001Z", ""),  # no such character
        ("S72XXXA", ""),  # a category that is divided further
        ("R911XXA", ""),  # takes no seventh character
    ],
)
def test_a_title_with_a_seventh_character(code, title):
    found = diagnosis_titles(open_reference(), [code], date(2026, 4, 2))
    assert (found[code].text if code in found else "") == title
