"""A result in a folder: its tables as Arrow files, read back without a copy, so that a page of a large one is quick."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import feather

from sightline import __version__
from sightline.edits.result import Result
from sightline.edits.rule.load import load
from sightline.reference.release import ReferenceUse
from sightline.reference.store import Reference, Release
from sightline.web.desk.worklist import Worklist, worklist
from sightline.web.problems import Problem

#: The tables of a result that are kept.
TABLES = ("findings", "not_checked", "claims", "lines", "diagnoses", "payers", "superseded", "rejected", "issues")
#: Of a result that no longer fits what is loaded.
CHANGED = "Sightline or its reference data changed since this check; check the claims again."


def save(result: Result, folder: Path, reference: Reference) -> None:
    """Write a result to `folder`, whole or not at all."""
    partial = folder.with_name(folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    for name in TABLES:
        feather.write_feather(getattr(result, name), str(partial / f"{name}.arrow"), compression="uncompressed")
    for name, table in worklist(result)._asdict().items():
        feather.write_feather(table, str(partial / f"worklist-{name}.arrow"), compression="uncompressed")
    (partial / "about.json").write_text(json.dumps(about(result, reference)), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    partial.rename(folder)


def about(result: Result, reference: Reference) -> dict[str, Any]:
    """What a result has besides its tables, as a JSON value."""
    return {
        "version": __version__,
        "reference": reference.digest,
        "tally": result.tally,
        "unreadable": list(result.unreadable),
        "edits": [edit.id for edit in result.edits],
        "uses": [
            [use.number, use.release.kind, use.release.name, use.lines, use.lines_older, use.lines_newer, use.days]
            for use in result.reference
        ],
    }


def about_in(folder: Path) -> dict[str, Any]:
    """What the result in `folder` has besides its tables; empty where that cannot be read."""
    try:
        found: dict[str, Any] = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def joined(tables: Mapping[str, pa.Table], about: Mapping[str, Any], reference: Reference) -> Result:
    """The result of its tables and what else it has. Raises Problem 409 when a release that it names is not loaded."""
    releases = {(each.kind, each.name): each for each in reference.releases}
    if any((kind, name) not in releases for _, kind, name, *_ in about["uses"]):
        raise Problem(409, CHANGED)
    wanted = set(about["edits"])
    return Result(
        **{"gaps" if name == "not_checked" else name: table for name, table in tables.items()},
        edits=tuple(edit for edit in load() if edit.id in wanted),
        reference=tuple(_uses(about["uses"], releases)),
        tally=about["tally"],
        unreadable=tuple(about["unreadable"]),
    )


def read(folder: Path, reference: Reference) -> Result | None:
    """The result in `folder`; None when it must be made anew: a release that it names is no longer loaded, another version
    wrote it, or its files are damaged."""
    about = about_in(folder)
    if about.get("version") != __version__:
        return None
    try:
        tables = {name: _table(folder, name) for name in TABLES}
        return joined(tables, about, reference)
    except (OSError, ValueError, Problem):
        return None


def read_worklist(folder: Path) -> Worklist:
    """The work list of the result in `folder`; see web/desk/worklist.py."""
    return Worklist(*(_table(folder, f"worklist-{name}") for name in Worklist._fields))


def _uses(rows: Iterable[list[Any]], releases: Mapping[tuple[str, str], Release]) -> Iterable[ReferenceUse]:
    for number, kind, name, *counts in rows:
        yield ReferenceUse(number, releases[kind, name], *counts)


def _table(folder: Path, name: str) -> pa.Table:
    return feather.read_table(str(folder / f"{name}.arrow"), memory_map=True)
