"""A file that is read by several processes gives what one gives, whatever is wrong with it."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.builder import CLAIM, DEPENDENT, INSURED, LINES, claim_file, text
from claims.reading import Read
from sightline.claims import ClaimsError, files, read_837p, read_claims
from sightline.claims.x12 import parts as x12_parts
from sightline.claims.x12 import pieces as x12_pieces
from sightline.claims.x12.reader import Reader

CORPORA = Path(__file__).resolve().parents[4] / "shared" / "corpora" / "837p"
FILES = sorted(CORPORA.iterdir()) if CORPORA.is_dir() else []
TABLES = ("claims", "lines", "diagnoses", "rejected", "issues")


class Here:
    """What stands for a process and reads in this one; it keeps what was read, and counts the forecasts that failed."""

    parts: list[x12_parts.Part]
    missed: int

    def __init__(self, name: str, block_size: int) -> None:
        self._reader = Reader(io.BytesIO(), name, 1, block_size)

    def __enter__(self) -> Here:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def send(self, piece: x12_pieces.Piece) -> None:
        self._piece = piece
        self._part = x12_parts.read_part(self._reader, piece)

    def receive(self) -> x12_parts.Part:
        self.parts.append(self._part)
        Here.missed += self._part.after != self._piece.after
        return self._part


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> type[Here]:
    monkeypatch.setattr(x12_parts, "Child", Here)
    return Here


def same(data: bytes, size: int = 1_500, **options: Any) -> int:
    """Read data whole and in pieces of about `size`: the same. How many pieces were read."""
    before, x12_pieces.SIZE = x12_pieces.SIZE, size
    Here.parts, Here.missed = [], 0
    try:
        whole, parts = (
            Read(read_837p(io.BytesIO(data), "test", first_claim_key=7, **options, processes=each)) for each in (1, 3)
        )
    finally:
        x12_pieces.SIZE = before
    assert parts.counts == whole.counts
    assert parts.unreadable == whole.unreadable
    for name in TABLES:
        if not parts.tables[name].equals(whole.tables[name]):
            assert getattr(parts, name) == getattr(whole, name), name
    return len(Here.parts)


def transactions(count: int, *claim: str, first: int = 1) -> list[str]:
    """A file of as many transactions, each with one claim."""
    isa, gs, *body, ge, iea = claim_file(*claim, subscriber=INSURED + DEPENDENT)
    st, *inner, se = body
    numbered = []
    for k in range(first, first + count):
        numbered += [st.replace("0001", f"{k:04}"), *inner, se.replace("0001", f"{k:04}")]
    return [isa, gs, *numbered, ge.replace("GE*1", f"GE*{count}"), iea]


@pytest.mark.parametrize("end", ["~", "~\n", "~\r\n"])
def test_transactions_and_interchanges(here: type[Here], end: str) -> None:
    assert same(text(transactions(60), end)) > 15
    assert not here.missed
    assert same(text([*transactions(30), *claim_file() * 30, *transactions(30)], end)) > 15
    assert not here.missed


def test_a_forecast_that_fails_costs_only_time(here: type[Here]) -> None:
    odd = {
        "rejected": ["CLM", *transactions(5)[2:-2]],
        "no patient": [each for each in transactions(20) if not each.startswith(("NM1*IL", "HL*2"))],
        "institutional": transactions(20, CLAIM[0], "SV2*0300*HC:71250*1*UN*1"),
        "named otherwise": [each.replace("X222A1", "X223A3") for each in transactions(9)],
        "other separator": [each.replace("HC:", "HC>").replace(":26", ">26") for each in transactions(20)],
        "no lines": transactions(20, CLAIM[0]),
        "other delimiters": [each.replace("*", "|") for each in transactions(20)],
        "not closed": [each for each in transactions(20) if not each.startswith("SE")],
        "eligibility": [each.replace("ST*837", "ST*270") for each in transactions(9)],
        "no hierarchy": [each for each in transactions(30) if not each.startswith("HL")],
    }
    for name, segments in odd.items():
        for end in ("~", "~\n"):
            data = text([*transactions(20), *segments, *transactions(20)], end)
            assert same(data), name
            same(text([*transactions(20), *segments, *transactions(20), *segments], end), 3_000)


def test_issues_of_one_kind_are_counted_over_all_pieces(here: type[Here]) -> None:
    body = [each for each in transactions(100) if not each.startswith("HL")]
    more = [each for each in transactions(100) if not each.startswith("DTP")]
    assert same(text(body + more), 700) > 50


@pytest.mark.parametrize("block", [100, 4_096, 1 << 18])
def test_the_block_size_changes_nothing(here: type[Here], block: int) -> None:
    assert same(text([*transactions(50), "N3*  WEST* 1", *transactions(50)], "~\n"), block_size=block)


def test_what_does_not_end(here: type[Here]) -> None:
    """An endless segment, and a claim that goes on and on."""
    many = transactions(40)
    same(text(many[:-5]) + b"x" * (3 << 20) + text(many), block_size=1 << 16)
    endless = [*many[:-6], *["N3*1 MAIN ST"] * 250_000, *many]
    same(text(endless), 50_000)


def test_not_plain(here: type[Here]) -> None:
    segments = transactions(40)
    for data in (text(segments, "\n"), b"\xef\xbb\xbf" + text(segments), text(segments).decode().encode("utf-16")):
        assert same(data) == 0
    assert same(text(segments).lower()) == 0
    assert same(b"") == 0
    assert same(text(segments[2:])) == 0


SEGMENTS = [*transactions(12), *transactions(6)]
PIECES = st.lists(
    st.sampled_from([
        *sorted({*SEGMENTS, *LINES}), "", "CLM", "ISA", "SV1*", "ST*270*0001", "HI*ABK", "XX*1", "SE*1*0001", "x" * 1_100,
        SEGMENTS[0].replace("*", "|"), SEGMENTS[0].replace(":", ">"), " ", "N3* é", "SV1*HC>77012*1*UN*1***1",
    ]),
    max_size=8,
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(0, len(SEGMENTS)), st.integers(0, 3), PIECES), max_size=5),
    st.lists(st.tuples(st.integers(0, 14_000), st.integers(0, 40), st.binary(max_size=8)), max_size=4),
    st.sampled_from(["~", "~\n", "~\r\n"]),
    st.integers(300, 3_000),
    st.sampled_from([97, 1 << 18]),
)
def test_damage_is_read_the_same(
    here: type[Here],
    segments: list[tuple[int, int, list[str]]],
    edits: list[tuple[int, int, bytes]],
    end: str,
    size: int,
    block: int,
) -> None:
    damaged = list(SEGMENTS)
    for at, gone, new in segments:
        damaged[at : at + gone] = new
    data = text(damaged, end)
    for at, length, raw in edits:
        data = data[:at] + raw + data[at + length :]
    same(data, size, block_size=block)


@pytest.mark.skipif(not FILES, reason="../shared/corpora is not there")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name[-60:])
def test_files_by_others(here: type[Here], path: Path) -> None:
    data = path.read_bytes()
    same(data, 400)
    if len(data) < 200_000:
        same(data * 8, max(len(data), 500))
        same(text(transactions(9)) + data * 3 + text(transactions(9)), 900)


# processes


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that is large enough."""
    path = tmp_path / "large.837"
    path.write_bytes(text(transactions(2_000), "~\n") * 3)
    monkeypatch.setattr(files, "LARGE", 1 << 20)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    return path


def test_a_large_file_is_read_by_processes(large: Path) -> None:
    whole, parts = list(read_837p(io.BytesIO(large.read_bytes()), str(large))), list(read_claims([large]))
    assert len(parts) > len(whole)
    for name in TABLES:
        rows = [[row for batch in batches for row in getattr(batch, name).to_pylist()] for batches in (whole, parts)]
        assert rows[0] == rows[1]


def test_a_reader_may_stop_early(large: Path) -> None:
    batches = read_claims([large])
    assert next(batches).counts.claims
    batches.close()


def test_a_process_that_dies_is_told(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])  # none can start
    with pytest.raises(ClaimsError, match="a process that read a part of the file ended before it was done"):
        list(read_claims([large]))


def test_a_script_needs_no_guard_of_its_main_module(large: Path) -> None:
    script = large.with_suffix(".py")
    script.write_text(
        "from sightline.claims import files\n"
        "files.LARGE, files.os.sched_getaffinity = 1 << 20, lambda _: {0, 1}\n"
        f"print(sum(batch.counts.claims for batch in files.read_claims([{str(large)!r}])))\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("6000\n", "")
