"""Files by others, read in place: nothing raises, and claims and lines are as many as a plain count finds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from remits.builder import Read
from sightline.engines.duckdb import DuckDB
from sightline.remits.balance import unbalanced, with_messages

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
FOLDERS = ("835", "837p", "277", "ack")
FILES = [path for folder in FOLDERS if (CORPORA / folder).is_dir() for path in sorted((CORPORA / folder).iterdir())]

pytestmark = pytest.mark.skipif(not FILES, reason="../shared/corpora is not there")


def plain_count(data: bytes) -> tuple[int, int]:
    at = data.find(b"ISA")
    element = re.escape(data[at + 3 : at + 4] if at >= 0 else b"*") or rb"\*"
    claims, lines = (len(re.findall(rb"(?:^|[~\r\n_]\s*)" + key + element, data)) for key in (b"CLP", b"SVC"))
    return claims, lines


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name[-60:])
def test_counts(path: Path) -> None:
    data = path.read_bytes()
    read = Read(data)
    assert (read.counts.claims_in_file, read.counts.lines_in_file) == plain_count(data)
    if path.parent.name == "835":
        assert (read.counts.claims, read.counts.lines) == plain_count(data)
        assert not read.unreadable
    else:
        assert read.unreadable


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.parent.name == "835"], ids=lambda path: path.name[-60:]
)
def test_truncated_at_every_hundredth_byte(path: Path) -> None:
    data = path.read_bytes()
    for end in range(0, len(data), 100):
        counts = Read(data[:end]).counts
        assert (counts.claims_in_file, counts.lines_in_file) == plain_count(data[:end])


def test_samples_that_pass_elsewhere_balance_here() -> None:
    for path in FILES:
        if path.parent.name == "835" and "__pass__" in path.name:
            engine = DuckDB()
            for name, table in Read(path.read_bytes()).tables.items():
                names = {"claims": "remitted_claim", "lines": "remitted_line"}
                engine.register(names.get(name, name.removesuffix("s")), table)
            assert with_messages(unbalanced(engine))["message"].to_pylist() == [], path.name
            engine.close()
