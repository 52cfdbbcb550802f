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
from sightline.web.files import Files
from sightline.web.jobs import Job
from sightline.web.problems import Problem

#: The tables of a result that are kept.
TABLES = ("findings", "not_checked", "claims", "lines", "diagnoses", "payers", "superseded", "rejected", "issues")
#: Of a result that no longer fits what is loaded.
CHANGED = "Sightline or its reference data changed since this check; check the claims again."


def save(result: Result, job: Job, reference: Reference) -> None:
    """Write the result of a job, whole or not at all."""
    folder, files = job.result, job.files
    partial = folder.with_name(folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    for name in TABLES:
        _write(getattr(result, name), files, partial / f"{name}.arrow")
    for name, table in worklist(result)._asdict().items():
        _write(table, files, partial / f"worklist-{name}.arrow")
    with files.create(partial / "about.json") as out:
        out.write(json.dumps(about(result, reference)).encode())
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


def about_in(job: Job) -> dict[str, Any]:
    """What the result of a job has besides its tables; empty where that cannot be read."""
    try:
        found: dict[str, Any] = json.loads(job.files.read(job.result / "about.json"))
    except (OSError, ValueError):
        return {}
    return found


def joined(tables: Mapping[str, pa.Table], about: Mapping[str, Any], reference: Reference) -> Result:
    """The result of its tables and what else it has. Raises Problem 409 when a release that it names is not loaded."""
    releases = _releases(about, reference)
    ids = set(about["edits"])
    return Result(
        **{"gaps" if name == "not_checked" else name: table for name, table in tables.items()},
        edits=tuple(edit for edit in load() if edit.id in ids),
        reference=tuple(_uses(about["uses"], releases)),
        tally=about["tally"],
        unreadable=tuple(about["unreadable"]),
    )


def read(job: Job, reference: Reference) -> Result | None:
    """The result of a job; None when it must be made anew: a release that it names is no longer loaded, another version
    wrote it, or its files are damaged."""
    about = about_in(job)
    tables = _tables(job, about, reference, TABLES)
    return None if tables is None else joined(tables, about, reference)


def read_claims(job: Job, reference: Reference) -> dict[str, pa.Table] | None:
    """The claims that were checked by a job (claims, lines, diagnoses), as `read` reads all."""
    return _tables(job, about_in(job), reference, ("claims", "lines", "diagnoses"))


def read_worklist(job: Job) -> Worklist:
    """The work list of the result of a job; see web/desk/worklist.py."""
    return Worklist(*(_table(job, f"worklist-{name}") for name in Worklist._fields))


def _tables(
    job: Job, about: Mapping[str, Any], reference: Reference, names: Iterable[str]
) -> dict[str, pa.Table] | None:
    if about.get("version") != __version__:
        return None
    try:
        _releases(about, reference)
        return {name: _table(job, name) for name in names}
    except (OSError, ValueError, Problem):
        return None


def _releases(about: Mapping[str, Any], reference: Reference) -> dict[tuple[str, str], Release]:
    """The loaded releases by kind and name. Raises Problem 409 when one that a result names is not among them."""
    releases = {(each.kind, each.name): each for each in reference.releases}
    if any((kind, name) not in releases for _, kind, name, *_ in about["uses"]):
        raise Problem(409, CHANGED)
    return releases


def _uses(rows: Iterable[list[Any]], releases: Mapping[tuple[str, str], Release]) -> Iterable[ReferenceUse]:
    for number, kind, name, *counts in rows:
        yield ReferenceUse(number, releases[kind, name], *counts)


def _write(table: pa.Table, files: Files, path: Path) -> None:
    with files.create(path) as out:
        feather.write_feather(table, out, compression="uncompressed")


def _table(job: Job, name: str) -> pa.Table:
    return feather.read_table(pa.BufferReader(job.files.buffer(job.result / f"{name}.arrow")))
