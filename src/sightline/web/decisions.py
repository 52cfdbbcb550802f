"""The overrides that count for somebody: those in the log of the service, or those of a practice (web/workspace)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from pathlib import Path
from typing import Protocol

from sightline.edits.after.overrides import Override, append_overrides, read_overrides


class Decisions(Protocol):
    """Overrides to which some are only ever added; of two for the same finding the later one counts."""

    @property
    def stamp(self) -> Hashable:
        """What changes when one is added."""

    @property
    def known(self) -> list[Override] | None:
        """All of them, where that needs no reading; else None."""

    def read(self) -> list[Override]:
        """All of them, in their order. Raises OverrideError."""

    def append(self, overrides: Iterable[Override]) -> None:
        """Add some, and wait until they are on the disk. Raises OverrideError."""


class LogDecisions:
    """Those in a file, which may not be there yet."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def stamp(self) -> Hashable:
        """Time and size of the file."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_size

    @property
    def known(self) -> list[Override] | None:
        """What was read last, when the file is as it was; none without a file."""
        stamp = self.stamp
        if stamp is None:
            return []
        last = _READ.get(self.path)
        return last[1] if last and last[0] == stamp else None

    def read(self) -> list[Override]:
        """All of them; what was read last is not read again."""
        stamp, known = self.stamp, self.known
        if known is not None:
            return known
        read = read_overrides(self.path)
        _READ.clear()
        _READ[self.path] = stamp, read
        return read

    def append(self, overrides: Iterable[Override]) -> None:
        """Add lines to the file."""
        append_overrides(self.path, overrides)


_READ: dict[Path, tuple[Hashable, list[Override]]] = {}
