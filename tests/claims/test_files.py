"""Which files are read, and what is said of those that are not claims."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from claims.builder import claim_file, text
from sightline.claims import ClaimsError, Counts, read_claims, reader_for


def total(*paths: Path | str) -> tuple[Counts, list[str], list[str]]:
    counts, unreadable, messages = Counts(), [], []
    for batch in read_claims(paths):
        counts += batch.counts
        messages += batch.issues.column("message").to_pylist()
        unreadable += [batch.unreadable] if batch.unreadable else []
    return counts, unreadable, messages


def test_folders_and_keys(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("b/two.837", "one.txt", ".hidden.837"):
        (tmp_path / name).write_bytes(text(claim_file()))
    keys = [key for batch in read_claims([tmp_path]) for key in batch.claims.column("claim_key").to_pylist()]
    files = [name for batch in read_claims([tmp_path]) for name in batch.claims.column("file").to_pylist()]
    assert keys == [1, 2]
    assert files == [str(tmp_path / "b" / "two.837"), str(tmp_path / "one.txt")]


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text(claim_file()))))
    assert total("-")[0].claims == 1


def test_a_missing_path() -> None:
    with pytest.raises(ClaimsError, match=r"nope\.837: no such file"):
        total("nope.837")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b" \n\n", "blank"),
        (bytes(range(256)) * 4, "binary"),
        (b"name,colour\n1,blue\n", "no X12 interchange"),
        (b"ISA*00*          *00*", "cut short"),
        (text(claim_file())[:300], "no claim in it"),
    ],
)
def test_files_that_are_no_claims(tmp_path: Path, content: bytes, message: str) -> None:
    bad, good = tmp_path / "a.dat", tmp_path / "b.837"
    bad.write_bytes(content)
    good.write_bytes(text(claim_file()))
    counts, unreadable, messages = total(bad, good)
    assert counts.claims == 1
    assert unreadable == [str(bad)]
    assert any(message in each for each in messages)


def test_garbage_is_refused_by_its_head() -> None:
    assert reader_for(b"\x07\x99" * 30_000, "x") is None
    assert reader_for(text(claim_file()), "x") is not None


def test_a_file_given_twice_is_read_once(tmp_path: Path) -> None:
    one = tmp_path / "one.837"
    one.write_bytes(text(claim_file()))
    for paths in ((one, one), (tmp_path, one), (one, tmp_path), (one, tmp_path / "." / "one.837")):
        counts, unreadable, messages = total(*paths)
        assert (counts.claims, unreadable) == (1, [])
        assert messages == ["given twice: read once"]


def test_what_is_no_claim_in_a_folder_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.837").write_bytes(text(claim_file()))
    (tmp_path / "b.toml").write_text("[contract]\npayer = 'x'\n")
    (tmp_path / "c.csv").write_text("code,modifier,amount\n77012,26,90.00\n")
    (tmp_path / "d.837").write_bytes(b"ISA*00*          *00*")
    counts, unreadable, messages = total(tmp_path)
    assert counts.claims == 1
    assert unreadable == [str(tmp_path / "d.837"), str(tmp_path)]
    assert messages[1:] == ["no claims in b.toml, c.csv; give a file by its own name to see why"]
    assert "damaged" in messages[0]  # a claim file that cannot be read keeps its own words
