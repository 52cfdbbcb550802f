"""Files by others, read in place: nothing raises, and claims and lines are as many as a plain count finds."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from sightline.claims import Counts, read_837p

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
FOLDERS = ("837p", "837other", "835", "277", "ack")
FILES = [path for folder in FOLDERS if (CORPORA / folder).is_dir() for path in sorted((CORPORA / folder).iterdir())]

pytestmark = pytest.mark.skipif(not FILES, reason="../shared/corpora is not there")


def counts(data: bytes) -> Counts:
    return sum((batch.counts for batch in read_837p(io.BytesIO(data), "x")), Counts())


def plain_count(data: bytes) -> tuple[int, int]:
    at = data.find(b"ISA")
    element = re.escape(data[at + 3 : at + 4] if at >= 0 else b"*") or rb"\*"
    claims, lines = (len(re.findall(rb"(?:^|[~\r\n_]\s*)" + key + element, data)) for key in (b"CLM", b"SV1"))
    return claims, lines


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name[-60:])
def test_counts(path: Path) -> None:
    data = path.read_bytes()
    found = counts(data)
    assert (found.claims_in_file, found.lines_in_file) == plain_count(data)
    if path.parent.name == "837p":
        assert (found.claims, found.lines) == plain_count(data)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name[-60:])
def test_truncated_at_every_hundredth_byte(path: Path) -> None:
    data = path.read_bytes()
    step = 100 if len(data) < 20_000 else 40_009
    for end in range(0, len(data), step):
        found = counts(data[:end])
        assert (found.claims_in_file, found.lines_in_file) == plain_count(data[:end])
