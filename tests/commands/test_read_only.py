"""Where nothing can be written, every command says so in a sentence that names the place."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from click.testing import CliRunner

from sightline.cli import main

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
CLAIMS = EXAMPLES / "ct-guided-lung-biopsy.837"


def run(*arguments):
    return CliRunner().invoke(main, [str(each) for each in arguments])


@pytest.fixture
def read_only(tmp_path, monkeypatch):
    """A folder that answers as one of a read-only file system: what would open, make or remove a file in it fails."""
    folder = tmp_path / "read-only"
    folder.mkdir()

    def refusing(name):
        real = getattr(Path, name)

        def call(self, *arguments, **options):
            reading = name == "open" and "w" not in (*arguments, "r")[0]
            if folder in self.parents and not reading:
                raise OSError(errno.EROFS, "Read-only file system", str(self))
            return real(self, *arguments, **options)

        monkeypatch.setattr(Path, name, call)

    for name in ("open", "unlink", "mkdir"):
        refusing(name)
    return folder


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (("check", CLAIMS, "--format", "json"), "result.json"),
        (("check", CLAIMS, "--format", "parquet"), "result.parquet"),
        (("convert", CLAIMS), "claims.csv"),
        (("fix", CLAIMS), "fixed.837"),
        (("price", CLAIMS, "--format", "csv"), "amounts.csv"),
    ],
)
def test_the_place_is_named(read_only, command, name):
    result = run(*command, "--output", read_only / name)
    assert result.exit_code == 2
    assert f"{name}: read-only file system" in result.stderr.lower()


def test_sweep_names_the_folder(read_only, tmp_path):
    assert run("convert", CLAIMS, "--output", tmp_path / "claims.parquet").exit_code == 0
    result = run("sweep", tmp_path / "claims.parquet", "--output", read_only / "swept")
    assert result.exit_code == 2
    assert "read-only file system" in result.stderr


def test_rates_export_names_the_place(read_only, tmp_path):
    store = tmp_path / "rates"
    file = EXAMPLES / "rates" / "lakeside-mutual-2026-03.json"
    assert run("rates", "add", file, "--codes", "77012", "--store", store).exit_code == 0
    for form in ("csv", "parquet"):
        result = run("rates", "export", "--format", form, "--store", store, "--output", read_only / "rates.out")
        assert result.exit_code == 2
        assert "rates.out: Read-only file system" in result.stderr
