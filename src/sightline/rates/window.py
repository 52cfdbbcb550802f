"""A stretch of a long stream, in memory, addressed by its offsets in the stream. What lies before `keep` may be dropped."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

READ = 1 << 20  # bytes asked for at a time


class Window:
    """Fills itself from `readinto`, `read` bytes at a time. All positions are offsets in the stream."""

    def __init__(self, readinto: Callable[[memoryview], int | None], *, read: int = READ) -> None:
        self._readinto = readinto
        self._read = read
        self._data = bytearray(2 * read)  # a small file is done with it
        self._fill = 0
        self._looked: dict[bytes, tuple[int, int]] = {}  # marker -> found at (or -1), searched up to
        self.begin = 0  # offset of the first byte in memory
        self.keep = 0  # bytes before it are no longer needed
        self.ended = False
        self._thread = ThreadPoolExecutor(1)
        self._coming: Future[int] | None = None  # bytes that are being read behind those in memory

    @property
    def end(self) -> int:
        """The offset behind the last byte in memory."""
        return self.begin + self._fill

    def more(self) -> bool:
        """Read on; False at the end of the stream. What follows is read while this is looked at."""
        if self.ended:
            return False
        count = (self._coming or self._ask()).result()
        self._fill += count
        self.ended = count == 0
        self._coming = None if self.ended else self._ask()
        return count > 0

    def close(self) -> None:
        """Wait until nothing more is read of the stream."""
        self._thread.shutdown()

    def _ask(self) -> Future[int]:
        if len(self._data) - self._fill < self._read:
            self._make_room()
        return self._thread.submit(self._take, memoryview(self._data)[self._fill : self._fill + self._read])

    def _take(self, view: memoryview) -> int:
        with view:
            return self._readinto(view) or 0

    def _make_room(self) -> None:
        drop = max(self.keep - self.begin, 0)
        left = self._fill - drop
        with memoryview(self._data) as view:
            view[:left] = view[drop : self._fill]
        self.begin += drop
        self._fill = left
        if len(self._data) - left < 4 * self._read:
            self._data.extend(bytes(max(left, 14 * self._read)))

    def reach(self, position: int) -> None:
        """Read until `position` is in memory, or to the end of the stream."""
        while self.end < position and self.more():
            pass

    def find(self, marker: bytes, start: int) -> int:
        """Where `marker` stands at or after `start`, -1 when it is not in memory; what was searched stays searched."""
        found, searched = self._looked.get(marker, (-1, 0))
        if found >= start:
            return found
        first = max(start, searched) - self.begin
        at = self._data.find(marker, max(first, 0), self._fill)
        if at < 0:
            self._looked[marker] = (-1, self.end - len(marker) + 1)
            return -1
        self._looked[marker] = (at + self.begin, at + self.begin + 1)
        return at + self.begin

    def rfind(self, marker: bytes, start: int, stop: int) -> int:
        """Where `marker` last stands in [start, stop), -1 when nowhere in memory."""
        at = self._data.rfind(marker, max(start - self.begin, 0), stop - self.begin)
        return at + self.begin if at >= 0 else -1

    def match(self, pattern: re.Pattern[bytes], start: int) -> re.Match[bytes] | None:
        """The match of `pattern` at `start`, with what is loaded."""
        return pattern.match(self._data, start - self.begin, self._fill)

    def slice(self, start: int, stop: int) -> bytes:
        """The bytes of [start, stop)."""
        with memoryview(self._data) as view:
            return bytes(view[start - self.begin : stop - self.begin])
