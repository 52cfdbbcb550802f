"""The README is true: its commands run and the output it shows is what they print."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from sightline.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ sightline ([^#\n]*)", README, flags=re.MULTILINE)
#: Commands on files that a user downloads first, and those that run until they are stopped (tests/web runs them).
ELSEWHERE = ("reference add", "reference sync", "serve", "mcp")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where a reader of the README stands: the examples are there, and what earlier commands wrote."""
    place = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "examples", place / "examples")
    return place


@pytest.mark.parametrize("command", [c.strip() for c in COMMANDS if not c.startswith(ELSEWHERE)])
def test_command_runs(command, folder, monkeypatch):
    """One after the other, since some read what others wrote."""
    monkeypatch.chdir(folder)
    result = CliRunner().invoke(main, shlex.split(command))
    assert result.exit_code in (0, 1), result.stderr
    assert result.exception is None or isinstance(result.exception, SystemExit)


@pytest.mark.parametrize(("command", "shown"), re.findall(r"\$ sightline ([^#\n]*)\n\n(.*?)```", README, re.DOTALL))
def test_the_output_shown_is_what_is_printed(command, shown, monkeypatch, old_releases):
    monkeypatch.chdir(ROOT)
    printed = CliRunner().invoke(main, shlex.split(command)).stdout
    for line in shown.splitlines():
        if line.strip() and line.strip() != "…":
            assert re.sub(r"· [\d.]+ s$", "", line).rstrip() in printed, line


def test_every_link_leads_somewhere():
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_every_dependency_has_its_line():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + [
        package
        for name, extra in project["optional-dependencies"].items()
        if name not in ("dev", "bench")
        for package in extra
        if not package.startswith(project["name"])  # an extra within an extra
    ]
    for package in wanted:
        name = re.split(r"[><=\[]", package)[0]
        assert f"| {name}" in README, name
