"""The checking processes of a service: each answers one message at a time, and one that ends is replaced.

Requests of the API that wait when a process becomes free go to it together: to check them so takes far less than to check
one after the other. None waits for others to come.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sightline.errors import SightlineError
from sightline.web.messages import LENGTH, packed, unpacked
from sightline.web.problems import Problem, log

#: Seconds after which a process that does not answer is ended: a body of 256 KB takes a few at most.
_LONGEST = 300.0
_BUFFER = 1 << 20
#: Turns: of somebody in front of a page, of programs.
PERSON, PROGRAM = range(2)
#: Requests that are checked together, at most, and their bytes: whoever is in front of a page may wait for as many.
TOGETHER = 16
_BYTES = 64 << 10

#: What a task of web/checking.py gets: its name, the generation of the reference, and what else it is given.
Message = tuple[Any, ...]


class _Waiting(NamedTuple):
    """A message that waits, and the future for its answer."""

    turn: int
    number: int
    message: Message
    future: asyncio.Future[Any]


class Pool:
    """The processes; `start` and `stop` go with the service."""

    def __init__(self, directory: Path | None, processes: int) -> None:
        words = [sys.executable, "-m", "sightline.web.checking", *([str(directory)] if directory else [])]
        self._processes = [_Checking(words) for _ in range(processes)]
        self._queue: asyncio.PriorityQueue[_Waiting] = asyncio.PriorityQueue()
        self._number = itertools.count()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Start the processes; they are warm when this returns."""
        await asyncio.gather(*(process.start() for process in self._processes))
        self._tasks = [asyncio.create_task(self._work(process)) for process in self._processes]

    async def stop(self) -> None:
        """End the processes."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def done(self, message: Message, turn: int) -> Any:
        """What the task that a message names returns. Of those that wait the ones with the lowest `turn` go first.

        Raises Problem and SightlineError as the task does, and Problem 500 when its process ends.
        """
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait(_Waiting(turn, next(self._number), message, future))
        kind, *parts = await future
        if kind == "done":
            return parts[0]
        raise SightlineError(*parts) if kind == "refused" else Problem(*parts)

    async def _work(self, process: _Checking) -> None:
        """Have a process answer one message, or some together, after the other."""
        try:
            while True:
                together = self._with_others(await self._queue.get())
                waiting = [each for each in together if not each.future.done()]  # whoever else waited has gone
                try:
                    answers = await process.answers([each.message for each in waiting])
                except BaseException:
                    for each in waiting:
                        each.future.cancel()
                    raise
                for each, answer in zip(waiting, answers, strict=True):
                    if not each.future.done():
                        each.future.set_result(answer)
        finally:
            await process.end()

    def _with_others(self, first: _Waiting) -> list[_Waiting]:
        """A message with those that wait to be answered together with it, some being left for the other processes."""
        found, size = [first], _size(first)
        most = min(TOGETHER, self._queue.qsize() // len(self._processes) + 1)
        while len(found) < most and not self._queue.empty():
            other = self._queue.get_nowait()
            size += _size(other)
            if size > _BYTES or other.message[1] != first.message[1]:
                self._queue.put_nowait(other)  # to where it was
                break
            found.append(other)
        return found


def _size(waiting: _Waiting) -> int:
    """How many bytes of claims a message has; more than go together when it is for a task of its own."""
    task, _, *given = waiting.message
    return len(given[0]) if task == "answer" else _BYTES + 1


class _Checking:
    """A process, and those that replace it."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._process: Process

    async def start(self) -> None:
        """Have a process that is warm, or has ended: the next message that it gets says so."""
        self._process = await asyncio.create_subprocess_exec(*self._words, stdin=PIPE, stdout=PIPE, limit=_BUFFER)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, TimeoutError):
            await asyncio.wait_for(self._received(), _LONGEST)

    async def end(self) -> None:
        """End it."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()

    async def answers(self, messages: Sequence[Message]) -> list[Any]:
        """The answers to some messages, which are sent again one by one when the process ends with all of them."""
        if not messages:
            return []
        if self._process.returncode is not None:  # it ended while it had nothing to do
            await self.start()
        try:
            async with asyncio.timeout(_LONGEST):
                if len(messages) == 1:
                    return [await self._exchanged(messages[0])]
                _, found = await self._exchanged(("answers", messages[0][1], *(given for _, _, *given in messages)))
                return list(found)
        except Exception as error:  # it ended, took too long, or answered what cannot be read
            await self.end()
            log.error("checking process ended with status %s (%s)", self._process.returncode, type(error).__name__)
            await self.start()
        if len(messages) == 1:
            return [_LOST]
        return [answer for each in messages for answer in await self.answers([each])]

    async def _exchanged(self, message: Message) -> tuple[Any, ...]:
        """The answer to a message. Raises OSError or IncompleteReadError when the process ended."""
        assert self._process.stdin is not None
        data = packed(message)
        self._process.stdin.write(LENGTH.pack(len(data)) + data)
        await self._process.stdin.drain()
        return unpacked(await self._received())

    async def _received(self) -> bytes:
        """The next message of the process. Raises OSError or IncompleteReadError when it ended."""
        assert self._process.stdout is not None
        (length,) = LENGTH.unpack(await self._process.stdout.readexactly(LENGTH.size))
        return await self._process.stdout.readexactly(length)


#: The answer to a message that its process did not live to answer.
_LOST = (
    "problem",
    500,
    "The process that checked these claims ended before it was done, and was replaced; nothing else was affected. Send"
    " them again; if it happens again, please report it.",
)
