"""Official titles of ICD-10-CM codes: of a loaded release, else of the package simple-icd-10-cm when it is installed.

The starter holds codes without titles. The package carries the tabular list of CDC/NCHS.
"""

from __future__ import annotations

import html
import importlib.metadata
import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import NamedTuple

import pyarrow.parquet as pq

from sightline.reference.sources.icd10cm import PACKAGE
from sightline.reference.store import Reference

_NODE = re.compile(r"<name>([A-Z][0-9][0-9A-Z.]{1,6})</name>\s*<desc>([^<]+)</desc>")
_INCLUDED = re.compile(
    r"<name>([A-Z][0-9][0-9A-Z.]{1,6})</name>\s*<desc>[^<]+</desc>\s*<inclusionTerm>(.*?)</inclusionTerm>", re.DOTALL
)

_EXTENDED = re.compile(r"<name>([A-Z][0-9][0-9A-Z.]{1,6})</name>|<sevenChrDef>(.*?)</sevenChrDef>", re.DOTALL)
_EXTENSION = re.compile(r'<extension char="(\w)">([^<]*)</extension>')


class Title(NamedTuple):
    """The official title of a code and the file that it is from."""

    text: str
    file: str


def diagnosis_titles(reference: Reference, codes: Iterable[str], on: date) -> dict[str, Title]:
    """The titles of `codes` (ICD-10-CM, without dot) by code; a code without a known title is left out."""
    needed = set(codes)
    found: dict[str, Title] = {}
    if not needed:
        return found
    releases = sorted(reference.of("icd10cm"), key=lambda r: r.period_from <= on < r.period_to)
    for release in releases:
        for row in pq.read_table(
            release.path, columns=["code", "title"], filters=[("code", "in", sorted(needed))]
        ).to_pylist():
            if row["title"]:
                found[row["code"]] = Title(row["title"], release.file)
    missing = needed - found.keys()
    if missing:
        tabular, file = _tabular()
        for code in missing & tabular.keys():
            found[code] = Title(tabular[code], file)
        for code in missing - tabular.keys():
            if len(code) == 7 and tabular and (text := _extended(code)):
                found[code] = Title(text, file)
    return found


@cache
def _tabular() -> tuple[dict[str, str], str]:
    """The titles of the installed package's tabular list by code without dot, and the file's name."""
    text, file = _tabular_file()
    nodes = ((code.replace(".", ""), html.unescape(title).strip()) for code, title in _NODE.findall(text))
    return dict(nodes), file


@cache
def inclusion_terms() -> dict[str, tuple[str, ...]]:
    """What the tabular list of the installed package names under a code as meant by it, by code without dot."""
    return {
        code.replace(".", ""): tuple(html.unescape(term).strip() for term in re.findall(r"<note>([^<]+)</note>", terms))
        for code, terms in _INCLUDED.findall(_tabular_file()[0])
    }


def _tabular_file() -> tuple[str, str]:
    """The tabular list of the installed package and its name; "" without the package."""
    try:
        package = importlib.metadata.distribution(PACKAGE)
        member = next(entry for entry in package.files or [] if entry.name.endswith(".xml"))
        return member.read_text(encoding="utf-8"), f"{PACKAGE} {package.version}: {member.name}"
    except (importlib.metadata.PackageNotFoundError, StopIteration, OSError):
        return "", ""


def _extended(code: str) -> str:
    """The title of a code with a seventh character, as the tabular list composes it; "" when it composes none."""
    stem = code[:6].rstrip("X")
    extensions = next((found for n in range(len(stem), 2, -1) if (found := _seventh_characters().get(stem[:n]))), {})
    if code[6] not in extensions or stem in _divided():
        return ""
    title = _tabular()[0].get(stem)
    return f"{title}, {extensions[code[6]]}" if title else ""


@cache
def _seventh_characters() -> dict[str, dict[str, str]]:
    """What the tabular list says of the seventh characters of a code and those under it, by code without dot."""
    found: dict[str, dict[str, str]] = {}
    code = ""
    for name, extensions in _EXTENDED.findall(_tabular_file()[0]):
        if name:
            code = name.replace(".", "")
        else:  # behind the name that it is of, before those under it
            found[code] = {char: html.unescape(says).strip() for char, says in _EXTENSION.findall(extensions)}
    return found


@cache
def _divided() -> frozenset[str]:
    """The codes that have others under them, which no seventh character makes whole."""
    return frozenset(code[:n] for code in _tabular()[0] for n in range(3, len(code)))


def all_titles(reference: Reference, on: date) -> dict[str, str]:
    """Every known title by code without dot: of the package's tabular list, over it those of loaded releases."""
    found = dict(_tabular()[0])
    for release in sorted(reference.of("icd10cm"), key=lambda r: r.period_from <= on < r.period_to):
        found.update(_loaded(str(release.path)))
    return found


@cache
def _loaded(path: str) -> dict[str, str]:
    table = pq.read_table(path, columns=["code", "title"])
    pairs = zip(table["code"].to_pylist(), table["title"].to_pylist(), strict=True)
    return {code: title for code, title in pairs if title}
