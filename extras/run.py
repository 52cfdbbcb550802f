"""Try each extra alone: the wheel with that extra, in a clean environment, and the commands of commands.toml.

    python extras/run.py                 every extra
    python extras/run.py spark web       these
    python extras/run.py --part          one of the quick ones, by the number of the commit

First comes the bare environment: every command that needs no extra runs, and every other says in one sentence which
extra to install. Exit status 1 when something is not so.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from inputs import ROOT, write_inputs
from talks import mcp, serve

#: Extras that take a few seconds each when pip has their packages in its cache.
QUICK = ("encrypt", "icd10", "mcp", "png", "rates", "spark", "web", "xlsx")
#: Extras for those who work on Sightline: no command of its own needs them.
WORKSHOP = ("dev", "bench", "site")
_TALKS = {"serve": serve, "mcp": mcp}
_LIMIT = 900  # seconds for a command
#: On few rows Java's compilers cost Spark more than they gain.
_SPARK = {
    "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1",
    "PYSPARK_SUBMIT_ARGS": "--conf spark.sql.codegen.wholeStage=false pyspark-shell",
}


@dataclass(frozen=True)
class Command:
    """A row of commands.toml."""

    run: str
    extra: str = ""
    tool: str = "sightline"
    says: str = ""
    exits: int = 0
    refused: str = ""
    talk: str = ""
    slow: bool = False

    def words(self, programs: Path) -> list[str]:
        """The words of the command, with the program in the folder `programs`."""
        return [str(programs / self.tool), *shlex.split(self.run.format(root=ROOT))]


def commands() -> list[Command]:
    """What commands.toml says."""
    rows = tomllib.loads((ROOT / "extras/commands.toml").read_text(encoding="utf-8"))["command"]
    return [Command(**row) for row in rows]


def extras() -> list[str]:
    """The extras of pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return list(project["optional-dependencies"])


class Environment:
    """A clean environment with the wheel and one extra, or none; commands run in `folder`."""

    def __init__(self, home: Path, folder: Path, extra: str = "") -> None:
        self.programs, self.folder, self.extra = home / "bin", folder, extra
        kept = {
            k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "SIGHTLINE", "VIRTUAL_ENV", "PYSPARK"))
        }
        self.variables = {**kept, **_SPARK, "XDG_DATA_HOME": str(folder / "data"), "COLUMNS": "200"}
        subprocess.run([sys.executable, "-m", "venv", home], check=True)

    def install(self, wheel: Path) -> str:
        """Install the wheel with the extra; what pip says is wrong, or ""."""
        pip = [str(self.programs / "python"), "-m", "pip", "--disable-pip-version-check"]
        asked = f"{wheel}[{self.extra}]" if self.extra else str(wheel)
        for words in ([*pip, "install", "--quiet", "--no-compile", asked], [*pip, "check"]):
            done = self.run(words)
            if done.returncode:
                return (done.stdout + done.stderr).strip()
        return ""

    def run(self, words: Sequence[str]) -> subprocess.CompletedProcess[str]:
        """Run words in the folder, without the settings of whoever runs this."""
        return subprocess.run(
            words, cwd=self.folder, env=self.variables, capture_output=True, text=True, timeout=_LIMIT, check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def works(self, command: Command) -> str:
        """What is wrong with what the command does, or ""."""
        words = command.words(self.programs)
        if command.talk:
            return _TALKS[command.talk](words, self.folder, self.variables)
        done = self.run(words)
        if done.returncode != command.exits or command.says not in done.stdout + done.stderr:
            return f"exit status {done.returncode}, {(done.stdout + done.stderr).strip()[-600:]}"
        return ""

    def refuses(self, command: Command) -> str:
        """What is wrong with how the command says that its extra is not there, or ""."""
        done = self.run(command.words(self.programs))
        install = f"pip install 'sightline-claims[{command.refused or command.extra}]'"
        if done.returncode != 2 or install not in done.stderr or len(done.stderr.splitlines()) != 1:
            return f"exit status {done.returncode}, not one line with {install}: {done.stderr.strip()[-600:]}"
        return ""

    def doctor(self) -> str:
        """What is wrong with what `doctor` says of the extras, or ""."""
        signs = json.loads(self.run([str(self.programs / "sightline"), "doctor", "--format", "json"]).stdout)
        states = {sign["about"].removeprefix("extra "): sign["state"] for sign in signs}
        there = {extra for extra in extras() if extra not in WORKSHOP and states.get(extra) == "good"}
        if self.extra in WORKSHOP:
            return ""
        if not self.extra:
            return f"doctor says that {', '.join(sorted(there))} is there" if there else ""
        return "" if self.extra in there else f"doctor does not say that {self.extra} is there"


def tries(environment: Environment, wheel: Path, table: Sequence[Command]) -> Iterator[tuple[str, str]]:
    """Each thing tried in an environment, and what is wrong with it, or ""."""
    wrong = environment.install(wheel)
    yield "pip install, pip check", wrong
    if wrong:
        return
    yield "doctor", environment.doctor()
    for command in table:
        told = " ".join([*([] if command.tool == "sightline" else [command.tool]), command.run])
        if command.extra == environment.extra:
            yield told, environment.works(command)
        elif not environment.extra and command.tool == "sightline":
            yield f"refused: {told}", environment.refuses(command)


def main() -> None:
    """Try what is asked, and print what is wrong, the seconds of each environment, and how much passed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("extras", nargs="*", metavar="EXTRA")
    parser.add_argument("--part", action="store_true", help="one of the quick extras, by the number of the commit")
    given = parser.parse_args()
    if unknown := set(given.extras) - set(extras()):
        parser.error(f"no extra {', '.join(sorted(unknown))}; there are {', '.join(extras())}")
    chosen = [_by_commit()] if given.part else given.extras or extras()
    passed = failed = 0
    table = [command for command in commands() if not (given.part and command.slow)]
    with tempfile.TemporaryDirectory(prefix="extras-") as name:
        work = Path(name)
        folder = work / "folder"
        folder.mkdir()
        write_inputs(folder)
        wheel = _wheel(work / "wheel")
        for extra in ["", *chosen]:
            began = time.monotonic()
            for told, wrong in tries(Environment(work / (extra or "bare"), folder, extra), wheel, table):
                passed, failed = passed + (not wrong), failed + bool(wrong)
                if wrong:
                    print(f"{extra or 'bare'}: {told}: {wrong}", flush=True)
            print(f"{extra or 'bare'}: {time.monotonic() - began:.0f} s", flush=True)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


def _by_commit() -> str:
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return QUICK[int(commit[:8], 16) % len(QUICK)]


def _wheel(folder: Path) -> Path:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--no-deps"]
    subprocess.run([*pip, "--wheel-dir", folder, ROOT], check=True)
    return next(folder.glob("*.whl"))


if __name__ == "__main__":
    main()
