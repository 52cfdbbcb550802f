"""The extras: what is in them, what doctor says of them, and that extras/run.py tries every command and every extra."""

from __future__ import annotations

import importlib.metadata
import shlex
import sys
import tomllib
import zipfile
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from reports.making import oru, pdf, rtf
from sightline.cli import COMMANDS, main
from sightline.doctor import examine
from sightline.extras import packages_in

ROOT = Path(__file__).parent.parent
OPTIONAL = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
TABLE = tomllib.loads((ROOT / "extras/commands.toml").read_text(encoding="utf-8"))["command"]
REQUIREMENTS = [
    "click>=8.1",
    "one>=1; extra == 'small'",
    "two[fast]>=2; (python_version < '3.12') and extra == 'small'",
    'sightline-claims[small]; extra == "large"',
    "three; extra == 'large'",
    "sightline-claims[large, small]; extra == 'all'",
]


def test_an_extra_within_an_extra_is_all_of_its_packages():
    assert packages_in(REQUIREMENTS) == {
        "small": ["one", "two"], "large": ["one", "three", "two"], "all": ["one", "three", "two"],
    }  # fmt: skip


def test_every_extra_is_tried():
    assert {row.get("extra", "") for row in TABLE} == {"", *OPTIONAL}


def test_every_command_is_tried():
    def leaves(command: click.Command, words: tuple[str, ...]) -> list[tuple[str, ...]]:
        if not isinstance(command, click.Group):
            return [words]
        own = [words] if command.invoke_without_command else []
        return own + [leaf for name, other in command.commands.items() for leaf in leaves(other, (*words, name))]

    context = click.Context(main)
    every = {leaf for name in COMMANDS for leaf in leaves(main.get_command(context, name), (name,))}
    tried = {tuple(shlex.split(row["run"])[:2]) for row in TABLE} | {(shlex.split(row["run"])[0],) for row in TABLE}
    assert every - tried == set()


def test_development_has_every_extra():
    (own,) = (each for each in OPTIONAL["dev"] if each.startswith("sightline-claims["))
    assert set(own.partition("[")[2].rstrip("]").split(",")) == OPTIONAL.keys() - {"dev", "bench", "site"}


@pytest.fixture
def installed(monkeypatch):
    """Makes these distributions, by name and version, and `REQUIREMENTS` all that is installed."""

    def version(versions):
        def of(name):
            if name not in versions:
                raise importlib.metadata.PackageNotFoundError(name)
            return versions[name]

        return of

    def only(**versions):
        named = {name.replace("_", "-"): each for name, each in versions.items()}
        monkeypatch.setattr("importlib.metadata.version", version(named))
        monkeypatch.setattr("importlib.metadata.requires", lambda name: version(named)(name) and REQUIREMENTS)
        return {sign.about: sign for sign in examine() if sign.about.startswith(("extra", "sightline"))}

    return only


CORE = dict.fromkeys(("duckdb", "pyarrow", "click", "rich"), "1")


def test_doctor_says_how_to_install_an_extra(installed):
    signs = installed(**CORE, sightline_claims="0.1.0", three="3")
    assert signs["extra small"].state == "note"
    assert signs["extra large"].says == "not installed: one, two"
    assert signs["extra large"].remedy.startswith("pip install 'sightline-claims[large]'")
    assert installed(**CORE, sightline_claims="0.1.0", one="1", two="2")["extra small"].state == "good"


def test_doctor_says_when_the_package_itself_is_broken_or_another_is_there(installed):
    broken = installed(sightline_claims="0.1.0")["sightline"]
    assert (broken.state, broken.remedy) == ("bad", "pip install --force-reinstall sightline-claims")
    other = installed(**CORE, sightline_claims="0.1.0", sightline="0.0.1")["sightline"]
    assert other.state == "bad"
    assert other.remedy.startswith("pip uninstall sightline,")
    assert installed(**CORE)["extras"].says == "not known: sightline-claims is not installed"


@pytest.mark.parametrize(
    ("package", "words", "told"),
    [
        ("openpyxl", ["reference", "add", "a.xlsx"], "needs openpyxl: pip install 'sightline-claims[xlsx]'"),
        ("pypdf", ["report", "a.pdf"], "needs pypdf: pip install 'sightline-claims[report]'"),
        ("striprtf.striprtf", ["report", "a.rtf"], "needs striprtf: pip install 'sightline-claims[report]'"),
        ("hl7", ["report", "a.hl7"], "needs hl7: pip install 'sightline-claims[report]'"),
        ("spacy", ["report", "a.txt"], "needs medspaCy: pip install 'sightline-claims[report]'"),
        (
            "sqlcipher3",
            ["workspace", "encrypt", "kept", "--key-file", "key"],
            "pip install 'sightline-claims[encrypt]'",
        ),
        ("uvicorn", ["serve"], "needs uvicorn: pip install 'sightline-claims[web]'"),
        ("mcp.server", ["mcp"], "pip install 'sightline-claims[mcp]'"),
    ],
)
def test_a_command_says_which_extra_it_needs(package, words, told, tmp_path, monkeypatch):
    """In one line, before anything else is done."""
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.delitem(sys.modules, "sightline.web.assistant", raising=False)
    monkeypatch.chdir(tmp_path)
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as book:
        book.writestr("xl/workbook.xml", "")
    for name, data in (
        ("a.pdf", pdf()),
        ("a.rtf", rtf()),
        ("a.hl7", oru().encode()),
        ("a.txt", b"CT-guided biopsy of the lung."),
    ):
        (tmp_path / name).write_bytes(data)
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 2
    assert told in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_picture_says_which_extra_it_needs(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    store = str(tmp_path / "rates")
    added = CliRunner().invoke(
        main, ["rates", "add", str(ROOT / "examples/rates/lakeside-mutual-2026-04.json"), "--store", store]
    )
    assert added.exit_code == 0, added.output
    result = CliRunner().invoke(
        main, ["rates", "show", "77012", "--store", store, "--picture", str(tmp_path / "a.png")]
    )
    assert result.exit_code == 2
    assert (
        result.stderr == "sightline: a .png needs resvg-py: pip install 'sightline-claims[png]'; a .svg needs nothing\n"
    )
