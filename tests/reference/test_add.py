"""Adding: whole or not at all, the same file twice changes nothing, parts of a quarter belong together."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from reference.layouts import fee_csv, mue_csv, ptp_text, zipped
from sightline.reference import add
from sightline.reference.add import add_files
from sightline.reference.index import INDEX
from sightline.reference.release import ReferenceDataError, read_release
from sightline.reference.store import open_reference

MUE = "mue_2026q2.csv"


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def part(folder: Path, number: int, *pairs: tuple[str, str]) -> Path:
    text = ptp_text((one, two, "20200101", "*", "1") for one, two in pairs)
    name = f"ccipra-v322r0-f{number}"
    return zipped(folder / f"{name}.zip", {f"{name}.TXT": text.encode(), f"{name}.xlsx": b"not read beside the text"})


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    path, store = written(tmp_path / MUE, mue_csv([("90001", "1", "3")])), tmp_path / "store"
    assert [one.change for one in add_files([path], store)] == ["new"]
    before = tree(store)
    assert [one.change for one in add_files([path, path], store)] == ["unchanged"]
    assert tree(store) == before
    assert [one.change for one in add_files([zipped(tmp_path / "a.zip", {MUE: path.read_bytes()})], store)] == [
        "unchanged"
    ]


def test_another_edition_of_a_release_replaces_it(tmp_path: Path) -> None:
    store = tmp_path / "store"
    add_files([written(tmp_path / MUE, mue_csv([("90001", "1", "3")]))], store)
    (one,) = add_files([written(tmp_path / MUE, mue_csv([("90001", "2", "3"), ("90002", "1", "3")]))], store)
    assert (one.change, one.release.rows) == ("replaced", 2)
    assert read_release(store / "mue" / "2026q2") == one.release
    assert {path.split("/")[0] for path in tree(store)} == {"mue", INDEX, "index.sha256"}


def test_one_odd_file_of_several_and_nothing_is_added(tmp_path: Path) -> None:
    good, odd = written(tmp_path / MUE, mue_csv([("90001", "1", "3")])), written(tmp_path / "notes.txt", "notes")
    with pytest.raises(ReferenceDataError, match=r"^notes.txt: not a layout I know. Nothing was added.$"):
        add_files([good, odd], tmp_path / "store")
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 torn", "damaged or locked zip"),
        (b"PAR1 torn", "not a layout I know"),
        (None, "no such file"),
    ],
)
def test_unusable_files(tmp_path: Path, content: bytes | None, says: str) -> None:
    path = tmp_path / "file.zip"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ReferenceDataError, match=says):
        add_files([path], tmp_path / "store")
    with pytest.raises(ReferenceDataError, match="a folder"):
        add_files([tmp_path], tmp_path / "store")


def test_a_zip_says_what_is_in_it(tmp_path: Path) -> None:
    path = zipped(tmp_path / "docs.zip", {"layout.txt": b"words", "more.pdf": b"%PDF"})
    with pytest.raises(ReferenceDataError, match=r"docs.zip: not a layout I know in it \(layout.txt\)"):
        add_files([path], tmp_path / "store")


@pytest.mark.parametrize("stop_at", ["before", "between"])
def test_a_run_that_stops_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop_at: str) -> None:
    store = tmp_path / "store"
    add_files([written(tmp_path / MUE, mue_csv([("90001", "1", "3")]))], store)
    before = tree(store)
    renames = 0

    def stop(self: Path, target: Path) -> Path:
        nonlocal renames
        renames += 1
        if renames == (1 if stop_at == "before" else 2):
            raise KeyboardInterrupt
        return rename(self, target)

    rename = Path.rename
    monkeypatch.setattr(Path, "rename", stop)
    changed = written(tmp_path / MUE, mue_csv([("90001", "2", "3")]))
    with pytest.raises(KeyboardInterrupt):
        add_files([changed], store)
    monkeypatch.undo()
    if stop_at == "before":
        assert tree(store) == before
    else:  # the old release stands aside, and the next run puts it back
        other = written(tmp_path / "fee.csv", fee_csv([("90001", "")]))
        add_files([other], store)
        assert {name: data for name, data in tree(store).items() if name.startswith("mue")} == {
            name: data for name, data in before.items() if not name.startswith("index.")
        }
        assert not list(store.glob(".*"))


def test_a_stop_between_write_and_rename_leaves_no_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(add, "put_in_place", stop)
    with pytest.raises(KeyboardInterrupt):
        add_files([written(tmp_path / MUE, mue_csv([("90001", "1", "3")]))], tmp_path / "store")
    assert tree(tmp_path / "store") == {}


def test_parts_of_a_quarter_make_one_release(tmp_path: Path) -> None:
    store = tmp_path / "store"
    parts = [part(tmp_path, 2, ("G0001", "90001")), part(tmp_path, 1, ("90001", "90002"), ("90003", "90001"))]
    (one,) = add_files(parts, store)
    assert (one.release.name, one.release.rows) == ("2026q3", 3)
    assert one.release.file == "ccipra-v322r0-f1.zip: ccipra-v322r0-f1.TXT; ccipra-v322r0-f2.zip: ccipra-v322r0-f2.TXT"
    rows = pq.read_table(one.release.path).to_pylist()
    assert [(row["column_1"], row["part"]) for row in rows] == [("90001", 1), ("90003", 1), ("G0001", 2)]
    assert [again.change for again in add_files(parts[::-1], store)] == ["unchanged"]


def test_parts_must_be_given_together(tmp_path: Path) -> None:
    store = tmp_path / "store"
    first, second = part(tmp_path, 1, ("90001", "90002")), part(tmp_path, 2, ("G0001", "90001"))
    with pytest.raises(ReferenceDataError, match="part f2 of 2026q3 is missing"):
        add_files([first], store)
    with pytest.raises(ReferenceDataError, match="part f1 of 2026q3 is missing"):
        add_files([second], store)
    add_files([first, second], store)
    (tmp_path / "later").mkdir()
    whole = part(tmp_path / "later", 1, ("90001", "90002"), ("G0001", "90001"))
    with pytest.raises(ReferenceDataError, match="loaded from parts f1, f2, and f1 is given now"):
        add_files([whole], store)


def test_two_different_files_of_one_release_are_refused(tmp_path: Path) -> None:
    one = written(tmp_path / "a_2026q2.csv", mue_csv([("90001", "1", "3")]))
    other = written(tmp_path / "b_2026q2.csv", mue_csv([("90001", "2", "3")]))
    with pytest.raises(ReferenceDataError, match="are two different NCCI MUE"):
        add_files([one, other], tmp_path / "store")


def test_a_damaged_store_says_so(tmp_path: Path) -> None:
    store = tmp_path / "store"
    add_files([written(tmp_path / MUE, mue_csv([("90001", "1", "3")]))], store)
    manifest = store / "mue" / "2026q2" / "manifest.json"
    manifest.write_text("{}")
    with pytest.raises(ReferenceDataError, match="not a readable manifest"):
        open_reference(store)
