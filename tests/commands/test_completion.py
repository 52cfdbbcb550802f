"""Completion, in each shell that is installed here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from sightline.cli import main

#: What a shell does after `sightline ` and part of a word: the program's path stands in BIN.
BASH = """
source <(sightline completion bash)
COMP_WORDS=(sightline {words}); COMP_CWORD={at}; _sightline_completion sightline
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
FISH = "sightline completion fish | source; complete --do-complete 'sightline {words}'"
#: zsh offers in a terminal only: one is opened, and what a Tab writes is read.
ZSH = """
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell 'autoload -U compinit && compinit -u; eval "$(sightline completion zsh)"; PROMPT=READY'
sleep 3
zpty -w -n shell $'sightline {words}\\t'
sleep 3
zpty -r shell out
while zpty -r -t shell more; do out+=$more; done
print -r -- "$out"
"""


@pytest.fixture
def surroundings(tmp_path):
    program = tmp_path / "bin/sightline"
    program.parent.mkdir()
    program.write_text(f"#!{sys.executable}\nfrom sightline.cli import run\n\nrun()\n")
    program.chmod(0o755)
    (tmp_path / "home").mkdir()
    source = Path(__file__).parents[2] / "src"
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "PYTHONPATH": str(source), "HOME": str(tmp_path / "home"), "TERM": "dumb"}


def offers(shell, text, surroundings):
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not here")
    return subprocess.run([shell, "-c", text], capture_output=True, text=True, env=surroundings, timeout=120).stdout


def test_bash(surroundings):
    assert set(offers("bash", BASH.format(words="re", at=1), surroundings).split()) == {
        "reconcile",
        "report",
        "reference",
    }
    found = offers("bash", BASH.format(words="check --format ''", at=3), surroundings).split()
    assert {"text", "json", "sarif"} <= set(found)
    assert "--watch" in offers("bash", BASH.format(words="check --w", at=2), surroundings)


def test_fish(surroundings):
    found = offers("fish", FISH.format(words="rec"), surroundings)
    assert found.startswith("reconcile\t")
    assert "--fail-on" in offers("fish", FISH.format(words="check --fail"), surroundings)


def test_zsh(surroundings):
    assert "sightline reconcile" in offers("zsh", ZSH.format(words="reco"), surroundings)


def test_powershell_script_and_answers(surroundings):
    script = CliRunner().invoke(main, ["completion", "powershell"]).output
    assert "Register-ArgumentCompleter -Native -CommandName sightline" in script
    assert "%(" not in script
    asked = {
        **surroundings,
        "_SIGHTLINE_COMPLETE": "powershell_complete",
        "COMP_WORDS": "sightline\ncheck",
        "COMP_WORD": "--fa",
    }
    found = subprocess.run(["sightline"], capture_output=True, text=True, env=asked, timeout=120)
    kind, value, text = found.stdout.rstrip("\n").split("\t")
    assert (kind, value) == ("plain", "--fail-on")
    assert text.startswith("Exit with 1 when")


def test_a_shell_that_is_none_of_these():
    result = CliRunner().invoke(main, ["completion", "tcsh"])
    assert result.exit_code == 2
    assert "'bash', 'zsh', 'fish', 'powershell'" in result.output
