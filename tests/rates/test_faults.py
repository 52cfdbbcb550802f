"""Damage to the store of rates: a sentence that names the place, and a way back; a full disk leaves nothing."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from sightline.cli import main

FILE = Path(__file__).parent.parent.parent / "examples" / "rates" / "lakeside-mutual-2026-03.json"


def run(*arguments):
    return CliRunner().invoke(main, [str(each) for each in arguments])


@pytest.fixture
def store(tmp_path):
    assert run("rates", "add", FILE, "--codes", "77012", "--store", tmp_path / "rates").exit_code == 0
    return tmp_path / "rates"


@pytest.mark.parametrize("part", ["payer=*/*/*/price.parquet", "payer=*/*/*/provider.parquet", "files/*.json"])
@pytest.mark.parametrize("damage", ["cut", "garbage", "empty", "gone"])
def test_a_damaged_store_is_named_and_its_file_can_be_added_again(store, part, damage):
    whole = run("rates", "show", "77012", "--store", store).stdout
    (path,) = store.glob(part)
    data = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes({"cut": data[: len(data) // 2], "garbage": b"\0" * len(data), "empty": b""}[damage])
    shown = run("rates", "show", "77012", "--store", store)
    assert shown.exit_code == 2
    assert str(store) in shown.stderr
    assert "an error in Sightline" not in shown.stderr
    again = run("rates", "add", FILE, "--codes", "77012", "--store", store)
    assert again.exit_code == 0, again.stderr
    assert run("rates", "show", "77012", "--store", store).stdout == whole


@pytest.mark.parametrize("largest", [1000, 3000])
def test_a_full_disk_leaves_no_half_file(tmp_path, largest):
    code = "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); from sightline.cli import main; main()"
    result = subprocess.run(
        [sys.executable, "-c", code, "rates", "add", FILE, "--store", tmp_path / "rates"],
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest)),
    )
    assert result.returncode == 2
    assert "no room" in result.stderr
    assert "Traceback" not in result.stderr
    assert not [path for path in (tmp_path / "rates").rglob("*") if path.is_file()]
