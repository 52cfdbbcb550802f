"""A result in a folder: its tables as Arrow files, read back without a copy, so that a page of a large one is quick."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import feather

from sightline.edits.load import load
from sightline.edits.result import ReferenceUse, Result
from sightline.reference.store import Reference, Release
from sightline.web.worklist import worklist

_TABLES = ("findings", "not_checked", "claims", "lines", "diagnoses", "payers", "standing", "rejected", "issues")
_WORKLIST = "worklist"


def save(result: Result, folder: Path, reference: Reference) -> None:
    """Write a result to `folder`, whole or not at all."""
    partial = folder.with_name(folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    for name in _TABLES:
        feather.write_feather(getattr(result, name), str(partial / f"{name}.arrow"), compression="uncompressed")
    write_worklist(result, partial)
    about = {
        "reference": reference.digest,
        "tally": result.tally,
        "unreadable": list(result.unreadable),
        "edits": [edit.id for edit in result.edits],
        "uses": [
            [use.number, use.release.kind, use.release.name, use.lines, use.lines_older, use.lines_newer]
            for use in result.reference
        ],
    }
    (partial / "about.json").write_text(json.dumps(about), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    partial.rename(folder)


def read(folder: Path, reference: Reference) -> Result | None:
    """The result in `folder`; None when a release that it names is no longer loaded, so that it must be made anew."""
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    releases = {(each.kind, each.name): each for each in reference.releases}
    if any((kind, name) not in releases for _, kind, name, *_ in about["uses"]):
        return None
    tables = {name: _table(folder, name) for name in _TABLES}
    wanted = set(about["edits"])
    return Result(
        **tables,
        edits=tuple(edit for edit in load() if edit.id in wanted),
        reference=tuple(_uses(about["uses"], releases)),
        tally=about["tally"],
        unreadable=tuple(about["unreadable"]),
    )


def read_worklist(folder: Path) -> pa.Table:
    """The claims of the result in `folder`, a row each; see web/worklist.py."""
    return _table(folder, _WORKLIST)


def write_worklist(result: Result, folder: Path) -> None:
    """Write the work list of a result beside it, in the place of an earlier one."""
    partial = folder / f"{_WORKLIST}.partial"
    feather.write_feather(worklist(result), str(partial), compression="uncompressed")
    partial.replace(folder / f"{_WORKLIST}.arrow")


def _uses(rows: Iterable[list[Any]], releases: Mapping[tuple[str, str], Release]) -> Iterable[ReferenceUse]:
    for number, kind, name, lines, older, newer in rows:
        yield ReferenceUse(number, releases[kind, name], lines, older, newer)


def _table(folder: Path, name: str) -> pa.Table:
    return feather.read_table(str(folder / f"{name}.arrow"), memory_map=True)
