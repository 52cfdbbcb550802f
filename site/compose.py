"""Compose the sources of the docs site: `python site/compose.py build/docs`.

The pages of docs/, README.md as the first, a page for each command and each relation that edits read, and the navigation.
Links to files that are no pages (code, tests) become text: the site opens without the repository.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
_LINK = re.compile(r"(?<!!)\[([^\]]*)\]\(([^)\s]+)\)")
_FENCED = re.compile(r"(^ *```.*?^ *```|^ *~~~.*?^ *~~~)", re.MULTILINE | re.DOTALL)
#: The parts of the site, in order: titles and the pages of each; what is in none comes last, under More.
PARTS = {
    "Start": ("install", "formats", "outputs", "json", "teams", "glossary"),
    "Edits": ("edits", "fix", "across", "triage"),
    "Money": ("pricing", "remittances", "denials", "learn", "rates"),
    "Codes and reports": ("code-pages", "reports"),
    "Data": ("reference", "payers"),
    "Service and scale": ("service", "scale", "reliability"),
}


def compose(target: Path) -> None:
    """Write every page and mkdocs.yml beside them."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(ROOT / "docs", target)
    index = (ROOT / "README.md").read_text(encoding="utf-8").replace("](docs/", "](")
    (target / "index.md").write_text(index, encoding="utf-8")
    for name in ("CHANGELOG.md", "CONTRIBUTING.md"):
        text = (ROOT / name).read_text(encoding="utf-8").replace("](docs/", "](")
        (target / name.lower()).write_text(text, encoding="utf-8")
    program = [sys.executable, "-m", "sightline", "manual", str(target / "commands"), "--format", "md"]
    subprocess.run(program, check=True, stdout=subprocess.DEVNULL)
    relations = _relations(target)
    for page in target.rglob("*.md"):
        page.write_text(_with_links(page, target), encoding="utf-8")
    settings = (ROOT / "site/mkdocs.yml").read_text(encoding="utf-8")
    (target.parent / "mkdocs.yml").write_text(settings + "\n".join(_nav(target, relations)) + "\n", encoding="utf-8")


def _relations(target: Path) -> list[str]:
    """Write a page for each section of edits/relations.md, and answer their names."""
    head, *sections = re.split(r"^## ", (target / "edits/relations.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    (target / "relations").mkdir()
    names = []
    for section in sections:
        title, _, body = section.partition("\n")
        name = re.sub(r"\W+", "-", title).strip("-").lower()
        (target / f"relations/{name}.md").write_text(f"# {title}\n{body}", encoding="utf-8")
        names.append(name)
    rows = [f"- [{name}](../relations/{name}.md)" for name in names]
    (target / "edits/relations.md").write_text(head + "\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return names


def _with_links(page: Path, target: Path) -> str:
    """The text of a page, in which a link to what is no page is its words alone; code is left as it is."""

    def kept(match: re.Match[str]) -> str:
        words, address = match.groups()
        if re.match(r"[a-z]+:|#", address):
            return match[0]
        path, mark, anchor = address.partition("#")
        for name in (path, path.replace("CHANGELOG.md", "changelog.md").replace("CONTRIBUTING.md", "contributing.md")):
            place = (page.parent / name).resolve()
            if place.is_file() and place.is_relative_to(target.resolve()):
                return f"[{words}]({name}{mark}{anchor})"
        if (ROOT / "README.md").resolve() == (ROOT / "docs" / page.relative_to(target).parent / path).resolve():
            return f"[{words}]({'../' * (len(page.relative_to(target).parts) - 1)}index.md{mark}{anchor})"
        return words

    parts = _FENCED.split(page.read_text(encoding="utf-8"))
    return "".join(part if at % 2 else _LINK.sub(kept, part) for at, part in enumerate(parts))


def _nav(target: Path, relations: list[str]) -> list[str]:
    """The navigation, as lines of mkdocs.yml."""
    lines = ["nav:", "  - Sightline: index.md"]
    named = {name for pages in PARTS.values() for name in pages} | {"index"}
    rest = tuple(sorted(path.stem for path in target.glob("*.md") if path.stem not in named))
    for title, pages in {**PARTS, "More": rest}.items():
        lines.append(f"  - {title}:")
        lines += [f"    - {name}.md" for name in pages if (target / f"{name}.md").is_file()]
        if title == "Edits":
            lines += ["    - All edits:", "      - edits/README.md"]
            lines += [
                f"      - edits/{path.name}" for path in sorted((target / "edits").glob("[A-Z][A-Z][A-Z][0-9]*.md"))
            ]
            others = {path.name for path in (target / "edits").glob("[a-z]*.md")} - {"relations.md"}
            lines += [f"    - edits/{name}" for name in sorted(others)]
            lines += ["    - Relations:", "      - edits/relations.md"]
            lines += [f"      - relations/{name}.md" for name in relations]
        if title == "Start":
            lines.append("    - Commands:")
            lines += [f"      - commands/{path.name}" for path in sorted((target / "commands").glob("*.md"))]
    return lines


if __name__ == "__main__":
    compose(Path(sys.argv[1]))
