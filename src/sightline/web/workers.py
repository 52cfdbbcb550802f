"""Runs accepted jobs in worker processes, a few at a time, the oldest first; starts what an earlier run left undone."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from collections.abc import Callable

from sightline.web.jobs import API, UNDO_SECONDS, UNFINISHED, Job, Jobs
from sightline.web.problems import Problem, log
from sightline.web.sessions import Sessions
from sightline.web.settings import Settings

_TRIES = 2
_SWEEP_EVERY = 60  # seconds
_POLL = 0.05


class Workers:
    """The processes; `start` and `stop` go with the service."""

    def __init__(
        self, settings: Settings, jobs: Jobs, sessions: Sessions, forget: Callable[[Job], None] = lambda job: None
    ) -> None:
        self.settings = settings
        self.jobs = jobs
        self.sessions = sessions
        self._forget = forget
        self._queue: asyncio.Queue[str] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []
        self._running: dict[str, asyncio.subprocess.Process] = {}

    def start(self) -> None:
        """Begin, with the jobs that wait since the last run."""
        for job in self.jobs.all():
            if not job.done and not job.failure:
                self.submit(job)
        self._tasks = [asyncio.create_task(self._work()) for _ in range(self.settings.workers)]
        self._tasks.append(asyncio.create_task(self._sweep()))

    async def stop(self) -> None:
        """End the processes; what they did not finish begins anew at the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def submit(self, job: Job) -> None:
        """Have a job done."""
        self._queue.put_nowait(job.id)

    async def wait(self, job: Job, seconds: float) -> bool:
        """Wait for a job's end; False when it did not end in that time."""
        until = time.monotonic() + seconds
        while not (job.done or job.failure):
            if time.monotonic() >= until:
                return False
            await asyncio.sleep(_POLL)
        return True

    def delete(self, job: Job) -> None:
        """Stop and delete a job, and what else is kept of it."""
        process = self._running.get(job.id)
        if process and process.returncode is None:
            process.kill()
        self.jobs.delete(job)
        self._forget(job)

    async def _work(self) -> None:
        while True:
            number = await self._queue.get()
            try:
                await self._run(self.jobs.open(number))
            except OSError:
                continue  # deleted by its owner before its turn

    async def _run(self, job: Job) -> None:
        """Run one job in a process, again when it was killed; a job that does not end is stopped."""
        words = [sys.executable, "-m", "sightline.web.worker", str(job.folder)]
        if self.settings.reference:
            words.append(str(self.settings.reference))
        why = ""
        for _ in range(_TRIES):
            if not (job.folder / "job.json").exists():
                return
            process = await asyncio.create_subprocess_exec(
                *words, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL
            )  # fmt: skip
            self._running[job.id] = process
            assert process.stdin is not None
            process.stdin.write(job.files.key)
            process.stdin.close()
            try:
                await asyncio.wait_for(process.wait(), self.settings.job_seconds)
            except TimeoutError:
                minutes = self.settings.job_seconds / 60
                job.fail(Problem(422, f"The check took more than {minutes:.0f} minutes and was stopped."))
            finally:
                self._running.pop(job.id, None)
                if process.returncode is None:
                    with contextlib.suppress(ProcessLookupError):
                        process.kill()
                    await process.wait()
            if job.done or job.failure:
                return
            why = f"status {process.returncode}"
        log.error("job %s: worker ended with %s", job.id[:6], why)
        job.fail(Problem(500, UNFINISHED))

    def _is_over(self, job: Job) -> bool:
        """Whether an upload is to be deleted: in the bin for too long, of a session that ended, of the API and as old as a
        session may be idle, or as old as a workspace keeps it."""
        if job.deleted is not None and time.time() - job.deleted > UNDO_SECONDS:
            return True
        if job.owner.partition(" ")[0] == API:
            return time.time() - job.folder.stat().st_mtime > self.sessions.seconds
        if self.settings.workspace:
            return self.settings.retention_days is not None and job.age > self.settings.retention_days * 86400
        return not self.sessions.is_alive(job.owner)

    async def _sweep(self) -> None:
        """Delete what is over, now and again."""
        while True:
            for job in self.jobs.all():
                if self._is_over(job):
                    self.delete(job)
            self.sessions.forget_ended()
            await asyncio.sleep(_SWEEP_EVERY)
