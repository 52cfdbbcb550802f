from __future__ import annotations

import pytest

from outputs.samples import checked, faulty


@pytest.fixture(scope="session")
def result():
    return checked()


@pytest.fixture(scope="session")
def damaged(tmp_path_factory):
    return checked(faulty(tmp_path_factory.mktemp("faulty")))
