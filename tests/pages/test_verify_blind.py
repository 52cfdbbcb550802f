"""Lists, charge files and pages of many specialties with errors seeded among right codes: how many are found, and falsely."""

from __future__ import annotations

import pytest

from pages.blind import FOLDER, score
from sightline.reference.add import add_files
from sightline.reference.store import STARTER


@pytest.fixture(scope="module")
def store(shared, tmp_path_factory):
    """A store with the whole fee schedule: what modifiers apply, and which codes exist."""
    folder = tmp_path_factory.mktemp("blind")
    add_files([shared / "data" / "mpfs" / "2026-04" / "PPRRVU2026_Apr_nonQPP.txt"], folder)
    return str(folder)


@pytest.mark.parametrize("part", ["first", "second", "third"])
def test_errors_are_found_and_right_codes_left_alone(part, store):
    found = score(FOLDER / part, store)
    assert found.precision >= 0.99, found.lines
    assert found.recall >= 0.95, found.lines
    assert found.unread_agrees == found.dropped == 0, found.lines
    assert found.right["look"] <= 0.02 * found.right.total(), found.lines


def test_with_the_starter_alone_nothing_is_called_wrong_falsely():
    assert STARTER.is_dir()
    found = score(FOLDER / "second")
    assert found.precision >= 0.99, found.lines
    assert found.recall >= 0.9, found.lines
    assert found.unread_agrees == 0, found.lines
