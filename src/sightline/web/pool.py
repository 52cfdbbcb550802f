"""The checking processes of a service: each answers one message at a time, and one that ends is replaced."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from typing import Any

from sightline.errors import SightlineError
from sightline.web.messages import LENGTH, packed, unpacked
from sightline.web.problems import Problem, log

#: Seconds after which a process that does not answer is ended: a body of 256 KB takes a few at most.
_LONGEST = 300.0
_BUFFER = 1 << 20
#: Turns: of somebody in front of a page, of programs.
PERSON, PROGRAM = range(2)


class Pool:
    """The processes; `start` and `stop` go with the service."""

    def __init__(self, directory: Path | None, processes: int) -> None:
        self._words = [sys.executable, "-m", "sightline.web.checking", *([str(directory)] if directory else [])]
        self._processes = processes
        self._queue: asyncio.PriorityQueue[tuple[int, int, tuple[Any, ...], asyncio.Future[Any]]] = (
            asyncio.PriorityQueue()
        )
        self._number = itertools.count()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Start the processes; they are warm when this returns."""
        processes = await asyncio.gather(*(self._started() for _ in range(self._processes)))
        self._tasks = [asyncio.create_task(self._work(process)) for process in processes]

    async def stop(self) -> None:
        """End the processes."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def done(self, message: tuple[Any, ...], turn: int) -> Any:
        """What the task that a message names returns. Of those that wait the ones with the lowest `turn` go first.

        Raises Problem and SightlineError as the task does, and Problem 500 when its process ends.
        """
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait((turn, next(self._number), message, future))
        kind, *parts = await future
        if kind == "done":
            return parts[0]
        raise SightlineError(*parts) if kind == "refused" else Problem(*parts)

    async def _work(self, process: Process) -> None:
        """A process and those that replace it, and the messages that they answer."""
        try:
            while True:
                *_, message, future = await self._queue.get()
                if future.done():  # whoever waited has gone
                    continue
                if process.returncode is not None:  # it ended while it had nothing to do
                    process = await self._started()
                try:
                    async with asyncio.timeout(_LONGEST):
                        answer = await _exchanged(process, message)
                except Exception as error:  # it ended, took too long, or answered what cannot be read
                    await _end(process)
                    log.error("checking process ended with status %s (%s)", process.returncode, type(error).__name__)
                    answer = _LOST
                    process = await self._started()
                except BaseException:
                    future.cancel()
                    raise
                if not future.done():
                    future.set_result(answer)
        finally:
            await _end(process)

    async def _started(self) -> Process:
        """A process that is warm, or has ended: the next message that it gets says so."""
        process = await asyncio.create_subprocess_exec(*self._words, stdin=PIPE, stdout=PIPE, limit=_BUFFER)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, TimeoutError):
            await asyncio.wait_for(_received(process), _LONGEST)
        return process


#: The answer to a message that its process did not live to answer.
_LOST = (
    "problem",
    500,
    "The process that checked these claims ended before it was done, and was replaced; nothing else was affected. Send"
    " them again; if it happens again, please report it.",
)


async def _exchanged(process: Process, message: tuple[Any, ...]) -> tuple[Any, ...]:
    """The answer of a process to a message. Raises OSError or IncompleteReadError when it ended."""
    assert process.stdin is not None
    data = packed(message)
    process.stdin.write(LENGTH.pack(len(data)) + data)
    await process.stdin.drain()
    return unpacked(await _received(process))


async def _received(process: Process) -> bytes:
    """The next message of a process. Raises OSError or IncompleteReadError when it ended."""
    assert process.stdout is not None
    (length,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
    return await process.stdout.readexactly(length)


async def _end(process: Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await process.wait()
