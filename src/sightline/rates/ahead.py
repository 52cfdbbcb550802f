"""Read a stream ahead in a thread of its own: decompression goes on while what it gave is looked through."""

from __future__ import annotations

import io
from queue import SimpleQueue
from threading import Thread
from typing import BinaryIO, cast

_CHUNK = 1 << 20
_CHUNKS = 4


class Ahead(io.RawIOBase):
    """The stream as it is, up to four chunks of 1 MiB ahead. An error of the stream is raised where it is reached."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream = cast(io.RawIOBase, stream)
        self._empty: SimpleQueue[bytearray | None] = SimpleQueue()
        self._full: SimpleQueue[tuple[bytearray, int] | Exception] = SimpleQueue()
        for _ in range(_CHUNKS):
            self._empty.put(bytearray(_CHUNK))
        self._chunk, self._left = bytearray(), memoryview(b"")
        self._ended = False
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            while (chunk := self._empty.get()) is not None:
                count = self._stream.readinto(chunk) or 0
                self._full.put((chunk, count))
                if not count:
                    return
        except Exception as error:
            self._full.put(error)

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: object) -> int:
        """As io.RawIOBase."""
        if not self._left and not self._ended:
            if self._chunk:
                self._empty.put(self._chunk)
            got = self._full.get()
            if isinstance(got, Exception):
                self._ended = True
                raise got
            self._chunk, count = got
            self._left, self._ended = memoryview(self._chunk)[:count], not count
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        count = min(len(view), len(self._left))
        view[:count] = self._left[:count]
        self._left = self._left[count:]
        return count

    def close(self) -> None:
        """Stop reading ahead."""
        if not self.closed:
            self._empty.put(None)
            self._thread.join()
        super().close()
