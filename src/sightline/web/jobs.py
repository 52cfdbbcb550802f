"""Accepted uploads on the disk: what was accepted is there until its owner deletes it or the owner's session ends.

A job is a folder: `job.json`, the upload as `input`, then `progress.json` while it is worked on, and `result/` or
`failed.json`. It gets its name only when upload and job.json are whole and on the disk, so that a service that was
killed finds all it had accepted, and nothing else, when it starts again.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import time
from collections.abc import AsyncIterable, Iterator
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sightline.durable import sync_folder
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

    @property
    def upload(self) -> Path:
        """The upload as it came."""
        return self.folder / "input"

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
        return str(_read(self.folder / "failed.json").get("detail", ""))

    @property
    def problem(self) -> Problem:
        """The same as an answer: 422 for what was sent, 500 where Sightline failed."""
        told = _read(self.folder / "failed.json")
        return Problem(told.get("status", 422), told.get("detail", ""))

    @property
    def progress(self) -> dict[str, Any]:
        """How far it is: `state` (waiting, running, done, failed), `bytes` of the upload and how many are `read`."""
        state = "done" if self.done else "failed" if self.failure else "waiting"
        told = _read(self.folder / "progress.json") if state == "waiting" else {}
        if told:
            state = "running"
        read = self.bytes if state == "done" else told.get("read", 0)
        return {"state": state, "bytes": self.bytes, "read": read, "stage": told.get("stage", "")}

    def tell(self, read: int, stage: str) -> None:
        """Note how far it is."""
        _write(self.folder / "progress.json", {"read": read, "stage": stage})

    def fail(self, problem: Problem) -> None:
        """Note that there will be no result, and why."""
        _write(self.folder / "failed.json", {"status": problem.status, "detail": problem.detail})

    @property
    def age(self) -> float:
        """Seconds since it was accepted."""
        return (datetime.now(UTC) - datetime.fromisoformat(self.accepted)).total_seconds()

    @property
    def deleted(self) -> float | None:
        """When it was put into the bin (seconds since 1970), from which it can be brought back; None when it was not."""
        at = _read(self.folder / "deleted.json").get("at")
        return float(at) if at is not None else None

    def put_into_bin(self) -> None:
        """Delete it so that it can be brought back for UNDO_SECONDS."""
        _write(self.folder / "deleted.json", {"at": time.time()})

    def bring_back(self) -> None:
        """Undo `put_into_bin`."""
        (self.folder / "deleted.json").unlink(missing_ok=True)

    def note(self, name: str, value: dict[str, Any]) -> None:
        """Keep what the user of a page chose, beside the result."""
        _write(self.folder / f"{name}.json", value)

    def noted(self, name: str) -> dict[str, Any]:
        """What `note` kept; empty when nothing was."""
        return _read(self.folder / f"{name}.json")


class Jobs:
    """The accepted uploads of the service, each a folder in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._incoming = folder / ".incoming"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.rmtree(self._incoming, ignore_errors=True)  # what was never accepted
        self._incoming.mkdir(mode=0o700)

    @classmethod
    def at(cls, folder: Path) -> Jobs:
        """Those in a folder, looked at beside the service that they are of: what it takes in just now is left alone."""
        found = cls.__new__(cls)
        found.folder = folder
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
            with (draft / "input").open("wb") as out:
                async for chunk in body:
                    size += len(chunk)
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            if not size:
                raise Problem(422, "The upload is empty.")
            job = Job(
                number, owner, name, media, size, datetime.now(UTC).isoformat(timespec="microseconds"), options, draft
            )
            facts = {key: value for key, value in asdict(job).items() if key != "folder"}
            _write(draft / "job.json", facts)
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
        job = job_in(self.folder / number) if _ID.fullmatch(number) else None
        if job and job.owner == owner and job.deleted is None:
            return job
        raise Problem(
            404, "There is no such check, or none that you may see; uploads are deleted when their time is over."
        )

    def open(self, number: str) -> Job:
        """The job of that id, whoever owns it. Raises FileNotFoundError."""
        job = job_in(self.folder / number)
        if job is None:
            raise FileNotFoundError(number)
        return job

    def all(self) -> Iterator[Job]:
        """Every job, the oldest first; none in a workspace that nothing was uploaded to, whose folder `serve` makes."""
        folders = self.folder.iterdir() if self.folder.is_dir() else ()
        found = [job for each in folders if (job := job_in(each))]
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


def job_in(folder: Path) -> Job | None:
    """The job in a folder; None where there is none: it was deleted just now, or another version wrote it."""
    facts = _read(folder / "job.json")
    if facts.keys() != {each.name for each in fields(Job)} - {"folder"}:
        return None
    return Job(**facts, folder=folder)


def _write(path: Path, value: dict[str, Any]) -> None:
    """Write a small file, whole or not at all, and wait until it is on the disk."""
    partial = path.with_name(path.name + ".partial")
    try:
        with partial.open("w", encoding="utf-8") as out:
            json.dump(value, out)
            out.flush()
            os.fsync(out.fileno())
        partial.replace(path)
    except FileNotFoundError:
        pass  # deleted by its owner meanwhile


def _read(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found
