"""A place as people name it, and the payment locality that it is; or a sentence that says why none is meant."""

from __future__ import annotations

import pytest

from sightline.pricing.places import place_key
from sightline.pricing.price import PriceError
from sightline.reference.store import open_reference


@pytest.mark.parametrize(
    ("text", "key"),
    [("", ""), ("10112-00", "10112-00"), ("1112-5", "01112-05"), ("77002", "04412-18"), ("77002-1234", "04412-18"),
     ("Houston", "04412-18"), (" houston ", "04412-18"), ("Houston, TX", "04412-18"), ("chicago il", "06102-16"),
     ("Alabama", "10112-00"), ("Rest of Texas", "04412-99"), ("Cook, IL", "06102-16"), ("Los Angeles", "01182-18")],
)  # fmt: skip
def test_a_place_is_its_locality(text, key):
    assert place_key(open_reference(None), text) == key


@pytest.mark.parametrize(
    ("text", "words"),
    [("Texas", "is it REST OF TEXAS, TX"), ("Cook", "is it CHICAGO, IL"), ("San Francisco", "in several localities"),
     ("Nowhere", "no locality is called 'Nowhere'"), ("Houston, NY", "no locality is called"), ("00000", "has 00000"),
     ("7700", "is no locality"), ("???", "is no locality"), ("the", "no locality is called")],
)  # fmt: skip
def test_a_place_that_is_not_one_is_said(text, words):
    with pytest.raises(PriceError, match=words):
        place_key(open_reference(None), text)
