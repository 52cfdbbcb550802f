"""What the tests of reports share; without the extra `report` they are skipped."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def reader():
    pytest.importorskip("medspacy")
    from sightline.reports.read import Reader

    return Reader()


@pytest.fixture
def read(reader):
    """Read a text."""
    from sightline.reports.document import Document

    return lambda text: reader.read(Document(text, "test"))


@pytest.fixture
def answers(read):
    """The status of each requirement on a text."""
    return lambda text: {answer.requirement.id: answer.status for answer in read(text).answers}
