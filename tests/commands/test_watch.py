"""`check --watch`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from sightline.cli import main
from sightline.commands import watch as watching

EXAMPLE = Path(__file__).parents[2] / "examples/ct-guided-lung-biopsy.837"


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent otherwise there")
def test_a_file_that_comes_is_checked(tmp_path):
    inbox, said = tmp_path / "inbox", tmp_path / "said.txt"
    inbox.mkdir()
    with said.open("w") as out:
        words = [
            sys.executable,
            "-m",
            "sightline",
            "check",
            "--watch",
            str(inbox),
            "--output",
            str(inbox / "found.txt"),
        ]
        running = subprocess.Popen(words, stdout=out, stderr=subprocess.STDOUT)
        try:
            until(lambda: "0 files; watching" in said.read_text())
            (inbox / "a.837").write_bytes(EXAMPLE.read_bytes())
            until(lambda: "1 file; watching" in said.read_text())
            (inbox / "b.837").write_text("no claims")
            until(lambda: "2 files; watching" in said.read_text())
        finally:
            running.send_signal(signal.SIGINT)
            assert running.wait(30) == 0
    assert "BX" in (inbox / "found.txt").read_text() or "77012" in (inbox / "found.txt").read_text()
    assert "no longer watching" in said.read_text()


def until(true, seconds=60):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.2)


def test_a_check_that_cannot_run_is_said_and_the_next_change_waited_for(tmp_path, monkeypatch, capsys):
    (tmp_path / "a.837").write_text("x")
    checks = []

    def check():
        checks.append(1)
        from sightline.errors import SightlineError

        raise SightlineError("no claim could be read")

    def sleep(_, looks=[]):  # noqa: B006
        looks.append(1)
        if len(looks) == 2:
            (tmp_path / "b.837").write_text("y")
        if len(looks) == 6:
            raise KeyboardInterrupt

    monkeypatch.setattr(watching.time, "sleep", sleep)
    watching.watch([str(tmp_path)], None, check)
    assert len(checks) == 2, "once at the start, once when two looks saw the new file the same"
    assert capsys.readouterr().err.count("no claim could be read") == 2


def test_what_is_being_written_and_what_is_hidden_does_not_count(tmp_path):
    for name in ("a.837", "b.837.partial", ".c.837", "out.json"):
        (tmp_path / name).write_text("x")
    assert [path.name for path in watching.seen([str(tmp_path)], tmp_path / "out.json")] == ["a.837"]
    assert watching.seen([str(tmp_path / "gone.837")]) == {}


def test_standard_input_cannot_be_watched():
    result = CliRunner().invoke(main, ["check", "--watch", "-"])
    assert result.exit_code == 2
    assert "--watch goes with files and folders" in result.output
