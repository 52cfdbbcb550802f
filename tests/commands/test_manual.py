"""`sightline manual` and the sources of the docs site."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from sightline.cli import COMMANDS, main

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("man")
    assert CliRunner().invoke(main, ["manual", str(folder)]).exit_code == 0
    return folder


def test_every_command_has_a_page(pages):
    names = {path.stem for path in pages.iterdir()}
    assert {"sightline", "sightline-reference-add", "sightline-edits-lint"} <= names
    assert {f"sightline-{name}" for name in COMMANDS} <= names


def test_man_reads_every_page(pages):
    if shutil.which("man") is None or shutil.which("groff") is None:
        pytest.skip("man is not here")
    page = subprocess.run(
        ["man", "-l", pages / "sightline-check.1"], capture_output=True, text=True, env={"MANWIDTH": "100"}
    )
    text = re.sub(r".\x08", "", page.stdout)
    for said in ("sightline check [OPTIONS] PATH...", "EXAMPLES", "--fail-on", "sightline check --watch inbox/"):
        assert said in text.replace("‐", "-"), said
    for path in sorted(pages.iterdir()):
        done = subprocess.run(["groff", "-Kutf8", "-man", "-ww", "-Tutf8", path], capture_output=True, text=True)
        assert done.stderr == "", path.name


def test_markdown(tmp_path):
    assert CliRunner().invoke(main, ["manual", str(tmp_path), "--format", "md"]).exit_code == 0
    page = (tmp_path / "sightline-check.md").read_text()
    assert page.startswith("# sightline check\n")
    assert "## Examples\n\n```console\nsightline check claims.837\n" in page
    assert "| <code>--engine [duckdb&#124;spark]</code> | Where the edits run." in page
    assert "](sightline-reference-add.md)" in (tmp_path / "sightline-reference.md").read_text()


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("x")
    result = CliRunner().invoke(main, ["manual", str(tmp_path / "file")])
    assert result.exit_code == 2
    assert "file" in result.output


def test_the_site_has_every_page_and_no_broken_link(tmp_path):
    spec = importlib.util.spec_from_file_location("compose", ROOT / "site/compose.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    target = tmp_path / "docs"
    module.compose(target)
    nav = (tmp_path / "mkdocs.yml").read_text().partition("nav:")[2]
    listed = set(re.findall(r"[\w./-]+\.md", nav))
    written = {path.relative_to(target).as_posix() for path in target.rglob("*.md")}
    assert listed <= written
    assert written - listed == {"schemas/README.md"}, "reached by a link alone"
    assert {"edits/PTP001.md", "commands/sightline-check.md", "relations/service.md", "glossary.md"} <= listed
    for path in target.rglob("*.md"):
        text = module._FENCED.sub("", path.read_text())
        for _, address in module._LINK.findall(text):
            if not re.match(r"[a-z]+:|#", address):
                assert (path.parent / address.partition("#")[0]).exists(), f"{path.name}: {address}"
