"""A project's settings stand for options that the command line does not give."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from click.shell_completion import get_completion_class
from click.testing import CliRunner

from sightline.cli import main

CLAIM = "claim_id,date_of_service,code\nC1,2026-03-02,77O12\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "project" / "inner"
    place.mkdir(parents=True)
    (place / "c.csv").write_text(CLAIM)
    monkeypatch.chdir(place)
    return place


def check(*more: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["check", "c.csv", "--allow-starter", *more])
    return result.exit_code, result.stdout, result.stderr


def test_settings_of_a_folder_above_and_the_command_line_before_them(folder: Path) -> None:
    assert check()[0] == 1
    (folder.parent / "sightline.toml").write_text('[check]\nfail-on = "never"\nformat = "csv"\n')
    code, out, _ = check()
    assert (code, out.startswith("{")) == (0, False)
    assert "," in out.splitlines()[0]
    assert check("--fail-on", "review")[0] == 1


def test_tool_sightline_and_lists(folder: Path) -> None:
    (folder / "pyproject.toml").write_text(
        '[tool.other]\nx = 1\n[tool.sightline.check]\nselect = ["MUE001", "AGE001"]\n'
    )
    assert check()[0] == 0


def test_paths_are_relative_to_the_file_and_hold_for_every_command(folder: Path) -> None:
    (folder.parent / "sightline.toml").write_text('reference = "data"\n')
    told = CliRunner().invoke(main, ["reference", "list"]).stderr
    assert f"{folder.parent / 'data'}: no such folder" in told
    assert check()[2] == told


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[chekc]\nx = 1\n", "there is no command [chekc]"),
        ("[check]\nfial-on = 'never'\n", "check has no option fial-on; it has "),
        ("[check]\nfail-on = {a = 1}\n", "fail-on is neither a text"),
        ("[check]\nallow-starter = 'yes'\n", "allow-starter is true or false, not 'yes'"),
        ("[check\n", "not readable"),
        ("[check]\nfail-on = 'sometimes'\n", "'sometimes' is not one of"),
    ],
)
def test_a_setting_that_cannot_be_is_a_sentence(folder: Path, text: str, says: str) -> None:
    (folder / "sightline.toml").write_text(text)
    code, _, err = check()
    assert code == 2
    assert says in err
    assert "Traceback" not in err


def test_another_tools_broken_file_is_not_ours(folder: Path) -> None:
    (folder / "pyproject.toml").write_text("[tool\n")
    assert check()[0] == 1


ROOT = Path(__file__).parent.parent.parent


def test_the_hook_and_the_action_say_what_the_command_takes() -> None:
    hook = (ROOT / ".pre-commit-hooks.yaml").read_text()
    action = (ROOT / "action.yml").read_text()
    assert "entry: sightline check\n" in hook
    options = {flag for parameter in main.get_command(click.Context(main), "check").params for flag in parameter.opts}
    used = set(re.findall(r" (--[a-z-]+)", action.partition("run: sightline check")[2].partition("\n")[0]))
    assert used
    assert used <= options
    scripts = re.findall(r"run: (.*)", action)
    assert all("${{" not in script for script in scripts)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(shell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    complete = get_completion_class(shell)
    assert complete is not None
    found = complete(main, {}, "sightline", "_SIGHTLINE_COMPLETE").get_completions(["reference"], "s")
    assert [each.value for each in found] == ["sync"]
