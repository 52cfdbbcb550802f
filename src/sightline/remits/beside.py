"""Read large remittances by a process of its own, while this one reads, checks and prices the claims."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import SimpleQueue
from subprocess import Popen
from threading import Thread

from sightline.claims.files import files_at, processes_for
from sightline.claims.x12.parts import started

from .batch import RemitBatch
from .files import RemitsError, read_remits

_DIED = (
    "reading the remittances stopped: the process that reads them ended before it was done; if it was killed, memory may be"
    " short: free some and run it again"
)


@contextmanager
def remits_beside(paths: Sequence[str | Path]) -> Iterator[Iterable[RemitBatch]]:
    """The batches of `read_remits`, which raise RemitsError too when the process dies. Small files, and what comes over standard
    input, are read when the batches are."""
    process = _process(paths)
    if process is None:
        yield read_remits(paths)
        return
    come: SimpleQueue[RemitBatch | bool | None] = SimpleQueue()
    reader = Thread(target=_take, args=(process, come), daemon=True)
    reader.start()
    try:
        yield _batches(come)
    finally:
        process.kill()
        reader.join()
        process.wait()


def _process(paths: Sequence[str | Path]) -> Popen[bytes] | None:
    """A process that reads the files; None where they are not worth one, or none can be started."""
    if not all(Path(path).exists() for path in paths):  # "-", or a path that `read_remits` refuses
        return None
    files = [Path(file) for path in paths for file in files_at(path)]
    with suppress(OSError):
        if processes_for(sum(file.stat().st_size for file in files)) > 1:
            return started("sightline.remits.beside", f"serve({[str(path) for path in paths]!a})")
    return None


def _take(process: Popen[bytes], come: SimpleQueue[RemitBatch | bool | None]) -> None:
    """Take what the process writes as it comes, so that it never waits: batches, None at their end, False when it died."""
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdin, process.stdout as source:
        try:
            while (batch := pickle.load(source)) is not None:
                come.put(batch)
            come.put(None)
        except (EOFError, OSError, pickle.UnpicklingError):
            come.put(False)


def _batches(come: SimpleQueue[RemitBatch | bool | None]) -> Iterator[RemitBatch]:
    while (batch := come.get()) is not None:
        if not isinstance(batch, RemitBatch):
            raise RemitsError(_DIED)
        yield batch


def serve(paths: Sequence[str]) -> None:
    """Be the process that reads them."""
    target = sys.stdout.buffer
    with suppress(BrokenPipeError):
        for batch in read_remits(paths):
            pickle.dump(batch, target, pickle.HIGHEST_PROTOCOL)
        pickle.dump(None, target)
        target.flush()
