import pytest

from sightline.edits.check import Checker
from sightline.engines.duckdb import DuckDB
from sightline.reference.store import open_reference


@pytest.fixture(scope="module")
def starter(tmp_path_factory):
    return open_reference(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def checker(starter):
    return Checker(starter, engine=DuckDB(threads=1))
