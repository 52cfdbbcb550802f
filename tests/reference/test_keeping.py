"""Releases are kept by period, checked against their hashes, removed by name, and carried to another store in one file."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from reference.layouts import mue_csv
from sightline.cli import main
from sightline.outputs.catalogue.releases import write_text
from sightline.reference.add import add_files
from sightline.reference.keeping import bring, export, is_export, remove, verify
from sightline.reference.release import ReferenceDataError
from sightline.reference.store import open_reference, releases_in


@pytest.fixture
def store(tmp_path: Path) -> Path:
    for month in ("04", "07"):
        file = tmp_path / f"MCR_MUE_PractitionerServices_Eff_{month}-01-2026.csv"
        file.write_bytes(mue_csv([("90001", "1", "3")]))
        add_files(file, tmp_path / "store")
    return tmp_path / "store"


def names(store: Path) -> list[str]:
    return sorted(f"{release.kind} {release.name}" for release in releases_in(store))


def test_older_releases_stay_and_are_removed_by_name(store: Path) -> None:
    assert names(store) == ["mue 2026q2", "mue 2026q3"]
    assert remove(store, "mue", ["2026q2"]) == ["2026q2"]
    assert names(store) == ["mue 2026q3"]
    for kind, name in (("mue", "2026q2"), ("fee_schedule", "2026-04"), ("../store/mue", "2026q3"), (".sync", "x")):
        with pytest.raises(ReferenceDataError, match="Nothing was removed"):
            remove(store, kind, [name])
    assert names(store) == ["mue 2026q3"]


def test_verify_names_what_is_damaged(store: Path) -> None:
    assert [told for _, _, told in verify(store)] == ["", ""]
    data = store / "mue" / "2026q2" / "data.parquet"
    data.write_bytes(data.read_bytes()[:-1] + b"x")
    (store / "mue" / "2026q3" / "manifest.json").write_text("{")
    result = CliRunner().invoke(main, ["reference", "verify", "--reference", str(store)])
    assert result.exit_code == 1
    assert "damaged: mue 2026q2" in result.stdout
    assert "damaged: mue 2026q3" in result.stdout
    assert "0 of 2 releases are whole" in result.stdout
    assert remove(store, "mue", []) == ["2026q2", "2026q3"]


def test_an_export_is_the_same_store_elsewhere(store: Path, tmp_path: Path) -> None:
    run = CliRunner().invoke(main, ["reference", "export", str(tmp_path / "e.zip"), "--reference", str(store)])
    assert (run.exit_code, is_export(tmp_path / "e.zip")) == (0, True)
    export(store, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == (tmp_path / "e.zip").read_bytes()
    there = tmp_path / "there"
    run = CliRunner().invoke(main, ["reference", "add", str(tmp_path / "e.zip"), "--reference", str(there)])
    assert (run.exit_code, run.stdout.count("added: NCCI MUE")) == (0, 2), run.stderr
    assert open_reference(there).digest == open_reference(store).digest
    assert [one.change for one in bring(tmp_path / "e.zip", there)] == ["unchanged", "unchanged"]


@pytest.mark.parametrize("fault", ["data", "lacks", "outside", "cut"])
def test_a_damaged_export_adds_nothing(store: Path, tmp_path: Path, fault: str) -> None:
    export(store, tmp_path / "e.zip")
    with zipfile.ZipFile(tmp_path / "e.zip") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    if fault == "data":
        members["mue/2026q3/data.parquet"] += b"x"
    if fault == "lacks":
        members = {name: data for name, data in members.items() if "2026q3" not in name}
    if fault == "outside":
        members["mue/../../evil"] = b"x"
    bad = tmp_path / "bad.zip"
    with zipfile.ZipFile(bad, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    if fault == "cut":
        bad.write_bytes(bad.read_bytes()[:500])
    there = tmp_path / "there"
    with pytest.raises(ReferenceDataError):
        bring(bad, there)
    assert releases_in(there) == []
    assert not (tmp_path / "evil").exists()


def test_the_list_shows_age_in_words(store: Path) -> None:
    out = io.StringIO()
    write_text(open_reference(store), out, today=date(2026, 8, 1))
    lines = out.getvalue()
    assert "2026-04-01 to 2026-07-01" in lines
    assert "ended 32 days ago" in lines
    assert "1900-01-01" not in lines
    assert "9999-12-31" not in lines
    assert "the beginning to no end" in lines
    out = io.StringIO()
    write_text(open_reference(store), out, today=date(2030, 1, 1))
    assert "mue" in out.getvalue().rpartition("no release for today: ")[2].partition(";")[0].split(", ")
