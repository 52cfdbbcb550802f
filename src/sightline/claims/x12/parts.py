"""Read a large 837P by several processes, with the result of one.

The file is cut into pieces, and each is read by a process from the forecast of how the reader stands at its start. What
was read counts only where the piece before it did end so; otherwise it is read again, from how that one ended.
"""

from __future__ import annotations

import io
import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from typing import IO, NamedTuple, cast

from sightline.claims.batch import Batch, ClaimsError
from sightline.claims.issues import Noted
from sightline.claims.x12.pieces import Piece, Pieces
from sightline.claims.x12.reader import Reader
from sightline.claims.x12.segments import Source
from sightline.claims.x12.state import MOST_SEGMENTS, Checkpoint


class Part(NamedTuple):
    """What a process made of a piece: its rows, its issues, and how the reader stands after it."""

    batches: list[Batch]
    issues: Noted
    after: Checkpoint | None  # None: it is not to be read apart from what follows it


def read_parts(reader: Reader, source: Source, count: int) -> Iterator[Batch]:
    """Read by `count` processes what can be cut from `source`. `reader` is new; it is left to go on with the rest.

    Raises ClaimsError when a process dies.
    """
    pieces = Pieces(source, reader.tables.next_key)
    first = pieces.take()
    if first is None:  # nothing can be
        reader.read_from(pieces)
        return
    checkpoint = first.before
    pieces.give_back([first], checkpoint)
    with ExitStack() as running:
        idle: list[Child] = []
        with suppress(OSError):  # where no process can be started, this one reads
            for _ in range(count):
                idle.append(running.enter_context(Child(reader.tables.file, reader.block_size)))
        busy: deque[tuple[Piece, Child]] = deque()

        def hand_out() -> None:
            while idle and (piece := pieces.take()):
                busy.append((piece, idle.pop()))
                busy[-1][1].send(piece)

        hand_out()
        while busy:
            piece, child = busy.popleft()
            part = child.receive()
            idle.append(child)
            if part.after != piece.after:
                for _, child in busy:
                    child.receive()
                    idle.append(child)
                ahead = [piece for piece, _ in busy]
                busy.clear()
                pieces.give_back(ahead if part.after else [piece, *ahead], part.after)
            hand_out()
            if part.after:
                checkpoint = part.after
                reader.issues.join(part.issues)
                yield from part.batches
    reader.resume(pieces, checkpoint)


class Child:
    """A process that reads one piece after the other."""

    def __init__(self, name: str, block_size: int) -> None:
        self._name = name
        self._process = started("sightline.claims.x12.parts", f"serve({name!a}, {block_size})")
        self._to = cast(IO[bytes], self._process.stdin)
        self._from = cast(IO[bytes], self._process.stdout)

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        with suppress(OSError):
            self._to.close()
        self._from.close()
        self._process.wait()

    def send(self, piece: Piece) -> None:
        """Have a piece read; the one before it was received."""
        try:
            pickle.dump(piece, self._to, pickle.HIGHEST_PROTOCOL)
            self._to.flush()
        except OSError:
            raise self._died() from None

    def receive(self) -> Part:
        """What was read of the piece that was sent."""
        try:
            return cast(Part, pickle.load(self._from))
        except (EOFError, pickle.UnpicklingError):
            raise self._died() from None

    def _died(self) -> ClaimsError:
        status = self._process.wait()
        how = f"signal {-status}" if status < 0 else f"status {status}"
        return ClaimsError(
            f"{self._name}: reading stopped: a process that read a part of the file ended before it was done ({how});"
            " if it was killed, memory may be short: free some and read the file again"
        )


def started(module: str, call: str) -> subprocess.Popen[bytes]:
    """A process that calls a function of one of our modules, and talks over its standard input and output."""
    # Not by multiprocessing, whose children run the user's own main module once more.
    path = [str(each) for each in sys.path]
    code = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.SIG_IGN);"  # this process ends its children
        f" sys.path[:] = {path!a}; from {module} import {call.partition('(')[0]}; {call}"
    )
    own = {**os.environ, "ARROW_DEFAULT_MEMORY_POOL": "system"}  # which takes the least
    command = [sys.executable, "-P", "-c", code]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=own)


def serve(name: str, block_size: int) -> None:
    """Be such a process for the file `name`: read the pieces that come in, until there are no more."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    reader = Reader(io.BytesIO(), name, 1, block_size)
    with suppress(EOFError, BrokenPipeError):
        while True:
            pickle.dump(read_part(reader, pickle.load(source)), target, pickle.HIGHEST_PROTOCOL)
            target.flush()


def read_part(reader: Reader, piece: Piece) -> Part:
    """Read a piece from the forecast of how the reader stands at its start."""
    noted = reader.issues = Noted()
    reader.resume(io.BytesIO(piece.data), piece.before)
    batches = list(reader.batches())
    reader.finish()
    batches.append(reader.flush())
    after = reader.checkpoint()
    # Where segments end in another way, the cut may be inside of one. An endless claim is cut where a block ends.
    endless = reader.longest > MOST_SEGMENTS - reader.block_size // 2
    if after and (endless or after.place.delimiters != piece.before.place.delimiters):
        after = None
    return Part(batches, noted, after)
