"""The name on the package index is sightline-claims; `sightline` there is another project, which nobody is told to install."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from sightline.extras import DISTRIBUTION

ROOT = Path(__file__).parent.parent
PLACES = ("src", "docs", "examples", "extras", "benchmarks", "fuzz", "faults", "tests", ".ci")
FILES = (*ROOT.glob("*.md"), ROOT / "Makefile", *(path for place in PLACES for path in (ROOT / place).rglob("*")))
_TOOL = r"(?:python3? -m )?\b(?:pip3?|pipx|uvx|uv|conda|poetry)\b"
#: Words of what installs packages: in backticks to the end of these, elsewhere to the end of the line.
INSTALLS = re.compile(rf"`{_TOOL} [^`]*`|{_TOOL}[ \"',]+[^`\n]*")
BARE = re.compile(r"(?<![\w./-])sightline(?![\w./:-])")
EXTRA = re.compile(r"(?<![\w-])sightline\[")
METADATA = re.compile(r"(?:requires|distribution|metadata|files)\(\s*['\"]sightline['\"]")


def told(text: str) -> list[str]:
    """What in a text is an installation of the bare name."""
    found = [
        match[0]
        for match in INSTALLS.finditer(text)
        if "install" in match[0] or "uvx" in match[0] or " add " in match[0]
    ]
    bare = [
        words for words in found if BARE.search(re.split(r"\bthen\b|&&|;|#", words)[0]) and "uninstall" not in words
    ]
    return [*bare, *(match[0] for pattern in (EXTRA, METADATA) for match in pattern.finditer(text))]


@pytest.mark.parametrize(
    "text",
    [
        "pip install sightline",
        "pip install 'sightline[web]'",
        "pip install --upgrade sightline==0.1.0",
        "`pip install --no-deps\n  sightline duckdb`",
        'subprocess.run(["pip", "install", "sightline"])',
        "uvx sightline check claims.837",
        "uv tool install sightline",
        "install `sightline[spark]` as a library",
        'importlib.metadata.requires("sightline")',
    ],
)
def test_an_installation_of_the_bare_name_is_seen(text):
    assert told(text)


@pytest.mark.parametrize(
    "text",
    [
        "pip install 'sightline-claims[web]'\n    sightline serve",
        "`pip install sightline-claims`, then `sightline serve`",
        "pip install sightline-claims && sightline doctor",
        "the command `sightline`",
    ],
)
def test_ours_is_not(text):
    assert not told(text)


def test_no_text_says_to_install_the_bare_name():
    own = Path(__file__)
    texts = {path: path.read_bytes() for path in FILES if path.is_file() and path != own and path.suffix != ".pyc"}
    assert len(texts) > 500
    wrong = {str(path.relative_to(ROOT)): told(data.decode("utf-8", "replace")) for path, data in texts.items()}
    assert {path: found for path, found in wrong.items() if found} == {}


def test_the_name_is_that_of_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["name"] == DISTRIBUTION
    assert list(project["scripts"]) == ["sightline"]
