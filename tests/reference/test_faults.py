"""Damage and bad luck: a clear message, a way back, and never half a release or half an output."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from sightline.cli import main
from sightline.doctor import examine
from sightline.reference.add import add_files
from sightline.reference.store import open_reference

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "examples" / "ct-guided-lung-biopsy.837"
MUE = "\n".join(
    [
        '"HCPCS/CPT Code","Practitioner Services MUE Values","MUE Adjudication Indicator","MUE Rationale"',
        *(f'"{code}",1,"3 Date of Service Edit: Clinical","Clinical: CMS Workgroup"' for code in range(10000, 12000)),
    ]
)


@pytest.fixture
def published(tmp_path):
    path = tmp_path / "MCR_MUE_PractitionerServices_Eff_04-01-2026.csv"
    path.write_text(MUE)
    return path


@pytest.fixture
def store(tmp_path, published):
    add_files([published], tmp_path / "store")
    return tmp_path / "store"


def run(*arguments):
    return CliRunner().invoke(main, [str(each) for each in arguments])


def whole(store) -> bool:
    return not any(sign.state == "bad" for sign in examine(store))


@pytest.mark.parametrize("part", ["data.parquet", "manifest.json"])
@pytest.mark.parametrize("damage", ["cut", "garbage", "empty", "gone"])
def test_a_damaged_release_is_named_and_can_be_added_again(store, published, part, damage):
    (path,) = (store / "mue").glob(f"*/{part}")
    data = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes({"cut": data[: len(data) // 2], "garbage": b"\0" * len(data), "empty": b""}[damage])
    result = run("check", EXAMPLE, "--reference", store)
    assert result.exit_code == 2
    assert "mue" in result.stderr
    assert "Traceback" not in result.stderr
    assert not whole(store)
    again = run("reference", "add", published, "--reference", store)
    assert again.exit_code == 0, again.stderr
    assert whole(store)


def test_a_folder_that_is_a_file(tmp_path, published):
    (tmp_path / "store").write_text("")
    for command in (("reference", "add", published), ("check", EXAMPLE)):
        result = run(*command, "--reference", tmp_path / "store")
        assert result.exit_code == 2
        assert "store" in result.stderr


def limited(arguments, largest):
    """Run Sightline where no file may grow past `largest` bytes: a full disk."""
    code = "import signal,sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); from sightline.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest)),
    )


def test_a_full_disk_leaves_no_half_release(tmp_path, published):
    result = limited(["reference", "add", published, "--reference", tmp_path / "store"], 1000)
    assert result.returncode == 2, result.stderr
    assert "Nothing was added" in result.stderr
    assert "Traceback" not in result.stderr
    assert whole(tmp_path / "store")
    assert not list((tmp_path / "store").glob("mue/*"))


def test_a_full_disk_leaves_no_half_output(tmp_path):
    output = tmp_path / "result.json"
    result = limited(["check", EXAMPLE, "--format", "json", "--output", output], 1000)
    assert result.returncode == 2
    assert "result.json" in result.stderr
    assert "Traceback" not in result.stderr
    assert not output.exists()


def test_two_adds_at_once(tmp_path, published):
    command = [sys.executable, "-m", "sightline.cli", "reference", "add", published, "--reference", tmp_path / "store"]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True, stdout=subprocess.DEVNULL) for _ in range(2)]
    told = [process.communicate()[1] for process in both]
    assert all("Traceback" not in text for text in told)
    assert any(process.returncode == 0 for process in both), told
    assert whole(tmp_path / "store")
    (release,) = (each for each in open_reference(tmp_path / "store").of("mue") if each.scope == "all")
    assert pq.read_metadata(release.path).num_rows == release.rows == 2000


def test_doctor_tells_a_store_that_is_a_file(tmp_path):
    (tmp_path / "store").write_text("")
    assert any(sign.state == "bad" and "is a file" in sign.says for sign in examine(tmp_path / "store"))
