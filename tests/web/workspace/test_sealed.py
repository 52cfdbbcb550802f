"""Encrypted files: read as they were written, at any place; what was changed in them is found."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import feather

pytest.importorskip("cryptography")

from sightline.web.workspace.sealed import DamagedFile, Sealed, keep_scratch_in_memory

FILES = Sealed(b"k" * 32)
PIECE = 1 << 16
SIZES = [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 7]


def written(path, data, step=10_007):
    with FILES.create(path) as out:
        for start in range(0, len(data), step):
            out.write(data[start : start + step])
    return path


def text(size):
    return bytes(number * 7 % 251 for number in range(size))


@pytest.mark.parametrize("size", SIZES)
def test_a_file_reads_as_it_was_written(tmp_path, size):
    data = text(size)
    path = written(tmp_path / "a", data)
    assert FILES.read(path) == data
    assert size < 64 or data[:64] not in path.read_bytes()
    with FILES.plain(path) as copy:
        assert copy.read_bytes() == data
    assert not copy.exists()


@settings(max_examples=60)
@given(st.sampled_from(SIZES), st.lists(st.tuples(st.integers(0, 4 * PIECE), st.integers(0, 2 * PIECE)), max_size=5))
def test_any_place_can_be_read(tmp_path_factory, size, places):
    data = text(size)
    path = written(tmp_path_factory.mktemp("sealed") / "a", data)
    with FILES.open(path) as source:
        for start, length in places:
            source.seek(start)
            assert source.read(length) == data[start : start + length]


def test_the_same_file_twice_is_not_the_same_on_the_disk(tmp_path):
    one, other = (written(tmp_path / name, b"same").read_bytes() for name in "ab")
    assert one != other


@pytest.mark.parametrize("size", SIZES)
def test_what_was_changed_or_cut_off_is_found(tmp_path, size):
    path = written(tmp_path / "a", text(size))
    whole = path.read_bytes()
    step = PIECE + 16
    damaged = [whole[:-1], whole[:10], b"", whole[:-step] if size > PIECE else whole[:-16], whole + b"x"]
    damaged += [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in (0, 20, len(whole) - 1)]
    if size > 2 * PIECE:  # two pieces in each other's place
        head = len(whole) - (size + 4 * 16)
        damaged.append(
            whole[:head] + whole[head + step : head + 2 * step] + whole[head : head + step] + whole[head + 2 * step :]
        )
    for data in damaged:
        path.write_bytes(data)
        with pytest.raises(DamagedFile):
            FILES.read(path)
    path.write_bytes(whole)
    with pytest.raises(DamagedFile):
        Sealed(b"j" * 32).read(path)


def test_tables_are_written_and_read(tmp_path):
    table = pa.table({"claim": ["LB-1001"] * 50_000})
    with FILES.create(tmp_path / "a.arrow") as out:
        feather.write_feather(table, out, compression="uncompressed")
    assert feather.read_table(pa.BufferReader(FILES.buffer(tmp_path / "a.arrow"))).equals(table)


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="a folder of Linux")
def test_temporary_files_are_in_memory_and_what_was_left_there_is_deleted(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setenv("TMPDIR", "")
    monkeypatch.delenv("TMPDIR")
    keep_scratch_in_memory(tmp_path, 1 << 62)
    assert "TMPDIR" not in os.environ  # no room for so much
    keep_scratch_in_memory(tmp_path, 0)
    place = Path(os.environ["TMPDIR"])
    try:
        assert place.is_relative_to("/dev/shm")
        assert place.stat().st_mode & 0o077 == 0
        with tempfile.NamedTemporaryFile() as given:
            assert Path(given.name).parent == place
        (place / "left").write_text("by one that was killed")
        keep_scratch_in_memory(tmp_path, 0)
        assert (place / "left").exists()  # TMPDIR is chosen
        monkeypatch.delenv("TMPDIR")
        keep_scratch_in_memory(tmp_path, 0)
        assert os.environ["TMPDIR"] == str(place)
        assert not (place / "left").exists()
    finally:
        shutil.rmtree(place)
