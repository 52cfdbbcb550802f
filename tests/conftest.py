"""What all tests share."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from itertools import count
from pathlib import Path

# Tests run beside each other: of their few rows threads of Arrow and NumPy make no more than work.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parent))
# How long an example takes says how busy the machine is, and nothing of what is tested.
settings.register_profile("patient", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
SHARED = Path(__file__).parent.parent.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of published files and samples by others; tests that need it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED} is not here")
    return SHARED


@pytest.fixture(scope="session", autouse=True)
def _old_releases_count_in_full():
    """Tests say what edits find by the starter's PTP edits of 2024; what old releases are worth has tests of its own, which
    take the fixture `old_releases` (tests/edits/test_dated.py)."""
    from sightline.edits import check

    def in_full(result, *_):
        none = pa.repeat(pa.scalar(False), result.findings.num_rows)
        return replace(result, findings=result.findings.append_column("outdated", none))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(check, "dated", in_full)
        yield


@pytest.fixture
def old_releases(monkeypatch):
    """Old releases are worth what they are worth to users."""
    from sightline.edits import check, dated

    monkeypatch.setattr(check, "dated", dated.dated)


@pytest.fixture(scope="session")
def _surroundings(tmp_path_factory, request):
    """A folder beneath which each test names one of its own (a folder made for each would cost more than most tests), and
    the folder of the starter's index, made once."""
    return tmp_path_factory.mktemp("surroundings"), count(), str(request.config.cache.mkdir("sightline"))


@pytest.fixture(autouse=True)
def _own_surroundings(_surroundings, monkeypatch):
    """No test reads or writes the user's own store, nor writes as wide as the terminal that it happens to run in."""
    homes, number, cache = _surroundings
    monkeypatch.setenv("XDG_DATA_HOME", str(homes / f"{next(number)}"))
    monkeypatch.setenv("XDG_CACHE_HOME", cache)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("SIGHTLINE_REFERENCE", raising=False)
