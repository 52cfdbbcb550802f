"""Accepted uploads on the disk: what was accepted is there until its owner deletes it or the owner's session ends.

A job is a folder: `job.json`, the upload as `input`, then `progress.json` while it is worked on, and `result/` or
`failed.json`; web/files.py says how these are written. It gets its name only when upload and job.json are whole and on
the disk, so that a service that was killed finds all it had accepted, and nothing else, when it starts again.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import time
from collections.abc import AsyncIterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from sightline.durable import sync_folder
from sightline.errors import SightlineError
from sightline.web.files import PLAIN, Files
from sightline.web.problems import Problem

#: The owner of jobs that came by the API: whoever knows the job's id (and the token, where there is one).
API = "api"
#: So long (seconds) what was deleted on a page can be brought back.
UNDO_SECONDS = 600
#: What a job says that our own code ended.
UNFINISHED = "Sightline failed before the check was finished; the upload is kept until it is deleted."
_ID = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(frozen=True)
class Job:
    """One accepted upload. `name` is what origins show as its file; `options` are payer, select and ignore."""

    id: str
    owner: str
    name: str
    media: str
    bytes: int
    accepted: str
    options: dict[str, Any]
    folder: Path
    files: Files = field(default=PLAIN, repr=False)

    @property
    def upload(self) -> Path:
        """Where the upload is kept as it came."""
        return self.folder / "input"

    def open(self) -> BinaryIO:
        """The upload, to be read."""
        return self.files.open(self.upload)

    @contextmanager
    def plain(self) -> Iterator[Path]:
        """A path at which the upload can be read as it came, for a while; errors there name it as its sender did."""
        with self.files.plain(self.upload) as path:
            try:
                yield path
            except SightlineError as error:
                raise SightlineError(str(error).replace(str(path), self.name)) from None

    @property
    def result(self) -> Path:
        """The folder of the result."""
        return self.folder / "result"

    @property
    def done(self) -> bool:
        """Whether there is a result."""
        return self.result.is_dir()

    @property
    def failure(self) -> str:
        """Why there will be no result, for the user; "" when that is not so."""
        return str(self._read("failed.json").get("detail", ""))

    @property
    def problem(self) -> Problem:
        """The same as an answer: 422 for what was sent, 500 where Sightline failed."""
        failed = self._read("failed.json")
        return Problem(failed.get("status", 422), failed.get("detail", ""))

    @property
    def progress(self) -> dict[str, Any]:
        """How far it is: `state` (waiting, running, done, failed), `bytes` of the upload and how many are `read`."""
        state = "done" if self.done else "failed" if self.failure else "waiting"
        noted = self._read("progress.json") if state == "waiting" else {}
        if noted:
            state = "running"
        read = self.bytes if state == "done" else noted.get("read", 0)
        return {"state": state, "bytes": self.bytes, "read": read, "stage": noted.get("stage", "")}

    def note_progress(self, read: int, stage: str) -> None:
        """Note how far it is."""
        self._write("progress.json", {"read": read, "stage": stage})

    def fail(self, problem: Problem) -> None:
        """Note that there will be no result, and why."""
        self._write("failed.json", {"status": problem.status, "detail": problem.detail})

    @property
    def age(self) -> float:
        """Seconds since it was accepted."""
        return (datetime.now(UTC) - datetime.fromisoformat(self.accepted)).total_seconds()

    @property
    def deleted(self) -> float | None:
        """When it was put into the bin (seconds since 1970), from which it can be brought back; None when it was not."""
        at = self._read("deleted.json").get("at")
        return float(at) if at is not None else None

    def put_into_bin(self) -> None:
        """Delete it so that it can be brought back for UNDO_SECONDS."""
        self._write("deleted.json", {"at": time.time()})

    def bring_back(self) -> None:
        """Undo `put_into_bin`."""
        (self.folder / "deleted.json").unlink(missing_ok=True)

    def note(self, name: str, value: dict[str, Any]) -> None:
        """Keep what the user of a page chose, beside the result."""
        self._write(f"{name}.json", value)

    def noted(self, name: str) -> dict[str, Any]:
        """What `note` kept; empty when nothing was."""
        return self._read(f"{name}.json")

    def _read(self, name: str) -> dict[str, Any]:
        return _read(self.files, self.folder / name)

    def _write(self, name: str, value: dict[str, Any]) -> None:
        _write(self.files, self.folder / name, value)


class Jobs:
    """The accepted uploads of the service, each a folder in `folder`. What `job.json` says never changes: it is read once."""

    def __init__(self, folder: Path, files: Files = PLAIN) -> None:
        self.folder = folder
        self.files = files
        self._known: dict[str, Job] = {}
        self._incoming = folder / ".incoming"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.rmtree(self._incoming, ignore_errors=True)  # what was never accepted
        self._incoming.mkdir(mode=0o700)

    @classmethod
    def at(cls, folder: Path, files: Files = PLAIN) -> Jobs:
        """Those in a folder, looked at beside the service that they are of: what it takes in just now is left alone."""
        found = cls.__new__(cls)
        found.folder, found.files, found._known = folder, files, {}
        return found

    async def accept(
        self, body: AsyncIterable[bytes], owner: str, name: str, media: str, options: dict[str, Any]
    ) -> Job:
        """Take an upload in; when this returns it is on the disk. Raises what `body` raises, and then keeps nothing."""
        number = secrets.token_urlsafe(16)
        draft = self._incoming / number
        draft.mkdir(mode=0o700)
        try:
            size = 0
            with self.files.create(draft / "input", durable=True) as out:
                async for chunk in body:
                    size += len(chunk)
                    out.write(chunk)
            if not size:
                raise Problem(422, "The upload is empty.")
            at = datetime.now(UTC).isoformat(timespec="microseconds")
            job = Job(number, owner, name, media, size, at, options, draft, self.files)
            job._write("job.json", {name: getattr(job, name) for name in _FACTS})
            draft.rename(self.folder / number)
            sync_folder(self.folder)
        except OSError as error:
            shutil.rmtree(draft, ignore_errors=True)
            raise Problem(503, f"The upload could not be kept: {(error.strerror or 'disk').lower()}.") from None
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        return replace(job, folder=self.folder / number)

    def find(self, number: str, owner: str) -> Job:
        """The owner's job of that id, when it is not in the bin. Raises Problem 404."""
        job = self._job(number)
        if job and job.owner == owner and job.deleted is None:
            return job
        raise Problem(
            404, "There is no such check, or none that you may see; uploads are deleted when their time is over."
        )

    def open(self, number: str) -> Job:
        """The job of that id, whoever owns it. Raises FileNotFoundError."""
        job = self._job(number)
        if job is None:
            raise FileNotFoundError(number)
        return job

    def all(self) -> Iterator[Job]:
        """Every job, the oldest first; none in a workspace that nothing was uploaded to, whose folder `serve` makes."""
        names = [entry.name for entry in os.scandir(self.folder)] if self.folder.is_dir() else []
        found = [job for name in names if (job := self._known.get(name) or self._job(name))]
        yield from sorted(found, key=lambda job: job.accepted)

    def of(self, owner: str) -> list[Job]:
        """The owner's jobs, the newest first."""
        return [job for job in self.all() if job.owner == owner and job.deleted is None][::-1]

    def in_bin(self, owner: str) -> list[Job]:
        """The owner's jobs that were deleted and can be brought back, the latest first."""
        found = [(job.deleted, job) for job in self.all() if job.owner == owner]
        return [
            job for at, job in sorted(found, key=lambda pair: -(pair[0] or 0)) if at and time.time() - at < UNDO_SECONDS
        ]

    def delete(self, job: Job) -> None:
        """Delete a job with its upload and result."""
        shutil.rmtree(job.folder, ignore_errors=True)
        self._known.pop(job.id, None)

    def _job(self, number: str) -> Job | None:
        """The job of that id; None where there is none, or no more."""
        folder = self.folder / number
        if not _ID.fullmatch(number):
            return None
        if not folder.is_dir():
            self._known.pop(number, None)
            return None
        if number not in self._known and (job := job_in(folder, self.files)):
            self._known[number] = job
        return self._known.get(number)


_FACTS = tuple(each.name for each in fields(Job) if each.name not in ("folder", "files"))


def job_in(folder: Path, files: Files = PLAIN) -> Job | None:
    """The job in a folder; None where there is none: it was deleted just now, or another version wrote it."""
    facts = _read(files, folder / "job.json")
    return Job(**facts, folder=folder, files=files) if facts.keys() == set(_FACTS) else None


def _write(files: Files, path: Path, value: dict[str, Any]) -> None:
    """Write a small file, whole or not at all, and wait until it is on the disk."""
    partial = path.with_name(path.name + ".partial")
    try:
        with files.create(partial, durable=True) as out:
            out.write(json.dumps(value).encode())
        partial.replace(path)
    except FileNotFoundError:
        pass  # deleted by its owner meanwhile


def _read(files: Files, path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(files.read(path))
    except (OSError, ValueError):
        return {}
    return found
