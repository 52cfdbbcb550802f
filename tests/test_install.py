"""What people install by: the container's file names what is there, and a command line that the program takes."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from sightline.commands.serve import serve

ROOT = Path(__file__).parent.parent
CONTAINER = (ROOT / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
INSTRUCTIONS = [line.split(" ", 1) for line in CONTAINER.splitlines() if line and not line.startswith("#")]


def of(name: str) -> list[str]:
    return [rest for instruction, rest in INSTRUCTIONS if instruction == name]


def test_the_container_runs_as_a_user_of_its_own() -> None:
    known = {"FROM", "COPY", "RUN", "USER", "ENV", "VOLUME", "EXPOSE", "CMD"}
    assert {name for name, _ in INSTRUCTIONS} <= known
    assert of("USER") == ["sightline"]


@pytest.mark.parametrize("sources", of("COPY"))
def test_what_the_container_copies_is_there_and_not_ignored(sources: str) -> None:
    kept = {line[1:] for line in (ROOT / ".containerignore").read_text().split() if line.startswith("!")}
    for source in sources.split()[:-1]:
        assert (ROOT / source).exists(), source
        assert source in kept


def test_the_container_installs_extras_that_exist() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    (named,) = re.findall(r"/src\[([a-z,0-9]+)\]", CONTAINER)
    assert set(named.split(",")) <= set(extras)


def test_the_container_starts_the_service_as_it_is_called() -> None:
    name, command, *options = json.loads(of("CMD")[0])
    assert (name, command) == ("sightline", "serve")
    given = serve.make_context("serve", options).params
    assert given["port"] == int(of("EXPOSE")[0])
    assert str(given["folder"]).startswith(of("VOLUME")[0])


def test_every_extra_is_in_the_table_of_the_readme() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in set(extras) - {"dev", "bench"}:
        assert f"`{name}`" in readme, name
