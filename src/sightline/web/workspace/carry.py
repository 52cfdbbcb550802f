"""A practice carried from one workspace to another, or to where it is kept: a zip with its rows and its uploads; and deleted."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from datetime import date, datetime, time
from pathlib import Path, PurePosixPath
from typing import Any

from sightline.web.jobs import Job, Jobs
from sightline.web.workspace.accounts import now
from sightline.web.workspace.earlier import forget
from sightline.web.workspace.store import TABLES, WorkspaceError
from sightline.web.workspace.workspace import Workspace

_FORMAT = 1
_ABOUT, _ACCOUNTS = "about.json", "accounts.jsonl"
#: A file of an upload: the id of the job, and where it is in its folder.
_FILE = re.compile(r"jobs/([A-Za-z0-9_-]{22})/([\w.@-]+(?:/[\w.@-]+)*)", re.ASCII)


def export(workspace: Workspace, practice: str, path: Path) -> int:
    """Write a practice to a zip that is not encrypted, whole or not at all; the number of its uploads. Passwords and tokens stay
    behind.

    Raises WorkspaceError when it cannot be written.
    """
    partial = path.with_name(f"{path.name}.partial")
    jobs = _jobs(workspace, practice)
    try:
        partial.touch(mode=0o600)
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as out:
            about = {"format": _FORMAT, "practice": workspace.accounts.practices()[practice], "made": now()}
            out.writestr(_ABOUT, json.dumps(about))
            accounts = [dict(row) for row in workspace.accounts.of(practice)]
            out.writestr(_ACCOUNTS, _lines([{name: row[name] for name in ("name", "role")} for row in accounts]))
            for table in TABLES:
                rows = [dict(row) for row in workspace.rows(practice).find(table)]
                out.writestr(f"{table}.jsonl", _lines([_without(row, "practice", "id") for row in rows]))
            for job in jobs:
                for each in sorted(job.folder.rglob("*")):
                    if each.is_file():
                        name = f"jobs/{job.id}/{each.relative_to(job.folder).as_posix()}"
                        with job.files.open(each) as source, out.open(name, "w", force_zip64=True) as to:
                            shutil.copyfileobj(source, to)
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise WorkspaceError(f"{path}: {(error.strerror or str(error)).lower()}") from None
    return len(jobs)


def bring_in(workspace: Workspace, path: Path, title: str = "") -> tuple[str, int, list[str]]:
    """Take a practice in, whole or not at all, under its own name or `title`: its name, the number of its uploads, and the
    accounts that were there already and were left as they are. The others have no password yet.

    Raises WorkspaceError for a file that is none, and where the practice or one of its uploads is there already.
    """
    made: list[Path] = []
    try:
        with zipfile.ZipFile(path) as given, workspace.store.together():
            about = json.loads(given.read(_ABOUT))
            if about.get("format") != _FORMAT:
                raise WorkspaceError(f"{path}: another version of Sightline wrote it")
            name = title or str(about["practice"])
            if name in workspace.accounts.practices().values():
                raise WorkspaceError(f"there is a practice {name} already; give it another name with --practice")
            practice = workspace.accounts.practice(name)
            rows = workspace.rows(practice)
            for table in TABLES:
                for row in map(json.loads, given.read(f"{table}.jsonl").splitlines()):
                    rows.put(table, **row)
            jobs = _files(workspace, given, path, practice, made)
            left = _add_accounts(workspace, practice, given)
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        _take_away(made)
        why = f"there is no {error} in it" if isinstance(error, KeyError) else "it is no export of a workspace"
        raise WorkspaceError(f"{path}: {why}") from None
    except BaseException:
        _take_away(made)
        raise
    return name, jobs, left


def purge(workspace: Workspace, practice: str, before: date | None = None) -> int:
    """Delete the uploads of a practice that came before a day, with what is known of their claims; the number of uploads.

    Without a day all of the practice: uploads, accounts, overrides, notes and the audit trail.
    """
    rows = workspace.rows(practice)
    until = datetime.combine(before, time()).astimezone() if before else None
    gone = [job for job in _jobs(workspace, practice) if until is None or datetime.fromisoformat(job.accepted) < until]
    for job in gone:
        shutil.rmtree(job.folder, ignore_errors=True)
        forget(rows, job.id)
    if before is None:
        with workspace.store.together():
            rows.put("purging")
            for table in (*TABLES, "token", "account", "purging", "practice"):
                rows.remove(table)
    workspace.store.compact()
    return len(gone)


def _jobs(workspace: Workspace, practice: str) -> list[Job]:
    """The uploads of a practice, those in the bin too; without those of the API, which are never kept for long."""
    return [job for job in _all_jobs(workspace).all() if job.owner == practice]


def _all_jobs(workspace: Workspace) -> Jobs:
    return Jobs.at(workspace.folder / "jobs", workspace.files)


def _files(workspace: Workspace, given: zipfile.ZipFile, path: Path, practice: str, made: list[Path]) -> int:
    """Unpack the uploads; `made` are their folders. Nothing is written outside of them."""
    jobs = _all_jobs(workspace)
    jobs.folder.mkdir(mode=0o700, exist_ok=True)
    for entry in given.infolist():
        if not entry.filename.startswith("jobs/"):
            continue
        found = _FILE.fullmatch(entry.filename)
        if found is None or ".." in PurePosixPath(found[2]).parts:
            raise WorkspaceError(f"{path}: it holds a file that is none of an upload")
        folder = jobs.folder / found[1]
        if folder not in made:
            if folder.exists():
                raise WorkspaceError(f"{path}: one of its uploads is in the workspace already")
            folder.mkdir(mode=0o700)
            made.append(folder)
        to = folder / found[2]
        to.parent.mkdir(parents=True, exist_ok=True)
        with given.open(entry) as source, jobs.files.create(to) as out:
            if found[2] == "job.json":
                out.write(json.dumps({**json.load(source), "owner": practice}).encode())
            else:
                shutil.copyfileobj(source, out)
    return len(made)


def _add_accounts(workspace: Workspace, practice: str, given: zipfile.ZipFile) -> list[str]:
    left = []
    for row in map(json.loads, given.read(_ACCOUNTS).splitlines()):
        try:
            workspace.accounts.add(row["name"], practice, row["role"])
        except WorkspaceError:
            left.append(row["name"])
    return left


def _take_away(folders: list[Path]) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _lines(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _without(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}
